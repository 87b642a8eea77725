"""A small report to make documents of: three groups that are shown, and one that is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from critical_points.disclosure import protect
from critical_points.documents import Content, Stamp
from critical_points.instrument import Instrument, Labels
from critical_points.language import Language
from critical_points.releases import withhold_reasons
from critical_points.tallies import GROUPINGS, tally
from critical_points.workspace import Review, Wave
from tests.plan.frames import small_plan
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument(
    {"morning_1": "Morning", "evening_1": "Evening", "step_1": "Step"}, groups=["a", "b", "c", "d"], levels=["Step"]
)
MADE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def people(wave: str, group: str, ratings: list[tuple[int, int, int]], chosen: str) -> list[Row]:
    return [(wave, group, None, cells, (chosen,)) for cells in ratings]


#: In 2026, group a rates Morning 3 and 5 in turn, b 1 and 3; Evening is 2 and 4 to all. Six of c, three of d.
ROWS = [
    *people("2026", "a", [(3, 2, 4), (5, 4, 5)] * 12, "Morning"),
    *people("2026", "b", [(1, 2, 4), (3, 4, 5)] * 12, "Evening"),
    *people("2026", "c", [(3, 2, 4), (4, 4, 5)] * 3, "Evening"),
    *people("2026", "d", [(3, 2, 4), (5, 4, 5), (1, 1, 1)], "Evening"),
    *people("2025", "a", [(2, 2, 4), (4, 4, 5)] * 12, "Morning"),
    *people("2025", "b", [(1, 2, 4), (3, 4, 5)] * 12, "Evening"),
]


def small_content(
    root: Path,
    code: str = "en",
    rows: Sequence[Row] | None = None,
    asked: Instrument = ASKED,
    title: str = "Critical points",
) -> Content:
    """Return what a small report tells, with two targets and an action that is overdue."""
    answers = small_answers(asked, ROWS if rows is None else rows)
    labels = Labels(asked, Language(code))
    safe = replace(withhold_reasons(protect(tally(answers, by=GROUPINGS), margins=GROUPINGS)), labels=labels)
    waves = sorted({row[0] for row in (ROWS if rows is None else rows)})
    plan = small_plan(
        [("2025", "t", asked.points[0].key, 2.5), ("2025", "t", asked.points[-1].key, 4.5)],
        [("2025", asked.points[0].key, date(2026, 1, 31), "under_way", 0.5)],
        instrument=asked,
        code=code,
    )
    named = replace(asked, title=dict.fromkeys(("fi", "sv", "en"), title))
    review = Review(root, "Small <b>& Co", Language(code), named, 5, {wave: Wave(wave) for wave in waves})
    against = waves[0] if len(waves) > 1 else None
    return Content(review, safe, plan, waves[-1], against, {}, Stamp(waves[-1], against or "", (), {}, MADE))
