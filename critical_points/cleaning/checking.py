"""One file, read and mapped, with what the analyst has to decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import pandas as pd

from critical_points.errors import Fault
from critical_points.exports import read_export
from critical_points.exports.export import Export
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, MappedColumn, header_of, map_columns, open_questions, with_filled_blanks
from critical_points.messages import introduce, said, said_plural

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
    removed : Mapping of int to str
        Row of a submission that stands twice → where the one stands that counts. `export` is without these rows.
    doubted : frozenset of int
        Rows whose submission id stands elsewhere with other answers.
    """

    export: Export
    columns: tuple[MappedColumn, ...]
    questions: tuple[Fault, ...]
    removed: Mapping[int, str] = field(default_factory=dict)
    doubted: frozenset[int] = frozenset()

    def __repr__(self) -> str:
        """Tell the file and how many questions it asks; no answers."""
        return introduce(
            "Checked", self.export.path.name, said_plural("{n} question", "{n} questions", len(self.questions))
        )

    @property
    def is_survey(self) -> bool:
        """True where at least one column holds ratings."""
        return any(column.kind == "rating" for column in self.columns)


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


def check_export(
    export: Export,
    instrument: Instrument,
    confirmed: Confirmed | None = None,
    *,
    removed: Mapping[int, str] | None = None,
) -> Checked:
    """Map an export that has been read, without submissions that stand twice in it; see `check_file`.

    Parameters
    ----------
    export : Export
        What the file holds.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed.
    removed : Mapping of int to str, optional
        Rows to leave out, as copies of submissions in other files → where the one stands that counts.
    """
    confirmed = confirmed or Confirmed()
    own, doubted = _copies(export)
    removed = {**own, **(removed or {})}
    export = with_filled_blanks(_without(export, set(removed) & set(export.cells.index)))
    columns = map_columns(export, instrument, confirmed)
    questions = (*open_questions(columns, instrument, confirmed), *_answered_twice(export, columns))
    return Checked(export, columns, questions, removed, doubted)


def _copies(export: Export) -> tuple[dict[int, str], frozenset[int]]:
    """Return the later copies of submissions (row → the row that counts), and the rows that share only their id."""
    column = next((c for c in export.columns if c.role == "respondent"), None)
    ids = pd.Series(dtype="str") if column is None else export.cells[column.position].str.strip()
    shared = ids[(ids != "") & ids.duplicated(keep=False)]
    if 2 * ids.nunique() < len(ids):
        return {}, frozenset()
    answers = export.cells.loc[shared.index, [c.position for c in export.columns if not c.metadata]]
    removed: dict[int, str] = {}
    doubted: set[int] = set()
    for _, rows in shared.groupby(shared, sort=False):
        first: dict[tuple[str, ...], int] = {}
        for row, told in zip(rows.index, answers.loc[rows.index].itertuples(index=False, name=None), strict=True):
            if told in first:
                removed[int(row)] = said("row {row}", row=first[told])
            first.setdefault(told, int(row))
        doubted |= set(first.values()) if len(first) > 1 else set()
    return removed, frozenset(doubted)


def _without(export: Export, rows: set[int]) -> Export:
    """Return an export without copies, which are counted among the rows left out."""
    if not rows:
        return export
    left_out = {**export.left_out, "duplicate": export.left_out.get("duplicate", 0) + len(rows)}
    return replace(export, cells=export.cells.drop(index=sorted(rows)), left_out=left_out)


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
            places = f" {said('and')} ".join(str(column.column.position) for column in found)
            what = said_plural(
                "{item!r} is answered in more than one column ({places}) by {n} respondent.",
                "{item!r} is answered in more than one column ({places}) by {n} respondents.",
                twice,
                item=item,
                places=places,
            )
            faults.append(Fault(what, header_of(found[-1]), said('Give one of them kind = "ignore" in mapping.toml.')))
    return faults
