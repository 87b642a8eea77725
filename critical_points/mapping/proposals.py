"""What each column of an export is: as confirmed, by equal text, by similar text, or by its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from critical_points.exports.export import Column, Export
from critical_points.instrument import Instrument
from critical_points.mapping.answers import by_answers
from critical_points.mapping.blocks import doubt_shifted
from critical_points.mapping.columns import Confirmed, MappedColumn, answers_of, shorten
from critical_points.mapping.headers import (
    Subject,
    equal_subject,
    known_texts,
    like_before,
    point_names,
    similar_subjects,
)
from critical_points.mapping.ranks import doubt_ranks
from critical_points.messages import said
from critical_points.scales import (
    all_non_answers,
    answer_key,
    normalise,
    range_scale,
    recognise_scale,
    rival_scale,
)

Told = Mapping[int, MappedColumn]


def map_columns(export: Export, instrument: Instrument, confirmed: Confirmed | None = None) -> tuple[MappedColumn, ...]:
    """Tell what each column of an export is.

    Parameters
    ----------
    export : Export
        One file.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed: it comes first, then what was confirmed of an equal header in an earlier wave.
        Then comes equal text in any language; then similar text and answers that tell, as proposals that are not
        certain.

    Returns
    -------
    tuple of MappedColumn
        One for each column of the file, in its order.
    """
    confirmed = confirmed or Confirmed()
    told: dict[int, MappedColumn] = {}
    steps: tuple[Callable[[Export, Instrument, Confirmed, Told], Iterable[MappedColumn]], ...]
    steps = (_metadata, _confirmed, _as_before, _equal, _similar, _left_over)
    for step in steps:
        for mapped in list(step(export, instrument, confirmed, told)):
            told[mapped.column.position] = _with_key(mapped, instrument, confirmed)
    likely = Counter(mapped.scale for mapped in told.values() if mapped.item and mapped.scale).most_common(1)
    columns = [
        _on_likely_scale(told[column.position], instrument, confirmed, likely[0][0] if likely else None)
        for column in export.columns
    ]
    return doubt_ranks(export, doubt_shifted(columns), confirmed)


def _left(export: Export, told: Told) -> list[Column]:
    return [column for column in export.columns if column.position not in told]


def _metadata(export: Export, _instrument: Instrument, _confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    for column in _left(export, told):
        if column.metadata:
            yield answers_of(export, column, "metadata", reason=said("added by the survey tool"))


def _confirmed(export: Export, _instrument: Instrument, confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    for column in _left(export, told):
        entry = confirmed.entry(column)
        if entry is None or (entry.kind == "rating" and not entry.item):
            continue
        reason = said("confirmed in mapping.toml") if entry.confirmed else said("proposed in mapping.toml")
        mapped = answers_of(export, column, entry.kind, entry.item, certain=entry.confirmed, reason=reason)
        yield replace(mapped, comparable=entry.comparable)


def _as_before(export: Export, _instrument: Instrument, confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    """Take columns for what columns with equal headers were confirmed to be, each item once."""
    before = confirmed.before
    taken = {(mapped.kind, mapped.item) for mapped in told.values() if mapped.item}
    for column in _left(export, told) if before else []:
        entry, wave = before.get(normalise(column.header), (None, ""))
        if entry is None or (entry.kind, entry.item) in taken:
            continue
        taken |= {(entry.kind, entry.item)} if entry.item else set()
        mapped = answers_of(export, column, entry.kind, entry.item, reason=said("as in {wave}", wave=wave))
        yield replace(mapped, comparable=entry.comparable)


def _equal(export: Export, instrument: Instrument, _confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    """Tell columns by equal text; a second column of one item is a proposal, for only the analyst can say why."""
    known, points = known_texts(instrument), point_names(instrument)
    owners: dict[Subject, Column] = {(m.kind, m.item): m.column for m in told.values()}
    for column in _left(export, told):
        subject = equal_subject(column, known, points)
        if subject is None:
            continue
        mapped = answers_of(export, column, *subject, reason=said("equal text"))
        if subject[1] and subject in owners:
            owner = owners[subject]
            reason = said(
                "equal text, as column {n}, {header!r}, is; their answers would be joined",
                n=owner.position,
                header=shorten(owner.header),
            )
            mapped = replace(mapped, certain=False, reason=reason)
        owners.setdefault(subject, column)
        yield mapped


def _similar(export: Export, instrument: Instrument, confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    """Propose what columns are by similar text, each item for the column that is most like it."""
    taken = {(mapped.kind, mapped.item) for mapped in told.values() if mapped.item}
    known = {text: subject for text, subject in known_texts(instrument).items() if subject not in taken}
    points = point_names(instrument)
    found = [
        (score, column, subject, why)
        for column in _left(export, told)
        for score, subject, why in (*similar_subjects(column, known, points), *like_before(column, confirmed.before))
    ]
    used: set[int] = set()
    for _, column, (kind, item), why in sorted(found, key=lambda match: -match[0]):
        if column.position in used or (kind, item) in taken:
            continue
        used.add(column.position)
        taken |= {(kind, item)} if item else set()
        yield answers_of(export, column, kind, item, certain=False, reason=why)


def _left_over(export: Export, instrument: Instrument, confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    """Tell what columns are by their answers, where their headers told nothing."""
    kinds = {mapped.kind for mapped in told.values()}
    left = [answers_of(export, column, "unknown", reason=said("no answers")) for column in _left(export, told)]
    return by_answers(left, instrument, confirmed, kinds)


def _with_key(mapped: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> MappedColumn:
    """Return a rating column with its scale and the way its texts are read, any other column as it is."""
    if mapped.kind != "rating":
        return mapped
    found = mapped.scale
    if mapped.item and found is None:
        usual = instrument.scale(instrument.item(mapped.item).scale)
        limits = (usual.lowest, usual.highest)
        found = recognise_scale(mapped.answers, mapped.column.options, instrument, limits) or usual.key
        mapped = _unless_rival(mapped, found, instrument, confirmed)
    scale = range_scale(found or "1-5") or instrument.scale(str(found))
    decided = confirmed.labels_of(mapped.column)
    silent = all_non_answers(instrument)
    column = mapped.column
    key = answer_key(scale, silent, mapped.counts, column.options, decided, mapped.no_answer, column.codes)
    return replace(mapped, scale=scale.key, key=key)


def _unless_rival(mapped: MappedColumn, scale: str, instrument: Instrument, confirmed: Confirmed) -> MappedColumn:
    """Return a column as a proposal where its labels are those of two scales, with different ratings."""
    entry = confirmed.entry(mapped.column)
    rival = rival_scale(instrument.scale(scale), mapped.answers, mapped.column.options, instrument)
    if rival is None or (entry is not None and entry.confirmed):
        return mapped
    reason = said(
        "its labels are read on the scale {scale!r}, and fit {rival!r} with other ratings as well",
        scale=scale,
        rival=rival,
    )
    return replace(mapped, certain=False, reason=reason)


def _on_likely_scale(
    mapped: MappedColumn, instrument: Instrument, confirmed: Confirmed, likely: str | None
) -> MappedColumn:
    """Return a column read on the scale of most items of its file, where that understands more of its answers."""
    if not mapped.item or mapped.kind != "rating" or likely in (None, mapped.scale) or not mapped.fates["problem"]:
        return mapped
    one, other = (instrument.scale(key) for key in (instrument.item(mapped.item).scale, str(likely)))
    if (one.lowest, one.highest) != (other.lowest, other.highest):
        return mapped
    tried = _with_key(replace(mapped, scale=likely), instrument, confirmed)
    return tried if tried.fates["problem"] < mapped.fates["problem"] else mapped
