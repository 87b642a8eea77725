"""The cells that answers are counted in: a wave, a group and a unit, with their margins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Group, Instrument

#: Where a result is from.
PLACE = ["wave", "group", "unit"]

#: What makes a cell: the results of one subject in one group of one wave.
CELL = [*PLACE, "kind", "subject"]

#: The key of a margin: every group, every unit.
ALL = "all"

#: Respondents whose group or unit is not told or not understood.
UNKNOWN = "unknown"

#: By what respondents can be grouped.
GROUPINGS = ("group", "unit")


def groupings_of(by: str | Iterable[str]) -> tuple[str, ...]:
    """Return the groupings that `by` names.

    Raises
    ------
    SettingsError
        When it names something else.
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    faults = [
        Fault(f"cannot group by {name!r}.", suggestion=did_you_mean(name, GROUPINGS))
        for name in names
        if name not in GROUPINGS
    ]
    if faults:
        raise SettingsError("The grouping is not known.", faults)
    return names


def place_people(respondents: pd.DataFrame, groupings: tuple[str, ...], instrument: Instrument) -> pd.DataFrame:
    """Return wave, respondent, group and unit of each respondent; a grouping that is not asked for is "all".

    Groups and units that ``review.toml`` merges are one.
    """
    people = respondents[["wave", "respondent", "group", "unit"]]
    known = {"group": instrument.groups, "unit": instrument.units}
    return people.assign(
        **{name: merge_keys(people[name], known[name]) if name in groupings else ALL for name in GROUPINGS}
    )


def merge_keys(keys: pd.Series, known: Iterable[Group]) -> pd.Series:
    """Return the keys of groups or units as they are told: merged ones by their common key, none as "unknown"."""
    common = {key: group.key for group in known for key in group.merges}
    return keys.fillna(UNKNOWN).replace(common)


def rows_by_place(people: pd.DataFrame) -> Iterator[tuple[str, str, npt.NDArray[np.intp]]]:
    """Yield each group and unit of one wave, margins included, with the positions of its respondents."""
    chosen = {name: _rows_by_key(people[name]) for name in GROUPINGS}
    for group, in_group in chosen["group"].items():
        for unit, in_unit in chosen["unit"].items():
            rows = np.flatnonzero(in_group & in_unit)
            if len(rows):
                yield group, unit, rows


def _rows_by_key(keys: pd.Series) -> dict[str, npt.NDArray[np.bool_]]:
    found = {str(key): (keys == key).to_numpy(bool) for key in sorted(keys.unique())}
    return {**found, ALL: np.ones(len(keys), dtype=bool)}
