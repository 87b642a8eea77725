"""Published cells: where they are, what is counted, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

#: The key of a margin: every group, every unit.
ALL = "all"

#: A group and a unit, either of them "all".
Place = tuple[str, str]


class Key(NamedTuple):
    """A published cell: where, and what is counted.

    The layer is "respondents", "item", "point" or "level" (scores), "answers" (all answers to the items of a point or
    level), "vote", "sums" or "ratios" (sums of products that estimates are made from), or of all respondents of a wave
    "source" (by file), "flag" (by doubt) or "unflagged" (scores of those without a doubt).
    """

    group: str
    unit: str
    layer: str
    subject: str


@dataclass
class Cell:
    """What is told of a cell.

    Parameters
    ----------
    n : float, optional
        Respondents.
    counts : tuple of float, optional
        Answers 1, 2, 3, 4 and 5.
    mean : (float, float), optional
        Between what the mean must be, as it is rounded.
    decimals : int
        Of the most exact mean that is told.
    band : (float, float), optional
        Between what the mean is said to be, where it is not told itself.
    votes : dict of str to float, optional
        How many voted for each point.
    scores : dict of float to float, optional
        How many have each score on a point or level.
    extras : set of str
        What else is told: names of statistics.
    hidden : bool
        Marked as hidden.
    why : str
        The reason that is told.
    """

    n: float | None = None
    counts: tuple[float, ...] | None = None
    mean: tuple[float, float] | None = None
    decimals: int = 0
    band: tuple[float, float] | None = None
    votes: dict[str, float] | None = None
    scores: dict[float, float] | None = None
    extras: set[str] = field(default_factory=set)
    hidden: bool = False
    why: str = ""

    def add_mean(self, text: str) -> None:
        """Add a mean as it is written: the more digits, the closer it is known."""
        digits = len(text.partition(".")[2])
        half = 0.5 * 10.0**-digits
        if self.mean is None or digits > self.decimals:
            self.mean, self.decimals = (float(text) - half, float(text) + half), digits

    @property
    def is_told(self) -> bool:
        """Whether any number stands there."""
        numbers = (self.n, self.counts, self.mean, self.band, self.votes, self.scores)
        return bool(self.extras) or any(number is not None for number in numbers)


@dataclass
class Publication:
    """Everything that is published of one wave, and what everyone at work there knows.

    Parameters
    ----------
    wave : str
        Its name.
    cells : dict of Key to Cell
        The cells that are named, hidden ones included.
    subjects : dict of (str, str) to tuple of str
        The items of each ("point", key) and ("level", key) that was asked.
    absent : set of (str, str)
        Groups that do not exist in a unit.
    """

    wave: str
    cells: dict[Key, Cell]
    subjects: dict[tuple[str, str], tuple[str, ...]]
    absent: set[Place]

    def atoms(self) -> list[Place]:
        """Return every group in every unit that can have respondents."""
        groups = list(dict.fromkeys(key.group for key in self.cells if key.group != ALL)) or [ALL]
        units = list(dict.fromkeys(key.unit for key in self.cells if key.unit != ALL)) or [ALL]
        return [(group, unit) for group in groups for unit in units if (group, unit) not in self.absent]


def places_of(atoms: Iterable[Place], *, crossing: bool) -> list[Place]:
    """Return the total, each group, each unit, and where asked each group in each unit."""
    atoms = sorted(set(atoms))
    groups, units = (sorted({atom[side] for atom in atoms}) for side in (0, 1))
    one_way = [(ALL, ALL), *((group, ALL) for group in groups), *((ALL, unit) for unit in units)]
    return [*one_way, *atoms] if crossing else one_way


def is_at(place: Place, atom: Place) -> bool:
    """Tell whether a group in a unit is part of a place."""
    return all(name in (ALL, key) for name, key in zip(place, atom, strict=True))
