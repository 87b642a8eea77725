"""A text too large to be held: its cells as small numbers, kept aside part by part while all of it is looked at."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from critical_points.exports.textcells import Slab, renumbered

#: A column of more different texts than these is no closed question: it is kept as it stands.
MOST_TEXTS = 1 << 14

#: So many bytes of numbers are kept in memory, all others in a file that is gone when the program ends.
_IN_MEMORY = 48 << 20

#: One column of one part: the numbers of its texts, or the texts themselves.
Cells: TypeAlias = npt.NDArray[np.signedinteger[Any]] | Any  # the other is pa.StringArray, which has no types

#: So many rows are a part: the more of them, the less often everything is begun anew.
_ROWS = 1 << 16


@dataclass
class Texts:
    """The different texts of one column, each with its number, in the order in which they come first."""

    numbers: dict[str, int] = field(default_factory=dict)
    n: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    plain: bool = False

    def coded(self, slab: Slab, position: int) -> Cells:
        """Return a slab's part of the column by the numbers of its texts; as it stands where these are too many."""
        cells, used = slab.codes[position], slab.used[position]
        told = [slab.text(code) for code in used.tolist()] if not self.plain else []
        if new := [code for code, text in zip(used.tolist(), told, strict=False) if text not in self.numbers]:
            self.plain = len(self.numbers) + len(new) > MOST_TEXTS
            for code in () if self.plain else slab.in_order(position, np.array(new)).tolist():
                self.numbers[slab.text(code)] = len(self.numbers)
        if self.plain:
            return slab.column(position)
        own = np.array([self.numbers[text] for text in told], dtype=np.int8 if len(self.numbers) <= 127 else np.int16)
        return renumbered(cells, used, own)

    def count(self, cells: Cells) -> None:
        """Count the numbers of a part of the column."""
        if isinstance(cells, np.ndarray):
            n = np.bincount(cells, minlength=len(self.numbers))
            n[: len(self.n)] += self.n
            self.n = n


class Spool:
    """The rows of a table, kept aside in parts.

    Parameters
    ----------
    folder : Path, optional
        Where the file stands that holds what is too much for the memory; by default where temporary files stand.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.texts: list[Texts] = []
        self.sizes: list[int] = []
        self.plain: set[int] = set()  # the columns that are kept as they stand
        self._folder = folder if folder is not None and folder.is_dir() else None
        self._new: list[list[Cells]] = []  # rows that are not yet a part
        self._held: list[list[Cells]] = []
        self._bytes = 0
        self._file: IO[bytes] | None = None
        self._places: list[int] = []

    def __len__(self) -> int:
        return sum(self.sizes) + sum(len(rows[0]) for rows in self._new)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.texts)

    def add(self, slab: Slab) -> None:
        """Keep the next rows."""
        self.texts = self.texts or [Texts() for _ in slab.codes]
        rows = [texts.coded(slab, position) for position, texts in enumerate(self.texts)]
        plain = {position for position, texts in enumerate(self.texts) if texts.plain}
        if plain != self.plain:
            self._finish()  # in one part, a column is coded or it is not
            self.plain |= plain
        self._new.append(rows)
        if sum(len(one[0]) for one in self._new) >= _ROWS:
            self._finish()

    def _finish(self) -> None:
        """Make a part of the rows that came last."""
        if not self._new:
            return
        part = [_together(cells) for cells in zip(*self._new, strict=True)]
        self._new = []
        for texts, cells in zip(self.texts, part, strict=True):
            texts.count(cells)
        self.sizes.append(len(part[0]))
        size = sum(cells.nbytes for cells in part)
        if self._file is None and self._bytes + size <= _IN_MEMORY:
            self._held.append(part)
            self._bytes += size
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - it lives as long as the spool
        self._places.append(self._file.tell())
        pickle.dump(part, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def parts(self) -> Iterator[list[Cells]]:
        """Give the columns of the rows, part by part."""
        self._finish()
        for number in range(len(self.sizes)):
            yield self._part(number)

    def rows(self, start: int, stop: int) -> list[tuple[str, ...]]:
        """Return some rows as texts."""
        self._finish()
        found: list[tuple[str, ...]] = []
        ends = np.cumsum(self.sizes).tolist()
        for number, (first, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
            if first < stop and start < end:
                part = self._part(number)
                own = slice(max(start - first, 0), min(stop, end) - first)
                told = [self._told(cells[own], texts) for cells, texts in zip(part, self.texts, strict=True)]
                found += zip(*told, strict=True)
        return found

    def _part(self, number: int) -> list[Cells]:
        if number < len(self._held):
            return self._held[number]
        assert self._file is not None
        self._file.seek(self._places[number - len(self._held)])
        part: list[Cells] = pickle.load(self._file)  # written by this very object
        return part

    @staticmethod
    def _told(cells: Cells, texts: Texts) -> list[str]:
        if isinstance(cells, np.ndarray):
            known = list(texts.numbers)
            return [known[number] for number in cells.tolist()]
        return [str(text) for text in cells.to_pylist()]


def _together(cells: Sequence[Cells]) -> Cells:
    return np.concatenate(cells) if isinstance(cells[0], np.ndarray) else pa.concat_arrays(cells)
