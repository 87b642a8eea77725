"""Counts of answers by wave, group and unit; two tallies add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.instrument import Labels
from critical_points.messages import introduce, said
from critical_points.scales import FATES, HIGHEST
from critical_points.tallies.counts import Counts, counts_of
from critical_points.tallies.matrix import matrices_of
from critical_points.tallies.origins import count_origins
from critical_points.tallies.places import ALL, CELL, GROUPINGS, groupings_of
from critical_points.tallies.scores import NONE, scores_of
from critical_points.tallies.sums import SUMS, add_up, settle
from critical_points.tallies.unflagged import count_unflagged
from critical_points.wall import keep_out

#: Columns of counts; the place is an index of `Counts.places`.
Rows: TypeAlias = dict[str, npt.NDArray[Any]]

Scores: TypeAlias = Sequence[float] | npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """Counts and sums by wave, group and unit, margins included.

    Tallies add: ``one + other`` is the tally of the respondents of both, and no respondent's answers are in it.

    Parameters
    ----------
    counts : DataFrame
        One row a wave × group × unit × kind × subject × status × score; columns `CELL`, ``status``, ``score``
        (1–5, NaN unless rated) and ``n``. Rows with a count of zero are left out. A margin is a row with
        the key "all". By kind:

        ============= ============ =============================================== =========================
        kind          subject      status                                          n counts
        ============= ============ =============================================== =========================
        respondents   "all"        all                                             respondents
        item          item         rated, non-answer, blank, problem               respondents
        point, level  point, level rated (score: mean of the items), too few       respondents
        answers       point, level rated, non-answer, blank, problem               answers to its items
        answers       point, level respondents                                     respondents with an answer
        vote          point        chosen                                          respondents who chose it
        vote          "all"        voters                                          respondents who chose any
        source        file         all                                             respondents (of all groups)
        flag          doubt        all                                             respondents (of all groups)
        unflagged     point        rated (score, as for point)                     respondents without a flag
        ============= ============ =============================================== =========================
    items : DataFrame
        One row a wave × item that was asked; columns wave, item, comparable (bool).
    labels : Labels
        Names in the reader's language.
    sums : DataFrame
        One row a cell × pair of variables (`first` not after `second`); columns `CELL`, first, second, n (respondents
        with all variables of the cell; for "pairs", with both), x, y (sums of the first and of the second), xx, xy,
        yy (sums of their products). By kind:

        ============ ============ ==================================================================
        kind         subject      variables
        ============ ============ ==================================================================
        point, level point, level ratings of its items
        points       "all"        scores on the points
        pairs        "all"        scores on the points, each pair on its own respondents
        flags        "all"        0 or 1: ``below:point`` (a score under the middle of the scale),
                                  ``scored:point``, ``vote:point``, ``voter``
        ============ ============ ==================================================================
    ratios : DataFrame
        One row a cell of a point or level; columns `CELL`, n (respondents with any rating of its items), and the sums
        over them of t (ratings of 4 or 5), m (ratings), tt, tm, mm (products).
    """

    counts: pd.DataFrame
    items: pd.DataFrame
    labels: Labels
    sums: pd.DataFrame
    ratios: pd.DataFrame

    def __repr__(self) -> str:
        """Tell the waves and by what was counted; no counts, for they are not protected."""
        waves = ", ".join(sorted(self.items["wave"].astype(str).unique()))
        by = [name for name in GROUPINGS if len(set(self.counts[name])) > 1]
        return introduce(
            "Tally",
            said("waves {waves}", waves=waves) if waves else said("no waves yet"),
            said("by {groupings}", groupings=", ".join(by)) if by else said("totals only"),
            said("not protected"),
            step="cp.protect(tally)",
        )

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of the respondents of both."""
        return sum_up([self, other])


def tally(answers: Answers, by: str | Iterable[str] = ()) -> Tally:
    """Count clean answers.

    Parameters
    ----------
    answers : Answers
        Clean answers of one or more waves.
    by : "group", "unit" or both, optional
        How respondents are grouped; by default only the totals of each wave are counted.

    Returns
    -------
    Tally
        Counts with every margin: by group and unit gives each group in each unit, each group, each unit, and all.

    Raises
    ------
    SettingsError
        When `by` names something else.
    WallError
        Within a notebook of a report.
    """
    keep_out("cp.tally")
    groupings = groupings_of(by)
    waves = [counts_of(matrix) for matrix in matrices_of(answers, groupings)]
    return tally_of(waves, count_origins(answers), items_of(answers.account), answers.labels, groupings)


def tally_of(
    waves: Sequence[Counts], origins: pd.DataFrame, items: pd.DataFrame, labels: Labels, groupings: tuple[str, ...]
) -> Tally:
    """Return the tally of waves that are counted, margins included.

    Parameters
    ----------
    waves : sequence of Counts
        The counts of each wave.
    origins : DataFrame
        As `count_origins` gives them.
    items : DataFrame
        As `Tally.items`.
    labels : Labels
        Names in the reader's language.
    groupings : tuple of {"group", "unit"}
        By what respondents are grouped.
    """
    finest = pd.concat([_finest(counts) for counts in waves], ignore_index=True)
    wholes = [rows for rows in (origins, count_unflagged(waves)) if len(rows)]
    counts = pd.concat([_with_margins(finest, groupings), *wholes], ignore_index=True)
    return Tally(counts, items, labels, *add_up(waves))


