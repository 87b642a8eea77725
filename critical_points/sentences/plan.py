"""What has come of the plan: targets, whether they moved more than the rest, overdue actions, and what is odd."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from critical_points.decimals import tell_change, tell_mark
from critical_points.disclosure import Protected
from critical_points.instrument import Labels
from critical_points.outcomes import list_actions, tell_reached
from critical_points.plan import action_states, find_doubts, target_progress, targets_moved
from critical_points.results import tell_verdict
from critical_points.sentences.rows import Row, joined, names
from critical_points.workbook.plans import Plan


def tell_plan(safe: Protected, wave: str, against: str | None, plan: Plan | None, today: date | None) -> list[Row]:
    """Tell each target of the earlier plan, whether they moved more than the rest, what is overdue and what is odd."""
    if plan is None:
        return []
    rows = _tell_targets(safe, plan, wave, against, today) if against else []
    rows += _tell_moved(safe, plan, wave, against) if against else []
    for name in filter(None, (against, wave)):
        rows += _tell_overdue(safe.labels, plan, name, today)
    for name in filter(None, (against, wave)):
        rows += _tell_doubts(safe.labels, plan, name)
    return rows


def tell_plan_of(
    safe: Protected, waves: tuple[str, str | None], point: str, plan: Plan | None, today: date | None
) -> list[Row]:
    """Tell what has come of one point as a target of the earlier plan, and its overdue actions."""
    wave, against = waves
    if plan is None:
        return []
    rows = _tell_targets(safe, plan, wave, against, today) if against else []
    rows = [row for row in rows if row[2] == point]
    of_point = replace(plan, actions=plan.actions[plan.actions["point"] == point])
    for name in filter(None, (against, wave)):
        rows += _tell_overdue(safe.labels, of_point, name, today)
    return rows


def _tell_targets(safe: Protected, plan: Plan, wave: str, against: str, today: date | None) -> list[Row]:
    frame = target_progress(safe, plan, wave, against, today=today)
    return [_tell_target(safe.labels, row) for _, row in frame[frame["wave"] == against].iterrows()]


def _tell_target(labels: Labels, row: pd.Series) -> Row:
    language = labels.language
    point, verdict = labels.point(str(row["point"]), short=False), tell_verdict(language, row)
    sentence = language.text("Target of {wave}: {point} – {verdict}.", wave=row["wave"], point=point, verdict=verdict)
    if pd.notna(row["difference_low"]):
        difference, interval = tell_change(language, row["difference"], row["difference_low"], row["difference_high"])
        sentence = language.text(
            "Target of {wave}: {point} – {before} → {now} ({difference}; 95 % interval {interval}), {verdict}.",
            wave=row["wave"],
            point=point,
            before=language.number(row["mean_before"]),
            now=language.number(row["mean"]),
            difference=difference,
            interval=interval,
            verdict=verdict,
        )
    if row["reached"] != "no level":
        level, state = tell_mark(language, row["target_rating"]), tell_reached(language, str(row["reached"]))
        sentence += " " + language.text("Level aimed at {level}: {state}.", level=level, state=state)
    actions = language.text("There are no actions for it.")
    if row["actions"]:
        actions = language.text("Actions: {actions}.", actions=list_actions(language, row))
    return f"{sentence} {actions}", "target_progress", str(row["point"])


def _tell_moved(safe: Protected, plan: Plan, wave: str, against: str) -> list[Row]:
    """Tell whether the targets moved more than the other points, with the correction that was made."""
    language, frame = safe.labels.language, targets_moved(safe, plan, wave, against)
    if frame.empty:
        return []
    row = frame.iloc[0]
    words = {
        "moved more": language.text("The targets of {wave} rose more, or fell less, than the other points"),
        "moved less": language.text("The targets of {wave} rose less, or fell more, than the other points"),
        "no meaningful difference": language.text("The targets of {wave} changed no more and no less than the others"),
        "cannot tell": language.text("Whether the targets of {wave} changed more than the others cannot be told"),
    }
    if row["verdict"] not in words:
        sentence = language.text("The targets of {wave} cannot be compared with the other points.", wave=against)
        return [(sentence, "targets_moved", str(row["targets"]))]
    sentence = words[str(row["verdict"])].format(wave=against)
    if pd.notna(row["difference_low"]):
        difference, interval = tell_change(language, row["difference"], row["difference_low"], row["difference_high"])
        sentence += " " + language.text(
            "({difference}; 95 % interval {interval})", difference=difference, interval=interval
        )
    sentence += "."
    if row["why"]:
        sentence += " " + language.text(
            "They were the lowest rated, and what is lowest by chance rises by itself; that is taken off "
            "({correction}).",
            correction=tell_change(language, *[row["correction"]] * 3)[0],
        )
    return [(sentence, "targets_moved", str(row["targets"]))]


def _tell_overdue(labels: Labels, plan: Plan, wave: str, today: date | None) -> list[Row]:
    language, frame = labels.language, action_states(plan, wave, today=today)
    late = frame[frame["late"]].sort_values("due", kind="stable")
    if late.empty:
        return []
    told = language.plural(
        "Plan {wave}: {n} action is overdue, since {date}.",
        "Plan {wave}: {n} actions are overdue, the first since {date}.",
        len(late),
        wave=wave,
        date=language.date(late["due"].iloc[0]),
    )
    return [(told, "action_states", joined(late["number"]))]


def _tell_doubts(labels: Labels, plan: Plan, wave: str) -> list[Row]:
    """Tell what is odd about a plan, one sentence each."""
    language, rows = labels.language, []
    words = {
        "no plan": language.text("There is no plan of {wave}: no filled workbook has been read."),
        "no targets": language.text("Plan {wave}: no development targets have been chosen; two are meant."),
        "one target": language.text("Plan {wave}: one development target ({points}); two are meant."),
        "many targets": language.text("Plan {wave}: more than two development targets ({points}); two are meant."),
        "no point": language.text("Plan {wave}: a target names no critical point."),
        "no level": language.text("Plan {wave}: no level to reach has been set ({points})."),
        "levels differ": language.text("Plan {wave}: the teams aim at different levels of one point ({points})."),
        "states differ": language.text("Plan {wave}: the status of an action and its share done do not agree."),
    }
    known = {point.key for point in labels.instrument.points}
    for _, doubt in find_doubts(plan, wave).iterrows():
        points = pd.Series([key for key in str(doubt["points"]).split(";") if key in known], dtype="str")
        sentence = words[str(doubt["doubt"])].format(wave=wave, points=names(labels, points))
        rows.append((sentence, "find_doubts", str(doubt["points"])))
    return rows
