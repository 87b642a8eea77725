"""The process as a short checklist."""

from __future__ import annotations

from datetime import date

import pandas as pd

from critical_points.display import DisplayTable
from critical_points.language import NO_VALUE, Language
from critical_points.schedule import process
from critical_points.workbook.plans import Plan
from critical_points.workspace import Review


def tabulate_process(
    review: Review, wave: str | None = None, plan: Plan | None = None, *, today: date | None = None
) -> DisplayTable:
    """Make a checklist of the steps of a wave's review.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str, optional
        The wave; by default the newest one.
    plan : Plan, optional
        What was read from the workbooks.
    today : date, optional
        The day on which this is told; by default the day it is.

    Returns
    -------
    DisplayTable
        One row a step: its state with a sign, its date, the last day for it, and what that rests on.
    """
    language, today = review.language, today or date.today()
    frame = process(review, wave, plan, today=today)
    table = pd.DataFrame(
        {
            language.text("Step"): [_step(language, str(row["step"]), str(row["wave"])) for _, row in frame.iterrows()],
            language.text("State"): [_state(language, str(state)) for state in frame["state"]],
            language.text("Date"): [_day(language, day) for day in frame["date"]],
            language.text("Due"): [_day(language, day) for day in frame["due"]],
            language.text("Details"): frame["words"],
        }
    )
    caption = language.text(
        "The process step by step, {wave}, as of {date}", wave=frame["wave"].iloc[0], date=language.date(today)
    )
    return DisplayTable(table, caption, language)


def _step(language: Language, step: str, wave: str) -> str:
    return {
        "start": language.text("Start of the review"),
        "responsible": language.text("Who is responsible"),
        "respondents": language.text("Who answers the survey"),
        "survey": language.text("Part 1: survey"),
        "discussion": language.text("Part 2: discussions"),
        "plan": language.text("Plan with two targets"),
        "check": language.text("Plan {wave} checked within a year", wave=wave),
        "earlier check": language.text("Plan {wave} checked within a year", wave=wave),
    }[step]


def _state(language: Language, state: str) -> str:
    return {
        "done": "✓\N{NO-BREAK SPACE}" + language.text("completed"),
        "done late": "✓\N{NO-BREAK SPACE}" + language.text("completed late"),
        "overdue": "!\N{NO-BREAK SPACE}" + language.text("overdue"),
        "coming": "○\N{NO-BREAK SPACE}" + language.text("not yet"),
        "not known": "?\N{NO-BREAK SPACE}" + language.text("not known"),
    }[state]


def _day(language: Language, day: date | None) -> str:
    return NO_VALUE if day is None else language.date(day)
