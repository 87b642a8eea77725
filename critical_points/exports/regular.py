"""Separated text without irregularities, read in blocks: what most survey tools write.

A text that might be read otherwise than `csv.reader` reads it is `IrregularError`: that one is read cell by cell, with
all its quirks named.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from io import FileIO
from pathlib import Path

import numpy as np
import pandas as pd

from critical_points.exports.coding import CodedRows
from critical_points.exports.limits import MOST_CHARACTERS
from critical_points.exports.textcells import Form, IrregularError, Slab, cut_cells
from critical_points.exports.threads import AT_ONCE, side_by_side

#: Bytes that one thread cuts at a time: few, so that what they become fits into a processor's own memory.
_SLAB = 1 << 22

#: No cell has more bytes than these: a quotation mark before so much text was never closed.
_LONGEST = 4 * MOST_CHARACTERS

_MARK = b"\xef\xbb\xbf"


def read_regular(path: Path, separator: str, *, quoting: bool, skip: bool = False) -> Iterator[CodedRows]:
    """Read a regular text, some thousand rows at a time; see `read_slabs`.

    Yields
    ------
    CodedRows
        The next rows; each time the columns have categories of their own.
    """
    for slab in read_slabs(path, separator, quoting=quoting, skip=skip):
        yield CodedRows(_coded(slab, position) for position in range(len(slab.codes)))


def read_slabs(
    path: Path, separator: str, *, quoting: bool, skip: bool = False, plain: Collection[int] = ()
) -> Iterator[Slab]:
    """Read a regular text, some thousand rows at a time; several slabs are cut at the same time.

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
        Positions of columns that need not be coded; it may grow meanwhile.

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

        def formed() -> Iterator[tuple[memoryview, int, Form, Sequence[int]]]:
            form: Form | None = None
            for slab, quotes in _slabs(file):
                form = form or _form(slab, separator, quoting=quoting)
                yield slab, quotes, form, sorted(plain)

        yield from side_by_side(lambda told: cut_cells(*told), formed())


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
    marked = room.find(b'"', 0, cut) >= 0  # to look for one is quick, to count is not
    quotes = room.count(b'"', 0, cut) if marked else 0
    while quotes % 2:
        if filled - cut > _LONGEST:
            raise IrregularError("a quotation mark is open")
        earlier = room.rfind(b"\n", 0, cut - 1) + 1
        quotes -= room.count(b'"', earlier, cut)
        cut = earlier
    return cut, quotes


def _form(slab: memoryview, separator: str, *, quoting: bool) -> Form:
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
    return Form(separator, width, "\r\n" if first.endswith(b"\r\n") else "\n", quoting)


def _coded(slab: Slab, position: int) -> pd.Categorical:
    found, first, each = np.unique(slab.codes[position], return_index=True, return_inverse=True)
    order = np.argsort(first)  # the categories stand in the order in which they come first
    texts = pd.Index([slab.text(code) for code in found[order].tolist()], dtype="str")
    return pd.Categorical.from_codes(np.argsort(order)[each], categories=texts, validate=False)
