"""What respondents say of themselves and what they vote for: groups, units, points to develop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning.checking import Checked
from critical_points.cleaning.problems import Problem, problem
from critical_points.instrument import Instrument
from critical_points.mapping import UNKNOWN, Confirmed, MappedColumn, chosen_points, finder, point_names, suggest
from critical_points.messages import said
from critical_points.scales import all_non_answers, normalise


@dataclass(frozen=True)
class Understood:
    """What the texts of one file's groups, units and votes mean, each told once.

    Parameters
    ----------
    file : Checked
        The file.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed
        What the analyst confirmed.
    """

    file: Checked
    instrument: Instrument
    confirmed: Confirmed

    @cached_property
    def keys(self) -> dict[int, dict[str, str | None]]:
        """Position of a column → text → key; "unknown" where nothing is said, None where it is not understood."""
        return {
            column.column.position: _keys(column, column.kind, self.instrument, self.confirmed)
            for column in self.file.columns
            if column.kind in ("group", "unit")
        }

    @cached_property
    def votes(self) -> dict[int, dict[str, tuple[list[str], list[str]]]]:
        """Position of a column → text → the points that it chooses, and the parts of it that say something else."""
        points, non_answers = point_names(self.instrument), all_non_answers(self.instrument)
        return {
            column.column.position: chosen_points(column, points, non_answers)
            for column in self.file.columns
            if column.kind == "vote"
        }


@dataclass(frozen=True)
class Named:
    """The group or unit of each respondent.

    Parameters
    ----------
    keys : tuple of str
        The keys that are named.
    codes : array of n
        Index of `keys`, -1 where none is told or understood.
    """

    keys: tuple[str, ...]
    codes: npt.NDArray[np.intp]

    def texts(self, index: pd.Index) -> pd.Series:
        """Return the keys as texts, missing where there is none."""
        texts = pd.array([*self.keys, None], dtype="str")
        return pd.Series(texts.take(self.codes), index=index)


def respondent_ids(file: Checked) -> pd.Series:
    """Return each respondent's name in the frames: file and row, nothing that tells who it is."""
    rows = file.export.cells.index
    return pd.Series(file.export.path.name + ":" + rows.astype("str"), index=rows, dtype="str")


def role(file: Checked, name: str) -> pd.Series:
    """Return the texts of the metadata column with a role, blank where there is none."""
    column = next((c for c in file.export.columns if c.role == name), None)
    if column is None:
        return pd.Series("", index=file.export.cells.index, dtype="str")
    return file.export.column(column.position)


def votes_of(part: Checked, known: Understood) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """Return who chose which of the instrument's points, and the answers that name no point.

    Parameters
    ----------
    part : Checked
        The file, or a part of it.
    known : Understood
        What its texts mean.
    """
    points = [point.key for point in known.instrument.points]
    found = np.zeros((len(part.export.cells), len(points)), dtype=bool)
    problems: list[Problem] = []
    odd = said("not the name of a point")
    for column in (c for c in part.columns if c.kind == "vote"):
        (texts, codes), read = part.export.coded(column.column.position), known.votes[column.column.position]
        told = [read.get(text, ([], [])) for text in texts]
        chosen = np.array([[point in named for point in points] for named, _ in told], dtype=bool)
        if len(codes):
            found |= chosen.reshape(-1, len(points)).take(codes, axis=0)
        strange = np.array([bool(words) for _, words in told], dtype=bool)
        for place in np.flatnonzero(strange.take(codes)).tolist() if strange.any() else ():
            row = int(part.export.cells.index[place])
            problems += [problem(part, column, word, odd, "", row) for word in told[codes[place]][1]]
    return found, problems


def names_of(part: Checked, kind: str, known: Understood) -> tuple[Named, list[Problem]]:
    """Return each respondent's group or unit, and the answers that name none.

    Where two columns tell it, as in a form with branches, the first one that is answered counts.
    """
    groups = known.instrument.groups if kind == "group" else known.instrument.units
    odd = said("not a known group") if kind == "group" else said("not a known unit")
    keys: dict[str, int] = {}
    codes = np.full(len(part.export.cells), -1, dtype=np.intp)
    problems: list[Problem] = []
    for column in (c for c in part.columns if c.kind == kind):
        (texts, coded), told = part.export.coded(column.column.position), known.keys[column.column.position]
        meant = [told.get(text, UNKNOWN) for text in texts]
        places = [-1 if key in (None, UNKNOWN) else keys.setdefault(str(key), len(keys)) for key in meant]
        found = np.array([*places, -1], dtype=np.intp).take(coded)
        strange, rows = np.array([key is None for key in meant], dtype=bool), part.export.cells.index
        for place in np.flatnonzero(strange.take(coded)).tolist() if strange.any() else ():
            name = column.said[texts[coded[place]]]
            problems.append(problem(part, column, name, odd, suggest(name, groups), int(rows[place])))
        names = list(keys)
        for place in np.flatnonzero((codes >= 0) & (found >= 0) & (codes != found)).tolist():
            why = said("another column says {name!r}, which counts", name=names[codes[place]])
            problems.append(problem(part, column, column.said[texts[coded[place]]], why, "", int(rows[place])))
        codes = np.where(codes >= 0, codes, found) if (codes >= 0).any() else found
    return Named(tuple(keys), codes), problems


def _keys(column: MappedColumn, kind: str, instrument: Instrument, confirmed: Confirmed) -> dict[str, str | None]:
    """Return answer text → key; "unknown" where nothing is said, None where it is not understood."""
    find = finder(kind, instrument, confirmed)
    silent = {"", *all_non_answers(instrument)}
    return {text: find(name) or (UNKNOWN if normalise(name) in silent else None) for text, name in column.said.items()}
