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
from typing import IO

import numpy as np
import pandas as pd

from critical_points.exports.coding import CodedRows
from critical_points.exports.limits import MOST_CELLS, MOST_COLUMNS, MOST_SPARSE
from critical_points.exports.sheetrows import ROW_END, Numbers, Part, cut_rows
from critical_points.exports.textcells import IrregularError
from critical_points.exports.threads import side_by_side

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

#: A cell after its place: shared text, number, truth value, or one text without runs.
_FILLED = re.compile(
    rb'"(?: s="\d{1,6}")?(?: t="s"><v>\d{1,9}</v>|(?: t="n")?><v>[-+.\deE]{1,30}</v>| t="b"><v>[01]</v>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>[^<>]+</t></is>)</c>'
)
_FORMATTED = re.compile(rb'"(?: s="\d{1,6}")?(?:/>|></c>)')


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

    def add(self, part: Part) -> None:
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
    """Tell the cells of a sheet apart; one part of it is looked at while the next one is unpacked.

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
    for part in side_by_side(cut_rows, _parts(xml, cells), threads=1):
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
        block = xml.read(_BLOCK)
        cut = block.rfind(ROW_END) + len(ROW_END)
        if cut > len(ROW_END) and block.find(_END) < 0:
            yield b"".join([rest, memoryview(block)[:cut]])
            rest, searched = block[cut:], 0
            continue
        searched = max(0, len(rest) - len(_END))
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
