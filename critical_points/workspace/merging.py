"""Small groups that are told as one: ``[merge.<key>]`` in ``review.toml``."""

from __future__ import annotations

import re
from dataclasses import replace

from critical_points.errors import did_you_mean
from critical_points.facts import Block
from critical_points.instrument import Group, Instrument
from critical_points.instrument_checks import RESERVED
from critical_points.messages import said

_KEY = re.compile(r"[a-z][a-z0-9_]*")


def merge(instrument: Instrument, block: Block) -> Instrument:
    """Return the instrument with the groups and units that ``review.toml`` merges; faults are noted in `block`.

    Parameters
    ----------
    instrument : Instrument
        The instrument with the workspace's own groups and units.
    block : Block
        All of ``review.toml``.
    """
    known = {"groups": [group.key for group in instrument.groups], "units": [unit.key for unit in instrument.units]}
    taken: dict[str, str] = {}
    added: dict[str, list[Group]] = {"groups": [], "units": []}
    for key, table in block.tables("merge").items():
        table.only(("name", "groups", "units"))
        side = "units" if "units" in table.values else "groups"
        if not _KEY.fullmatch(key) or key in RESERVED or key in [*known["groups"], *known["units"]]:
            table.fault(
                said("key {key!r} cannot be used.", key=key),
                said("Take a key of its own: small letters a–z, digits, underscores."),
            )
        if ("groups" in table.values) == ("units" in table.values):
            table.fault(
                said("it must name groups, or units."), said('Write groups = ["one", "another"], or units = […].')
            )
            continue
        merged = table.words(side)
        _check(table, merged, known[side], taken)
        taken |= dict.fromkeys(merged, key)
        added[side].append(Group(key, table.text("name"), {}, merged))
    return replace(
        instrument,
        groups=_insert(instrument.groups, added["groups"]),
        units=_insert(instrument.units, added["units"]),
    )


def _check(block: Block, merged: tuple[str, ...], known: list[str], taken: dict[str, str]) -> None:
    """Note what cannot be merged."""
    if len(set(merged)) < 2:
        block.fault(said("at least two must be merged."), said('Write groups = ["one", "another"].'))
    for key in dict.fromkeys(merged):
        if key not in known:
            block.fault(said("{key!r} is not known.", key=key), did_you_mean(key, known))
        elif key in taken:
            block.fault(
                said("{key!r} is merged twice.", key=key),
                said("It is in [merge.{other}], too. Leave it in one of them.", other=taken[key]),
            )


def _insert(groups: tuple[Group, ...], merged: list[Group]) -> tuple[Group, ...]:
    """Return the groups with each merged one after the last of its parts."""
    order = [group.key for group in groups]
    last = {group.key: max((order.index(key) for key in group.merges if key in order), default=0) for group in merged}
    every = [(place, 0, group) for place, group in enumerate(groups)]
    every += [(last[group.key], number, group) for number, group in enumerate(merged, 1)]
    return tuple(group for *_, group in sorted(every, key=lambda entry: entry[:2]))
