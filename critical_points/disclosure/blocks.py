"""Subjects that hang together: a point or level, its items, and their pooled answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from critical_points.disclosure.bounds import Floats, Published
from critical_points.disclosure.certainties import Certainties
from critical_points.disclosure.derivation import Audit, Rule
from critical_points.disclosure.families import Bools, Counts, Family, Ints
from critical_points.disclosure.risks import Certainty, Narrowness, Risk
from critical_points.disclosure.suppression import suppress
from critical_points.instrument import Instrument
from critical_points.tallies import ALL

#: Ratings from 1 up to the first are unfavourable; so are scores below the second, the middle of the scale.
_UNFAVOURABLE, _MIDDLE = 2, 3

#: A cell of fewer respondents than this tells no distribution.
SMALLEST_DISTRIBUTION = 10

#: With so many items a rating or more may be too few for a score.
_FEWEST_HALVED = 3

#: So near a whole number is one.
_NEAR = 1e-6

#: How much is told: that it is there, a mean, or everything; each asks for more than the one before.
LAYERS = ("shown", "mean", "full")

Key = tuple[str, str]


@dataclass(frozen=True)
class Block:
    """Subjects with their items; several where they share items.

    Parameters
    ----------
    asked : Mapping of (str, str) to tuple of str
        The items of each point or level, by its kind and key.
    """

    asked: Mapping[Key, tuple[str, ...]]

    @property
    def subjects(self) -> tuple[Key, ...]:
        """Kind and key of each point or level."""
        return tuple(self.asked)

    @property
    def items(self) -> tuple[str, ...]:
        """The items."""
        return tuple(dict.fromkeys(item for items in self.asked.values() for item in items))

    @property
    def keys(self) -> list[Key]:
        """Kind and key of each item."""
        return [("item", item) for item in self.items]


def blocks(family: Family, instrument: Instrument) -> list[Block]:
    """Return the blocks of a wave: two subjects that share an item are one block."""
    found: list[Block] = []
    for item in instrument.items:
        if ("item", item.key) not in family.counts:
            continue
        own = [(kind, key) for kind, key in (("point", item.point), ("level", item.level)) if key is not None]
        near = [block for block in found if set(block.subjects) & set(own)]
        found = [block for block in found if block not in near]
        asked = {subject: items for block in near for subject, items in block.asked.items()}
        found.append(Block(asked | {subject: (*asked.get(subject, ()), item.key) for subject in own}))
    return found


@dataclass(frozen=True)
class Measures:
    """What the rules look at in one kind of answers to a subject.

    Parameters
    ----------
    present : array
        Respondents of each atom who count.
    table : array
        Atoms × values: their answers.
    values : array
        The values.
    low : array of bool
        Which values are unfavourable.
    """

    present: Ints
    table: Ints
    values: Floats
    low: Bools

    def rules(self, layer: str, minimum: int, present: Ints | None = None) -> list[Rule]:
        """Return the rules of a layer; `present` tells who else makes an atom not empty."""
        there = self.present if present is None else present
        answers = self.table.sum(axis=1)
        unanimous = [Rule(there, answers - category, 1) for category in self.table.T]
        if layer == "shown":
            favourable = answers - self.table[:, self.low].sum(axis=1)
            return [Rule(there, self.present, minimum - 1), Rule(there, favourable, 1)]
        if layer == "mean":
            return unanimous
        return [Rule(there, self.present, max(minimum, SMALLEST_DISTRIBUTION) - 1), *unanimous]


def unscored(scores: Measures, answers: Measures, asked: int) -> Rule:
    """Return the rule that those with too few answers for a score are not what is left of the pooled answers.

    Where everybody with a score rated all items, as the numbers can tell, the sum of the scores tells the sum of their
    ratings. The weight is how many ratings less there are, apart from those that a score itself tells: 2.5 is of two
    ratings or four.
    """
    left = answers.present - scores.present
    half = (asked + 1) // 2
    told = [max(n for n in range(half, asked + 1) if abs(n * s - round(n * s)) < _NEAR) for s in scores.values]
    most = scores.table @ np.array(told, dtype=np.int64) + (half - 1) * left
    return Rule(answers.present, most - answers.table.sum(axis=1), 1, left)


def measure(counts: Counts, kind: str) -> Measures:
    """Return the measures of one kind of answers."""
    rated = [i for i, (status, _) in enumerate(counts.columns) if status == "rated"]
    values, table = np.array([counts.columns[i][1] for i in rated]), counts.table[:, rated]
    low = values <= _UNFAVOURABLE if kind in ("item", "answers") else values < _MIDDLE
    present = counts.of("respondents") if kind == "answers" else table.sum(axis=1)
    return Measures(present, table, values, low)


def protect_block(
    family: Family, audit: Audit, base: Bools, block: Block, minimum: int
) -> dict[tuple[str, Key], Bools]:
    """Return the places in which each subject of a block may be told, by layer.

    An item's results and those of the other items add up to the pooled answers of their point, and nearly to its score.
    Where an item is told in fewer places than its point, so is a companion: another item that would be safe, so that
    what follows of the two together is safe. Where there is none, the point is told in as few places as the item.
    """
    found = {(layer, key): base for layer in LAYERS for key in [*block.subjects, *block.keys]}
    for layer in LAYERS:
        settled = _Settling(family, audit, block, minimum, layer, found).settle()
        for later in LAYERS[LAYERS.index(layer) :]:
            found |= {(later, key): places for key, places in settled.items()}
    return Certainties(family, base, block.asked, minimum).withhold(found)


@dataclass(frozen=True)
class _Settling:
    """One layer of a block being decided; `told` holds the places of this layer, as far as the one before allows."""

    family: Family
    audit: Audit
    block: Block
    minimum: int
    layer: str
    told: Mapping[tuple[str, Key], Bools]

    def settle(self) -> dict[Key, Bools]:
        keys, subjects = self.block.keys, self.block.subjects
        start = np.logical_and.reduce([self.told[self.layer, key] for key in subjects])
        whole = self._suppress(start, subjects, start)
        places = {key: self.told[self.layer, key] & whole for key in keys}
        fewer = [key for key in keys if (places[key] != whole).any() or not self._safe(key, places[key])]
        together = dict.fromkeys(subjects, whole)
        if not fewer:
            return together | dict.fromkeys(keys, whole)
        companion = self._companion(whole, fewer)
        if companion is None:
            start = np.logical_and.reduce([whole, *places.values()])
            return dict.fromkeys([*subjects, *keys], self._suppress(start, [*subjects, *keys], start))
        fewer = [*dict.fromkeys([*fewer, companion])]
        less = self._suppress(np.logical_and.reduce([places[key] for key in fewer]), fewer, whole)
        return together | {key: less if key in fewer else whole for key in keys}

    def _suppress(self, start: Bools, keys: Sequence[Key], whole: Bools) -> Bools:
        rules = [rule for key in keys for rule in self._rules(key)]
        return suppress(self.audit, self.family.costs, start, rules, self._risks(keys, whole))

    def _safe(self, key: Key, places: Bools) -> bool:
        return self.audit.safe(places, self._rules(key)) and all(
            r.find(places) is None for r in self._risks([key], places)
        )

    def _rules(self, key: Key) -> list[Rule]:
        """Return the rules of a subject in this layer."""
        rules = [rule for found in self._measures(key) for rule in found.rules(self.layer, self.minimum)]
        asked = len(self.block.asked.get(key, ()))
        if self.layer == "full" and asked >= _FEWEST_HALVED:
            scores, answers = self._measures(key)
            rules.append(unscored(scores, answers, asked))
        return rules

    def _companion(self, whole: Bools, fewer: Sequence[Key]) -> Key | None:
        """Return an item that would be safe wherever the point is told; one of those in fewer places, if there is."""
        if len(self.block.subjects) > 1:
            return None
        everybody = self.family.counts["answers", self.block.subjects[0][1]].of("respondents")
        for key in [*fewer, *(key for key in self.block.keys if key not in fewer)]:
            (found,) = self._measures(key)
            strict = found.rules(self.layer, self.minimum, everybody)
            if self.audit.safe(whole, strict) and self._safe(key, whole):
                return key
        return None

    def _measures(self, key: Key) -> list[Measures]:
        """Return what the rules look at: of a point or level its scores and its pooled answers."""
        kinds = ("item",) if key[0] == "item" else (key[0], "answers")
        return [measure(self.family.counts[kind, key[1]], kind) for kind in kinds]

    def _risks(self, keys: Sequence[Key], whole: Bools) -> list[Risk]:
        """Return the risks of some subjects; items that are told in fewer places than their point hang together."""
        if self.layer == "shown":
            present = [found.present for key in keys for found in self._measures(key)]
            return [Narrowness(self.family, people, self.minimum) for people in present]
        items = [key for key in keys if key[0] == "item"]
        found: list[Risk] = []
        for key in keys:
            near = [key, *(other for other in items if other != key)] if key in items else [key]
            near = near if self.layer == "full" else near[:1]
            for i, own in enumerate(self._measures(key)):
                parts = [self._published(other, i) for other in near]
                found.append(Certainty(self.family, own.present, tuple(parts), whole, self.layer, self.minimum))
        return found

    def _published(self, key: Key, which: int) -> Published:
        """Return what is told of a subject so far, for the linear programmes."""
        own = self._measures(key)[which]
        sized, mean = self.told["shown", key], self.told["mean", key]
        nowhere = np.zeros_like(sized)
        pooled = which == 1  # of pooled answers only the full counts are told
        return Published(
            own.table, own.values, own.low, nowhere if pooled else sized, nowhere if pooled else mean, nowhere
        )


def protect_votes(family: Family, audit: Audit, base: Bools, minimum: int) -> Bools:
    """Return the places in which votes may be told.

    The votes for a point are a distribution: they are told of ten voters or more who are not all of one mind.
    """
    if ("vote", ALL) not in family.counts:
        return base
    voters = family.counts["vote", ALL].of("voters")
    chosen = [counts.of("chosen") for (kind, key), counts in family.counts.items() if kind == "vote" and key != ALL]
    limit = max(minimum, SMALLEST_DISTRIBUTION) - 1
    rules = [Rule(voters, voters, limit), *(Rule(voters, voters - votes, 1) for votes in chosen)]
    return suppress(audit, family.costs, base, rules)
