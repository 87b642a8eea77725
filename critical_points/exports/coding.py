"""Rows of a table whose columns are coded: each distinct text is kept once, each cell is its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

Row = tuple[str, ...]

#: Rows that are written out at a time.
_AT_ONCE = 4096


class CodedRows(Sequence[Row]):
    """A grid of texts, held as one categorical a column; read as a sequence of rows.

    Parameters
    ----------
    columns : iterable of Categorical
        One a column, all of the same length, without missing values; the categories are its distinct texts.
    """

    def __init__(self, columns: Iterable[pd.Categorical]) -> None:
        self.columns = tuple(columns)

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> CodedRows:
        """Code rows of one length."""
        return rows if isinstance(rows, CodedRows) else cls(map(code, zip(*rows, strict=True)))

    @classmethod
    def joined(cls, parts: Sequence[CodedRows]) -> CodedRows:
        """Put parts of one table under each other."""
        if len(parts) == 1:
            return parts[0]
        columns = zip(*(part.columns for part in parts), strict=True)
        return cls(union_categoricals(list(column)) for column in columns)

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> CodedRows: ...
    def __getitem__(self, place: int | slice) -> Row | CodedRows:
        if isinstance(place, slice):
            return CodedRows(column[place] for column in self.columns)
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return tuple(str(column[place]) for column in self.columns)

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self), _AT_ONCE):
            yield from zip(*(texts_of(column[start : start + _AT_ONCE]) for column in self.columns), strict=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"CodedRows({len(self)} × {len(self.columns)})"

    def blank(self) -> npt.NDArray[np.bool_]:
        """Tell, for each row, whether it holds nothing but blanks."""
        found = np.ones(len(self), dtype=bool)
        for column in self.columns:
            if not found.any():
                break
            found &= np.array([not text.strip() for text in column.categories.tolist()], dtype=bool)[column.codes]
        return found

    def equal_to(self, row: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Tell, for each row, whether it is the same as one."""
        found = np.full(len(self), len(row) == len(self.columns))
        for column, text in zip(self.columns, row, strict=False):
            if not found.any():
                break
            found &= np.asarray(column.categories == text, dtype=bool)[column.codes]
        return found


def code(texts: Sequence[str]) -> pd.Categorical:
    """Return texts as a categorical, its categories in the order in which they come first."""
    codes, distinct = pd.factorize(np.array(texts, dtype=object))
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str"))


def texts_of(column: pd.Categorical) -> list[str]:
    """Return the texts of a coded column, one a row."""
    distinct = np.empty(len(column.categories), dtype=object)
    distinct[:] = column.categories.tolist()
    return [str(text) for text in distinct[column.codes]] if len(column) else []


def taken(column: pd.Categorical, rows: npt.NDArray[np.intp]) -> pd.Categorical:
    """Return some rows of a coded column; texts that stand in none of them are no category."""
    codes = column.codes[rows]
    used = np.bincount(codes, minlength=len(column.categories)) > 0
    if used.all():
        return pd.Categorical.from_codes(codes, categories=column.categories)
    return pd.Categorical.from_codes((np.cumsum(used) - 1)[codes], categories=column.categories[used])
