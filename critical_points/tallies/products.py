"""Sums of products over respondents' scores and flags, by place: one block a set of variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from critical_points.scales import ratings_in
from critical_points.tallies.matrix import Matrix
from critical_points.tallies.patterns import Combined, every
from critical_points.tallies.scores import scores_of

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.float32]
Small = npt.NDArray[np.int8]

#: A rating or score below the middle of the scale 1–5 is low; a rating of 4 or 5 is one of the two best.
MIDDLE, TOP_TWO = 3, 4

#: Scores with at most so many items are scaled to whole numbers, which add up exactly in any order.
_MOST_ITEMS = 12


@dataclass(frozen=True)
class Products:
    """Sums over the respondents of each place; all of them add.

    Parameters
    ----------
    names : Mapping of str to (list of str)
        Kind ("points", "pairs", "flags") → its variables.
    sums : Mapping of str to (array of 4 × places × variables × variables)
        n, Σx, Σx² and Σxy of each pair of variables.
    whole : int
        What scores are multiplied by, so that they are whole numbers.
    """

    names: Mapping[str, list[str]]
    sums: Mapping[str, Floats]
    whole: int = 1

    def __add__(self, other: Products) -> Products:
        """Return the sums over the respondents of both."""
        return Products(self.names, {kind: sums + other.sums[kind] for kind, sums in self.sums.items()}, self.whole)

    def spread(self, places: npt.NDArray[np.intp], size: int) -> Products:
        """Return the sums with rows for more places."""
        found = {kind: np.zeros((4, size, *sums.shape[2:])) for kind, sums in self.sums.items()}
        for kind, sums in self.sums.items():
            for row, place in enumerate(places.tolist()):
                found[kind][:, place] += sums[:, row]
        return Products(self.names, found, self.whole)


def whole_of(items: int) -> int:
    """Return a number that turns a score on at most so many items into a whole number."""
    return lcm(*range(1, items + 1)) if items <= _MOST_ITEMS else 1


def products_of(matrix: Matrix, combined: Mapping[tuple[str, str], Combined]) -> Products:
    """Return the sums over a wave's respondents, or over those of a part of it.

    Parameters
    ----------
    matrix : Matrix
        Their places and votes.
    combined : Mapping of (str, str) to Combined
        Their answers to the items of each point.
    """
    asked = [key for key in matrix.points if ("point", key) in combined]
    if not asked:
        return Products({}, {})
    whole = whole_of(max(combined["point", key].kinds.shape[1] for key in asked))
    small = np.int16 if len(matrix.places) <= np.iinfo(np.int16).max else np.intp  # few are put in order faster
    order = np.argsort(matrix.place.astype(small), kind="stable")
    ends = np.cumsum([0, *np.bincount(matrix.place, minlength=len(matrix.places))])
    names, k = _flags(matrix, asked), len(asked)
    values = np.empty((k, len(order)))
    marks = np.empty((len(names), len(order)), dtype=np.float32)
    for row, key in enumerate(asked):
        told, code = combined["point", key], combined["point", key].code.take(order)
        scaled, below, known = _of_every(told.kinds.shape[1], whole) if told.every else _told(told.kinds, whole)
        scaled.take(code, out=values[row], mode="clip")
        below.take(code, out=marks[row], mode="clip")
        known.take(code, out=marks[k + row], mode="clip")
    marks[2 * k : -1] = matrix.chosen.T.take(order, axis=1)
    marks[-1] = marks[2 * k : -1].any(axis=0)
    sums = {"points": np.zeros((4, len(matrix.places), len(asked), len(asked)))}
    sums |= {"pairs": np.zeros_like(sums["points"]), "flags": np.zeros((4, len(matrix.places), len(names), len(names)))}
    for number, rows in _slices(ends):
        x, there = values[:, rows], marks[k : 2 * k, rows].astype(np.float64)
        sums["pairs"][:, number] = there @ there.T, x @ there.T, (x * x) @ there.T, x @ x.T
        sums["points"][:, number] = _complete(x[:, there.all(axis=0)])
        sums["flags"][:, number] = _complete(marks[:, rows])
    return Products({"points": asked, "pairs": asked, "flags": names}, sums, whole)


def _told(kinds: Small, whole: int) -> tuple[Floats, Marks, Marks]:
    """Return, for each combination of answers, its score as a whole number, whether it is low, whether there is one."""
    scores = scores_of(ratings_in(kinds))
    known = np.isfinite(scores)
    scaled = np.where(known, np.rint(scores * whole) if whole > 1 else scores, 0.0)
    return scaled, (known & (scores < MIDDLE)).astype(np.float32), known.astype(np.float32)


@cache
def _of_every(k: int, whole: int) -> tuple[Floats, Marks, Marks]:
    return _told(every(k), whole)


def _slices(ends: npt.NDArray[np.intp]) -> Iterator[tuple[int, slice]]:
    for number, (start, end) in enumerate(pairwise(ends.tolist())):
        if start < end:
            yield number, slice(start, end)


def _flags(matrix: Matrix, asked: list[str]) -> list[str]:
    """Return the names of what is 0 or 1: score below the middle, any score, each vote, any vote."""
    below, scored = ([f"{name}:{key}" for key in asked] for name in ("below", "scored"))
    return [*below, *scored, *(f"vote:{key}" for key in matrix.points), "voter"]


def _complete(x: npt.NDArray[np.floating[Any]]) -> Floats:
    """Return n, Σx, Σx² and Σxy of variables (rows) that all respondents have: one's sums do not depend on another."""
    width, n = x.shape
    found = np.empty((4, width, width))
    found[3] = x @ x.T
    found[:3] = np.stack([np.full(width, n), x.sum(axis=1), np.diagonal(found[3])])[:, :, None]
    return found
