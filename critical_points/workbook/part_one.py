"""The results of part 1 as the workbook shows them: how a point was rated, and how often it was chosen."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE, Language
from critical_points.results import one_subject, or_hidden, tell_mean
from critical_points.tallies import ALL


def tabulate_part_one(safe: Protected, labels: Labels, wave: str, kind: str) -> DisplayTable:
    """Make the table of all points or levels, as all respondents rated them.

    Parameters
    ----------
    safe : Protected
        What may be shown.
    labels : Labels
        Names in the reader's language.
    wave : str
        The wave.
    kind : {"point", "level"}
        What stands on the rows.

    Returns
    -------
    DisplayTable
        n and mean with its interval; of a point the share of the voters who chose it, too. Without rows where
        part 1 has no answers.
    """
    language = labels.language
    empty = language.text("There are no results of part 1.")
    return DisplayTable(_tabulate(safe, labels, wave, kind), caption(language, wave), language, empty=empty)


def caption(language: Language, wave: str) -> str:
    """Return the heading of the results."""
    return language.text("Results of part 1, {wave}", wave=wave)


def only_row(table: DisplayTable, name: str) -> DisplayTable | None:
    """Return a table with the row of this name only; None where there is no such row."""
    rows = table.frame[table.frame.iloc[:, 0] == name].reset_index(drop=True)
    return None if rows.empty else replace(table, frame=rows)


def _tabulate(safe: Protected, labels: Labels, wave: str, kind: str) -> pd.DataFrame:
    language = labels.language
    frame = _of_all(estimates.describe(safe), wave)
    frame = frame[frame["kind"] == kind]
    names = [labels.subject(kind, str(key), short=False) for key in frame["subject"]]
    rows = [row for _, row in frame.iterrows()]
    count, mean, interval, *_ = name_columns(language)
    columns = {
        one_subject(language, kind): names,
        count: [_number(safe, language, row, "n") for row in rows],
        mean: [or_hidden(language, row, tell_mean(language, row), safe.minimum) for row in rows],
        interval: [or_hidden(language, row, _interval(language, row), safe.minimum) for row in rows],
    }
    if kind == "point":
        columns |= _votes(safe, language, wave, list(frame["subject"]))
    return pd.DataFrame(columns)


def _votes(safe: Protected, language: Language, wave: str, subjects: list[str]) -> dict[str, list[str]]:
    """Return the columns of votes; none where nobody was asked to choose."""
    rows = {str(row["subject"]): row for _, row in _of_all(estimates.votes(safe), wave).iterrows()}
    if not rows:
        return {}
    *_, share, voters = name_columns(language)
    found = [rows.get(key) for key in subjects]
    return {
        share: [NO_VALUE if row is None else _number(safe, language, row, "share", 100) for row in found],
        voters: [NO_VALUE if row is None else _number(safe, language, row, "n") for row in found],
    }


def name_columns(language: Language) -> tuple[str, ...]:
    """Return the names of the results: n, mean, interval, share of voters and voters."""
    return (
        language.text("n"),
        language.text("Mean (1–5)"),
        language.text("95 % interval"),
        language.text("Share of voters, %"),
        language.text("Voters (n)"),
    )


def _of_all(frame: pd.DataFrame, wave: str) -> pd.DataFrame:
    return frame[(frame["wave"] == wave) & (frame["group"] == ALL) & (frame["unit"] == ALL)]


def _number(safe: Protected, language: Language, row: pd.Series, name: str, times: int = 1) -> str:
    return or_hidden(language, row, language.integer(times * row[name]), safe.minimum)


def _interval(language: Language, row: pd.Series) -> str:
    return language.interval(row["low"], row["high"]) if pd.notna(row["low"]) else NO_VALUE
