"""REDCap: raw data with variable names, or labels with texts.

Raw: ``record_id`` first, ``redcap_…`` columns, ``<form>_timestamp``, ``<form>_complete`` (0, 1, 2); a checkbox has
a column an option, ``name___1``. Labels: ``Record ID``, ``Survey Timestamp``, ``Complete?``; a checkbox is
``Question (choice=Option)``.

Evidence: memory only.
"""

from __future__ import annotations

import re

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, squeeze, with_metadata
from critical_points.exports.metadata import once_each

TOOL = "redcap"

_CHOICE = re.compile(r"(.*?)\s*\(choice=(.*)\)", re.DOTALL)
_BOX = re.compile(r"(\w+?)___(\w+)")
_FIRST = re.compile(r"record[_ ]id|study[_ ]id|participant[_ ]id|subject[_ ]id", re.IGNORECASE)
_COMPLETE = re.compile(r"\w+_complete|complete\?", re.IGNORECASE)
_STAMP = re.compile(r"\w+_timestamp|survey timestamp", re.IGNORECASE)
_OWN = re.compile(
    r"redcap_\w+|event name|repeat instrument|repeat instance|survey identifier|data access group", re.IGNORECASE
)


def recognises(table: Table) -> bool:
    """Whether a record's number comes first, and a form's completeness or a column of the tool's own after it."""
    names = [squeeze(header) for header in table.rows[0]]
    if any(name.casefold().startswith("redcap_") for name in names[:5]):
        return True
    return bool(_FIRST.fullmatch(names[0])) and any(map(_COMPLETE.fullmatch, names))


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    names = [squeeze(header) for header in table.rows[0]]
    columns = [Column(position, *_question(name)) for position, name in enumerate(names)]
    roles = {0: "respondent"}
    for position, name in enumerate(names[1:], 1):
        if _STAMP.fullmatch(name):
            roles[position] = "submitted"
        elif _COMPLETE.fullmatch(name):
            roles[position] = "status"
        elif _OWN.fullmatch(name):
            roles[position] = ""
    return build(table, TOOL, with_metadata(columns, once_each(roles)), 1)


def _question(name: str) -> tuple[str, str]:
    found = _CHOICE.fullmatch(name) or _BOX.fullmatch(name) if len(name) < 4_000 else None
    return (found[1], found[2]) if found else (name, "")
