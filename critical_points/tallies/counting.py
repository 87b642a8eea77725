"""Counts of answers by wave, group and unit; two tallies add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.instrument import Labels
from critical_points.messages import introduce, said
from critical_points.scales import FATES
from critical_points.tallies.matrix import NOT_ASKED, Matrix, matrices_of
from critical_points.tallies.origins import count_origins
from critical_points.tallies.places import ALL, CELL, GROUPINGS, groupings_of
from critical_points.tallies.scores import HIGHEST, NONE, case_of, cases_of, count_by_place, score_cases
from critical_points.tallies.sums import SUMS, add_up
from critical_points.tallies.unflagged import count_unflagged
from critical_points.wall import keep_out


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
        items = pd.concat([self.items, other.items]).groupby(["wave", "item"])["comparable"].all().reset_index()
        return Tally(
            _add([self.counts, other.counts], [*CELL, "status", "score"]),
            items,
            self.labels,
            _add([self.sums, other.sums], SUMS[:7]),
            _add([self.ratios, other.ratios], CELL),
        )


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
    matrices = list(matrices_of(answers, groupings))
    finest = pd.concat([_counts(matrix) for matrix in matrices], ignore_index=True)
    wholes = [rows for rows in (count_origins(answers), count_unflagged(matrices, answers.respondents)) if len(rows)]
    counts = pd.concat([_with_margins(finest, groupings), *wholes], ignore_index=True)
    sums, ratios = add_up(matrices)
    return Tally(counts, _items(answers), answers.labels, sums, ratios)


def _counts(matrix: Matrix) -> pd.DataFrame:
    """Return the counts of the finest cells: each group in each unit."""
    found = [_respondents(matrix), *_item_counts(matrix), *_subject_counts(matrix), *_vote_counts(matrix)]
    counts = pd.concat(found, ignore_index=True)
    places = pd.DataFrame(list(matrix.places), columns=["group", "unit"], dtype="str").take(counts["place"].to_numpy())
    return counts.drop(columns="place").assign(
        wave=matrix.wave, group=places["group"].to_numpy(), unit=places["unit"].to_numpy()
    )


def _frame(n: npt.NDArray[np.intp], kind: str, subject: str, cases: Sequence[tuple[str, float]]) -> pd.DataFrame:
    """Return counts by place and case (status and score) as rows, without zeros; equal cases are one later."""
    place, case = np.nonzero(n)
    statuses, scores = zip(*cases, strict=True)
    return pd.DataFrame(
        {
            "place": place,
            "kind": kind,
            "subject": subject,
            "status": np.array(statuses, dtype=object)[case],
            "score": np.array(scores, dtype=float)[case],
            "n": n[place, case],
        }
    )


def _respondents(matrix: Matrix) -> pd.DataFrame:
    return _frame(count_by_place(matrix, np.zeros_like(matrix.place), 1), "respondents", ALL, [(ALL, NONE)])


def _item_counts(matrix: Matrix) -> Iterator[pd.DataFrame]:
    cases = [(status, rating or NONE) for status in FATES for rating in range(HIGHEST + 1)]
    pooled: dict[tuple[str, str], npt.NDArray[np.intp]] = {}
    for column, (item, point, level) in enumerate(matrix.items.itertuples(index=False, name=None)):
        asked = np.flatnonzero(matrix.fates[:, column] != NOT_ASKED)
        case = matrix.fates[asked, column] * np.intp(HIGHEST + 1) + matrix.ratings[asked, column]
        n = count_by_place(matrix, case, len(cases), asked)
        yield _frame(n, "item", item, cases)
        for whole in (("point", point), ("level", level)):
            if isinstance(whole[1], str):
                pooled[whole] = pooled.get(whole, 0) + n
    for (_, subject), n in pooled.items():
        yield _frame(n, "answers", subject, cases)


def _subject_counts(matrix: Matrix) -> Iterator[pd.DataFrame]:
    for kind in ("point", "level"):
        for subject in matrix.subjects(kind):
            columns = matrix.columns_of(kind, subject)
            asked = np.flatnonzero((matrix.fates[:, columns] != NOT_ASKED).any(axis=1))
            rated, total = matrix.answered(columns)
            n = count_by_place(matrix, case_of(rated, total, len(columns))[asked], cases_of(len(columns)), asked)
            yield _frame(n, kind, subject, score_cases(len(columns)))
            answering = np.flatnonzero(rated > 0)
            n = count_by_place(matrix, np.zeros(len(answering), dtype=np.intp), 1, answering)
            yield _frame(n, "answers", subject, [("respondents", NONE)])


def _vote_counts(matrix: Matrix) -> Iterator[pd.DataFrame]:
    for subject, chosen in (*zip(matrix.points, matrix.chosen.T, strict=True), (ALL, matrix.chosen.any(axis=1))):
        voters = np.flatnonzero(chosen)
        n = count_by_place(matrix, np.zeros(len(voters), dtype=np.intp), 1, voters)
        yield _frame(n, "vote", subject, [("voters" if subject == ALL else "chosen", NONE)])


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


def _items(answers: Answers) -> pd.DataFrame:
    """Return the items each wave asked; an item is comparable when each of its columns is."""
    rated = answers.account[answers.account["item"].notna()]
    return rated.groupby(["wave", "item"])["comparable"].all().reset_index()
