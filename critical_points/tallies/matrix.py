"""The answers of one wave as a matrix: a respondent a row, an item a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.scales import FATES, NOT_ASKED, answers_of
from critical_points.tallies.places import place_people

Whole = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Matrix:
    """One wave: n respondents × k items, each answer a small whole number.

    Parameters
    ----------
    wave : str
        The wave.
    places : tuple of (str, str)
        Group and unit of each place in which somebody answered.
    place : array of n
        Each respondent's place, as an index of `places`.
    items : DataFrame
        One row an item, sorted by it; columns item, point, level.
    answers : array of n × k
        Numbered as `scales.answer_of` numbers them, 0 where there was no such question.
    points : tuple of str
        The points of the instrument.
    chosen : array of n × points, bool
        Who voted for which point.
    flagged : array of n, bool
        About whose answers there is any doubt.
    """

    wave: str
    places: tuple[tuple[str, str], ...]
    place: npt.NDArray[np.intp]
    items: pd.DataFrame
    answers: Whole
    points: tuple[str, ...]
    chosen: npt.NDArray[np.bool_]
    flagged: npt.NDArray[np.bool_]

    def subjects(self, kind: str) -> list[str]:
        """Return the points or levels ("point", "level") that were asked."""
        return list(self.items[kind].dropna().unique())

    def columns_of(self, kind: str, subject: str) -> npt.NDArray[np.intp]:
        """Return the columns of a point's or level's items."""
        return np.flatnonzero((self.items[kind] == subject).to_numpy(bool))


def matrices_of(answers: Answers, groupings: Sequence[str]) -> Iterator[Matrix]:
    """Yield the matrix of each wave.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    groupings : sequence of {"group", "unit"}
        How respondents are grouped; a grouping that is not asked for is "all".
    """
    people = place_people(answers.respondents, tuple(groupings), answers.labels.instrument)
    points = tuple(point.key for point in answers.labels.instrument.points)
    flags = answers.respondents["flags"].astype("str").fillna("").str.strip()
    for name in sorted(people["wave"].unique()):
        here = people[people["wave"] == name]
        ratings, votes = (frame[frame["wave"] == name] for frame in (answers.ratings, answers.votes))
        items = ratings[["item", "point", "level"]].drop_duplicates("item").sort_values("item", ignore_index=True)
        place, places = pd.factorize(pd.MultiIndex.from_frame(here[["group", "unit"]]))
        where = _cells(here["respondent"], ratings["respondent"], items["item"], ratings["item"])
        yield Matrix(
            wave=str(name),
            places=tuple((str(group), str(unit)) for group, unit in places),
            place=place,
            items=items,
            answers=_filled(where, _answers(ratings), (len(here), len(items)), NOT_ASKED),
            points=points,
            chosen=_chosen(here["respondent"], votes, points),
            flagged=(flags[people["wave"] == name] != "").to_numpy(bool),
        )


_Cells = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.bool_]]


def _cells(rows: pd.Series, row: pd.Series, columns: Sequence[str] | pd.Series | pd.Index, column: pd.Series) -> _Cells:
    """Return where long data stands in a matrix, and which of it does."""
    i, j = pd.Index(rows).get_indexer(pd.Index(row)), pd.Index(columns).get_indexer(pd.Index(column))
    return i, j, (i >= 0) & (j >= 0)


def _filled(where: _Cells, values: Whole, shape: tuple[int, int], empty: int) -> Whole:
    i, j, there = where
    matrix = np.full(shape, empty, dtype=np.int8)
    matrix[i[there], j[there]] = values[there]
    return matrix


def _answers(ratings: pd.DataFrame) -> Whole:
    fates = pd.Categorical(ratings["status"], categories=list(FATES)).codes
    return answers_of(ratings["rating"].to_numpy("int8", na_value=0), np.asarray(fates, dtype=np.int8))


def _chosen(respondents: pd.Series, votes: pd.DataFrame, points: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    where = _cells(respondents, votes["respondent"], pd.Index(points), votes["point"])
    ones = np.ones(len(votes), dtype=np.int8)
    return _filled(where, ones, (len(respondents), len(points)), 0).astype(bool)
