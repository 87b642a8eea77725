"""Whole rows of a sheet's XML, cut into cells by NumPy: where each cell stands, and which content it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from critical_points.exports.textcells import Bytes, IrregularError

Places: TypeAlias = npt.NDArray[np.intp]
Numbers: TypeAlias = npt.NDArray[np.int32]

#: Bytes in which cells are looked for at a time.
_LOOK = 1 << 17

#: How a row ends.
ROW_END = b"</row>"
_ROW = re.compile(rb'<row r="(\d{1,7})"([^<>]*)>')

#: What stands between the cells of one row and of the next one, each on a line: blank rows, and the row's beginning.
_BETWEEN = re.compile(rb"(?:(?:<row [^<>]*/>)*<row [^<>/]*>\n)*(?:<row [^<>]*/>)*")
_ATTRIBUTES = re.compile(rb'(?: [\w:]{1,30}="[\w:.,+ -]{0,100}")*/?')

#: The digits of the largest row and a quotation mark are as many bytes as one number.
_EIGHT = 8

#: What stands before a place.
_CELL = b'<c r="'
_BEFORE_A = ord("A") - 1


@dataclass(frozen=True)
class Part:
    """Some rows: for each cell its place, counted from 1, and which of the distinct contents it has."""

    rows: Places
    columns: Places
    contents: list[bytes]
    numbers: Numbers
    last_row: int


def cut_rows(xml: bytes) -> Part:
    """Cut whole rows into cells; `IrregularError` where they are not as survey tools write them."""
    signs = np.frombuffer(xml, dtype=np.uint8)
    starts, row_ends = _pairs(signs, _CELL[:2]), _row_ends(xml, signs)
    upto = np.searchsorted(starts, row_ends)
    if not len(starts) or not len(upto) or upto[-1] != len(starts):
        raise IrregularError("rows without cells, or one that does not end")
    counts = np.diff(upto, prepend=0)
    stops = np.append(starts[1:], row_ends[-1])
    stops[upto[counts > 0] - 1] = row_ends[counts > 0]
    firsts = np.where(counts > 0, starts[np.minimum(upto - counts, len(starts) - 1)], row_ends)
    opened, last_row = _rows_of(xml, row_ends, firsts)
    for n, sign in enumerate(_CELL[2:], 2):
        if (signs.take(starts + n, mode="clip") != sign).any():
            raise IrregularError("a cell without a place")
    own = np.repeat(np.arange(len(opened)), counts)
    columns, ends_of_places = _places(signs, starts + len(_CELL), opened, own)
    if any(below <= above for above, below in pairwise(opened)) or (np.diff(columns) <= 0)[own[1:] == own[:-1]].any():
        raise IrregularError("cells out of order")
    contents, numbers = _numbered(xml, ends_of_places, stops)
    return Part(np.array(opened, dtype=np.intp).take(own), columns, contents, numbers, last_row)


def _pairs(signs: Bytes, pair: bytes) -> Places:
    """Return where two signs stand one after the other; blocks stay in the processor."""
    found = [np.empty(0, dtype=np.intp)]
    for start in range(0, len(signs) - 1, _LOOK):
        block = signs[start : start + _LOOK + 1]
        found.append(np.flatnonzero((block[:-1] == pair[0]) & (block[1:] == pair[1])) + start)
    return np.concatenate(found)


def _row_ends(xml: bytes, signs: Bytes) -> Places:
    """Return where the ends of rows begin."""
    found = _pairs(signs, ROW_END[-2:]) - (len(ROW_END) - 2)
    return found[[xml.startswith(ROW_END, place) for place in found.tolist()]]


def _rows_of(xml: bytes, row_ends: Places, firsts: Places) -> tuple[list[int], int]:
    """Look at all that stands between rows; return the numbers of rows that end, and the highest of all.

    `firsts` are the places of the first cell of each row, or of its end where it has none.
    """
    begins = [0, *(row_ends + len(ROW_END)).tolist()]
    between = b"\n".join(map(xml.__getitem__, map(slice, begins, [*firsts.tolist(), len(xml)])))
    if between.count(b"\n") != len(row_ends) or not _BETWEEN.fullmatch(between):
        raise IrregularError("rows of another kind")
    told = _ROW.findall(between)
    attributes = {rest for _, rest in told}
    if len(told) != between.count(b"<") or not all(map(_ATTRIBUTES.fullmatch, attributes)):
        raise IrregularError("rows of another kind")
    return [int(number) for number, rest in told if rest[-1:] != b"/"], max(int(number) for number, _ in told)


def _places(signs: Bytes, starts: Places, opened: list[int], own: Places) -> tuple[Places, Places]:
    """Return the columns of places such as ``AB12``, counted from 1, and where they end; each is in its own row."""
    first, second, third = (signs.take(starts + n, mode="clip") for n in range(3))
    has_second = second >= ord("A")
    has_third = has_second & (third >= ord("A"))
    odd = (first < ord("A")) | (first > ord("Z")) | (second > ord("Z")) | (has_second & (third > ord("Z")))
    columns = first.astype(np.intp) - _BEFORE_A
    for letter, there in ((second, has_second), (third, has_third)):
        columns = np.where(there, columns * 26 + letter - _BEFORE_A, columns)
    begins = starts + 1 + has_second + has_third
    numbers = np.array([b'%d"' % row for row in opened], dtype=f"S{_EIGHT}")
    lengths = np.char.str_len(numbers)
    expected, shown = numbers.view("<u8"), np.uint64(2**64 - 1) >> (8 * (_EIGHT - lengths)).astype(np.uint64)
    eights = np.ndarray(len(signs) - _EIGHT + 1, dtype="<u8", buffer=signs, strides=(1,))
    there = eights[np.minimum(begins, len(eights) - 1)]  # behind the end, a letter is no digit
    if odd.any() or ((there & shown.take(own)) != expected.take(own)).any():
        raise IrregularError("a place of another kind")
    return columns, begins + (lengths - 1).take(own)


def _numbered(xml: bytes, starts: Places, stops: Places) -> tuple[list[bytes], Numbers]:
    """Return the different stretches of bytes, and which of them each is."""
    edges = np.empty(2 * len(starts), dtype=np.int32)
    edges[0::2], edges[1::2] = starts, stops
    stretches = pa.Array.from_buffers(pa.binary(), len(edges) - 1, [None, pa.py_buffer(edges), pa.py_buffer(xml)])
    coded = stretches.take(pa.array(np.arange(0, len(edges), 2, dtype=np.int32))).dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy()
