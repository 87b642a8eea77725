"""How large an export may be, and the errors that several readers of files share."""

from __future__ import annotations

from pathlib import Path

from critical_points.errors import Fault, UnreadableError
from critical_points.messages import grouped, said

#: The largest file that is read.
MOST_BYTES = 500 * 1024 * 1024

#: A table wider or larger than this is not an export of one survey.
MOST_COLUMNS = 5_000
MOST_CELLS = 100_000_000

#: Few cells far apart would be unpacked to a full rectangle: one larger than this must be filled to a tenth.
MOST_SPARSE = 5_000_000

#: Excel's own limit for a cell.
MOST_CHARACTERS = 32_767


def too_large(path: Path, rows: int, columns: int) -> UnreadableError:
    """Return the error for a table that is wider or larger than any survey's export."""
    most = said(
        "at most {columns} columns and {cells} cells are read", columns=grouped(MOST_COLUMNS), cells=grouped(MOST_CELLS)
    )
    return UnreadableError(
        said(
            "{path} is too large a table: {rows} rows × {columns} columns.",
            path=path,
            rows=grouped(rows),
            columns=grouped(columns),
        ),
        [Fault(most, path.name)],
        said("check that this is an export of answers; if it is, export the wave in parts into the same folder"),
    )


def damaged(path: Path, why: str) -> UnreadableError:
    """Return the error for a workbook that is broken."""
    return UnreadableError(
        said("{path} looks like a workbook but is damaged.", path=path),
        [Fault(said("it cannot be unpacked ({why})", why=why), path.name)] if why else [],
        said("export it again from the survey tool, or open it in Excel, let Excel repair it and save a copy as .xlsx"),
    )


def locked(path: Path) -> UnreadableError:
    """Return the error for a workbook with a password."""
    return UnreadableError(
        said("{path} is protected with a password.", path=path),
        [Fault(said("a workbook without a password was expected"), path.name)],
        said(
            "open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password, empty the password, "
            "and save it as {path}",
            path=path,
        ),
    )
