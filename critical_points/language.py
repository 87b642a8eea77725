"""Words and numbers in the report's language: gettext catalogues and Babel's formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import copysign

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.messages import LANGUAGES, as_written, catalogue, said

#: Dates as readers in Europe expect them: 22 Nov 2026, not Nov 22, 2026.
_DATES = {"fi": "fi", "sv": "sv", "en": "en_GB"}

#: Shown where a number is hidden or cannot be computed.
NO_VALUE = "–"


@lru_cache(maxsize=4096)
def _written(value: float, sign: float, pattern: str, code: str) -> str:  # noqa: ARG001 – 0.0 equals −0.0
    """Return a number as it is written; the same ones stand in many tables."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, pattern, locale=code))


@dataclass(frozen=True)
class Language:
    """One language: its words, and its way to write numbers, shares and dates.

    Parameters
    ----------
    code : {"fi", "sv", "en"}
        The language.

    Raises
    ------
    SettingsError
        When the language is not one of the three.
    """

    code: str = "fi"

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            fault = Fault(said("no language {code!r}", code=self.code), suggestion=did_you_mean(self.code, LANGUAGES))
            raise SettingsError(said("The language is not known."), [fault])

    def text(self, message: str, **values: object) -> str:
        """Return `message` (English, the key of the catalogue) in this language, its fields filled in."""
        words = as_written(self.code, catalogue(self.code, "critical_points").gettext(message))
        return words.format(**values) if values else words

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the form of a message that goes with `n`, which is available as the field ``{n}``."""
        words = as_written(self.code, catalogue(self.code, "critical_points").ngettext(one, many, n))
        return words.format(n=self.integer(n), **values)

    def narration(self, paragraph: str) -> str:
        """Return a notebook's Finnish paragraph in this language (as it stands where it has no translation)."""
        return catalogue(self.code, "notebooks").gettext(paragraph)

    def number(self, value: float | None, digits: int = 1) -> str:
        """Return a number with a fixed number of decimals: 3,4 in Finnish. Missing gives a dash."""
        if value is None or value != value:  # noqa: PLR0124 - NaN
            return NO_VALUE
        pattern = "#,##0" if digits == 0 else "#,##0." + "0" * digits
        return _written(value, copysign(1, value), pattern, self.code)

    def integer(self, value: float | None) -> str:
        """Return a whole number, grouped by thousands."""
        return self.number(value, 0)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """Return a share of 0–1 as a percentage: ``0.5`` gives "50 %" in Finnish."""
        from babel.numbers import format_percent

        if share is None or share != share:  # noqa: PLR0124 - NaN
            return NO_VALUE
        sign = "%" if self.code == "en" else "\N{NO-BREAK SPACE}%"
        pattern = ("#,##0" if digits == 0 else "#,##0." + "0" * digits) + sign
        return str(format_percent(share, pattern, locale=self.code))

    def difference(self, value: float | None, digits: int = 1) -> str:
        """Return a signed number: +0,3 or −0,3 (with a true minus); 0,0 has no sign."""
        if value is None or value != value:  # noqa: PLR0124 - NaN
            return NO_VALUE
        rounded = round(Decimal(str(float(value))), digits)  # as Babel rounds
        sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
        return sign + self.number(abs(float(rounded)), digits)

    def interval(self, low: float | None, high: float | None, digits: int = 1) -> str:
        """Return an interval: "3,1–3,6"."""
        return f"{self.number(low, digits)}–{self.number(high, digits)}"

    def date(self, day: date | datetime) -> str:
        """Return a date as the language writes it: 22.11.2026 in Finnish."""
        from babel.dates import format_date

        return str(format_date(day, format="medium", locale=_DATES[self.code]))

    def time(self, moment: datetime) -> str:
        """Return a date with hours and minutes."""
        from babel.dates import format_time

        return f"{self.date(moment)} {format_time(moment, format='short', locale=_DATES[self.code])}"

    def listing(self, words: Sequence[str]) -> str:
        """Return words as a list in a sentence: "a, b ja c"; where a name has a comma of its own, "a; b, c ja d"."""
        from babel.lists import format_list

        told = list(words)
        if len(told) > 2 and any(", " in word for word in told):
            told = ["; ".join(told[:-1]), told[-1]]
        return str(format_list(told, locale=self.code)) if told else ""
