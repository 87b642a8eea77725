"""``discussion.xlsx``: one row a note, and beside it what the analyst lets be shown of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd

from critical_points.errors import Fault, UnreadableError
from critical_points.fingerprints import of_file
from critical_points.instrument import Labels
from critical_points.memory import Memory
from critical_points.messages import everywhere, said, to_say, translated
from critical_points.notes.lines import read_discussion, split_notes
from critical_points.notes.search import in_order, tell_question
from critical_points.notes.updating import merge
from critical_points.publication import only_run, publishing
from critical_points.workbook.cells import height
from critical_points.workspace import Review

FILE = "discussion.xlsx"

#: The columns as they stand in the sheet; a person reads point, question, team and text, and fills in the next three.
COLUMNS = ("key", "point", "question", "team", "text", "publish", "group", "unit", "state", "text before")

#: How the sheet calls its columns, in the order of `COLUMNS`; a sheet is read back in whatever language it has.
_HEADS = (
    to_say("key"),
    to_say("point"),
    to_say("question"),
    to_say("team"),
    to_say("text"),
    to_say("publish"),
    to_say("group"),
    to_say("unit"),
    to_say("state"),
    to_say("text before"),
)
_TITLES = (to_say("discussion"), to_say("about"))
_STATES = (to_say("new"), to_say("changed"), to_say("gone"))

_FILLED = ("publish", "group", "unit")
_WIDTHS = (12, 24, 20, 16, 60, 60, 14, 14, 10, 40)

#: A cell of a workbook holds so many characters.
_LONGEST = 32_767

#: No list of notes is more than this many bytes.
_LARGEST = 20_000_000

_sheets: Memory[pd.DataFrame] = Memory()


def sheet_of(review: Review, wave: str) -> Path:
    """Return the place of a wave's ``discussion.xlsx``."""
    return review.raw(wave) / FILE


def update_sheet(review: Review, wave: str) -> pd.DataFrame:
    """Write a wave's notes into ``discussion.xlsx``, or bring the file up to date.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.

    Returns
    -------
    DataFrame
        What the file holds now: one row a note; columns as `read_sheet` gives them. What the analyst wrote stays.
        state tells "new", "changed" (the team has changed its text since) or "gone" (the text is not in any workbook
        any more; the note is kept, and is not shown).

    Raises
    ------
    UnreadableError
        When the file that is there cannot be read; it stays as it is.
    WriteError
        When it cannot be written, for example since it is open in another program.
    """
    path = sheet_of(review, wave)
    notes = split_notes(read_discussion(review, [wave]))
    notes["text"] = [storable(text) for text in notes["text"]]
    with only_run(review.root):
        rows = in_order(merge(read_sheet(review, wave), notes).assign(wave=wave), review).drop(columns="wave")
        with publishing(path.parent) as staged:
            write_sheet(staged / path.name, rows, review.labels)
    return rows


def storable(text: str) -> str:
    """Return a text as a cell holds it: without control characters, and cut with "…" where it is too long."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    plain = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def write_sheet(path: Path, rows: pd.DataFrame, labels: Labels) -> None:
    """Write notes as a workbook whose every cell is a text: "=1+1" is not computed, by no program."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    book.remove(book.worksheets[0])
    title, other = map(translated, _TITLES)
    sheet = book.create_sheet(title)
    _fill(sheet, [list(map(translated, _HEADS)), *(_cells(row, labels) for _, row in rows.iterrows())])
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    top, shade = Alignment(wrap_text=True, vertical="top"), PatternFill("solid", fgColor="FFF7DB")
    for line in sheet.iter_rows():
        for cell, name in zip(line, COLUMNS, strict=True):
            cell.alignment = top
            if cell.row == 1:
                cell.font = Font(bold=True)
            elif name in _FILLED:
                cell.fill = shade
        filled = {str(cell.value): width for cell, width in zip(line[1:], _WIDTHS[1:], strict=True) if cell.value}
        sheet.row_dimensions[line[0].row].height = height(1, filled)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "F2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    about = book.create_sheet(other)
    _fill(about, [[paragraph] for paragraph in _instructions(labels)])
    about.column_dimensions["A"].width = 100
    for (cell,) in about.iter_rows():
        cell.alignment = top
    book.save(path)


def _cells(row: pd.Series, labels: Labels) -> list[str]:
    point = labels.subject(str(row["kind"]), str(row["subject"]), short=False)
    named = [row["key"], point, tell_question(labels, str(row["question"])), row["team"], row["text"]]
    return [str(value) for value in (*named, *(row[name] for name in _FILLED), translated(row["state"]), row["before"])]


def _fill(sheet: Any, rows: list[list[str]]) -> None:
    for y, row in enumerate(rows, 1):
        for x, text in enumerate(row, 1):
            cell = sheet.cell(y, x)
            if text:
                cell.value = storable(text)
                cell.data_type = "s"
                cell.quotePrefix = text[0] in "=+-@'"


