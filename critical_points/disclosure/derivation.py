"""What follows from published sums: the sets of respondents that adding and subtracting them singles out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from critical_points.disclosure.families import Bools, Ints

#: Sums are solved modulo this prime: no rounding, and a set that follows over the fractions follows here too.
_PRIME = 2**31 - 1

#: A search that grows beyond this is given up, and what it looked for is taken as found.
_MOST_STATES = 300_000

#: So many respondents are few.
_FEW = 4

#: What tells one rule from others.
RuleKey = tuple[bytes, bytes, int, bytes]

#: So many sets are told at most.
_MOST_SETS = 60


@dataclass(frozen=True)
class Rule:
    """A set is unsafe where anybody of `present` is in it and its `weight` is at most `limit`.

    Parameters
    ----------
    present : array
        For each atom, respondents; an atom without any is known to be empty.
    weight : array
        For each atom, what must exceed the limit: its respondents, or those of them who answered otherwise.
    limit : int
        The largest weight that is not safe.
    few : array, optional
        For each atom, of whom there must be 1–4 for a set to be unsafe.
    """

    present: Ints
    weight: Ints
    limit: int
    few: Ints | None = None

    def key(self) -> RuleKey:
        """Return what tells this rule from others."""
        few = b"" if self.few is None else self.few.tobytes()
        return self.present.tobytes(), self.weight.tobytes(), self.limit, few

    def unsafe(self, sets: Ints) -> Bools:
        """Tell which sets, one a row, are unsafe."""
        found: Bools = (sets @ self.present > 0) & (sets @ self.weight <= self.limit)
        if self.few is not None:
            found &= (sets @ self.few > 0) & (sets @ self.few <= _FEW)
        return found


def echelon(rows: Ints, order: Ints) -> tuple[Ints, list[int]]:
    """Return the reduced rows modulo the prime, and the pivot column of each: the first independent ones by `order`."""
    rows, pivots = rows % _PRIME, list[int]()
    for column in order:
        done = len(pivots)
        if done == len(rows):
            break
        below = np.flatnonzero(rows[done:, column])
        if not len(below):
            continue
        pick = done + below[0]
        if pick != done:
            rows[[done, pick]] = rows[[pick, done]]
        rows[done] = rows[done] * pow(int(rows[done, column]), -1, _PRIME) % _PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != done]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[done] % _PRIME) % _PRIME
        pivots.append(int(column))
    return rows[: len(pivots)], pivots


def follows(rows: Ints, wanted: Ints) -> bool:
    """Tell whether a sum over atoms follows from the published ones."""
    if not len(rows):
        return not wanted.any()
    reduced, pivots = echelon(rows, np.arange(rows.shape[1]))
    rest = wanted % _PRIME
    for row, pivot in zip(reduced, pivots, strict=True):
        rest = (rest - rest[pivot] * row) % _PRIME
    return not rest.any()


def unsafe_sets(rows: Ints, rule: Rule) -> Ints | None:
    """Return the unsafe sets that follow from published sums.

    Parameters
    ----------
    rows : array
        Published sums × atoms, 0 or 1.
    rule : Rule
        What is unsafe.

    Returns
    -------
    array or None
        Sets × atoms, 0 or 1, the smallest first and at most sixty; None where there are too many to search.

    Notes
    -----
    Every derivable set is a sum of reduced rows, and it holds exactly the pivots of the rows that are summed. With the
    heaviest atoms as pivots (a matroid's greedy basis), an unsafe set has light pivots only, and few sums remain; none
    where the heavy atoms alone are of the same rank as all.
    """
    there = np.flatnonzero(rule.present > 0)
    weight = rule.weight[there]
    if _rank(rows[:, there[weight > rule.limit]]) == _rank(rows[:, there]):
        return np.zeros((0, rows.shape[1]), dtype=np.int64)
    reduced, pivots = echelon(rows[:, there], np.argsort(-weight, kind="stable"))
    light = [i for i, pivot in enumerate(pivots) if weight[pivot] <= rule.limit]
    sets = np.zeros((0, rows.shape[1]), dtype=np.int64)
    if not light:
        return sets
    found = _sums(reduced[light], weight, rule.limit)
    if found is None:
        return None
    found = found[found.any(axis=1)]
    sets = np.zeros((len(found), rows.shape[1]), dtype=np.int64)
    sets[:, there] = found
    sets = sets[rule.unsafe(sets)]
    return sets[np.lexsort((sets.sum(axis=1), sets @ rule.weight))][:_MOST_SETS]


def _rank(rows: Ints) -> int:
    return int(np.linalg.matrix_rank(rows)) if rows.size else 0


def _sums(rows: Ints, weight: Ints, limit: int) -> Ints | None:
    """Return the sums of rows that are 0 or 1 everywhere and weigh no more than the limit."""
    last = np.where(rows != 0, np.arange(len(rows))[:, None], -1).max(axis=0)
    states = np.zeros((1, rows.shape[1]), dtype=np.int64)
    for i, row in enumerate(rows):
        states = np.concatenate([states, (states + row) % _PRIME])
        final = last <= i
        states = states[(states[:, last == i] <= 1).all(axis=1)]
        states = states[states[:, final] @ weight[final] <= limit]
        if len(states) > _MOST_STATES:
            return None
    return states


@dataclass(frozen=True)
class Audit:
    """The search over one family, which remembers what it has found."""

    members: Ints
    _known: dict[tuple[bytes, RuleKey], Ints | None] = field(default_factory=dict)

    def unsafe(self, shown: Bools, rule: Rule) -> Ints | None:
        """Return the unsafe sets that follow from the shown places, as `unsafe_sets`."""
        key = shown.tobytes(), rule.key()
        if key not in self._known:
            self._known[key] = unsafe_sets(self.members[shown], rule)
        return self._known[key]

    def safe(self, shown: Bools, rules: list[Rule]) -> bool:
        """Tell whether no rule finds a set."""
        return all(found is not None and not len(found) for found in (self.unsafe(shown, rule) for rule in rules))
