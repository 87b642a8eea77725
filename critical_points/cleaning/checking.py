"""One file, read and mapped, with what the analyst has to decide about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pandas as pd

from critical_points.errors import Fault
from critical_points.exports import read_export
from critical_points.exports.export import Export
from critical_points.facts import counted
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, MappedColumn, header_of, map_columns, open_questions

#: Where more than this share of the respondents answered an item in two columns, the analyst is asked which counts.
_MOST_TWICE = 0.05


@dataclass(frozen=True)
class Checked:
    """One file, read and mapped.

    Parameters
    ----------
    export : Export
        What the file holds.
    columns : tuple of MappedColumn
        What each column is taken for.
    questions : tuple of Fault
        What the analyst has to decide.
    """

    export: Export
    columns: tuple[MappedColumn, ...]
    questions: tuple[Fault, ...]


def check_file(path: Path, instrument: Instrument, confirmed: Confirmed | None = None) -> Checked:
    """Read and map one file.

    Parameters
    ----------
    path : Path
        An export of part 1.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed.

    Returns
    -------
    Checked

    Raises
    ------
    UnreadableError
        When it is no export that can be read.
    """
    return check_export(read_export(path), instrument, confirmed)


def check_export(export: Export, instrument: Instrument, confirmed: Confirmed | None = None) -> Checked:
    """Map an export that has been read; see `check_file`."""
    confirmed = confirmed or Confirmed()
    columns = map_columns(export, instrument, confirmed)
    questions = (*open_questions(columns, instrument, confirmed), *_answered_twice(export, columns))
    return Checked(export, columns, questions)


def columns_by_item(columns: Sequence[MappedColumn]) -> dict[str, list[MappedColumn]]:
    """Return the rating columns of each item, in the order of the file; more than one where a form has branches."""
    rated = sorted((c for c in columns if c.kind == "rating" and c.item), key=lambda column: str(column.item))
    return {str(item): list(found) for item, found in groupby(rated, key=lambda column: column.item)}


def answered(export: Export, column: MappedColumn) -> pd.Series:
    """Tell, for each respondent, whether a cell of a rating column is anything but blank."""
    blank = {text for text, reading in column.readings.items() if reading.fate == "blank"}
    return ~export.cells[column.column.position].isin(blank)


def _answered_twice(export: Export, columns: Sequence[MappedColumn]) -> list[Fault]:
    faults = []
    for item, found in columns_by_item(columns).items():
        if len(found) < 2 or not all(column.certain for column in found):
            continue
        times = pd.concat([answered(export, column) for column in found], axis=1).sum(axis=1)
        twice = int((times > 1).sum())
        if twice > _MOST_TWICE * len(export.cells):
            places = " and ".join(str(column.column.position) for column in found)
            what = f"{item!r} is answered in more than one column ({places}) by {counted(twice, 'respondent')}."
            faults.append(Fault(what, header_of(found[-1]), 'Give one of them kind = "ignore" in mapping.toml.'))
    return faults
