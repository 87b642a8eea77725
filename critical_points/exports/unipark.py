"""Unipark (EFS Survey): ``lfdn``, ``external_lfdn``, ``tester``, ``dispcode``, ``lastpage``, ``quality``, ``duration``.

Then variables ``v_1`` … by code. Codes say why there is no answer: -77 not seen, -66 a text box that was not shown,
-99 a text that was seen and left empty. ``dispcode`` 31 and 32 are finished; it is kept as status.

Evidence: a real file for the columns and -77; -66 and -99 from the maker's documentation.
"""

from __future__ import annotations

from dataclasses import replace

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, squeeze, with_metadata

TOOL = "unipark"

_ROLES = {
    "lfdn": "respondent",
    "external_lfdn": "",
    "tester": "",
    "dispcode": "status",
    "lastpage": "",
    "quality": "",
    "duration": "duration",
    "datetime": "submitted",
    "date_of_last_access": "",
    "date_of_first_mail": "",
    "language": "language",
    "browser": "",
    "referer": "",
    "quota": "",
    "ip_addr": "",
    "user_agent": "",
}
_NO_ANSWER = {"-66": "blank", "-77": "blank", "-99": "blank"}


def recognises(table: Table) -> bool:
    """Whether the running number and one of the tool's other columns are there."""
    names = {squeeze(header).casefold() for header in table.rows[0][:12]}
    return "lfdn" in names and bool(names & {"dispcode", "external_lfdn", "lastpage", "tester"})


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    columns = [Column(position, squeeze(header)) for position, header in enumerate(table.rows[0])]
    roles = {
        column.position: _ROLES[column.question.casefold()]
        for column in columns
        if column.question.casefold() in _ROLES
    }
    return replace(build(table, TOOL, with_metadata(columns, roles), 1), no_answer=_NO_ANSWER)
