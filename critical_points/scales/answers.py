"""An answer as one small number: the rating that was given, or why there is none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from critical_points.scales.readings import FATES, Reading

#: The highest rating.
HIGHEST = 5

#: The number of an answer to an item that was not asked; 1–5 is the rating, above that 5 plus the index of `FATES`.
NOT_ASKED = 0

#: So many different numbers there are.
ANSWERS = 1 + HIGHEST + len(FATES) - 1

Small = npt.NDArray[np.int8]


def answer_of(reading: Reading) -> int:
    """Return the number of an answer.

    Raises
    ------
    ValueError
        When a rating is not 1–5.
    """
    if reading.fate != FATES[0]:
        return HIGHEST + FATES.index(reading.fate)
    if reading.rating is None or not 1 <= reading.rating <= HIGHEST:
        raise ValueError(f"a rating is 1–{HIGHEST}, not {reading.rating}")
    return reading.rating


def answers_of(ratings: Small, fates: Small) -> Small:
    """Return answers from their ratings (0 unless rated) and fates (index of `FATES`, -1 where not asked)."""
    return np.where(fates > 0, fates + np.int8(HIGHEST), ratings)


def ratings_in(answers: Small) -> Small:
    """Return the ratings among answers, 0 for all others."""
    return np.where(answers <= HIGHEST, answers, np.int8(0))


def fates_in(answers: Small) -> Small:
    """Return the fates of answers that were asked, as an index of `FATES`."""
    found: Small = np.maximum(answers - np.int8(HIGHEST), np.int8(0))
    return found
