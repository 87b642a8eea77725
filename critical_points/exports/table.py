"""A plain table: headers in one row (or two), then one row a respondent. The last resort.

Titles above the headers are passed over, totals under the answers are no respondents. Where row 1 leaves columns blank
and row 2 names all of these, the headers are two rows, as SurveyMonkey and Webropol write them.

Evidence: none needed; it takes what an analyst made by hand or another tool wrote, and claims no more.
"""

from __future__ import annotations

from collections.abc import Sequence

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import (
    bracketed,
    build,
    carried,
    index_column,
    is_blank,
    no_answers,
    squeeze,
    with_metadata,
)
from critical_points.exports.metadata import leading

TOOL = "table"

_TOTALS = {
    *("yhteensä", "vastaajia yhteensä", "n yhteensä", "keskiarvo", "mediaani", "keskihajonta"),
    *("summa", "totalt", "medelvärde", "genomsnitt", "median", "total", "totals", "grand total", "sum"),
    *("average", "mean"),
}


def recognises(table: Table) -> bool:
    """Whether there is a table at all: it is asked last."""
    return bool(table.rows)


def read(table: Table) -> Export:
    """Read every row under the headers that is neither blank nor a total as a respondent."""
    top = _header_row(table)
    titles = table.rows[top]
    two = _two_rows(table, top)
    subs = table.rows[top + 1] if two else ("",) * table.width
    first = top + 2 if two else top + 1
    columns = [
        Column(position, question, squeeze(sub)) if two else Column(position, *_grid(position, titles))
        for position, (question, sub) in enumerate(zip(carried(titles, subs), subs, strict=True))
    ]
    causes = {index: "title" for index in range(top) if not is_blank(table.rows[index])} | _totals(table, first)
    return build(table, TOOL, with_metadata(columns, index_column(table, first) | leading(titles)), first, causes)


def _header_row(table: Table) -> int:
    """Return the first row with half as many cells as the fullest of the first rows, or two at least."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in table.rows[:20]]
    enough = max(1, min(2, max(filled)), max(filled) // 3)
    top = next((index for index, count in enumerate(filled) if count >= enough), None)
    if top is None:
        raise no_answers(table)
    return top


def _two_rows(table: Table, top: int) -> bool:
    if top + 2 >= len(table.rows):
        return False
    titles, subs = table.rows[top], table.rows[top + 1]
    gaps = [sub for title, sub in zip(titles, subs, strict=True) if not title.strip()]
    bare = [position for position in leading(titles) if not subs[position].strip()]
    return len(gaps) > 1 and bool(titles[0].strip()) and all(map(str.strip, gaps)) and bool(bare)


def _grid(position: int, titles: Sequence[str]) -> tuple[str, str]:
    """Split ``Question [row]`` and ``Question >> row`` where a neighbour has the same question."""
    near = [*titles[max(position - 1, 0) : position], *titles[position + 1 : position + 2]]
    for split in (bracketed, _arrowed):
        question, row = split(titles[position])
        if row and any(split(other)[0] == question and split(other)[1] for other in near):
            return question, row
    return squeeze(titles[position]), ""


def _arrowed(header: str) -> tuple[str, str]:
    question, _, row = squeeze(header).partition(" >> ")
    return question.strip(), row.strip()


def _totals(table: Table, first: int) -> dict[int, str]:
    """Return the rows of totals at the end."""
    causes = {}
    for index in range(len(table.rows) - 1, first, -1):
        begins = next((cell for cell in table.rows[index] if cell.strip()), "")
        if begins and squeeze(begins).casefold().rstrip(":") not in _TOTALS:
            break
        if begins:
            causes[index] = "total"
    return causes
