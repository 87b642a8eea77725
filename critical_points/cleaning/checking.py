"""One file, read and mapped, with what the analyst has to decide about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import pandas as pd

from critical_points.cleaning.doubles import copies_in
from critical_points.errors import Fault
from critical_points.exports import read_export, stream_export
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

    def parts(self) -> Iterator[Checked]:
        """Give the file part by part, as its export gives the respondents."""
        for part in self.export.parts():
            yield replace(self, export=part)

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


def stream_file(
    path: Path, instrument: Instrument, confirmed: Confirmed | None = None, folder: Path | None = None
) -> Checked:
    """Read and map one file of any size, part by part where it is large; see `check_file`.

    Parameters
    ----------
    path : Path
        An export of part 1.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed.
    folder : Path, optional
        Where a temporary file may stand.
    """
    return check_export(stream_export(path, folder), instrument, confirmed)


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
    own, doubted = copies_in(export)
    removed = {**own, **(removed or {})}
    export = with_filled_blanks(export.without(_still_there(export, removed)))
    columns = map_columns(export, instrument, confirmed)
    questions = (
        *open_questions(columns, instrument, confirmed),
        *_answered_twice(export, columns),
        *_too_many_texts(export, columns),
    )
    return Checked(export, columns, questions, removed, doubted)


def _still_there(export: Export, rows: Iterable[int]) -> set[int]:
    """Return those of some rows that are among the respondents."""
    wanted = list(rows)
    return {int(row) for part in (export.parts() if wanted else ()) for row in part.cells.index.intersection(wanted)}


def columns_by_item(columns: Sequence[MappedColumn]) -> dict[str, list[MappedColumn]]:
    """Return the rating columns of each item, in the order of the file; more than one where a form has branches."""
    rated = sorted((c for c in columns if c.kind == "rating" and c.item), key=lambda column: str(column.item))
    return {str(item): list(found) for item, found in groupby(rated, key=lambda column: column.item)}


def answered(export: Export, column: MappedColumn) -> pd.Series:
    """Tell, for each respondent, whether a cell of a rating column is anything but blank."""
    blank = {text for text, reading in column.readings.items() if reading.fate == "blank"}
    return ~export.column(column.column.position).isin(blank)


def _answered_twice(export: Export, columns: Sequence[MappedColumn]) -> list[Fault]:
    faults = []
    for item, found in columns_by_item(columns).items():
        if len(found) < 2 or not all(column.certain for column in found):
            continue
        twice = sum(_times_twice(part, found) for part in export.parts())
        if twice > _MOST_TWICE * export.respondents:
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


def _times_twice(export: Export, columns: Sequence[MappedColumn]) -> int:
    times = pd.concat([answered(export, column) for column in columns], axis=1).sum(axis=1)
    return int((times > 1).sum())


def _too_many_texts(export: Export, columns: Sequence[MappedColumn]) -> list[Fault]:
    """Ask about columns that must be read in full, and have more different texts than are kept apart."""
    hint = said('Give it kind = "ignore" in mapping.toml, or look for what went wrong in the file.')
    return [
        Fault(
            said("taken for {kind!r}, but has so many different answers that they are not all told.", kind=column.kind),
            header_of(column),
            hint,
        )
        for column in columns
        if column.column.position in export.open_texts and column.kind in ("rating", "group", "unit", "vote")
    ]
