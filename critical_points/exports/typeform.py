"""Typeform: an id in the column ``#``, and the tool's other columns at the end.

``#`` first; ``Start Date (UTC)``, ``Submit Date (UTC)``, ``Network ID``, ``Tags`` last. A choice of many has one
column an option; scales are whole numbers. Headers of a CSV may hold HTML (``<strong>``): the tags are taken away.

Where a question of one choice has the option "Other", a column ``Other`` beside it holds what was written instead, and
yes or no is 1 or 0: by these two together a file is known whose owner took the id and the dates away.

Evidence: real files, some with HTML in their headers, one without id and dates.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, column_of, squeeze, with_metadata
from critical_points.exports.metadata import role_of

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
    marked = any(map(_TAG.search, table.rows[0])) and role_of(table.rows[0][0]) in (None, "respondent")
    return by_names or marked or _is_bare(table)


def _is_bare(table: Table) -> bool:
    """Whether a file without any metadata has a column for other choices, and yes or no as 1 or 0."""
    headers = table.rows[0]
    if not all(map(str.strip, headers)) or any(role_of(header) is not None for header in headers):
        return False
    columns = [column_of(table, position, 1) for position in range(table.width)]
    yes_no = sum({cell.strip() for cell in column} - {""} == {"0", "1"} for column in columns)
    others = (place for place, header in enumerate(headers) if place and header.strip() == "Other")
    return yes_no > 1 and any(_fills_gaps(columns[place - 1], columns[place]) for place in others)


def _fills_gaps(before: Sequence[str], other: Sequence[str]) -> bool:
    """Whether exactly one of two columns is filled in each row, the second one now and then."""
    told = [(bool(one.strip()), bool(two.strip())) for one, two in zip(before, other, strict=True)]
    return {(True, False), (False, True)} <= set(told) and (True, True) not in told


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
