"""What is asked: points, levels, items, scales and groups, read from a TOML file and checked as a whole."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Protocol, TypeVar

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.facts import Block, normalise, read_toml
from critical_points.instrument_checks import check
from critical_points.language import Language
from critical_points.memory import Memory
from critical_points.messages import introduce, said, said_plural, spoken, translated

#: A text in every language: language code → text.
Text = Mapping[str, str]

#: Texts in every language: language code → texts.
Words = Mapping[str, tuple[str, ...]]

#: The longest label that a chart has room for.
SHORT = 22

_fingerprints: Memory[str] = Memory()


@dataclass(frozen=True)
class Law:
    """A section of law that bears on a point; only a verified one is shown."""

    key: str
    act: Text
    section: str
    about: Text
    verified: bool

    def __repr__(self) -> str:
        """Tell the act and the section."""
        return introduce("Law", self.key, f"{_spoken(self.act)} {self.section}".strip())


@dataclass(frozen=True)
class Point:
    """One of the critical points, numbered in the instrument's order; `about` tells what it covers, {} for nothing."""

    key: str
    number: int
    name: Text
    short: Text
    laws: tuple[str, ...] = ()
    about: Text = field(default_factory=dict)

    def __repr__(self) -> str:
        """Tell its number and name."""
        return introduce("Point", self.key, f"{self.number} {_spoken(self.name)}")


@dataclass(frozen=True)
class Level:
    """One level of partnership; `step` is its place on the ladder, None for what cuts across."""

    key: str
    name: Text
    short: Text
    step: int | None = None

    def __repr__(self) -> str:
        """Tell its step and name."""
        return introduce(
            "Level", self.key, "" if self.step is None else said("step {n}", n=self.step), _spoken(self.name)
        )


@dataclass(frozen=True)
class Item:
    """One statement that is rated, of a point, of a level or of both."""

    key: str
    text: Text
    scale: str
    point: str | None = None
    level: str | None = None
    reverse: bool = False

    def __repr__(self) -> str:
        """Tell what is rated, and what it belongs to."""
        return introduce("Item", self.key, self.point or "", self.level or "", _spoken(self.text))


@dataclass(frozen=True)
class Scale:
    """A rating scale: in each language, for each value from the lowest, the label shown and its variants."""

    key: str
    lowest: int
    highest: int
    labels: Mapping[str, tuple[tuple[str, ...], ...]]

    def __repr__(self) -> str:
        """Tell its ends."""
        return introduce("Scale", self.key, f"{self.lowest}–{self.highest}")

    @cached_property
    def ratings(self) -> dict[str, int]:
        """Normalised label → rating, in all languages."""
        return {
            normalise(label): self.lowest + step
            for language in self.labels.values()
            for step, variants in enumerate(language)
            for label in variants
        }


