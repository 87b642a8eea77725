"""The answers as the survey tool gave them: one file in, one Export out, no cell lost."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from critical_points.errors import Fault, TooLargeError, UnreadableError
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
from critical_points.exports.grid import is_large_text, read_table
from critical_points.exports.layout import no_answers
from critical_points.exports.streaming import edges_of, streamed
from critical_points.exports.summary import refuse_summary
from critical_points.exports.textcells import IrregularError
from critical_points.exports.textfile import spool_text
from critical_points.messages import said

__all__ = ["READERS", "ROLES", "Column", "Export", "Reader", "Table", "read_export", "read_table", "stream_export"]


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


#: Tools whose exports tell their columns by all rows together.
AS_A_WHOLE = frozenset({arvo.TOOL, limesurvey.TOOL, surveymonkey.TOOL})


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
    return _recognised(read_table(Path(path)))


def _recognised(grid: Table) -> Export:
    if grid.coded.blank().all():
        raise no_answers(grid)
    refuse_summary(grid)
    reader = next(reader for reader in READERS if reader.recognises(grid))
    return reader.read(grid)


def stream_export(path: Path, folder: Path | None = None) -> Export:
    """Read one file of answers, of any size; see `read_export`.

    A text of more than some megabytes is looked through part by part: its first and last rows tell what it is, and
    its cells are kept as small numbers, outside of the memory where they are many.

    Parameters
    ----------
    path : Path
        CSV or other separated text, .xlsx or .xls.
    folder : Path, optional
        Where a temporary file may stand; by default where the system keeps such files.

    Returns
    -------
    Export
        Whose `parts` hold all respondents.

    Raises
    ------
    UnreadableError
        As `read_export`; and when a text is too large to be read at once but must be, as it is irregular or of a tool
        that is understood as a whole only.
    """
    path = Path(path)
    if not is_large_text(path):
        return read_export(path)
    try:
        spool, form = spool_text(path, folder)
    except IrregularError as error:
        return _whole(path, str(error))
    rows, numbers = edges_of(spool)
    grid = Table(path, rows, "", "utf-8", form)
    export = _recognised(grid)
    if export.tool in AS_A_WHOLE or len(export.columns) != grid.width:
        return _whole(path, said("exports of {tool} are understood as a whole only", tool=export.tool))
    return streamed(export, spool, numbers)


def _whole(path: Path, why: str) -> Export:
    """Read a file at once that cannot be read part by part, unless it is too large for that."""
    try:
        return read_export(path)
    except TooLargeError as error:
        raise UnreadableError(
            error.message,
            [Fault(said("it cannot be read part by part: {why}", why=why), path.name)],
            error.next_step,
        ) from error
