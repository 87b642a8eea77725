"""Doubts about respondents: told as flags, and nobody is dropped for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning.checking import Checked
from critical_points.cleaning.given import Given
from critical_points.cleaning.people import role
from critical_points.cleaning.problems import Problem
from critical_points.messages import said, said_plural
from critical_points.workspace import SETTINGS

#: A straight line, or a row like another one, has at least this many ratings.
STRAIGHT_LINE = 10

#: Identical answers are a doubt where they were given within so many minutes.
_CLOSE = 10

#: Faster than this share of the median is a doubt, where at least so many respondents have a duration.
_FAST, _ENOUGH_DURATIONS = 1 / 3, 10

#: A day as it is written, the second of that day, and whether seconds are told.
Clock = tuple[str, int, bool]

#: A time of day behind its date.
_CLOCK = re.compile(
    r"(?:\s|(?<=\d)T)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)(?:\s*([ap])\.?m\b)?", re.IGNORECASE
)
_SPAN = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")


def flags_of(file: Checked, given: Given) -> pd.Series:
    """Return each respondent's doubts, joined by ``;``, by the rows of the file.

    Parameters
    ----------
    file : Checked
        The file.
    given : Given
        What was answered.
    """
    rows, ratings = file.export.cells.index, np.ma.MaskedArray(given.ratings, ~given.rated)
    counts = given.rated.sum(axis=1)
    doubts = {
        "over half blank": 2 * given.blank.sum(axis=1) > len(given.items),
        "straight line": (counts >= STRAIGHT_LINE) & np.ma.filled(np.ma.ptp(ratings, axis=1) == 0, False),
        "duplicate id": rows.isin(file.doubted),
        "identical answers": _identical(file, given, counts),
        "fast": _fast(_durations(file)).to_numpy(bool),
    }
    told = pd.Series("", index=rows, dtype="str")
    for name, found in doubts.items():
        told = told.where(~found, told + f";{name}")
    return told.str.removeprefix(";")


def over_headcount(groups: pd.Series, headcount: Mapping[str, int]) -> Iterable[Problem]:
    """Return a remark for each group of which more people answered than there are."""
    for group, n in groups.value_counts(sort=False).sort_index().items():
        most = headcount.get(str(group))
        if most is not None and n > most:
            why = said_plural(
                "{n} respondent, and the headcount is {most}",
                "{n} respondents, and the headcount is {most}",
                int(n),
                most=most,
            )
            hint = said("Correct the headcount, or look for people who answered twice.")
            yield {"file": SETTINGS, "sheet": "", "column": "headcount", "value": group, "why": why, "suggestion": hint}


def _identical(file: Checked, given: Given, counts: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Tell whose answers to all items are those of somebody who answered within a few minutes."""
    enough = np.flatnonzero(counts >= STRAIGHT_LINE)
    told = np.where(given.rated, given.ratings, -given.fates)[enough]
    _, kind, times = np.unique(told, axis=0, return_inverse=True, return_counts=True)
    alike = times[kind] > 1
    found = np.zeros(len(counts), dtype=bool)
    if not alike.any():
        return found
    moments = _each(role(file, "submitted"), _clock_of)
    for _, rows in pd.Series(enough[alike]).groupby(kind[alike], sort=False):
        timed = sorted((moments[row], row) for row in rows if moments[row] is not None)
        for (one, first), (other, second) in pairwise(timed):
            if one[0] == other[0] and other[1] - one[1] <= 60 * _CLOSE:
                found[[first, second]] = True
    return found


def _durations(file: Checked) -> pd.Series:
    """Return how many seconds each respondent took, missing where the file does not tell."""
    told = role(file, "duration")
    if (told != "").any():
        return pd.Series(_each(told, _span_of), index=told.index, dtype="Float64")
    starts, ends = (_each(role(file, name), _clock_of) for name in ("started", "submitted"))
    spans = [_between(start, end) for start, end in zip(starts, ends, strict=True)]
    return pd.Series(spans, index=told.index, dtype="Float64")


def _each(cells: pd.Series, read: Callable[[str], object]) -> npt.NDArray[np.object_]:
    """Return what each cell says, None where it says nothing: each distinct text is read once."""
    coded = pd.Categorical(cells)
    found = np.empty(len(coded.categories), dtype=object)
    for place, text in enumerate(coded.categories):
        found[place] = read(str(text))
    each: npt.NDArray[np.object_] = found[coded.codes]
    return each


def _fast(seconds: pd.Series) -> pd.Series:
    known = seconds.dropna()
    if len(known) < _ENOUGH_DURATIONS:
        return pd.Series(False, index=seconds.index)
    return (seconds < _FAST * known.median()).fillna(False).astype(bool)


def _span_of(text: str) -> float | None:
    """Return the seconds that a duration tells: "312", "312,5" or "0:05:12"."""
    if found := _SPAN.fullmatch(text.strip()):
        return 3600.0 * int(found[1] or 0) + 60 * int(found[2]) + int(found[3])
    plain = text.strip().replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", plain) else None


def _between(one: Clock | None, other: Clock | None) -> float | None:
    """Return the seconds between two moments of one day; where they tell minutes only, the most it may have been."""
    if one is None or other is None or one[0] != other[0] or one[1] > other[1]:
        return None
    return float(other[1] - one[1] + (0 if one[2] and other[2] else 59))


def _clock_of(text: str) -> Clock | None:
    """Return the day as it is written, the second of that day, and whether seconds are told; None without a time."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    hours, minutes, seconds, half = found.groups()
    hour = int(hours) if half is None else int(hours) % 12 + 12 * (half in "pP")
    return text[: found.start()], 3600 * hour + 60 * int(minutes) + int(seconds or 0), seconds is not None
