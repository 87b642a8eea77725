"""The notes that may be shown: chosen and edited by the analyst, in an order that tells nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.errors import Fault, UnreadableError, did_you_mean
from critical_points.facts import normalise
from critical_points.fingerprints import of_file
from critical_points.instrument import Group
from critical_points.instrument_checks import words_of
from critical_points.memory import Memory
from critical_points.messages import said, translated
from critical_points.notes.lines import lines_of
from critical_points.notes.search import NoteFrame, in_order
from critical_points.notes.sheet import read_sheet, sheet_of
from critical_points.tallies import ALL
from critical_points.workspace import Review

#: A note tells whose view it is only where so many answered.
ENOUGH = 10

_listed: Memory[pd.DataFrame] = Memory(most=8)


def published_notes(review: Review, wave: str | None = None, safe: Protected | None = None) -> NoteFrame:
    """Return the notes that the analyst lets be shown, in the analyst's words.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str, optional
        The wave; by default the newest one.
    safe : Protected, optional
        Protected counts by group and unit. With them a note tells its group, or its unit, where the analyst has named
        one and at least `ENOUGH` respondents of it are shown; without them no note does. Never both.

    Returns
    -------
    NoteFrame
        One row a note: a line of the column publish of ``discussion.xlsx``. Columns wave, kind, subject, question,
        text, group, unit ("" where not told). Points in order; within a question the order is random, the same in
        every run, and depends on the notes only: neither team nor place in the file shows in it.

    Raises
    ------
    UnreadableError
        With every fault of ``discussion.xlsx``.
    """
    wave = review.wave(wave or review.newest).name
    path = sheet_of(review, wave)
    enough = tuple((name, tuple(sorted(_large_enough(safe, wave, name)))) for name in ("group", "unit"))
    told = (path, of_file(path), review.instrument.fingerprint, wave, tuple(review.waves), enough)

    def make() -> pd.DataFrame:
        return _list(review, wave, dict(enough))

    notes = NoteFrame((_listed.find(told, make) if told[1] else make()).copy())
    notes.labels = review.labels
    return notes


def _list(review: Review, wave: str, enough: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Return the notes to be shown, with the group or the unit of those that are large enough."""
    sheet = read_sheet(review, wave)
    sheet = sheet[sheet["state"] != "gone"]
    named = _named(review, wave, sheet)
    rows = []
    for number, row in sheet.iterrows():
        group, unit = (named[number, name] if named[number, name] in enough[name] else "" for name in ("group", "unit"))
        place = (wave, row["kind"], row["subject"], row["question"])
        rows += [(*place, text, group, "" if group else unit) for text in lines_of(str(row["publish"]))]
    frame = pd.DataFrame(rows, columns=["wave", "kind", "subject", "question", "text", "group", "unit"]).astype("str")
    shuffled = frame.iloc[sorted(range(len(frame)), key=lambda place: _lot(wave, frame["text"].iloc[place]))]
    return in_order(shuffled.assign(team=""), review)[list(frame.columns)]


def _lot(wave: str, text: str) -> str:
    """Return what decides a note's place: a checksum, which knows of nothing but the note."""
    return hashlib.sha256(f"critical points {wave} {text}".encode()).hexdigest()


def _named(review: Review, wave: str, sheet: pd.DataFrame) -> dict[tuple[object, str], str]:
    """Return the key of the group and of the unit of each row, "" where none is told."""
    found: dict[tuple[object, str], str] = {}
    faults = []
    for name, known in (("group", review.instrument.groups), ("unit", review.instrument.units)):
        keys = _keys(known)
        for number, key, told in zip(sheet.index, sheet["key"], sheet[name], strict=True):
            word = normalise(told)
            found[number, name] = keys.get(word, "")
            if word and word not in keys:
                hint = did_you_mean(told, [each.key for each in known])
                faults.append(Fault(said("there is no {kind} {key!r}.", kind=translated(name), key=told), key, hint))
    if faults:
        what = said("{file} has unknown names.", file=sheet_of(review, wave))
        raise UnreadableError(what, faults, said("correct them and try again"))
    return found


def _keys(groups: Sequence[Group]) -> dict[str, str]:
    return {
        normalise(word): group.key for group in groups for word in (group.key, *words_of(group.name, group.synonyms))
    }


def _large_enough(safe: Protected | None, wave: str, name: str) -> set[str]:
    """Return the groups, or the units, of which at least `ENOUGH` respondents are shown."""
    if safe is None:
        return set()
    counts = estimates.respondents(safe)
    other = "unit" if name == "group" else "group"
    counts = counts[(counts["wave"] == wave) & (counts[other] == ALL) & (counts[name] != ALL) & (counts["n"] >= ENOUGH)]
    return set(counts[name])