def _instructions(labels: Labels) -> list[str]:
    language = labels.language
    return [
        language.text(
            "Each row is one note of a team. Write into the column publish what may be shown in the report: "
            "the note in your words, without names of persons, workplaces and teams. An empty cell is not shown."
        ),
        language.text(
            "Each line of the column publish becomes a note of its own. The notes are shown in a random order."
        ),
        language.text(
            "Columns group and unit may tell whose view a note is (the key or the name). They are shown only where "
            "the group or the unit has at least ten respondents. The team is never shown."
        ),
        language.text(
            "Run the command again when there are more workbooks: what you wrote stays, new notes are added, and "
            "the column state tells which notes are new, have changed, or are in no workbook any more (gone). "
            "A note that is gone is not shown. Clear the word changed once you have seen that the published text is "
            "still right."
        ),
        "critical-points discussion",
    ]


def read_sheet(review: Review, wave: str) -> pd.DataFrame:
    """Read a wave's ``discussion.xlsx``.

    Returns
    -------
    DataFrame
        One row a note; columns key, kind, subject, question, team, text, publish, group, unit, state, before. Without
        rows where there is no such file.

    Raises
    ------
    UnreadableError
        With every fault of the file.
    """
    path = sheet_of(review, wave)
    key = (path, of_file(path), review.instrument.fingerprint)
    return (_sheets.find(key, lambda: _read(path, review)) if key[1] else _read(path, review)).copy()


def _read(path: Path, review: Review) -> pd.DataFrame:
    names = ["key", "kind", "subject", "question", "team", "text", *_FILLED, "state", "before"]
    rows: list[list[str]] = []
    if path.is_file():
        faults: list[Fault] = []
        known = {("point", point.key) for point in review.instrument.points}
        known |= {("level", level.key) for level in review.instrument.levels}
        for number, cells in _load(path, faults):
            kind, _, rest = cells["key"].partition(".")
            subject, _, rest = rest.partition(".")
            question = rest.partition(".")[0]
            if (kind, subject) not in known or not question:
                none = said("there is no note {key!r}.", key=cells["key"])
                hint = said("Write only into rows that the command has made.")
                faults.append(Fault(none if cells["key"] else said("no key."), said("row {row}", row=number), hint))
            rows.append([cells["key"], kind, subject, question, *(cells[name] for name in COLUMNS[3:])])
        twice = [key for key, n in Counter(row[0] for row in rows).items() if key and n > 1]
        hint = said("Write several notes into one cell, each on a line of its own.")
        faults += [Fault(said("the key {key!r} is in several rows.", key=key), suggestion=hint) for key in twice]
        if faults:
            raise UnreadableError(
                said("{file} cannot be read.", file=path), faults, said("correct it, save it and try again")
            )
    return pd.DataFrame(rows, columns=names).astype("str")


def _load(path: Path, faults: list[Fault]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows that hold anything with their numbers; formulas are noted as faults."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        book = load_workbook(path)
        lines = list(book[next((name for name in book.sheetnames if name in everywhere(_TITLES[0])), "")].iter_rows())
        heads = _places([str(cell.value or "").strip().casefold() for cell in lines[0]])
    except (BadZipFile, InvalidFileException, KeyError, IndexError, OSError, ValueError, TypeError) as error:
        title, column = translated(_TITLES[0]), translated("publish")
        fault = Fault(said("it has no sheet {name!r} as it was written.", name=title), path.name)
        what = said(
            "move it away, run  critical-points discussion  and copy the column {column} into the new file",
            column=column,
        )
        raise UnreadableError(said("{file} cannot be read.", file=path), [fault], what) from error
    missing = [name for name in ("key", "text", "publish") if name not in heads]
    hint = said("Give the column its name again.")
    faults += [Fault(said("there is no column {name!r}.", name=translated(n)), path.name, hint) for n in missing]
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = {}
        for name in COLUMNS:
            cell = line[heads[name]] if name in heads else None
            if cell is not None and cell.data_type in "fe":
                place = said("row {row}, column {column}", row=number, column=translated(name))
                hint = said("Write an apostrophe before it: '=…")
                faults.append(Fault(said("a formula is no text."), place, hint))
            cells[name] = "" if cell is None or cell.value is None else str(cell.value)
        cells["state"] = _state(cells["state"])
        if any(text.strip() for text in cells.values()):
            rows.append((number, cells))
    return rows


def _places(found: list[str]) -> dict[str, int]:
    """Return where each column stands, whatever the language of its head; a renamed one stands where it was."""
    heads = {name: {word.casefold() for word in everywhere(head)} for name, head in zip(COLUMNS, _HEADS, strict=True)}
    places = {name: found.index(word) for name, words in heads.items() for word in found if word in words}
    renamed = set(range(len(found))) - set(places.values())
    return {name: place for place, name in enumerate(COLUMNS) if place in renamed} | places


def _state(told: str) -> str:
    """Return the state that a cell tells in any language, another text as it stands."""
    return next((state for state in _STATES if told.strip().casefold() in everywhere(state)), told)
