"""How many decimals a difference and an interval are told with: one, or two where one would hide on which side it is.

A limit that even two decimals would put on the mark is told in words, since it is not there: "above 0".
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from critical_points.language import NO_VALUE, Language

#: Nothing but an error of floating point is so close to nothing.
_NOTHING = 1e-9


def tell_change(
    language: Language, difference: float, low: float, high: float, digits: int | None = None
) -> tuple[str, str]:
    """Return a difference and its interval, with the same number of decimals.

    Parameters
    ----------
    language : Language
        The reader's language.
    difference, low, high : float
        The difference and the limits of its interval; those of a small group have no limits, and one decimal.
    digits : int, optional
        For a table, whose columns have one number of decimals; by default one, or two where the difference or a limit
        would otherwise be told as 0.

    Returns
    -------
    tuple of str
        "+0,6" and "+0,4…+0,7"; a dash for what there is none of.

    Examples
    --------
    >>> tell_change(Language("fi"), 0.57, 0.43, 0.70)
    ('+0,6', '+0,4…+0,7')
    >>> tell_change(Language("fi"), 0.13, -0.02, 0.28)
    ('+0,13', '−0,02…+0,28')
    >>> tell_change(Language("fi"), 0.142, 0.003, 0.280)
    ('+0,14', 'yli 0 … +0,28')
    """
    if pd.isna(low) or pd.isna(high):
        return language.difference(difference, 1), NO_VALUE
    if digits is None:
        digits = 2 if any(_vanishes(value, 1) for value in (difference, low, high)) else 1
    limits = [_limit(language, limit, digits) for limit in (low, high)]
    return language.difference(difference, digits), _between(language.text("{low} to {high}"), *limits)


def interval_at(language: Language, low: float, high: float, mark: float) -> str:
    """Return an interval of which it is seen on which side of a mark each limit lies; "" where there is none.

    Parameters
    ----------
    language : Language
        The reader's language.
    low, high : float
        The limits.
    mark : float
        The mark on the same scale; what is on the mark counts as having reached it.

    Examples
    --------
    >>> interval_at(Language("fi"), 3.52, 3.9, 3.5), interval_at(Language("fi"), 3.46, 3.9, 3.5)
    ('3,5–3,9', '3,46–3,90')
    >>> interval_at(Language("fi"), 3.1, 3.498, 3.5)
    '3,10 – alle 3,5'
    """
    if pd.isna(low) or pd.isna(high):
        return ""
    digits = 2 if any(_rises(limit, mark, 1) for limit in (low, high)) else 1
    below = language.text("below {mark}", mark=tell_mark(language, mark))
    limits = [below if _rises(limit, mark, digits) else language.number(limit, digits) for limit in (low, high)]
    return _between("{low}–{high}", *limits)


def tell_mark(language: Language, mark: float) -> str:
    """Return a mark on the scale with one decimal, or with two where it has them."""
    return language.number(mark, 1 if abs(mark - round(mark, 1)) < _NOTHING else 2)


def _limit(language: Language, limit: float, digits: int) -> str:
    """Return a limit of a difference, in words where its decimals would tell it as 0."""
    if not _vanishes(limit, digits):
        return language.difference(limit, digits)
    return language.text("above 0") if limit > 0 else language.text("below 0")


def _vanishes(value: float, digits: int) -> bool:
    """Return whether a number that is not 0 would be told as 0."""
    return abs(value) > _NOTHING and not _rounded(value, digits)


def _rises(limit: float, mark: float, digits: int) -> bool:
    """Return whether a limit below a mark would be told as if it had reached the mark."""
    return limit < mark and _rounded(limit, digits) >= Decimal(str(mark))


def _rounded(value: float, digits: int) -> Decimal:
    return round(Decimal(str(float(value))), digits)


def _between(pattern: str, low: str, high: str) -> str:
    """Return an interval; where one of its limits is words, with blanks around the dash."""
    if " " in low + high:
        pattern = pattern.replace("…", " … ").replace("–", " – ")
    return pattern.format(low=low, high=high)
