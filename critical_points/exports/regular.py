"""Separated text without irregularities, read in blocks: what most survey tools write.

A text that might be read otherwise than `csv.reader` reads it is `IrregularError`: that one is read cell by cell, with
all its quirks named.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc, csv as arrow

from critical_points.exports.coding import CodedRows
from critical_points.exports.limits import MOST_CHARACTERS
from critical_points.exports.threads import AT_ONCE, side_by_side

#: Bytes that one thread parses at a time: few, so that what they become fits into a processor's own memory.
_SLAB = 1 << 22

#: No cell has more bytes than these: a quotation mark before so much text was never closed.
_LONGEST = 4 * MOST_CHARACTERS

#: A coded column: bytes, of which only the different ones are looked at for whether they are UTF-8.
_CODED = pa.dictionary(pa.int32(), pa.binary())

_MARK = b"\xef\xbb\xbf"
_FEED = ord("\n")
_ENDS = b'"\r\n'


class IrregularError(ValueError):
    """A text that must be read cell by cell."""


@dataclass(frozen=True)
class Slab:
    """Some thousand rows.

    Parameters
    ----------
    columns : list of Array
        Each coded with different texts of its own (as bytes), or as it stands.
    counts : list of array
        How many cells have each different text of a column; 1 for each cell of one that is not coded.
    longest : int
        The bytes of the longest cell.
    """

    columns: list[pa.Array]
    counts: list[npt.NDArray[np.intp]]
    longest: int


@dataclass(frozen=True)
class _Form:
    """How a text is written: what stands between cells, how many there are in a row, how many bytes end a line."""

    separator: str
    width: int
    line_end: int
    quoting: bool


def read_regular(path: Path, separator: str, *, quoting: bool, skip: bool = False) -> Iterator[CodedRows]:
    """Read a regular text, some thousand rows at a time; see `read_slabs`.

    Yields
    ------
    CodedRows
        The next rows; each time the columns have categories of their own.
    """
    for slab in read_slabs(path, separator, quoting=quoting, skip=skip):
        yield CodedRows(map(_coded, slab.columns))


def read_slabs(
    path: Path, separator: str, *, quoting: bool, skip: bool = False, plain: Collection[int] = ()
) -> Iterator[Slab]:
    """Read a regular text, some thousand rows at a time; several slabs are parsed at the same time.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a mark.
    separator : str
        What stands between cells.
    quoting : bool
        Whether cells may stand in quotation marks.
    skip : bool
        Whether the first line only names the separator.
    plain : collection of int
        Positions of columns that are given as they stand; all others are coded. It may grow meanwhile.

    Yields
    ------
    Slab
        The next rows.

    Raises
    ------
    IrregularError
        When it is not UTF-8, rows are of different lengths, lines are blank, line ends are of two kinds, or quotation
        marks do not stand around whole cells. What was given before that is right as far as it goes.
    """
    if not separator:
        raise IrregularError("one column")
    with path.open("rb", buffering=0) as file:
        start = len(_MARK) if file.read(len(_MARK)) == _MARK else 0
        file.seek(start)
        if skip:
            file.seek(start + len(file.readline()))
        form: _Form | None = None

        def parse(told: tuple[memoryview, int]) -> Slab:
            assert form is not None
            return _parsed(*told, form, plain)

        def formed() -> Iterator[tuple[memoryview, int]]:
            nonlocal form
            for slab, quotes in _slabs(file):
                form = form or _form(slab, separator, quoting=quoting)
                yield slab, quotes

        yield from side_by_side(parse, formed())


def _slabs(file: FileIO) -> Iterator[tuple[memoryview, int]]:
    """Give the text in parts that end with a line, outside quotation marks; with the number of these.

    The parts stand in as many places of the memory as are looked at by `side_by_side`, turn by turn: one overwrites
    the one that stood in its place before.
    """
    rooms: deque[bytearray] = deque()
    room, filled = bytearray(_SLAB), 0
    while True:
        if filled == len(room):
            if filled > _SLAB + _LONGEST:
                raise IrregularError("one line")
            room = room + bytes(len(room))
        view = memoryview(room)
        got = file.readinto(view[filled:]) or 0
        filled += got
        if not got:
            break
        cut, quotes = _whole_lines(room, filled)
        if not cut:
            continue
        rest = bytes(view[cut:filled])
        yield view[:cut], quotes
        rooms.append(room)
        room, filled = rooms.popleft() if len(rooms) == AT_ONCE else bytearray(_SLAB), len(rest)
        if len(room) <= filled:
            room = bytearray(2 * filled)
        memoryview(room)[:filled] = rest
    if filled:
        yield memoryview(room)[:filled], room.count(b'"', 0, filled)


def _whole_lines(room: bytearray, filled: int) -> tuple[int, int]:
    """Return where the last line ends that is whole, and the number of quotation marks before that."""
    cut = room.rfind(b"\n", 0, filled) + 1
    quotes = (
        room.count(b'"', 0, cut) if room.find(b'"', 0, cut) >= 0 else 0
    )  # to look for one is quick, to count is not
    while quotes % 2:
        if filled - cut > _LONGEST:
            raise IrregularError("a quotation mark is open")
        earlier = room.rfind(b"\n", 0, cut - 1) + 1
        quotes -= room.count(b'"', earlier, cut)
        cut = earlier
    return cut, quotes


def _form(slab: memoryview, separator: str, *, quoting: bool) -> _Form:
    """Return how a text is written, by its first row."""
    text = bytes(slab[: _LONGEST * 8])
    end = text.find(b"\n")
    while end >= 0 and text.count(b'"', 0, end) % 2:
        end = text.find(b"\n", end + 1)
    first = text[: end + 1] if end >= 0 else bytes(slab)
    try:
        line = first.decode("utf-8")
    except UnicodeDecodeError as error:
        raise IrregularError("not UTF-8") from error
    width = len(next(csv.reader(line.splitlines(keepends=True), delimiter=separator), []))
    if width == 0:
        raise IrregularError("the first line is blank")
    return _Form(separator, width, 2 if first.endswith(b"\r\n") else 1, quoting)


def _parsed(slab: memoryview, quotes: int, form: _Form, plain: Collection[int]) -> Slab:
    if quotes and not (form.quoting and _stand_around_cells(slab, form.separator)):
        raise IrregularError("quotation marks")
    types = [pa.string() if position in plain else _CODED for position in range(form.width)]
    names = [str(position) for position in range(form.width)]
    mark = '"' if quotes else False
    try:
        table = arrow.read_csv(
            pa.BufferReader(pa.py_buffer(slab)),
            arrow.ReadOptions(use_threads=False, block_size=len(slab) + 1, column_names=names),
            arrow.ParseOptions(delimiter=form.separator, quote_char=mark, newlines_in_values=quotes > 0),
            arrow.ConvertOptions(column_types=dict(zip(names, types, strict=True)), strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise IrregularError(str(error)) from error
    columns = [_joined(column) for column in table.columns]
    counts, sizes = zip(*map(_counted, columns), strict=True)
    cells = sum(int(n @ size) for n, size in zip(counts, sizes, strict=True))
    whole = _is_whole_quoted(slab, len(table)) if quotes else _is_whole(slab, cells, len(table), form)
    if not whole:
        raise IrregularError("blank lines, or line ends of two kinds")
    if any(pc.any(pc.match_substring(column, "\0")).as_py() for column in columns if column.type != _CODED):
        raise IrregularError("NUL")
    return Slab(columns, list(counts), max(int(size.max(initial=0)) for size in sizes))


def _joined(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return (column.unify_dictionaries() if column.type == _CODED else column).combine_chunks()


def _is_whole(slab: memoryview, cells: int, rows: int, form: _Form) -> bool:
    """Whether each byte of a slab without quotation marks is in a cell, between two cells or at the end of a line."""
    last = form.line_end if slab[-1] == _FEED else 0
    return len(slab) == cells + rows * (form.width - 1) + (rows - 1) * form.line_end + last


def _counted(column: pa.Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return how many cells have each different text of a column (once each where it is not coded), and its bytes."""
    if column.type != _CODED:
        sizes = pc.binary_length(column).to_numpy()
        return np.ones(len(sizes), dtype=np.intp), sizes
    sizes = pc.binary_length(column.dictionary).to_numpy()
    return np.bincount(column.indices.to_numpy(), minlength=len(sizes)), sizes


