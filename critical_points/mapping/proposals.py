"""What each column of an export is: as confirmed, by equal text, by similar text, or by its answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice

from critical_points.exports.export import Column, Export
from critical_points.instrument import Instrument
from critical_points.mapping.choices import chosen_points, finder
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
from critical_points.scales import (
    all_non_answers,
    answer_key,
    normalise,
    numeric_range,
    range_scale,
    recognise_scale,
    worded_range,
)

#: A closed question has at most this many different answers.
_MOST_CHOICES = 15

#: At least this share of the answers of a column that looks like groups or votes is understood.
_UNDERSTOOD = 0.8

#: So many different answers tell whether a column names points; free texts are read one by one.
_ENOUGH_TEXTS = 1000

#: A formula of LimeSurvey stands as a question in braces.
_FORMULA = re.compile(r"\{.*[(].*\}", re.DOTALL)

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
    steps = (_metadata, _confirmed, _as_before, _equal, _similar, _by_answers)
    for step in steps:
        for mapped in list(step(export, instrument, confirmed, told)):
            told[mapped.column.position] = _with_key(mapped, instrument, confirmed)
    likely = Counter(mapped.scale for mapped in told.values() if mapped.item and mapped.scale).most_common(1)
    columns = [
        _on_likely_scale(told[column.position], instrument, confirmed, likely[0][0] if likely else None)
        for column in export.columns
    ]
    return doubt_ranks(export, columns, confirmed)


def _left(export: Export, told: Told) -> list[Column]:
    return [column for column in export.columns if column.position not in told]


def _metadata(export: Export, _instrument: Instrument, _confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    for column in _left(export, told):
        if column.metadata:
            yield answers_of(export, column, "metadata", reason="added by the survey tool")


def _confirmed(export: Export, _instrument: Instrument, confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    for column in _left(export, told):
        entry = confirmed.entry(column)
        if entry is None or (entry.kind == "rating" and not entry.item):
            continue
        reason = "confirmed in mapping.toml" if entry.confirmed else "proposed in mapping.toml"
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
        mapped = answers_of(export, column, entry.kind, entry.item, reason=f"as in {wave}")
        yield replace(mapped, comparable=entry.comparable)


def _equal(export: Export, instrument: Instrument, _confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    """Tell columns by equal text; a second column of one item is a proposal, for only the analyst can say why."""
    known, points = known_texts(instrument), point_names(instrument)
    owners: dict[Subject, Column] = {(m.kind, m.item): m.column for m in told.values()}
    for column in _left(export, told):
        subject = equal_subject(column, known, points)
        if subject is None:
            continue
        mapped = answers_of(export, column, *subject, reason="equal text")
        if subject[1] and subject in owners:
            owner = owners[subject]
            other = f"as column {owner.position}, {shorten(owner.header)!r}, is"
            mapped = replace(mapped, certain=False, reason=f"equal text, {other}; their answers would be joined")
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


def _by_answers(export: Export, instrument: Instrument, confirmed: Confirmed, told: Told) -> Iterable[MappedColumn]:
    """Tell what columns are by their answers, where their headers told nothing."""
    kinds = {mapped.kind for mapped in told.values()}
    left = [answers_of(export, column, "unknown", reason="no answers") for column in _left(export, told)]
    blocks: dict[str, set[str]] = {}
    rows = {mapped.column.position for mapped in left if mapped.column.sub and len(set(mapped.answers) - {""}) > 1}
    for mapped in left:
        if mapped.column.position in rows:
            blocks.setdefault(mapped.column.question, set()).update(mapped.answers)
    for mapped in left:
        block = blocks[mapped.column.question] if mapped.column.position in rows else set()
        yield _told_by_answers(mapped, block, instrument, confirmed, kinds)


def _told_by_answers(
    mapped: MappedColumn, block: set[str], instrument: Instrument, confirmed: Confirmed, kinds: set[str]
) -> MappedColumn:
    """Tell what a column is by its answers, and by those of the other rows of its question."""
    non_answers = all_non_answers(instrument)
    answers = {normalise(text) for text in mapped.said.values()} - {""}
    if not answers - non_answers:
        return mapped
    rating = _rating_by_answers(mapped, block, instrument)
    if rating is not None:
        return rating
    if "group" not in kinds and _name_groups(mapped, instrument, confirmed):
        return replace(mapped, kind="group", certain=False, reason="its answers name groups")
    if "vote" not in kinds and _name_points(mapped, instrument, non_answers):
        return replace(mapped, kind="vote", certain=False, reason="its answers name points")
    kind, reason = _plain_kind(mapped, answers, non_answers)
    return replace(mapped, kind=kind, reason=reason)


def _rating_by_answers(mapped: MappedColumn, block: set[str], instrument: Instrument) -> MappedColumn | None:
    """Return a column as a rating, with the scale that its answers are on; None for any other column."""
    if _FORMULA.fullmatch(mapped.column.question):
        return None
    scale = _scale_of(block, mapped, instrument) or _scale_of(mapped.answers, mapped, instrument)
    if scale is not None:
        return replace(mapped, kind="rating", scale=scale, reason="its answers are those of a scale")
    counts = {} if mapped.column.options else {text: mapped.counts[text] for text in mapped.answers}
    scale = worded_range(counts, all_non_answers(instrument))
    reason = "numbers, and words for some values of a scale"
    return None if scale is None else replace(mapped, kind="rating", scale=scale, certain=False, reason=reason)


def _scale_of(texts: Iterable[str], mapped: MappedColumn, instrument: Instrument) -> str | None:
    options = mapped.column.options
    scale = recognise_scale(texts, options, instrument)
    return numeric_range(texts, all_non_answers(instrument)) if scale is None and not options else scale


def _plain_kind(mapped: MappedColumn, answers: set[str], non_answers: frozenset[str]) -> tuple[str, str]:
    """Return the kind of a column that results do not rest on, and why."""
    if mapped.column.options:
        return "choice", "it has a legend of options"
    if all(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", answer) for answer in answers - non_answers):
        return "number", "its answers are numbers"
    answered = sum(n for text, n in mapped.counts.items() if normalise(text))
    if len(answers) <= _MOST_CHOICES and 2 * len(answers) <= answered:
        return "choice", "it has few different answers"
    return "text", "its answers are free text"


def _name_groups(mapped: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> bool:
    find = finder("group", instrument, confirmed)
    return _mostly(mapped, {text for text, label in mapped.said.items() if find(label)}, instrument)


def _name_points(mapped: MappedColumn, instrument: Instrument, non_answers: frozenset[str]) -> bool:
    some = replace(mapped, counts=dict(islice(mapped.counts.items(), _ENOUGH_TEXTS)))
    chosen = chosen_points(some, point_names(instrument), non_answers)
    return _mostly(some, {text for text, (points, strange) in chosen.items() if points and not strange}, instrument)


def _mostly(mapped: MappedColumn, understood: set[str], instrument: Instrument) -> bool:
    """Tell whether most of the answers are understood, and more than one different answer is."""
    silent = {"", *all_non_answers(instrument)}
    answered = sum(n for text, n in mapped.counts.items() if normalise(mapped.said[text]) not in silent)
    return len(understood) > 1 and sum(mapped.counts[text] for text in understood) >= _UNDERSTOOD * answered


def _with_key(mapped: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> MappedColumn:
    """Return a rating column with its scale and the way its texts are read, any other column as it is."""
    if mapped.kind != "rating":
        return mapped
    found = mapped.scale
    if mapped.item and found is None:
        usual = instrument.scale(instrument.item(mapped.item).scale)
        limits = (usual.lowest, usual.highest)
        found = recognise_scale(mapped.answers, mapped.column.options, instrument, limits) or usual.key
    scale = range_scale(found or "1-5") or instrument.scale(str(found))
    decided = confirmed.labels_of(mapped.column)
    silent = all_non_answers(instrument)
    key = answer_key(scale, silent, mapped.counts, mapped.column.options, decided, mapped.no_answer)
    return replace(mapped, scale=scale.key, key=key)


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
