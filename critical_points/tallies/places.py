"""The cells that answers are counted in: a wave, a group and a unit, with their margins."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Group, Instrument
from critical_points.messages import said

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
        Fault(said("cannot group by {name!r}.", name=name), suggestion=did_you_mean(name, GROUPINGS))
        for name in names
        if name not in GROUPINGS
    ]
    if faults:
        raise SettingsError(said("The grouping is not known."), faults)
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
    return keys.fillna(UNKNOWN).replace(common_keys(known))


def common_keys(known: Iterable[Group]) -> dict[str, str]:
    """Return the keys of groups or units that ``review.toml`` merges, each with their common key."""
    return {key: group.key for group in known for key in group.merges}
