"""Separated text without irregularities, read in blocks: what most survey tools write.

A text that might be read otherwise than `csv.reader` reads it is `IrregularError`: that one is read cell by cell, with
all its quirks named.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc, csv as arrow

from critical_points.exports.coding import CodedRows
from critical_points.exports.limits import MOST_CHARACTERS

#: Bytes read at a time, and those of them that one thread parses at a time: these fit into a processor's own memory.
_SLAB, _BLOCK = 1 << 25, 1 << 20

#: No cell has more bytes than these: a quotation mark before so much text was never closed.
_LONGEST = 4 * MOST_CHARACTERS

_MARK = b"\xef\xbb\xbf"
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

    Yields
    ------
    CodedRows
        The next rows; each time the columns have categories of their own.

    Raises
    ------
    IrregularError
        When it is not UTF-8, rows are of different lengths, lines are blank, line ends are of two kinds, or quotation
        marks do not stand around whole cells. What was given before that is right as far as it goes.
    """
    if not separator:
        raise IrregularError("one column")
    with path.open("rb") as file:
        if file.read(len(_MARK)) != _MARK:
            file.seek(0)
        if skip:
            file.readline()
        form: _Form | None = None
        for slab, quotes in _slabs(file):
            form = form or _form(slab, separator, quoting=quoting)
            yield _parsed(slab, form, quotes)


def _slabs(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Give the text in parts that end with a line, outside quotation marks; with the number of these."""
    rest = b""
    while block := file.read(_SLAB):
        rest += block
        cut = rest.rfind(b"\n") + 1
        quotes = rest.count(b'"', 0, cut)
        while quotes % 2:
            if len(rest) - cut > _LONGEST:
                raise IrregularError("a quotation mark is open")
            earlier = rest.rfind(b"\n", 0, cut - 1) + 1
            quotes -= rest.count(b'"', earlier, cut)
            cut = earlier
        if not cut:
            raise IrregularError("one line")
        yield rest[:cut], quotes
        rest = rest[cut:]
    if rest:
        yield rest, rest.count(b'"')


def _form(slab: bytes, separator: str, *, quoting: bool) -> _Form:
    """Return how a text is written, by its first row."""
    end = slab.find(b"\n")
    while end >= 0 and slab.count(b'"', 0, end) % 2:
        end = slab.find(b"\n", end + 1)
    first = slab[: end + 1] if end >= 0 else slab
    try:
        line = first.decode("utf-8")
    except UnicodeDecodeError as error:
        raise IrregularError("not UTF-8") from error
    width = len(next(csv.reader(line.splitlines(keepends=True), delimiter=separator), []))
    if width == 0:
        raise IrregularError("the first line is blank")
    return _Form(separator, width, 2 if first.endswith(b"\r\n") else 1, quoting)


def _parsed(slab: bytes, form: _Form, quotes: int) -> CodedRows:
    if quotes and not (form.quoting and _stand_around_cells(slab, form.separator)):
        raise IrregularError("quotation marks")
    names = [str(position) for position in range(form.width)]
    text = pa.dictionary(pa.int32(), pa.string())
    mark = '"' if quotes else False
    try:
        table = arrow.read_csv(
            pa.BufferReader(slab),
            arrow.ReadOptions(block_size=_BLOCK, column_names=names),
            arrow.ParseOptions(delimiter=form.separator, quote_char=mark, newlines_in_values=quotes > 0),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise IrregularError(str(error)) from error
    columns = [column.unify_dictionaries().combine_chunks() for column in table.columns]
    whole = _is_whole_quoted(slab, len(table)) if quotes else _is_whole(slab, columns, len(table), form)
    if not whole:
        raise IrregularError("blank lines, or line ends of two kinds")
    return CodedRows(map(_coded, columns))


def _is_whole(slab: bytes, columns: Sequence[pa.DictionaryArray], rows: int, form: _Form) -> bool:
    """Whether each byte of a slab without quotation marks is in a cell, between two cells or at the end of a line."""
    cells = 0
    for column in columns:
        sizes = pc.binary_length(column.dictionary).to_numpy()
        cells += int(np.bincount(column.indices.to_numpy(), minlength=len(sizes)) @ sizes)
    last = form.line_end if slab.endswith(b"\n") else 0
    return len(slab) == cells + rows * (form.width - 1) + (rows - 1) * form.line_end + last


def _is_whole_quoted(slab: bytes, rows: int) -> bool:
    """Whether there are as many rows as lines outside quotation marks, all with the same end."""
    marks = np.frombuffer(slab, dtype=np.uint8)
    places = np.flatnonzero(marks == ord('"'))
    feeds, returns = (np.flatnonzero(marks == ord(end)) for end in "\n\r")
    feeds, returns = (found[np.searchsorted(places, found) % 2 == 0] for found in (feeds, returns))
    same = not len(returns) or (len(returns) == len(feeds) and bool((returns + 1 == feeds).all()))
    return same and rows == len(feeds) + (not slab.endswith(b"\n"))


def _stand_around_cells(slab: bytes, separator: str) -> bool:
    """Whether every quotation mark opens or closes a cell, or stands beside another one within."""
    marks = np.frombuffer(b"\n" + slab + b"\n", dtype=np.uint8)
    places = np.flatnonzero(marks == ord('"'))
    ends = np.frombuffer(_ENDS + separator.encode(), dtype=np.uint8)

    def known(beside: npt.NDArray[np.intp]) -> bool:
        return bool(np.isin(marks[beside], ends).all())

    return len(places) % 2 == 0 and known(places[::2] - 1) and known(places[1::2] + 1)


def _coded(column: pa.DictionaryArray) -> pd.Categorical:
    texts = column.dictionary.to_pylist()
    if any("\0" in text for text in texts):
        raise IrregularError("NUL")
    return pd.Categorical.from_codes(column.indices.to_numpy(), categories=pd.Index(texts, dtype="str"), validate=False)
