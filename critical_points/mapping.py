"""Columns to items and answers to groups: by what the analyst confirmed, by equal text, or as a proposal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from critical_points.errors import Fault
from critical_points.exports.export import Column, Export
from critical_points.instrument import Group, Instrument, Scale
from critical_points.scales import (
    SIMILAR,
    AnswerKey,
    Reading,
    all_non_answers,
    normalise,
    numeric_range,
    recognise_scale,
)

#: What a column can be; "ignore" is what the analyst chose to leave out.
KINDS = ("metadata", "rating", "choice", "group", "unit", "vote", "text", "number", "unknown", "ignore")

#: A closed question has at most this many different answers.
_MOST_CHOICES = 15

#: Where more than this share of a column's answers is not understood, the analyst is asked first.
_MOST_PROBLEMS = 0.05

#: A group or unit named by at least this many respondents is asked about; a rarer one is a listed problem.
_FEWEST_NAMED = 5

_NUMBERING = re.compile(r"(?:[a-z]{0,3}\d+[.):]|\d+(?:\.\d+)+)\s*")


@dataclass(frozen=True)
class Entry:
    """What ``mapping.toml`` says of one column.

    Parameters
    ----------
    kind : str
        One of "rating", "group", "unit", "vote", "ignore".
    item : str or None
        The item's key; for a vote with one column a point, the point's key.
    comparable : bool
        False where the wording differs so much that other waves are not compared with it.
    confirmed : bool
        False for a proposal that the analyst has not looked at yet.
    """

    kind: str
    item: str | None = None
    comparable: bool = True
    confirmed: bool = True


@dataclass(frozen=True)
class Confirmed:
    """What ``mapping.toml`` says of a wave; empty where nothing had to be confirmed.

    Parameters
    ----------
    columns : Mapping of str to Entry
        By normalised header.
    labels : Mapping of str to (int or None)
        Normalised answer text → rating; None for a non-answer.
    groups, units : Mapping of str to str
        Normalised answer text → key.
    """

    columns: Mapping[str, Entry] = field(default_factory=dict)
    labels: Mapping[str, int | None] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MappedColumn:
    """One column of an export, and what it is taken for.

    Parameters
    ----------
    column : Column
        The column.
    kind : str
        One of `KINDS`.
    counts : Series
        Answer text → number of respondents; blanks included.
    item : str or None
        The item's key; for a vote with one column a point, the point's key.
    scale : str or None
        For a rating: the scale's key, or the range of bare numbers ("1-5").
    certain : bool
        False for a proposal that the analyst has to confirm.
    reason : str
        Why it is taken for that.
    comparable : bool
        Whether other waves may be compared with it.
    key : AnswerKey or None
        How the texts of a rating column are read.
    """

    column: Column
    kind: str
    counts: pd.Series
    item: str | None = None
    scale: str | None = None
    certain: bool = True
    reason: str = ""
    comparable: bool = True
    key: AnswerKey | None = None

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """How each distinct text of a rating column is read; empty for other kinds."""
        return {} if self.key is None else {str(text): self.key.read(str(text)) for text in self.counts.index}

    @cached_property
    def fates(self) -> dict[str, int]:
        """Respondents by fate: rated, non-answer, blank, problem; they add up to the respondents of the file."""
        fates = {"rated": 0, "non-answer": 0, "blank": 0, "problem": 0}
        for text, reading in self.readings.items():
            fates[reading.fate] += int(self.counts[text])
        return fates

    @property
    def strange(self) -> dict[str, Reading]:
        """The texts that are not understood, where they are more than 5 % of the answers; else none."""
        answers = sum(self.fates.values()) - self.fates["blank"]
        if self.fates["problem"] <= _MOST_PROBLEMS * answers:
            return {}
        return {text: reading for text, reading in self.readings.items() if reading.fate == "problem"}

    @property
    def mean(self) -> float | None:
        """The mean of the ratings as they stand, None where there are none."""
        rated = [(r.rating, int(self.counts[t])) for t, r in self.readings.items() if r.rating is not None]
        n = sum(count for _, count in rated)
        return sum(rating * count for rating, count in rated) / n if n else None


def map_columns(export: Export, instrument: Instrument, confirmed: Confirmed | None = None) -> tuple[MappedColumn, ...]:
    """Tell what each column of an export is.

    Parameters
    ----------
    export : Export
        One file.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed: it comes first. Then comes equal text in any language; then similar text, as a
        proposal that is not certain.

    Returns
    -------
    tuple of MappedColumn
        One for each column of the file, in its order.
    """
    confirmed = confirmed or Confirmed()
    told: dict[int, MappedColumn] = {}
    for step in (_metadata, _confirmed, _equal, _similar):
        taken = {mapped.item for mapped in told.values() if mapped.item}
        for mapped in step(export, instrument, confirmed, _left(export, told), taken):
            told[mapped.column.position] = mapped
    for column in _left(export, told):
        told[column.position] = _by_answers(export, column, instrument, confirmed)
    return tuple(told[column.position] for column in export.columns)


def _left(export: Export, told: Mapping[int, MappedColumn]) -> list[Column]:
    return [column for column in export.columns if column.position not in told]


def answer_counts(export: Export, column: Column) -> pd.Series:
    """Return answer text → number of respondents of a column."""
    return export.cells[column.position].value_counts(sort=False)


def _metadata(
    export: Export, _instrument: Instrument, _confirmed: Confirmed, columns: list[Column], _taken: set[str]
) -> Iterable[MappedColumn]:
    for column in columns:
        if column.metadata:
            yield MappedColumn(column, "metadata", answer_counts(export, column), reason="added by the survey tool")


def _confirmed(
    export: Export, instrument: Instrument, confirmed: Confirmed, columns: list[Column], _taken: set[str]
) -> Iterable[MappedColumn]:
    for column in columns:
        entry = confirmed.columns.get(normalise(column.header))
        if entry is not None and (entry.confirmed or entry.item):
            mapped = MappedColumn(
                column,
                entry.kind,
                answer_counts(export, column),
                entry.item,
                certain=entry.confirmed,
                reason="confirmed in mapping.toml" if entry.confirmed else "proposed in mapping.toml",
                comparable=entry.comparable,
            )
            yield _with_key(mapped, instrument, confirmed)


def _equal(
    export: Export, instrument: Instrument, confirmed: Confirmed, columns: list[Column], taken: set[str]
) -> Iterable[MappedColumn]:
    known = {text: what for text, what in known_texts(instrument).items() if what[1] not in taken}
    for column in columns:
        what = next((known[text] for text in wordings(column) if text in known), None)
        if what is None and column.sub:
            what = _vote_column(column, instrument)
        if what is None or what[1] in taken:
            continue
        if what[1]:
            taken.add(what[1])
        mapped = MappedColumn(column, what[0], answer_counts(export, column), what[1], reason="equal text")
        yield _with_key(mapped, instrument, confirmed)


def _similar(
    export: Export, instrument: Instrument, confirmed: Confirmed, columns: list[Column], taken: set[str]
) -> Iterable[MappedColumn]:
    known = {text: what for text, what in known_texts(instrument).items() if what[1] not in taken}
    found = []
    for column in columns:
        for text in wordings(column)[:1]:
            found += [
                (score, column, what, near)
                for near, score, _ in process.extract(
                    text, list(known), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3
                )
                for what in [known[near]]
            ]
    used: set[int] = set()
    for score, column, (kind, item), near in sorted(found, key=lambda match: -match[0]):
        if column.position in used or item in taken:
            continue
        used.add(column.position)
        taken |= {item} if item else set()
        reason = f"{score:.0f} % like {near!r}"
        mapped = MappedColumn(column, kind, answer_counts(export, column), item, certain=False, reason=reason)
        yield _with_key(mapped, instrument, confirmed)


def _by_answers(export: Export, column: Column, instrument: Instrument, confirmed: Confirmed) -> MappedColumn:
    """Tell what a column is by its answers, where its header told nothing."""
    counts = answer_counts(export, column)
    texts = [str(text) for text in counts.index]
    mapped = MappedColumn(column, "unknown", counts, reason="no answers")
    answers = {normalise(text) for text in texts} - {""}
    if not answers:
        return mapped
    non_answers = all_non_answers(instrument)
    scale = recognise_scale(texts, column.options, instrument)
    if scale is None and not column.options:
        scale = numeric_range(texts, non_answers)
    if scale is not None:
        reason = "its answers are those of a scale"
        return _with_key(replace(mapped, kind="rating", scale=scale, reason=reason), instrument, confirmed)
    if column.options:
        return replace(mapped, kind="choice", reason="it has a legend of options")
    if all(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", answer) for answer in answers - non_answers):
        return replace(mapped, kind="number", reason="its answers are numbers")
    answered = int(counts[[text for text in texts if normalise(text)]].sum())
    if len(answers) <= _MOST_CHOICES and 2 * len(answers) <= answered:
        return replace(mapped, kind="choice", reason="it has few different answers")
    return replace(mapped, kind="text", reason="its answers are free text")


def _with_key(mapped: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> MappedColumn:
    """Return a rating column with its scale and the way its texts are read."""
    if mapped.kind != "rating":
        return mapped
    texts = [str(text) for text in mapped.counts.index]
    found = mapped.scale or recognise_scale(texts, mapped.column.options, instrument)
    if found is None:
        found = instrument.item(mapped.item).scale if mapped.item else "1-5"
    scale = _range_scale(found) or instrument.scale(found)
    key = AnswerKey(scale, all_non_answers(instrument), mapped.column.options, confirmed.labels)
    return replace(mapped, scale=found, key=key)


def _range_scale(name: str) -> Scale | None:
    limits = re.fullmatch(r"(\d+)-(\d+)", name)
    return Scale(name, int(limits[1]), int(limits[2]), {}) if limits else None


def wordings(column: Column) -> list[str]:
    """Return the texts by which a column may be known, the most telling one first, without numbering."""
    texts = [column.sub, column.header] if column.sub else [column.question]
    plain = [normalise(text) for text in texts]
    return [text for text in dict.fromkeys([*plain, *(_NUMBERING.sub("", text, count=1) for text in plain)]) if text]


def known_texts(instrument: Instrument) -> dict[str, tuple[str, str | None]]:
    """Return normalised text → (kind, item) of every statement and question, in all languages."""
    known: dict[str, tuple[str, str | None]] = {}
    for item in instrument.items:
        known |= {normalise(text): ("rating", item.key) for text in item.text.values()}
    for question in instrument.questions:
        kind = {"votes": "vote"}.get(question.key, question.key)
        texts = [*question.text.values(), *(word for words in question.synonyms.values() for word in words)]
        known |= {normalise(text): (kind, None) for text in texts}
    return known


def point_names(instrument: Instrument) -> dict[str, str]:
    """Return normalised name → key of every point, full and short, in all languages."""
    return {
        normalise(name): point.key
        for point in instrument.points
        for names in (point.short, point.name)
        for name in names.values()
    }


def _vote_column(column: Column, instrument: Instrument) -> tuple[str, str | None] | None:
    """Return what a column is whose question asks for votes and whose sub-item is a point."""
    question = known_texts(instrument).get(normalise(column.question))
    point = point_names(instrument).get(normalise(column.sub))
    return ("vote", point) if question == ("vote", None) and point else None


def read_votes(text: str, instrument: Instrument) -> tuple[list[str], list[str]]:
    """Return the points that an answer names, and the parts of it that name none.

    The parts are divided by ``;``, or by commas or line breaks; names of points may hold commas themselves, so known
    names are taken out first, the longest first.
    """
    names = point_names(instrument)
    found, strange = [], []
    for part in normalise(text).replace("\n", ";").split(";"):
        rest = part
        for name in sorted(names, key=len, reverse=True):
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
            if re.search(pattern, rest):
                found.append(names[name])
                rest = re.sub(pattern, "", rest)
        strange += [word for word in (normalise(piece) for piece in rest.split(",")) if word]
    non_answers = all_non_answers(instrument)
    return list(dict.fromkeys(found)), [word for word in strange if word not in non_answers]


def named(groups: Iterable[Group], confirmed: Mapping[str, str]) -> Callable[[str], str | None]:
    """Return a function from an answer text to the key of the group or unit it names, or None."""
    known = {
        normalise(word): group.key
        for group in groups
        for words in (group.name.values(), *group.synonyms.values())
        for word in words
    } | dict(confirmed)
    return lambda text: known.get(normalise(text))


def suggest(text: str, groups: Iterable[Group]) -> str:
    """Return "Did you mean …" for the group or unit most like a text."""
    names = {normalise(name): group.key for group in groups for name in group.name.values()}
    close = process.extractOne(normalise(text), list(names), scorer=fuzz.ratio, score_cutoff=60)
    return f"Did you mean {close[0]!r} ({names[close[0]]})?" if close else ""


def open_questions(mapped: Iterable[MappedColumn], instrument: Instrument, confirmed: Confirmed) -> tuple[Fault, ...]:
    """Return what only the analyst can decide, before results can be trusted.

    Asked are: proposals; columns that look like ratings but belong to no item; rating columns of which more than 5 %
    of the answers is not understood; groups and units named by five respondents or more that are not known. An item
    that two columns claim is asked about, too.

    Parameters
    ----------
    mapped : iterable of MappedColumn
        The columns of one file.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed
        What is confirmed already.

    Returns
    -------
    tuple of Fault
        One a question; ``where`` is the column's header.
    """
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for column in mapped:
        header = shorten(column.column.header)
        if not column.certain:
            target = column.item or column.kind
            faults.append(Fault(f"is this {target!r}? ({column.reason})", header, "Confirm it in mapping.toml."))
        elif column.kind == "rating" and column.item is None:
            faults.append(
                Fault("looks like a rating, but of which item?", header, 'Give its item, or kind = "ignore".')
            )
        if column.item and column.item in seen:
            faults.append(Fault(f"{column.item!r} is claimed by {seen[column.item]!r} as well.", header))
        if column.item:
            seen[column.item] = header
        faults += _strange_labels(column, header)
        if column.kind in ("group", "unit"):
            faults += [
                Fault(f"which {column.kind} is {text!r}? ({n} respondents)", header, hint)
                for text, n, hint in unknown_names(column, instrument, confirmed)
            ]
    return tuple(faults)


def unknown_names(column: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> list[tuple[str, int, str]]:
    """Return the answers of a group or unit column that must be asked about: text, respondents, suggestion.

    Units are asked about only where the workspace names its units; else each text is a unit of its own.
    """
    groups = instrument.groups if column.kind == "group" else instrument.units
    if column.kind == "unit" and not groups:
        return []
    find = named(groups, confirmed.groups if column.kind == "group" else confirmed.units)
    labels = option_labels(column)
    return [
        (label, int(column.counts[text]), suggest(label, groups))
        for text, label in labels.items()
        if normalise(label) not in {"", *all_non_answers(instrument)}
        and column.counts[text] >= _FEWEST_NAMED
        and find(label) is None
    ]


def option_labels(column: MappedColumn) -> dict[str, str]:
    """Return answer text → what it says, by the file's legend where it has one."""
    options = column.column.options
    return {str(text): options.get(normalise(str(text)), str(text)) for text in column.counts.index}


def _strange_labels(column: MappedColumn, header: str) -> list[Fault]:
    if not column.strange:
        return []
    listed = ", ".join(repr(shorten(text, 30)) for text in list(column.strange)[:3])
    what = f"{column.fates['problem']} answers are not on the scale {column.scale!r}: {listed}"
    return [Fault(what, header, "Say under [labels] what they mean.")]


def shorten(text: str, width: int = 70) -> str:
    """Return a text cut to a width, with an ellipsis."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
