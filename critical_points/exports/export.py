"""What every reader gives: the cells of one file as they stand, one row a respondent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.errors import Fault
from critical_points.exports.coding import CodedRows
from critical_points.messages import introduce, said_plural

#: What a metadata column can tell us; "" is metadata that is read by nobody (names, e-mail, addresses).
ROLES = ("respondent", "started", "submitted", "language", "duration", "status", "")


@dataclass(frozen=True)
class Table:
    """A file as a grid of texts, before anybody knows which tool wrote it.

    Parameters
    ----------
    path : Path
        The file.
    rows : CodedRows, or sequence of (tuple of str)
        Every row of the sheet, all of the same length; a blank cell is "". Texts are as they stand, but for
        numbers and dates of a workbook: a whole number is written without decimals (``3``), a date as ISO. Kept as
        `CodedRows`, whatever was given.
    sheet : str
        The sheet's name, "" for a text file.
    encoding, separator : str
        How a text file was read; "" for a workbook.
    remarks : tuple of Fault
        What was odd in the file's form and should be looked at: rows with too few or too many cells, stray
        quotation marks.
    labels : Mapping of int to Mapping of str to str, or None
        Position of a column → code → label in a file that carries them (SPSS); None in all others.
    """

    path: Path
    rows: Sequence[tuple[str, ...]]
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    remarks: tuple[Fault, ...] = ()
    labels: Mapping[int, Mapping[str, str]] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", CodedRows.of(self.rows))

    @property
    def coded(self) -> CodedRows:
        """The rows, with their columns."""
        return CodedRows.of(self.rows)

    def distinct(self, position: int, first: int = 0) -> list[str]:
        """Return the texts that stand in a column, each once, from row `first` on."""
        column = self.coded.columns[position][first:]
        return [str(text) for text in column.remove_unused_categories().categories]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.coded.columns)


@dataclass(frozen=True)
class Column:
    """One column of an export.

    Parameters
    ----------
    position : int
        Its place in the file, counted from 0.
    question : str
        The question, as it stands in the header (carried on over continuation columns).
    sub : str
        The row of a grid, the option of a multiple choice; "" where the question has one column.
    metadata : bool
        True for what the tool adds by itself (time, id, e-mail).
    role : str
        One of `ROLES`, for metadata.
    options : Mapping of str to str
        Code → label, from the file's own legend; empty where it has none.
    codes : frozenset of int
        Numbers by which the tool may have written a don't-know in this very column.
    """

    position: int
    question: str
    sub: str = ""
    metadata: bool = False
    role: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    codes: frozenset[int] = frozenset()

    @property
    def header(self) -> str:
        """The question and its sub-item, joined by `` | ``."""
        return f"{self.question} | {self.sub}" if self.sub else self.question


@dataclass(frozen=True)
class Export:
    """One file of answers.

    Parameters
    ----------
    path : Path
        The file.
    tool : str
        The survey tool: "webropol", "microsoft_forms", "google_forms", "table", …
    columns : tuple of Column
        Every column of the file, in its order.
    cells : DataFrame
        One row a respondent, one column a position (int labels ``0 … len(columns) − 1``), texts as they stand
        (categorical: each distinct text is a category; never missing: a blank is ""). The index, named "row", is the
        row's number in the file as a
        spreadsheet shows it, counted from 1.
    left_out : Mapping of str to int
        Rows that are not respondents, counted by cause: "header", "legend", "blank", "total", "preview", …
        Respondents and these add up to the rows of the file.
    sheet, encoding, separator : str
        Where and how it was read.
    remarks : tuple of Fault
        What was odd in the file's form and should be looked at.
    no_answer : Mapping of str to str
        Codes by which the tool itself writes that there is no answer, such as -77: code → "blank" or
        "non-answer".
    marks : Mapping of int to Mapping of str to str
        Position of a column → text on one line in small letters → why a row with it is no respondent ("preview").
    heading : tuple of str
        The last header row, which some programs repeat among the answers; empty where there is none.
    """

    path: Path
    tool: str
    columns: tuple[Column, ...]
    cells: pd.DataFrame
    left_out: Mapping[str, int] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    remarks: tuple[Fault, ...] = ()
    no_answer: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    heading: tuple[str, ...] = ()

    @property
    def respondents(self) -> int:
        """The number of respondents."""
        return len(self.cells)

    @property
    def open_texts(self) -> frozenset[int]:
        """Positions of columns of so many different texts that only those of the first rows are counted."""
        return frozenset()

    def parts(self) -> Iterator[Export]:
        """Give the respondents part by part: this export is one part."""
        yield self

    def counts(self, position: int) -> dict[str, int]:
        """Return how many respondents have each text of a column."""
        return {str(text): int(n) for text, n in self.cells[position].value_counts(sort=False).items()}

    def column(self, position: int) -> pd.Series:
        """Return the cells of a column."""
        return self.cells[position]

    def coded(self, position: int) -> tuple[Sequence[str], npt.NDArray[np.signedinteger[Any]]]:
        """Return the different texts of a column, and which of them each cell holds."""
        column = self.column(position)
        cells = column.array if isinstance(column.dtype, pd.CategoricalDtype) else pd.Categorical(column)
        assert isinstance(cells, pd.Categorical)
        return [str(text) for text in cells.categories.tolist()], cells.codes

    def without(self, rows: Collection[int]) -> Export:
        """Return the export without copies of submissions, which are counted among the rows left out."""
        if not rows:
            return self
        left_out = {**self.left_out, "duplicate": self.left_out.get("duplicate", 0) + len(rows)}
        return replace(self, cells=self.cells.drop(index=sorted(rows)), left_out=left_out)

    def __repr__(self) -> str:
        """Tell the file, the tool and how much there is; no answers."""
        return introduce(
            "Export",
            self.path.name,
            self.tool,
            said_plural("{n} respondent", "{n} respondents", self.respondents),
            said_plural("{n} column", "{n} columns", len(self.columns)),
            said_plural("{n} remark", "{n} remarks", len(self.remarks)) if self.remarks else "",
        )
