"""Separated text: encoding, separator and quoting are found from the content."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyarrow import compute as pc

from critical_points.errors import Fault, UnreadableError
from critical_points.exports.coding import CodedRows
from critical_points.exports.encodings import encoding_of, lines_of, not_text
from critical_points.exports.export import Table
from critical_points.exports.limits import MOST_CELLS, MOST_CHARACTERS, MOST_COLUMNS, too_large
from critical_points.exports.regular import read_regular, read_slabs
from critical_points.exports.spool import Spool
from critical_points.exports.textcells import IrregularError, Slab
from critical_points.messages import grouped, said, said_plural

SEPARATORS = (";", ",", "\t", "|")

_SAMPLE = 256 * 1024
#: Control characters that no text holds.
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_QUOTED = re.compile(r'"(?:[^"]|"")*"', re.DOTALL)

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Form:
    """How the cells of a text file are told apart."""

    separator: str
    quoting: bool = True
    strict: bool = True


def read_text(path: Path) -> Table:
    """Read separated text into a grid.

    Parameters
    ----------
    path : Path
        UTF-8 (with or without a mark), UTF-16 or Windows-1252; separated by ``;``, ``,``, a tab or ``|``.

    Returns
    -------
    Table
        Every row of the same length; the remarks name rows that had to be padded.

    Raises
    ------
    UnreadableError
        When it is not text, is too wide, or its quotation marks swallow lines.
    """
    table = _regular(path)
    return _irregular(path) if table is None else table


def spool_text(path: Path, folder: Path | None = None) -> tuple[Spool, str]:
    """Put the rows of a regular text aside, part by part; return them, and what stands between cells.

    Parameters
    ----------
    path : Path
        A text of any size.
    folder : Path, optional
        Where a temporary file may stand.

    Raises
    ------
    IrregularError
        When it must be read cell by cell.
    UnreadableError
        When it is too wide, or a cell too long.
    """
    told, form = _usual(path)
    spool = Spool(folder)
    for slab in read_slabs(path, form.separator, quoting=form.quoting, skip=told, plain=spool.plain):
        if len(slab.codes) > MOST_COLUMNS:
            raise too_large(path, len(slab.codes[0]), len(slab.codes))
        if slab.longest > MOST_CHARACTERS:
            _refuse_long_cells(path, slab, len(spool))
        spool.add(slab)
    return spool, form.separator


def _refuse_long_cells(path: Path, slab: Slab, before: int) -> None:
    for position in range(len(slab.codes)):
        long = pc.greater(pc.utf8_length(slab.column(position)), MOST_CHARACTERS)
        if pc.any(long).as_py():
            raise _long_cell(path, before + pc.index(long, True).as_py() + 1)


def _regular(path: Path) -> Table | None:
    """Read a text in UTF-8 without irregularities, None for any other."""
    try:
        told, form = _usual(path)
        parts = list(read_regular(path, form.separator, quoting=form.quoting, skip=told))
    except IrregularError:
        return None
    return Table(path, _checked(path, CodedRows.joined(parts)), "", "utf-8", form.separator)


def _usual(path: Path) -> tuple[bool, Form]:
    """Return whether the first line names the separator, and the form of the lines of a text in UTF-8.

    Raises
    ------
    IrregularError
        When it is no such text.
    """
    with path.open("rb") as handle:
        head = handle.read(_SAMPLE)
    try:
        sample = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError as error:
        raise IrregularError("not UTF-8") from error
    if "\0" in sample or _CONTROL.search(sample) or not sample.strip():
        raise IrregularError("no text")
    return _told(sample)


def _told(sample: str) -> tuple[bool, Form]:
    """Return whether the first line names the separator, and the form of the lines."""
    told = re.match(r"sep=([;,\t|])\r?\n", sample)
    return bool(told), Form(told[1]) if told else _form(sample)


def _irregular(path: Path) -> Table:
    """Read a text cell by cell, whatever is odd in it."""
    encoding, dirty = encoding_of(path)
    sample = _sample(path, encoding, dirty)
    if not sample.strip():
        raise UnreadableError(
            said("{path} is empty.", path=path),
            next_step=said("export the answers from the survey tool again and replace this file"),
        )
    told, form = _told(sample)
    rows, remarks = _best_rows(path, encoding, dirty, form, skip=told)
    while rows and len(rows[-1]) <= 1 and not any(map(str.strip, rows[-1])):
        rows.pop()
    rows, ragged = _squared(path, rows)
    if dirty:
        remarks = (*remarks, Fault(said("characters of no text (NUL) were left out"), path.name))
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    return Table(path, tuple(rows), "", name, form.separator, (*remarks, *ragged))


def _sample(path: Path, encoding: str, dirty: bool) -> str:
    """Return the first lines of the file, whole, and refuse what is not text."""
    lines, size = [], 0
    for line in lines_of(path, encoding, dirty):
        lines.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    sample = "".join(lines).lstrip("\ufeff")[: 2 * _SAMPLE]
    if len(_CONTROL.findall(sample)) > max(3, len(sample) // 200):
        raise not_text(path)
    return sample


def _parsed(lines: Iterator[str], form: Form) -> Iterator[list[str]]:
    separator = form.separator or "\x1f"
    if form.quoting:
        return csv.reader(lines, delimiter=separator, strict=form.strict)
    return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE, quotechar=None)


def _widths(sample: str, form: Form) -> Counter[int]:
    """Count the rows of a sample by their number of cells."""
    widths: Counter[int] = Counter()
    try:
        for row in _parsed(io.StringIO(sample, newline=""), form):
            if any(map(str.strip, row)):
                widths[len(row)] += 1
    except csv.Error:
        pass  # the sample may end inside quotes; what was read until then tells enough
    return widths


def _form(sample: str) -> Form:
    """Choose the separator that gives the most rows of one and the same width."""
    best, best_score = Form(""), 0.0
    for separator in SEPARATORS:
        if separator not in sample:
            continue
        quoting = separator != "\t" or _tabs_are_quoted(sample)
        widths = _widths(sample, Form(separator, quoting, strict=False))
        wide = {width: n for width, n in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda pair: (pair[1] * (pair[0] - 1), pair[0]))
        score = count / widths.total() * (1 - 1 / width)
        if score > best_score:
            best, best_score = Form(separator, quoting), score
    return best


def _tabs_are_quoted(sample: str) -> bool:
    """Tell a quoted file with tabs (Excel, LimeSurvey) from one that knows no quoting (Google Sheets)."""
    first = re.split(r"[\r\n]", sample.strip("\r\n"), maxsplit=1)[0].split("\t")
    if first and all(_QUOTED.fullmatch(cell) for cell in first if cell):
        return True
    cells = re.findall(r'(?:^|\t|\n|\r)("(?:[^"]|"")*")(?=\t|\r|\n|$)', sample)
    begins = len(re.findall(r'(?:^|[\t\n\r])"', sample))
    needed = [cell for cell in cells if re.search(r'""|[\t\r\n,;]', cell[1:-1])]
    told = bool(cells) and len(cells) >= 0.9 * begins and len(needed) >= 0.9 * len(cells)
    return told and _widths_agree(sample)


def _widths_agree(sample: str) -> bool:
    """Whether quoting makes the rows of a sample more even than plain lines are."""
    quoted, plain = _widths(sample, Form("\t", True, strict=False)), _widths(sample, Form("\t", False))
    return len(quoted) < len(plain) or (len(quoted) == len(plain) == 1 and quoted == plain)


def _best_rows(path: Path, encoding: str, dirty: bool, form: Form, skip: bool) -> tuple[Rows, tuple[Fault, ...]]:
    """Read all rows; where quotation marks do not match, read them as plain characters if that fits better."""

    def read(form: Form) -> Rows:
        lines = lines_of(path, encoding, dirty)
        if skip:
            next(lines)
        return _rows(path, lines, form)

    if not form.quoting:
        return read(form), ()
    try:
        return read(form), ()
    except csv.Error:
        remark = Fault(
            said("quotation marks that do not match"), path.name, said("Look at cells with a quotation mark.")
        )
    plain = [tuple(map(_unquoted, row)) for row in read(Form(form.separator, quoting=False))]
    if _unevenness(plain) == 0:
        return plain, (remark,)
    loose = read(Form(form.separator, strict=False))
    return (loose, (remark,)) if _unevenness(loose) < _unevenness(plain) else (plain, (remark,))


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell


def _unevenness(rows: Rows) -> int:
    widths = Counter(map(len, rows))
    return widths.total() - max(widths.values(), default=0)


def _rows(path: Path, lines: Iterator[str], form: Form) -> Rows:
    """Parse lines into rows; equal texts are kept once."""
    known: dict[str, str] = {}
    once = known.setdefault
    rows: Rows = []
    try:
        rows.extend(tuple(map(once, row, row)) for row in _parsed(lines, form))
    except csv.Error as error:
        if "field limit" not in str(error):
            raise
        raise _long_cell(path, len(rows) + 1) from error
    if any(len(text) > MOST_CHARACTERS for text in known):
        number = next(n for n, row in enumerate(rows, 1) if max(map(len, row), default=0) > MOST_CHARACTERS)
        raise _long_cell(path, number)
    if rows and rows[0] and rows[0][0].startswith("\ufeff"):
        rows[0] = (_unquoted(rows[0][0].lstrip("\ufeff")), *rows[0][1:])
    return rows


def _checked(path: Path, rows: CodedRows) -> CodedRows:
    """Return regular rows without columns at the end that hold nothing; refuse what is too large."""
    columns = list(rows.columns)
    if len(columns) > MOST_COLUMNS or len(columns) * len(rows) > MOST_CELLS:
        raise too_large(path, len(rows), len(columns))
    for column in columns:
        sizes = column.categories.str.len()
        if len(sizes) and sizes.max() > MOST_CHARACTERS:
            raise _long_cell(path, int((sizes.to_numpy()[column.codes] > MOST_CHARACTERS).argmax()) + 1)
    while len(columns) > 1 and not any(map(str.strip, columns[-1].categories)):
        columns.pop()
    return CodedRows(columns)


def _long_cell(path: Path, row: int) -> UnreadableError:
    return UnreadableError(
        said("{path} holds a cell of more than {n} characters.", path=path, n=grouped(MOST_CHARACTERS)),
        [Fault(said("a quotation mark may be open"), said("{file}, row {row}", file=path.name, row=row))],
        said("export the file again, as Excel if you can, or close the quotation mark in a text editor"),
    )


def _squared(path: Path, rows: Rows) -> tuple[Rows, tuple[Fault, ...]]:
    """Pad all rows to one width, drop columns at the end that hold nothing, and name uneven rows."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or width * len(rows) > MOST_CELLS:
        raise too_large(path, len(rows), width)
    usual = max(widths, key=lambda size: (widths[size], size)) if widths else width
    faults = tuple(
        Fault(
            said_plural(
                "{n} cell where {usual} were expected", "{n} cells where {usual} were expected", len(row), usual=usual
            ),
            said("{file}, row {row}", file=path.name, row=number),
            said("A separator or a quotation mark may be missing or too many: look at this row."),
            number,
        )
        for number, row in enumerate(rows, 1)
        if len(row) != usual and any(map(str.strip, row[usual:] if len(row) > usual else row))
    )
    if any(len(row) != width for row in rows):
        blank = ("",) * width
        rows = [row if len(row) == width else row + blank[len(row) :] for row in rows]
    return trimmed(rows), faults


def trimmed(rows: Rows) -> Rows:
    """Drop the columns at the end that hold nothing in any row; all rows are of one length."""
    if not rows or rows[0][-1].strip():
        return rows
    used = max(1, *map(_used, rows), 1)
    return [row[:used] for row in rows] if used < len(rows[0]) else rows


def _used(row: tuple[str, ...]) -> int:
    """Return how many cells a row has up to its last one that holds something."""
    size = len(row)
    while size and not row[size - 1].strip():
        size -= 1
    return size
