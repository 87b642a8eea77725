"""The process step by step against its dates: done, overdue, not yet, or not known."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from critical_points.language import Language
from critical_points.workbook.plans import Plan
from critical_points.workspace import Review, Wave

#: Calendar months from the funding decision to the start, and from the plan to its check.
START_WITHIN, CHECK_WITHIN = 2, 12

#: What can be told of a step.
STATES = ("done", "done late", "overdue", "coming", "not known")

_COLUMNS = ["step", "wave", "state", "date", "due", "words"]


@dataclass(frozen=True)
class _Step:
    """One step: its key, whose it is, its state, its dates, and what is to be said of it."""

    step: str
    wave: str
    state: str
    day: date | None = None
    due: date | None = None
    words: str = ""


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day.

    Examples
    --------
    >>> add_months(date(2025, 12, 31), 2)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def process(
    review: Review, wave: str | None = None, plan: Plan | None = None, *, today: date | None = None
) -> pd.DataFrame:
    """Tell which steps of a wave's review are done, which are overdue, and which are still to come.

    Parameters
    ----------
    review : Review
        The workspace: its ``review.toml`` tells the dates.
    wave : str, optional
        The wave; by default the newest one.
    plan : Plan, optional
        What was read from the workbooks; without it nothing is known of the discussions and the plan.
    today : date, optional
        The day on which this is told; by default the day it is.

    Returns
    -------
    DataFrame
        One row a step. Columns: step ("start", "responsible", "respondents", "survey", "discussion", "plan", "check",
        and "earlier check" where the wave before has a plan); wave; state: "done", "done late" (after it was due),
        "overdue" (not done, and due before `today`), "coming" (not done yet) or "not known"; date (when it was done,
        or is planned), due (the last day for it; both None where not known); words (what it rests on, in the reader's
        language).

    Notes
    -----
    The start is due two calendar months after the funding decision, the check of a plan twelve after it was made; a
    month ends on the same day number, or on its last day. A plan without ``plan_made`` counts from the last day of
    answering, and a survey of a later wave counts as a check.
    """
    today, name = today or date.today(), wave or review.newest
    told = review.wave(name)
    steps = [
        _start(told, today, review.language),
        _named("responsible", name, told.responsible, review.language),
        _named("respondents", name, told.respondents, review.language),
        _survey(review, told, today),
        _discussion(review, name, plan),
        _plan(review, told, plan),
        _check("check", review, name, plan, today),
    ]
    before = review.earlier(name)
    if before is not None and _targets(plan, before) is not None:
        steps.append(_check("earlier check", review, before, plan, today))
    days = {"date": [step.day for step in steps], "due": [step.due for step in steps]}
    frame = pd.DataFrame({name: [getattr(step, name) for step in steps] for name in ("step", "wave", "state", "words")})
    frame = frame.assign(**{name: pd.Series(found, dtype=object) for name, found in days.items()})
    return frame[_COLUMNS]


def _dated(day: date | None, due: date | None, today: date) -> str:
    """Return the state of a step by its dates."""
    if day is not None and day <= today:
        return "done" if due is None or day <= due else "done late"
    if due is not None and due < today:
        return "overdue"
    return "not known" if day is None and due is None else "coming"


def _start(wave: Wave, today: date, language: Language) -> _Step:
    decided = wave.funding_decision
    due = add_months(decided, START_WITHIN) if decided else None
    words = language.text("No funding decision is recorded, so there is no due date.")
    if decided is not None:
        words = language.text("Due two months from the funding decision ({date}).", date=language.date(decided))
    elif wave.started is None:
        words = language.text("Write the day of the start into review.toml.")
    return _Step("start", wave.name, _dated(wave.started, due, today), wave.started, due, words)


def _named(step: str, wave: str, name: str, language: Language) -> _Step:
    """Return the step of naming somebody."""
    if name:
        return _Step(step, wave, "done", words=name)
    return _Step(step, wave, "not known", words=language.text("Write it into review.toml."))


def _survey(review: Review, wave: Wave, today: date) -> _Step:
    language, (first, last) = review.language, wave.period or (None, None)
    words = ""
    if first is not None and last is not None:
        words = language.text("Answering from {first} to {last}.", first=language.date(first), last=language.date(last))
    if review.raw_files(wave.name):
        ended = last if last is not None and last <= today else None
        return _Step("survey", wave.name, "done", ended, None, words)
    state = _dated(None, last, today)
    return _Step("survey", wave.name, state, None, last, words or language.text("No answers have been read."))


def _discussion(review: Review, wave: str, plan: Plan | None) -> _Step:
    """Return whether the teams have discussed the results; if not, that part 1 alone is superficial."""
    language, teams = review.language, discussing_teams(plan, wave)
    if teams:
        told = language.plural("{n} team has discussed.", "{n} teams have discussed.", teams)
        return _Step("discussion", wave, "done", words=told)
    caveat = language.text("No discussion has been read. Part 1 alone is superficial.")
    return _Step("discussion", wave, "coming", words=caveat)


def discussing_teams(plan: Plan | None, wave: str) -> int:
    """Return how many teams' workbooks hold something of the discussion of a wave."""
    if plan is None:
        return 0
    files = plan.files
    return int(((files["wave"] == wave) & (files["discussed"] > 0)).sum())


