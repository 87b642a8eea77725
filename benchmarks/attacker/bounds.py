"""How far hidden numbers are known: linear programmes over everything that is published of one subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from benchmarks.attacker.publications import ALL, Cell, Key, Place, Publication, is_at

Floats = npt.NDArray[np.float64]

#: A hidden count is open where it may be this much more than it may be less.
WIDE = 5

#: No place has as many respondents or answers.
MANY = 1e5

_NEAR = 1e-6

#: The reason of a cell that is hidden for its own sake.
FEW = "fewer than"


@dataclass
class Programme:
    """Unknown numbers, none below zero, and what is known of them.

    Parameters
    ----------
    size : int
        How many unknowns there are.
    """

    size: int
    rows: list[tuple[npt.NDArray[np.intp], Floats]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns: Iterable[int], weights: float | Iterable[float], low: float, high: float) -> None:
        """Add what is known: a weighted sum of unknowns lies between two numbers."""
        places = np.fromiter(columns, dtype=np.intp)
        values = np.full(len(places), weights) if isinstance(weights, float | int) else np.fromiter(weights, float)
        self.rows.append((places, values))
        self.low.append(low)
        self.high.append(high)

    def solve(self, goal: Floats) -> Floats | None:
        """Return the unknowns that make a weighted sum smallest, None where nothing fits what is known."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        columns = np.concatenate([row for row, _ in self.rows] or [np.zeros(0, dtype=np.intp)])
        values = np.concatenate([row for _, row in self.rows] or [np.zeros(0)])
        starts = np.cumsum([0, *(len(row) for row, _ in self.rows)])
        matrix = csr_array((values, columns, starts), shape=(len(self.rows), self.size))
        low, high = np.array(self.low), np.array(self.high)
        same = low == high
        upper, lower = ~same & np.isfinite(high), ~same & np.isfinite(low)
        from scipy.sparse import vstack

        found = linprog(
            goal,
            A_ub=vstack([matrix[upper], -matrix[lower]]) if (upper | lower).any() else None,
            b_ub=np.concatenate([high[upper], -low[lower]]) if (upper | lower).any() else None,
            A_eq=matrix[same] if same.any() else None,
            b_eq=high[same] if same.any() else None,
            bounds=(0, MANY),
            method="highs",
        )
        solution: Floats | None = found.x if found.status == 0 else None
        return solution


@dataclass(frozen=True)
class Range:
    """Between what a hidden number must be."""

    low: float
    high: float

    @property
    def is_open(self) -> bool:
        """Whether it is known no better than it may be."""
        return self.high - self.low >= WIDE - _NEAR

    @property
    def is_exact(self) -> bool:
        """Whether there is one whole number only that it can be."""
        return float(np.floor(self.high + _NEAR) - np.ceil(self.low - _NEAR)) < 1


