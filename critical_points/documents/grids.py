"""HTML tables read as rows of cells, whoever made them: ours, those of pandas, those of narration."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bs4 import Tag

from critical_points.documents.blocks import Run, Runs, Table, words

#: Reads what stands in a cell.
_Read = Callable[[Tag], Runs]


def read_table(table: Tag, read: _Read) -> Table:
    """Return a table; cells that reach over several rows or columns are repeated.

    Parameters
    ----------
    table : Tag
        The element.
    read : callable
        Reads what stands in a cell.

    Returns
    -------
    Table
        As many columns in each row; several rows of headers are one.
    """
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    top = [row for row in rows if row.find_parent("thead") is not None]
    if not top:
        top = [row for row in rows[:1] if row.find("td") is None]
    header, body = _grid(top, read), _grid(rows[len(top) :], read)
    width = max((len(row) for row in [*header, *body]), default=0)
    header, body = [_padded(row, width) for row in header], [_padded(row, width) for row in body]
    heads = tuple(_joined([row[column] for row in header]) for column in range(width))
    caption = " ".join(table.caption.get_text().split()) if table.caption is not None else ""
    right = tuple(_is_numeric([row[column] for row in body], top, column) for column in range(width))
    return Table(caption, heads, tuple(tuple(row) for row in body), right)


def _grid(rows: Sequence[Tag], read: _Read) -> list[list[Runs]]:
    grid: list[list[Runs]] = []
    below: dict[int, tuple[int, Runs]] = {}  # column: rows that a cell above still covers, and the cell
    for row in rows:
        cells: list[Runs] = []

        def cover(cells: list[Runs] = cells) -> None:
            while below.get(len(cells), (0, ()))[0]:
                left, runs = below[len(cells)]
                below[len(cells)] = (left - 1, runs)
                cells.append(runs)

        for cell in row.find_all(["th", "td"], recursive=False):
            cover()
            runs = read(cell)
            for _ in range(_span(cell, "colspan")):
                below[len(cells)] = (_span(cell, "rowspan") - 1, runs)
                cells.append(runs)
        cover()
        grid.append(cells)
    return grid


def _span(cell: Tag, name: str) -> int:
    told = str(cell.get(name, "1"))
    return min(max(int(told), 1), 1000) if told.isdecimal() else 1


def _padded(row: list[Runs], width: int) -> list[Runs]:
    return [*row, *[()] * (width - len(row))]


def _joined(cells: Sequence[Runs]) -> Runs:
    """Return the headers of a column, one below another, as one."""
    told = dict.fromkeys(cell for cell in cells if words(cell))
    joined: list[Run] = []
    for cell in told:
        joined += [Run(", ")] * bool(joined) + list(cell)
    return tuple(joined)


def _is_numeric(cells: Sequence[Runs], top: Sequence[Tag], column: int) -> bool:
    """Tell whether a column holds numbers: its header says so, or most of its cells are digits without letters."""
    heads = [row.find_all(["th", "td"], recursive=False) for row in top]
    if any("number" in (head[column].get("class") or []) for head in heads if len(head) > column):
        return True
    texts = [text for cell in cells if (text := words(cell))]
    numbers = [text for text in texts if re.search(r"\d", text) and not re.search(r"[^\W\d_]", text)]
    return column > 0 and len(numbers) * 2 > len(texts)
