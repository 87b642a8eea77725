"""What columns are by their answers: ratings, groups, votes, closed questions, numbers or texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from critical_points.instrument import Instrument
from critical_points.mapping.choices import chosen_points, finder
from critical_points.mapping.columns import Confirmed, MappedColumn
from critical_points.mapping.headers import point_names
from critical_points.messages import said
from critical_points.scales import all_non_answers, normalise, numeric_range, recognise_scale, worded_range

#: A closed question has at most this many different answers.
_MOST_CHOICES = 15

#: At least this share of the answers of a column that looks like groups or votes is understood.
_UNDERSTOOD = 0.8

#: So many different answers tell whether a column names points; free texts are read one by one.
_ENOUGH_TEXTS = 1000

#: A formula of LimeSurvey stands as a question in braces.
_FORMULA = re.compile(r"\{.*[(].*\}", re.DOTALL)

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class _Known:
    """What answers are held against: the instrument, its non-answers, the names of groups and points."""

    instrument: Instrument
    non_answers: frozenset[str]
    group: Callable[[str], str | None]
    points: Mapping[str, str]


def by_answers(
    left: Sequence[MappedColumn], instrument: Instrument, confirmed: Confirmed, kinds: set[str]
) -> Iterator[MappedColumn]:
    """Tell what columns are by their answers.

    Parameters
    ----------
    left : sequence of MappedColumn
        The columns of a file whose headers told nothing.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed
        What the analyst confirmed.
    kinds : set of str
        What other columns of the file are: only one is the group.
    """
    known = _Known(
        instrument, all_non_answers(instrument), finder("group", instrument, confirmed), point_names(instrument)
    )
    blocks: dict[str, set[str]] = {}
    rows = {mapped.column.position for mapped in left if mapped.column.sub and len(set(mapped.answers) - {""}) > 1}
    for mapped in left:
        if mapped.column.position in rows:
            blocks.setdefault(mapped.column.question, set()).update(mapped.answers)
    for mapped in left:
        block = blocks[mapped.column.question] if mapped.column.position in rows else set()
        yield _told_by_answers(mapped, block, known, kinds)


def _told_by_answers(mapped: MappedColumn, block: set[str], known: _Known, kinds: set[str]) -> MappedColumn:
    """Tell what a column is by its answers, and by those of the other rows of its question."""
    answers = {normalise(text) for text in mapped.said.values()} - {""}
    if not answers - known.non_answers:
        return mapped
    rating = _rating_by_answers(mapped, block, known)
    if rating is not None:
        return rating
    if "group" not in kinds and _name_groups(mapped, known):
        return replace(mapped, kind="group", certain=False, reason=said("its answers name groups"))
    if "vote" not in kinds and any(map(_LETTER.search, answers)) and _name_points(mapped, known):
        return replace(mapped, kind="vote", certain=False, reason=said("its answers name points"))
    kind, reason = _plain_kind(mapped, answers, known.non_answers)
    return replace(mapped, kind=kind, reason=reason)


def _rating_by_answers(mapped: MappedColumn, block: set[str], known: _Known) -> MappedColumn | None:
    """Return a column as a rating, with the scale that its answers are on; None for any other column."""
    if _FORMULA.fullmatch(mapped.column.question):
        return None
    scale = _scale_of(block, mapped, known) or _scale_of(mapped.answers, mapped, known)
    if scale is not None:
        return replace(mapped, kind="rating", scale=scale, reason=said("its answers are those of a scale"))
    counts = {} if mapped.column.options else {text: mapped.counts[text] for text in mapped.answers}
    scale = worded_range(counts, known.non_answers)
    reason = said("numbers, and words for some values of a scale")
    return None if scale is None else replace(mapped, kind="rating", scale=scale, certain=False, reason=reason)


def _scale_of(texts: Iterable[str], mapped: MappedColumn, known: _Known) -> str | None:
    options = mapped.column.options
    scale = recognise_scale(texts, options, known.instrument)
    return numeric_range(texts, known.non_answers) if scale is None and not options else scale


def _plain_kind(mapped: MappedColumn, answers: set[str], non_answers: frozenset[str]) -> tuple[str, str]:
    """Return the kind of a column that results do not rest on, and why."""
    if mapped.column.options:
        return "choice", said("it has a legend of options")
    if all(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", answer) for answer in answers - non_answers):
        return "number", said("its answers are numbers")
    answered = sum(n for text, n in mapped.counts.items() if normalise(text))
    if len(answers) <= _MOST_CHOICES and 2 * len(answers) <= answered:
        return "choice", said("it has few different answers")
    return "text", said("its answers are free text")


def _name_groups(mapped: MappedColumn, known: _Known) -> bool:
    return _mostly(mapped, {text for text, label in mapped.said.items() if known.group(label)}, known)


def _name_points(mapped: MappedColumn, known: _Known) -> bool:
    some = replace(mapped, counts=dict(islice(mapped.counts.items(), _ENOUGH_TEXTS)))
    chosen = chosen_points(some, known.points, known.non_answers)
    return _mostly(some, {text for text, (points, strange) in chosen.items() if points and not strange}, known)


def _mostly(mapped: MappedColumn, understood: set[str], known: _Known) -> bool:
    """Tell whether most of the answers are understood, and more than one different answer is."""
    answered = sum(
        n for text, n in mapped.counts.items() if normalise(mapped.said[text]) not in {"", *known.non_answers}
    )
    return len(understood) > 1 and sum(mapped.counts[text] for text in understood) >= _UNDERSTOOD * answered
