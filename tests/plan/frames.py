"""Small literal plans, as `load_plan` gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from critical_points.instrument import Instrument, Labels, load_instrument
from critical_points.language import Language
from critical_points.workbook.plans import ACTIONS, DISCUSSION, FILES, PLAN, PROBLEMS, TARGETS, Plan, frame_of

NAN = float("nan")

#: wave, team, point, level aimed at.
Target = tuple[str, str, str, float]

#: wave, point, due, status, share done.
Action = tuple[str, str, date | None, str, float]

#: wave, team, point, results, promise, present state, goals.
Words = tuple[str, str, str, str, str, str, str]

#: wave, team, question, text.
Note = tuple[str, str, str, str]


def small_plan(
    targets: Sequence[Target] = (),
    actions: Sequence[Action] = (),
    words: Sequence[Words] = (),
    notes: Sequence[Note] = (),
    *,
    instrument: Instrument | None = None,
    code: str = "en",
) -> Plan:
    """Return a plan of literal rows; actions are called "action 1", "action 2", …, their owners "owner"."""
    return Plan(
        discussion=_frame([(w, t, f"{t}.xlsx", "point", "feedback", q, text) for w, t, q, text in notes], DISCUSSION),
        plan=_frame(words, PLAN),
        actions=_frame(
            [(w, "a", n, point, f"action {n}", "owner", *rest) for n, (w, point, *rest) in enumerate(actions, 1)],
            ACTIONS,
        ),
        targets=_frame(
            [(w, t, n, p, level, f"criterion of {t}") for n, (w, t, p, level) in enumerate(targets, 1)], TARGETS
        ),
        problems=_frame([], PROBLEMS),
        files=_frame(_files(notes), FILES),
        labels=Labels(instrument or load_instrument(), Language(code)),
    )


def _files(notes: Sequence[Note]) -> list[tuple[str, str, str, int, int, int, str, str]]:
    """Return the files that the notes stand in: one a team and wave, with how many notes of the discussion it has."""
    told = dict.fromkeys((wave, team) for wave, team, *_ in notes)
    counts = {
        whose: sum((w, t) == whose and q != "results" and bool(text.strip()) for w, t, q, text in notes)
        for whose in told
    }
    return [(wave, team, f"{team}.xlsx", n, n, 0, "", "") for (wave, team), n in counts.items()]


def _frame(rows: Sequence[Sequence[object]], columns: tuple[str, ...]) -> pd.DataFrame:
    return frame_of((dict(zip(columns, row, strict=True)) for row in rows), columns)
