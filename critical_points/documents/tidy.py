"""Tables for a spreadsheet: every number as the pages show it, not one digit more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from critical_points.language import Language

#: What stands in a cell: None where nothing can be told.
Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column: its header, its cells, and how its numbers look (one of `LOOKS`)."""

    name: str
    cells: tuple[Value, ...]
    look: str = "text"


@dataclass(frozen=True)
class Sheet:
    """A sheet with one table.

    Parameters
    ----------
    key : str
        The name of the table: ASCII, without blanks.
    name, title : str
        The name of the sheet; what the table shows.
    about : str
        One line on how it is read.
    columns : tuple of Column
        All of one length.
    """

    key: str
    name: str
    title: str
    about: str
    columns: tuple[Column, ...]

    @property
    def length(self) -> int:
        """The number of rows."""
        return len(self.columns[0].cells) if self.columns else 0


#: How numbers look, by the decimals that are shown; shares are 0–1.
LOOKS = {
    "text": "@",
    "count": "#,##0",
    "one": "0.0",
    "two": "0.00",
    "difference": "+0.0##;\N{MINUS SIGN}0.0##;0.0",
    "share": "0%",
    "p": "0.00#",
    "date": "yyyy-mm-dd",
}


def as_shown(value: float, digits: int) -> float | None:
    """Return a number rounded as `Language.number` rounds it, None where there is none.

    Examples
    --------
    >>> as_shown(2.45, 1), as_shown(3.449, 1), as_shown(float("nan"), 1)
    (2.4, 3.4, None)
    """
    return None if pd.isna(value) else float(round(Decimal(str(float(value))), digits))


def whole(value: float) -> int | None:
    """Return a number rounded to a whole one, None where there is none."""
    return None if pd.isna(value) else round(Decimal(str(float(value))))


def as_share(percent: float) -> float | None:
    """Return whole per cent as a share of 0–1, None where there are none."""
    shown = whole(percent)
    return None if shown is None else shown / 100


def hidden_mark(language: Language) -> str:
    """Return what stands in a cell that is hidden to protect small groups."""
    return language.text("[protected]")


def missing_mark(language: Language) -> str:
    """Return what stands in a cell of which nothing can be told."""
    return language.text("[not available]")


def mean_as_shown(language: Language, row: pd.Series, tail: str = "") -> Value:
    """Return the mean of a row of `describe` with one decimal, or the band that is told in its place: "4–5"."""
    if pd.notna(row[f"band_low{tail}"]):
        return language.interval(row[f"band_low{tail}"], row[f"band_high{tail}"], 0)
    return as_shown(row[f"mean{tail}"], 1)


def column(name: str, cells: Iterable[Value], look: str = "text") -> Column:
    """Return a column."""
    return Column(name, tuple(cells), look)


def hide(columns: Sequence[Column], hidden: Sequence[bool], language: Language) -> tuple[Column, ...]:
    """Return the columns with a mark in the rows that are hidden."""
    mark = hidden_mark(language)
    return tuple(
        column(one.name, (mark if no else cell for cell, no in zip(one.cells, hidden, strict=True)), one.look)
        for one in columns
    )
