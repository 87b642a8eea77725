"""The workbook as .xlsx: a sheet a section, locked but for its boxes, and every box with a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critical_points.display import DisplayTable
from critical_points.language import Language
from critical_points.workbook.cells import LINE, add_styles, height, limits, put, put_field
from critical_points.workbook.form import Field, Form, Section
from critical_points.workbook.names import STAMP, name_field, write_stamp

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Widths of the columns, in characters.
_PAGE = (28, 66)
_TARGETS = (9, 36, 13, 13, 14, 13, 13)
_ACTIONS = (10, 30, 46, 26, 13, 16, 10)

#: Points of height that a printed page has room for, and the height of a row that nobody has set.
_PAGE_HEIGHT, _ROW = 860, 15

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_sheets(form: Form, path: Path) -> Path:
    """Write a form as a workbook.

    Parameters
    ----------
    form : Form
        The workbook; a choice that its boxes hold stands there by its name.
    path : Path
        Where to; a file there is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        When a text is longer than a cell can be.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    tabs = _tabs(form.sections)
    for section in form.sections:
        sheet = book.create_sheet(tabs[section.key])
        put(sheet["A1"], section.title, "title")
        put(sheet["A2"], f"{form.title} · {form.organisation}", "note")
        {"targets": _write_targets, "actions": _write_actions}.get(section.key, _write_page)(
            _Writer(book, sheet, form.language), section
        )
        if section.key == "cover":
            _write_stamp(book, sheet, form)
    for section in form.sections:
        _limit(book[tabs[section.key]], section, form.language, book)
        _set_up(book[tabs[section.key]], section, form)
    _tell_properties(book, form)
    book.save(path)
    return path


def explain_boxes(language: Language) -> str:
    """Return how the workbook is filled in."""
    return language.text(
        "Write into the yellow boxes; everything else is locked, without a password. "
        "Alt and Enter together begin a new line within a box."
    )


def name_headings(language: Language) -> tuple[str, str, str, str]:
    """Return what stands above prompts, above boxes, above the numbers of a table, and beside the version."""
    return (
        language.text("To discuss"),
        language.text("To write down"),
        language.text("Number"),
        language.text("Form"),
    )


class _Writer:
    """A sheet that is written from the top down."""

    def __init__(self, book: Workbook, sheet: Worksheet, language: Language) -> None:
        self.book, self.sheet, self.language = book, sheet, language
        self.row = 4

    def widths(self, widths: Sequence[float]) -> None:
        for number, width in enumerate(widths):
            self.sheet.column_dimensions["ABCDEFG"[number]].width = width

    def paragraph(self, text: str, last: str, width: float) -> None:
        self.sheet.merge_cells(f"A{self.row}:{last}{self.row}")
        put(self.sheet.cell(self.row, 1), text, "text")
        self.sheet.row_dimensions[self.row].height = height(1, {text: width}) + 4
        self.row += 1

    def heading(self, text: str) -> None:
        self.row += 1
        put(self.sheet.cell(self.row, 1), text, "heading")
        self.row += 1

    def pair(self, name: str, text: str) -> None:
        put(self.sheet.cell(self.row, 1), name, "label")
        put(self.sheet.cell(self.row, 2), text, "beside")
        self.sheet.row_dimensions[self.row].height = height(1, {name: 0.9 * _PAGE[0], text: _PAGE[1]})
        self.row += 1

    def heads(self, names: Mapping[str, float], first: int = 1) -> None:
        """Write the header of a table: names and the widths of their columns."""
        for number, name in enumerate(names, first):
            put(self.sheet.cell(self.row, number), name, "head")
        self.sheet.row_dimensions[self.row].height = height(1, {name: 0.85 * width for name, width in names.items()})
        self.row += 1

    def left(self) -> float:
        """Return the points of height that are left of a printed page."""
        heights = [self.sheet.row_dimensions[row].height or _ROW for row in range(1, self.row)]
        return _PAGE_HEIGHT - sum(heights)

    def field(self, field: Field, column: int, lines: float, width: float) -> None:
        """Write a box and give it its name."""
        cell: Any = self.sheet.cell(self.row, column)
        put_field(cell, field, self.language)
        dimension = self.sheet.row_dimensions[self.row]
        dimension.height = max(dimension.height or 0, height(lines, {field.value: width}))
        _define(self.book, name_field(field.key), self.sheet, cell.coordinate)