@dataclass(frozen=True)
class Group:
    """A group of respondents, or a unit: its name, other words for it, and the keys of those merged into it."""

    key: str
    name: Text
    synonyms: Words
    merges: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Tell its name, and those that are one with it."""
        return introduce("Group", self.key, _spoken(self.name), ", ".join(self.merges))


@dataclass(frozen=True)
class Question:
    """A question that is not an item: its text, and other headers for it."""

    key: str
    text: Text
    synonyms: Words

    def __repr__(self) -> str:
        """Tell what is asked."""
        return introduce("Question", self.key, _spoken(self.text))


@dataclass(frozen=True)
class Prompt:
    """An open question of part 2 that a team discusses, with its follow-ups.

    Parameters
    ----------
    key : str
        Its name.
    about : {"point", "level"}
        What `subject` is the key of.
    subject : str
        The point or the level that it is about.
    question : Text
        The main question.
    follow_ups : tuple of Text
        Questions that help to go on.
    """

    key: str
    about: str
    subject: str
    question: Text
    follow_ups: tuple[Text, ...] = ()

    def __repr__(self) -> str:
        """Tell what it is about and asks."""
        return introduce("Prompt", self.key, self.subject, _spoken(self.question))


def _spoken(text: Text) -> str:
    """Return a text in the language that is spoken."""
    return text.get(spoken(), next(iter(text.values()), ""))


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)


def _find(kind: str, things: Sequence[_K], key: str) -> _K:
    for thing in things:
        if thing.key == key:
            return thing
    hint = did_you_mean(key, [thing.key for thing in things])
    named = translated(kind)
    raise SettingsError(
        said("The instrument has no {kind} {key!r}.", kind=named, key=key),
        [Fault(said("no {kind} {key!r}.", kind=named, key=key), suggestion=hint)],
    )


@dataclass(frozen=True)
class Instrument:
    """Everything that a survey of critical points asks, in the order in which it is shown."""

    key: str
    title: Text
    points: tuple[Point, ...]
    levels: tuple[Level, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    groups: tuple[Group, ...]
    units: tuple[Group, ...]
    questions: tuple[Question, ...]
    non_answers: Words
    laws: tuple[Law, ...]
    prompts: tuple[Prompt, ...] = ()

    def __repr__(self) -> str:
        """Tell how much is asked."""
        return introduce(
            "Instrument",
            self.key,
            said_plural("{n} point", "{n} points", len(self.points)),
            said_plural("{n} level of partnership", "{n} levels of partnership", len(self.levels)),
            said_plural("{n} statement", "{n} statements", len(self.items)),
            said_plural("{n} group", "{n} groups", len(self.groups)),
            step="instrument.points",
        )

    @cached_property
    def fingerprint(self) -> str:
        """A checksum of all that is asked, and of how it is read."""
        return _fingerprints.find(pickle.dumps(self), lambda: hashlib.sha256(repr(asdict(self)).encode()).hexdigest())

    def point(self, key: str) -> Point:
        """Return the point with this key."""
        return _find("point", self.points, key)

    def level(self, key: str) -> Level:
        """Return the level with this key."""
        return _find("level", self.levels, key)

    def item(self, key: str) -> Item:
        """Return the item with this key."""
        return _find("item", self.items, key)

    def scale(self, key: str) -> Scale:
        """Return the scale with this key."""
        return _find("scale", self.scales, key)

    def group(self, key: str) -> Group:
        """Return the group with this key."""
        return _find("group", self.groups, key)

    def unit(self, key: str) -> Group:
        """Return the unit with this key."""
        return _find("unit", self.units, key)

    def question(self, key: str) -> Question:
        """Return the question with this key: votes, group or unit."""
        return _find("question", self.questions, key)

    def items_of(self, kind: str, key: str) -> tuple[Item, ...]:
        """Return the items of a point or of a level.

        Parameters
        ----------
        kind : {"point", "level"}
            What `key` is the key of.
        key : str
            The point or the level.

        Returns
        -------
        tuple of Item
            Its items, in the instrument's order.
        """
        if kind == "point":
            return tuple(item for item in self.items if item.point == self.point(key).key)
        return tuple(item for item in self.items if item.level == self.level(key).key)

    def prompts_of(self, kind: str, subject: str) -> tuple[Prompt, ...]:
        """Return what a team discusses of a point or of a level.

        Parameters
        ----------
        kind : {"point", "level"}
            What `subject` is the key of.
        subject : str
            The point or the level.

        Returns
        -------
        tuple of Prompt
            Its prompts in the instrument's order, none where the instrument has none.
        """
        key = (self.point(subject) if kind == "point" else self.level(subject)).key
        return tuple(prompt for prompt in self.prompts if (prompt.about, prompt.subject) == (kind, key))


@dataclass(frozen=True)
class Labels:
    """The names of an instrument's things in the reader's language."""

    instrument: Instrument
    language: Language

    def __repr__(self) -> str:
        """Tell of what and in which language."""
        return introduce("Labels", self.instrument.key, said("language {code}", code=self.language.code))

    def point(self, key: str, short: bool = True) -> str:
        """Return a point's name; the short one fits into a chart."""
        point = self.instrument.point(key)
        return (point.short if short else point.name)[self.language.code]

    def level(self, key: str, short: bool = True) -> str:
        """Return a level's name; the short one fits into a chart."""
        level = self.instrument.level(key)
        return (level.short if short else level.name)[self.language.code]

    def item(self, key: str) -> str:
        """Return an item's statement."""
        return self.instrument.item(key).text[self.language.code]

    def group(self, key: str) -> str:
        """Return a group's name; "all" and "unknown" have one, too."""
        if key == "all":
            return self.language.text("All respondents")
        if key == "unknown":
            return self.language.text("Not known")
        return self.instrument.group(key).name[self.language.code]

    def unit(self, key: str) -> str:
        """Return a unit's name; one that the instrument does not list is shown as it stands."""
        if key == "all":
            return self.language.text("All units")
        if key == "unknown":
            return self.language.text("Not known")
        names = {unit.key: unit.name[self.language.code] for unit in self.instrument.units}
        return names.get(key, key)

    def subject(self, kind: str, key: str, short: bool = True) -> str:
        """Return the name of what a result is about.

        Parameters
        ----------
        kind : {"item", "point", "level", "vote", "answers"}
            What it is; a vote is for a point, and pooled answers are of a point or of a level.
        key : str
            Its key.
        short : bool
            The name that fits into a chart, for points and levels.

        Returns
        -------
        str
            Its name in the reader's language.
        """
        if kind == "item":
            return self.item(key)
        levels = {level.key for level in self.instrument.levels}
        if kind == "level" or (kind == "answers" and key in levels):
            return self.level(key, short)
        return self.point(key, short)

    def scale(self, key: str) -> list[str]:
        """Return a scale's labels, from the lowest value to the highest."""
        return [variants[0] for variants in self.instrument.scale(key).labels[self.language.code]]


