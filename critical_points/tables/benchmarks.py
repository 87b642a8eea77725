"""One organisation beside the sum of others."""

from __future__ import annotations

import pandas as pd

from critical_points.decimals import tell_change
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import choose_waves
from critical_points.language import NO_VALUE, Language
from critical_points.results import one_subject, subjects, tell_standing
from critical_points.sharing import Others, compare_with_others
from critical_points.tallies import ALL


def tabulate_benchmark(
    safe: Protected, others: Others | None, wave: str | None = None, kind: str = "point", *, group: str = ALL
) -> DisplayTable:
    """Make a table of this organisation's means beside those of other organisations, taken together.

    Parameters
    ----------
    safe : Protected
        Protected counts of the wave.
    others : Others or None
        The others' answers, added up; None where nobody has shared any.
    wave : str, optional
        This organisation's wave; by default the newest.
    kind : {"point", "level", "item"}
        What stands on the rows.
    group : str, default "all"
        Whose answers.

    Returns
    -------
    DisplayTable
        This organisation's mean with its 95 % interval and n; the others' with theirs, and how many organisations
        stand behind it; the difference with its interval; the verdict. Without rows where nobody has shared any.
    """
    labels, language, wave = safe.labels, safe.labels.language, choose_waves(safe, wave, None)[0]
    empty = language.text("No other organisation has shared its results yet.")
    if others is None:
        return DisplayTable(pd.DataFrame(), f"{subjects(language, kind)}, {wave}", language, empty=empty)
    rows = [row for _, row in compare_with_others(safe, others, wave, kind, group=group).iterrows()]
    table = pd.DataFrame(
        {
            one_subject(language, kind): [labels.subject(kind, str(row["subject"]), short=False) for row in rows],
            language.text("Mean (95 % interval), n"): [_mean(language, row, "") for row in rows],
            language.text("Others: mean (95 % interval), n"): [_mean(language, row, "_others") for row in rows],
            language.text("Other organisations"): [language.integer(row["organisations"]) for row in rows],
            language.text("Difference (95 % interval)"): [_difference(language, row) for row in rows],
            language.text("Verdict"): [tell_standing(language, str(row["verdict"])) for row in rows],
        }
    )
    caption = language.text(
        "{subjects}, {wave}, beside {n} other organisations",
        subjects=subjects(language, kind),
        wave=wave,
        n=language.integer(len(others.organisations)),
    )
    return DisplayTable(table, caption, language, empty=empty)


def _mean(language: Language, row: pd.Series, whose: str) -> str:
    mean, low, high, n = (row[f"{name}{whose}"] for name in ("mean", "low", "high", "n"))
    if pd.isna(mean):
        return NO_VALUE
    interval = "" if pd.isna(low) else f" ({language.interval(low, high)})"
    counted = language.text("n = {n}", n=language.integer(n)).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{language.number(mean)}{interval}, {counted}"


def _difference(language: Language, row: pd.Series) -> str:
    if pd.isna(row["difference"]):
        return NO_VALUE
    difference, interval = tell_change(language, row["difference"], row["difference_low"], row["difference_high"], 2)
    return f"{difference} ({interval})"
