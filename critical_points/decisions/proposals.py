"""``mapping.toml`` with every open proposal added, what stands in it left as it is."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from critical_points.decisions.editing import Edits, Section, pair, sections_of, table, undecided
from critical_points.decisions.reading import KINDS, decisions_of
from critical_points.errors import Fault, SettingsError
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, MappedColumn, shorten, unasked, unknown_names
from critical_points.messages import said, spoken
from critical_points.publication import only_run, publishing
from critical_points.scales import INSIDE, normalise
from critical_points.workspace import Review

#: Header, and position where the header alone does not name the column.
Place = tuple[str, int | None]


def preamble() -> str:
    """Return what a new ``mapping.toml`` says of itself, in the language that is spoken."""
    return said(
        """\
# What each column of this wave's files is, and what their answers mean.
# A proposal has the line  confirmed = false  : look at it, correct it where it is wrong, and delete that line
# (or run: critical-points check --accept, which confirms every proposal as it stands).
# kind is one of "rating", "group", "unit", "vote", "ignore"; comparable = false keeps a statement whose wording has
# changed too much out of comparisons with other waves.
# Under [labels] an answer is a rating (a number), "non-answer", or "problem", which leaves it out and lists it.
# Under [groups] and [units] an answer is a key, or "unknown". What is "" is not decided yet.
"""
    )


def leave_out() -> str:
    """Return the note on an answer that nothing is proposed for."""
    return said('to decide; "problem" or "unknown" leaves these answers out')


def propose(
    path: Path, mapped: Iterable[MappedColumn], instrument: Instrument, confirmed: Confirmed, *, accept: bool = False
) -> str:
    """Return the text of ``mapping.toml`` with every open proposal added to what stands there.

    Parameters
    ----------
    path : Path
        The wave's file; what it holds already stays as it is, comments included.
    mapped : iterable of MappedColumn
        The columns of the wave's files, one file after the other.
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

    Raises
    ------
    SettingsError
        When the file is written in a way that nothing can be added to.
    """
    mapped = tuple(mapped)
    text = (path.read_text(encoding="utf-8-sig") if path.is_file() else "").rstrip()
    text = text or "\n".join([preamble().rstrip(), *_hints(mapped, instrument)])
    lines, told = text.split("\n"), tomllib.loads(text)
    sections, edits = sections_of(lines), Edits()
    entries: dict[Place, Section] = dict(zip(places(told), column_sections(sections), strict=False))
    new: dict[Place, list[str]] = {}
    answers: dict[str, dict[str, str]] = {"labels": {}, "groups": {}, "units": {}}
    for column, place in with_places(mapped):
        found = entries.get(place, entries.get((place[0], None)))
        numbers = add_answers(answers, column, instrument, confirmed)
        if found is not None:
            _confirm(edits, lines, found, column, accept=accept)
            _add_numbers(edits, lines, sections, found, numbers)
        elif column.kind in KINDS and place not in new:
            new[place] = [*_entry(column, place, accept=accept), *table("[column.labels]", numbers)]
    open_answers = {name: unlisted(wanted, told.get(name, {})) for name, wanted in answers.items()}
    _add_sections(edits, lines, sections, new.values(), open_answers)
    return checked(path, "\n".join(edits.applied(lines)) + "\n")


def _hints(mapped: Sequence[MappedColumn], instrument: Instrument) -> list[str]:
    """Return notes for a new file: the keys that may be wanted, and the columns that may be the group."""
    code = spoken()
    lines: list[str] = []
    if instrument.groups:
        lines += ["#", said("# Keys of groups:")]
        lines += [f"#   {group.key}: {group.name[code]}" for group in instrument.groups]
    missing = unasked(mapped, instrument)
    if missing:
        lines += ["#", said("# Statements that no column carries yet; one of them may stand there in other words:")]
        lines += [f"#   {item.key}: {item.text[code]}" for item in missing]
    may_be = [column for column in mapped if column.kind == "choice"]
    if may_be and "group" not in {column.kind for column in mapped}:
        lines += [
            "#",
            said("# No column is known as the group of respondents. Delete # before the one that is it:"),
        ]
        for column in may_be:
            entry = ("[[column]]", pair("header", column.column.header), pair("kind", "group"))
            lines += ["#", *(f"# {line}" for line in entry)]
    return ["".join(c if c.isprintable() else " " for c in line) for line in lines]


def write_decisions(review: Review, wave: str, mapped: Iterable[MappedColumn], *, accept: bool = False) -> Path:
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
    with only_run(review.root), publishing(path.parent) as staged:
        text = propose(path, mapped, review.instrument, decisions_of(review, wave), accept=accept)
        ends = "\r\n" if path.is_file() and b"\r\n" in path.read_bytes() else "\n"
        (staged / path.name).write_text(text, encoding="utf-8", newline=ends)
    return path


def places(told: Mapping[str, Any]) -> list[Place]:
    """Return the places that the entries of a ``mapping.toml`` stand for."""
    return [(normalise(entry.get("header", "")), entry.get("position")) for entry in told.get("column", [])]


def column_sections(sections: Iterable[Section]) -> list[Section]:
    """Return the sections of a ``mapping.toml`` that stand for a column."""
    return [section for section in sections if section.name == "column"]


def with_places(mapped: Iterable[MappedColumn]) -> Iterator[tuple[MappedColumn, Place]]:
    """Give each column with its place; a file begins where the positions begin again."""
    files: list[list[MappedColumn]] = []
    for column in mapped:
        if not files or column.column.position <= files[-1][-1].column.position:
            files.append([])
        files[-1].append(column)
    for file in files:
        headers = [normalise(column.column.header) for column in file]
        times = Counter(headers)
        for column, header in zip(file, headers, strict=True):
            yield column, (header, None if header and times[header] == 1 else column.column.position)


def _entry(column: MappedColumn, place: Place, *, accept: bool) -> list[str]:
    lines = ["", "[[column]]", pair("header", column.column.header)]
    lines += [pair("position", place[1])] if place[1] is not None else []
    lines.append(pair("kind", column.kind))
    if column.item or column.kind == "rating":
        lines.append(pair("item", column.item or ""))
    if column.kind == "rating":
        lines.append(pair("comparable", column.comparable))
    complete = column.kind != "rating" or column.item is not None
    if not complete or not (column.certain or accept):
        lines.append(pair("confirmed", False, shorten(column.reason, 100)))
    return lines


def _confirm(edits: Edits, lines: list[str], entry: Section, column: MappedColumn, *, accept: bool) -> None:
    """Confirm an entry that stands in the file as a proposal, where it has what it needs."""
    told = tomllib.loads("\n".join(lines[entry.first + 1 : entry.last + 1]))
    complete = told.get("kind") != "rating" or told.get("item")
    if accept and complete and column.kind in KINDS:
        within = range(entry.first + 1, entry.last + 1)
        edits.dropped.update(number for number in within if lines[number].split("=")[0].strip() == "confirmed")


def add_answers(
    answers: dict[str, dict[str, str]], column: MappedColumn, instrument: Instrument, confirmed: Confirmed
) -> dict[str, str]:
    """Add the labels and names to decide on, true of all columns; return the numbers, true of this one only."""
    if column.kind in ("group", "unit"):
        answers[f"{column.kind}s"] |= {name: hint for name, _, hint in unknown_names(column, instrument, confirmed)}
    if column.item is None or column.key is None:
        return {}
    doubt = column.key.doubt
    asked = {text: r for text, r in column.readings.items() if r.question or text in column.strange}
    own = {text for text, r in asked.items() if r.why == INSIDE or (doubt and r.why == doubt)}
    numbers = {column.said[text]: r.suggestion for text, r in asked.items() if text in own}
    answers["labels"] |= {column.said[text]: r.suggestion for text, r in asked.items() if text not in own}
    return numbers


def _add_numbers(
    edits: Edits, lines: list[str], sections: list[Section], entry: Section, numbers: dict[str, str]
) -> None:
    after = sections[sections.index(entry) + 1 :]
    own = after[0] if after and after[0].name == "column.labels" else None
    if own is None:
        edits.add(entry.last, table("[column.labels]", numbers))
    else:
        known = tomllib.loads("\n".join(lines[own.first + 1 : own.last + 1]))
        edits.add(own.last, undecided(unlisted(numbers, known)))


def _add_sections(
    edits: Edits,
    lines: list[str],
    sections: list[Section],
    entries: Iterable[list[str]],
    answers: Mapping[str, dict[str, str]],
) -> None:
    """Add answers under the headings that are there, then entries behind the last one, then new headings."""
    known = {section.name: section for section in sections}
    for name in answers:
        if name in known:
            edits.add(known[name].last, undecided(answers[name]))
    last = max((s.last for s in sections if s.name.split(".")[0] == "column"), default=len(lines) - 1)
    for entry in entries:
        edits.add(last, entry)
    for name in answers:
        if name not in known:
            edits.add(len(lines) - 1, table(f"[{name}]", answers[name]))


def unlisted(wanted: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """Return the answers that a table does not list yet, each once, with a note."""
    listed = {normalise(text) for text in known}
    found: dict[str, str] = {}
    for text, hint in wanted.items():
        if normalise(text) not in listed:
            listed.add(normalise(text))
            found[text] = hint or leave_out()
    return found


def checked(path: Path, text: str) -> str:
    """Return a text that is TOML; a file whose tables are written inline cannot be added to by lines."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = Fault(
            said("its tables stand inline, so nothing can be added."),
            path.name,
            said("Write [[column]], [labels], [groups]."),
        )
        step = said("correct {file} and try again", file=path)
        raise SettingsError(said("{file} was not changed.", file=path), [fault], step) from error
    return text
