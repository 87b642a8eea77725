"""Counts of answers by wave, group and unit; two tallies add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import pandas as pd

from critical_points.cleaning import Answers
from critical_points.instrument import Labels
from critical_points.messages import introduce, said
from critical_points.tallies.origins import count_origins
from critical_points.tallies.places import ALL, CELL, GROUPINGS, groupings_of, place_people
from critical_points.tallies.scores import score_respondents
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
        by = [name for name in GROUPINGS if self.counts[name].nunique() > 1]
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
    people = place_people(answers.respondents, groupings, answers.labels.instrument)
    by_subject = {kind: _subject_rows(answers, kind) for kind in ("point", "level")}
    parts = [
        people.assign(kind="respondents", subject=ALL, status=ALL, score=float("nan")),
        _item_rows(answers),
        *(rows for found in by_subject.values() for rows in found),
        *_vote_rows(answers),
    ]
    finest = pd.concat([_count(rows, people) for rows in parts if len(rows)], ignore_index=True)
    sums, ratios = add_up(answers, people)
    unflagged = count_unflagged(by_subject["point"][0], answers.respondents)
    wholes = [rows for rows in (count_origins(answers), unflagged) if len(rows)]
    counts = pd.concat([_with_margins(finest, groupings), *wholes], ignore_index=True)
    return Tally(counts, _items(answers), answers.labels, sums, ratios)


def _item_rows(answers: Answers) -> pd.DataFrame:
    rows = answers.ratings[["wave", "respondent", "item", "status", "rating"]]
    rows = rows.rename(columns={"item": "subject", "rating": "score"})
    return rows.assign(kind="item", score=rows["score"].astype(float))


def _subject_rows(answers: Answers, kind: str) -> list[pd.DataFrame]:
    scores = score_respondents(answers, kind)
    rated = scores["score"].notna()
    by_score = scores.assign(kind=kind, status=rated.map({True: "rated", False: "too few"}))
    pooled = answers.ratings.dropna(subset=[kind]).rename(columns={kind: "subject", "rating": "score"})
    by_answer = pooled.assign(kind="answers", score=pooled["score"].astype(float))
    answering = scores[scores["answered"] > 0].assign(kind="answers", status="respondents", score=float("nan"))
    columns = ["wave", "respondent", "kind", "subject", "status", "score"]
    return [by_score[columns], by_answer[columns], answering[columns]]


def _vote_rows(answers: Answers) -> list[pd.DataFrame]:
    votes = answers.votes.rename(columns={"point": "subject"})
    chosen = votes.assign(kind="vote", status="chosen", score=float("nan"))
    voters = chosen.drop_duplicates(["wave", "respondent"]).assign(subject=ALL, status="voters")
    return [chosen, voters]


def _count(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the number of rows in each cell, status and score."""
    if "group" not in rows:
        rows = rows.merge(people, on=["wave", "respondent"])
    return rows.groupby([*CELL, "status", "score"], dropna=False, observed=True).size().rename("n").reset_index()


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
