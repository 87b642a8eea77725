"""Qualtrics: three header rows in CSV (names, texts, import ids), two in Excel and in the format of before 2017.

Seventeen standard columns from ``StartDate`` to ``UserLanguage``, then the questions; a row of a matrix is
``stem - row``, and its columns are named ``Q48_1``, ``Q48_2`` … Previews, tests and spam are no respondents; those who
did not finish are, and the column ``Finished`` tells them.

In the older format the standard columns are ``ResponseID``, ``ResponseSet``, ``Name`` …, and their names may stand in
the second row under ``V1``, ``V2`` …

Evidence: a real CSV and a real workbook; the older format from public code that reads it. The codes of ``Status``
(0 normal, 1 preview, 8 spam) and the rarer kinds from the maker's documentation and memory.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from critical_points.exports.coding import texts_of
from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, looks_like_time, squeeze, with_metadata

TOOL = "qualtrics"

_ROLES = {
    "startdate": "started",
    "enddate": "submitted",
    "status": "",
    "ipaddress": "",
    "progress": "",
    "duration (in seconds)": "duration",
    "finished": "status",
    "recordeddate": "",
    "responseid": "respondent",
    "recipientlastname": "",
    "recipientfirstname": "",
    "recipientemail": "",
    "externalreference": "",
    "externaldatareference": "",
    "locationlatitude": "",
    "locationlongitude": "",
    "distributionchannel": "",
    "userlanguage": "language",
    "responseset": "",
    "name": "",
    "emailaddress": "",
}
_OWN = re.compile(r"Q_[A-Z]\w+|SC\d+|.*_DO(_.*)?")
_CAUSES = {
    **dict.fromkeys(("survey preview", "survey test", "offline survey preview", "1", "2", "17"), "preview"),
    **dict.fromkeys(
        ("spam", "possible spam", "imported spam", "offline spam", "ex spam", "8", "9", "12", "24", "40"), "spam"
    ),
}
_MARKS = {"responseid", "recordeddate", "distributionchannel", "responseset"}
_NUMBERED = ("V1", "V2", "V3")


def recognises(table: Table) -> bool:
    """Whether there is a row of import ids, or the names of the standard columns."""
    if len(table.rows) > 2 and any(cell.lstrip().startswith('{"ImportId"') for cell in table.rows[2]):
        return True
    names = {name.casefold() for name in _names(table)}
    return len(_MARKS & names) >= 2 and "startdate" in names


def _names(table: Table) -> list[str]:
    """Return the names of the columns: those of the second row, where the first one only numbers standard columns."""
    first = [squeeze(cell) for cell in table.rows[0]]
    if len(table.rows) < 3 or tuple(first[:3]) != _NUMBERED:
        return first
    second = [squeeze(cell) for cell in table.rows[1]]
    return [under if re.fullmatch(r"V\d+", name) else name for name, under in zip(first, second, strict=True)]


def read(table: Table) -> Export:
    """Read the rows that are neither preview nor spam."""
    first = _headers(table)
    names = _names(table)
    texts = [squeeze(text) for text in table.rows[1]] if first > 1 else names
    stems = _stems(names, texts)
    columns = [
        Column(position, stem or text or name, text[len(stem) + 3 :].strip() if stem else "")
        for position, (name, text, stem) in enumerate(zip(names, texts, stems, strict=True))
    ]
    roles = {place: _ROLES[name.casefold()] for place, name in enumerate(names) if name.casefold() in _ROLES}
    roles |= {place: "" for place, name in enumerate(names) if _OWN.fullmatch(name)}
    status = _status(names)
    export = build(table, TOOL, with_metadata(columns, roles), first, _causes(table, status, first))
    return export if status is None else replace(export, marks={status: _CAUSES})


def _headers(table: Table) -> int:
    """Return the number of header rows: the second holds texts, not dates; the third holds import ids."""
    rows = table.rows
    if len(rows) > 2 and any(cell.lstrip().startswith('{"ImportId"') for cell in rows[2]):
        return 3
    dates = [place for place, name in enumerate(_names(table)) if name.casefold() in ("startdate", "enddate")]
    if len(rows) < 2 or any(looks_like_time([rows[1][place]]) for place in dates):
        return 1
    return 2


def _stems(names: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return the stem that columns of one question share before `` - ``, "" where there is none."""
    groups: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        if found := re.fullmatch(r"(.+?)_\d+(_TEXT)?", name):
            groups[found[1]].append(position)
    stems = [""] * len(names)
    for positions in groups.values():
        if len(positions) > 1:
            stem = _shared([texts[position].split(" - ")[:-1] for position in positions])
            for position in positions:
                stems[position] = stem
    return stems


def _shared(parts: Sequence[Sequence[str]]) -> str:
    """Return the first parts that all texts share, joined again."""
    shared = []
    for same in zip(*parts, strict=False):
        if len(set(same)) > 1:
            break
        shared.append(same[0])
    return " - ".join(shared)


def _status(names: Sequence[str]) -> int | None:
    """Return the position of the column that tells previews and spam, None where there is none."""
    return next((place for place, name in enumerate(names) if name.casefold() == "status"), None)


def _causes(table: Table, status: int | None, first: int) -> dict[int, str]:
    if status is None:
        return {}
    texts = texts_of(table.coded.columns[status][first:])
    kinds = ((index, squeeze(text).casefold()) for index, text in enumerate(texts, first))
    return {index: _CAUSES[kind] for index, kind in kinds if kind in _CAUSES}
