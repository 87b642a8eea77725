"""The answers as the survey tool gave them: one file in, one Export out, no cell lost."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from critical_points.exports import (
    alchemer,
    aplus,
    arvo,
    google_forms,
    limesurvey,
    microsoft_forms,
    qualtrics,
    redcap,
    sosci,
    spss,
    surveymonkey,
    table,
    typeform,
    unipark,
    webropol,
)
from critical_points.exports.export import ROLES, Column, Export, Table
from critical_points.exports.grid import read_table
from critical_points.exports.layout import no_answers
from critical_points.exports.summary import refuse_summary

__all__ = ["READERS", "ROLES", "Column", "Export", "Reader", "Table", "read_export", "read_table"]


class Reader(Protocol):
    """What a tool's module offers."""

    TOOL: str

    def recognises(self, table: Table, /) -> bool:
        """Whether the table is this tool's export."""
        ...

    def read(self, table: Table, /) -> Export:
        """Read the table as this tool's export."""
        ...


#: The readers in the order they are asked; the first that knows a table reads it.
READERS: tuple[Reader, ...] = (
    spss,
    qualtrics,
    surveymonkey,
    limesurvey,
    typeform,
    alchemer,
    unipark,
    sosci,
    redcap,
    arvo,
    aplus,
    microsoft_forms,
    google_forms,
    webropol,
    table,
)


def read_export(path: Path) -> Export:
    """Read one file of answers, whatever survey tool wrote it and whatever it is called.

    Parameters
    ----------
    path : Path
        CSV or other separated text, .xlsx or .xls.

    Returns
    -------
    Export
        Its columns, and one row of texts for each respondent.

    Raises
    ------
    UnreadableError
        When it cannot be read, or holds no individual answers. The message says what to do.
    """
    grid = read_table(Path(path))
    if grid.coded.blank().all():
        raise no_answers(grid)
    refuse_summary(grid)
    reader = next(reader for reader in READERS if reader.recognises(grid))
    return reader.read(grid)
