"""Arvo, the national feedback system: one row a respondent (wide) or one row an answer (long).

Wide: ``Vastaajatunnus``, ``Vastausaika``, background, then the full texts of the questions. Long: the same metadata on
each row, then ``Kysymysryhma``, ``Kysymys``, ``Vastaus`` (blank headers in Swedish and English). Numbers have decimal
commas. A long file is turned here: one row a respondent, one column a question; the rows that carry a respondent on are
counted as "continued".

Evidence: the tool's source; no real file was seen. There, "en osaa sanoa" is an empty cell in most types, ``eos``
in two, and in these two a code (1 beside grades 2–5, 6 beside 0–5) means it too: where both ``eos`` and such a code
stand in a column, the column says so, and the analyst is asked by the later rooms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, is_blank, no_answers, squeeze, with_metadata

TOOL = "arvo"

_RESPONDENT = {"vastaajatunnus", "svarskod", "answer identifier"}
_TIME = {"vastausaika", "svarstid", "response time"}
_ANSWER = (("kysymysryhma", "kysymys", "vastaus"), ("kysymysryhmä", "kysymys", "vastaus"), ("", "", ""))

#: The codes that may mean a don't-know, with all that stands in a column of such grades.
_CODES = (("6", {*"0123456", "eos", ""}), ("1", {*"12345", "eos", ""}))

Row = tuple[str, ...]


def recognises(table: Table) -> bool:
    """Whether the respondent's code and the time come first."""
    first = [squeeze(header).casefold() for header in table.rows[0][:3]]
    return len(first) > 1 and first[0] in _RESPONDENT and first[1] in _TIME


def read(table: Table) -> Export:
    """Read a wide file as it is, and turn a long one."""
    names = tuple(squeeze(header).casefold() for header in table.rows[0])
    if table.width >= 5 and names[-3:] in _ANSWER and all(names[:-3]):
        return _long(table)
    columns = [Column(position, squeeze(header)) for position, header in enumerate(table.rows[0])]
    return build(table, TOOL, _with_codes(table, columns), 1)


def _with_codes(table: Table, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Name the code that may mean a don't-know in the columns of grades beside which ``eos`` stands."""
    said = [{text.strip().casefold() for text in table.distinct(c.position, 1)} for c in columns]
    codes = (next((code for code, all_ in _CODES if {"eos", code} <= found <= all_), "") for found in said)
    marked = [replace(c, codes=frozenset({int(code)})) if code else c for c, code in zip(columns, codes, strict=True)]
    return with_metadata(marked, {0: "respondent", 1: "submitted"})


def _long(table: Table) -> Export:
    """Turn one row an answer into one row a respondent; a question asked twice has two columns."""
    count = table.width - 3
    answers: dict[str, dict[tuple[str, str, int], str]] = {}
    firsts: dict[str, tuple[int, Row]] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    questions: dict[tuple[str, str, int], None] = {}
    causes: dict[int, str] = {}
    for index, row in enumerate(table.rows[1:], 1):
        if is_blank(row):
            continue
        who, (group, question, answer) = row[0].strip() or f"row {index}", row[count:]
        if who in firsts:
            causes[index] = "continued"
        firsts.setdefault(who, (index, row[:count]))
        key = (group, question, seen[who, group, question])
        seen[who, group, question] += 1
        questions.setdefault(key)
        answers.setdefault(who, {})[key] = answer
    if not firsts:
        raise no_answers(table)
    blank = ("",) * (count + len(questions))
    turned = [blank] * len(table.rows)
    turned[0] = (*table.rows[0][:count], *(question for _, question, _ in questions))
    for who, (index, row) in firsts.items():
        turned[index] = (*row, *(answers[who].get(key, "") for key in questions))
    wide = replace(table, rows=tuple(turned))
    columns = [Column(position, squeeze(header)) for position, header in enumerate(turned[0])]
    return build(wide, TOOL, _with_codes(wide, columns), 1, causes)
