"""What a wave asks anew, no longer, or in other words than the wave before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from critical_points.instrument import Instrument
from critical_points.mapping.columns import MappedColumn
from critical_points.mapping.headers import equal_subject, known_texts, point_names, statement
from critical_points.scales import SIMILAR, normalise

#: Asked in many forms: one column or one a point, by whatever name. Both waves ask it, or one does not.
_ASKED_ONCE = ("vote", "group", "unit")


@dataclass(frozen=True)
class Reworded:
    """A question that both waves ask, in other words.

    Parameters
    ----------
    before, now : str
        The headers.
    item : str or None
        The item, where it has one.
    comparable : bool
        Whether this wave may be compared with others in it.
    """

    before: str
    now: str
    item: str | None
    comparable: bool


@dataclass(frozen=True)
class Changes:
    """What a wave asks in another way than the wave before.

    Parameters
    ----------
    against : str
        The wave before.
    new, gone : tuple of str
        Headers that only this wave has, and those that only the wave before has.
    reworded : tuple of Reworded
        Questions in other words.
    """

    against: str
    new: tuple[str, ...]
    gone: tuple[str, ...]
    reworded: tuple[Reworded, ...]


def changes_of(
    now: Iterable[MappedColumn], before: Iterable[MappedColumn], against: str, instrument: Instrument
) -> Changes:
    """Compare the columns of two waves; what the survey tools add does not count.

    Parameters
    ----------
    now, before : iterable of MappedColumn
        The columns of all files of this wave, and of the wave before.
    against : str
        The name of the wave before.
    instrument : Instrument
        A statement in its own words is the same in every language.
    """
    new, gone = _by_wording(now, instrument), _by_wording(before, instrument)
    same = new.keys() & gone.keys()
    new, gone = ({k: c for k, c in columns.items() if k not in same} for columns in (new, gone))
    reworded = []
    for text, column in list(new.items()):
        other = _counterpart(text, column, gone)
        if other is not None:
            old = gone.pop(other)
            del new[text]
            if statement(old.column.header) != statement(column.column.header):
                reworded.append(Reworded(old.column.header, column.column.header, column.item, column.comparable))
    headers = [tuple(column.column.header for column in columns.values()) for columns in (new, gone)]
    return Changes(against, headers[0], headers[1], tuple(reworded))


def _by_wording(columns: Iterable[MappedColumn], instrument: Instrument) -> dict[str, MappedColumn]:
    known, points = known_texts(instrument), point_names(instrument)
    found: dict[str, MappedColumn] = {}
    for column in columns:
        if column.kind != "metadata" and column.column.header.strip():
            subject = equal_subject(column.column, known, points)
            own = subject is not None and subject == (column.kind, column.item)
            item = column.item if column.kind == "rating" else ""
            alike = own or column.kind in _ASKED_ONCE
            text = f"{column.kind} {item}" if alike else normalise(column.column.header)
            found.setdefault(text, column)
    return found


def _counterpart(text: str, column: MappedColumn, gone: dict[str, MappedColumn]) -> str | None:
    """Return the wording of the wave before: of the same item, or one that is much alike."""
    if column.item:
        return next((other for other, c in gone.items() if (c.kind, c.item) == (column.kind, column.item)), None)
    likely = [other for other, c in gone.items() if not c.item]
    close = process.extractOne(text, likely, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return None if close is None else str(close[0])
