"""A respondent's score on a point or level: the mean of the rated items, where at least half are rated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from critical_points.tallies.matrix import Matrix

#: The share of the items asked that a score takes.
LEAST_RATED = 0.5

#: The highest rating, and what stands for no score.
HIGHEST, NONE = 5, float("nan")

Whole = npt.NDArray[np.intp]


def case_of(rated: Whole, total: Whole, asked: int) -> Whole:
    """Return the case of each respondent: one for each number of rated items and sum of ratings."""
    return rated * np.intp(HIGHEST * asked + 1) + total


def cases_of(asked: int) -> int:
    """Return the number of cases of a point or level with so many items."""
    return (asked + 1) * (HIGHEST * asked + 1)


def score_cases(asked: int) -> list[tuple[str, float]]:
    """Return status and score of each case, as `case_of` counts them.

    The score is the mean of the rated items (1–5) where at least half of the asked ones are rated; all else is "too
    few". Equal fractions give equal floats, so ties are ties.
    """
    return [
        ("rated", total / rated) if rated and rated >= LEAST_RATED * asked else ("too few", NONE)
        for rated in range(asked + 1)
        for total in range(HIGHEST * asked + 1)
    ]


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
    columns = matrix.columns_of(kind, subject)
    scores = np.array([score for _, score in score_cases(len(columns))])
    found: npt.NDArray[np.float64] = scores[case_of(*matrix.answered(columns), len(columns))]
    return found


def count_by_place(matrix: Matrix, case: npt.NDArray[np.integer], cases: int, rows: Whole | None = None) -> Whole:
    """Return how many respondents (of some `rows`) are in each place and case, an array of places × cases."""
    place = matrix.place if rows is None else matrix.place[rows]
    size = len(matrix.places) * cases
    return np.bincount(place * np.intp(cases) + case, minlength=size).reshape(len(matrix.places), cases)
