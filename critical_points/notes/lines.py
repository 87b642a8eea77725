"""What teams wrote, note by note: a box of a workbook may hold several."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from critical_points.workspace import Review

#: What a note answers, in the order in which it is shown.
QUESTIONS = ("works", "develop", "results", "notes")

#: Where a note belongs.
PLACE = ["wave", "team", "file", "kind", "subject", "question"]

_BULLET = re.compile(r"[-–—•·*▪◦‣]\s+")


def read_discussion(review: Review, waves: Sequence[str]) -> pd.DataFrame:
    """Return what the filled workbooks of waves say of the discussions, one row a box."""
    from critical_points.workbook import read_plan

    return read_plan(review, waves).discussion


def split_notes(discussion: pd.DataFrame) -> pd.DataFrame:
    r"""Split what teams wrote into single notes.

    Parameters
    ----------
    discussion : DataFrame
        One row a box of a workbook; columns wave, team, file, kind, subject, question, text.

    Returns
    -------
    DataFrame
        One row a note: its box's columns, number (1, 2, … within the box), text without the bullet before it. A line
        is a note; one that begins with a small letter, without a bullet, goes on with the line above it.

    Examples
    --------
    >>> lines_of("- Ohje on hyvä\n- Kalenteri\n  puuttuu")
    ['Ohje on hyvä', 'Kalenteri\npuuttuu']
    """
    rows = [
        (*place, number, text)
        for *place, box in discussion[[*PLACE, "text"]].itertuples(index=False)
        for number, text in enumerate(lines_of(box), 1)
    ]
    kinds = dict.fromkeys([*PLACE, "text"], "str") | {"number": "int64"}
    return pd.DataFrame(rows, columns=[*PLACE, "number", "text"]).astype(kinds)


def lines_of(box: str) -> list[str]:
    """Return the notes of one box."""
    notes: list[str] = []
    above = False
    for line in box.splitlines():
        text = line.strip()
        bullet = _BULLET.match(text)
        if above and text[:1].islower() and not bullet:
            notes[-1] += f"\n{text}"
        elif text:
            notes.append(text[bullet.end() :].strip() if bullet else text)
        above = bool(text)
    return [note for note in notes if note]
