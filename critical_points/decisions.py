"""The analyst's decisions about a wave's files: ``mapping.toml``, read and proposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from critical_points.errors import SettingsError, did_you_mean
from critical_points.facts import Block, read_toml
from critical_points.instrument import Group, Instrument
from critical_points.mapping import Confirmed, Entry, MappedColumn, shorten, unknown_names
from critical_points.publication import only_run, publishing
from critical_points.scales import normalise
from critical_points.workspace import Review

#: The kinds that an analyst can give to a column.
KINDS = ("rating", "group", "unit", "vote", "ignore")

#: What stands for a non-answer under [labels].
NON_ANSWER = "non-answer"

_PREAMBLE = """\
What each column of this wave's files is, and what their answers mean.
A proposal has the line  confirmed = false  : look at it, correct it where it is wrong, and delete that line
(or run: critical-points check --accept, which confirms every proposal as it stands).
kind is one of "rating", "group", "unit", "vote", "ignore"; comparable = false keeps a statement whose wording has
changed too much out of comparisons with other waves."""


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
    columns = _read_columns(block, instrument)
    labels = {
        normalise(text): None if value == NON_ANSWER else value
        for text, value in _table(block, "labels")
        if value != "" and _is_label(block, text, value)
    }
    confirmed = Confirmed(
        columns,
        labels,
        _read_names(block, "groups", instrument.groups),
        _read_names(block, "units", instrument.units),
    )
    if block.faults:
        what = f"{path.parent.name}/{path.name} has {len(block.faults)} fault(s)."
        raise SettingsError(what, block.faults, f"correct {path} and try again")
    return confirmed


def _read_columns(block: Block, instrument: Instrument) -> dict[str, Entry]:
    items = {item.key for item in instrument.items}
    points = {point.key for point in instrument.points}
    entries: dict[str, Entry] = {}
    for column in block.blocks("column"):
        column.only(("header", "kind", "item", "comparable", "confirmed"))
        header, kind, item = column.word("header"), column.word("kind"), column.word("item", "")
        confirmed = column.flag("confirmed", True)
        if kind and kind not in KINDS:
            column.fault(f"kind {kind!r} is not known.", did_you_mean(kind, KINDS), header)
        known = points if kind == "vote" else items
        if confirmed and kind == "rating" and not item:
            column.fault("a rating needs its item.", "Give the key of a statement of the instrument.", header)
        if item and item not in known:
            column.fault(f"item {item!r} is not known.", did_you_mean(item, sorted(known)), header)
        if normalise(header) in entries:
            column.fault("the header stands here twice.", "", header)
        entries[normalise(header)] = Entry(kind, item or None, column.flag("comparable", True), confirmed)
    return entries


def _table(block: Block, name: str) -> list[tuple[str, Any]]:
    table = block.values.get(name, {})
    if isinstance(table, dict):
        return list(table.items())
    block.fault(f"[{name}] is not a table.")
    return []


def _is_label(block: Block, text: str, value: Any) -> bool:
    good = value == NON_ANSWER or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5)
    if not good:
        block.fault(f"{text!r} = {value!r}", f'Expected 1–5 or "{NON_ANSWER}".', "[labels]")
    return good


def _read_names(block: Block, name: str, groups: Sequence[Group]) -> dict[str, str]:
    known = [group.key for group in groups]
    names = {}
    for text, key in _table(block, name):
        if key == "":
            continue
        if known and key not in known:
            block.fault(f"{text!r} = {key!r}", did_you_mean(str(key), known), f"[{name}]")
        names[normalise(text)] = str(key)
    return names


def propose(
    path: Path, mapped: Iterable[MappedColumn], instrument: Instrument, confirmed: Confirmed, *, accept: bool = False
) -> str:
    """Return the text of ``mapping.toml`` with every open proposal added to what stands there.

    Parameters
    ----------
    path : Path
        The wave's file; what it holds already stays as it is, comments included.
    mapped : iterable of MappedColumn
        The columns of the wave's files.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed
        What the file confirms already.
    accept : bool, default False
        Confirm the proposals as they stand. What has no proposal stays open.

    Returns
    -------
    str
        TOML, UTF-8.
    """
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else _new_document()
    entries: Any = document.setdefault("column", tomlkit.aot())
    known = {normalise(str(entry["header"])): entry for entry in entries}
    for column in mapped:
        header = normalise(column.column.header)
        if header in known:
            _accept(known[header], column, accept=accept)
        elif column.kind in KINDS:
            known[header] = _entry(column, accept=accept)
            entries.append(known[header])
        _add_answers(document, column, instrument, confirmed)
    return tomlkit.dumps(document)


def write_decisions(
    review: Review, wave: str, mapped: Iterable[MappedColumn], *, accept: bool = False
) -> Path:
    """Write a wave's ``mapping.toml`` with every open proposal added; see `propose`.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        When it cannot be written; what was there stays.
    """
    path = review.mapping_file(wave)
    text = propose(path, mapped, review.instrument, read_decisions(path, review.instrument), accept=accept)
    with only_run(review.root), publishing(path.parent) as staged:
        (staged / path.name).write_text(text, encoding="utf-8", newline="\n")
    return path


def _new_document() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in _PREAMBLE.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document.add("column", AoT([]))
    return document


def _accept(entry: Any, column: MappedColumn, *, accept: bool) -> None:
    """Confirm an entry that stands in the file as a proposal, where it has what it needs."""
    complete = entry.get("kind") != "rating" or entry.get("item")
    if accept and complete and column.kind in KINDS:
        entry.pop("confirmed", None)


def _entry(column: MappedColumn, *, accept: bool) -> Table:
    entry = tomlkit.table()
    entry.add("header", column.column.header)
    entry.add("kind", column.kind)
    if column.item or column.kind == "rating":
        entry.add("item", column.item or "")
    if column.kind == "rating":
        entry.add("comparable", column.comparable)
    certain = column.certain and (column.kind != "rating" or column.item is not None)
    if not certain and not (accept and column.item):
        entry.add("confirmed", tomlkit.item(False).comment(shorten(column.reason, 100)))
    entry.add(tomlkit.nl())
    return entry


def _add_answers(
    document: tomlkit.TOMLDocument, column: MappedColumn, instrument: Instrument, confirmed: Confirmed
) -> None:
    """Add the answers that must be decided on, each with an empty decision."""
    wanted: list[tuple[str, str, str]] = []
    if column.kind in ("group", "unit"):
        wanted = [(f"{column.kind}s", text, hint) for text, _, hint in unknown_names(column, instrument, confirmed)]
    elif column.strange:
        wanted = [("labels", text, reading.suggestion) for text, reading in column.strange.items()]
    for name, text, hint in wanted:
        table: Any = document.setdefault(name, tomlkit.table())
        if text not in table:
            note = hint or "decide, or delete the line to leave these answers as problems"
            table.add(text, tomlkit.item("").comment(note))
