"""A+, the course platform of Aalto University: ``Time`` first, then the fields of a feedback form by their names.

Times are ISO with parts of a second and a time zone. A scale may be stored from 0 (0–4 where 1–5 was asked): the
cells are left as they stand.

Evidence: a real CSV of a course's feedback.
"""

from __future__ import annotations

import re

from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, column_of, squeeze, with_metadata

TOOL = "aplus"

_STAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:\+\d\d:?\d\d|Z)")
_OWN = {"userid", "studentid", "email", "exerciseid", "category", "exercise", "submissionid", "status", "penalty"}


def recognises(table: Table) -> bool:
    """Whether the first column is ``Time`` in the platform's own form."""
    times = [value.strip() for value in column_of(table, 0, 1) if value.strip()]
    return squeeze(table.rows[0][0]) == "Time" and bool(times) and all(map(_STAMP.fullmatch, times))


def read(table: Table) -> Export:
    """Read every row under the header as a respondent."""
    columns = [Column(position, squeeze(header)) for position, header in enumerate(table.rows[0])]
    roles = {0: "submitted"} | {
        column.position: "respondent" if column.question == "SubmissionID" else ""
        for column in columns
        if column.question.casefold() in _OWN
    }
    return build(table, TOOL, with_metadata(columns, roles), 1)
