"""The places of a wave that are published, and the cells that they are sums of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.messages import said
from critical_points.tallies import ALL, Tally

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Place = tuple[str, str]

#: What can be published beside the total: results by group, by unit, and by both.
MARGINS = ("group", "unit", "cross")

#: What a place costs when it is hidden, before its respondents are counted: a crossing little, the total most.
_CROSSING, _LINE, _TOTAL = 0, 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class Counts:
    """The answers of one kind to one subject: atoms × statuses and scores."""

    columns: tuple[tuple[str, float], ...]
    table: Ints

    def of(self, status: str) -> Ints:
        """Return, for each atom, how many have a status."""
        found: Ints = self.table[:, [own == status for own, _ in self.columns]].sum(axis=1)
        return found


@dataclass(frozen=True)
class Family:
    """The published places of a wave: every result of the wave is audited together.

    Parameters
    ----------
    wave : str
        The wave.
    atoms : tuple of (str, str)
        The non-empty cells of the finest crossing, by group and unit.
    places : tuple of (str, str)
        The published places.
    members : array
        Places × atoms, 0 or 1.
    counts : Mapping of (str, str) to Counts
        The answers of each kind to each subject.
    """

    wave: str
    atoms: tuple[Place, ...]
    places: tuple[Place, ...]
    members: Ints
    counts: Mapping[tuple[str, str], Counts]

    @property
    def people(self) -> Ints:
        """Respondents in each atom."""
        found: Ints = self.counts["respondents", ALL].table.sum(axis=1)
        return found

    @property
    def costs(self) -> Ints:
        """What hiding each place costs: a crossing before a line, a small one before a large one, the total last."""
        sizes = self.members @ self.people
        kinds = [(group != ALL) + (unit != ALL) for group, unit in self.places]
        several = [len({atom[side] for atom in self.atoms}) > 1 for side in (0, 1)]
        base = {0: _TOTAL, 1: _LINE, 2: _CROSSING if all(several) else _LINE}
        return np.array([base[kind] for kind in kinds], dtype=np.int64) + sizes


def families(tally: Tally, margins: Iterable[str] | None = None) -> Iterator[Family]:
    """Yield the family of each wave.

    Parameters
    ----------
    tally : Tally
        Counts with margins.
    margins : iterable of {"group", "unit", "cross"}, optional
        What is published beside the total; by default everything.

    Raises
    ------
    SettingsError
        When a margin is not known.
    """
    names = MARGINS if margins is None else (margins,) if isinstance(margins, str) else tuple(margins)
    faults = [
        Fault(said("no margin {name!r}.", name=n), suggestion=did_you_mean(n, MARGINS))
        for n in names
        if n not in MARGINS
    ]
    if faults:
        raise SettingsError(said("A margin is not known."), faults)
    for wave, rows in tally.counts.groupby("wave", sort=True):
        yield _family(str(wave), rows, names)


def _family(wave: str, rows: pd.DataFrame, margins: tuple[str, ...]) -> Family:
    people = rows[rows["kind"] == "respondents"]
    by = [name for name in ("group", "unit") if (people[name] != ALL).any()]
    finest = rows.loc[np.logical_and.reduce([rows[name] != ALL for name in by])] if by else rows
    atoms = sorted({(str(g), str(u)) for g, u in zip(finest["group"], finest["unit"], strict=True)})
    found = {(str(g), str(u)) for g, u in zip(people["group"], people["unit"], strict=True)}
    wanted = {
        (): True,
        ("group",): "group" in margins,
        ("unit",): "unit" in margins,
        ("group", "unit"): "cross" in margins,
    }
    places = sorted(
        p for p in found if wanted[tuple(n for n, key in zip(("group", "unit"), p, strict=True) if key != ALL)]
    )
    members = [[all(key in (ALL, own) for key, own in zip(p, a, strict=True)) for a in atoms] for p in places]
    return Family(wave, tuple(atoms), tuple(places), np.array(members, dtype=np.int64), _counts(finest, atoms))


def _counts(finest: pd.DataFrame, atoms: list[Place]) -> dict[tuple[str, str], Counts]:
    index = pd.MultiIndex.from_tuples(atoms)
    row = index.get_indexer(pd.MultiIndex.from_frame(finest[["group", "unit"]]))
    finest = finest.assign(row=row)
    found = {}
    for (kind, subject), cell in finest.groupby(["kind", "subject"], sort=True):
        codes, columns = pd.factorize(pd.MultiIndex.from_frame(cell[["status", "score"]]), sort=True)
        table = np.zeros((len(atoms), len(columns)), dtype=np.int64)
        np.add.at(table, (cell["row"].to_numpy(np.intp), codes.astype(np.intp)), cell["n"].to_numpy(np.int64))
        found[str(kind), str(subject)] = Counts(tuple((str(s), float(x)) for s, x in columns), table)
    return found
