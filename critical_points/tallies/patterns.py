"""How many respondents, by place, gave each combination of answers to the items of one point or level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from critical_points.scales import ANSWERS, ratings_in

Whole = npt.NDArray[np.intp]
Small = npt.NDArray[np.int8]

#: So many combinations are counted in a table of all of them; of more, those that occur.
_TABLE = ANSWERS**4


@dataclass(frozen=True)
class Patterns:
    """The combinations of answers to k items.

    Parameters
    ----------
    answers : array of m × k
        Each combination that occurs, numbered as `scales.answer_of` numbers answers; 0 is not asked.
    n : array of places × m
        How many respondents of each place gave it.
    """

    answers: Small
    n: Whole

    @property
    def ratings(self) -> Small:
        """1–5, 0 unless rated."""
        return ratings_in(self.answers)

    @property
    def asked(self) -> npt.NDArray[np.bool_]:
        """Which combinations hold an answer to any item that was asked."""
        return np.asarray((self.answers > 0).any(axis=1))


@dataclass(frozen=True)
class Combined:
    """The combination of answers that each respondent gave to some items.

    Parameters
    ----------
    kinds : array of m × k
        Combinations, numbered as `Patterns` numbers answers.
    code : array of n
        Each respondent's, as an index of `kinds`.
    every : bool
        Whether the combinations are those that `every` gives.
    """

    kinds: Small
    code: npt.NDArray[np.integer]
    every: bool = False

    def count(self, place: Whole, places: int) -> Patterns:
        """Count the combinations that occur, by each respondent's place."""
        size = len(self.kinds)
        n = np.bincount(place * np.intp(size) + self.code, minlength=places * size).reshape(places, size)
        used = np.flatnonzero(n.any(axis=0))
        return Patterns(self.kinds[used], n[:, used])


def combine(answers: Small) -> Combined:
    """Tell which combination of answers to some items each respondent gave.

    Parameters
    ----------
    answers : array of n × k
        One row a respondent, numbered as `scales.answer_of` numbers answers.
    """
    k = answers.shape[1]
    if ANSWERS**k > _TABLE:
        kinds, code = np.unique(answers, axis=0, return_inverse=True)
        return Combined(kinds, code.reshape(-1))
    code = np.zeros(len(answers), dtype=np.int16)
    for column in range(k):
        code *= ANSWERS
        code += answers[:, column]
    return Combined(every(k), code, every=True)


@cache
def every(k: int) -> Small:
    """Return all combinations of answers to k items, in the order of their codes."""
    codes = np.arange(ANSWERS**k)
    return np.stack([codes // ANSWERS ** (k - 1 - column) % ANSWERS for column in range(k)], axis=1).astype(np.int8)


def add_patterns(parts: list[Patterns]) -> Patterns:
    """Return the combinations of all parts, which have the same items and places."""
    if len(parts) == 1:
        return parts[0]
    found = combine(np.concatenate([part.answers for part in parts]))
    used, code = np.unique(found.code, return_inverse=True)
    n = np.zeros((len(parts[0].n), len(used)), dtype=np.intp)
    start = 0
    for part in parts:
        n[:, code.reshape(-1)[start : start + len(part.answers)]] += part.n
        start += len(part.answers)
    return Patterns(found.kinds[used], n)
