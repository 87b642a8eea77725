"""Summaries instead of answers: counts and percentages that a tool made of the answers.

Evidence: SurveyMonkey's "Answer Choices, Response Percent, Responses" seen in real files; the words of Webropol's
and Qualtrics' reports from memory.
"""

from __future__ import annotations

import re

from critical_points.errors import Fault, UnreadableError
from critical_points.exports.export import Table
from critical_points.exports.layout import squeeze
from critical_points.messages import said

_MOST_ROWS = 40

#: Cells that stand together in one row of a summary and nowhere else.
_TOGETHER = (
    {"answer choices", "responses"},
    {"answer choices", "response percent"},
    {"answer options", "response count"},
    {"answer options", "response percent"},
    {"vastausvaihtoehdot", "vastaukset"},
    {"svarsalternativ", "svar"},
    {"svarsval", "svar"},
    {"n", "prosentti"},
    {"n", "procent"},
    {"n", "percent"},
    {"lukumäärä", "prosentti"},
    {"antal", "procent"},
    {"minimum", "maximum", "mean", "count"},
    {"keskiarvo", "mediaani"},
    {"vastaus", "lukumäärä", "%"},
)
_SHARE = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*%")
_ALONE = re.compile(
    r"(vastaajien (kokonais)?(määrä|lukumäärä)|vastanneita|number of respondents|total respondents|"
    r"antal (svarande|respondenter)|answered question|skipped question|answered|skipped)\s*[:=]?\s*\d+",
    re.IGNORECASE,
)


def refuse_summary(table: Table) -> None:
    """Refuse a table that holds counts instead of answers.

    Parameters
    ----------
    table : Table
        Any table that no survey tool's reader knows.

    Raises
    ------
    UnreadableError
        When a row near the top has the words of a summary.
    """
    top = table.rows[:_MOST_ROWS]
    shares = any(_SHARE.fullmatch(cell.strip()) for row in top for cell in row)
    for number, row in enumerate(top, 1):
        cells = [squeeze(cell).casefold() for cell in row if cell.strip()]
        found = next((words for words in _TOGETHER if words <= set(cells) and len(cells) <= len(words) + 6), None)
        alone = shares and 0 < len(cells) <= 2 and _ALONE.fullmatch(" ".join(cells))
        if found or alone:
            what = ", ".join(sorted(found)) if found else " ".join(cells)
            where = said("{file}, row {row}", file=table.sheet or table.path.name, row=number)
            raise UnreadableError(
                said(
                    "{path} is a summary report: it holds counts, not the answers of each respondent.", path=table.path
                ),
                [Fault(said("the words of a summary: {words}", words=what), where)],
                said("in the survey tool, export the individual answers (all responses, raw data) as Excel or CSV"),
            )
