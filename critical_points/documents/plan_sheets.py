"""Sheets of what follows from the results: targets, actions, the steps of partnership and of the process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.documents.tidy import Column, Sheet, Value, as_share, as_shown, column, hide, mean_as_shown, whole
from critical_points.language import Language
from critical_points.outcomes import tell_action, tell_reached, tell_state, tell_step
from critical_points.plan import action_states, target_progress
from critical_points.results import one_subject, tell_verdict, yes_or_no
from critical_points.schedule import process
from critical_points.tables import tabulate_process
from critical_points.tallies import ALL
from critical_points.workbook import Plan
from critical_points.workspace import Review


def make_targets(safe: Protected, plan: Plan, wave: str, against: str | None, today: date) -> Sheet:
    """Make the sheet of the targets of two plans: results then and now, the level aimed at, and the actions."""
    labels, language = safe.labels, safe.labels.language
    rows = [row for _, row in target_progress(safe, plan, wave, against, today=today).iterrows()]
    told = [
        column_of
        for name, tail in ((against, "_before"), (wave, ""))
        if name
        for column_of in _then(language, rows, name, tail)
    ]
    limits = [
        column(language.text("95 % interval, lower limit"), [as_shown(row["low"], 1) for row in rows], "one"),
        column(language.text("95 % interval, upper limit"), [as_shown(row["high"], 1) for row in rows], "one"),
    ]
    counts = {
        "actions": language.text("Actions"),
        "done": language.text("Actions done"),
        "under_way": language.text("Actions under way"),
        "not_started": language.text("Actions not started"),
        "not_known": language.text("Actions whose state is not known"),
        "late": language.text("Actions overdue"),
    }
    return Sheet(
        "targets",
        language.text("Targets"),
        language.text("Development targets, {waves}", waves=" → ".join(name for name in (against, wave) if name)),
        language.text(
            "A level is reached when the whole 95 % interval is at it or above, and not when it is all below."
        ),
        (
            column(language.text("Development target"), [labels.point(str(row["point"]), short=False) for row in rows]),
            column(language.text("Plan"), [str(row["wave"]) for row in rows]),
            *told,
            *hide(limits, [row["hidden"] == 1 for row in rows], language),
            column(language.text("Level aimed at"), [as_shown(row["target_rating"], 2) for row in rows], "two"),
            column(language.text("Level reached"), [_plain(tell_reached(language, row["reached"])) for row in rows]),
            column(language.text("Difference"), [_difference(row) for row in rows], "difference"),
            column(language.text("Verdict"), [tell_verdict(language, row) if row["verdict"] else None for row in rows]),
            *(column(name, [whole(row[key]) for row in rows], "count") for key, name in counts.items()),
        ),
    )


def make_actions(plan: Plan, wave: str, against: str | None, today: date) -> Sheet:
    """Make the sheet of the actions of one or two plans, the overdue ones first."""
    labels, language = plan.labels, plan.labels.language
    frame = action_states(plan, today=today)
    frame = frame[frame["wave"].isin([name for name in (against, wave) if name])]
    frame = frame.sort_values(["late", "due"], ascending=[False, True], na_position="last", kind="stable")
    known = {point.key for point in labels.instrument.points}
    return Sheet(
        "actions",
        language.text("Actions"),
        language.text("Actions of the plan, as of {date}", date=language.date(today)),
        language.text("An action is overdue when its last day is past and it is not done."),
        (
            column(language.text("Action"), map(str, frame["action"])),
            column(
                one_subject(language, "point"),
                [labels.point(key, short=False) if key in known else None for key in frame["point"]],
            ),
            column(language.text("Plan"), map(str, frame["wave"])),
            column(language.text("Owner"), [str(owner) or None for owner in frame["owner"]]),
            column(language.text("Due"), [None if pd.isna(day) else day.date() for day in frame["due"]], "date"),
            column(language.text("State"), [tell_action(language, str(state)) for state in frame["state"]]),
            column(language.text("Overdue"), [yes_or_no(language, bool(late)) for late in frame["late"]]),
            column(language.text("Done, %"), map(as_share, 100 * frame["done"]), "share"),
        ),
    )


def make_partnership(safe: Protected, wave: str, against: str | None, threshold: float) -> Sheet:
    """Make the sheet of the step of the ladder that each group sees reached, in each survey."""
    labels, language = safe.labels, safe.labels.language
    waves = [name for name in (wave, against) if name]
    frame = pd.concat([estimates.steps_reached(safe, name, threshold) for name in waves], ignore_index=True)
    frame = frame[frame["unit"] == ALL]
    cells = pd.concat([estimates.partnership(safe, name, threshold) for name in waves], ignore_index=True)
    unseen = {
        place
        for place, rows in cells[cells["unit"] == ALL].groupby(["wave", "group"])
        if rows["hidden"].astype(bool).all()
    }
    rows = [row for _, row in frame.iterrows()]
    told = [
        column(language.text("Step reached"), [_plain(tell_step(labels, row)) for row in rows]),
        column(
            language.text("Next step"),
            [labels.level(row["stopped_by"], short=False) if row["stopped_by"] else None for row in rows],
        ),
        column(language.text("State of the next step"), [_state(language, row["stopped"]) for row in rows]),
        column(language.text("Basis of mutual partnership"), [_state(language, row["basis"]) for row in rows]),
    ]
    hidden = [(row["wave"], row["group"]) in unseen for row in rows]
    return Sheet(
        "partnership",
        language.text("Partnership"),
        language.text("Steps of partnership by group"),
        language.text("A level is in order from a mean of {threshold}.", threshold=language.number(threshold)),
        (
            column(language.text("Survey"), [str(row["wave"]) for row in rows]),
            column(language.text("Group"), [labels.group(str(row["group"])) for row in rows]),
            *hide(told, hidden, language),
        ),
    )


def make_process(review: Review, plan: Plan | None, wave: str, today: date) -> Sheet:
    """Make the sheet of the steps of a wave's review, with their dates."""
    language = review.language
    frame, shown = process(review, wave, plan, today=today), tabulate_process(review, wave, plan, today=today).frame
    return Sheet(
        "process",
        language.text("Process"),
        language.text("The process step by step, {wave}, as of {date}", wave=wave, date=language.date(today)),
        language.text("The steps of the review, and the last day for each."),
        (
            column(language.text("Step"), map(str, shown.iloc[:, 0])),
            column(language.text("State"), [_plain(str(state)) for state in shown.iloc[:, 1]]),
            column(language.text("Date"), [_day(day) for day in frame["date"]], "date"),
            column(language.text("Due"), [_day(day) for day in frame["due"]], "date"),
            column(language.text("Details"), [str(words) or None for words in frame["words"]]),
        ),
    )


def _then(language: Language, rows: Sequence[pd.Series], wave: str, tail: str) -> tuple[Column, ...]:
    """Return n and the mean of one of the surveys."""
    told = [
        column(language.text("n {wave}", wave=wave), [whole(row[f"n{tail}"]) for row in rows], "count"),
        column(
            language.text("Mean {wave} (1–5)", wave=wave), [mean_as_shown(language, row, tail) for row in rows], "one"
        ),
    ]
    return hide(told, [row[f"hidden{tail}"] == 1 for row in rows], language)


def _difference(row: pd.Series) -> Value:
    return as_shown(row["difference"], 1 if pd.isna(row["difference_low"]) else 2)


def _state(language: Language, state: str) -> Value:
    return _plain(tell_state(language, str(state))) if state else None


def _plain(told: str) -> Value:
    """Return what is told in words only: a sign before them says the same once more."""
    sign, blank, words = told.partition("\N{NO-BREAK SPACE}")
    return (words if blank and len(sign) == 1 else told) or None


def _day(day: date | None) -> date | None:
    return None if day is None or pd.isna(day) else day
