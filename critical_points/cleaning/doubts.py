"""Doubts about respondents: told as flags, and nobody is dropped for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pandas as pd

from critical_points.cleaning.checking import Checked
from critical_points.cleaning.people import respondent_ids, role
from critical_points.cleaning.problems import Problem
from critical_points.messages import said, said_plural
from critical_points.workspace import SETTINGS

#: A straight line, or a row like another one, has at least this many ratings.
STRAIGHT_LINE = 10

#: Identical answers are a doubt where they were given within so many minutes.
_CLOSE = 10

#: Faster than this share of the median is a doubt, where at least so many respondents have a duration.
_FAST, _ENOUGH_DURATIONS = 1 / 3, 10

#: A time of day behind its date.
_CLOCK = re.compile(
    r"(?:\s|(?<=\d)T)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)(?:\s*([ap])\.?m\b)?", re.IGNORECASE
)
_SPAN = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")


def flags_of(file: Checked, given: pd.DataFrame) -> pd.Series:
    """Return each respondent's doubts, joined by ``;``, by the names of respondents.

    Parameters
    ----------
    file : Checked
        The file.
    given : DataFrame
        What was answered: respondent, item, rating, status; ratings as they were given.
    """
    ids = respondent_ids(file)
    by_respondent = given.assign(blank=given["status"] == "blank").groupby("respondent", sort=False)
    answers = by_respondent["rating"].agg(["count", "nunique"])
    doubts = {
        "over half blank": by_respondent["blank"].mean() > 0.5,
        "straight line": (answers["count"] >= STRAIGHT_LINE) & (answers["nunique"] == 1),
        "duplicate id": pd.Series(ids.index.isin(file.doubted), index=ids),
        "identical answers": _identical(file, given, answers["count"]),
        "fast": pd.Series(_fast(_durations(file)).to_numpy(), index=ids),
    }
    told = pd.Series("", index=answers.index, dtype="str")
    for name, found in doubts.items():
        told = told.where(~found.reindex(told.index).astype(bool), told + f";{name}")
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


def _identical(file: Checked, given: pd.DataFrame, counts: pd.Series) -> pd.Series:
    """Tell whose answers to all items are those of somebody who answered within a few minutes."""
    told = given["rating"].astype("str").where(given["status"] == "rated", given["status"])
    rows = given[["respondent", "item"]].assign(told=told)
    wide = rows.pivot(index="respondent", columns="item", values="told")  # noqa: PD010 – nothing is pooled
    vectors = pd.util.hash_pandas_object(wide, index=False)
    vectors = vectors[counts.reindex(vectors.index) >= STRAIGHT_LINE]
    alike = vectors[vectors.duplicated(keep=False)]
    moments = dict(zip(respondent_ids(file), role(file, "submitted").map(_clock_of), strict=True))
    found: set[str] = set()
    for _, names in alike.groupby(alike, sort=False):
        timed = sorted((moment, str(name)) for name in names.index if (moment := moments[str(name)]) is not None)
        for (one, first), (other, second) in pairwise(timed):
            if one[0] == other[0] and other[1] - one[1] <= 60 * _CLOSE:
                found |= {first, second}
    return pd.Series(counts.index.isin(found), index=counts.index)


def _durations(file: Checked) -> pd.Series:
    """Return how many seconds each respondent took, missing where the file does not tell."""
    told = role(file, "duration")
    if (told != "").any():
        return told.map(_span_of).astype("Float64")
    starts, ends = role(file, "started"), role(file, "submitted")
    spans = [_between(start, end) for start, end in zip(starts, ends, strict=True)]
    return pd.Series(spans, index=starts.index, dtype="Float64")


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


def _between(start: str, end: str) -> float | None:
    """Return the seconds between two moments of one day; where they tell minutes only, the most it may have been."""
    one, other = _clock_of(start), _clock_of(end)
    if one is None or other is None or one[0] != other[0] or one[1] > other[1]:
        return None
    return float(other[1] - one[1] + (0 if one[2] and other[2] else 59))


def _clock_of(text: str) -> tuple[str, int, bool] | None:
    """Return the day as it is written, the second of that day, and whether seconds are told; None without a time."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    hours, minutes, seconds, half = found.groups()
    hour = int(hours) if half is None else int(hours) % 12 + 12 * (half in "pP")
    return text[: found.start()], 3600 * hour + 60 * int(minutes) + int(seconds or 0), seconds is not None
