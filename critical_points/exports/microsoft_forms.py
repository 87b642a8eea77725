"""Microsoft Forms: one header row that begins ID, start time, completion time.

``ID``, ``Start time``, ``Completion time``, ``Email``, ``Name`` (and ``Last modified time``), then the questions.
The CSV has ``Id`` and no address or name. Because the headers of an Excel table must differ, a second ``Name``
becomes ``Name2``. In the CSV a statement of a Likert question is ``Question``, a line break, ``. statement``; in the
workbook it is the bare statement. A choice of many ends in ``;``.

Evidence: two real workbooks (English and German headers) and one real CSV; quizzes and ``Last modified time`` from
public code that reads such files; the Finnish and Swedish headers from memory, so position and type decide where
the words do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, column_of, looks_like_time, squeeze, with_metadata
from critical_points.exports.metadata import leading, role_of

TOOL = "microsoft_forms"

_STATEMENT = re.compile(r"[\r\n][^\S\r\n]*\.(?=.)", re.DOTALL)
_REPEATED = re.compile(r"(.*[^\d\s])(\d{1,3})", re.DOTALL)
_ADDRESS = re.compile(r"anonymous|anonyymi|nimetön|anonym\w*|\S+@\S+", re.IGNORECASE)
_QUIZ = re.compile(
    r"(points|feedback|pisteet|palaute|poäng|punkte)\s+[-–]\s+.+|total points|quiz feedback", re.IGNORECASE
)


def recognises(table: Table) -> bool:
    """Whether the first three columns are number, start and completion, by their words or by their values."""
    if len(table.rows) < 2 or table.width < 4:
        return False
    if [role_of(header) for header in table.rows[0][:3]] == ["respondent", "started", "submitted"]:
        return squeeze(table.rows[0][0]).casefold() in ("id", "tunnus")
    numbers, starts, ends = (column_of(table, position, 1) for position in range(3))
    counted = all(value.strip().isdigit() for value in numbers if value.strip()) and any(numbers)
    timed = all(":" in value or "." in value for value in (*starts, *ends) if value.strip())
    return counted and timed and looks_like_time(starts, 1) and looks_like_time(ends, 1)


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    headers = table.rows[0]
    known = {header.strip() for header in headers}
    columns = [Column(position, *question_and_statement(header, known)) for position, header in enumerate(headers)]
    return build(table, TOOL, with_metadata(columns, _metadata(table)), 1)


def question_and_statement(header: str, known: set[str]) -> tuple[str, str]:
    """Split a Likert column's header, and take back the number that makes a repeated header differ.

    Parameters
    ----------
    header : str
        The header as it stands.
    known : set of str
        All headers of the file, without blanks around them.
    """
    text = header.strip()
    repeated = _REPEATED.fullmatch(text)
    if repeated and int(repeated[2]) >= 2:
        before = repeated[1] if int(repeated[2]) == 2 else f"{repeated[1]}{int(repeated[2]) - 1}"
        if repeated[1] in known and before in known:
            text = repeated[1]
    if found := _STATEMENT.search(text):
        return squeeze(text[: found.start()]), squeeze(text[found.end() :])
    return squeeze(text), ""


def _metadata(table: Table) -> dict[int, str]:
    """Return position → role: by words, and by place and values where the words are not known."""
    headers = table.rows[0]
    roles = {0: "respondent", 1: "started", 2: "submitted"}
    position = 3
    while position < table.width and _is_metadata(table, position, headers, roles):
        role = role_of(headers[position]) or ""
        roles[position] = role if role in ("language", "duration") else ""
        position += 1
    roles |= {place: "" for place, header in enumerate(headers) if _QUIZ.fullmatch(squeeze(header))}
    return roles


def _is_metadata(table: Table, position: int, headers: Sequence[str], roles: dict[int, str]) -> bool:
    if position in leading(headers):
        return True
    values = [value.strip() for value in column_of(table, position, 1) if value.strip()]
    if position == 3:
        return bool(values) and all(_ADDRESS.fullmatch(value) for value in values)
    return position == 4 and 3 in roles and not values
