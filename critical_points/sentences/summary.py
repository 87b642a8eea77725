"""The few sentences that management reads first: who answered, what to develop, what changed, what was agreed."""

from __future__ import annotations

from datetime import date

import pandas as pd

from critical_points.decimals import tell_change, tell_mark
from critical_points.disclosure import Protected
from critical_points.estimates import compare_waves, find_gaps, priorities, respondents
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.outcomes import tell_reached
from critical_points.plan import action_states, target_progress
from critical_points.results import tell_verdict
from critical_points.schedule import discussing_teams
from critical_points.sentences.points import tell_respondents
from critical_points.sentences.rows import Row, everybody, joined, names
from critical_points.workbook.plans import Plan

#: A point that is among the first so often has a certain place; a less often one of those suggested, a fairly certain.
_CERTAIN = 0.95


def tell_summary(safe: Protected, wave: str, against: str | None, plan: Plan | None, today: date | None) -> list[Row]:
    """Tell three to five sentences, in the order in which management asks: fewer where there is nothing to tell."""
    if everybody(respondents(safe), wave)["hidden"].all():
        return tell_respondents(safe, wave, against)
    rows = [
        _tell_answered(safe, wave, alone=not discussing_teams(plan, wave)),
        _tell_first(safe, wave),
        _tell_change(safe, wave, against),
        _tell_agreed(safe, plan, wave, against, today),
        _tell_divided(safe, wave),
    ]
    return [row for row in rows if row is not None]


def _tell_answered(safe: Protected, wave: str, *, alone: bool) -> Row:
    """Tell how many answered and their share of those asked; where part 1 stands alone, that it does."""
    language, row = safe.labels.language, everybody(respondents(safe), wave).iloc[0]
    parts = [
        language.plural("{n} person answered in {wave}", "{n} people answered in {wave}", int(row["n"]), wave=wave)
    ]
    if row["headcount"] > 0 and row["response_rate"] <= 1:
        share, asked = language.percent(row["response_rate"]), language.integer(row["headcount"])
        parts.append(language.text("{share} of the {asked} who were asked", share=share, asked=asked))
    told = ", ".join(parts)
    if alone:
        told += "; " + language.text("the teams' discussions, which tell what lies behind the answers, are still ahead")
    return f"{told}.", "respondents", "all"


def _tell_first(safe: Protected, wave: str) -> Row | None:
    """Tell which points to develop first: both shares of each, and how sure its place is."""
    labels, frame = safe.labels, priorities(safe, wave)
    first = frame[frame["suggested"].astype(bool)].sort_values("among_first", ascending=False, kind="stable")
    if first.empty:
        return None
    told = labels.language.listing([_weigh(labels, row) for _, row in first.iterrows()])
    sentence = labels.language.text("To develop first: {points}.", points=told)
    return sentence, "priorities", joined(first["subject"])


def _weigh(labels: Labels, row: pd.Series) -> str:
    """Return a point with its two shares and, in plain words, how sure its place among the first is."""
    language, doubts = labels.language, str(row["doubts"]).split(";")
    told = [language.text("{share} rate it below 3, n = {n}", **_share(language, row["below"], row["n"]))]
    if pd.notna(row["votes"]):
        told.append(language.text("{share} would develop it, n = {n}", **_share(language, row["votes"], row["voters"])))
    if "tied" in doubts:
        told.append(language.text("others are as often first"))
    elif "unsure" in doubts and row["rivals"]:
        rivals = names(labels, pd.Series(str(row["rivals"]).split(";")))
        told.append(language.text("it could as well be {points}", points=rivals))
    elif "unsure" in doubts:
        told.append(language.text("the suggestion is not certain"))
    elif row["among_first"] < _CERTAIN:
        told.append(language.text("the suggestion is fairly certain"))
    else:
        told.append(language.text("the suggestion is certain"))
    return f"{labels.point(str(row['subject']), short=False)} ({'; '.join(told)})"


def _share(language: Language, share: float, n: float) -> dict[str, str]:
    return {"share": language.percent(share), "n": language.integer(n)}


def _tell_change(safe: Protected, wave: str, against: str | None) -> Row:
    """Tell what improved and declined, by how much and how surely, and how many points have no sure change."""
    labels, language = safe.labels, safe.labels.language
    if against is None:
        return language.text("There is no earlier survey to compare with yet."), "compare_waves", ""
    frame = compare_waves(safe, wave, against)
    changed = frame[frame["verdict"] == "changed"]
    sides = {
        language.text("improved {points}"): changed[changed["difference"] > 0],
        language.text("declined {points}"): changed[changed["difference"] < 0],
    }
    told = [
        words.format(points=language.listing([_size(labels, row) for _, row in rows.iterrows()]))
        for words, rows in sides.items()
        if len(rows)
    ]
    if changed.empty:
        told.append(language.text("no change is certain"))
    sentence = language.text("Since {against}: {changes}.", against=against, changes="; ".join(told))
    if rest := ", ".join(_rest(frame, language)):
        others = language.text("Other points: {states}.", states=rest)
        sentence += " " + (language.text("Points: {states}.", states=rest) if changed.empty else others)
    return sentence, "compare_waves", joined(changed["subject"])


