"""Scores on the points without the respondents whose answers are in doubt: of a whole wave, never of a group."""

from __future__ import annotations

import pandas as pd

from critical_points.tallies.places import ALL, CELL


def count_unflagged(scores: pd.DataFrame, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of the respondents without any flag, as rows of `Tally.counts`.

    Parameters
    ----------
    scores : DataFrame
        One row a respondent × point: wave, respondent, subject, status, score.
    respondents : DataFrame
        As `Answers.respondents`.

    Returns
    -------
    DataFrame
        Kind "unflagged", status "rated", for all groups and units together.
    """
    flags = respondents["flags"].astype("str").fillna("").str.strip()
    clear = respondents.loc[flags == "", ["wave", "respondent"]]
    rows = scores[scores["status"] == "rated"].merge(clear, on=["wave", "respondent"])
    rows = rows.assign(kind="unflagged", group=ALL, unit=ALL)
    return rows.groupby([*CELL, "status", "score"], dropna=False, observed=True).size().rename("n").reset_index()
