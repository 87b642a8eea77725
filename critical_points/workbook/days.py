"""Days as people write them: 5.3.2026, 5. maaliskuuta 2026, 2026-03-05, 5 March 2026."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from critical_points.messages import LANGUAGES, said

#: A due date outside of these years is a slip of the keyboard.
_YEARS = range(2000, 2101)

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0?0:00(?::00)?)?")
_DOTS = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4}|\d{2})")
_SLASHES = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4})")
_DAY_FIRST = re.compile(r"(?:den\s+)?(\d{1,2})\s*\.?\s*([^\W\d_]{3,})\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_ANYWHERE = re.compile(r"(?<![\d.])\d{1,2}\s?\.\s?\d{1,2}\s?\.\s?\d{4}(?!\d)|(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)")


def read_day(text: str) -> tuple[date | None, str, str]:
    """Read a day.

    Parameters
    ----------
    text : str
        What was written.

    Returns
    -------
    day : date or None
        None where it is not told for certain.
    why : str
        Why not.
    suggestion : str
        What may have been meant.

    Examples
    --------
    >>> read_day("5.3.2026")
    (datetime.date(2026, 3, 5), '', '')
    >>> read_day("31.2.2026")
    (None, 'there is no such day', 'Write the day as 5.3.2026 or 2026-03-05.')
    """
    plain = " ".join(text.split()).rstrip(".")
    parts = _parts(plain)
    if parts is None:
        near = [found for found in map(_sure, _ANYWHERE.findall(plain)) if found is not None]
        if len(near) == 1:
            return None, said("not a day alone"), said("Did you mean {name}?", name=near[0].isoformat())
        return None, said("not a day"), _how()
    year, first, second = parts
    if year is None:
        return None, said("day and month cannot be told apart"), _how()
    try:
        day = date(year, first, second)
    except ValueError:
        return None, said("there is no such day"), _how()
    return check_day(day)


def _how() -> str:
    return said("Write the day as 5.3.2026 or 2026-03-05.")


def check_day(day: date) -> tuple[date | None, str, str]:
    """Return a day as `read_day` does, refused where its year cannot be meant."""
    if day.year not in _YEARS:
        return None, said("the year {year} cannot be meant", year=day.year), _how()
    return day, "", ""


def _sure(text: str) -> date | None:
    return read_day(text)[0]


def _parts(text: str) -> tuple[int | None, int, int] | None:
    """Return year, month and day; the year is None where the order of the two others is not certain."""
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTS.fullmatch(text):
        year = int(found[3])
        return year + 2000 * (year < 100), int(found[2]), int(found[1])
    if found := _SLASHES.fullmatch(text):
        first, second, year = map(int, found.groups())
        if first <= 12 and second <= 12 and first != second:
            return None, first, second
        return (year, first, second) if second > 12 else (year, second, first)
    return _named(text)


def _named(text: str) -> tuple[int, int, int] | None:
    """Return the parts of a day whose month is a word."""
    if (found := _DAY_FIRST.fullmatch(text)) and (month := _months().get(found[2].casefold())):
        return int(found[3]), month, int(found[1])
    if (found := _MONTH_FIRST.fullmatch(text)) and (month := _months().get(found[1].casefold())):
        return int(found[3]), month, int(found[2])
    return None


@cache
def _months() -> dict[str, int]:
    """Return the names of the months in every language, short ones too."""
    from babel.dates import get_month_names

    return {
        name.casefold().rstrip("."): number
        for code in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, code).items()
    }
