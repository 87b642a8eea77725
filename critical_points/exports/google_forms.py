"""Google Forms: one header row that begins with a time stamp.

The header of the time stamp is in the language of the form's owner (``Timestamp``, ``Aikaleima``, ``Tidstämpel``);
its values too (``6.10.2015 klo 23.36.27``). A row of a grid is ``Question [row]``, with two blanks where the title
ends in one. A linear scale gives bare numbers. CSV and Excel come from Sheets or Forms; text with tabs from Sheets has
no quoting at all.

Evidence: real files in English, Finnish, Spanish and Dutch; ``Tidstämpel`` and the other languages from memory.
"""

from __future__ import annotations

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import (
    bracketed,
    build,
    column_of,
    looks_like_time,
    squeeze,
    with_metadata,
)
from critical_points.exports.metadata import leading

TOOL = "google_forms"

_STAMPS = {
    *("timestamp", "aikaleima", "tidstämpel", "tidsstämpel", "tidsstempel", "tidsmerke", "zeitstempel", "tijdstempel"),
    *("marca temporal", "horodateur", "informazioni cronologiche", "carimbo de data/hora", "sygnatura czasowa"),
    *("ajatempel", "отметка времени"),
}


def recognises(table: Table) -> bool:
    """Whether the first column is a time stamp by its word, or times beside a grid's headers."""
    if len(table.rows) < 2:
        return False
    headers, times = table.rows[0], column_of(table, 0, 1)
    stamped = looks_like_time(times)
    if squeeze(headers[0]).casefold() in _STAMPS:
        return stamped or not any(map(str.strip, times))
    grids = sum(bool(bracketed(header)[1]) for header in headers)
    return stamped and grids > 1 and all(map(str.strip, headers))


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    columns = [Column(position, *bracketed(header)) for position, header in enumerate(table.rows[0])]
    roles = {0: "submitted"} | leading(table.rows[0])
    return build(table, TOOL, with_metadata(columns, roles), 1)
