"""What a column of an export is taken for, and what the analyst said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from critical_points.exports.export import Column, Export
from critical_points.scales import CODE, FATES, INSIDE, AnswerKey, Reading, as_code, labels_by_code, normalise

#: What a column can be; "ignore" is what the analyst chose to leave out.
KINDS = ("metadata", "rating", "choice", "group", "unit", "vote", "text", "number", "unknown", "ignore")

#: Where more than this share of a column's answers is not understood, the analyst is asked first.
_MOST_PROBLEMS = 0.05


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
    labels : Mapping of str to Reading
        Normalised answer text → what it means in this column alone.
    """

    kind: str
    item: str | None = None
    comparable: bool = True
    confirmed: bool = True
    labels: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True)
class Confirmed:
    """What ``mapping.toml`` says of a wave; empty where nothing had to be confirmed.

    Parameters
    ----------
    columns : Mapping of (str, int or None) to Entry
        By normalised header, and by position where one header stands in several columns.
    labels : Mapping of str to Reading
        Normalised answer text → what it means in every column.
    groups, units : Mapping of str to str
        Normalised answer text → key; "unknown" for an answer that names none.
    wave : str
        The wave of which it says so.
    earlier : Confirmed or None
        What was confirmed for the wave before, which counts where nothing else is said.
    in_sheet : bool
        True where the analyst answers in ``mapping.xlsx``: questions speak of that file.
    """

    columns: Mapping[tuple[str, int | None], Entry] = field(default_factory=dict)
    labels: Mapping[str, Reading] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    wave: str = ""
    earlier: Confirmed | None = None
    in_sheet: bool = False

    @property
    def file(self) -> str:
        """The name of the file in which the analyst answers."""
        return "mapping.xlsx" if self.in_sheet else "mapping.toml"

    def entry(self, column: Column) -> Entry | None:
        """Return what is said of a column, None where nothing is."""
        header = normalise(column.header)
        return self.columns.get((header, column.position)) or self.columns.get((header, None))

    def labels_of(self, column: Column) -> dict[str, Reading]:
        """Return what answers mean in a column: what is said of all columns, and of this one."""
        entry = self.entry(column)
        before = self.earlier.labels_of(column) if self.earlier else {}
        return {**before, **self.labels, **(entry.labels if entry else {})}

    def names(self, kind: str) -> dict[str, str]:
        """Return which groups or units ("group", "unit") answers name."""
        before = self.earlier.names(kind) if self.earlier else {}
        return {**before, **(self.groups if kind == "group" else self.units)}

    @property
    def before(self) -> dict[str, tuple[Entry, str]]:
        """Normalised header → what was confirmed of it in an earlier wave, and in which one last."""
        if self.earlier is None:
            return {}
        own = {header: entry for (header, position), entry in self.earlier.columns.items() if position is None}
        complete = {h: e for h, e in own.items() if h and e.confirmed and (e.kind != "rating" or e.item)}
        return self.earlier.before | {header: (entry, self.earlier.wave) for header, entry in complete.items()}


@dataclass(frozen=True)
class MappedColumn:
    """One column of an export, and what it is taken for.

    Parameters
    ----------
    column : Column
        The column.
    kind : str
        One of `KINDS`.
    counts : Mapping of str to int
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
    no_answer : Mapping of str to str
        Code → "blank" or "non-answer", where the file writes by a code that there is no answer.
    """

    column: Column
    kind: str
    counts: Mapping[str, int]
    item: str | None = None
    scale: str | None = None
    certain: bool = True
    reason: str = ""
    comparable: bool = True
    key: AnswerKey | None = None
    no_answer: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def said(self) -> dict[str, str]:
        """Answer text → what it says: the label of an option's code, "" for a code of no answer, else the text."""
        legend = labels_by_code(self.column.options)
        given = {text: as_code(normalise(text)) for text in self.counts}
        return {text: "" if code in self.no_answer else legend.get(code) or text for text, code in given.items()}

    @property
    def answers(self) -> list[str]:
        """The distinct texts that are no code of no answer."""
        return [text for text in self.counts if as_code(normalise(text)) not in self.no_answer]

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """How each distinct text of a rating column is read; empty for other kinds."""
        return {} if self.key is None else self.key.read_all(self.counts)

    @cached_property
    def fates(self) -> dict[str, int]:
        """Respondents by fate: rated, non-answer, blank, problem; they add up to the respondents of the file."""
        fates = dict.fromkeys(FATES, 0)
        for text, reading in self.readings.items():
            fates[reading.fate] += self.counts[text]
        return fates

    @cached_property
    def strange(self) -> dict[str, Reading]:
        """The texts that must be decided on first: doubtful numbers, a likely code, all that is over 5 %."""
        doubt = self.key.doubt if self.key else ""
        doubted = {text: reading for text, reading in self.readings.items() if doubt and reading.why == doubt}
        problems = {text: r for text, r in self.readings.items() if r.fate == "problem" and not r.decided}
        answers = sum(self.fates.values()) - self.fates["blank"]
        many = sum(self.counts[text] for text in problems) > _MOST_PROBLEMS * answers
        coded = {text: r for text, r in self.readings.items() if r.why in (CODE, INSIDE) and not r.decided}
        return doubted | coded | (problems if many else {})

    @property
    def mean(self) -> float | None:
        """The mean of the ratings as they stand, None where there are none."""
        rated = [(r.rating, self.counts[text]) for text, r in self.readings.items() if r.rating is not None]
        n = sum(count for _, count in rated)
        return sum(rating * count for rating, count in rated) / n if n else None


def answers_of(
    export: Export, column: Column, kind: str, item: str | None = None, *, certain: bool = True, reason: str = ""
) -> MappedColumn:
    """Return a column with its answers, and what it is taken for."""
    codes = {as_code(normalise(code)): fate for code, fate in export.no_answer.items()}
    return MappedColumn(
        column, kind, export.counts(column.position), item, certain=certain, reason=reason, no_answer=codes
    )


def shorten(text: str, width: int = 70) -> str:
    """Return a text cut to a width, with an ellipsis."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
