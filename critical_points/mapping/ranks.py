"""What only rows tell: ranks that look like ratings, and a text that its owner wrote into every blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from critical_points.errors import Fault
from critical_points.exports.export import Export
from critical_points.mapping.columns import Confirmed, MappedColumn
from critical_points.scales import normalise, whole_number

#: A ranking has at least this many columns, and at least so many complete rows tell it.
_FEWEST, _FEWEST_ROWS = 4, 5

#: In a ranking each number stands once in at least this share of the complete rows.
_ONCE = 0.9

#: What owners of a file write into blanks; it is looked for in the first rows.
_FILLERS, _ROWS = ("n/a", "N/A", "NA", "#N/A"), 1000

#: A text that fills blanks stands in most of the columns, and next to it hardly any blank is left.
_MOST, _FEWEST_COLUMNS, _TIMES = 0.75, 10, 10


def doubt_ranks(export: Export, columns: Sequence[MappedColumn], confirmed: Confirmed) -> tuple[MappedColumn, ...]:
    """Return the columns of a file, those of a ranking as proposals that the analyst has to confirm.

    A ranking is a question of four columns or more whose answers are the numbers from 1 to the number of columns, each
    once in nearly every complete row.
    """
    ranks: dict[int, int] = {}
    told = (c for c in columns if c.kind == "rating" and c.column.sub)
    for _, block in groupby(sorted(told, key=lambda c: c.column.question), key=lambda c: c.column.question):
        found = list(block)
        if _is_ranking(export, found):
            ranks |= {column.column.position: len(found) for column in found}
    return tuple(
        replace(
            column,
            certain=False,
            reason=f"each of 1–{ranks[column.column.position]} stands once in a row, as in a ranking",
        )
        if column.column.position in ranks and not _is_confirmed(column, confirmed)
        else column
        for column in columns
    )


def _is_confirmed(column: MappedColumn, confirmed: Confirmed) -> bool:
    entry = confirmed.entry(column.column)
    return entry is not None and entry.confirmed and (entry.kind != "rating" or entry.item is not None)


def _is_ranking(export: Export, block: Sequence[MappedColumn]) -> bool:
    ranks = set(range(1, len(block) + 1))
    numbers = [{text: whole_number(normalise(text)) for text in column.answers} for column in block]
    if len(block) < _FEWEST or not {n for column in numbers for n in column.values()} <= {None, *ranks}:
        return False
    cells = [export.cells[c.column.position].map(told) for c, told in zip(block, numbers, strict=True)]
    rows = pd.concat(cells, axis=1).dropna().astype("int64").to_numpy()
    once = (np.sort(rows, axis=1) == sorted(ranks)).all(axis=1)
    return len(rows) >= _FEWEST_ROWS and bool(once.mean() >= _ONCE)


def with_filled_blanks(export: Export) -> Export:
    """Return an export that tells which text its owner wrote into every blank, if there is such a text."""
    cells = export.cells.head(_ROWS)[[column.position for column in export.columns if not column.metadata]]
    if cells.shape[1] < _FEWEST_COLUMNS:
        return export
    blanks = _count(cells, "")
    for filler in _FILLERS:
        found = _count(cells, filler)
        if (found > 0).mean() >= _MOST and found.sum() >= _TIMES * blanks.sum():
            remark = Fault(
                f"{filler!r} stands wherever nothing was answered.",
                "",
                f'Read as blank, unless [labels] says "{filler}" = "non-answer".',
            )
            no_answer = {**export.no_answer, filler: "blank"}
            return replace(export, no_answer=no_answer, remarks=(*export.remarks, remark))
    return export


def _count(cells: pd.DataFrame, text: str) -> pd.Series:
    return (cells == text).sum()
