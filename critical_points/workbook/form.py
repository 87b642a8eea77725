"""What the workbook of part 2 asks and tells, whatever file it becomes: sections of facts, prompts and fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.instrument import Instrument, Labels
from critical_points.language import Language
from critical_points.workbook.facts import list_facts, list_laws
from critical_points.workbook.part_one import only_row, tabulate_part_one
from critical_points.workspace import Review

#: Grows when the keys of the fields change; a workbook of another version is still read, key by key.
VERSION = 1

#: So many targets and actions have a place of their own.
TARGETS, ACTIONS = 2, 12

#: The states of an action that a person chooses from; "late" follows from the date.
STATUSES = ("not_started", "under_way", "done")

Kind = Literal["text", "line", "date", "choice", "percent", "number"]


@dataclass(frozen=True)
class Field:
    """One box to fill in.

    Parameters
    ----------
    key : str
        Its name, the same in every language and file: ``team``, ``point.<key>.works``, ``action.03.due``.
    kind : {"text", "line", "date", "choice", "percent", "number"}
        What belongs in it; "text" may have many lines.
    label : str
        What a person sees. Fields of a table (``target.<n>.…``, ``action.<nn>.…``) are labelled by their column;
        the number in the key is their row.
    choices : tuple of (str, str)
        Key and shown name of each choice.
    value : str
        What stands in it from the start.
    rows : int
        How many lines it has room for.
    """

    key: str
    kind: Kind
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    rows: int = 1


@dataclass(frozen=True)
class Section:
    """One sheet or page.

    Parameters
    ----------
    key : str
        ``cover``, ``point.<key>``, ``level.<key>``, ``targets``, ``actions`` or ``summary``.
    title : str
        Its heading.
    paragraphs : tuple of str
        What is told first.
    facts : tuple of (str, str)
        Names and values: of the review on the cover, of the law on a point's page.
    results : DisplayTable or None
        What part 1 told, where it may be shown; on the page of targets, every point.
    prompts : tuple of (str, tuple of str)
        Questions to discuss, each with its follow-ups.
    fields : tuple of Field
        The boxes, in the order in which they are filled in.
    tab : str
        Its title in few words, as on the tab of a sheet.
    """

    key: str
    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    results: DisplayTable | None
    prompts: tuple[tuple[str, tuple[str, ...]], ...]
    fields: tuple[Field, ...]
    tab: str = ""


@dataclass(frozen=True)
class Form:
    """A whole workbook before it becomes a file.

    Parameters
    ----------
    version : int
        `VERSION` of the fields' keys.
    wave : str
        The wave it belongs to.
    language : Language
        The language of all of it.
    organisation, title : str
        Whose it is, and what it is called.
    sections : tuple of Section
        In the order of the pages.
    """

    version: int
    wave: str
    language: Language
    organisation: str
    title: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """Every field, in the order of the pages."""
        return (field for section in self.sections for field in section.fields)


def make_form(review: Review, wave: str, safe: Protected | None, language: Language) -> Form:
    """Make the workbook of a wave.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    safe : Protected or None
        What may be shown of part 1; without it the workbook has no results.
    language : Language
        The language of all of it.

    Returns
    -------
    Form
    """
    labels = Labels(review.instrument, language)
    tables = {} if safe is None else {kind: tabulate_part_one(safe, labels, wave, kind) for kind in ("point", "level")}
    sections = []
    for section in make_sections(review.instrument, language):
        kind, _, subject = section.key.partition(".")
        facts, results = section.facts, section.results
        if section.key == "cover":
            facts = list_facts(review, wave, language)
        elif subject and kind in tables:
            results = only_row(tables[kind], labels.subject(kind, subject, short=False))
        elif section.key == "targets" and len(tables["point"].frame if tables else ()):
            results = tables["point"]
        sections.append(replace(section, facts=facts, results=results))
    title = name_form(review.instrument, wave, language)
    return Form(VERSION, wave, language, review.organisation, title, tuple(sections))


def name_form(instrument: Instrument, wave: str, language: Language) -> str:
    """Return what a wave's workbook is called."""
    return language.text("Workbook: {title}, {wave}", title=instrument.title[language.code], wave=wave)


def fill_form(form: Form, values: Mapping[str, str]) -> Form:
    """Return the form with texts in its boxes.

    Parameters
    ----------
    form : Form
        The form.
    values : Mapping of str to str
        Key → what a person would write: a choice by its key or name, a date as 2026-03-05, a share as "80 %".

    Returns
    -------
    Form
    """
    known = {field.key for field in form.fields}
    unknown = sorted(set(values) - known)
    if unknown:
        raise KeyError(f"no such field: {', '.join(unknown)}")
    sections = tuple(
        replace(section, fields=tuple(replace(f, value=values.get(f.key, f.value)) for f in section.fields))
        for section in form.sections
    )
    return replace(form, sections=sections)


def make_sections(instrument: Instrument, language: Language) -> tuple[Section, ...]:
    """Return every page with its prompts and fields, without the facts of a review and without results."""
    points = [_point_section(instrument, point.key, language) for point in instrument.points]
    levels = [_level_section(instrument, level.key, language) for level in instrument.levels]
    return (
        _cover(language),
        *points,
        *levels,
        _targets(instrument, language),
        _actions(instrument, language),
        _summary(language),
    )