def _size(labels: Labels, row: pd.Series) -> str:
    """Return a point with its difference and interval, and both n."""
    language = labels.language
    difference, interval = tell_change(language, row["difference"], row["difference_low"], row["difference_high"])
    return language.text(
        "{point} {difference} ({interval}, n = {before} → {now})",
        point=labels.point(str(row["subject"]), short=False),
        difference=difference,
        interval=interval,
        before=language.integer(row["n_before"]),
        now=language.integer(row["n"]),
    )


def _rest(frame: pd.DataFrame, language: Language) -> list[str]:
    """Return how many points did not change, cannot be told of, cannot be compared or are protected: "… (3)"."""
    verdicts = ("no meaningful change", "cannot tell", "not comparable", "hidden")
    counts = {verdict: int((frame["verdict"] == verdict).sum()) for verdict in verdicts}
    told = {verdict: tell_verdict(language, pd.Series({"verdict": verdict})) for verdict in verdicts}
    return [f"{told[verdict]} ({language.integer(count)})" for verdict, count in counts.items() if count]


def _tell_agreed(safe: Protected, plan: Plan | None, wave: str, against: str | None, today: date | None) -> Row | None:
    """Tell the targets that were agreed on, whether the earlier ones reached their level, and what is overdue."""
    if plan is None:
        return None
    labels, language = safe.labels, safe.labels.language
    frame = target_progress(safe, plan, wave, against, today=today)
    new, old = frame[frame["wave"] == wave], frame[frame["wave"] != wave]
    agreed = language.text("no development targets have been chosen yet")
    if len(new):
        agreed = language.listing([_aim(labels, row) for _, row in new.iterrows()])
    told = [language.text("Agreed in {wave}: {agreed}.", wave=wave, agreed=agreed)]
    held = old[old["reached"] != "no level"]
    if len(held):
        states = "; ".join(_standing(labels, row) for _, row in held.iterrows())
        told.append(language.text("Targets of {against}: {states}.", against=against, states=states))
    late = int(sum(action_states(plan, name, today=today)["late"].sum() for name in (against, wave) if name))
    if late:
        told.append(language.plural("{n} action is overdue.", "{n} actions are overdue.", late))
    return " ".join(told), "target_progress", joined(frame["point"])


def _aim(labels: Labels, row: pd.Series) -> str:
    """Return a target with the level aimed at."""
    point = labels.point(str(row["point"]), short=False)
    if pd.isna(row["target_rating"]):
        return point
    level = tell_mark(labels.language, row["target_rating"])
    return labels.language.text("{point} (to {level})", point=point, level=level)


def _standing(labels: Labels, row: pd.Series) -> str:
    """Return whether an earlier target reached its level, with its mean, the level that was aimed at, and n."""
    return labels.language.text(
        "{point} {reached} ({mean}, target {level}, n = {n})",
        point=labels.point(str(row["point"]), short=False),
        reached=tell_reached(labels.language, str(row["reached"])),
        mean=labels.language.number(row["mean"]),
        level=tell_mark(labels.language, row["target_rating"]),
        n=labels.language.integer(row["n"]),
    )


def _tell_divided(safe: Protected, wave: str) -> Row | None:
    """Tell the points that groups see differently, the most divided one with its groups; None where none is known."""
    labels, language = safe.labels, safe.labels.language
    gaps = find_gaps(safe, wave)
    divided = gaps[gaps["verdict"] == "diverges"] if len(gaps) else gaps
    if divided.empty:
        return None
    most = divided.iloc[0]
    sentence = language.plural(
        "Discuss before you act: the groups see {n} point differently.",
        "Discuss before you act: the groups see {n} points differently.",
        len(divided),
    )
    sentence += " " + language.text(
        "The clearest difference is on {point}: in {pairs} of 100 pairs of respondents {higher} rate it higher than "
        "{lower}.",
        point=labels.point(str(most["subject"]), short=False),
        pairs=language.integer(most["pairs_of_100"]),
        higher=labels.group(str(most["higher"])),
        lower=labels.group(str(most["lower"])),
    )
    return sentence, "find_gaps", joined(divided["subject"])