def load_instrument(path: Path | None = None) -> Instrument:
    """Read and check an instrument.

    Parameters
    ----------
    path : Path, optional
        An organisation's own file; without it, the default instrument.

    Returns
    -------
    Instrument
        What is asked.

    Raises
    ------
    SettingsError
        With every fault of the file.
    """
    if path is None:
        with as_file(files("critical_points") / "instruments" / "critical_points.toml") as default:
            return load_instrument(default)
    root = Block(read_toml(path), str(path))
    instrument = replace(_instrument(root), prompts=tuple(map(_prompt, _prompt_blocks(root, path))))
    check(instrument, root)
    if root.faults:
        raise SettingsError(said("The instrument has faults."), root.faults, said("Mend the file and try again."))
    return instrument


def _instrument(root: Block) -> Instrument:
    kinds = ("point", "level", "item", "scale", "group", "unit", "question", "law")
    root.only(("key", "title", "scale_of_items", "non_answers", "prompts", "prompt", *kinds))
    usual = root.word("scale_of_items", default="")
    return Instrument(
        key=root.key(),
        title=root.text("title"),
        points=tuple(_point(block, n) for n, block in enumerate(root.blocks("point"), 1)),
        levels=tuple(_level(block) for block in root.blocks("level")),
        items=tuple(_item(block, usual) for block in root.blocks("item")),
        scales=tuple(_scale(block) for block in root.blocks("scale")),
        groups=tuple(_group(block) for block in root.blocks("group")),
        units=tuple(_group(block) for block in root.blocks("unit")),
        questions=tuple(_question(block) for block in root.blocks("question")),
        non_answers=root.lists("non_answers"),
        laws=tuple(_law(block) for block in root.blocks("law")),
    )


def _point(block: Block, number: int) -> Point:
    block.only(("key", "name", "short", "laws", "about"))
    return Point(
        block.key(),
        number,
        block.text("name"),
        block.text("short", SHORT),
        block.words("laws"),
        block.text("about") if "about" in block.values else {},
    )


def _level(block: Block) -> Level:
    block.only(("key", "name", "short", "step"))
    return Level(block.key(), block.text("name"), block.text("short", SHORT), block.whole("step"))


def _item(block: Block, usual: str) -> Item:
    block.only(("key", "text", "scale", "point", "level", "reverse"))
    return Item(
        key=block.key(),
        text=block.text("text"),
        scale=block.word("scale", default=usual or None),
        point=block.word("point", default="") or None,
        level=block.word("level", default="") or None,
        reverse=block.flag("reverse", default=False),
    )


def _scale(block: Block) -> Scale:
    block.only(("key", "lowest", "highest", "labels"))
    lowest, highest = block.whole("lowest"), block.whole("highest")
    if lowest is None or highest is None or lowest >= highest:
        block.fault(said("has no range."), said("Write two whole numbers: lowest, and a greater highest."))
        lowest, highest = 0, -1
    return Scale(block.key(), lowest, highest, block.rows("labels"))


def _group(block: Block) -> Group:
    block.only(("key", "name", "synonyms"))
    return Group(block.key(), block.text("name"), block.lists("synonyms"))


def _question(block: Block) -> Question:
    block.only(("key", "text", "synonyms"))
    return Question(block.key(), block.text("text"), block.lists("synonyms"))


def _law(block: Block) -> Law:
    block.only(("key", "act", "section", "about", "verified"))
    return Law(
        key=block.key(),
        act=block.text("act"),
        section=block.word("section", default=""),
        about=block.text("about"),
        verified=block.flag("verified", default=False),
    )


def _prompt_blocks(root: Block, path: Path) -> list[Block]:
    """Return the tables of prompts: those of the file that the instrument names, then the instrument's own."""
    name = root.word("prompts", default="")
    if not name:
        return root.blocks("prompt")
    own = path.parent / name
    with as_file(files("critical_points") / "instruments" / Path(name).name) as default:
        file = own if own.is_file() or not default.is_file() else default
        try:
            named = Block(read_toml(file), str(file), root.faults)
        except SettingsError as error:
            root.faults.extend(error.faults)
            return root.blocks("prompt")
    named.only(("prompt",))
    return named.blocks("prompt") + root.blocks("prompt")


def _prompt(block: Block) -> Prompt:
    block.only(("key", "point", "level", "question", "follow_up"))
    point, level = block.word("point", default=""), block.word("level", default="")
    if bool(point) == bool(level):
        none, two = said("has no subject."), said("has two subjects.")
        block.fault(two if point else none, said("Write its point, or its level."))
    follow_ups = block.blocks("follow_up")
    for follow_up in follow_ups:
        follow_up.only(("question",))
    return Prompt(
        key=block.key(),
        about="point" if point else "level",
        subject=point or level,
        question=block.text("question"),
        follow_ups=tuple(follow_up.text("question") for follow_up in follow_ups),
    )
