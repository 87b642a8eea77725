"""Doubts about respondents: told as flags, and nobody is dropped for one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning.checking import Checked
from critical_points.cleaning.fingerprints import Fingerprints
from critical_points.cleaning.given import Given, given_of
from critical_points.cleaning.people import role
from critical_points.cleaning.problems import Problem
from critical_points.exports.threads import side_by_side
from critical_points.instrument import Instrument
from critical_points.messages import said, said_plural
from critical_points.scales import ANSWERS, HIGHEST
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


@dataclass(frozen=True)
class Doubts:
    """What only all respondents of a file together tell.

    Parameters
    ----------
    doubles : frozenset of int
        Rows whose submission id stands elsewhere with other answers.
    alike : frozenset of int
        Rows whose answers to all items are those of somebody who answered within a few minutes.
    fast : float
        Who took less seconds than these was fast; 0 where that cannot be told.
    spans : bool
        Whether the file tells how long each took; else it may tell when they began and ended.
    """

    doubles: frozenset[int]
    alike: frozenset[int]
    fast: float
    spans: bool


def doubts_of(file: Checked, instrument: Instrument) -> Doubts:
    """Look through all respondents of a file, part by part.

    Parameters
    ----------
    file : Checked
        The file.
    instrument : Instrument
        What is asked.
    """
    spans = any((role(part, "duration") != "").any() for part in file.parts()) if _has(file, "duration") else False
    return Doubts(file.doubted, _alike(file, instrument), _limit(file, spans), spans)


def flags_of(part: Checked, given: Given, doubts: Doubts) -> dict[str, npt.NDArray[np.bool_]]:
    """Tell, for each doubt, which respondents it is about.

    Parameters
    ----------
    part : Checked
        The file, or a part of it.
    given : Given
        What was answered.
    doubts : Doubts
        What the whole file tells.
    """
    rows = part.export.cells.index
    seconds = _durations(part, doubts.spans) if doubts.fast else np.zeros(0)
    return {
        "over half blank": given.blanks > len(given.items) / 2,
        "straight line": _is_straight(given),
        "duplicate id": _among(rows, doubts.doubles),
        "identical answers": _among(rows, doubts.alike),
        "fast": seconds < doubts.fast if doubts.fast else np.zeros(len(rows), dtype=bool),
    }


def told_flags(flags: Mapping[str, npt.NDArray[np.bool_]], index: pd.Index) -> pd.Series:
    """Return each respondent's doubts, joined by ``;``."""
    told = pd.Series("", index=index, dtype="str")
    for name, found in flags.items():
        told = told.where(~found, told + f";{name}") if found.any() else told
    return told.str.removeprefix(";")


def _among(rows: pd.Index, some: frozenset[int]) -> npt.NDArray[np.bool_]:
    return rows.isin(list(some)) if some else np.zeros(len(rows), dtype=bool)


def _is_straight(given: Given) -> npt.NDArray[np.bool_]:
    """Tell who gave one and the same rating to everything."""
    lowest = given.answers.min(axis=1, initial=HIGHEST)  # what is no rating is above all ratings
    highest = (given.answers * given.rated).max(axis=1, initial=0)
    found: npt.NDArray[np.bool_] = (given.times >= STRAIGHT_LINE) & (highest == lowest)
    return found


def over_headcount(respondents: Mapping[str, int], headcount: Mapping[str, int]) -> Iterable[Problem]:
    """Return a remark for each group of which more people answered than there are."""
    for group, n in sorted(respondents.items()):
        most = headcount.get(group)
        if most is not None and n > most:
            why = said_plural(
                "{n} respondent, and the headcount is {most}",
                "{n} respondents, and the headcount is {most}",
                n,
                most=most,
            )
            hint = said("Correct the headcount, or look for people who answered twice.")
            yield {"file": SETTINGS, "sheet": "", "column": "headcount", "value": group, "why": why, "suggestion": hint}


