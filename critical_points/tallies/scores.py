"""A respondent's score on a point or level: the mean of the rated items, where at least half are rated."""

from __future__ import annotations

import pandas as pd

from critical_points.cleaning import Answers

#: The share of the items asked that a score takes.
LEAST_RATED = 0.5


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
    enough = (sums["answered"] > 0) & (sums["answered"] >= LEAST_RATED * sums["asked"])
    score = (sums["total"].astype(float) / sums["answered"].where(enough)).astype(float)
    return sums.assign(score=score)[["wave", "respondent", "subject", "answered", "asked", "score"]]