def _is_whole_quoted(slab: memoryview, rows: int) -> bool:
    """Whether there are as many rows as lines outside quotation marks, all with the same end."""
    marks = np.frombuffer(slab, dtype=np.uint8)
    places = np.flatnonzero(marks == ord('"'))
    feeds, returns = (np.flatnonzero(marks == ord(end)) for end in "\n\r")
    feeds, returns = (found[np.searchsorted(places, found) % 2 == 0] for found in (feeds, returns))
    same = not len(returns) or (len(returns) == len(feeds) and bool((returns + 1 == feeds).all()))
    return same and rows == len(feeds) + (slab[-1] != _FEED)


def _stand_around_cells(slab: memoryview, separator: str) -> bool:
    """Whether every quotation mark opens or closes a cell, or stands beside another one within."""
    marks = np.frombuffer(b"\n" + bytes(slab) + b"\n", dtype=np.uint8)
    places = np.flatnonzero(marks == ord('"'))
    ends = np.frombuffer(_ENDS + separator.encode(), dtype=np.uint8)

    def known(beside: npt.NDArray[np.intp]) -> bool:
        return bool(np.isin(marks[beside], ends).all())

    return len(places) % 2 == 0 and known(places[::2] - 1) and known(places[1::2] + 1)


def texts_in(column: pa.DictionaryArray) -> list[str]:
    """Return the different texts of a coded column.

    Raises
    ------
    IrregularError
        When they are not UTF-8, or hold what no text holds.
    """
    try:
        texts = [text.decode() for text in column.dictionary.to_pylist()]
    except UnicodeDecodeError as error:
        raise IrregularError("not UTF-8") from error
    if any("\0" in text for text in texts):
        raise IrregularError("NUL")
    return texts


def _coded(column: pa.DictionaryArray) -> pd.Categorical:
    texts = pd.Index(texts_in(column), dtype="str")
    return pd.Categorical.from_codes(column.indices.to_numpy(), categories=texts, validate=False)
