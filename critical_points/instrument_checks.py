"""What an instrument must be as a whole: own keys, references that lead somewhere, words of one meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from critical_points.errors import did_you_mean
from critical_points.facts import Block, normalise
from critical_points.messages import LANGUAGES, said, said_plural, to_say, translated

if TYPE_CHECKING:
    from critical_points.instrument import Instrument, Item, Scale

#: Keys that the product uses itself, for all respondents and for those who did not say.
RESERVED = ("all", "unknown")

#: The questions that the product knows beside the items.
QUESTIONS = ("votes", "group", "unit")


#: What a message calls the things of an instrument.
KIND_WORDS = (
    to_say("law"),
    to_say("point"),
    to_say("level"),
    to_say("item"),
    to_say("scale"),
    to_say("group"),
    to_say("unit"),
    to_say("question"),
    to_say("prompt"),
)


def check(instrument: Instrument, root: Block) -> None:
    """Note in `root` every fault that only shows when the instrument is seen as a whole.

    Parameters
    ----------
    instrument : Instrument
        As it was read; fields with faults of their own are empty.
    root : Block
        The file, which gathers the faults.
    """
    _check_keys(instrument, root)
    _check_kinds(instrument, root)
    for item in instrument.items:
        _check_item(item, instrument, root)
    _check_laws(instrument, root)
    _check_prompts(instrument, root)
    for scale in instrument.scales:
        _check_scale(scale, instrument.non_answers, root)
    _check_statements(instrument.items, root)
    check_names("group", [(each.key, words_of(each.name, each.synonyms)) for each in instrument.groups], root)
    check_names("unit", [(each.key, words_of(each.name, each.synonyms)) for each in instrument.units], root)
    asked = [(each.key, words_of(each.text, each.synonyms)) for each in instrument.questions]
    check_names("question", asked, root)


def _check_keys(instrument: Instrument, root: Block) -> None:
    kinds = {
        "law": [law.key for law in instrument.laws],
        "point": [point.key for point in instrument.points],
        "level": [level.key for level in instrument.levels],
        "item": [item.key for item in instrument.items],
        "scale": [scale.key for scale in instrument.scales],
        "group": [group.key for group in instrument.groups],
        "unit": [unit.key for unit in instrument.units],
        "question": [question.key for question in instrument.questions],
        "prompt": [prompt.key for prompt in instrument.prompts],
    }
    for kind, keys in kinds.items():
        for key, n in Counter(keys).items():
            if key and n > 1:
                twice = said("the key {key!r} is used {n} times.", key=key, n=n)
                root.fault(twice, said("Give each its own key."), kind)
            if key in RESERVED:
                root.fault(said("the key {key!r} is the product's own.", key=key), said("Choose another."), kind)
    for kind in ("point", "item"):
        if not kinds[kind]:
            none = said("there is no {kind}.", kind=translated(kind))
            root.fault(none, said("Write at least one [[{kind}]].", kind=kind))
    for key in kinds["point"]:
        if key and key in kinds["level"]:
            both = said("{key!r} is the key of a point and of a level.", key=key)
            root.fault(both, said("Give each its own key."))


def _check_kinds(instrument: Instrument, root: Block) -> None:
    for question in instrument.questions:
        if question.key and question.key not in QUESTIONS:
            hint = did_you_mean(question.key, QUESTIONS)
            root.fault(said("there is no such question."), hint, f"question {question.key}")
    steps = Counter(level.step for level in instrument.levels if level.step is not None)
    for step, n in steps.items():
        if n > 1:
            root.fault(said("{n} levels are step {step}.", n=n, step=step), said("Each step has one level."), "level")


def _check_item(item: Item, instrument: Instrument, root: Block) -> None:
    place = f"item {item.key}"
    if item.point is None and item.level is None:
        root.fault(said("has no point and no level."), said("Write which it is about."), place)
    for kind, key, known in (
        ("point", item.point, [point.key for point in instrument.points]),
        ("level", item.level, [level.key for level in instrument.levels]),
        ("scale", item.scale, [scale.key for scale in instrument.scales]),
    ):
        if key and key not in known:
            root.fault(_none(kind, key), did_you_mean(key, known), place)


def _check_laws(instrument: Instrument, root: Block) -> None:
    known = [law.key for law in instrument.laws]
    for point in instrument.points:
        for key in point.laws:
            if key not in known:
                root.fault(_none("law", key), did_you_mean(key, known), f"point {point.key}")
    for law in instrument.laws:
        if law.verified and not law.section:
            root.fault(said("is verified, but has no section."), said("Write the section."), f"law {law.key}")


def _check_prompts(instrument: Instrument, root: Block) -> None:
    known = {
        "point": [point.key for point in instrument.points],
        "level": [level.key for level in instrument.levels],
    }
    for prompt in instrument.prompts:
        if prompt.subject and prompt.subject not in known[prompt.about]:
            root.fault(
                _none(prompt.about, prompt.subject),
                did_you_mean(prompt.subject, known[prompt.about]),
                f"prompt {prompt.key}",
            )


def _check_scale(scale: Scale, non_answers: Mapping[str, tuple[str, ...]], root: Block) -> None:
    values = range(scale.lowest, scale.highest + 1)
    unknown = {normalise(word) for word in chain.from_iterable(non_answers.values())}
    meaning: dict[str, int] = {}
    for language, rows in scale.labels.items():
        place = f"scale {scale.key}, labels.{language}"
        if values and len(rows) != len(values):
            hint = said(
                "One row for each of {lowest}–{highest}: {n} rows.",
                lowest=scale.lowest,
                highest=scale.highest,
                n=len(values),
            )
            root.fault(said_plural("has {n} row.", "has {n} rows.", len(rows)), hint, place)
            continue
        for value, variants in zip(values, rows, strict=False):
            for label in variants:
                if meaning.setdefault(normalise(label), value) != value:
                    one = meaning[normalise(label)]
                    both = said("{label!r} is a label of {one} and of {other}.", label=label, one=one, other=value)
                    root.fault(both, said("A label has one value."), place)
                if normalise(label) in unknown:
                    root.fault(
                        said("{label!r} is also a non-answer.", label=label), said("Keep it in one place."), place
                    )


def _check_statements(items: Sequence[Item], root: Block) -> None:
    for language in LANGUAGES:
        first: dict[str, str] = {}
        for item in items:
            text = normalise(item.text.get(language, ""))
            if text and first.setdefault(text, item.key) != item.key:
                root.fault(
                    said("has the same text as {item}.", item=first[text]),
                    said("Word each statement so that it can be told apart."),
                    f"item {item.key}, text.{language}",
                )


def words_of(names: Mapping[str, str], synonyms: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return a thing's names and other words for it, in all languages."""
    return [*names.values(), *chain.from_iterable(synonyms.values())]


def check_names(kind: str, things: Sequence[tuple[str, Iterable[str]]], root: Block) -> None:
    """Note in `root` every word that stands for two things; `things` are pairs of a key and its words."""
    owner: dict[str, str] = {}
    for key, words in things:
        for word in words:
            if owner.setdefault(normalise(word), key) != key:
                what = said("{word!r} is also a word for {key!r}.", word=word, key=owner[normalise(word)])
                root.fault(what, said("A word belongs to one {kind}.", kind=translated(kind)), f"{kind} {key}")


def _none(kind: str, key: str) -> str:
    return said("there is no {kind} {key!r}.", kind=translated(kind), key=key)
