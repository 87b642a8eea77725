"""Sums of products over respondents: what reliability, paired differences, ratios and resampling need of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.tallies.places import ALL, CELL, rows_by_place

Floats = npt.NDArray[np.float64]

#: Columns of the sums of products of pairs of variables.
SUMS = [*CELL, "first", "second", "n", "x", "y", "xx", "xy", "yy"]

#: Columns of the sums behind a share of pooled answers.
RATIO = [*CELL, "n", "t", "m", "tt", "tm", "mm"]

#: A rating or score below the middle of the scale 1–5 is low; a rating of 4 or 5 is one of the two best.
MIDDLE, TOP_TWO = 3, 4

#: Scores with at most so many items are scaled to whole numbers, which add up exactly in any order.
_MOST_ITEMS = 12


@dataclass(frozen=True)
class _Wave:
    """One wave as a matrix: respondents × items, NaN unless rated; respondents × points for votes."""

    name: str
    people: pd.DataFrame
    items: pd.DataFrame
    ratings: Floats
    points: list[str]
    chosen: Floats

    def columns_of(self, kind: str, subject: str) -> npt.NDArray[np.intp]:
        return np.flatnonzero((self.items[kind] == subject).to_numpy(bool))

    def subjects(self, kind: str) -> list[str]:
        return list(self.items[kind].dropna().unique())

    def scores(self, subject: str) -> Floats:
        ratings = self.ratings[:, self.columns_of("point", subject)]
        answered = np.isfinite(ratings).sum(axis=1)
        enough = (answered > 0) & (2 * answered >= ratings.shape[1])
        total: Floats = np.nansum(ratings, axis=1) / np.where(enough, answered, np.nan)
        return total


def add_up(answers: Answers, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums of products and the sums behind shares of pooled answers.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    people : DataFrame
        wave, respondent, group and unit of each respondent.

    Returns
    -------
    sums, ratios : DataFrame
        As `Tally.sums` and `Tally.ratios`.
    """
    sums: list[dict[str, npt.NDArray[Any]]] = []
    ratios: list[dict[str, object]] = []
    for wave in _waves(answers, people):
        blocks = list(_blocks(wave))
        for group, unit, rows in rows_by_place(wave.people):
            place = (wave.name, group, unit)
            sums += [_products(block, rows, place) for block in blocks]
            ratios += [{**dict(zip(CELL, place, strict=False)), **found} for found in _ratios(wave, rows)]
    columns = {name: np.concatenate([found[name] for found in sums]) for name in SUMS} if sums else {}
    return pd.DataFrame(columns, columns=SUMS), pd.DataFrame(ratios, columns=RATIO)


def _waves(answers: Answers, people: pd.DataFrame) -> Iterator[_Wave]:
    for name in sorted(people["wave"].unique()):
        here = people[people["wave"] == name].reset_index(drop=True)
        ratings = answers.ratings[answers.ratings["wave"] == name]
        items = ratings[["item", "point", "level"]].drop_duplicates("item").sort_values("item", ignore_index=True)
        row = pd.Index(here["respondent"]).get_indexer(pd.Index(ratings["respondent"]))
        column = pd.Index(items["item"]).get_indexer(pd.Index(ratings["item"]))
        matrix = np.full((len(here), len(items)), np.nan)
        told = (row >= 0) & (column >= 0)
        matrix[row[told], column[told]] = ratings["rating"].to_numpy(float, na_value=np.nan)[told]
        votes = answers.votes[answers.votes["wave"] == name]
        points = [point.key for point in answers.labels.instrument.points]
        chosen = np.zeros((len(here), len(points)))
        voter = pd.Index(here["respondent"]).get_indexer(pd.Index(votes["respondent"]))
        known = pd.Index(points).get_indexer(pd.Index(votes["point"]))
        told = (voter >= 0) & (known >= 0)
        chosen[voter[told], known[told]] = 1
        yield _Wave(str(name), here, items, matrix, points, chosen)


@dataclass(frozen=True)
class _Block:
    """Variables that are multiplied with each other; `whole` scales them to whole numbers."""

    kind: str
    subject: str
    names: list[str]
    matrix: Floats
    whole: int = 1
    pairwise: bool = False


def _blocks(wave: _Wave) -> Iterator[_Block]:
    for kind in ("point", "level"):
        for subject in wave.subjects(kind):
            columns = wave.columns_of(kind, subject)
            yield _Block(kind, subject, list(wave.items["item"].iloc[columns]), wave.ratings[:, columns])
    asked = [key for key in wave.points if key in set(wave.subjects("point"))]
    if not asked:
        return
    most = max(len(wave.columns_of("point", key)) for key in asked)
    whole = lcm(*range(1, most + 1)) if most <= _MOST_ITEMS else 1
    scores = np.column_stack([wave.scores(key) for key in asked])
    yield _Block("points", ALL, asked, scores, whole)
    yield _Block("pairs", ALL, asked, scores, whole, pairwise=True)
    yield _flags(wave, asked, scores)


def _flags(wave: _Wave, asked: list[str], scores: Floats) -> _Block:
    """Return 0 or 1 for each respondent: score below the middle, any score, each vote, any vote."""
    names = [
        *(f"below:{key}" for key in asked),
        *(f"scored:{key}" for key in asked),
        *(f"vote:{key}" for key in wave.points),
        "voter",
    ]
    flags = [scores < MIDDLE, np.isfinite(scores), wave.chosen, wave.chosen.any(axis=1, keepdims=True)]
    return _Block("flags", ALL, names, np.column_stack(flags).astype(float))


def _products(block: _Block, rows: npt.NDArray[np.intp], place: tuple[str, str, str]) -> dict[str, npt.NDArray[Any]]:
    """Return the columns `SUMS`: a row for each pair of variables that some respondent has both of."""
    matrix = block.matrix[rows]
    if not block.pairwise:
        matrix = matrix[np.isfinite(matrix).all(axis=1)]
    there = np.isfinite(matrix).astype(float)
    known = np.rint(np.where(there > 0, matrix, 0.0) * block.whole) if block.whole > 1 else np.nan_to_num(matrix)
    n, x, xx, xy = there.T @ there, known.T @ there, (known**2).T @ there, known.T @ known
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


def _ratios(wave: _Wave, rows: npt.NDArray[np.intp]) -> Iterator[dict[str, object]]:
    for kind in ("point", "level"):
        for subject in wave.subjects(kind):
            ratings = wave.ratings[np.ix_(rows, wave.columns_of(kind, subject))]
            m = np.isfinite(ratings).sum(axis=1)
            t = (ratings >= TOP_TWO).sum(axis=1)
            n = int((m > 0).sum())
            if n:
                sums = {"t": t, "m": m, "tt": t * t, "tm": t * m, "mm": m * m}
                yield {"kind": kind, "subject": subject, "n": n, **{k: int(v.sum()) for k, v in sums.items()}}
