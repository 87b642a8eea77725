"""The last look at what is told of a block: everything an attacker knows, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from critical_points.disclosure.bounds import SURE, Floats, rounding
from critical_points.disclosure.equations import Equations, Least, Source
from critical_points.disclosure.families import Bools, Counts, Family, Ints
from critical_points.disclosure.risks import targets

Key = tuple[str, str]
Told = dict[tuple[str, Key], Bools]

#: The ratings, and those that are unfavourable.
_RATINGS = np.arange(1.0, 6.0)
_LOW = _RATINGS <= 2

#: So few unknowns are searched for whole solutions, too.
_FEW_UNKNOWNS = 500


@dataclass(frozen=True)
class Certainties:
    """What is known of a point or level with its items, and of others that share items with it.

    The unknowns are, in each crossing of group and unit: respondents, those with a score and those with any answer, and
    each rating of each item. Beside what is published it is known that who rated is a respondent, that a score needs
    half of the items, and that somebody is where "fewer than 5" stands.

    Parameters
    ----------
    family : Family
        The wave's places.
    people : array of bool
        The places in which the number of respondents is told.
    subjects : Mapping of (str, str) to tuple of str
        The items of each point or level.
    minimum : int
        The smallest number of respondents shown.
    """

    family: Family
    people: Bools
    subjects: Mapping[Key, tuple[str, ...]]
    minimum: int

    def withhold(self, told: Told) -> Told:
        """Return what may be told: as little less as needed so that no answer of 1–4 respondents is unfavourable.

        To tell less of a cell never lets more follow from what is left, so the other rules keep holding.
        """
        told = dict(told)
        while (found := self._certain(told)) is not None:
            layer, key, place = found
            later = ("shown", "mean", "full")
            for less in later[later.index(layer) :]:
                told[less, key] = told[less, key].copy()
                told[less, key][place] = False
        return told

    def _certain(self, told: Told) -> tuple[str, Key, int] | None:
        """Return what to tell no longer, where an unfavourable answer is certain."""
        costs = list(self._costs(told))
        if not costs:
            return None
        equations = self._equations(told)
        together = equations.least(np.sum(costs, axis=0), whole=self._is_small)
        for cost in costs:
            if together is not None and cost @ together.unknowns <= SURE:
                continue
            alone = equations.least(cost)
            if alone is not None and alone.value <= SURE and self._is_small:
                alone = equations.least(cost, whole=True)
            if alone is None or alone.value > SURE:
                return self._choose(told, alone)
        return None

    def _choose(self, told: Told, least: Least | None) -> tuple[str, Key, int]:
        """Return the cell to tell less of: the one with most told, then the smallest."""
        sources = least.sources if least is not None else []
        if not sources:
            sources = [
                Source(key, layer, int(place)) for (layer, key), places in told.items() for place in places.nonzero()[0]
            ]
        order, costs = ("full", "mean", "shown"), self.family.costs
        found = min(sources, key=lambda s: (order.index(s.layer), costs[s.place], s.key[0] != "item", s.key))
        return found.layer, found.key, found.place

    @property
    def _is_small(self) -> bool:
        return self._size <= _FEW_UNKNOWNS

    @property
    def _items(self) -> list[str]:
        return [*dict.fromkeys(item for items in self.subjects.values() for item in items)]

    @property
    def _size(self) -> int:
        return len(self.family.atoms) * (1 + 2 * len(self.subjects) + len(_RATINGS) * len(self._items))

    def _starts(self) -> dict[Key, int]:
        """Return the first unknown of the respondents, of each subject (scores, any answer) and of each item."""
        names = [("respondents", ""), *((kind, key) for of, key in self.subjects for kind in (of, "answers"))]
        atoms = len(self.family.atoms)
        starts = {name: n * atoms for n, name in enumerate(names)}
        after = len(names) * atoms
        return starts | {("item", i): after + n * atoms * len(_RATINGS) for n, i in enumerate(self._items)}

    def _costs(self, told: Told) -> Iterator[Floats]:
        """Yield what must not be certain: the low ratings of few respondents who are not told.

        Where nobody of them gave any, none can be certain.
        """
        starts, counts = self._starts(), self.family.counts
        of_items: list[tuple[Key, Ints, tuple[str, ...]]] = [
            (("item", item), counts["item", item].of("rated"), (item,)) for item in self._items
        ]
        of_all = [(key, counts["answers", key[1]].of("respondents"), items) for key, items in self.subjects.items()]
        for key, people, items in [*of_items, *of_all]:
            low = np.sum([_by_rating(counts["item", item])[:, _LOW].sum(axis=1) for item in items], axis=0)
            for wanted in targets(self.family, told["shown", key], people, self.minimum):
                if wanted @ people >= self.minimum or wanted @ low == 0:
                    continue
                cost = np.zeros(self._size)
                for item in items:
                    start = starts["item", item]
                    cost[start : start + len(wanted) * len(_RATINGS)] = np.outer(wanted, _LOW).ravel()
                yield cost

    def _equations(self, told: Told) -> Equations:
        found = Equations(self._size)
        self._add_logic(found)
        counts = self.family.counts
        self._add_numbers(found, ("respondents", ""), self.people, self.family.people, None)
        for item in self._items:
            key = ("item", item)
            self._add_numbers(found, key, told["shown", key], counts[key].of("rated"), key)
            self._add_ratings(found, told, item)
        for key, items in self.subjects.items():
            answers = counts["answers", key[1]]
            self._add_numbers(found, key, told["shown", key], counts[key].of("rated"), key)
            self._add_numbers(found, ("answers", key[1]), told["shown", key], answers.of("respondents"), key)
            self._add_distribution(found, items, answers, told["full", key], key)
        return found

    def _add_logic(self, found: Equations) -> None:
        """Add what holds of any survey."""
        starts, one = self._starts(), np.eye(len(self.family.atoms))
        every, nothing = np.kron(one, np.ones(len(_RATINGS))), np.zeros(len(one))
        people, anything = (starts["respondents", ""], -one), np.full(len(one), np.inf)
        for key, items in self.subjects.items():
            scored, some = starts[key], starts["answers", key[1]]
            half, most = (len(items) + 1) // 2, len(items)
            answers = [(starts["item", item], every) for item in items]
            found.add([(some, one), people], -anything, nothing)
            found.add([(scored, one), (some, -one)], -anything, nothing)
            found.add([*answers, (scored, one * (1.0 - half)), (some, -one)], nothing, anything)
            found.add([*answers, (scored, one * (half - 1.0 - most)), (some, one * (1.0 - half))], -anything, nothing)
            for answer in answers:
                found.add([answer, (some, -one)], -anything, nothing)

    def _add_numbers(self, found: Equations, name: Key, told: Bools, people: Ints, key: Key | None) -> None:
        """Add how many there are where it is told; elsewhere "fewer than 5" tells that somebody is there."""
        start, members, totals = self._starts()[name], self.family.members, self.family.members @ people
        rows = np.kron(members, np.ones(len(_RATINGS), dtype=np.int64)) if name[0] == "item" else members
        sources = None if key is None else [Source(key, "shown", int(place)) for place in told.nonzero()[0]]
        found.add([(start, rows[told])], totals[told], totals[told], sources)
        few = ~told & (totals > 0) & (totals < self.minimum)
        found.add([(start, rows[few])], np.ones(few.sum()), np.full(few.sum(), np.inf))

    def _add_ratings(self, found: Equations, told: Told, item: str) -> None:
        """Add the mean, the band or each rating of an item."""
        key, start = ("item", item), self._starts()["item", item]
        counts = _by_rating(self.family.counts[key])
        shown, mean, full = (told[layer, key] for layer in ("shown", "mean", "full"))
        self._add_distribution(found, (item,), self.family.counts[key], full, key)
        totals = self.family.members @ counts
        rated = totals.sum(axis=1) > 0
        for places, layer in ((rated & mean & ~full, "mean"), (rated & shown & ~mean, "shown")):
            limits = np.array([rounding(row, _RATINGS, mean=layer == "mean") for row in totals[places]]).reshape(-1, 2)
            sums = totals[places] @ _RATINGS
            rows, sources = np.kron(self.family.members[places], _RATINGS), _sources(key, layer, places)
            found.add([(start, rows)], sums + limits[:, 0], sums + limits[:, 1], sources)

    def _add_distribution(
        self, found: Equations, items: tuple[str, ...], counts: Counts, full: Bools, key: Key
    ) -> None:
        """Add each rating, of an item or of several together, where all of them are told."""
        starts, members = self._starts(), self.family.members[full]
        totals = members @ _by_rating(counts)
        for rating, one in enumerate(np.eye(len(_RATINGS))):
            terms = [(starts["item", item], np.kron(members, one)) for item in items]
            found.add(terms, totals[:, rating], totals[:, rating], _sources(key, "full", full))


def _sources(key: Key, layer: str, places: Bools) -> list[Source]:
    return [Source(key, layer, int(place)) for place in places.nonzero()[0]]


def _by_rating(counts: Counts) -> Ints:
    """Return the answers of each atom, one column a rating."""
    columns = [[column == ("rated", rating) for column in counts.columns] for rating in _RATINGS]
    return np.stack([counts.table[:, column].sum(axis=1) for column in columns], axis=1)
