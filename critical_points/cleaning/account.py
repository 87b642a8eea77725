"""The account of every cell of the rating columns, and the list of what was not understood."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from critical_points.cleaning.answers import typed
from critical_points.cleaning.checking import Checked, answered, columns_by_item
from critical_points.cleaning.people import Understood, names_of, votes_of
from critical_points.cleaning.problems import Problem, problem
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, MappedColumn
from critical_points.messages import said, translated


def account_of(file: Checked) -> pd.DataFrame:
    """Return the fate of every cell of a file's rating columns.

    Returns
    -------
    DataFrame
        One row a rating column: file, position, column (header), item (missing where it has none), scale,
        comparable, respondents, rated, non_answers, blanks, problems; the last four add up to respondents.
    """
    rows = [
        {
            "file": file.export.path.name,
            "position": column.column.position,
            "column": column.column.header,
            "item": column.item,
            "scale": column.scale,
            "comparable": column.comparable,
            "respondents": file.export.respondents,
            "rated": column.fates["rated"],
            "non_answers": column.fates["non-answer"],
            "blanks": column.fates["blank"],
            "problems": column.fates["problem"],
        }
        for column in file.columns
        if column.kind == "rating"
    ]
    return typed("account", pd.DataFrame(rows)).drop(columns="wave")


def problems_of(file: Checked, instrument: Instrument, confirmed: Confirmed | None = None) -> pd.DataFrame:
    """Return every cell of a file that was not understood, every question about cells, and every remark on its form.

    Returns
    -------
    DataFrame
        file, sheet, row (as a spreadsheet counts, missing for what is about a whole column or file), column, value,
        why, suggestion.
    """
    known = Understood(file, instrument, confirmed or Confirmed())
    rows = [row for part in file.parts() for row in problems_in(part, known)]
    return as_problems([*rows, *remarks_on(file)])


def as_problems(rows: Iterable[Problem]) -> pd.DataFrame:
    """Return problems as a frame without their wave."""
    return typed("problems", pd.DataFrame(list(rows))).drop(columns="wave")


def problems_in(part: Checked, known: Understood) -> list[Problem]:
    """Return every cell of a file, or of a part of it, that was not understood or does not count."""
    return [
        *_rating_problems(part),
        *_answered_elsewhere(part),
        *votes_of(part, known)[1],
        *names_of(part, "group", known)[1],
        *names_of(part, "unit", known)[1],
    ]


def remarks_on(file: Checked) -> list[Problem]:
    """Return the questions about a file's columns, the remarks on its form, and the copies that were left out."""
    return [*_column_questions(file), *_remarks(file), *_removed(file)]


def _rating_problems(part: Checked) -> Iterable[Problem]:
    for column in part.columns:
        wrong = {text for text, reading in column.readings.items() if reading.fate == "problem"}
        if not wrong:
            continue
        cells = part.export.column(column.column.position)
        for row, text in cells[cells.isin(wrong)].items():
            reading = column.readings[str(text)]
            yield problem(part, column, str(text), translated(reading.why), reading.suggestion, int(str(row)))


def _column_questions(file: Checked) -> Iterable[Problem]:
    for column in file.columns:
        for text, reading in column.readings.items():
            if reading.question:
                yield problem(file, column, text, translated(reading.why), reading.suggestion)


def _answered_elsewhere(part: Checked) -> Iterable[Problem]:
    """Name the cells of an item that do not count, since an earlier column of the same item is answered."""
    for columns in (found for found in columns_by_item(part.columns).values() if len(found) > 1):
        before = pd.Series(False, index=part.export.cells.index)
        for column in columns:
            told = answered(part.export, column)
            for row in told.index[told & before]:
                yield _not_counted(part, column, int(row))
            before |= told


def _not_counted(file: Checked, column: MappedColumn, row: int) -> Problem:
    value = str(file.export.column(column.column.position).loc[row])
    why = said("does not count: the item is answered in an earlier column, too")
    return problem(file, column, value, why, "", row)


def _removed(file: Checked) -> Iterable[Problem]:
    for row, first in file.removed.items():
        why = said("the same submission id twice")
        hint = said("Left out, with the same answers as in {place}.", place=first)
        yield problem(file, None, "", why, hint, row)


def _remarks(file: Checked) -> Iterable[Problem]:
    for remark in file.export.remarks:
        yield problem(file, None, "", remark.what, remark.suggestion, remark.row)
