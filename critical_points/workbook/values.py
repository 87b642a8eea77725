"""What was written in a field, understood: texts letter for letter, days, shares, ratings and choices."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from critical_points.errors import did_you_mean
from critical_points.facts import normalise
from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said
from critical_points.workbook.days import check_day, read_day
from critical_points.workbook.filled import Value
from critical_points.workbook.form import STATUSES, Field, Kind, make_sections, name_statuses

_NUMBER = re.compile(r"([+-]?\d{1,9}(?:[.,]\d{1,15})?)")
_SHARE = re.compile(_NUMBER.pattern + r"\s*(%|prosent(?:ti|tia)|procent|per\s?cent)?", re.I)
_ACTION = re.compile(r"action\.(\d{2,3})\.(\w+)")
_LEADING = re.compile(r"\d{1,2}\s*[.)]\s*")

#: Other words for the states of an action.
_STATES = {
    "not_started": ("ei aloitettu", "aloittamatta", "ei vielä aloitettu", "inte påbörjad", "ej påbörjad", "not begun"),
    "under_way": (
        "käynnissä", "kesken", "meneillään", "aloitettu", "työn alla", "pågår", "pågående", "påbörjad", "in progress",
        "ongoing", "started", "underway",
    ),
    "done": ("valmis", "tehty", "valmiina", "klar", "färdig", "gjord", "slutförd", "finished", "complete", "completed"),
}  # fmt: skip

#: A larger whole number is not a number that anybody means.
_LARGEST = 10**15

#: What is told of a value that was understood: no reason, no suggestion.
_FINE = ("", "")


@dataclass(frozen=True)
class Words:
    """The fields of an instrument's workbook, and the words that mean its points and states in every language.

    Parameters
    ----------
    fields : Mapping of str to Field
        Key → field.
    points, statuses : Mapping of str to str
        Word as it is compared → key.
    """

    fields: Mapping[str, Field]
    points: Mapping[str, str]
    statuses: Mapping[str, str]

    def field(self, key: str) -> Field | None:
        """Return the field with this key; an action beyond those of the form is like the first one."""
        if key in self.fields:
            return self.fields[key]
        found = _ACTION.fullmatch(key)
        return self.fields.get(f"action.01.{found[2]}") if found else None


def gather_words(instrument: Instrument) -> Words:
    """Return the fields of an instrument's workbook, and the words for what can be chosen in them."""
    fields = {field.key: field for section in make_sections(instrument, Language()) for field in section.fields}
    points: dict[str, str] = {}
    for point in instrument.points:
        names = [point.key, *point.name.values(), *point.short.values()]
        points |= {normalise(name): point.key for name in names} | {str(point.number): point.key}
    statuses = {normalise(word): key for key, words in _STATES.items() for word in (key, *words)}
    for code in LANGUAGES:
        statuses |= {normalise(name): key for key, name in name_statuses(Language(code))}
    return Words(fields, points, statuses)


def understand(field: Field, raw: object, words: Words, *, is_share: bool = False) -> tuple[Value | None, str, str]:
    """Understand what stands in a field.

    Parameters
    ----------
    field : Field
        The field.
    raw : object
        A text, or what a cell of a workbook holds: a number, a day, a truth value.
    words : Words
        Of the instrument, by `gather_words`.
    is_share : bool, default False
        True where a number is shown as a percentage, so that 0.8 stands for 80 %.

    Returns
    -------
    value : Value or None
        None where the field is blank, or was not understood.
    why : str
        Why not; "" where it was understood or is blank.
    suggestion : str
        What may have been meant.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None, *_FINE
    if isinstance(raw, int) and abs(raw) > _LARGEST:
        raw = str(raw)
    kind: Kind = field.kind
    if kind in ("text", "line"):
        return as_text(raw), *_FINE
    if kind == "date":
        return _day(raw)
    if kind == "percent":
        return _share(raw, is_share)
    if kind == "number":
        return _rating(raw)
    return _choice(field, as_text(raw), words)


def as_text(raw: object) -> str:
    """Return what stands in a cell as a text: letter for letter, every line break as one kind."""
    if isinstance(raw, str):
        return raw.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{raw:.15g}"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ", "seconds")
    return str(raw)


def _day(raw: object) -> tuple[Value | None, str, str]:
    if isinstance(raw, datetime):
        return check_day(raw.date())
    if isinstance(raw, date):
        return check_day(raw)
    return read_day(as_text(raw))


def _share(raw: object, is_share: bool) -> tuple[Value | None, str, str]:
    how = said("Write a percentage from 0 % to 100 %.")
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number, certain = float(raw), is_share
        share = number if is_share or 0 <= number < 1 else number / 100
    else:
        found = _SHARE.fullmatch(" ".join(as_text(raw).split()))
        if not found:
            return None, said("not a percentage"), how
        number, certain = float(found[1].replace(",", ".")), bool(found[2])
        share = number if not certain and 0 <= number < 1 else number / 100
    if number == 1 and not certain:
        return None, said("1 can be 1 % or 100 %"), said("Write 1 % or 100 %.")
    if not math.isfinite(share) or not 0 <= share <= 1:
        return None, said("outside of 0–100 %"), how
    return round(share, 6), *_FINE


def _rating(raw: object) -> tuple[Value | None, str, str]:
    how = said("Write a number from 1 to 5, such as 3,8.")
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = float(raw)
    elif found := _NUMBER.fullmatch(as_text(raw).strip()):
        number = float(found[1].replace(",", "."))
    else:
        return None, said("not a rating"), how
    return (number, *_FINE) if 1 <= number <= 5 else (None, said("outside of the ratings 1–5"), how)


def _choice(field: Field, text: str, words: Words) -> tuple[Value | None, str, str]:
    known = words.statuses if {key for key, _ in field.choices} <= set(STATUSES) else words.points
    plain = normalise(text)
    for tried in (plain, _LEADING.sub("", plain, count=1)):
        if tried in known:
            return known[tried], *_FINE
    what = said("not a status") if known is words.statuses else said("not a point of the instrument")
    shown = [name for _, name in field.choices]
    return None, what, did_you_mean(text.strip(), shown)