def _alike(file: Checked, instrument: Instrument) -> frozenset[int]:
    """Return the rows of those whose answers to all items are those of somebody who answered within a few minutes."""
    prints = Fingerprints()
    for numbers in side_by_side(lambda part: _patterns(given_of(part, instrument))[1], file.parts()):
        prints.add(numbers)
    twice, _ = prints.repeated()
    if not len(twice):
        return frozenset()
    found: list[tuple[npt.NDArray[np.uint64], pd.Series]] = []
    for part in file.parts():
        rows, pattern = _patterns(given_of(part, instrument))
        again = np.isin(pattern, twice)
        if again.any():
            found.append((pattern[again], role(part, "submitted").iloc[rows[again]]))
    if not found:
        return frozenset()
    pattern = np.concatenate([one for one, _ in found])
    told = pd.concat([texts.astype("str") for _, texts in found])
    return _close(pattern, told)


def _patterns(given: Given) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint64]]:
    """Return the rows of those who gave enough ratings, and a number for each: equal answers, equal numbers."""
    enough = given.times >= STRAIGHT_LINE
    chance = np.random.default_rng(1).integers(0, 1 << 64, (len(given.items), ANSWERS), dtype=np.uint64)
    numbers = np.zeros(len(enough), dtype=np.uint64)
    for place in range(len(given.items)):
        numbers += chance[place].take(given.answers[:, place], mode="clip")
    return np.flatnonzero(enough), numbers[enough]


def _close(pattern: npt.NDArray[np.uint64], told: pd.Series) -> frozenset[int]:
    """Return the rows of equal answers that were given one soon after the other."""
    moments = _each(told, _clock_of)
    timed = np.array([moment is not None for moment in moments], dtype=bool)
    day, _ = pd.factorize(np.array([moment[0] for moment in moments[timed]], dtype=object))
    second = np.array([moment[1] for moment in moments[timed]], dtype=np.int64)
    rows, pattern = told.index.to_numpy()[timed], pattern[timed]
    order = np.lexsort((rows, second, day, pattern))
    rows, second, day, pattern = rows[order], second[order], day[order], pattern[order]
    near = (pattern[1:] == pattern[:-1]) & (day[1:] == day[:-1]) & (np.diff(second) <= 60 * _CLOSE)
    return frozenset([*rows[1:][near].tolist(), *rows[:-1][near].tolist()])


def _has(file: Checked, *roles: str) -> bool:
    return set(roles) <= {column.role for column in file.export.columns}


def _limit(file: Checked, spans: bool) -> float:
    """Return the seconds under which somebody was fast, 0 where too few tell how long they took."""
    if not spans and not _has(file, "started", "submitted"):
        return 0.0
    counts: Counter[float] = Counter()
    for part in file.parts():
        seconds = _durations(part, spans)
        values, n = np.unique(seconds[~np.isnan(seconds)], return_counts=True)
        counts.update(dict(zip(values.tolist(), n.tolist(), strict=True)))
    if counts.total() < _ENOUGH_DURATIONS:
        return 0.0
    values = np.array(sorted(counts))
    ends = np.cumsum([counts[value] for value in values.tolist()])
    middle = [(counts.total() - 1) // 2, counts.total() // 2]
    return _FAST * float(values[np.searchsorted(ends, middle, side="right")].mean())


def _durations(part: Checked, spans: bool) -> npt.NDArray[np.float64]:
    """Return how many seconds each respondent took, NaN where the file does not tell."""
    if spans:
        return _each(role(part, "duration"), _span_of).astype(np.float64)
    starts, ends = (_each(role(part, name), _clock_of) for name in ("started", "submitted"))
    between = [_between(start, end) for start, end in zip(starts, ends, strict=True)]
    return np.array(between, dtype=np.float64)


def _each(cells: pd.Series, read: Callable[[str], object]) -> npt.NDArray[np.object_]:
    """Return what each cell says, None where it says nothing: each distinct text is read once."""
    coded = pd.Categorical(cells)
    found = np.empty(len(coded.categories), dtype=object)
    for place, text in enumerate(coded.categories):
        found[place] = read(str(text))
    each: npt.NDArray[np.object_] = found[coded.codes]
    return each


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
