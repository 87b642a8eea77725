"""The plan: its targets beside the results, its actions, and what it said of each point."""

from __future__ import annotations

from datetime import date

import pandas as pd

from critical_points.decimals import interval_at, tell_change, tell_mark
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import choose_waves
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE, Language
from critical_points.outcomes import (
    list_actions,
    tell_action,
    tell_late,
    tell_reached,
    then_now,
)
from critical_points.plan import action_states, list_texts, plan_texts, target_progress
from critical_points.results import one_subject, tell_verdict
from critical_points.workbook.plans import Plan


def tabulate_targets(
    safe: Protected,
    plan: Plan,
    wave: str | None = None,
    against: str | None = None,
    *,
    today: date | None = None,
    point: str | None = None,
) -> DisplayTable:
    """Make a table of the targets of two plans: the rating then and now, the level aimed at, and the actions.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    today : date, optional
        The day on which this is told; by default the day it is.
    point : str, optional
        The key of one point; by default all of them.

    Returns
    -------
    DisplayTable
        One row a target, those of the earlier plan first; without rows where no targets were chosen.
    """
    labels, language = safe.labels, safe.labels.language
    wave, against = choose_waves(safe, wave, against)
    frame = _of_point(target_progress(safe, plan, wave, against, today=today), point)
    rows = [row for _, row in frame.iterrows()]
    table = pd.DataFrame(
        {
            language.text("Development target"): [labels.point(str(row["point"]), short=False) for row in rows],
            language.text("Plan"): [str(row["wave"]) for row in rows],
            language.text("Mean (1–5)"): [then_now(language, row, "mean", safe.minimum) for row in rows],
            language.text("Level aimed at"): [_level(language, row) for row in rows],
            language.text("Change (95 % interval)"): [_tell_change(language, row) for row in rows],
            language.text("n"): [then_now(language, row, "n", safe.minimum) for row in rows],
            language.text("Actions"): [list_actions(language, row) for row in rows],
        }
    )
    caption = language.text("Development targets, {waves}", waves=" → ".join(name for name in (against, wave) if name))
    none = language.text("No development targets have been chosen.")
    if point is not None:
        none = language.text("This point has not been chosen as a development target.")
    return DisplayTable(table, caption, language, empty=none)


def tabulate_actions(
    plan: Plan,
    wave: str | None = None,
    against: str | None = None,
    *,
    today: date | None = None,
    owners: bool = True,
    point: str | None = None,
) -> DisplayTable:
    """Make a table of the actions of one or two plans, the overdue ones first.

    Parameters
    ----------
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The waves whose plans are told; by default all of them.
    today : date, optional
        The day on which this is told; by default the day it is.
    owners : bool, default True
        Whether owners are shown. They may be persons: leave them out where the page is published.
    point : str, optional
        The key of one point; by default all of them.

    Returns
    -------
    DisplayTable
        One row an action: what is done, how far it is, the last day for it, its owner, and the point it is for.
    """
    labels, language, today = plan.labels, plan.labels.language, today or date.today()
    wanted = [name for name in (against, wave) if name] or list(dict.fromkeys(plan.actions["wave"]))
    frame = _of_point(action_states(plan, today=today), point)
    frame = frame[frame["wave"].isin(wanted)]
    frame = frame.sort_values(["late", "due"], ascending=[False, True], na_position="last", kind="stable")
    known = {point.key for point in labels.instrument.points}
    table = pd.DataFrame(
        {
            language.text("Action"): frame["action"],
            language.text("State"): [_state(language, row) for _, row in frame.iterrows()],
            language.text("Due"): [NO_VALUE if pd.isna(day) else language.date(day) for day in frame["due"]],
            language.text("Owner"): frame["owner"],
            one_subject(language, "point"): [labels.point(key) if key in known else NO_VALUE for key in frame["point"]],
            language.text("Plan"): frame["wave"],
        }
    )
    left_out = [language.text("Owner")] * (not owners) + [language.text("Plan")] * (len(wanted) < 2)
    left_out += [one_subject(language, "point")] * (point is not None)
    waves = language.listing(wanted)
    caption = language.text("Actions of the plan, {waves}, as of {date}", waves=waves, date=language.date(today))
    none = language.text("The plan has no actions.")
    if point is not None:
        none = language.text("The plan has no actions for this point.")
    return DisplayTable(table.drop(columns=left_out), caption, language, empty=none)


