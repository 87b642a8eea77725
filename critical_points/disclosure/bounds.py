"""What an attacker can be sure of: the least and the most that every solution of the published sums allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from critical_points.disclosure.families import Bools, Ints

Floats = npt.NDArray[np.float64]

#: A published mean has one decimal, a band one step.
_ROUNDED = 0.05

#: A search for whole solutions is given up after so many branches; its bound holds all the same.
_MOST_NODES = 100

#: Less than this is nothing.
SURE = 1e-6


@dataclass(frozen=True)
class Published:
    """The answers of one kind to one subject, and where how much of them is told.

    Parameters
    ----------
    table : array
        Atoms × values: answers.
    values : array
        The values.
    low : array of bool
        Which values are unfavourable.
    sized, mean, full : array of bool
        The places in which n, the mean (one decimal) or every count is told; in those of `sized` that are not of `mean`
        a band is told.
    """

    table: Ints
    values: Floats
    low: Bools
    sized: Bools
    mean: Bools
    full: Bools


@dataclass(frozen=True)
class _Sums:
    """Linear sums of unknown counts with their limits."""

    rows: list[Floats]
    least: list[float]
    most: list[float]

    def add(self, row: Floats, least: float, most: float) -> None:
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)


def least(members: Ints, parts: Sequence[Published], pooled: Bools, wanted: Ints, free: Bools) -> float:
    """Return the fewest unfavourable answers to the first subject that some atoms can hold.

    Parameters
    ----------
    members : array
        Places × atoms.
    parts : sequence of Published
        The subject, and those whose pooled answers with it are told.
    pooled : array of bool
        Where the pooled answers are told (of several subjects).
    wanted : array
        The atoms, 0 or 1.
    free : array of bool
        The atoms whose counts are not known. With fewer than all, the result is never too small.

    Notes
    -----
    Linear programmes; a table of three ways, and one with rounded means, has whole solutions only by branching.
    """
    there = [(part.table.sum(axis=1) > 0) & free for part in parts]
    starts = np.cumsum([0, *(int(t.sum()) * len(part.values) for t, part in zip(there, parts, strict=True))])
    sums = _Sums([], [], [])
    for part, atoms, start in zip(parts, there, starts[:-1], strict=True):
        _add_part(sums, members, part, atoms, (int(start), int(starts[-1])))
    if len(parts) > 1:
        _add_pooled(sums, members[pooled], parts, there, starts)
    cost = np.zeros(int(starts[-1]))
    cost[: starts[1]] = np.outer(wanted[there[0]], parts[0].low).ravel()
    fewest = _solve(cost, sums)
    rounded = any((part.sized & ~part.full).any() for part in parts)
    return _solve(cost, sums, whole=True) if fewest <= SURE and (rounded or len(parts) > 1) else fewest


def _add_part(sums: _Sums, members: Ints, part: Published, atoms: Bools, place: tuple[int, int]) -> None:
    """Add what is told of one subject."""
    start, size = place
    totals, unknown = members @ part.table, members[:, atoms] @ part.table[atoms]
    for i, row in enumerate(members[:, atoms]):
        if not row.any() or not totals[i].any():
            continue
        for weight, least, most in _told(part, i, totals[i], unknown[i]):
            line = np.zeros(size)
            line[start : start + row.size * len(part.values)] = np.outer(row, weight).ravel()
            sums.add(line, least, most)


def _told(part: Published, place: int, total: Ints, unknown: Ints) -> Iterator[tuple[Floats, float, float]]:
    """Yield what is told of a place: weights of the values, and the limits of the sum of what is not known of it."""
    ones = np.ones(len(part.values))
    if part.full[place]:
        for weight, n in zip(np.eye(len(ones)), unknown, strict=True):
            yield weight, float(n), float(n)
    elif part.sized[place]:
        yield ones, float(unknown.sum()), float(unknown.sum())
        low, high = rounding(total, part.values, mean=bool(part.mean[place]))
        yield part.values, low + float(unknown @ part.values), high + float(unknown @ part.values)
    else:  # that it is hidden tells that somebody is there
        yield ones, 1.0 - float((total - unknown).sum()), np.inf


def rounding(told: Ints, values: Floats, *, mean: bool) -> tuple[float, float]:
    """Return how far the sum of a cell may be from the truth, by its rounded mean or its band.

    Parameters
    ----------
    told : array
        The answers of the cell by value.
    values : array
        The values.
    mean : bool
        Whether the mean is told, with one decimal; else the band.
    """
    n, total = float(told.sum()), float(told @ values)
    shown = round(total / n, 1) if mean else min(total / n // 1, values.max() - 1) + 0.5
    half = _ROUNDED if mean else 0.5
    return n * (shown - half) - total - SURE, n * (shown + half) - total + SURE


def _add_pooled(sums: _Sums, members: Ints, parts: Sequence[Published], there: Sequence[Bools], starts: Ints) -> None:
    """Add the answers of all subjects together, value by value."""
    for row in members:
        for value in sorted({float(v) for part in parts for v in part.values}):
            line, told = np.zeros(int(starts[-1])), 0.0
            for part, atoms, start, end in zip(parts, there, starts[:-1], starts[1:], strict=True):
                line[start:end] = np.outer(row[atoms], part.values == value).ravel()
                told += float(row[atoms] @ part.table[atoms][:, part.values == value].sum(axis=1))
            if line.any():
                sums.add(line, told, told)


def _solve(cost: Floats, sums: _Sums, *, whole: bool = False) -> float:
    """Return the least of a sum of unknown counts; of a search that is given up, what is sure."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    if not sums.rows:
        return 0.0
    found = milp(
        cost,
        constraints=LinearConstraint(csr_array(np.array(sums.rows)), sums.least, sums.most),
        bounds=Bounds(0, np.inf),
        integrality=np.full(len(cost), int(whole)),
        options={"node_limit": _MOST_NODES},
    )
    bound = found.fun if found.status == 0 else getattr(found, "mip_dual_bound", None)
    return float(bound) if bound is not None and np.isfinite(bound) else 0.0


def width(members: Ints, people: Ints, wanted: Ints, free: Bools) -> float:
    """Return how far apart the least and the most of some atoms are, by the sums of the published places.

    With fewer than all atoms `free`, the result is never too large.
    """
    there = (people > 0) & free
    known = np.asarray(members.any(axis=0))
    if not known[there & (wanted > 0)].all():
        return np.inf
    sums = _Sums([], [], [])
    for row in members[:, there]:
        if row.any():
            sums.add(row.astype(float), float(row @ people[there]), float(row @ people[there]))
    cost = wanted[there].astype(float)
    return -_solve(-cost, sums) - _solve(cost, sums)
