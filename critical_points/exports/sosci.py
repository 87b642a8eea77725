"""SoSci Survey: ``CASE``, ``SERIAL``, ``REF``, ``QUESTNNR``, ``MODE``, ``STARTED``, the questions, then times.

Questions are variables such as ``AB01_01``; a second header row may hold their texts. After them ``TIME001`` …,
``TIME_SUM``, ``LASTDATA``, ``FINISHED``, ``LASTPAGE``, ``MAXPAGE``, ``MISSING``. -9 is not answered, -1 is "don't
know".

Evidence: the maker's documentation for the columns; the second header row, -9 and -1 from memory.
"""

from __future__ import annotations

import re
from dataclasses import replace

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, squeeze, with_metadata

TOOL = "sosci"

_ROLES = {
    "CASE": "respondent",
    "STARTED": "started",
    "LASTDATA": "submitted",
    "LANGUAGE": "language",
    "TIME_SUM": "duration",
    "FINISHED": "status",
}
_OWN = re.compile(
    r"SERIAL|REF|QUESTNNR|MODE|TIME\d+|MAILSENT|Q_VIEWER|LASTPAGE|MAXPAGE|MISSING|MISSREL|TIME_RSI|DEG_\w+|STATUS"
)
_NO_ANSWER = {"-9": "blank", "-1": "non-answer"}


def recognises(table: Table) -> bool:
    """Whether the case number and two of the tool's other columns come first."""
    names = {squeeze(header) for header in table.rows[0][:8]}
    return "CASE" in names and len(names & {"SERIAL", "REF", "QUESTNNR", "MODE", "STARTED"}) > 1


def read(table: Table) -> Export:
    """Read every row under the one or two headers as a respondent."""
    names = [squeeze(header) for header in table.rows[0]]
    case = names.index("CASE")
    two = len(table.rows) > 1 and not table.rows[1][case].strip().isdigit()
    texts = [squeeze(text) for text in table.rows[1]] if two else [""] * len(names)
    columns = [Column(position, text or name) for position, (name, text) in enumerate(zip(names, texts, strict=True))]
    roles = {place: _ROLES[name] for place, name in enumerate(names) if name in _ROLES}
    roles |= {place: "" for place, name in enumerate(names) if _OWN.fullmatch(name)}
    return replace(build(table, TOOL, with_metadata(columns, roles), 2 if two else 1), no_answer=_NO_ANSWER)