def sum_up(tallies: Sequence[Tally]) -> Tally:
    """Return the tally of the respondents of all: the same to the last bit in whatever order they are given.

    Parameters
    ----------
    tallies : sequence of Tally
        At least one.
    """
    labels = tallies[0].labels
    items = pd.concat([one.items for one in tallies]).groupby(["wave", "item"])["comparable"].all().reset_index()
    sums = _add([one.sums for one in tallies], SUMS[:7])
    return Tally(
        _add([one.counts for one in tallies], [*CELL, "status", "score"]),
        items,
        labels,
        settle(sums, labels.instrument),
        _add([one.ratios for one in tallies], CELL),
    )


def _finest(counts: Counts) -> pd.DataFrame:
    """Return the counts of the finest cells: each group in each unit."""
    found = [_respondents(counts), *_item_counts(counts), *_subject_counts(counts), *_vote_counts(counts)]
    rows = {name: np.concatenate([one[name] for one in found]) for name in found[0]}
    places = pd.DataFrame(list(counts.places), columns=["group", "unit"], dtype="str").take(rows.pop("place"))
    return pd.DataFrame(rows).assign(wave=counts.wave, group=places["group"].to_numpy(), unit=places["unit"].to_numpy())


def _rows(n: npt.NDArray[np.intp], kind: str, subject: str, statuses: Sequence[str], scores: Scores) -> Rows:
    """Return counts by place, with and without a flag, and case (status and score) as rows, without zeros."""
    together = n[::2] + n[1::2]
    place, case = np.nonzero(together)
    return {
        "place": place,
        "kind": np.full(len(place), kind, dtype=object),
        "subject": np.full(len(place), subject, dtype=object),
        "status": np.array(statuses, dtype=object)[case],
        "score": np.array(scores, dtype=float)[case],
        "n": together[place, case],
    }


def _respondents(counts: Counts) -> Rows:
    return _rows(counts.respondents[:, None], "respondents", ALL, [ALL], [NONE])


def _item_counts(counts: Counts) -> Iterator[Rows]:
    statuses = [*[FATES[0]] * HIGHEST, *FATES[1:]]
    scores = [*map(float, range(1, HIGHEST + 1)), *[NONE] * len(FATES[1:])]
    told: set[str] = set()
    for (kind, key), patterns in counts.patterns.items():
        pooled = np.zeros((len(patterns.n), len(statuses)), dtype=np.intp)
        for column, item in enumerate(counts.columns_of((kind, key))):
            n = patterns.n @ (patterns.answers[:, [column]] == np.arange(1, len(statuses) + 1)).astype(np.intp)
            pooled += n
            if item not in told:
                yield _rows(n, "item", item, statuses, scores)
            told.add(item)
        if kind != "item":
            yield _rows(pooled, "answers", key, statuses, scores)


def _subject_counts(counts: Counts) -> Iterator[Rows]:
    for (kind, key), patterns in counts.patterns.items():
        if kind == "item":
            continue
        n, ratings = patterns.n[:, patterns.asked], patterns.ratings[patterns.asked]
        if len(ratings):
            scores = scores_of(ratings)
            statuses = np.where(np.isnan(scores), "too few", FATES[0]).tolist()
            yield _rows(n, kind, key, statuses, scores)
        answering = n[:, (ratings > 0).any(axis=1)].sum(axis=1, keepdims=True)
        yield _rows(answering, "answers", key, ["respondents"], [NONE])


def _vote_counts(counts: Counts) -> Iterator[Rows]:
    for column, subject in enumerate((*counts.points, ALL)):
        status = "voters" if subject == ALL else "chosen"
        yield _rows(counts.votes[:, [column]], "vote", subject, [status], [NONE])


def _with_margins(finest: pd.DataFrame, groupings: tuple[str, ...]) -> pd.DataFrame:
    parts = []
    for folded in product(*[(False, True)] * len(groupings)):
        margin = {name: ALL for name, fold in zip(groupings, folded, strict=True) if fold}
        parts.append(finest.assign(**margin))
    counts = pd.concat(parts, ignore_index=True)
    return counts.groupby([*CELL, "status", "score"], dropna=False, observed=True)["n"].sum().reset_index()


def _add(frames: list[pd.DataFrame], by: list[str]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(frames, ignore_index=True).groupby(by, dropna=False, observed=True).sum().reset_index()


def items_of(account: pd.DataFrame) -> pd.DataFrame:
    """Return the items each wave asked; an item is comparable when each of its columns is."""
    rated = account[account["item"].notna()]
    return rated.groupby(["wave", "item"])["comparable"].all().reset_index()
