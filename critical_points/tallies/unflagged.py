"""Scores on the points without the respondents whose answers are in doubt: of a whole wave, never of a group."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

import pandas as pd

from critical_points.tallies.counts import Counts
from critical_points.tallies.places import ALL, CELL
from critical_points.tallies.scores import scores_of


def count_unflagged(waves: Iterable[Counts]) -> pd.DataFrame:
    """Return the scores of the respondents without any flag, as rows of `Tally.counts`.

    Parameters
    ----------
    waves : iterable of Counts
        The counts of each wave.

    Returns
    -------
    DataFrame
        Kind "unflagged", status "rated", for all groups and units together.
    """
    rows = []
    for counts in waves:
        for point in counts.subjects("point"):
            patterns = counts.patterns["point", point]
            clear = patterns.n[::2].sum(axis=0)
            scores = zip(scores_of(patterns.ratings).tolist(), clear.tolist(), strict=True)
            rows += [(counts.wave, point, score, n) for score, n in scores if n and not isnan(score)]
    told = pd.DataFrame(rows, columns=["wave", "subject", "score", "n"])
    told = told.groupby(["wave", "subject", "score"], sort=False)["n"].sum().reset_index()
    return told.assign(group=ALL, unit=ALL, kind="unflagged", status="rated")[[*CELL, "status", "score", "n"]]
