"""The same respondents in two files of a wave: a copy, or one export as CSV and again as a workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from critical_points.cleaning.checking import Checked, columns_by_item
from critical_points.cleaning.people import role
from critical_points.errors import DecisionNeededError, Fault
from critical_points.facts import normalise
from critical_points.messages import said, said_plural

#: The times by which a submission is known again, the more telling one first.
_TIMES = ("submitted", "started")

#: Without times, a respondent is known again by at least this many answers that are not all alike.
_ENOUGH = 8

Fingerprint = tuple[object, ...]


def refuse_overlaps(wave: str, checked: Sequence[Checked]) -> None:
    """Raise when two files of a wave hold the same respondents.

    Raises
    ------
    DecisionNeededError
        With the files and the number of respondents that are in both.
    """
    faults = []
    for one, other in combinations(checked, 2):
        both = shared_respondents(one, other)
        if both:
            names = said("{one} and {other}", one=one.export.path.name, other=other.export.path.name)
            people = said_plural(
                "{n} respondent is in both files, with the same answers.",
                "{n} respondents are in both files, with the same answers.",
                both,
            )
            faults.append(Fault(people, names))
    if faults:
        raise DecisionNeededError(
            said("Wave {wave} has respondents twice.", wave=wave),
            faults,
            said("keep one of the files and move the other out of the folder"),
        )


def shared_respondents(one: Checked, other: Checked) -> int:
    """Return how many respondents two files share.

    Where both files have times, the same minute and the same answers make the same respondent. Without times, two
    people may answer alike: only a file whose telling answers are all in the other one is taken for a part of it, or
    one that holds the same rows in the same order.
    """
    items = sorted(set(columns_by_item(one.columns)) & set(columns_by_item(other.columns)))
    if not items:
        return 0
    first, second = _answers(one, items), _answers(other, items)
    times, other_times = _moments(one), _moments(other)
    if times and other_times:
        timed = Counter(row for row in zip(times, first, strict=True) if row[0] and _is_telling(row[1], 1))
        again = Counter(row for row in zip(other_times, second, strict=True) if row[0] and _is_telling(row[1], 1))
        return (timed & again).total()
    if first == second and len(first) > 1 and any(_is_telling(row, 1) for row in first):
        return len(first)
    fewer, more = sorted((first, second), key=len)
    part = Counter(filter(_is_telling, fewer))
    return part.total() if 2 * part.total() > len(fewer) and part <= Counter(more) else 0


def same_answers(one: Checked, other: Checked, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs of rows, of one file and of the other, that answered all shared items alike."""
    items = sorted(set(columns_by_item(one.columns)) & set(columns_by_item(other.columns)))
    if not items:
        return set()
    first = dict(zip(one.export.cells.index, _answers(one, items), strict=True))
    second = dict(zip(other.export.cells.index, _answers(other, items), strict=True))
    return {(row, again) for row, again in pairs if first[row] == second[again]}


def _answers(file: Checked, items: Sequence[str]) -> list[Fingerprint]:
    """Return what each respondent answered to the items: fate and rating, the text where it is a problem."""
    found = columns_by_item(file.columns)
    parts = []
    for column in (column for item in items for column in found[item][:1]):
        meant = {
            text: normalise(text) if reading.fate == "problem" else (reading.fate, reading.rating)
            for text, reading in column.readings.items()
        }
        parts.append([meant[text] for text in file.export.column(column.column.position)])
    return list(zip(*parts, strict=True))


def _is_telling(answers: Fingerprint, enough: int = _ENOUGH) -> bool:
    """Tell whether answers are many and different enough to know a respondent again."""
    given = [answer for answer in answers if answer != ("blank", None)]
    return len(given) >= enough and (enough == 1 or len(set(given)) > 1)


def _moments(file: Checked) -> list[tuple[int, ...] | None] | None:
    """Return when each respondent answered, None for a file that does not tell the time of day."""
    for name in _TIMES:
        if any(column.role == name for column in file.export.columns):
            moments = [moment_of(text) for text in role(file, name)]
            by_day = {moment[-2:] for moment in moments if moment} <= {(0, 0)}
            if not by_day and sum(moment is not None for moment in moments) * 2 > len(moments):
                return moments
    return None


def moment_of(text: str) -> tuple[int, ...] | None:
    """Return the minute that a text tells, whatever the order of day and month; None without a time of day.

    Examples
    --------
    >>> moment_of("17.03.2025 09:55:41") == moment_of("3/17/25 9:55 AM") == moment_of("2025-03-17T09:55:41")
    True
    """
    numbers = [int(number) for number in re.findall(r"\d{1,4}", text)]
    if len(numbers) < 5:
        return None
    half = re.search(r"([ap])\.?m\b", text, re.IGNORECASE)
    hour = numbers[3] if half is None else numbers[3] % 12 + 12 * (half[1] in "pP")
    return (*sorted(number % 100 for number in numbers[:3]), hour, numbers[4])