def _write_page(page: _Writer, section: Section) -> None:
    """Write facts, results and prompts, then the boxes, each beside its label."""
    page.widths(_PAGE)
    paragraphs = [*section.paragraphs, *([explain_boxes(page.language)] if section.key == "cover" else [])]
    for paragraph in paragraphs:
        page.paragraph(paragraph, "B", sum(_PAGE))
    if section.facts:
        page.row += bool(section.paragraphs)
        for name, value in section.facts:
            page.pair(name, value)
    if section.results is not None:
        page.heading(section.results.caption)
        for name, value in _only_row(section.results):
            page.pair(name, value)
    if section.prompts:
        page.heading(name_headings(page.language)[0])
        bare = not any(follow_ups for _, follow_ups in section.prompts)
        for question, follow_ups in section.prompts:
            listed = "\n".join(f"• {follow_up}" for follow_up in follow_ups)
            page.pair(*(("", question) if bare else (question, listed)))
    page.heading(name_headings(page.language)[1])
    lines = _share_page(page.left(), section.fields)
    for field in section.fields:
        put(page.sheet.cell(page.row, 1), field.label, "label")
        page.field(field, 2, lines * field.rows if field.kind == "text" else 1.5, _PAGE[1])
        page.row += 1


def _share_page(left: float, fields: Sequence[Field]) -> float:
    """Return how many lines a box gets for each that the form asks for, so that boxes fill the page."""
    asked = sum(field.rows for field in fields)
    return max(0.7, (left / LINE - len(fields) / 4) / asked)


def _write_targets(page: _Writer, section: Section) -> None:
    """Write the points with their results, the targets as a table, and the criterion below."""
    page.widths(_TARGETS)
    for paragraph in section.paragraphs:
        page.paragraph(paragraph, "G", sum(_TARGETS))
    points = next(field.choices for field in section.fields if field.key.endswith(".point"))
    page.heading(section.results.caption if section.results is not None else section.fields[0].label)
    results = _rows(section.results, len(points))
    page.heads(dict(zip([section.fields[0].label, *results[0]], _TARGETS[1:], strict=False)), 2)
    first = page.row
    for (_, name), cells in zip(points, results[1:], strict=True):
        for number, text in enumerate([name, *cells], 2):
            put(page.sheet.cell(page.row, number), text, "value")
        page.row += 1
    _define(page.book, "cp_points", page.sheet, f"B{first}", f"B{page.row - 1}")
    page.heading(section.title)
    _write_table(page, [field for field in section.fields if field.key.startswith("target.")], _TARGETS[1:3], 2)
    for field in section.fields:
        if not field.key.startswith("target."):
            page.heading(field.label)
            page.sheet.merge_cells(f"A{page.row}:G{page.row}")
            page.field(field, 1, 2 * field.rows, sum(_TARGETS))
            for number in range(2, 8):
                page.sheet.cell(page.row, number).style = page.sheet.cell(page.row, 1).style
            page.row += 1


def _write_actions(page: _Writer, section: Section) -> None:
    page.widths(_ACTIONS)
    for paragraph in section.paragraphs:
        page.paragraph(paragraph, "G", sum(_ACTIONS))
    page.row += 1
    _write_table(page, section.fields, _ACTIONS[1:], 2.2)


