"""A respondent's score on a point or level: the mean of the rated items, where at least half are rated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from critical_points.scales import ratings_in
from critical_points.tallies.matrix import Matrix

#: The share of the items asked that a score takes.
LEAST_RATED = 0.5

#: What stands for no score.
NONE = float("nan")


def scores_of(ratings: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """Return the score of each row of ratings of the items of a point or level, 0 where one is not rated.

    The score is the mean of the rated items (1–5) where at least half of the asked ones are rated, else NaN. Equal
    fractions give equal floats, so ties are ties.
    """
    rated, total = (ratings > 0).sum(axis=1), ratings.sum(axis=1, dtype=np.int64)
    enough = (rated > 0) & (rated >= LEAST_RATED * ratings.shape[1])
    return np.asarray(np.divide(total, rated, out=np.full(len(total), NONE), where=enough))


def score_respondents(matrix: Matrix, kind: str, subject: str) -> npt.NDArray[np.float64]:
    """Return each respondent's score on a point or level, NaN where too few items are rated.

    Parameters
    ----------
    matrix : Matrix
        The answers of a wave.
    kind : {"point", "level"}
        What is scored.
    subject : str
        Its key.

    Returns
    -------
    array of float
        One a respondent: 1–5, or NaN.
    """
    return scores_of(ratings_in(matrix.answers[:, matrix.columns_of(kind, subject)]))
