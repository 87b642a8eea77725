"""Counts of answers: the additive heart; everything after it costs the same at any number of respondents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import pandas as pd

from critical_points.cleaning import Answers
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Labels

#: What makes a cell: the results of one subject in one group of one wave.
CELL = ["wave", "group", "unit", "kind", "subject"]

#: The key of a margin: every group, every unit.
ALL = "all"

#: Respondents whose group or unit is not told or not understood.
UNKNOWN = "unknown"

_GROUPINGS = ("group", "unit")


@dataclass(frozen=True)
class Tally:
    """Counts by wave, group and unit, margins included.

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
        ============= ============ =============================================== =========================
    items : DataFrame
        One row a wave × item that was asked; columns wave, item, comparable (bool).
    labels : Labels
        Names in the reader's language.
    """

    counts: pd.DataFrame
    items: pd.DataFrame
    labels: Labels


def score_respondents(answers: Answers, kind: str) -> pd.DataFrame:
    """Return each respondent's score on each point or level.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    kind : {"point", "level"}
        What is scored.

    Returns
    -------
    DataFrame
        One row a wave × respondent × subject that was asked; columns wave, respondent, subject, answered (number
        of rated items), asked (items of the subject in that wave), score (1–5; the mean of the rated items where
        at least half of the asked ones are rated, else NaN). Equal fractions give equal floats, so ties are ties.
    """
    ratings = answers.ratings[["wave", "respondent", kind, "item", "rating"]].dropna(subset=[kind])
    ratings = ratings.rename(columns={kind: "subject"})
    asked = ratings.groupby(["wave", "subject"])["item"].nunique().rename("asked").reset_index()
    sums = (
        ratings.groupby(["wave", "respondent", "subject"], observed=True)["rating"]
        .agg(total="sum", answered="count")
        .reset_index()
        .merge(asked, on=["wave", "subject"])
    )
    enough = (sums["answered"] > 0) & (2 * sums["answered"] >= sums["asked"])
    score = (sums["total"].astype(float) / sums["answered"].where(enough)).astype(float)
    return sums.assign(score=score)[["wave", "respondent", "subject", "answered", "asked", "score"]]


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
    """
    groupings = _groupings(by)
    people = answers.respondents[["wave", "respondent", "group", "unit"]]
    people = people.assign(**{name: people[name].fillna(UNKNOWN) if name in groupings else ALL for name in _GROUPINGS})
    parts = [
        people.assign(kind="respondents", subject=ALL, status=ALL, score=float("nan")),
        _item_rows(answers),
        *(rows for kind in ("point", "level") for rows in _subject_rows(answers, kind)),
        *_vote_rows(answers),
    ]
    finest = pd.concat([_count(rows, people) for rows in parts if len(rows)], ignore_index=True)
    return Tally(_with_margins(finest, groupings), _items(answers), answers.labels)


def _groupings(by: str | Iterable[str]) -> tuple[str, ...]:
    names = (by,) if isinstance(by, str) else tuple(by)
    faults = [
        Fault(f"cannot group by {name!r}.", suggestion=did_you_mean(name, _GROUPINGS))
        for name in names
        if name not in _GROUPINGS
    ]
    if faults:
        raise SettingsError("The grouping is not known.", faults)
    return names


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


def _items(answers: Answers) -> pd.DataFrame:
    """Return the items each wave asked; an item is comparable when each of its columns is."""
    rated = answers.account[answers.account["item"].notna()]
    return rated.groupby(["wave", "item"])["comparable"].all().reset_index()