def _write_table(page: _Writer, fields: Sequence[Field], widths: Sequence[float], lines: float) -> None:
    """Write fields whose keys have a number in their middle: a row a number."""
    numbers = list(dict.fromkeys(field.key.split(".")[1] for field in fields))
    columns = [field.label for field in fields if field.key.split(".")[1] == numbers[0]]
    page.heads(dict(zip([name_headings(page.language)[2], *columns], (10, *widths), strict=True)))
    for number in numbers:
        put(page.sheet.cell(page.row, 1), str(int(number)), "value")
        row = [field for field in fields if field.key.split(".")[1] == number]
        for column, (field, width) in enumerate(zip(row, widths, strict=True), 2):
            page.field(field, column, lines, width)
        page.row += 1


def _only_row(table: DisplayTable) -> list[tuple[str, str]]:
    """Return the columns of a table of one row, without the name of the row."""
    return [(str(name), str(table.frame[name].iloc[0])) for name in table.frame.columns[1:]]


def _rows(table: DisplayTable | None, n: int) -> list[list[str]]:
    """Return headers and rows of a table without its first column; n blank rows where there is none."""
    if table is None or len(table.frame) != n:
        return [[] for _ in range(n + 1)]
    frame = table.frame.iloc[:, 1:]
    return [[str(name) for name in frame.columns], *([str(cell) for cell in row] for row in frame.to_numpy())]


def _limit(sheet: Worksheet, section: Section, language: Language, book: Workbook) -> None:
    """Say which cells take which values; fields alike share a rule."""
    rules: dict[str, Any] = {}
    for field in section.fields:
        kind = field.key.rsplit(".", 1)[-1]
        rule = rules.get(kind) or limits(field, language, "cp_points")
        if rule is not None:
            rules[kind] = rule
            rule.add(book.defined_names[name_field(field.key)].attr_text.rpartition("!")[2].replace("$", ""))
    for rule in rules.values():
        sheet.add_data_validation(rule)


def _set_up(sheet: Any, section: Section, form: Form) -> None:
    """Lock what is not a box, without a password, and make it print well on A4."""
    protection = sheet.protection
    protection.sheet, protection.formatRows, protection.formatColumns = True, False, False
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if section.key == "actions" else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.8
    sheet.oddHeader.left.text = _plain(form.organisation)
    sheet.oddHeader.right.text = _plain(form.title)
    sheet.oddFooter.left.text = _plain(section.title)
    sheet.oddFooter.right.text = "&P / &N"
    colours = {"point": "FF1F3A5F", "level": "FF5B8C5A"}
    sheet.sheet_properties.tabColor = colours.get(section.key.partition(".")[0], "FFB8860B")


def _plain(text: str) -> str:
    """Return a text for a header or footer, where an ampersand begins a code."""
    return text.replace("&", "&&")


def _write_stamp(book: Workbook, sheet: Worksheet, form: Form) -> None:
    row = sheet.max_row + 3
    put(sheet.cell(row, 1), name_headings(form.language)[3], "note")
    put(sheet.cell(row, 2), write_stamp(form.version, form.wave, form.language.code), "note")
    _define(book, STAMP, sheet, f"B{row}")


def _define(book: Workbook, name: str, sheet: Worksheet, first: str, last: str = "") -> None:
    from openpyxl.utils import absolute_coordinate, quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    cells = absolute_coordinate(f"{first}:{last}" if last else first)
    book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet.title)}!{cells}")


def _tell_properties(book: Workbook, form: Form) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    book.properties.title = form.title
    book.properties.creator = form.organisation
    book.properties.language = form.language.code
    book.security = WorkbookProtection(lockStructure=True)


def _tabs(sections: Iterable[Section]) -> dict[str, str]:
    """Return the name of each sheet: at most 31 characters, none twice."""
    names: dict[str, str] = {}
    for section in sections:
        whole = _FORBIDDEN.sub("–", section.tab or section.title).strip(" '") or section.key
        name, n = whole[:31].rstrip(), 2
        while name.casefold() in {other.casefold() for other in names.values()}:
            name, n = f"{whole[:27].rstrip()} {n}", n + 1
        names[section.key] = name
    return names
