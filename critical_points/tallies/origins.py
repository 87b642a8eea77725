"""How many respondents came from each file, and how many have each doubt: of a whole wave, never of a group."""

from __future__ import annotations

import pandas as pd

from critical_points.cleaning import Answers
from critical_points.tallies.places import ALL, CELL


def count_origins(answers: Answers) -> pd.DataFrame:
    """Return the respondents of each file and with each flag, as rows of `Tally.counts`.

    Parameters
    ----------
    answers : Answers
        Clean answers.

    Returns
    -------
    DataFrame
        Kinds "source" (subject: the file) and "flag" (subject: the doubt; a respondent may have several), for all
        groups and units together.
    """
    people = answers.respondents.reindex(columns=["wave", "source", "flags"]).astype("str")
    flags = people.assign(subject=people["flags"].str.split(";")).explode("subject").assign(kind="flag")
    rows = pd.concat([people.assign(subject=people["source"], kind="source"), flags], ignore_index=True)
    rows = rows[rows["subject"].fillna("") != ""]
    rows = rows.assign(group=ALL, unit=ALL, status=ALL, score=float("nan")).astype({"subject": "str"})
    return rows.groupby([*CELL, "status", "score"], dropna=False, observed=True).size().rename("n").reset_index()
