"""A question of one choice that stands in one column an option: drawn together into the one column it is.

The cells of such a column are blank or repeat the option in its header (``- 4`` over cells of ``4``), and hardly any
respondent has two. Nothing is lost: where somebody has two, the joined cell holds both, and is asked about later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from critical_points.exports.coding import CodedRows
from critical_points.exports.export import Column, Table
from critical_points.exports.layout import squeeze

#: More options than these are a list of names; so many respondents at least, and this share of them, chose one.
_MOST_OPTIONS, _FEWEST_ROWS, _CHOSE = 11, 5, 0.5

#: Where the options are numbers, this share of the respondents may have two by mistake.
_TWICE = 0.05

_DASH = re.compile(r"[-–]\s+")


def join_options(table: Table, columns: Sequence[Column], first: int) -> tuple[Table, tuple[Column, ...]]:
    """Return the table and its columns with every question of one choice in one column.

    Parameters
    ----------
    table : Table
        The grid.
    columns : sequence of Column
        One a column of the grid.
    first : int
        Index of the first row under the headers.
    """
    blocks = [block for block in _blocks(table, columns, first) if _is_one_choice(table, block, first)]
    if not blocks:
        return table, tuple(columns)
    starts = {block[0].position: block for block in blocks}
    gone = {column.position for block in blocks for column in block[1:]}
    kept = [column for column in columns if column.position not in gone]
    rows = tuple(
        tuple(_cell(row, starts.get(c.position), index < first) or row[c.position] for c in kept)
        for index, row in enumerate(table.rows)
    )
    named = [replace(c, sub="") if c.position in starts else c for c in kept]
    return replace(table, rows=rows), tuple(replace(column, position=place) for place, column in enumerate(named))


def _cell(row: Sequence[str], block: Sequence[Column] | None, header: bool) -> str:
    """Return what a respondent chose in a block, "" where that is its first column's cell."""
    if block is None or header:
        return ""
    return "; ".join(row[column.position] for column in block if row[column.position].strip())


def _option(sub: str) -> str:
    return _DASH.sub("", squeeze(sub), count=1) if _DASH.match(squeeze(sub)) else squeeze(sub)


def _blocks(table: Table, columns: Sequence[Column], first: int) -> Iterator[list[Column]]:
    """Give the columns of one question beside each other whose cells repeat the option above them."""

    def repeats(column: Column) -> bool:
        told = {squeeze(text) for text in table.distinct(column.position, first)} - {""}
        return bool(column.sub) and not column.metadata and told <= {_option(column.sub), squeeze(column.sub)}

    for (_, option), run in groupby(columns, key=lambda column: (column.question, repeats(column))):
        block = list(run) if option else []
        if len(block) > 1:
            yield block


def _is_one_choice(table: Table, block: Sequence[Column], first: int) -> bool:
    rows = table.coded[first:]
    chosen = np.sum([~CodedRows([rows.columns[column.position]]).blank() for column in block], axis=0)
    once, twice = int((chosen > 0).sum()), int((chosen > 1).sum())
    numbers = [found[0] for column in block if (found := re.match(r"\d{1,2}(?!\d)", _option(column.sub)))]
    if len(numbers) == len(block) > 2 and len(set(numbers)) == len(numbers):
        return once > 0 and twice <= _TWICE * once
    enough = once >= max(_FEWEST_ROWS, _CHOSE * int((~rows.blank()).sum()))
    return enough and not twice and len(block) <= _MOST_OPTIONS
