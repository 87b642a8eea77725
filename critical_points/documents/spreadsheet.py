"""The results as a workbook for Excel that everybody can read: one table a sheet, every number a number.

It follows the advice of the United Kingdom's statistics offices on spreadsheets that screen readers can read: a cover,
a table of contents, notes, a title in the first cell of each sheet, no merged cells, no empty cells in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from critical_points.documents.comparison_sheets import make_changes, make_gaps, make_pairs, make_priorities
from critical_points.documents.packing import fix_times
from critical_points.documents.plan_sheets import make_actions, make_partnership, make_process, make_targets
from critical_points.documents.result_sheets import (
    make_account,
    make_distributions,
    make_respondents,
    make_scores,
    make_votes,
)
from critical_points.documents.tidy import LOOKS, Column, Sheet, Value, column, hidden_mark, missing_mark
from critical_points.errors import Fault, WriteError
from critical_points.facts import harmless
from critical_points.language import Language
from critical_points.messages import said

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from critical_points.documents.content import Content

_HEAD = 4  # the row of the headers; title, line of description and way back are above
_MOST_CHARACTERS = 32_767  # of a cell
_NARROW, _WIDE = 10, 58  # widths of columns, in characters
_LINE = 15  # height of a line, in points
_SHEET = 230  # characters across a printed page that can still be read
_INK, _GROUND, _RULE = "FF111111", "FFE8EEF5", "FF767676"
_ESCAPED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")


def write_spreadsheet(content: Content, path: Path) -> Path:
    """Write the results of a report as a workbook.

    Parameters
    ----------
    content : Content
        What the report tells.
    path : Path
        Where to; a file there is replaced.

    Returns
    -------
    Path
        The file: a cover, a table of contents, notes, and a sheet for each table. The same results give the same bytes
        but for the day.
    """
    from openpyxl import Workbook

    language, book = content.review.language, Workbook()
    sheets = list(list_sheets(content))
    filled = [sheet for sheet in sheets if sheet.length]
    _add_cover(book.active, content)
    for sheet in (_contents(language, sheets), _notes(language, content.safe.minimum), *filled):
        _add_sheet(book, sheet, language)
    _link_contents(book, filled)
    made, properties = content.stamp.made.replace(tzinfo=None, microsecond=0), book.properties
    properties.title, properties.language = _text(_title(content)), language.code
    properties.creator = properties.lastModifiedBy = _text(content.review.organisation)
    properties.created = properties.modified = made
    book.save(path)
    fix_times(path, made)
    return path


def list_sheets(content: Content) -> Iterator[Sheet]:
    """Yield every table of results, some perhaps without rows."""
    safe, plan, wave, against = content.safe, content.plan, content.wave, content.against
    today = content.stamp.made.date()
    yield make_respondents(safe)
    for kind in ("point", "level", "item"):
        yield make_scores(safe, kind)
    yield make_distributions(safe)
    yield make_gaps(safe, wave)
    yield make_pairs(safe, wave)
    yield make_changes(safe, wave, against)
    yield make_votes(safe)
    yield make_priorities(safe, wave)
    if plan is not None:
        yield make_targets(safe, plan, wave, against, today)
        yield make_actions(plan, wave, against, today)
    yield make_partnership(safe, wave, against, content.review.threshold)
    yield make_process(content.review, plan, wave, today)
    yield make_account(safe)


def _title(content: Content) -> str:
    return f"{content.review.instrument.title[content.review.language.code]} {content.wave}"


def _contents(language: Language, sheets: list[Sheet]) -> Sheet:
    rows = [str(sheet.length) if sheet.length else language.text("nothing to tell") for sheet in sheets]
    counts: list[Value] = [sheet.length or row for sheet, row in zip(sheets, rows, strict=True)]
    name = language.text("Contents")
    notes = language.text("Notes")
    return Sheet(
        "contents",
        name,
        name,
        language.text("Every sheet holds one table. The names lead to the sheets."),
        (
            column(language.text("Sheet"), [notes, *(sheet.name for sheet in sheets)]),
            column(
                language.text("What it shows"), [language.text("How to read the tables"), *(s.title for s in sheets)]
            ),
            column(language.text("Rows"), [len(_note_rows(language, 5)), *counts], "count"),
        ),
    )


def _notes(language: Language, minimum: int) -> Sheet:
    rows = _note_rows(language, minimum)
    return Sheet(
        "notes",
        language.text("Notes"),
        language.text("How to read the tables"),
        language.text("What the signs, the numbers and the words mean."),
        (
            column(language.text("Sign or word"), [name for name, _ in rows]),
            column(language.text("What it means"), [words for _, words in rows]),
        ),
    )


def _note_rows(language: Language, minimum: int) -> list[tuple[str, str]]:
    """Return what is explained: a sign or word, and what it means."""
    return [
        (
            hidden_mark(language),
            language.text(
                "Not shown, to protect small groups: fewer than {minimum} answered, or a result of so few could be "
                "computed from this one and others.",
                minimum=language.integer(minimum),
            ),
        ),
        (missing_mark(language), language.text("There is nothing to tell, or it is not told of a small group.")),
        (
            language.interval(4, 5, 0),
            language.text("A range in place of a mean: the mean lies in it and is not told, to protect a small group."),
        ),
        (
            language.text("< {limit}", limit=language.number(0.01, 2)),
            language.text("A p-value that is smaller than this."),
        ),
        (language.text("n"), language.text("The number of respondents on whose answers the number rests.")),
        (
            language.text("Mean (1–5)"),
            language.text(
                "The mean of the respondents' scores. A score is the mean of a respondent's ratings, where at least "
                "half of the statements are rated."
            ),
        ),
        (
            language.text("95 % interval"),
            language.text("Where the result lies with 95 % certainty: between the lower and the upper limit."),
        ),
        (language.text("Two best answers, %"), language.text("The share of ratings 4 and 5 among all ratings.")),
        (language.text("Don't know, %"), language.text("The share of don't-knows among ratings and don't-knows.")),
        (
            language.text("Higher in pairs of 100"),
            language.text(
                "Of 100 pairs of respondents, one of each side: in how many the one rates higher; ties count half."
            ),
        ),
        (
            language.text("Numbers"),
            language.text("Every number is rounded as on the pages; no cell holds more digits than it shows."),
        ),
    ]


def _add_cover(sheet: Any, content: Content) -> None:
    """Write the cover: whose results these are, of what, when they were made, and how the file is built."""
    from openpyxl.styles import Alignment, Font

    review, language, stamp = content.review, content.review.language, content.stamp
    sheet.title = language.text("Cover")
    lines = [
        _title(content),
        review.organisation,
        language.text("Results of the survey {wave}.", wave=content.wave),
        *([language.text("Compared with {wave}.", wave=content.against)] if content.against else []),
        language.text("Made {time}.", time=language.date(stamp.made)),
        language.text(
            "Results of fewer than {minimum} respondents are not shown.",
            minimum=language.integer(content.safe.minimum),
        ),
        language.text("The sheet Contents tells what is where; the sheet Notes tells how to read the tables."),
        language.text("The same results are told on the pages of the report."),
    ]
    for row, line in enumerate(lines, 1):
        cell = sheet.cell(row, 1)
        _write(cell, line)
        cell.font = Font(name="Arial", size=16 if row == 1 else 11, bold=row <= 2, color=_INK)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = (1.5 if row == 1 else 1) * _LINE * _lines(line, 95)
    sheet.column_dimensions["A"].width = 90
    sheet.sheet_view.showGridLines = False
    _set_up_print(sheet)


def _add_sheet(book: Workbook, sheet: Sheet, language: Language) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    page = book.create_sheet(sheet.name)
    for row, text in enumerate((sheet.title, sheet.about), 1):
        _write(page.cell(row, 1), text)
        page.cell(row, 1).font = Font(name="Arial", size=14 if row == 1 else 11, bold=row == 1, color=_INK)
    if sheet.key != "contents":
        _link(page.cell(3, 1), language.text("Contents"), language.text("Back to the contents"))
    for number, one in enumerate(sheet.columns, 1):
        _add_column(page, number, one, language)
    _set_heights(page, sheet, language)
    last = get_column_letter(len(sheet.columns))
    table = Table(displayName=f"table_{sheet.key}", ref=f"A{_HEAD}:{last}{_HEAD + sheet.length}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False, showColumnStripes=False)
    page.add_table(table)
    page.freeze_panes = f"A{_HEAD + 1}"
    page.print_title_rows, page.print_title_cols = f"{_HEAD}:{_HEAD}", "A:A"
    _set_up_print(page, 1 + int(sum(_width(one, language) for one in sheet.columns) / _SHEET))


def _add_column(page: Worksheet, number: int, one: Column, language: Language) -> None:
    """Write a column: its header, its cells, its look and its width."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    head, numeric = page.cell(_HEAD, number), one.look not in ("text", "date")
    _write(head, " ".join(one.name.split()))
    head.font, head.fill = Font(name="Arial", size=11, bold=True, color=_INK), PatternFill("solid", fgColor=_GROUND)
    side = {"horizontal": "right", "indent": 1} if numeric else {"horizontal": "left"}
    head.alignment = Alignment(wrap_text=True, vertical="bottom", **side)
    head.border = Border(bottom=Side("medium", color=_RULE))
    look, missing = _look(one.look, language), missing_mark(language)
    width, font = _width(one, language), Font(name="Arial", size=11, color=_INK)
    aligned = Alignment(wrap_text=not numeric, vertical="top", **side)
    for row, value in enumerate(one.cells, _HEAD + 1):
        cell = page.cell(row, number)
        _write(cell, missing if value is None or value == "" else value)
        cell.font, cell.alignment = font, aligned
        cell.number_format = "@" if isinstance(cell.value, str) else look
    page.column_dimensions[get_column_letter(number)].width = width


