"""One row of the frame of problems."""

from __future__ import annotations

from critical_points.cleaning.checking import Checked
from critical_points.mapping import MappedColumn

Problem = dict[str, object]


def problem(
    file: Checked, column: MappedColumn | None, value: str, why: str, suggestion: str = "", row: int | None = None
) -> Problem:
    """Return what is odd about a cell, about all cells of a column with this value (no row), or about the file."""
    return {
        "file": file.export.path.name,
        "sheet": file.export.sheet,
        "row": row,
        "column": column.column.header if column else "",
        "value": value,
        "why": why,
        "suggestion": suggestion,
    }