def _plan(review: Review, wave: Wave, plan: Plan | None) -> _Step:
    language, targets = review.language, _targets(plan, wave.name)
    if targets is None:
        words = language.text("No plan has been read: fill in the workbook.")
        return _Step("plan", wave.name, "coming", wave.plan_made, words=words)
    if not targets:
        words = language.text("No development targets have been chosen.")
        return _Step("plan", wave.name, "coming", wave.plan_made, words=words)
    names = [review.labels.point(key) if key in _points(review) else key for key in targets]
    words = language.text("Development targets: {points}.", points=language.listing(names))
    return _Step("plan", wave.name, "done", wave.plan_made, words=words)


def _points(review: Review) -> set[str]:
    return {point.key for point in review.instrument.points}


def _targets(plan: Plan | None, wave: str) -> list[str] | None:
    """Return the points chosen as targets, each once; None where there is no plan of the wave at all."""
    if plan is None:
        return None
    frames = (plan.targets, plan.actions, plan.plan)
    if not any((frame["wave"] == wave).any() for frame in frames):
        return None
    chosen = plan.targets.loc[plan.targets["wave"] == wave, "point"].fillna("")
    return [str(key) for key in dict.fromkeys(chosen) if key]


def _check(step: str, review: Review, name: str, plan: Plan | None, today: date) -> _Step:
    """Return whether a wave's plan was checked within a year of its making."""
    language, wave = review.language, review.wave(name)
    if not _targets(plan, name):
        return _Step(step, name, "coming", words=language.text("There is no plan to check yet."))
    made = wave.plan_made or (wave.period[1] if wave.period else None)
    if made is None:
        words = language.text("Write the day on which the plan was made (plan_made) into review.toml.")
        return _Step(step, name, "not known", wave.plan_checked, words=words)
    due, checks = add_months(made, CHECK_WITHIN), dict(_checks(review, wave, made))
    day = min(checks, default=None)
    if wave.plan_made:
        words = language.text("Due a year from the making of the plan ({date}).", date=language.date(made))
    else:
        words = language.text("Due a year from the end of answering ({date}).", date=language.date(made))
    if day is not None and checks[day] != name:
        words += " " + language.text("Checked by the survey of {wave}.", wave=checks[day])
    return _Step(step, name, _dated(day, due, today), day, due, words)


def _checks(review: Review, wave: Wave, made: date) -> Iterable[tuple[date, str]]:
    """Yield the days on which a plan was checked, and whose: those of later surveys, and of the wave itself."""
    names = list(review.waves)
    for name in names[names.index(wave.name) + 1 :]:
        later = review.waves[name]
        day = later.period[0] if later.period else later.started
        if day is not None and day > made and review.raw_files(name):
            yield day, name
    if wave.plan_checked is not None:
        yield wave.plan_checked, wave.name
