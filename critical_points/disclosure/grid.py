"""The atoms of a family as a table of groups × units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from critical_points.disclosure.families import Bools, Family, Ints
from critical_points.tallies import ALL

#: So many of the largest lines are near; so much play is enough.
_NEAR, _ENOUGH = 3, 10


@dataclass(frozen=True)
class Grid:
    """The atoms as a table of groups × units: what could stand elsewhere in it without any line telling.

    Parameters
    ----------
    at : array
        Row and column of each atom.
    free : array
        Groups × units: 1 where somebody answered and the crossing itself is not published.
    people : array
        Groups × units: respondents there.
    hidden : (array of bool, array of bool)
        Which groups and which units are not published.

    Notes
    -----
    A count moves from group g in unit h to (g, h′), when one moves from (g′, h′) to (g′, h): every line stays as it is.
    This tells at once that most atoms are safe; the others are left to the linear programmes.
    """

    at: Ints
    free: Ints
    people: Ints
    hidden: tuple[Bools, Bools]

    def movable(self, counts: Ints) -> Ints:
        """Return, for each atom, how many of its counts could stand elsewhere."""
        table = np.zeros_like(self.free)
        table[self.at[:, 0], self.at[:, 1]] = counts
        table *= self.free
        by_row = table @ self.free.T
        own = self.free * (np.diag(by_row)[:, None] + table.sum(axis=0)[None, :]) - table
        elsewhere = np.maximum(by_row.T @ self.free - own, 0)
        found: Ints = np.minimum(elsewhere, table)[self.at[:, 0], self.at[:, 1]]
        return found

    def play(self, wanted: Ints) -> int:
        """Return at least how far the size of some atoms can be moved, down and up together."""
        chosen = np.flatnonzero(wanted)
        swaps = [self._swap(chosen, side) for side in (0, 1)]
        return max(*swaps, self._turn(int(chosen[0])) if len(chosen) == 1 else 0)

    def exchangeable(self, wanted: Ints) -> bool:
        """Tell whether all answers of a hidden line could be those of other hidden lines, crossing by crossing."""
        chosen = np.flatnonzero(wanted)
        for side in (0, 1):
            found = self._others(chosen, side)
            if found is not None and found[0].all():
                return True
        return False

    def widening(self, wanted: Ints) -> Iterator[Bools]:
        """Yield some atoms near the wanted ones, then all: what few atoms allow, all allow."""
        near = []
        for side in (0, 1):
            own = np.isin(np.arange(self.people.shape[side]), self.at[wanted > 0, side])
            size = self.people.sum(axis=1 - side)
            order = np.lexsort((-size, ~self.hidden[side], ~own))
            some = np.lexsort((-size, ~own))
            lines = np.isin(np.arange(len(own)), [*order[: own.sum() + 2], *some[: own.sum() + _NEAR]])
            near.append(lines[self.at[:, side]])
        close = near[0] & near[1]
        if not close.all():
            yield close
        yield np.ones(len(self.at), dtype=bool)

    def _swap(self, chosen: Ints, side: int) -> int:
        """Return how much a hidden line can give to other hidden lines, and take from them."""
        found = self._others(chosen, side)
        if found is None:
            return 0
        there, taken = found
        own = self.people[tuple(self.at[chosen].T)]
        return int(own[there].sum() + taken)

    def _others(self, chosen: Ints, side: int) -> tuple[Bools, int] | None:
        """Return which atoms of a hidden line have a neighbour in another hidden one, and how many are there."""
        people, free = (self.people, self.free) if side == 0 else (self.people.T, self.free.T)
        lines, across = self.at[chosen, side], self.at[chosen, 1 - side]
        others = self.hidden[side].copy()
        others[lines[0]] = False
        if not ((lines == lines[0]).all() and self.hidden[side][lines[0]] and others.any()):
            return None
        there: Bools = np.asarray(free[others][:, across].any(axis=0))
        return there, int(people[others][:, across].sum())

    def _turn(self, chosen: int) -> int:
        """Return how much an atom can give and take over two lines."""
        group, unit = self.at[chosen]
        left, in_unit = self.people[group].copy(), self.people[:, unit].copy()
        left[unit] = in_unit[group] = 0
        taken = 0
        for other in np.argsort(-in_unit, kind="stable"):
            most = in_unit[other]
            for across in np.flatnonzero((left > 0) & (self.free[other] > 0)):
                moved = min(int(most), int(left[across]))
                left[across] -= moved
                most -= moved
                taken += moved
            if taken >= _ENOUGH:
                break
        return int(self.movable(self.people[self.at[:, 0], self.at[:, 1]])[chosen]) + taken


def grid_of(family: Family, shown: Bools, people: Ints) -> Grid:
    """Return the grid of a family of which some places are shown."""
    groups, units = (sorted({atom[side] for atom in family.atoms}) for side in (0, 1))
    at = np.array([(groups.index(g), units.index(u)) for g, u in family.atoms], dtype=np.int64)
    known = {place for place, told in zip(family.places, shown, strict=True) if told}
    free, table = np.zeros((2, len(groups), len(units)), dtype=np.int64)
    free[at[:, 0], at[:, 1]] = [atom not in known for atom in family.atoms] * (people > 0)
    table[at[:, 0], at[:, 1]] = people
    hidden = np.array([(g, ALL) not in known for g in groups]), np.array([(ALL, u) not in known for u in units])
    return Grid(at, free, table * free, hidden)
