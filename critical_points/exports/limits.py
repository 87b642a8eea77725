"""How large an export may be, said once."""

from __future__ import annotations

from pathlib import Path

from critical_points.errors import Fault, UnreadableError

#: The largest file that is read.
MOST_BYTES = 500 * 1024 * 1024

#: A table wider or larger than this is not an export of one survey; Excel's own limit for a cell.
MOST_COLUMNS = 5_000
MOST_CELLS = 100_000_000
MOST_CHARACTERS = 32_767


def too_large(path: Path, rows: int, columns: int) -> UnreadableError:
    """Return the error for a table that is wider or larger than any survey's export."""
    return UnreadableError(
        f"{path} is too large a table: {rows:,} rows × {columns:,} columns.",
        [Fault(f"at most {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells are read", path.name)],
        "check that this is an export of answers; if it is, export the wave in parts into the same folder",
    )
