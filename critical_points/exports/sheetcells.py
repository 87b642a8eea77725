"""The cells of a sheet, told apart part by part without understanding any of them: each distinct cell is read once.

Survey tools write the same few cells again and again. So the XML of a sheet is only cut into its cells here: what is in
a cell is numbered, and the different ones alone are given to the library that reads workbooks, in a small workbook made
of the same file. Texts, numbers, dates and truth values come out as they always do.

A sheet that is written in any unusual way is an `IrregularError`: that one is read as a whole, after a look through all
of it. What that look is for (formulas, errors, cells far apart, rows that are only formatted) is irregular here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from critical_points.exports.coding import CodedRows
from critical_points.exports.limits import MOST_CELLS, MOST_COLUMNS, MOST_SPARSE
from critical_points.exports.textcells import IrregularError
from critical_points.exports.threads import side_by_side

Places: TypeAlias = npt.NDArray[np.intp]
Numbers: TypeAlias = npt.NDArray[np.int32]
Bytes: TypeAlias = npt.NDArray[np.uint8]

#: XML that is unpacked and looked at at a time; a row has far less.
_BLOCK = 1 << 20
_LONGEST = 8 * _BLOCK

#: A sheet has no more rows: no column has room for more different cells.
_MOST_ROWS = 1_048_576

_START, _END = b"<sheetData>", b"</sheetData>"
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1.0"(?: encoding="(?i:utf-8)")?(?: standalone="\w+")? ?\?>\s*)?'
    rb"<worksheet[\s>]"
)

#: What makes a head or a tail irregular: it may tell something of cells, or hide it.
_ODD = re.compile(rb"[<:](?:c|row|v|is|f)[\s/>]|\sr=|<!")

_ROW = re.compile(rb'<row r="(\d{1,7})"([^<>]*)>')
_BLANK_ROWS = re.compile(rb"(?:<row [^<>]*/>)*")
_ROW_BEGINS = re.compile(_BLANK_ROWS.pattern + rb"<row [^<>/]*>")
_ATTRIBUTES = re.compile(rb'(?: [\w:]{1,30}="[\w:.,+ -]{0,100}")*/?')

#: A cell after its place: shared text, number, truth value, or one text without runs.
_FILLED = re.compile(
    rb'"(?: s="\d{1,6}")?(?: t="s"><v>\d{1,9}</v>|(?: t="n")?><v>[-+.\deE]{1,30}</v>| t="b"><v>[01]</v>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>[^<>]+</t></is>)</c>'
)
_FORMATTED = re.compile(rb'"(?: s="\d{1,6}")?(?:/>|></c>)')

#: Digits of the largest row, and what stands before a place: ``<c r="``.
_DIGITS = 7
_CELL = b'<c r="'
_BEFORE_A = ord("A") - 1


@dataclass(frozen=True)
class _Part:
    """Some rows: for each cell its place, counted from 1, and which of the distinct contents it has."""

    rows: Places
    columns: Places
    contents: list[bytes]
    numbers: Numbers
    last_row: int


@dataclass
class Cells:
    """The cells of a sheet by the numbers of their contents.

    Parameters
    ----------
    contents : dict of bytes to int
        XML of a cell from the end of its place on → its number, counted from 1; 0 is a cell without anything.
    head, tail : bytes
        What stands before the rows and after them.
    """

    contents: dict[bytes, int] = field(default_factory=dict)
    head: bytes = b""
    tail: bytes = b""
    _blocks: list[tuple[int, Numbers]] = field(default_factory=list)
    _place: tuple[int, int] = (0, 0)
    _height: int = 0
    _width: int = 26
    _filled: int = 0

    def add(self, part: _Part) -> None:
        """Keep the next rows; `IrregularError` where they are out of order, or not dense enough to be held."""
        rows, columns = part.rows, part.columns
        if (int(rows[0]), int(columns[0])) <= self._place:
            raise IrregularError("cells out of order")
        self._place = int(rows[-1]), int(columns[-1])
        numbers = np.array([self._number(content) for content in part.contents], dtype=np.int32).take(part.numbers)
        filled = numbers > 0
        self._filled += int(filled.sum())
        self._width = max(self._width, int(columns.max()))
        last_row = max(part.last_row, int(rows[-1]))
        area = last_row * self._width
        sparse = area > MOST_SPARSE and self._filled < area / 5
        if sparse or area > MOST_CELLS or last_row > _MOST_ROWS or self._width > MOST_COLUMNS or not filled.any():
            raise IrregularError("few cells far apart")
        if len(self.contents) > _MOST_ROWS:
            raise IrregularError("too many different cells")
        self._height = int(rows[filled].max())
        first = int(rows[0])
        block = np.zeros((int(columns.max()), int(rows[-1]) - first + 1), dtype=np.int32)
        block[columns - 1, rows - first] = numbers
        self._blocks.append((first - 1, block))

    def _number(self, content: bytes) -> int:
        known = self.contents.get(content)
        if known is not None:
            return known
        if _FILLED.fullmatch(content):
            return self.contents.setdefault(content, len(self.contents) + 1)
        if _FORMATTED.fullmatch(content):
            return 0
        raise IrregularError("a cell that must be looked at")

    def rows(self, texts: Sequence[str]) -> CodedRows:
        """Return the rows from the first of the sheet to the last with anything in it.

        Parameters
        ----------
        texts : sequence of str
            What the library reads in each of `contents`, in their order.
        """
        known: dict[str, int] = {"": 0}
        lookup = np.array([0, *(known.setdefault(text, len(known)) for text in texts)], dtype=np.int32)
        distinct = np.array(list(known), dtype=object)
        columns = []
        for position in range(max(len(block) for _, block in self._blocks)):
            numbers = np.zeros(self._blocks[-1][0] + self._blocks[-1][1].shape[1], dtype=np.int32)
            for first, block in self._blocks:
                if position < len(block):
                    numbers[first : first + block.shape[1]] = block[position]
            codes, used = pd.factorize(lookup.take(numbers[: self._height]))
            columns.append(pd.Categorical.from_codes(codes, categories=pd.Index(distinct[used], dtype="str")))
        while len(columns) > 1 and not any(map(str.strip, columns[-1].categories)):
            columns.pop()
        return CodedRows(columns)


def cells_of(xml: IO[bytes]) -> Cells:
    """Tell the cells of a sheet apart; several parts of it are looked at at the same time.

    Parameters
    ----------
    xml : file
        The part of the workbook with the sheet, unpacked while it is read.

    Raises
    ------
    IrregularError
        When it must be read as a whole.
    """
    cells = Cells()
    for part in side_by_side(_parsed, _parts(xml, cells)):
        cells.add(part)
    if not cells.contents:
        raise IrregularError("nothing in it")
    return cells


def sheet_of(cells: Cells) -> bytes:
    """Return the XML of the sheet with each content once, one a row, in the first column; all around is as it was."""
    rows = (b'<row r="%d"><c r="A%d%s</row>' % (n, n, content) for content, n in cells.contents.items())
    return cells.head + b"".join(rows) + cells.tail


def _parts(xml: IO[bytes], cells: Cells) -> Iterator[bytes]:
    """Give the rows in parts, each from the beginning of a row to the end of one; keep what is around them."""
    rest = xml.read(_BLOCK)
    start = rest.find(_START) + len(_START)
    if start < len(_START) or not _HEAD.match(rest) or _ODD.search(rest, 0, start):
        raise IrregularError("a head of another kind")
    cells.head, rest, searched = rest[:start], rest[start:], 0
    while (end := rest.find(_END, searched)) < 0:
        cut = rest.rfind(b"</row>") + len(b"</row>")
        if cut > len(b"</row>"):
            yield rest[:cut]
            rest = rest[cut:]
        searched = max(0, len(rest) - len(_END))
        block = xml.read(_BLOCK)
        rest += block
        if not block or len(rest) > _LONGEST:
            raise IrregularError("rows that do not end")
    if end:
        yield rest[:end]
    rest = rest[end:]
    while block := xml.read(_BLOCK):
        rest += block
        if len(rest) > _LONGEST:
            raise IrregularError("a long tail")
    if _ODD.search(rest):
        raise IrregularError("a tail of another kind")
    cells.tail = rest


def _parsed(xml: bytes) -> _Part:
    """Cut whole rows into cells."""
    signs = np.frombuffer(xml + bytes(_DIGITS + 10), dtype=np.uint8)
    opens, second = signs[: len(xml)] == ord("<"), signs[1 : len(xml) + 1]
    row_ends = (second == ord("/")) & (signs[2 : len(xml) + 2] == ord("r"))
    cuts = np.flatnonzero(opens & ((second == ord("c")) | row_ends))
    is_cell = second.take(cuts) == ord("c")
    if not len(cuts) or is_cell[-1]:
        raise IrregularError("a row that does not end")
    opened, last_row = _rows_of(xml, cuts, is_cell)
    starts, stops = cuts[is_cell], cuts[np.flatnonzero(is_cell) + 1]
    if not len(starts):
        raise IrregularError("rows without cells")
    for n, sign in enumerate(_CELL[2:], 2):
        if (signs.take(starts + n) != sign).any():
            raise IrregularError("a cell without a place")
    own = np.cumsum(~is_cell)[is_cell]
    rows = np.array(opened, dtype=np.intp).take(own)
    columns, ends_of_places = _places(signs, starts + len(_CELL), opened, own)
    order = np.diff(rows)
    if ((order < 0) | ((order == 0) & (np.diff(columns) <= 0))).any():
        raise IrregularError("cells out of order")
    contents, numbers = _numbered(xml, ends_of_places, stops)
    return _Part(rows, columns, contents, numbers, last_row)


def _rows_of(xml: bytes, cuts: Places, is_cell: npt.NDArray[np.bool_]) -> tuple[list[int], int]:
    """Look at all that stands between rows; return the numbers of rows that hold cells, and the highest of all."""
    closed = np.flatnonzero(~is_cell)
    begins = np.concatenate([[0], cuts[closed] + len(b"</row>")])
    stops = np.concatenate([cuts[[0]], cuts[np.minimum(closed + 1, len(cuts) - 1)]])
    stops[-1] = len(xml)
    between = [xml[begin:stop] for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True)]
    *inner, last = between
    if (
        not all(map(_ROW_BEGINS.fullmatch, inner))
        or not _BLANK_ROWS.fullmatch(last)
        or any(xml[cut : cut + 6] != b"</row>" for cut in cuts[closed].tolist())
    ):
        raise IrregularError("rows of another kind")
    told = _ROW.findall(b"".join(between))
    attributes = {rest for _, rest in told}
    if len(told) != sum(one.count(b"<") for one in between) or not all(map(_ATTRIBUTES.fullmatch, attributes)):
        raise IrregularError("rows of another kind")
    return [int(number) for number, rest in told if rest[-1:] != b"/"], max(int(number) for number, _ in told)


def _places(signs: Bytes, starts: Places, opened: list[int], own: Places) -> tuple[Places, Places]:
    """Return the columns of places such as ``AB12``, counted from 1, and where they end; each is in its own row."""
    first, second, third = (signs.take(starts + n) for n in range(3))
    has_second = second >= ord("A")
    has_third = has_second & (third >= ord("A"))
    odd = (first < ord("A")) | (first > ord("Z")) | (second > ord("Z")) | (has_second & (third > ord("Z")))
    columns = first.astype(np.intp) - _BEFORE_A
    for letter, there in ((second, has_second), (third, has_third)):
        columns = np.where(there, columns * 26 + letter - _BEFORE_A, columns)
    numbers = np.array([b'%d"' % row for row in opened], dtype=f"S{_DIGITS + 1}")
    begins = starts + 1 + has_second + has_third
    for n, expected in enumerate(numbers.view(np.uint8).reshape(len(opened), -1).T):
        if not expected.any():
            break
        sign = np.ascontiguousarray(expected).take(own)
        odd |= (sign != 0) & (sign != signs.take(begins + n))
    if odd.any():
        raise IrregularError("a place of another kind")
    return columns, begins + (np.char.str_len(numbers) - 1).take(own)


def _numbered(xml: bytes, starts: Places, stops: Places) -> tuple[list[bytes], Numbers]:
    """Return the different stretches of bytes, and which of them each is."""
    edges = np.empty(2 * len(starts), dtype=np.int32)
    edges[0::2], edges[1::2] = starts, stops
    stretches = pa.Array.from_buffers(pa.binary(), len(edges) - 1, [None, pa.py_buffer(edges), pa.py_buffer(xml)])
    coded = stretches.take(pa.array(np.arange(0, len(edges), 2, dtype=np.int32))).dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy()