def name_points(instrument: Instrument, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the key of each point and its name with its number, as a person chooses it."""
    return tuple((point.key, f"{point.number}. {point.name[language.code]}") for point in instrument.points)


def name_statuses(language: Language) -> tuple[tuple[str, str], ...]:
    """Return the key and the name of each state of an action."""
    names = (language.text("Not started"), language.text("Under way"), language.text("Done"))
    return tuple(zip(STATUSES, names, strict=True))


def _cover(language: Language) -> Section:
    paragraphs = (
        language.text(
            "This workbook is part 2 of the review: the team talks the critical points over, and a plan is made. "
            "In part 1 the staff rated the points in a short survey. Numbers alone stay superficial; "
            "what lies behind them comes up in the discussion."
        ),
        language.text(
            "Where strategy funding was sought for the review, it starts within two months of the funding decision. "
            "It has started when a preliminary plan tells how it is done, who is responsible and who answers."
        ),
        language.text(
            "Out of the discussion, two key development targets are chosen. The plan is checked and updated every "
            "year, and each year is compared with the one before."
        ),
        language.text(
            "When the critical points are in order, the basis for mutual partnership with working life arises."
        ),
        language.text(
            "Take one point at a time, and leave empty what you did not discuss. "
            "Write about work and ways of working; do not name students, customers or colleagues."
        ),
    )
    title, field = language.text("Discussion and plan"), Field("team", "line", language.text("Team"))
    return Section("cover", title, paragraphs, (), None, (), (field,), language.text("Cover"))


def _point_section(instrument: Instrument, key: str, language: Language) -> Section:
    point = instrument.point(key)
    fields = (
        Field(f"point.{key}.works", "text", language.text("What already works"), rows=7),
        Field(f"point.{key}.develop", "text", language.text("What still needs development"), rows=7),
        Field(
            f"point.{key}.results", "text", language.text("(1) Results of the review: what do they tell us?"), rows=5
        ),
        Field(f"point.{key}.promise", "text", language.text("(2) How is the service promise redeemed?"), rows=5),
        Field(f"point.{key}.present_state", "text", language.text("Present state"), rows=5),
        Field(f"point.{key}.goals", "text", language.text("Goals"), rows=5),
    )
    title = f"{point.number}. {point.name[language.code]}"
    facts = list_laws(instrument, key, language)
    tab = f"{point.number} {point.short[language.code]}"
    return Section(f"point.{key}", title, (), facts, None, _prompts(instrument, "point", key, language), fields, tab)


def _level_section(instrument: Instrument, key: str, language: Language) -> Section:
    level = instrument.level(key)
    if level.step is None:
        about = language.text("This block cuts across all levels of partnership.")
    else:
        about = language.text(
            "The levels of partnership are steps of a ladder: each rests on those below it. "
            "This is step {step} of {steps}.",
            step=language.integer(level.step),
            steps=language.integer(sum(each.step is not None for each in instrument.levels)),
        )
    field = Field(f"level.{key}.notes", "text", language.text("Notes of the discussion"), rows=14)
    prompts = _prompts(instrument, "level", key, language)
    name, tab = level.name[language.code], level.short[language.code]
    return Section(f"level.{key}", name, (about,), (), None, prompts, (field,), tab)


def _targets(instrument: Instrument, language: Language) -> Section:
    points = name_points(instrument, language)
    fields = []
    for n in range(1, TARGETS + 1):
        fields += [
            Field(f"target.{n}.point", "choice", language.text("Critical point"), points),
            Field(f"target.{n}.rating", "number", language.text("Target rating (1–5)")),
        ]
    fields.append(
        Field(
            "criterion",
            "text",
            language.text("Success criterion: how do we know that the targets are reached?"),
            rows=6,
        )
    )
    paragraphs = (
        language.text("Choose the two points whose development matters most, and the rating that you aim at."),
        language.text("Look at the ratings, at how often a point was chosen, and at what came up in the discussion."),
    )
    title = language.text("Development targets")
    return Section("targets", title, paragraphs, (), None, (), tuple(fields), language.text("Targets"))


def _actions(instrument: Instrument, language: Language) -> Section:
    points, statuses = name_points(instrument, language), name_statuses(language)
    fields = []
    for n in range(1, ACTIONS + 1):
        key = f"action.{n:02}"
        fields += [
            Field(f"{key}.point", "choice", language.text("Critical point"), points),
            Field(f"{key}.action", "text", language.text("What is done"), rows=2),
            Field(f"{key}.owner", "line", language.text("Who is responsible")),
            Field(f"{key}.due", "date", language.text("Due date")),
            Field(f"{key}.status", "choice", language.text("Status"), statuses),
            Field(f"{key}.done", "percent", language.text("Done, %")),
        ]
    paragraphs = (
        language.text("One action a row: what is done, who sees to it, by which day, and how far it is."),
        language.text("Name the responsible by their task, such as coordinator of apprenticeship training."),
    )
    return Section(
        "actions", language.text("Actions"), paragraphs, (), None, (), tuple(fields), language.text("Actions")
    )


def _summary(language: Language) -> Section:
    paragraphs = (
        language.text("In short: what the review showed, what is developed first, and how the work goes on."),
    )
    title, field = language.text("Summary"), Field("summary", "text", language.text("Summary"), rows=20)
    return Section("summary", title, paragraphs, (), None, (), (field,), title)


def _prompts(
    instrument: Instrument, kind: str, key: str, language: Language
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    code = language.code
    return tuple(
        (prompt.question[code], tuple(follow_up[code] for follow_up in prompt.follow_ups))
        for prompt in instrument.prompts_of(kind, key)
    )
