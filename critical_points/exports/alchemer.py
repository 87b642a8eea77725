"""Alchemer (once SurveyGizmo): ``Response ID``, ``Time Started``, ``Date Submitted``, ``Status``, then the questions.

A matrix and a choice of many have one column an option, headed ``Option:Question``. ``Status`` is ``Complete``,
``Partial`` …: it is kept, and nobody is left out for it.

Evidence: a real CSV (UTF-8, one header row).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, squeeze, with_metadata

TOOL = "alchemer"

_ROLES = {
    "response id": "respondent",
    "id": "respondent",
    "time started": "started",
    "date submitted": "submitted",
    "status": "status",
    "language": "language",
    **dict.fromkeys(
        ("contact id", "legacy comments", "comments", "referer", "extended referer", "sessionid", "session id", "tags"),
        "",
    ),
    **dict.fromkeys(("user agent", "ip address", "longitude", "latitude", "country", "city", "state/region"), ""),
    **dict.fromkeys(("postal", "email", "link name", "url variable: sglocale"), ""),
}


def recognises(table: Table) -> bool:
    """Whether start, submission and status stand near the first column."""
    first = {squeeze(header).casefold() for header in table.rows[0][:8]}
    return {"time started", "date submitted", "status"} <= first or {"response id", "time started"} <= first


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    headers = [squeeze(header) for header in table.rows[0]]
    columns = [Column(position, *pair) for position, pair in enumerate(_questions(headers))]
    roles = {}
    for position, header in enumerate(headers):
        if header.casefold() not in _ROLES:
            break
        roles[position] = _ROLES[header.casefold()]
    return build(table, TOOL, with_metadata(columns, roles), 1)


def _questions(headers: Sequence[str]) -> list[tuple[str, str]]:
    """Split ``Option:Question`` where two columns or more end in the same question."""
    ends = Counter(header.partition(":")[2].strip() for header in headers)
    pairs = []
    for header in headers:
        option, _, question = (part.strip() for part in header.partition(":"))
        pairs.append((question, option) if question and option and ends[question] > 1 else (header, ""))
    return pairs
