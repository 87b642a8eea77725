"""The cells of separated text: some megabytes of lines are cut at once, and each different text is kept once.

Lines without quotation marks are cut by NumPy, and their cells are told apart by Arrow; lines with quotation marks are
cut by Arrow's reader of CSV.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute as pc, csv as arrow

_FEED, _RETURN, _QUOTE = ord("\n"), ord("\r"), ord('"')

#: Bytes whose cells are looked for at a time: what is found out of each stays in the processor.
_BLOCK = 1 << 19

#: A table by code is made where there are at most so many times more codes than rows: not for lines of 1,000 cells.
_SPARSE = 16

N = TypeVar("N", bound=np.signedinteger[Any])
Numbers = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint8]


class IrregularError(ValueError):
    """A text that must be read cell by cell."""


@dataclass(frozen=True)
class Form:
    """How the lines of a text are written.

    Parameters
    ----------
    separator : str
        What stands between cells.
    width : int
        The number of cells of a line.
    line_end : str
        Its line ends.
    quoting : bool
        Whether cells may stand in quotation marks.
    """

    separator: str
    width: int
    line_end: str
    quoting: bool


@dataclass(frozen=True)
class Slab:
    """The cells of some thousand lines.

    Parameters
    ----------
    texts : StringArray
        The different texts of all coded columns; a column has each of its own once.
    codes : array of columns × rows
        The text of each cell, as an index of `texts`.
    used : list of array
        For each column, the codes that stand in it, sorted.
    longest : int
        The bytes of the longest text.
    plain : Mapping of int to StringArray
        The columns that are not coded, by their positions: their cells as they stand.
    """

    texts: pa.StringArray
    codes: Numbers
    used: list[Numbers]
    longest: int
    plain: Mapping[int, pa.StringArray] = field(default_factory=dict)
    _known: dict[int, str] = field(default_factory=dict, repr=False)

    def text(self, code: int) -> str:
        """Return one of the texts."""
        if code not in self._known:
            self._known[code] = self.texts[code].as_py()
        return self._known[code]

    def column(self, position: int) -> pa.StringArray:
        """Return the cells of a column as texts."""
        return self.plain[position] if position in self.plain else self.texts.take(pa.array(self.codes[position]))

    def in_order(self, position: int, codes: Numbers) -> Numbers:
        """Return some codes of a column in the order in which they come first in it."""
        found, first = np.unique(self.codes[position], return_index=True)
        found = found[np.argsort(first)]
        return found[np.isin(found, codes)]


def renumbered(cells: Numbers, used: Numbers, numbers: npt.NDArray[N]) -> npt.NDArray[N]:
    """Return other numbers for the cells of a column: one for each code that stands in it."""
    if used[-1] > len(cells) * _SPARSE:
        return numbers[np.searchsorted(used, cells)]
    lookup = np.zeros(used[-1] + 1, dtype=numbers.dtype)
    lookup[used] = numbers
    return lookup.take(cells, mode="clip")


def cut_cells(slab: memoryview, quotes: int, form: Form, plain: Sequence[int] = ()) -> Slab:
    """Cut whole lines into cells.

    Parameters
    ----------
    slab : memoryview
        Whole lines; the last one of a file may have no line end.
    quotes : int
        How many quotation marks are in them.
    form : Form
        How they are written.
    plain : sequence of int
        Positions of columns that need not be coded.

    Raises
    ------
    IrregularError
        When `csv.reader` might read them otherwise, or refuse them.
    """
    lines = np.frombuffer(slab, dtype=np.uint8)
    try:
        found = _cut_quoted(slab, lines, form) if quotes else _cut(lines, form, plain)
    except pa.ArrowInvalid as error:
        raise IrregularError(str(error)) from error
    texts = pa.chunked_array([found.texts, *found.plain.values()])
    if pc.any(pc.match_substring(texts, "\0")).as_py():
        raise IrregularError("NUL")
    if form.width == 1 and pc.any(pc.equal(texts, "")).as_py():
        raise IrregularError("a blank line")
    few = len(found.texts) <= found.codes.shape[1] * _SPARSE
    used = [np.flatnonzero(np.bincount(column)) if few else np.unique(column) for column in found.codes]
    return replace(found, used=used, longest=pc.max(pc.binary_length(texts)).as_py() or 0)


def _cut(lines: Bytes, form: Form, plain: Sequence[int]) -> Slab:
    """Cut lines without quotation marks: each cell ends with a separator or a line end, and is told apart with it."""
    if lines[-1] != _FEED:
        lines = np.append(lines, np.frombuffer(form.line_end.encode(), dtype=np.uint8))
    begun, feeds = _edges(lines, ord(form.separator))
    n = len(begun) - 1
    rows = n // form.width
    ends = lines[begun[form.width :: form.width] - 1]
    if n != rows * form.width or feeds != rows or (ends != _FEED).any():
        raise IrregularError("lines of different lengths")
    buffers = [pa.py_buffer(begun), pa.py_buffer(lines)]
    coded = np.ones(form.width, dtype=bool)
    coded[list(plain)] = False
    shown = pa.py_buffer(np.packbits(np.tile(coded, rows), bitorder="little")) if len(plain) else None
    cells = pa.BinaryArray.from_buffers(pa.binary(), n, [shown, *buffers]).dictionary_encode()
    texts = cells.dictionary.cast(pa.string())
    whole = pa.BinaryArray.from_buffers(pa.binary(), n, [None, *buffers])
    apart = {p: whole.take(pa.array(np.arange(p, n, form.width))).cast(pa.string()) for p in plain}
    if not _end_alike(pa.chunked_array([texts, *apart.values()]), form.line_end):
        raise IrregularError("line ends of two kinds")
    codes = np.frombuffer(cells.indices.buffers()[1], dtype=np.int32, count=n).reshape(rows, form.width)
    found = np.ascontiguousarray(codes.T, dtype=np.intp)
    found[~coded] = 0
    bare, *others = (pc.ascii_rtrim(one, form.separator + "\r\n") for one in (texts, *apart.values()))
    return Slab(bare, found, [], 0, dict(zip(apart, others, strict=True)))


def _edges(lines: Bytes, separator: int) -> tuple[npt.NDArray[np.int32], int]:
    """Return where each cell begins, and the end of the last one; and the number of line feeds."""
    found, feeds = [np.zeros(1, dtype=np.intp)], 0
    for start in range(0, len(lines), _BLOCK):
        block = lines[start : start + _BLOCK]
        ends = block == _FEED
        feeds += int(np.count_nonzero(ends))
        ends |= block == separator
        found.append(np.flatnonzero(ends) + (start + 1))
    return np.concatenate(found, dtype=np.int32, casting="unsafe"), feeds


def _end_alike(texts: pa.ChunkedArray, line_end: str) -> bool:
    """Tell whether all lines end alike, and no carriage return stands elsewhere; texts have their ends."""
    lines, alike = (pc.sum(pc.ends_with(texts, end)).as_py() for end in ("\n", line_end))
    returns = pc.sum(pc.count_substring(texts, "\r")).as_py()
    return bool(lines == alike and returns == line_end.count("\r") * lines)


def _cut_quoted(slab: memoryview, lines: Bytes, form: Form) -> Slab:
    """Cut lines in which quotation marks stand around whole cells."""
    if not (form.quoting and _stand_around_cells(slab, form.separator)):
        raise IrregularError("quotation marks")
    names = [str(position) for position in range(form.width)]
    table = arrow.read_csv(
        pa.BufferReader(pa.py_buffer(slab)),
        arrow.ReadOptions(use_threads=False, block_size=len(slab) + 1, column_names=names),
        arrow.ParseOptions(delimiter=form.separator, newlines_in_values=True),
        arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False),
    )
    if not _is_whole(lines, len(table)):
        raise IrregularError("blank lines, or line ends of two kinds")
    cells = pa.concat_arrays([chunk for column in table.columns for chunk in column.chunks]).dictionary_encode()
    codes = cells.indices.to_numpy().reshape(form.width, len(table))
    return Slab(cells.dictionary.cast(pa.string()), codes.astype(np.intp), [], 0)


def _is_whole(lines: Bytes, rows: int) -> bool:
    """Whether there are as many rows as lines outside quotation marks, all with the same end."""
    places = np.flatnonzero(lines == _QUOTE)
    feeds, returns = (np.flatnonzero(lines == end) for end in (_FEED, _RETURN))
    feeds, returns = (found[np.searchsorted(places, found) % 2 == 0] for found in (feeds, returns))
    same = not len(returns) or (len(returns) == len(feeds) and bool((returns + 1 == feeds).all()))
    return same and rows == len(feeds) + (lines[-1] != _FEED)


def _stand_around_cells(slab: memoryview, separator: str) -> bool:
    """Whether every quotation mark opens or closes a cell, or stands beside another one within."""
    marks = np.frombuffer(b"\n" + bytes(slab) + b"\n", dtype=np.uint8)
    places = np.flatnonzero(marks == _QUOTE)
    ends = np.array([_QUOTE, _RETURN, _FEED, ord(separator)], dtype=np.uint8)

    def known(beside: Numbers) -> bool:
        return bool(np.isin(marks[beside], ends).all())

    return len(places) % 2 == 0 and known(places[::2] - 1) and known(places[1::2] + 1)
