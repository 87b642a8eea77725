"""Texts that stand in a workbook outside of its boxes: they are not read, so they are listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from critical_points.facts import normalise
from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said, said_plural
from critical_points.workbook.cells import STYLE
from critical_points.workbook.facts import name_facts
from critical_points.workbook.filled import Problem
from critical_points.workbook.form import Section, make_sections, name_form, name_points
from critical_points.workbook.part_one import caption, name_columns
from critical_points.workbook.places import Place
from critical_points.workbook.sheets import explain_boxes, name_headings

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: So many cells of one sheet are listed one by one; more are listed together.
_MOST = 20


def list_strays(book: Workbook, instrument: Instrument, read: Collection[Place], wave: str) -> Iterator[Problem]:
    """Give a problem for each text outside of the boxes, one for a whole sheet that is none of ours.

    Parameters
    ----------
    book : Workbook
        The workbook.
    instrument : Instrument
        What is asked.
    read : collection of Place
        The cells that were read.
    wave : str
        The wave that the workbook was made for.
    """
    ours, sheets = _own_texts(instrument, wave), {place.sheet for place in read}
    for sheet in book.worksheets:
        for place, text in _comments(sheet):
            why = said("a comment beside a cell is not read")
            yield Problem(sheet.title, place, text, why, said("Move it into a box."))
        cells = [cell for cell in _written(sheet) if Place(sheet.title, cell.row, cell.column) not in read]
        strays = [cell for cell in cells if not _is_ours(sheet, cell, ours)]
        if not strays:
            continue
        if sheet.title not in sheets or len(strays) > _MOST:
            text = "\n".join(str(cell.value) for cell in strays)
            why = said_plural(
                "{n} cell outside of the boxes is not read", "{n} cells outside of the boxes are not read", len(strays)
            )
            hint = said("Move what belongs to the plan into a box.")
            yield Problem(sheet.title, strays[0].coordinate, text, why, hint)
            continue
        for cell in strays:
            why = said("text outside of the boxes is not read")
            yield Problem(sheet.title, cell.coordinate, str(cell.value), why, said("Move it into a box."))


def _comments(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None:
                yield cell.coordinate, str(cell.comment.text)


def _written(sheet: Worksheet) -> Iterator[Any]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and str(cell.value).strip():
                yield cell


def _is_ours(sheet: Worksheet, cell: Any, ours: _Ours) -> bool:
    """Tell whether we wrote a cell: by its style, or where the styles are lost by its text or by what it is named."""
    style = _style(cell)
    if style.startswith(STYLE):
        return style != STYLE + "box"
    if cell.coordinate == "A2":  # the title of the whole, and whose it is
        return normalise(str(cell.value).rpartition(" · ")[0]) in ours.texts
    text, before = normalise(str(cell.value)), [sheet.cell(cell.row, column).value for column in (1, 2)]
    if text in ours.texts or (cell.column == 1 and text.isdecimal() and len(text) < 3):
        return True
    beside = cell.column == 2 and normalise(str(before[0])) in ours.names
    return beside or (2 < cell.column < 8 and normalise(str(before[1])) in ours.points)


def _style(cell: Any) -> str:
    """Return the name of a cell's style, "" where the file does not keep it."""
    try:
        return str(cell.style)
    except IndexError:  # LibreOffice counts the names of styles in a way of its own
        return ""


@dataclass(frozen=True)
class _Ours:
    """What a form writes in any language, as it is compared: whole texts, names of facts, names of points."""

    texts: set[str]
    names: set[str]
    points: set[str]


def _own_texts(instrument: Instrument, wave: str) -> _Ours:
    texts: set[str] = set()
    names: set[str] = set()
    points: set[str] = set()
    for code in LANGUAGES:
        language = Language(code)
        for section in make_sections(instrument, language):
            texts |= {normalise(text) for text in _texts(section)}
        own = (*name_facts(language), *name_columns(language), language.text("Law"))
        texts |= {normalise(text) for text in (*own, *name_headings(language), explain_boxes(language))}
        texts |= {normalise(name_form(instrument, wave, language)), normalise(caption(language, wave))}
        names |= {normalise(name) for name in own}
        points |= {normalise(name) for _, name in name_points(instrument, language)}
    return _Ours(texts, names, points)


def _texts(section: Section) -> Iterator[str]:
    yield section.title
    yield from section.paragraphs
    for name, value in section.facts:
        yield from (name, value)
    for question, follow_ups in section.prompts:
        yield question
        yield "\n".join(f"• {follow_up}" for follow_up in follow_ups)
    for field in section.fields:
        yield field.label
        yield from (name for _, name in field.choices)