def tabulate_plan_texts(
    safe: Protected, plan: Plan, wave: str | None = None, against: str | None = None, *, point: str | None = None
) -> DisplayTable:
    """Make a table of what the earlier plan said of each point, beside the point's results since.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The wave and the earlier one, whose plan is read; by default the newest and the one before it.
    point : str, optional
        The key of one point: what both plans say of it, the newer one first, without its results.

    Returns
    -------
    DisplayTable
        One row a text, without its team; without rows where there is no earlier plan.
    """
    labels, language = safe.labels, safe.labels.language
    wave, against = choose_waves(safe, wave, against)
    if point is not None:
        return _tabulate_texts_of(labels, list_texts(plan, (wave, against), point), point)
    rows = [row for _, row in plan_texts(safe, plan, wave, against).iterrows()]
    table = pd.DataFrame(
        {
            one_subject(language, "point"): [labels.point(str(row["point"]), short=False) for row in rows],
            language.text("About"): [_theme(language, str(row["theme"])) for row in rows],
            language.text("In the plan {wave}", wave=against or ""): [str(row["text"]) for row in rows],
            language.text("Mean since then (1–5)"): [_since(language, row, safe.minimum) for row in rows],
        }
    )
    caption = language.text("What the plan {wave} said, and what followed", wave=against or "")
    none = language.text("There is no earlier plan to look back at.")
    return DisplayTable(table, caption, language, empty=none)


def _tabulate_texts_of(labels: Labels, frame: pd.DataFrame, point: str) -> DisplayTable:
    """Return a table of what plans say of one point."""
    language = labels.language
    table = pd.DataFrame(
        {
            language.text("About"): [_theme(language, str(theme)) for theme in frame["theme"]],
            language.text("In the words of the teams"): list(frame["text"]),
            language.text("Plan"): list(frame["wave"]),
        }
    )
    caption = language.text("What the plans say: {point}", point=labels.point(point, short=False))
    return DisplayTable(table, caption, language, empty=language.text("No plan says anything of this point."))


def _of_point(frame: pd.DataFrame, point: str | None) -> pd.DataFrame:
    return frame if point is None else frame[frame["point"] == point]


def _tell_change(language: Language, row: pd.Series) -> str:
    """Return a change with its interval and its verdict."""
    if not row["verdict"]:
        return NO_VALUE
    verdict = tell_verdict(language, row)
    if pd.isna(row["difference_low"]):  # hidden, not comparable, or told of a small group without an interval
        return verdict
    difference, interval = tell_change(language, row["difference"], row["difference_low"], row["difference_high"], 2)
    return f"{difference} ({interval}), {verdict}"


def _level(language: Language, row: pd.Series) -> str:
    """Return the level aimed at, whether it is reached, and the interval that tells so."""
    if pd.isna(row["target_rating"]):
        return NO_VALUE
    told = f"{tell_mark(language, row['target_rating'])}: {tell_reached(language, str(row['reached']))}"
    interval = interval_at(language, row["low"], row["high"], row["target_rating"])
    return told if row["reached"] == "new" or not interval else f"{told} ({interval})"


def _state(language: Language, row: pd.Series) -> str:
    """Return whether an action is overdue, how far it is, and how much of it is done where that says more."""
    told = [tell_late(language)] * bool(row["late"]) + [tell_action(language, str(row["state"]))]
    if pd.notna(row["done"]) and (row["state"], row["done"]) not in (("done", 1), ("not started", 0)):
        told.append(language.percent(row["done"]))
    return ", ".join(told)


def _theme(language: Language, theme: str) -> str:
    return {
        "results": language.text("Results of the review"),
        "promise": language.text("Service promise"),
        "present_state": language.text("Present state"),
        "goals": language.text("Goals"),
    }[theme]


def _since(language: Language, row: pd.Series, minimum: int) -> str:
    if pd.isna(row["verdict"]):
        return NO_VALUE
    means = then_now(language, row, "mean", minimum)
    counts = language.text("n = {n}", n=then_now(language, row, "n", minimum))
    counts = counts.replace(" ", "\N{NO-BREAK SPACE}")
    return f"{means} ({counts}), {tell_verdict(language, row)}"
