"""Headers that carry a statement or a question of the instrument, word for word or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from critical_points.exports.export import Column
from critical_points.instrument import Instrument
from critical_points.mapping.columns import Entry, shorten
from critical_points.messages import said
from critical_points.scales import SIMILAR, normalise

#: What a header is about: the kind of its column, and the item it carries, if any.
Subject = tuple[str, str | None]

#: A known text of at least this many characters is found again at the beginning of a longer header.
_BEGINNING = 15

_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)+[.):]?|[a-z]{0,3}\d+[.):])\s*")


def wordings(column: Column) -> list[str]:
    """Return the texts by which a column may be known, the most telling one first, without numbering."""
    texts = [column.sub, column.header] if column.sub else [column.question]
    plain = [normalise(text) for text in texts]
    return [text for text in dict.fromkeys([*plain, *(_NUMBERING.sub("", text) for text in plain)]) if text]


def known_texts(instrument: Instrument) -> dict[str, Subject]:
    """Return normalised text → subject of every statement and question, in all languages."""
    known: dict[str, Subject] = {}
    for question in instrument.questions:
        kind = {"votes": "vote"}.get(question.key, question.key)
        texts = [*question.text.values(), *(word for words in question.synonyms.values() for word in words)]
        known |= {normalise(text): (kind, None) for text in texts}
    for item in instrument.items:
        known |= {normalise(text): ("rating", item.key) for text in item.text.values()}
    return known


def point_names(instrument: Instrument) -> dict[str, str]:
    """Return normalised name → key of every point, full and short, in all languages."""
    return {
        normalise(name): point.key
        for point in instrument.points
        for names in (point.short, point.name)
        for name in names.values()
    }


def equal_subject(column: Column, known: Mapping[str, Subject], points: Mapping[str, str]) -> Subject | None:
    """Return what a column is about whose header equals a known text; a point under the votes is a vote for it."""
    found = next((known[text] for text in wordings(column) if text in known), None)
    if found is None and column.sub and known.get(normalise(column.question)) == ("vote", None):
        point = points.get(normalise(column.sub))
        return ("vote", point) if point else None
    return found


def similar_subjects(
    column: Column, known: Mapping[str, Subject], points: Mapping[str, str]
) -> Iterable[tuple[float, Subject, str]]:
    """Return what a column may be about: how alike (0–100), the subject, and why; the best need not come first."""
    text = next(iter(wordings(column)), "")
    for near, score, _ in process.extract(text, list(known), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3):
        yield score, known[near], said("{score} % like {text!r}", score=round(score), text=near)
    for beginning, subject in known.items():
        if len(beginning) >= _BEGINNING and text.startswith(beginning) and text != beginning:
            yield 99.0, subject, said("it begins with {text!r}", text=beginning)
    if column.sub and normalise(column.sub) in points:
        asked = normalise(column.question)
        votes = [text for text, subject in known.items() if subject == ("vote", None)]
        like = [vote for vote in votes if fuzz.ratio(vote, asked) >= SIMILAR or asked.startswith(vote)]
        if like:
            why = said("its question is like {text!r}", text=like[0])
            yield 98.0, ("vote", points[normalise(column.sub)]), why


def statement(header: str) -> str:
    """Return the last part of a header, normalised: the statement itself, without the question it stands under."""
    return normalise(header.rpartition(" | ")[2])


def like_before(column: Column, before: Mapping[str, tuple[Entry, str]]) -> Iterable[tuple[float, Subject, str]]:
    """Return what a column may be that is worded nearly like one that was confirmed in an earlier wave.

    A statement may have stood under a question then and stand alone now, or the other way round: tools differ.
    """
    text, own = normalise(column.header), statement(column.header)
    for header, (entry, wave) in before.items():
        if header != text and statement(header) == own:
            why = said("word for word as in {wave}; only the question above it differs", wave=wave)
            yield 99.0, (entry.kind, entry.item), why
    for near, score, _ in process.extract(text, list(before), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3):
        entry, wave = before[near]
        why = said("as in {wave}, {score} % like {text!r}", wave=wave, score=round(score), text=shorten(near))
        yield score, (entry.kind, entry.item), why
