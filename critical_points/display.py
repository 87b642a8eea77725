"""Display tables: every number as it is read, as accessible HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, isnan

import pandas as pd

from critical_points.facts import harmless
from critical_points.language import NO_VALUE, Language

_RANGE = re.compile(r"(?<=\d)([–…])(?=[+−]?\d)")

#: A cell of so many characters is not broken between two lines: "30 Nov 2025".
_SHORT = 12

#: An interval inside a text, with the brackets and the comma around it: it is not broken between two lines.
_INTERVAL = re.compile(r"\(?[+−-]?\d[\d.,]*[–…][+−-]?\d(?:[\d.,]*\d)?\)?[.,;:]?")

#: A cell that is a number: digits with signs, separators and a unit, perhaps an interval, perhaps with its n, or "<".
_NUMBER = re.compile(r"(?:< )?[+−-]?\d[\d.,\s]*%?([–…][+−-]?\d[\d.,\s]*)?( \(n = [\d\s.,]+\))?")


def whole_percentages(shares: Sequence[float]) -> list[float]:
    """Return shares as whole percentages that total 100 where the shares total 1.

    Parameters
    ----------
    shares : sequence of float
        Parts of a whole, 0–1.

    Returns
    -------
    list of float
        Each is rounded down or up; those with the largest remainders are rounded up, the first of equals first.
        NaN where any share is missing.

    Notes
    -----
    The method of largest remainders (Hamilton's method of apportionment).
    """
    if not len(shares) or any(isnan(share) for share in shares):
        return [float("nan")] * len(shares)
    exact = [round(100 * share, 9) for share in shares]
    whole = [floor(percent) for percent in exact]
    missing = round(sum(exact)) - sum(whole)
    first = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])[:missing]
    return [float(percent + (i in first)) for i, percent in enumerate(whole)]


@dataclass(frozen=True)
class DisplayTable:
    """A table of display strings, which a notebook shows as accessible HTML.

    Parameters
    ----------
    frame : DataFrame
        Display strings; the first column names the rows.
    caption : str
        What the table shows; also the name of its scrolling region, so unlike any other on a page.
    language : Language
        The language of all of it.
    empty : str
        What is told in place of a table without rows.
    summary : str
        When given, the table is folded away under these words.
    """

    frame: pd.DataFrame
    caption: str
    language: Language
    empty: str = ""
    summary: str = ""

    def __repr__(self) -> str:
        """Return the table as plain text."""
        if self.frame.empty:
            return self.empty
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return write_html(self)


def write_html(table: DisplayTable) -> str:
    """Write a table as HTML that screen readers read cell by cell with its headers.

    Parameters
    ----------
    table : DisplayTable
        The table. Its texts may be anything: they are escaped.

    Returns
    -------
    str
        A region that scrolls, can be reached by keyboard and is named by the caption; in it the table with caption
        and headers with scope. Columns of numbers are aligned at the right.
    """
    lang = escape(table.language.code)
    if table.frame.empty:
        return f'<p lang="{lang}">{escape(table.empty or table.caption)}</p>'
    numeric = [_is_numeric(table.frame[column]) for column in table.frame.columns]
    heads = [
        f'<th scope="col"{_align(right)}>{unbroken(_text(str(name)))}</th>'
        for name, right in zip(table.frame.columns, numeric, strict=True)
    ]
    rows = [_row([str(cell) for cell in row], numeric) for row in table.frame.itertuples(index=False)]
    region = (
        f'<div class="scroll" role="region" tabindex="0" lang="{lang}" aria-label="{_text(table.caption)}">\n'
        f"<table>\n<caption><span>{_text(table.caption)}</span></caption>\n"
        f"<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n</div>"
    )
    if not table.summary:
        return region
    return f'<details class="data" lang="{lang}"><summary>{_text(table.summary)}</summary>\n{region}\n</details>'


def _row(cells: Sequence[str], numeric: Sequence[bool]) -> str:
    tail = "".join(
        f"<td{_align(right)}>{_cell(cell, right)}</td>" for cell, right in zip(cells[1:], numeric[1:], strict=True)
    )
    return f'<tr><th scope="row" style="text-align:left">{_text(cells[0])}</th>{tail}</tr>\n'


def _cell(text: str, numeric: bool) -> str:
    """Return a cell's text: a short one, such as a date, stays on one line, and so does an interval among words."""
    if numeric:  # the whole column stays on one line
        return _text(text)
    if len(text.strip()) <= _SHORT:
        return _whole(_text(text)) if " " in text.strip() else _text(text)
    return _INTERVAL.sub(lambda found: _whole(found[0]), _text(text))


def _whole(html: str) -> str:
    return f'<span style="white-space:nowrap">{html}</span>'


def _text(text: str) -> str:
    return escape(harmless(text).strip()) or NO_VALUE


def unbroken(text: str) -> str:
    """Return a text whose "1–5" and "−0.1…+0.2" stay on one line."""
    return _RANGE.sub("\N{WORD JOINER}\\1\N{WORD JOINER}", text)


def _align(right: bool) -> str:
    return ' class="number" style="text-align:right"' if right else ' style="text-align:left"'


def _is_numeric(column: pd.Series) -> bool:
    """Tell whether a column holds numbers: at least half of its cells are numbers or dashes, and one is a number."""
    cells = [str(cell) for cell in column]
    numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
    return numbers > 0 and (numbers + cells.count(NO_VALUE)) * 2 >= len(cells)
