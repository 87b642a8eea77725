"""SurveyMonkey, all responses: one header row (condensed) or two (expanded).

Row 1 holds a question in its first column only; row 2 ``Response``, ``Open-Ended Response``, an option or a row of a
matrix, blank under the metadata (``Respondent ID``, ``Collector ID``, dates, address, names, ``Custom Data 1``). Of a
scale whose ends alone have labels the cells mix words and digits; they are left as they stand. A question of one
choice may have one column an option (``- 1``, ``- 2`` …): it is drawn together into one.

Evidence: real files of 2017–2024 from two publishers, one with its headers drawn together into one row by its owner;
``Date Created``, ``Date Modified`` and the Finnish and Swedish words for ``Response`` from memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.joined import join_options
from critical_points.exports.layout import build, carried, is_blank, squeeze, with_metadata
from critical_points.exports.metadata import once_each, role_of

TOOL = "surveymonkey"

_MARKS = {
    *("respondent id", "respondent_id", "vastaajan tunnus", "vastaajan id", "respondent-id", "respondentens id"),
}
_COLLECTORS = {"collector id", "collector_id", "kerääjän tunnus", "keräimen tunnus", "insamlings-id", "insamlarens id"}
_SINGLE = {
    *("response", "open-ended response", "vastaus", "avoin vastaus", "svar", "öppet svar", "antwort"),
    *("réponse", "respuesta", "beantwoording"),
}
_DATES = {"date created": "started", "date modified": "submitted"}
_CUSTOM = re.compile(r"custom data( \d+)?|custom[_ ]\d+", re.IGNORECASE)


def recognises(table: Table) -> bool:
    """Whether the ids of respondent and collector come first, or the second row says "Response"."""
    first = {squeeze(cell).casefold() for cell in table.rows[0][:4]}
    if first & _MARKS and first & _COLLECTORS:
        return True
    subs = [squeeze(cell).casefold() for cell in table.rows[1]] if len(table.rows) > 2 else []
    return subs.count("open-ended response") > 0 or (subs.count("response") > 1 and not all(subs))


def read(table: Table) -> Export:
    """Read every row under the headers as a respondent."""
    titles = table.rows[0]
    roles = _metadata(titles)
    two = (
        len(table.rows) > 1
        and not is_blank(table.rows[1])
        and all(not table.rows[1][position].strip() for position in roles)
    )
    subs = table.rows[1] if two else ("",) * table.width
    columns: Sequence[Column] = [
        Column(position, question, "" if squeeze(sub).casefold() in _SINGLE else squeeze(sub))
        for position, (question, sub) in enumerate(zip(carried(titles, subs), subs, strict=True))
    ]
    first = 2 if two else 1
    table, columns = join_options(table, with_metadata(columns, roles), first)
    return build(table, TOOL, columns, first)


def _metadata(titles: tuple[str, ...]) -> dict[int, str]:
    """Return position → role of the columns before the first question."""
    roles = {}
    for position, title in enumerate(titles):
        word = squeeze(title).casefold()
        plain = word.replace("_", " ")
        role = "respondent" if word in _MARKS else _DATES.get(plain, role_of(plain))
        if role is None and word not in _COLLECTORS and not _CUSTOM.fullmatch(word):
            break
        roles[position] = role or ""
    return once_each(roles)