def _set_heights(page: Worksheet, sheet: Sheet, language: Language) -> None:
    """Make rows as high as their longest text is broken; not every program does so by itself."""
    widths = [_width(one, language) for one in sheet.columns]
    heads = max(_lines(one.name, width - 3) for one, width in zip(sheet.columns, widths, strict=True))
    page.row_dimensions[_HEAD].height = _LINE * heads
    for row in range(sheet.length):
        texts = [(one.cells[row], width) for one, width in zip(sheet.columns, widths, strict=True)]
        lines = max(_lines(text, width) if isinstance(text, str) else 1 for text, width in texts)
        if lines > 1:
            page.row_dimensions[_HEAD + 1 + row].height = _LINE * lines


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column so wide."""
    return max(len(wrap(text, max(int(1.15 * width), 5))), 1)


def _look(look: str, language: Language) -> str:
    """Return a number format; the program that opens the file puts in its own decimal sign."""
    if look == "date":
        return "yyyy-mm-dd" if language.code == "en" else "d.m.yyyy"
    return "0\N{NO-BREAK SPACE}%" if look == "share" and language.code != "en" else LOOKS[look]


def _width(one: Column, language: Language) -> float:
    """Return a width that holds the longest word of the header and the cells, longer texts on several lines."""
    longest = max((len(word) for word in one.name.split()), default=0) + 3  # and the sign of the filter
    told = [missing_mark(language) if value is None else str(value) for value in one.cells]
    return min(max(_NARROW, longest, *(len(text) + 2 for text in told), len(one.name) / 3), _WIDE)


def _write(cell: Any, value: Value) -> None:
    """Write a value; a text is never a formula, whatever it begins with."""
    if isinstance(value, str):
        text = _text(value)
        if len(text) > _MOST_CHARACTERS:
            fault = Fault(said("a text of {n} characters.", n=len(text)), f"{cell.parent.title} {cell.coordinate}")
            raise WriteError(said("A cell of a workbook cannot hold so long a text."), [fault])
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    elif isinstance(value, date):
        cell.value = value
    else:
        cell.value = value


def _text(text: str) -> str:
    """Return a text as XML can hold it, letter for letter."""
    return _ESCAPED.sub("_x005F_x", harmless(text)).strip()


def _link(cell: Any, sheet: str, text: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    place = sheet.replace("'", "''")
    _write(cell, text)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{place}'!A1")
    cell.font = Font(name="Arial", size=11, color="FF1F4E86", underline="single")


def _link_contents(book: Workbook, filled: list[Sheet]) -> None:
    """Make the names in the table of contents lead to their sheets."""
    page = book.worksheets[1]
    names = {sheet.name for sheet in filled} | {book.worksheets[2].title}
    for row in range(_HEAD + 1, page.max_row + 1):
        cell = page.cell(row, 1)
        if cell.value in names:
            _link(cell, str(cell.value), str(cell.value))


def _set_up_print(page: Any, wide: int = 1) -> None:
    """Print on A4, lying, so many pages wide."""
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = wide, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.right.text = "&A  &P / &N"
