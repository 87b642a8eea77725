"""``mapping.toml`` read, with every fault of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from critical_points.errors import SettingsError, did_you_mean
from critical_points.facts import Block, read_toml
from critical_points.instrument import Group, Instrument
from critical_points.mapping import UNKNOWN, Confirmed, Entry
from critical_points.messages import said, said_plural
from critical_points.scales import DECISIONS, Reading, normalise
from critical_points.workspace import Review

#: The kinds that an analyst can give to a column.
KINDS = ("rating", "group", "unit", "vote", "ignore")

#: What stands for a non-answer under [labels].
NON_ANSWER = "non-answer"

_FIELDS = ("header", "position", "kind", "item", "comparable", "confirmed", "labels")


def read_decisions(path: Path, instrument: Instrument) -> Confirmed:
    """Read a wave's ``mapping.toml``.

    Parameters
    ----------
    path : Path
        The file; where there is none, nothing is confirmed.
    instrument : Instrument
        What is asked.

    Returns
    -------
    Confirmed

    Raises
    ------
    SettingsError
        When the file has faults; all of them are listed.
    """
    if not path.is_file():
        return Confirmed()
    block = Block(read_toml(path), path.name)
    block.only(("column", "labels", "groups", "units"))
    scales = {scale.key: scale for scale in instrument.scales}
    used = [scales[item.scale] for item in instrument.items if item.scale in scales]
    limits = (min((s.lowest for s in used), default=1), max((s.highest for s in used), default=5))
    confirmed = Confirmed(
        _read_columns(block, instrument),
        _read_labels(block, limits),
        _read_names(block, "groups", instrument.groups),
        _read_names(block, "units", instrument.units),
    )
    if block.faults:
        name = f"{path.parent.name}/{path.name}"
        what = said_plural("{file} has {n} fault.", "{file} has {n} faults.", len(block.faults), file=name)
        raise SettingsError(what, block.faults, said("correct {file} and try again", file=path))
    return confirmed


def decisions_of(review: Review, wave: str) -> Confirmed:
    """Read what was decided for a wave and for all waves before it.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave; what it says itself comes first.

    Returns
    -------
    Confirmed

    Raises
    ------
    SettingsError
        When a ``mapping.toml`` has faults; those of one file are listed all.
    """
    earlier = review.earlier(wave)
    before = None if earlier is None else decisions_of(review, earlier)
    path = review.mapping_file(wave)
    in_sheet = path.with_suffix(".xlsx").is_file()
    return replace(read_decisions(path, review.instrument), wave=wave, earlier=before, in_sheet=in_sheet)


def _read_columns(block: Block, instrument: Instrument) -> dict[tuple[str, int | None], Entry]:
    entries: dict[tuple[str, int | None], Entry] = {}
    for column in block.blocks("column"):
        column.only(_FIELDS)
        header, position = column.word("header", ""), column.whole("position")
        named = replace(column, where=f"{block.where}: {header}") if header else column
        place = (normalise(header), position)
        if not header and position is None:
            named.fault(
                said("{name!r} is missing.", name="header"), said("A column without a header is named by its position.")
            )
        elif place in entries:
            named.fault(said("the header stands here twice."), said("Say of each which position it has in the file."))
        entries[place] = _read_entry(named, instrument)
    return entries


def _read_entry(column: Block, instrument: Instrument) -> Entry:
    kind, item = column.word("kind"), column.word("item", "")
    confirmed = column.flag("confirmed", True)
    if kind and kind not in KINDS:
        column.fault(said("kind {kind!r} is not known.", kind=kind), did_you_mean(kind, KINDS))
    if kind == "rating" and confirmed and not item:
        column.fault(said("a rating needs its item."), said("Give the key of a statement of the instrument."))
    if kind in ("group", "unit") and item:
        column.fault(said("a {kind} has no item.", kind=kind), said("Delete the line of the item."))
    known = [p.key for p in instrument.points] if kind == "vote" else [i.key for i in instrument.items]
    if kind in ("rating", "vote") and item and item not in known:
        column.fault(said("item {item!r} is not known.", item=item), did_you_mean(item, sorted(known)))
    limits = (1, 5)
    if kind == "rating" and item in known:
        scale = instrument.scale(instrument.item(item).scale)
        limits = (scale.lowest, scale.highest)
    own = item if kind in ("rating", "vote") else ""
    labels = _read_labels(column, limits)
    return Entry(kind, own or None, column.flag("comparable", True), confirmed, labels)


def _read_labels(block: Block, limits: tuple[int, int]) -> dict[str, Reading]:
    """Return what answers mean; one with "" is not decided yet."""
    labels: dict[str, Reading] = {}
    for text, value in _table(block, "labels").items():
        if value == "":
            continue
        meaning = _meaning(value, limits)
        if meaning is None:
            expected = said(
                'Expected {lowest}–{highest}, "non-answer" or "problem".', lowest=limits[0], highest=limits[1]
            )
            block.fault(said("{name!r} is {value!r}.", name=text, value=value), expected, "[labels]")
        elif labels.setdefault(normalise(text), meaning) != meaning:
            block.fault(_twice(text), said("Keep one."), "[labels]")
    return labels


def _meaning(value: Any, limits: tuple[int, int]) -> Reading | None:
    if isinstance(value, str):
        return DECISIONS.get(value)
    if isinstance(value, int) and not isinstance(value, bool) and limits[0] <= value <= limits[1]:
        return Reading("rated", value, decided=True)
    return None


def _table(block: Block, name: str) -> Mapping[str, Any]:
    table = block.values.get(name, {})
    if isinstance(table, dict):
        return table
    block.fault(
        said("{name!r} is not a table.", name=name), said('Write [{name}], and under it "answer" = meaning.', name=name)
    )
    return {}


def _read_names(block: Block, name: str, groups: Sequence[Group]) -> dict[str, str]:
    """Return which group or unit answers name; one with "" is not decided yet."""
    known = [*(group.key for group in groups), UNKNOWN]
    names: dict[str, str] = {}
    for text, key in _table(block, name).items():
        if key == "":
            continue
        if not isinstance(key, str) or (groups and key not in known):
            block.fault(
                said("{name!r} is {value!r}.", name=text, value=key), did_you_mean(str(key), known), f"[{name}]"
            )
        elif names.setdefault(normalise(text), key) != key:
            block.fault(_twice(text), said("Keep one."), f"[{name}]")
    return names


def _twice(text: str) -> str:
    return said("{text!r} stands here twice, with two meanings.", text=text)
