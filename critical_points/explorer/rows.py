"""A tidy frame as a table to read: its own columns, the names of its keys, rounded numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.language import NO_VALUE, Language
from critical_points.results import tell_verdict, why_hidden, yes_or_no

#: So many rows are shown; the code gives all of them.
MOST = 48

#: Numbers with a decimal or two, as reports tell them; all others are whole.
_DECIMALS = {
    **dict.fromkeys(("mean", "low", "high", "mean_before"), 1),
    **dict.fromkeys(("difference", "difference_low", "difference_high"), 2),
    **dict.fromkeys(("share", "top_two", "dont_know", "below", "votes"), 2),
}


def present(frame: pd.DataFrame, columns: Sequence[str], safe: Protected, kind: str) -> DisplayTable:
    """Make a table of a tidy frame as it is shown below a figure.

    Parameters
    ----------
    frame : DataFrame
        Rows of an estimate.
    columns : sequence of str
        The columns that are shown; those of the place in which every row is the same are left out.
    safe : Protected
        What the frame was made from: the names, and the smallest number of respondents shown.
    kind : {"point", "level", "item"}
        What the subjects are.

    Returns
    -------
    DisplayTable
        The columns have the names of the frame's own; of a hidden row the reason is told.
    """
    language = safe.labels.language
    shown = [name for name in columns if name not in ("group", "unit") or len(set(frame[name])) > 1]
    rows = [[_cell(row, name, safe, kind) for name in shown] for _, row in frame.head(MOST).iterrows()]
    caption = language.text("The frame, column by column")
    if len(frame) > MOST:
        caption = language.text(
            "The frame: the first {shown} of {rows} rows", shown=MOST, rows=language.integer(len(frame))
        )
    return DisplayTable(pd.DataFrame(rows, columns=shown), caption, language)


def _cell(row: pd.Series, name: str, safe: Protected, kind: str) -> str:
    """Return one cell as it is read."""
    labels, value = safe.labels, str(row[name])
    if name == "subject":
        return labels.subject(kind, value)
    if name == "verdict":
        return tell_verdict(labels.language, row)
    if name == "unit":
        return labels.unit(value)
    if name in ("group", "other", "higher"):
        return labels.group(value) if value else NO_VALUE
    return _number(row, name, safe.labels.language, safe.minimum)


def _number(row: pd.Series, name: str, language: Language, minimum: int) -> str:
    """Return a number of a row, or why it is hidden."""
    value, tail = row[name], "_before" if name.endswith("_before") else ""
    if row.get(f"hidden{tail}", False):
        return why_hidden(language, str(row.get(f"why_hidden{tail}", row["why"])), minimum)
    if name.startswith("mean") and pd.notna(row.get(f"band_low{tail}")):
        return language.interval(row[f"band_low{tail}"], row[f"band_high{tail}"], 0)
    if isinstance(value, bool | np.bool_):
        return yes_or_no(language, bool(value))
    return language.number(value, _DECIMALS.get(name, 0))
