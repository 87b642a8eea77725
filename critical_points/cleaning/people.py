"""What respondents say of themselves and what they vote for: groups, units, points to develop."""

from __future__ import annotations

import pandas as pd

from critical_points.cleaning.checking import Checked
from critical_points.cleaning.problems import Problem, problem
from critical_points.instrument import Instrument
from critical_points.mapping import UNKNOWN, Confirmed, MappedColumn, chosen_points, finder, point_names, suggest
from critical_points.messages import said
from critical_points.scales import all_non_answers, normalise


def respondent_ids(file: Checked) -> pd.Series:
    """Return each respondent's name in the frames: file and row, nothing that tells who it is."""
    rows = file.export.cells.index
    return pd.Series(file.export.path.name + ":" + rows.astype("str"), index=rows, dtype="str")


def role(file: Checked, name: str) -> pd.Series:
    """Return the texts of the metadata column with a role, blank where there is none."""
    column = next((c for c in file.export.columns if c.role == name), None)
    if column is None:
        return pd.Series("", index=file.export.cells.index, dtype="str")
    return file.export.cells[column.position]


def votes_of(file: Checked, instrument: Instrument) -> tuple[pd.DataFrame, list[Problem]]:
    """Return one row a respondent × chosen point (respondent, point), and the answers that name no point."""
    ids, points, non_answers = respondent_ids(file), point_names(instrument), all_non_answers(instrument)
    rows: list[tuple[str, str]] = []
    problems: list[Problem] = []
    odd = said("not the name of a point")
    for column in (c for c in file.columns if c.kind == "vote"):
        cells = file.export.cells[column.column.position]
        read = chosen_points(column, points, non_answers)
        for row, respondent, text in zip(cells.index, ids, cells, strict=True):
            chosen, strange = read[text]
            rows += [(respondent, point) for point in chosen]
            problems += [problem(file, column, word, odd, "", int(row)) for word in strange]
    votes = pd.DataFrame(rows, columns=["respondent", "point"], dtype="str").drop_duplicates()
    return votes, problems


def names_of(file: Checked, kind: str, instrument: Instrument, confirmed: Confirmed) -> tuple[pd.Series, list[Problem]]:
    """Return each respondent's group or unit (missing where none is told), and the answers that name none.

    Where two columns tell it, as in a form with branches, the first one that is answered counts.
    """
    names = pd.Series(None, index=file.export.cells.index, dtype="str")
    problems: list[Problem] = []
    odd = said("not a known group") if kind == "group" else said("not a known unit")
    for column in (c for c in file.columns if c.kind == kind):
        keys = _keys(column, kind, instrument, confirmed)
        cells = file.export.cells[column.column.position]
        found = cells.map({text: key if key != UNKNOWN else None for text, key in keys.items()}).astype("str")
        unknown = cells.map({text: key is None for text, key in keys.items()}).astype(bool)
        groups = instrument.groups if kind == "group" else instrument.units
        for row in cells.index[unknown]:
            name = column.said[cells[row]]
            problems.append(problem(file, column, name, odd, suggest(name, groups), int(row)))
        for row in cells.index[names.notna() & found.notna() & (names != found)]:
            why = said("another column says {name!r}, which counts", name=names[row])
            problems.append(problem(file, column, column.said[cells[row]], why, "", int(row)))
        names = names.fillna(found)
    return names, problems


def _keys(column: MappedColumn, kind: str, instrument: Instrument, confirmed: Confirmed) -> dict[str, str | None]:
    """Return answer text → key; "unknown" where nothing is said, None where it is not understood."""
    find = finder(kind, instrument, confirmed)
    silent = {"", *all_non_answers(instrument)}
    return {text: find(name) or (UNKNOWN if normalise(name) in silent else None) for text, name in column.said.items()}
