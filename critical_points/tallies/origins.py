"""How many respondents came from each file, and how many have each doubt: of a whole wave, never of a group."""

from __future__ import annotations

from collections.abc import Mapping

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
    found = []
    for wave, here in people.groupby("wave"):
        flags = here["flags"].str.split(";").explode()
        subjects = {"source": here["source"], "flag": flags}
        told = {kind: {str(k): int(n) for k, n in s.value_counts().items()} for kind, s in subjects.items()}
        found.append(origin_rows(str(wave), told))
    return pd.concat(found, ignore_index=True) if found else origin_rows("", {})


def origin_rows(wave: str, told: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    """Return rows of `Tally.counts` of a whole wave.

    Parameters
    ----------
    wave : str
        The wave.
    told : Mapping of str to Mapping of str to int
        Kind → subject → respondents.
    """
    rows = [(kind, key, n) for kind, counts in told.items() for key, n in sorted(counts.items()) if key and n]
    frame = pd.DataFrame(rows, columns=["kind", "subject", "n"]).astype({"subject": "str"})
    frame = frame.assign(wave=wave, group=ALL, unit=ALL, status=ALL, score=float("nan"))
    return frame[[*CELL, "status", "score", "n"]]
