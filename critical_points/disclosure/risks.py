"""What is unsafe although it does not follow exactly: sizes known too well, unfavourable answers that are certain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from critical_points.disclosure.bounds import SURE, Published, least, width
from critical_points.disclosure.families import Bools, Family, Ints
from critical_points.disclosure.grid import grid_of

#: The least and the most of a hidden cell must be so far apart.
_WIDTH = 5


def targets(family: Family, shown: Bools, people: Ints, minimum: int) -> Iterator[Ints]:
    """Yield the hidden places, and the atoms of fewer than `minimum` respondents that are not published themselves.

    Parameters
    ----------
    family : Family
        The wave's places.
    shown : array of bool
        The published places.
    people : array
        Respondents in each atom.
    minimum : int
        The smallest number of respondents shown.
    """
    for place in np.flatnonzero(~shown):
        if family.members[place].sum() > 1 and family.members[place] @ people > 0:
            yield family.members[place]
    known = {place for place, told in zip(family.places, shown, strict=True) if told}
    for i, one in enumerate(np.eye(len(family.atoms), dtype=np.int64)):
        if 0 < people[i] < minimum and family.atoms[i] not in known:
            yield one


@dataclass(frozen=True)
class Narrowness:
    """The risk that the size of something hidden is known within a few respondents.

    Parameters
    ----------
    family : Family
        The wave's places.
    people : array
        Respondents in each atom.
    minimum : int
        The smallest number of respondents shown.
    """

    family: Family
    people: Ints
    minimum: int

    def find(self, shown: Bools) -> Ints | None:
        """Return some hidden atoms at risk, if there are."""
        grid = grid_of(self.family, shown, self.people)
        for wanted in targets(self.family, shown, self.people, self.minimum):
            if grid.play(wanted) < _WIDTH and self.holds(shown, wanted):
                return wanted
        return None

    def holds(self, shown: Bools, wanted: Ints) -> bool:
        """Tell whether some atoms are at risk."""
        members = self.family.members[shown]
        grid = grid_of(self.family, shown, self.people)
        return all(width(members, self.people, wanted, free) < _WIDTH - SURE for free in grid.widening(wanted))


@dataclass(frozen=True)
class Certainty:
    """The risk that one to four respondents are known to have given an unfavourable answer.

    Parameters
    ----------
    family : Family
        The wave's places.
    people : array
        Respondents in each atom.
    parts : tuple of Published
        The answers to the subject, and to those whose answers are known together with its own.
    pooled : array of bool
        Where they are known together.
    layer : str
        What of them is being decided: "mean" or "full".
    minimum : int
        The smallest number of respondents shown.
    """

    family: Family
    people: Ints
    parts: tuple[Published, ...]
    pooled: Bools
    layer: str
    minimum: int

    def find(self, shown: Bools) -> Ints | None:
        """Return some hidden atoms at risk, if there are."""
        table, low, sized = self.parts[0].table, self.parts[0].low, self.parts[0].sized
        grid = grid_of(self.family, sized, self.people)
        sure = np.zeros_like(self.people)
        for counts in table[:, low].T:
            sure += counts - grid.movable(counts)
        for wanted in targets(self.family, sized, self.people, self.minimum):
            if wanted @ self.people >= self.minimum:
                continue
            alike = wanted @ table[:, ~low].sum(axis=1) == 0
            lonely = len(self.parts) > 1 or alike or not grid.exchangeable(wanted)
            several = wanted.sum() > 1 and lonely and wanted @ table[:, low].sum(axis=1) > 0
            if (several or wanted @ sure > 0) and self.holds(shown, wanted):
                return wanted
        return None

    def holds(self, shown: Bools, wanted: Ints) -> bool:
        """Tell whether some atoms are at risk."""
        parts = [
            replace(part, mean=shown) if self.layer == "mean" else replace(part, full=shown) for part in self.parts
        ]
        grid = grid_of(self.family, parts[0].sized, self.people)
        return all(
            least(self.family.members, parts, self.pooled, wanted, free) > SURE for free in grid.widening(wanted)
        )


#: What is looked for beside the sets that follow exactly.
Risk = Narrowness | Certainty
