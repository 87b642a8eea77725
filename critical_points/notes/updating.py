"""Notes of today put beside those of the file: what the analyst wrote stays with its note."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from rapidfuzz.fuzz import ratio

#: Two texts are the same note, changed, from this likeness on (0–100, of equal characters in their order).
ALIKE = 60


@dataclass(frozen=True)
class Row:
    """One row of ``discussion.xlsx``."""

    key: str
    kind: str
    subject: str
    question: str
    team: str
    text: str
    publish: str = ""
    group: str = ""
    unit: str = ""
    state: str = ""
    before: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What the note is about."""
        return self.kind, self.subject, self.question


def merge(before: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """Put today's notes beside those of the file.

    Parameters
    ----------
    before : DataFrame
        What the file holds: `Row`, one a row.
    notes : DataFrame
        Today's notes; columns kind, subject, question, team, text.

    Returns
    -------
    DataFrame
        Columns of `Row`. A note with the same text keeps its row; one whose text is much alike (`ALIKE`) keeps key
        and what the analyst wrote, and is "changed", with the text before beside it; others are "new". A row whose
        text is in no workbook stays, "gone", where the analyst wrote something into it.
    """
    old = [Row(*values) for values in before[list(Row.__dataclass_fields__)].itertuples(index=False)]
    today = _rows(notes, taken={row.key for row in old}, state="new" if old else "")
    kept: list[Row] = []
    for same in (_same_team, _same_text):
        for note in list(today):
            found = next((row for row in old if same(row, note)), None)
            if found is not None:
                old.remove(found)
                today.remove(note)
                kept.append(replace(found, team=note.team, state="changed" if found.state == "changed" else ""))
    for row, note in _alike(old, today):
        old.remove(row)
        today.remove(note)
        kept.append(replace(row, text=note.text, state="changed", before=row.text))
    gone = [replace(row, state="gone") for row in old if row.publish.strip() or row.group or row.unit]
    rows = [tuple(vars(row).values()) for row in (*kept, *today, *gone)]
    return pd.DataFrame(rows, columns=list(Row.__dataclass_fields__)).astype("str")


def _rows(notes: pd.DataFrame, taken: Iterable[str], state: str) -> list[Row]:
    used = Counter(taken)
    rows = []
    for kind, subject, question, team, text in notes[["kind", "subject", "question", "team", "text"]].itertuples(
        index=False
    ):
        key, turn = "", 0
        while not key or used[key]:
            digest = hashlib.sha256(repr((team, text, turn)).encode()).hexdigest()[:8]
            key, turn = f"{kind}.{subject}.{question}.{digest}", turn + 1
        used[key] += 1
        rows.append(Row(key, kind, subject, question, team, text, state=state))
    return rows


def _same_team(row: Row, note: Row) -> bool:
    return (row.place, row.team, row.text) == (note.place, note.team, note.text)


def _same_text(row: Row, note: Row) -> bool:
    return (row.place, row.text) == (note.place, note.text)


def _alike(old: Sequence[Row], today: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Return pairs of a row and the note it has become, those most alike first, each in one pair at most."""
    likeness = [
        (ratio(row.text, note.text), row, note)
        for row in old
        for note in today
        if (row.place, row.team) == (note.place, note.team)
    ]
    pairs: list[tuple[Row, Row]] = []
    for alike, row, note in sorted(likeness, key=lambda found: -found[0]):
        if alike >= ALIKE and all(row is not other and note is not another for other, another in pairs):
            pairs.append((row, note))
    return pairs
