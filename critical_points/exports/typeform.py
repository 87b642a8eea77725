"""Typeform: an id in the column ``#``, and the tool's other columns at the end.

``#`` first; ``Start Date (UTC)``, ``Submit Date (UTC)``, ``Network ID``, ``Tags`` last. A choice of many has one
column an option; scales are whole numbers. Headers of a CSV may hold HTML (``<strong>``): the tags are taken away.

Evidence: real files, some with HTML in their headers; one whose owner took the id and the dates away cannot be
told from a plain table and is read as one.
"""

from __future__ import annotations

import html
import re

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, squeeze, with_metadata

TOOL = "typeform"

_TAG = re.compile(r"</?(?:strong|em|b|i|u|p|br|span|div|a|code|h\d)\b[^<>]*>", re.IGNORECASE)
_ROLES = {
    "#": "respondent",
    "response id": "respondent",
    "token": "",
    "start date (utc)": "started",
    "submit date (utc)": "submitted",
    "stage date (utc)": "",
    "network id": "",
    "tags": "",
    "response type": "status",
    "ending": "",
}


def recognises(table: Table) -> bool:
    """Whether the id and the dates are there, or the headers hold HTML."""
    names = [squeeze(header).casefold() for header in table.rows[0]]
    dated = {"network id", "submit date (utc)", "start date (utc)"} & set(names)
    by_names = bool(dated) and ("#" in names[:2] or len(dated) > 1)
    return by_names or any(map(_TAG.search, table.rows[0]))


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    columns = [Column(position, _plain(header)) for position, header in enumerate(table.rows[0])]
    edges = {*range(2), *range(table.width - 8, table.width)}
    roles = {
        column.position: _ROLES[name]
        for column in columns
        if (name := column.question.casefold()) in _ROLES and column.position in edges
    }
    return build(table, TOOL, with_metadata(columns, roles), 1)


def _plain(header: str) -> str:
    return squeeze(html.unescape(_TAG.sub("", header)))
