"""Sums of products over respondents: what reliability, paired differences, ratios and resampling need of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.tallies.matrix import Matrix
from critical_points.tallies.places import ALL, CELL
from critical_points.tallies.scores import count_by_place, score_respondents

Floats = npt.NDArray[np.float64]

#: Columns of the sums of products of pairs of variables.
SUMS = [*CELL, "first", "second", "n", "x", "y", "xx", "xy", "yy"]

#: Columns of the sums behind a share of pooled answers.
RATIO = [*CELL, "n", "t", "m", "tt", "tm", "mm"]

#: A rating or score below the middle of the scale 1–5 is low; a rating of 4 or 5 is one of the two best.
MIDDLE, TOP_TWO = 3, 4

#: Scores with at most so many items are scaled to whole numbers, which add up exactly in any order.
_MOST_ITEMS = 12


def add_up(matrices: Iterable[Matrix]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums of products and the sums behind shares of pooled answers, margins included.

    Parameters
    ----------
    matrices : iterable of Matrix
        The answers of each wave.

    Returns
    -------
    sums, ratios : DataFrame
        As `Tally.sums` and `Tally.ratios`.
    """
    sums: list[dict[str, npt.NDArray[Any]]] = []
    ratios: list[dict[str, object]] = []
    for matrix in matrices:
        products = [(block, _products(block, matrix)) for block in _blocks(matrix)]
        shares = list(_ratios(matrix))
        for place, rows in _margins(matrix.places):
            sums += [_rows(block, found[:, rows].sum(axis=1), (matrix.wave, *place)) for block, found in products]
            ratios += [_ratio(cell, n[rows].sum(axis=0), (matrix.wave, *place)) for cell, n in shares if n[rows].any()]
    columns = {name: np.concatenate([found[name] for found in sums]) for name in SUMS} if sums else {}
    return pd.DataFrame(columns, columns=SUMS), pd.DataFrame(ratios, columns=RATIO)


def _margins(places: tuple[tuple[str, str], ...]) -> Iterator[tuple[tuple[str, str], npt.NDArray[np.intp]]]:
    """Yield each group and unit, margins included, with the places that are in it."""
    groups, units = ([*sorted({place[axis] for place in places} - {ALL}), ALL] for axis in (0, 1))
    for group, unit in product(groups, units):
        rows = [n for n, (g, u) in enumerate(places) if group in (g, ALL) and unit in (u, ALL)]
        if rows:
            yield (group, unit), np.array(rows)


@dataclass(frozen=True)
class _Block:
    """Variables that are multiplied with each other; `whole` scales them to whole numbers."""

    kind: str
    subject: str
    names: list[str]
    matrix: Floats
    whole: int = 1
    pairwise: bool = False


def _blocks(matrix: Matrix) -> Iterator[_Block]:
    for kind in ("point", "level"):
        for subject in matrix.subjects(kind):
            columns = matrix.columns_of(kind, subject)
            ratings = matrix.ratings[:, columns].astype(float)
            yield _Block(
                kind, subject, list(matrix.items["item"].iloc[columns]), np.where(ratings > 0, ratings, np.nan)
            )
    asked = [key for key in matrix.points if key in set(matrix.subjects("point"))]
    if not asked:
        return
    most = max(len(matrix.columns_of("point", key)) for key in asked)
    whole = lcm(*range(1, most + 1)) if most <= _MOST_ITEMS else 1
    scores = np.column_stack([score_respondents(matrix, "point", key) for key in asked])
    yield _Block("points", ALL, asked, scores, whole)
    yield _Block("pairs", ALL, asked, scores, whole, pairwise=True)
    yield _flags(matrix, asked, scores)


def _flags(matrix: Matrix, asked: list[str], scores: Floats) -> _Block:
    """Return 0 or 1 for each respondent: score below the middle, any score, each vote, any vote."""
    names = [
        *(f"below:{key}" for key in asked),
        *(f"scored:{key}" for key in asked),
        *(f"vote:{key}" for key in matrix.points),
        "voter",
    ]
    flags = [scores < MIDDLE, np.isfinite(scores), matrix.chosen, matrix.chosen.any(axis=1, keepdims=True)]
    return _Block("flags", ALL, names, np.column_stack(flags).astype(float))


def _products(block: _Block, matrix: Matrix) -> Floats:
    """Return n, Σx, Σx² and Σxy of each pair of variables in each place: an array of 4 × places × pairs."""
    there = np.isfinite(block.matrix)
    rows = np.arange(len(there)) if block.pairwise else np.flatnonzero(there.all(axis=1))
    rows = rows[np.argsort(matrix.place[rows], kind="stable")]
    values = np.where(there[rows], block.matrix[rows], 0.0)
    values = np.rint(values * block.whole) if block.whole > 1 else values
    ends = np.cumsum(np.bincount(matrix.place[rows], minlength=len(matrix.places)))
    width = len(block.names)
    found = np.zeros((4, len(matrix.places), width, width))
    for place, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        x, told = values[start:end], there[rows[start:end]].astype(float)
        if block.pairwise:
            found[:, place] = told.T @ told, x.T @ told, (x**2).T @ told, x.T @ x
        else:  # all are there, so that sums of one variable do not depend on the other
            found[:3, place] = np.stack([told.sum(axis=0), x.sum(axis=0), (x**2).sum(axis=0)])[:, :, None]
            found[3, place] = x.T @ x
    return found


def _rows(block: _Block, found: Floats, place: tuple[str, str, str]) -> dict[str, npt.NDArray[Any]]:
    """Return the columns `SUMS`: a row for each pair of variables that some respondent has both of."""
    n, x, xx, xy = found
    first, second = np.nonzero(np.triu(n))
    names, cell = np.array(block.names), (*place, block.kind, block.subject)
    numbers = {"x": x, "y": x.T, "xx": xx / block.whole, "xy": xy / block.whole, "yy": xx.T / block.whole}
    return {
        **{name: np.repeat(key, len(first)) for name, key in zip(CELL, cell, strict=True)},
        "first": names[first],
        "second": names[second],
        "n": n[first, second].astype(int),
        **{name: number[first, second] / block.whole for name, number in numbers.items()},
    }


def _ratios(matrix: Matrix) -> Iterator[tuple[tuple[str, str], npt.NDArray[np.intp]]]:
    """Yield each point and level with its `RATIO` sums in each place: an array of places × 6."""
    for kind in ("point", "level"):
        for subject in matrix.subjects(kind):
            columns = matrix.columns_of(kind, subject)
            rated, _ = matrix.answered(columns)
            top = (matrix.ratings[:, columns] >= TOP_TWO).sum(axis=1)
            size = len(columns) + 1
            t, m = np.divmod(np.arange(size * size), size)
            each = np.stack([m > 0, t, m, t * t, t * m, m * m], axis=1).astype(np.intp)
            yield (kind, subject), count_by_place(matrix, top * size + rated, size * size) @ each


def _ratio(cell: tuple[str, str], sums: npt.NDArray[np.intp], place: tuple[str, str, str]) -> dict[str, object]:
    return dict(zip(RATIO, (*place, *cell, *sums.tolist()), strict=True))
