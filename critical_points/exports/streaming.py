"""An export too large to be held: its columns are told by its first and last rows, its cells are given part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from critical_points.exports.export import Export
from critical_points.exports.layout import squeeze
from critical_points.exports.spool import Cells, Spool, Texts

#: Why a row between the edges is no respondent, as `Streamed` counts it.
_HEADER, _BLANK = 2, 3

#: So many rows at the beginning and at the end tell what a file is; so many respondents stand for all where rows count.
_EDGE, _FIRST = 1000, 1000

Marks = npt.NDArray[np.bool_]


def edges_of(spool: Spool) -> tuple[list[tuple[str, ...]], tuple[int, int]]:
    """Return the first and the last rows, without columns at the end that hold nothing, and which rows they are.

    Returns
    -------
    rows : list of (tuple of str)
        The rows.
    edges : (int, int)
        How many are the first ones, and the number of the row before the last ones.
    """
    n = len(spool)
    first, last = min(n, _EDGE), max(n - _EDGE, min(n, _EDGE))
    rows = [*spool.rows(0, first), *spool.rows(last, n)]
    width = spool.width
    while width > 1 and not spool.texts[width - 1].plain and not any(map(str.strip, spool.texts[width - 1].numbers)):
        width -= 1
    return [row[:width] for row in rows], (first, last)


def streamed(export: Export, spool: Spool, edges: tuple[int, int]) -> Streamed:
    """Return the export of a whole file.

    Parameters
    ----------
    export : Export
        What its first and last rows were recognised as.
    spool : Spool
        All its rows.
    edges : (int, int)
        As `edges_of` gives them.
    """
    first, last = edges
    known = {row if row <= first else row - first + last for row in export.cells.index.tolist()}
    strangers = {*range(1, first + 1), *range(last + 1, len(spool) + 1)} - known
    told = {name: getattr(export, name) for name in (one.name for one in fields(export))}
    whole = Streamed(**told, spool=spool, edges=edges, strangers=frozenset(strangers))
    left_out = Counter(export.left_out) + Counter(whole.left_among())
    found: list[pd.DataFrame] = []
    for part in whole.parts():
        found.append(pd.DataFrame({c.position: part.column(c.position) for c in export.columns}))
        if sum(map(len, found)) >= _FIRST:
            break
    return replace(whole, left_out=dict(left_out), cells=pd.concat(found))


@dataclass(frozen=True, repr=False)
class Part(Export):
    """Some respondents of a large export; `cells` has their rows only, columns are made when they are asked for."""

    texts: Sequence[Sequence[str]] = ()
    given: Sequence[Cells] = ()
    plain: Mapping[int, pa.StringArray] = field(default_factory=dict)
    kinds: Sequence[pd.CategoricalDtype] = ()

    def coded(self, position: int) -> tuple[Sequence[str], npt.NDArray[np.signedinteger[Any]]]:
        """Return the different texts of a column, and which of them each cell holds."""
        if position in self.plain:
            return super().coded(position)
        return self.texts[position], self.given[position]

    def column(self, position: int) -> pd.Series:
        """Return the cells of a column."""
        if position not in self.plain:
            cells = pd.Categorical.from_codes(self.given[position], dtype=self.kinds[position], validate=False)
            return pd.Series(cells, index=self.cells.index, copy=False)
        return pd.Series(self.plain[position].to_pylist(), index=self.cells.index, dtype="str")


@dataclass(frozen=True, repr=False)
class Streamed(Export):
    """An export whose respondents are given part by part; `cells` holds those of the first rows only.

    Parameters
    ----------
    spool : Spool
        All rows of the file.
    edges : (int, int)
        So many rows at the beginning, and up to which row of the file, were looked at when it was recognised.
    strangers : frozenset of int
        Rows among these that are no respondents, counted from 1.
    removed : frozenset of int
        Rows of copies of submissions.
    """

    spool: Spool = field(default_factory=Spool)
    edges: tuple[int, int] = (0, 0)
    strangers: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()

    @property
    def respondents(self) -> int:
        """The number of respondents."""
        return self._account[1]

    @property
    def open_texts(self) -> frozenset[int]:
        """Positions of columns of so many different texts that only those of the first rows are counted."""
        return frozenset(self.spool.plain)

    def counts(self, position: int) -> dict[str, int]:
        """Return how many respondents have each text of a column."""
        if position in self.spool.plain:
            return super().counts(position)
        n = self._account[0][position].tolist()
        return {text: n[number] for text, number in self.spool.texts[position].numbers.items() if n[number]}

    def without(self, rows: Collection[int]) -> Streamed:
        """Return the export without copies of submissions, which are counted among the rows left out."""
        if not rows:
            return self
        left_out = {**self.left_out, "duplicate": self.left_out.get("duplicate", 0) + len(rows)}
        cells = self.cells.drop(index=self.cells.index.intersection(list(rows)))
        return replace(self, cells=cells, left_out=left_out, removed=self.removed | frozenset(rows))

    def parts(self) -> Iterator[Export]:
        """Give the respondents part by part."""
        for numbers, part in self.chosen():
            plain = {position: cells for position, cells in enumerate(part) if not isinstance(cells, np.ndarray)}
            cells = pd.DataFrame(index=pd.Index(numbers, name="row", dtype="int64"))
            yield Part(
                self.path,
                self.tool,
                self.columns,
                cells,
                no_answer=self.no_answer,
                texts=self._lists,
                given=part,
                plain=plain,
                kinds=self._kinds,
            )

    def chosen(self) -> Iterator[tuple[npt.NDArray[np.intp], list[Cells]]]:
        """Give the numbers of the respondents' rows and their cells, part by part."""
        for start, part, kept in self._looked():
            found = np.flatnonzero(kept)
            if len(found) == len(kept):
                yield found + start + 1, part
            elif len(found):
                yield found + start + 1, [_taken(cells, found) for cells in part]

    def _looked(self) -> Iterator[tuple[int, list[Cells], Marks]]:
        """Give the rows part by part: how many came before, their cells, and which of them are respondents."""
        start = 0
        for part in self.spool.parts():
            rows = len(part[0])
            kept = self._causes(part, start) == 0
            if self.removed:
                kept &= ~np.isin(np.arange(start + 1, start + rows + 1), list(self.removed))
            yield start, part[: len(self.columns)], kept
            start += rows

    def left_among(self) -> dict[str, int]:
        """Return the rows between the edges that are no respondents, counted by cause."""
        n, start = np.zeros(len(self._names), dtype=np.intp), 0
        for part in self.spool.parts():
            n += np.bincount(self._causes(part, start), minlength=len(n))
            start += len(part[0])
        return {name: int(count) for name, count in zip(self._names[2:], n[2:], strict=True) if count}

    def _causes(self, part: Sequence[Cells], start: int) -> npt.NDArray[np.int8]:
        """Return why each row is no respondent, as an index of `_names`: 0 for respondents."""
        told = np.zeros(len(part[0]), dtype=np.int8)
        told[self._all(part, self._is_heading, lambda text, position: text == self.heading[position])] = _HEADER
        told[self._all(part, self._is_blank, lambda text, _: not text.strip())] = _BLANK
        for position, causes in self._marked.items():
            found = causes[part[position]]
            told = np.where(found > 0, found, told)
        first, last = self.edges
        numbers = np.arange(start + 1, start + len(told) + 1)
        known = (numbers <= first) | (numbers > last)
        told[known] = 0
        told[np.isin(numbers, list(self.strangers))] = 1
        return told

    def _all(
        self, part: Sequence[Cells], tests: Sequence[Marks], test: Callable[[str, int], bool]
    ) -> npt.NDArray[np.intp]:
        """Return the rows in which the texts of all columns pass a test: columns of few texts are asked first."""
        rows: npt.NDArray[np.intp] | None = None
        columns = range(len(tests))
        for position in sorted(columns, key=lambda place: place in self.spool.plain):
            cells = part[position]
            if isinstance(cells, np.ndarray):
                passed = tests[position].take(cells if rows is None else cells[rows])
            else:
                chosen = cells if rows is None else cells.take(pa.array(rows))
                passed = np.array([test(str(text), position) for text in chosen.to_pylist()], dtype=bool)
            rows = np.flatnonzero(passed) if rows is None else rows[passed]
            if not len(rows):
                break
        return np.zeros(0, dtype=np.intp) if rows is None else rows

    @cached_property
    def _is_blank(self) -> list[Marks]:
        return [np.array([not text.strip() for text in texts.numbers], dtype=bool) for texts in self._texts]

    @cached_property
    def _is_heading(self) -> list[Marks]:
        pairs = zip(self._texts, self.heading, strict=False)
        return [np.array([text == title for text in texts.numbers], dtype=bool) for texts, title in pairs]

    @cached_property
    def _marked(self) -> dict[int, npt.NDArray[np.int8]]:
        return {
            position: np.array(
                [self._names.index(marks.get(squeeze(text).casefold(), "")) for text in self._texts[position].numbers],
                dtype=np.int8,
            )
            for position, marks in self.marks.items()
        }

    @cached_property
    def _names(self) -> list[str]:
        """Why rows are no respondents; "" for those that are, "edge" for those that are counted already."""
        return [
            "",
            "edge",
            "header",
            "blank",
            *dict.fromkeys(c for marks in self.marks.values() for c in marks.values()),
        ]

    @property
    def _texts(self) -> list[Texts]:
        return self.spool.texts[: len(self.columns)]

    @cached_property
    def _account(self) -> tuple[list[npt.NDArray[np.intp]], int]:
        """How many respondents have each text of each column, and how many there are: all rows but those left out."""
        counts, n = [texts.n.copy() for texts in self._texts], len(self.spool)
        for _, part, kept in self._looked():
            left = np.flatnonzero(~kept)
            n -= len(left)
            for position, cells in enumerate(part if len(left) else ()):
                if isinstance(cells, np.ndarray) and position not in self.spool.plain:
                    counts[position] -= np.bincount(cells[left], minlength=len(counts[position]))
        return counts, n

    @cached_property
    def _lists(self) -> list[list[str]]:
        return [list(texts.numbers) for texts in self._texts]

    @cached_property
    def _kinds(self) -> list[pd.CategoricalDtype]:
        return [pd.CategoricalDtype(pd.Index(list(texts.numbers), dtype="str")) for texts in self._texts]


def _taken(cells: Cells, rows: npt.NDArray[np.intp]) -> Cells:
    return cells[rows] if isinstance(cells, np.ndarray) else cells.take(pa.array(rows))
