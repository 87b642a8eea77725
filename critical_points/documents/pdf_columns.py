"""How wide the columns of a table are on paper, and whether it stands across the page or along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING

from critical_points.documents.blocks import Runs, Table

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

#: The width of what stands on a page, in millimetres, on a page that is upright and on one that lies.
UPRIGHT, LYING = 170.0, 257.0

#: Sizes of type in points, the first that fits; and the one of a table that is cut into several.
SIZES, CUT = (8.5, 8.0, 7.5, 7.0), 7.5

#: The room left and right of a cell's text together, in millimetres, as `report.typ` has it; and a little slack.
INSET, _SLACK = 3.0, 1.02

#: A word is broken, with a hyphen, where it is wider than this: in millimetres at 8.5 points.
_LONG = 25.0
_POINT = 25.4 / 72


@dataclass(frozen=True)
class Fit:
    """A table as it stands on paper: its columns' widths in millimetres, its size of type in points, its pages."""

    table: Table
    widths: tuple[float, ...]
    size: float
    lying: bool


def fit_table(table: Table, sizes: Sequence[float] = SIZES) -> list[Fit]:
    """Fit a table to the width of a page.

    Parameters
    ----------
    table : Table
        The table.
    sizes : sequence of float
        Sizes of type in points, the best first.

    Returns
    -------
    list of Fit
        One, upright if that can be; where a page that lies is too narrow still, several tables, each of which begins
        with the first column.
    """
    for width, lying in ((UPRIGHT, False), (LYING, True)):
        for size in sizes:
            widths = _widths(table, size, width)
            if widths:
                return [Fit(table, widths, size, lying)]
    return [
        Fit(part, _widths(part, CUT, LYING) or (LYING / len(part.header),) * len(part.header), CUT, lying=True)
        for part in _cut(table)
    ]


def _cut(table: Table) -> list[Table]:
    """Return a table in parts that fit, each with the first column."""
    parts: list[list[int]] = [[]]
    for column in range(1, len(table.header)):
        if parts[-1] and not _widths(_columns(table, [0, *parts[-1], column]), CUT, LYING):
            parts.append([])
        parts[-1].append(column)
    return [_columns(table, [0, *part]) for part in parts]


def _columns(table: Table, chosen: Sequence[int]) -> Table:
    return replace(
        table,
        header=tuple(table.header[n] for n in chosen),
        rows=tuple(tuple(row[n] for n in chosen) for row in table.rows),
        numeric=tuple(table.numeric[n] for n in chosen),
    )


def _widths(table: Table, size: float, width: float) -> tuple[float, ...]:
    """Return the widths of columns that together are no wider than `width`, or nothing where they cannot be."""
    narrow, wide = zip(*(_limits(table, column, size) for column in range(len(table.header))), strict=True)
    for lines in (1, 2, 3):
        full = [
            max(cells, _header(head, size) / lines + INSET, low)
            for cells, head, low in zip(wide, table.header, narrow, strict=True)
        ]
        if sum(full) <= width:
            return tuple(full)
    return _share(narrow, full, width) if sum(narrow) <= width else ()


def _share(narrow: Sequence[float], wide: Sequence[float], width: float) -> tuple[float, ...]:
    """Give each column as much as it wants up to a level that is the same for all, and never less than it needs."""
    low, high = 0.0, max(wide)
    for _ in range(40):
        level = (low + high) / 2
        total = sum(min(max(level, least), most) for least, most in zip(narrow, wide, strict=True))
        low, high = (level, high) if total <= width else (low, level)
    return tuple(min(max(low, least), most) for least, most in zip(narrow, wide, strict=True))


def _limits(table: Table, column: int, size: float) -> tuple[float, float]:
    """Return how wide a column must be at least, and how wide its cells would like it to be."""
    cells = [row[column] for row in table.rows]
    natural = max((max(_width(line, size) for line in lines_of(cell)) for cell in cells), default=0.0)
    needed = [_longest(table.header[column], size, bold=True)]
    needed += [natural] if table.numeric[column] else [_longest(cell, size, bold=column == 0) for cell in cells]
    return max(needed) + INSET, natural + INSET


def lines_of(runs: Runs) -> list[str]:
    """Return the lines of a cell; what must stay on one line has blanks that do not break."""
    text = "".join(run.text.replace(" ", "\N{NO-BREAK SPACE}") if run.whole else run.text for run in runs)
    return text.split("\n")


def _header(runs: Runs, size: float) -> float:
    return _width(" ".join(lines_of(runs)), size, bold=True)


def _longest(runs: Runs, size: float, *, bold: bool) -> float:
    """Return the width of the longest word; a long one may be broken."""
    parts = [part for line in lines_of(runs) for part in line.split(" ")]
    most = _LONG * size / SIZES[0]
    widths = [(_width(part, size, bold=bold), part) for part in parts]
    return max((min(width, most) if breakable(part) else width for width, part in widths), default=0.0)


def breakable(word: str) -> bool:
    """Tell whether a word is long and of letters, so that it can be broken with a hyphen."""
    return len(word) > 9 and "\N{NO-BREAK SPACE}" not in word and not any(sign.isdigit() for sign in word)


def _width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in millimetres."""
    return _length(text, bold) / 100 * size * _POINT * _SLACK


@cache
def _length(text: str, bold: bool) -> float:
    return float(_font(bold).getlength(text.replace("\N{WORD JOINER}", "")))


@cache
def _font(bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    name = "Inter-SemiBold.ttf" if bold else "Inter-Regular.ttf"
    with as_file(files("critical_points.workbook") / "fonts" / name) as path:
        return ImageFont.truetype(BytesIO(path.read_bytes()), 100)
