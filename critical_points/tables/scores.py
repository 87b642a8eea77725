"""Scores, respondents and votes of one wave."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.language import NO_VALUE
from critical_points.results import choose, not_asked, of_point, one_subject, subjects, tell_mean
from critical_points.tables.columns import or_hidden_columns
from critical_points.tallies import ALL


def tabulate_scores(
    safe: Protected,
    wave: str | None = None,
    kind: str = "point",
    group: str = ALL,
    unit: str = ALL,
    *,
    point: str | None = None,
) -> DisplayTable:
    """Make a table of points, levels or items.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    kind : {"point", "level", "item"}
        What stands on the rows.
    group, unit : str, default "all"
        Whose answers.
    point : str, optional
        The key of a point: it and its statements stand on the rows, whatever `kind` says.

    Returns
    -------
    DisplayTable
        n, mean with its 95 % interval, share of the two best answers, share of don't-knows.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = choose(estimates.describe(safe), wave=wave, group=group, unit=unit)
    frame = choose(frame, kind=kind) if point is None else of_point(frame, labels, point)
    numbers: dict[str, Iterable[str]] = {
        language.text("n"): frame["n"].map(language.integer),
        language.text("Mean (1–5)"): [tell_mean(language, row) for _, row in frame.iterrows()],
        language.text("95 % interval"): [
            language.interval(low, high) if pd.notna(low) else NO_VALUE
            for low, high in zip(frame["low"], frame["high"], strict=True)
        ],
        language.text("Two best answers, %"): (frame["top_two"] * 100).map(language.integer),
        language.text("Don't know, %"): (frame["dont_know"] * 100).map(language.integer),
    }
    table = or_hidden_columns(safe, frame, numbers)
    names = [
        labels.subject(str(each), str(key), short=False)
        for each, key in zip(frame["kind"], frame["subject"], strict=True)
    ]
    table.insert(0, one_subject(language, kind if point is None else "item"), names)
    whose = [labels.group(group)] * (group != ALL) + [labels.unit(unit)] * (unit != ALL)
    about = subjects(language, kind) if point is None else labels.point(point, short=False)
    return DisplayTable(table, ", ".join([about, *whose, wave]), language, empty=not_asked(language, wave))


def tabulate_respondents(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the respondents of each group.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a group, all respondents last: how many answered, and their share of all.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = choose(estimates.respondents(safe), wave=wave, unit=ALL)
    total = frame.loc[frame["group"] == ALL, "n"].sum()
    numbers: dict[str, Iterable[str]] = {
        language.text("Respondents"): frame["n"].map(language.integer),
        language.text("Share of respondents, %"): [
            language.integer(100 * n / total) if total else NO_VALUE for n in frame["n"]
        ],
    }
    table = or_hidden_columns(safe, frame, numbers)
    table.insert(0, language.text("Group"), [labels.group(str(key)) for key in frame["group"]])
    return DisplayTable(table, f"{language.text('Respondents')}, {wave}", language)


def tabulate_votes(safe: Protected, wave: str | None = None, group: str = ALL) -> DisplayTable:
    """Make a table of the points chosen as most in need of development.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    group : str, default "all"
        Whose votes.

    Returns
    -------
    DisplayTable
        Votes, voters and their share, point by point; without rows where nobody voted.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = estimates.votes(safe)
    voted = wave in set(frame["wave"])
    frame = choose(frame, wave=wave, group=group, unit=ALL) if voted else frame.head(0)
    numbers = {
        language.text("Votes"): frame["votes"].map(language.integer),
        language.text("Voters (n)"): frame["n"].map(language.integer),
        language.text("Share of voters, %"): (frame["share"] * 100).map(language.integer),
    }
    table = or_hidden_columns(safe, frame, numbers)
    table.insert(0, one_subject(language, "point"), [labels.point(str(key), short=False) for key in frame["subject"]])
    caption = ", ".join(
        [language.text("Chosen as most in need of development"), *[labels.group(group)] * (group != ALL), wave]
    )
    return DisplayTable(table, caption, language, empty=language.text("Nobody chose any point."))
