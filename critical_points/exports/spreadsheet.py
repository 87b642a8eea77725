"""Workbooks: .xlsx and .xls, read by calamine after a look at what it would have to swallow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from critical_points.errors import Fault, UnreadableError
from critical_points.exports.coding import CodedRows
from critical_points.exports.compound import OldWorkbook
from critical_points.exports.export import Table
from critical_points.exports.limits import MOST_CELLS, MOST_CHARACTERS, MOST_COLUMNS, damaged, locked, too_large
from critical_points.exports.package import Package
from critical_points.exports.textfile import Rows, trimmed
from critical_points.messages import grouped, said

Cell = int | float | str | bool | time | date | datetime | timedelta
Result = TypeVar("Result")


def read_workbook(path: Path, zipped: bool) -> Table:
    """Read the sheet that holds the answers: the first visible one that is not empty.

    Parameters
    ----------
    path : Path
        The workbook.
    zipped : bool
        True for .xlsx, False for the older .xls.

    Returns
    -------
    Table
        Whole numbers without decimals, dates as ISO, truth values as TRUE and FALSE, errors such as ``#N/A``
        as text.

    Raises
    ------
    UnreadableError
        When it is locked, broken, hostile or empty.
    """
    parts = Package.open(path) if zipped else OldWorkbook.open(path)
    only = isinstance(parts, Package) and len(parts.sheets) == 1
    found = _by_distinct_cells(parts, 0) if isinstance(parts, Package) and only else None
    if found is not None and not found.coded.blank().all():
        return found
    with path.open("rb") as handle:
        book = _guarded(path, lambda: CalamineWorkbook.from_filelike(handle))
        for index, sheet in enumerate(book.sheets_metadata):
            if not _is_shown(sheet):
                continue
            found = _by_distinct_cells(parts, index) if isinstance(parts, Package) and not only else None
            found = found or Table(path, CodedRows.of(_cell_by_cell(path, parts, book, index)), sheet.name)
            if not found.coded.blank().all():
                return found
    raise UnreadableError(
        said("{path} has no visible sheet with anything in it.", path=path),
        next_step=said("export the answers from the survey tool again and replace this file"),
    )


def _is_shown(sheet: SheetMetadata) -> bool:
    return sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible


def _by_distinct_cells(package: Package, index: int) -> Table | None:
    """Read the different cells of a sheet once each; None where it must be read cell by cell, or is not shown."""
    cells = package.distinct_cells(index)
    if cells is None:
        return None
    path = package.path
    try:
        book = _guarded(path, lambda: CalamineWorkbook.from_filelike(package.excerpt(index, cells)))
        texts = _guarded(path, lambda: [text for (text,) in _cells(path, book.get_sheet_by_index(index))])
    except UnreadableError:
        return None  # cell by cell, it will be told why
    if not _is_shown(book.sheets_metadata[index]) or len(texts) != len(cells.contents):
        return None
    return Table(path, cells.rows(texts), book.sheets_metadata[index].name)


def _cell_by_cell(path: Path, parts: Package | OldWorkbook, book: CalamineWorkbook, index: int) -> Rows:
    errors = parts.check_sheet(index) if isinstance(parts, Package) else parts.errors_on(index)
    rows = _guarded(path, lambda: _rows(path, book.get_sheet_by_index(index)))
    return trimmed(_with_errors(rows, errors))


def _guarded(path: Path, read: Callable[[], Result]) -> Result:
    """Do `read`; whatever the library raises, its panics too, becomes one error of ours."""
    try:
        return read()
    except UnreadableError:
        raise
    except PasswordError as error:
        raise locked(path) from error
    except MemoryError as error:
        raise damaged(path, said("it needs more memory than there is")) from error
    except Exception as error:
        raise damaged(path, said("its cells cannot be read")) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic of a Rust library is no Exception
            raise
        raise damaged(path, said("its cells cannot be read")) from error


def _rows(path: Path, sheet: CalamineSheet) -> Rows:
    """Return the sheet's cells as texts, from its corner on."""
    rows = list(_cells(path, sheet))
    last_row, last_column = sheet.end or (-1, -1)
    return _from_the_corner(rows, last_row + 1, last_column + 1)


def _cells(path: Path, sheet: CalamineSheet) -> Iterator[tuple[str, ...]]:
    """Give the sheet's cells as texts, row by row, without what is blank around them; equal texts are kept once."""
    if sheet.end is None:
        return
    last_row, last_column = sheet.end
    if last_column >= MOST_COLUMNS or (last_row + 1) * (last_column + 1) > MOST_CELLS:
        raise too_large(path, last_row + 1, last_column + 1)
    known: dict[str, str] = {}
    once, numbers = known.setdefault, _Numbers()
    for row in sheet.iter_rows():
        yield tuple(
            [
                once(cell, cell) if cell.__class__ is str else numbers[cell] if cell.__class__ is float else _text(cell)
                for cell in row
            ]
        )
    if any(len(text) > MOST_CHARACTERS for text in known):
        raise UnreadableError(
            said("{path} holds a cell of more than {n} characters.", path=path, n=grouped(MOST_CHARACTERS)),
            [Fault(said("Excel itself cannot hold such a cell"), f"{path.name}, {sheet.name}")],
            said("export the file again from the survey tool, as CSV"),
        )


def _from_the_corner(rows: Rows, height: int, width: int) -> Rows:
    """Put back the blank rows above and the blank columns before the first cell: the library leaves them out."""
    above, before = height - len(rows), width - len(rows[0]) if rows else 0
    margin = ("",) * before
    return [("",) * width] * above + ([(*margin, *row) for row in rows] if before else rows)


class _Numbers(dict[float, str]):
    """Number → text, worked out once for each number."""

    def __missing__(self, number: float) -> str:
        whole = number.is_integer() and abs(number) < 1e15
        text = str(int(number)) if whole else f"{number:.15g}"
        self[number] = text
        return text


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return (cell + timedelta(microseconds=500_000)).isoformat(" ", "seconds")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        case date() | time():
            return cell.isoformat()
    return str(cell)


def _with_errors(rows: Rows, errors: Mapping[tuple[int, int], str]) -> Rows:
    """Write error cells such as ``#N/A`` where the library left blanks."""
    if not errors:
        return rows
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in errors)])
    height = max([len(rows), *(row + 1 for row, _ in errors)])
    wide = [list(row) + [""] * (width - len(row)) for row in rows]
    wide += [[""] * width for _ in range(height - len(rows))]
    for (row, column), text in errors.items():
        wide[row][column] = text
    return [tuple(row) for row in wide]
