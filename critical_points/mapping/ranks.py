"""What only rows tell: ranks that look like ratings, and a text that its owner wrote into every blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from critical_points.errors import Fault
from critical_points.exports.export import Export
from critical_points.mapping.columns import Confirmed, MappedColumn
from critical_points.messages import said
from critical_points.scales import normalise, whole_number

#: A ranking has at least this many columns, and at least so many complete rows tell it.
_FEWEST, _FEWEST_ROWS = 4, 5

#: At most so many columns without a question in common are looked at together.
_MOST_RANKED = 12

#: In a ranking each number stands once in at least this share of the complete rows.
_ONCE = 0.9

#: What owners of a file write into blanks; it is looked for in the first rows.
_FILLERS, _ROWS = ("n/a", "N/A", "NA", "#N/A"), 1000

#: A text that fills blanks stands in most of the columns, and next to it hardly any blank is left.
_MOST, _FEWEST_COLUMNS, _TIMES = 0.75, 10, 10


def doubt_ranks(export: Export, columns: Sequence[MappedColumn], confirmed: Confirmed) -> tuple[MappedColumn, ...]:
    """Return the columns of a file, those of a ranking as proposals that the analyst has to confirm.

    A ranking is a question of four columns or more, or as many columns beside each other that are questions of their
    own, whose answers are the numbers from 1 to the number of columns, each once in nearly every complete row.
    """
    ranks: dict[int, int] = {}
    numbers = {column.column.position: _ranks(column) for column in columns if column.kind == "rating"}
    told = (c for c in columns if c.kind == "rating" and c.column.sub)
    for _, block in groupby(sorted(told, key=lambda c: c.column.question), key=lambda c: c.column.question):
        found = list(block)
        if _is_ranking(export, found, numbers):
            ranks |= {column.column.position: len(found) for column in found}
    for found in _plain_rankings(export, columns, numbers):
        ranks |= {column.column.position: len(found) for column in found}
    return tuple(
        replace(
            column,
            certain=False,
            reason=said("each of 1–{last} stands once in a row, as in a ranking", last=ranks[column.column.position]),
        )
        if column.column.position in ranks and not _is_confirmed(column, confirmed)
        else column
        for column in columns
    )


def _plain_rankings(
    export: Export, columns: Sequence[MappedColumn], numbers: Mapping[int, dict[str, int]]
) -> Iterator[list[MappedColumn]]:
    """Find rankings among columns beside each other that have no question in common."""
    for bare, run in groupby(columns, key=lambda c: not c.column.sub and bool(numbers.get(c.column.position))):
        block = list(run) if bare else []
        while len(block) >= _FEWEST:
            sizes = range(min(_MOST_RANKED, len(block)), _FEWEST - 1, -1)
            size = next((size for size in sizes if _is_ranking(export, block[:size], numbers)), 0)
            if size:
                yield block[:size]
            block = block[size or 1 :]


def _is_confirmed(column: MappedColumn, confirmed: Confirmed) -> bool:
    entry = confirmed.entry(column.column)
    return entry is not None and entry.confirmed and (entry.kind != "rating" or entry.item is not None)


def _is_ranking(export: Export, block: Sequence[MappedColumn], numbers: Mapping[int, dict[str, int]]) -> bool:
    told = {column.column.position: numbers[column.column.position] for column in block}
    if len(block) < _FEWEST or {n for found in told.values() for n in found.values()} != set(range(1, len(block) + 1)):
        return False
    few = _is_once_in_a_row([_once_in_a_row([export.cells[p].head(_ROWS) for p in told], told)])
    whole = export.respondents <= _ROWS
    return few and (
        whole or _is_once_in_a_row(_once_in_a_row([part.column(p) for p in told], told) for part in export.parts())
    )


def _ranks(column: MappedColumn) -> dict[str, int]:
    """Return the numbers among a column's answers, none where one of them is no rank."""
    numbers = {text: n for text in column.answers if (n := whole_number(normalise(text))) is not None}
    return numbers if all(1 <= number <= _MOST_RANKED for number in numbers.values()) else {}


def _is_once_in_a_row(counts: Iterable[tuple[int, int]]) -> bool:
    """Tell whether nearly every complete row holds each number once."""
    rows, once = np.sum(list(counts), axis=0)
    return bool(rows >= _FEWEST_ROWS and once >= _ONCE * rows)


def _once_in_a_row(columns: Sequence[pd.Series], numbers: Mapping[int, dict[str, int]]) -> tuple[int, int]:
    """Return how many rows are complete, and how many of these hold each number once."""
    told = [column.map(number) for column, number in zip(columns, numbers.values(), strict=True)]
    rows = pd.concat(told, axis=1).dropna().astype("int64").to_numpy()
    once = (np.sort(rows, axis=1) == np.arange(1, len(numbers) + 1)).all(axis=1)
    return len(rows), int(once.sum())


def with_filled_blanks(export: Export) -> Export:
    """Return an export that tells which text its owner wrote into every blank, if there is such a text."""
    cells = export.cells.head(_ROWS)[[column.position for column in export.columns if not column.metadata]]
    if cells.shape[1] < _FEWEST_COLUMNS:
        return export
    texts = cells.to_numpy(dtype=object)
    blanks = (texts == "").sum(axis=0)
    for filler in _FILLERS:
        found = (texts == filler).sum(axis=0)
        if (found > 0).mean() >= _MOST and found.sum() >= _TIMES * blanks.sum():
            remark = Fault(
                said("{text!r} stands wherever nothing was answered.", text=filler),
                "",
                said('Read as blank, unless [labels] says "{text}" = "non-answer".', text=filler),
            )
            no_answer = {**export.no_answer, filler: "blank"}
            return replace(export, no_answer=no_answer, remarks=(*export.remarks, remark))
    return export
