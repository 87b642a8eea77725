"""What only the columns beside it tell of a column: its block is stored from 0, and here nobody chose the lowest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from critical_points.mapping.columns import MappedColumn
from critical_points.messages import said
from critical_points.scales import normalise, whole_number


def doubt_shifted(columns: Sequence[MappedColumn]) -> tuple[MappedColumn, ...]:
    """Return the columns of a file; where some run 0–4 beside a scale of 1–5, those that fit 0–4 are doubted, too.

    A column of bare numbers without the highest value may be stored from 0 like its neighbours, though it has no 0.
    """
    shifted = {c.scale for c in columns if c.item and c.key and c.key.elsewhere and _is_shifted(c)}
    doubt = said("other columns of the file run from 0, and this one may, too")
    return tuple(
        replace(column, key=replace(column.key, doubt=doubt))
        if column.key and column.item and column.scale in shifted and not column.key.doubt and _may_be_shifted(column)
        else column
        for column in columns
    )


def _numbers(column: MappedColumn) -> set[int]:
    """Return the bare numbers that count as they stand."""
    decided = column.key.decided if column.key else {}
    plain = (normalise(text) for text in column.answers)
    return {number for text in plain if text not in decided and (number := whole_number(text)) is not None}


def _is_shifted(column: MappedColumn) -> bool:
    numbers, scale = _numbers(column), column.key.scale if column.key else None
    return scale is not None and scale.lowest - 1 in numbers and scale.highest not in numbers


def _may_be_shifted(column: MappedColumn) -> bool:
    numbers, scale = _numbers(column), column.key.scale if column.key else None
    return scale is not None and bool(numbers) and not column.column.options and max(numbers) < scale.highest
