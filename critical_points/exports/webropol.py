"""Webropol: two header rows, option numbers as answers, and a legend under the last respondent.

Row 1 holds a question's title in its first column only; row 2 the row of a matrix or an option, ``-`` where the
question has one column. After the respondents come blank rows and a legend: ``n = label``, stacked under the first
column of each closed question. A label may itself begin with a number (``3 = 3 = En osaa sanoa``).

Evidence: three real exports of Webropol 2.0 saved as text with tabs. That Webropol 3.0 gives the same in Excel, with
option numbers or label texts, in one or two header rows, is from memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, carried, is_blank, squeeze, with_metadata
from critical_points.exports.metadata import leading

TOOL = "webropol"

_LEGEND = re.compile(r"\s*(-?\d{1,9})\s*=(.*)", re.DOTALL)
_FIRST = ("vastausaika", "vastauksen aika", "svarstid", "svarstidpunkt", "response time", "answer time")
_NONE = ("", "-")


def recognises(table: Table) -> bool:
    """Whether the table has Webropol's two header rows or legend, or begins with its time of answer."""
    if len(table.rows) < 2 or table.width < 2:
        return False
    begins = squeeze(table.rows[0][0]).casefold() in _FIRST
    return begins or (_two_rows(table) and _has_marks(table))


def read(table: Table) -> Export:
    """Read the respondents, and give each question's columns the options of its legend."""
    two = _two_rows(table)
    titles = table.rows[0]
    subs = table.rows[1] if two else ("",) * table.width
    legend = legend_rows(table.rows)
    columns = [
        Column(position, question, "" if sub.strip() in _NONE else squeeze(sub), options=options)
        for position, (question, sub, options) in enumerate(
            zip(carried(titles, subs), subs, _options(table, titles, legend), strict=True)
        )
    ]
    return build(table, TOOL, with_metadata(columns, leading(titles)), 2 if two else 1, dict.fromkeys(legend, "legend"))


def legend_rows(rows: Sequence[Sequence[str]]) -> range:
    """Return the indexes of the legend at the end, an empty range where there is none.

    Parameters
    ----------
    rows : sequence of sequence of str
        The whole table.
    """
    end = len(rows)
    while end and is_blank(rows[end - 1]):
        end -= 1
    start = end
    while start and _is_legend(rows[start - 1]):
        start -= 1
    apart = start > 0 and is_blank(rows[start - 1])
    return range(start, end) if apart or (end - start > 1 and _counts_up(rows[start:end])) else range(0)


def _is_legend(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return bool(filled) and all(_LEGEND.fullmatch(cell) for cell in filled)


def _counts_up(rows: Sequence[Sequence[str]]) -> bool:
    for column in zip(*rows, strict=True):
        codes = [int(found[1]) for cell in column if (found := _LEGEND.fullmatch(cell))]
        if any(after != before + 1 for before, after in pairwise(codes)):
            return False
    return True


def _options(table: Table, titles: Sequence[str], legend: range) -> list[dict[str, str]]:
    """Return each column's options: those written under it, or under its question's first column."""
    options: list[dict[str, str]] = []
    current: dict[str, str] = {}
    told = [table.rows[index] for index in legend]
    for position, title in enumerate(titles):
        own = {}
        for row in told:
            if found := _LEGEND.fullmatch(row[position]):
                own[found[1]] = found[2].strip()
        current = own or ({} if title.strip() else current)
        options.append(current)
    return options


def _two_rows(table: Table) -> bool:
    """Whether row 2 continues the headers: it names every column that row 1 leaves blank."""
    titles, subs = table.rows[0], table.rows[1]
    if not titles[0].strip() or is_blank(subs):
        return False
    if any(subs[position].strip() not in _NONE for position in leading(titles)):
        return False
    continued = [sub for title, sub in zip(titles, subs, strict=True) if not title.strip()]
    if continued:
        return all(map(str.strip, continued))
    named = [sub.strip() for position, sub in enumerate(subs) if position not in leading(titles)]
    return all(sub == "-" for sub in named)


def _has_marks(table: Table) -> bool:
    """Whether something but the two rows speaks for Webropol."""
    dashes = any(sub.strip() == "-" for sub in table.rows[1])
    return dashes or bool(legend_rows(table.rows)) or bool(leading(table.rows[0]))
