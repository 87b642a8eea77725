"""Decisions made elsewhere, put into the text of ``mapping.toml``; comments and all else stay."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from critical_points.decisions.editing import Edits, Section, pair, quoted, sections_of
from critical_points.decisions.proposals import Place, column_sections, places
from critical_points.scales import normalise

_DECIDED = ("kind", "item", "comparable", "confirmed")


@dataclass(frozen=True)
class ColumnRow:
    """What was decided about a column.

    Parameters
    ----------
    header : str
        Its header.
    position : int or None
        Its place, where the header alone does not name it.
    kind, item : str
        What it is; "" where that is open.
    comparable, confirmed : bool
        As in ``mapping.toml``.
    """

    header: str
    position: int | None
    kind: str
    item: str = ""
    comparable: bool = True
    confirmed: bool = False

    @property
    def place(self) -> Place:
        """The place of its entry."""
        return normalise(self.header), self.position


@dataclass(frozen=True)
class AnswerRow:
    """What was decided about an answer.

    Parameters
    ----------
    table : str
        "labels", "groups" or "units".
    answer : str
        The answer's text.
    means : str
        A rating, a word or a key; "" where that is open.
    header : str
        The only column it is true of, "" where it is true of all.
    position : int or None
        That column's place, where the header alone does not name it.
    """

    table: str
    answer: str
    means: str
    header: str = ""
    position: int | None = None

    @property
    def line(self) -> str:
        """The line that says so."""
        return pair(quoted(self.answer), int(self.means) if self.means.isdecimal() else self.means)


def with_decisions(text: str, columns: Iterable[ColumnRow], answers: Iterable[AnswerRow]) -> str:
    """Return the text of ``mapping.toml`` with decisions in the place of what it said before.

    Parameters
    ----------
    text : str
        TOML.
    columns : iterable of ColumnRow
        One a column; those without a kind are passed over.
    answers : iterable of AnswerRow
        One an answer; those without a meaning are passed over.
    """
    lines = text.rstrip().split("\n")
    sections, edits = sections_of(lines), Edits()
    entries = dict(zip(places(tomllib.loads(text)), column_sections(sections), strict=False))
    own: list[AnswerRow] = []
    common: list[AnswerRow] = []
    for answer in (row for row in answers if row.means):
        (own if answer.header else common).append(answer)
    new: list[str] = []
    for row in (row for row in columns if row.kind):
        numbers = [a for a in own if (normalise(a.header), a.position) == row.place]
        if row.place in entries:
            _decide(edits, lines, entries[row.place], row)
            after = sections[sections.index(entries[row.place]) + 1 :]
            under = after[0] if after and after[0].name == "column.labels" else None
            _answer(edits, lines, under, "[column.labels]", numbers, entries[row.place].last)
        else:
            new += ["", "[[column]]", pair("header", row.header)]
            new += [pair("position", row.position)] if row.position is not None else []
            new += [*_fields(row), *(["", "[column.labels]", *(a.line for a in numbers)] if numbers else [])]
    last = max((s.last for s in sections if s.name.split(".")[0] == "column"), default=len(lines) - 1)
    edits.add(last, new)
    known = {section.name: section for section in sections}
    for name in ("labels", "groups", "units"):
        told = [answer for answer in common if answer.table == name]
        _answer(edits, lines, known.get(name), f"[{name}]", told, len(lines) - 1)
    return "\n".join(edits.applied(lines)) + "\n"


def _fields(row: ColumnRow) -> list[str]:
    lines = [pair("kind", row.kind)]
    lines += [pair("item", row.item)] if row.item or row.kind == "rating" else []
    lines += [pair("comparable", row.comparable)] if row.kind == "rating" else []
    return lines + ([] if row.confirmed else [pair("confirmed", False)])


def _decide(edits: Edits, lines: Sequence[str], entry: Section, row: ColumnRow) -> None:
    within = range(entry.first + 1, entry.last + 1)
    edits.dropped.update(number for number in within if lines[number].split("=")[0].strip() in _DECIDED)
    edits.add(entry.first, _fields(row))


def _answer(
    edits: Edits, lines: Sequence[str], section: Section | None, heading: str, told: Sequence[AnswerRow], end: int
) -> None:
    """Put answers into their section in the place of what it said of them, or into a new one behind a line."""
    if not told:
        return
    if section is None:
        edits.add(end, ["", heading, *(answer.line for answer in told)])
        return
    decided = {normalise(answer.answer) for answer in told}
    within = range(section.first + 1, section.last + 1)
    edits.dropped.update(number for number in within if _key(lines[number]) in decided)
    edits.add(section.last, [answer.line for answer in told])


def _key(line: str) -> str | None:
    try:
        return next((normalise(key) for key in tomllib.loads(line)), None)
    except tomllib.TOMLDecodeError:
        return None
