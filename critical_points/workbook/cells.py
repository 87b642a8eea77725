"""Cells of a workbook to fill in: texts that stay texts, boxes that can be written in, and what may stand in them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from critical_points.errors import Fault, WriteError
from critical_points.language import Language
from critical_points.messages import grouped, said
from critical_points.workbook.form import Field
from critical_points.workbook.values import Words, understand

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

#: Excel's own limits: characters in a cell, points of height of a row.
MOST_CHARACTERS, TALLEST = 32_767, 409

#: The prefix of the names of our styles: a cell with one of them was written by us.
STYLE = "cp "

#: The height of a line of text in points.
LINE = 13.5

#: A font that there is everywhere, under this name or with the same widths.
_FONT = "Arial"

#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t")

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_BORDER, _INPUT, _SHADE, _DARK = "FF7F7F7F", "FFFFF8E1", "FFE8EEF4", "FF1F3A5F"


def add_styles(book: Workbook) -> None:
    """Add our styles to a workbook: everything is locked but the boxes."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

    side = Side(style="thin", color=_BORDER)
    frame = Border(left=side, right=side, top=side, bottom=side)
    wrapped, normal = Alignment(wrap_text=True, vertical="top"), Font(name=_FONT, size=10)
    bold = Font(name=_FONT, size=10, bold=True)
    shade = PatternFill("solid", fgColor=_SHADE)
    kinds: dict[str, dict[str, Any]] = {
        "title": {"font": Font(name=_FONT, size=17, bold=True, color=_DARK)},
        "note": {"font": Font(name=_FONT, size=9, color="FF595959"), "alignment": Alignment(vertical="top")},
        "heading": {"font": Font(name=_FONT, size=12, bold=True, color=_DARK), "alignment": Alignment("left")},
        "text": {"font": normal, "alignment": wrapped},
        "beside": {"font": normal, "alignment": Alignment("left", "top", wrap_text=True, indent=1)},
        "label": {"font": bold, "alignment": wrapped},
        "head": {
            "font": Font(name=_FONT, size=10, bold=True),
            "alignment": wrapped,
            "fill": shade,
            "border": frame,
        },
        "value": {"font": normal, "alignment": wrapped, "border": frame},
        "box": {
            "font": normal,
            "alignment": wrapped,
            "border": frame,
            "fill": PatternFill("solid", fgColor=_INPUT),
            "protection": Protection(locked=False),
        },
    }
    for name, parts in kinds.items():
        book.add_named_style(NamedStyle(name=STYLE + name, **parts))


def put(cell: Any, text: str, style: str) -> None:
    """Write a text: whatever it begins with, it is no formula, no number and no error."""
    cell.style = STYLE + style
    _write_text(cell, text)


def put_field(cell: Cell, field: Field, language: Language) -> None:
    """Write a box with what stands in it from the start."""
    cell.style = STYLE + "box"
    cell.number_format = _format(field, language)
    if not field.value:
        return
    value, _, _ = (None, "", "") if field.kind == "choice" else understand(field, field.value, Words({}, {}, {}))
    if isinstance(value, date | float):
        cell.value = value
        cell.number_format = _format(field, language)  # a date would bring a format of its own
    else:
        _write_text(cell, dict(field.choices).get(field.value, field.value))


def limits(field: Field, language: Language, listed: str) -> DataValidation | None:
    """Return what may stand in a field's cells, None where anything may.

    Parameters
    ----------
    field : Field
        The field.
    language : Language
        The language of the messages.
    listed : str
        The cells that hold the points, as a formula.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    how: dict[str, Any]  # of a day only a warning: a spreadsheet in another language may not know it, but we do
    if field.kind == "choice":
        names = ",".join(name for _, name in field.choices)
        how = {"type": "list", "formula1": listed if field.key.endswith(".point") else f'"{names}"'}
        told = language.text("Choose from the list.")
    elif field.kind == "date":
        how = {"type": "date", "operator": "between", "errorStyle": "warning"}
        how |= {"formula1": "DATE(2000,1,1)", "formula2": "DATE(2100,12,31)"}
        told = language.text("Write a day, such as {example}.", example=_example(language))
        how["errorStyle"] = (
            "warning"  # a spreadsheet in another language does not know the day; it is read all the same
        )
    elif field.kind == "percent":
        how = {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "1"}
        told = language.text("Write a percentage from 0 % to 100 %.")
    elif field.kind == "number":
        how = {"type": "decimal", "operator": "between", "formula1": "1", "formula2": "5"}
        told = language.text("Write a number from 1 to 5, such as {example}.", example=language.number(3.8))
    else:
        return None
    limit = DataValidation(allow_blank=True, showErrorMessage=True, showInputMessage=True, **how)
    limit.errorTitle = limit.promptTitle = _title(field.label)
    limit.error = limit.prompt = told
    return limit


def height(lines: float, texts: Mapping[str, float] | None = None) -> float:
    """Return the height of a row: room for so many lines, or for the longest of its texts.

    Parameters
    ----------
    lines : float
        The least room.
    texts : Mapping of str to float, optional
        Text → the width of its column, in characters.
    """
    needed = [sum(max(1, math.ceil(len(part) / (1.1 * width))) for part in text.split("\n"))
              for text, width in (texts or {}).items()]  # fmt: skip
    return min(TALLEST, LINE * max(lines, *needed, 1) + 3)


def _title(label: str) -> str:
    """Return a label as the title of a message: Excel has room for 32 characters."""
    return label if len(label) <= 32 else label[:31].rstrip() + "…"


def _example(language: Language) -> str:
    day = date(2027, 3, 5)
    return day.isoformat() if language.code == "en" else f"{day.day}.{day.month}.{day.year}"


def _format(field: Field, language: Language) -> str:
    """Return a number format; what is typed into a box of text stays as it is typed."""
    if field.kind == "date":
        return "yyyy-mm-dd" if language.code == "en" else "d.m.yyyy"
    return {"percent": "0%" if language.code == "en" else "0 %", "number": "0.0"}.get(field.kind, "@")


def _write_text(cell: Any, text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        long, most = (
            said("a text of {n} characters.", n=grouped(len(text))),
            said("At most {n}.", n=grouped(MOST_CHARACTERS)),
        )
        raise WriteError(said("A cell of a workbook cannot hold so long a text."), [Fault(long, cell.coordinate, most)])
    cell.value = _encode(text)
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True


def _encode(text: str) -> str:
    """Return a text as a workbook's XML holds it: control characters by their number."""
    escaped = _ESCAPED.sub("_x005F_", text)
    return "".join(f"_x{ord(c):04X}_" if ord(c) < 32 and c not in "\t\n" else c for c in escaped)
