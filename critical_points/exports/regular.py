"""Separated text without irregularities, read in blocks: what most survey tools write.

A text that might be read otherwise than `csv.reader` reads it is `IrregularError`: that one is read cell by cell, with
all its quirks named.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc, csv as arrow

from critical_points.exports.coding import CodedRows
from critical_points.exports.limits import MOST_CHARACTERS

#: Bytes read at a time, and those of them that one thread parses at a time: these fit into a processor's own memory.
_SLAB, _BLOCK = 1 << 24, 1 << 20

#: No cell has more bytes than these: a quotation mark before so much text was never closed.
_LONGEST = 4 * MOST_CHARACTERS

_CODED = pa.dictionary(pa.int32(), pa.string())

_MARK = b"\xef\xbb\xbf"
_FEED = ord("\n")
_ENDS = b'"\r\n'


class IrregularError(ValueError):
    """A text that must be read cell by cell."""


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
    for columns in read_slabs(path, separator, quoting=quoting, skip=skip):
        yield CodedRows(map(_coded, columns))


def read_slabs(
    path: Path, separator: str, *, quoting: bool, skip: bool = False, plain: Collection[int] = ()
) -> Iterator[list[pa.Array]]:
    """Read a regular text, some thousand rows at a time.

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
    list of Array
        The columns of the next rows, each coded with texts of its own.

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
        for slab, quotes in _slabs(file):
            form = form or _form(slab, separator, quoting=quoting)
            yield _parsed(slab, form, quotes, plain)


def _slabs(file: FileIO) -> Iterator[tuple[memoryview, int]]:
    """Give the text in parts that end with a line, outside quotation marks; with the number of these.

    The parts stand in one place of the memory, one after the other: the next one overwrites the one before.
    """
    room, filled = bytearray(_SLAB), 0
    while True:
        if filled == len(room):
            if filled > _SLAB + _LONGEST:
                raise IrregularError("one line")
            room = room + bytes(len(room))  # a copy: parts may still look at the old one
        view = memoryview(room)
        got = file.readinto(view[filled:]) or 0
        filled += got
        if not got:
            break
        cut, quotes = _whole_lines(room, filled)
        if not cut:
            continue
        yield view[:cut], quotes
        view[: filled - cut] = view[cut:filled]
        filled -= cut
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


def _parsed(slab: memoryview, form: _Form, quotes: int, plain: Collection[int]) -> list[pa.Array]:
    if quotes and not (form.quoting and _stand_around_cells(slab, form.separator)):
        raise IrregularError("quotation marks")
    types = [pa.string() if position in plain else _CODED for position in range(form.width)]
    names = [str(position) for position in range(form.width)]
    mark = '"' if quotes else False
    try:
        table = arrow.read_csv(
            pa.BufferReader(pa.py_buffer(slab)),
            arrow.ReadOptions(block_size=max(_BLOCK, len(slab) // 64), column_names=names),
            arrow.ParseOptions(delimiter=form.separator, quote_char=mark, newlines_in_values=quotes > 0),
            arrow.ConvertOptions(column_types=dict(zip(names, types, strict=True)), strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise IrregularError(str(error)) from error
    columns = [_joined(column) for column in table.columns]
    whole = _is_whole_quoted(slab, len(table)) if quotes else _is_whole(slab, columns, len(table), form)
    if not whole:
        raise IrregularError("blank lines, or line ends of two kinds")
    if cast("bytearray", slab.obj).find(b"\0", 0, len(slab)) >= 0:
        raise IrregularError("NUL")
    return columns


def _joined(column: pa.ChunkedArray) -> pa.Array:
    return (column.unify_dictionaries() if column.type == _CODED else column).combine_chunks()


def _is_whole(slab: memoryview, columns: Sequence[pa.Array], rows: int, form: _Form) -> bool:
    """Whether each byte of a slab without quotation marks is in a cell, between two cells or at the end of a line."""
    cells = sum(map(_bytes, columns))
    last = form.line_end if slab[-1] == _FEED else 0
    return len(slab) == cells + rows * (form.width - 1) + (rows - 1) * form.line_end + last


def _bytes(column: pa.Array) -> int:
    """Return how many bytes the texts of a column have."""
    if column.type != _CODED:
        return int(pc.sum(pc.binary_length(column)).as_py() or 0)
    sizes = pc.binary_length(column.dictionary).to_numpy()
    return int(np.bincount(column.indices.to_numpy(), minlength=len(sizes)) @ sizes)


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


def _coded(column: pa.DictionaryArray) -> pd.Categorical:
    texts = pd.Index(column.dictionary.to_pylist(), dtype="str")
    return pd.Categorical.from_codes(column.indices.to_numpy(), categories=texts, validate=False)