class Unknowns:
    """The unknowns of one subject with its items, atom by atom, and what is published of them.

    Parameters
    ----------
    publication : Publication
        What is published of the wave.
    items : sequence of str
        The items of the subjects that hang together.
    subjects : list of (str, str)
        These subjects: ("point", key), ("level", key).
    reasons : bool
        Whether the reasons beside hidden cells are believed to the last: fewer than five is one to four. That somebody
        is there is always believed where ratings are searched.
    ratings : bool
        Whether each rating has unknowns of its own, or only the number of ratings.
    logic : bool
        Whether it is used that who rated is a respondent, and that a score needs half of the items; else only what
        adds up.
    """

    def __init__(
        self,
        publication: Publication,
        items: tuple[str, ...],
        subjects: list[tuple[str, str]],
        *,
        reasons: bool = False,
        ratings: bool = False,
        logic: bool = True,
    ) -> None:
        self.publication, self.items, self.subjects = publication, items, subjects
        self.atoms = publication.atoms()
        self.values = 5 if ratings else 1
        self._of = {place: self._atoms_at(place) for place in {(key.group, key.unit) for key in publication.cells}}
        names: list[tuple[str, str]] = [("respondents", ALL)]
        names += [(layer, key) for kind, key in subjects for layer in (kind, "answers")]
        self._start = {name: number * len(self.atoms) for number, name in enumerate(names)}
        after = len(names) * len(self.atoms)
        step = len(self.atoms) * self.values
        self._start |= {("item", item): after + number * step for number, item in enumerate(items)}
        self.programme = Programme(after + len(items) * step)
        if logic:
            self._add_logic()
        for key, cell in publication.cells.items():
            if (key.layer, key.subject) in self._start:
                self._add_cell(key, cell)
                if cell.hidden and not cell.is_told:
                    self._add_reason(key, cell, reasons)

    def _atoms_at(self, place: Place) -> list[int]:
        return [number for number, atom in enumerate(self.atoms) if is_at(place, atom)]

    def columns(self, key: Key, value: int | None = None) -> list[int]:
        """Return the unknowns that add up to a cell's n; of an item with ratings, of one rating or of all."""
        start, here = self._start[key.layer, key.subject], self._of[key.group, key.unit]
        if key.layer != "item":
            return [start + atom for atom in here]
        chosen = range(self.values) if value is None else (value,)
        return [start + atom * self.values + rating for rating in chosen for atom in here]

    def answers(self, key: Key, value: int | None = None) -> list[int]:
        """Return the unknowns that add up to the answers to an item, or to the items of a point or level."""
        return [c for item in self._items(key) for c in self.columns(key._replace(layer="item", subject=item), value)]

    def _items(self, key: Key) -> tuple[str, ...]:
        if key.layer == "item":
            return (key.subject,)
        kind = "point" if ("point", key.subject) in self.publication.subjects else "level"
        return self.publication.subjects[kind, key.subject]

    def _add_logic(self) -> None:
        """Add what holds of any survey: who rated is a respondent; a score needs half of the items, rounded up."""
        add, infinite = self.programme.add, np.inf
        for number, atom in enumerate(self.atoms):
            self._of.setdefault(atom, [number])
            people = self.columns(Key(*atom, "respondents", ALL))
            for item in self.items:
                rated = self.columns(Key(*atom, "item", item))
                add([*rated, *people], [1.0] * len(rated) + [-1.0], -infinite, 0)
            for kind, subject in self.subjects:
                scored, any_rated = (self.columns(Key(*atom, layer, subject)) for layer in (kind, "answers"))
                asked = self.publication.subjects[kind, subject]
                all_rated = self.answers(Key(*atom, "answers", subject))
                half, ones = (len(asked) + 1) // 2, [1.0] * len(all_rated)
                add([*any_rated, *people], [1.0, -1.0], -infinite, 0)
                add([*scored, *any_rated], [1.0, -1.0], -infinite, 0)
                add([*all_rated, *any_rated], [*ones, -1.0], 0, infinite)
                add([*all_rated, *scored, *any_rated], [*ones, half - 1.0 - len(asked), 1.0 - half], -infinite, 0)
                add([*all_rated, *scored, *any_rated], [*ones, 1.0 - half, -1.0], 0, infinite)
                for item in asked:
                    rated = self.columns(Key(*atom, "item", item))
                    add([*rated, *any_rated], [1.0] * len(rated) + [-1.0], -infinite, 0)

    def _add_cell(self, key: Key, cell: Cell) -> None:
        add = self.programme.add
        if cell.n is not None:
            add(self.columns(key), 1.0, cell.n, cell.n)
        if cell.counts is not None:
            if self.values == 1:
                add(self.answers(key), 1.0, sum(cell.counts), sum(cell.counts))
            else:
                for rating, count in enumerate(cell.counts):
                    add(self.answers(key, rating), 1.0, count, count)
        elif key.layer == "item" and self.values > 1 and cell.n:
            told = cell.mean or cell.band
            if told:
                columns = {rating: self.columns(key, rating) for rating in range(5)}
                weights = [rating + 1.0 for rating, found in columns.items() for _ in found]
                add([c for found in columns.values() for c in found], weights, told[0] * cell.n, told[1] * cell.n)

    def _add_reason(self, key: Key, cell: Cell, reasons: bool) -> None:
        """Add what the mark of a hidden cell tells: somebody is there, and not five."""
        if cell.why.startswith(FEW) and (self.values > 1 or reasons):
            self.programme.add(self.columns(key), 1.0, 1.0, WIDE - 1.0 if reasons else np.inf)


def ranges(unknowns: Unknowns, hidden: list[Key], *, stop: Callable[[Range], bool]) -> dict[Key, Range]:
    """Return how far the n of each hidden cell is known.

    Each solution shows of every cell a number that it may have; the search stops for a cell whose range satisfies
    `stop`, so that few programmes do for many cells.
    """
    seen = {key: [np.inf, -np.inf] for key in hidden}
    columns = {key: unknowns.columns(key) for key in hidden}

    def look(solution: Floats | None) -> bool:
        for key in hidden if solution is not None else ():
            number = float(solution[columns[key]].sum()) if solution is not None else 0.0
            seen[key] = [min(seen[key][0], number), max(seen[key][1], number)]
        return solution is not None

    def unsure() -> list[Key]:
        return [key for key in hidden if not stop(Range(*seen[key]))]

    for sign in (1.0, -1.0):
        if not look(unknowns.programme.solve(_goal(unknowns, {key: columns[key] for key in unsure()}, sign))):
            raise ValueError(f"what is published of {unknowns.subjects or unknowns.items} contradicts itself")
    for key in unsure():
        if stop(Range(*seen[key])):
            continue
        for sign in (1.0, -1.0):
            look(unknowns.programme.solve(_goal(unknowns, {key: columns[key]}, sign)))
    return {key: Range(*seen[key]) for key in hidden}


def _goal(unknowns: Unknowns, columns: Mapping[Key, list[int]], sign: float) -> Floats:
    goal = np.zeros(unknowns.programme.size)
    for chosen in columns.values():
        goal[chosen] += sign
    return goal


def least_unfavourable(unknowns: Unknowns, hidden: list[Key]) -> dict[Key, float]:
    """Return how many answers 1 and 2 each hidden cell must hold, where it must hold any."""
    columns = {key: [c for value in (0, 1) for c in unknowns.answers(key, value)] for key in hidden}
    together = unknowns.programme.solve(_goal(unknowns, columns, 1.0))
    if together is None:
        raise ValueError(f"what is published of {unknowns.subjects or unknowns.items} contradicts itself")
    found = {}
    for key in hidden:
        if together[columns[key]].sum() > _NEAR:
            alone = unknowns.programme.solve(_goal(unknowns, {key: columns[key]}, 1.0))
            least = float(alone[columns[key]].sum()) if alone is not None else 0.0
            if least > _NEAR:
                found[key] = least
    return found
