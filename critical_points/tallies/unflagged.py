"""Scores on the points without the respondents whose answers are in doubt: of a whole wave, never of a group."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from critical_points.tallies.matrix import Matrix
from critical_points.tallies.places import ALL, CELL
from critical_points.tallies.scores import score_respondents


def count_unflagged(matrices: Iterable[Matrix], respondents: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of the respondents without any flag, as rows of `Tally.counts`.

    Parameters
    ----------
    matrices : iterable of Matrix
        The answers of each wave.
    respondents : DataFrame
        As `Answers.respondents`, in the same order.

    Returns
    -------
    DataFrame
        Kind "unflagged", status "rated", for all groups and units together.
    """
    flags = respondents["flags"].astype("str").fillna("").str.strip()
    rows = []
    for matrix in matrices:
        clear = (flags[respondents["wave"] == matrix.wave] == "").to_numpy(bool)
        for point in matrix.subjects("point"):
            scores = score_respondents(matrix, "point", point)[clear]
            found, n = np.unique(scores[np.isfinite(scores)], return_counts=True)
            rows.append(pd.DataFrame({"wave": matrix.wave, "subject": point, "score": found, "n": n}))
    if not rows:
        return pd.DataFrame(columns=[*CELL, "status", "score", "n"])
    told = pd.concat(rows, ignore_index=True).assign(group=ALL, unit=ALL, kind="unflagged", status="rated")
    return told[[*CELL, "status", "score", "n"]]
