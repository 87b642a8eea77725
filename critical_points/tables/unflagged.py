"""Points with and without the respondents whose answers are in doubt."""

from __future__ import annotations

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.language import NO_VALUE, Language
from critical_points.results import one_subject


def tabulate_unflagged(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the points' means of all respondents and of those without a flag.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a point: mean and n of all, mean and n without those whose answers are in doubt, and the difference.
        What may not be told is hidden.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = estimates.without_flagged(safe, wave)
    rows = [row for _, row in frame.iterrows()]
    table = pd.DataFrame(
        {
            one_subject(language, "point"): [labels.point(str(key), short=False) for key in frame["subject"]],
            language.text("Mean of all (1–5)"): [_mean(language, row, "") for row in rows],
            language.text("n of all"): [_number(language, row, "") for row in rows],
            language.text("Mean without doubts (1–5)"): [_mean(language, row, "_clear") for row in rows],
            language.text("n without doubts"): [_number(language, row, "_clear") for row in rows],
            language.text("Difference"): [_difference(language, row) for row in rows],
        }
    )
    caption = language.text("Points with and without answers in doubt, {wave}", wave=wave)
    return DisplayTable(table, caption, language)


def _mean(language: Language, row: pd.Series, whose: str) -> str:
    if row[f"hidden{whose}"]:
        return language.text("protected")
    if pd.notna(row[f"band_low{whose}"]):
        return language.interval(row[f"band_low{whose}"], row[f"band_high{whose}"], 0)
    mean = row[f"mean{whose}"]
    return language.number(mean) if pd.notna(mean) else NO_VALUE


def _number(language: Language, row: pd.Series, whose: str) -> str:
    if row[f"hidden{whose}"]:
        return language.text("protected")
    n = row[f"n{whose}"]
    return language.integer(n if pd.notna(n) else 0)


def _difference(language: Language, row: pd.Series) -> str:
    """Return the difference, and say that it is protected where what it stands between may not be told exactly."""
    if pd.notna(row["difference"]):
        return language.difference(row["difference"], 2)
    untold = row["hidden"] or row["hidden_clear"] or (row["n"] > 0 and row["n_clear"] > 0)
    return language.text("protected") if untold else NO_VALUE
