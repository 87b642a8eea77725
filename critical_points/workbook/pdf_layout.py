"""What stands where on the PDF's pages, as data for the layout in ``pdf_form.typ``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from critical_points.display import DisplayTable, unbroken
from critical_points.language import Language
from critical_points.workbook.form import Field, Form, Section

#: The height of a line to write on by hand, and of what a box has besides, in millimetres.
ROW, PADDING = 5.5, 2.5

#: How wide a field is beside others, and how much fits side by side.
_SHARES = {"text": 3.0, "line": 2.0, "choice": 2.4, "date": 1.2, "number": 1.0, "percent": 0.9}
_SHORT_CHOICE, _ACROSS = 1.5, 5.7

#: Choices so short are printed above the boxes, for those who fill the form in by hand.
_SHORT = 16

_NUMBERED = re.compile(r"(?:target|action)\.(\d+)\.")


def lay_out(form: Form, heights: Mapping[str, float] | None = None) -> dict[str, object]:
    """Lay the workbook out.

    Parameters
    ----------
    form : Form
        The workbook.
    heights : Mapping of str to float, optional
        Heights of boxes in millimetres by their keys, where they differ from what their rows need.

    Returns
    -------
    dict
        Strings, numbers and lists only: what ``pdf_form.typ`` reads.
    """
    language = form.language
    return {
        "title": form.title,
        "kicker": form.organisation,
        "organisation": form.organisation,
        "subject": f"{form.organisation}, {form.wave}",
        "running": f"{form.organisation} · {form.title}",
        "language": form.language.code,
        "words": {"discuss": language.text("To discuss"), "write": language.text("To write down")},
        "how": language.text("Fill the boxes in on a screen and save the file, or print the pages and write by hand."),
        "sections": [_section(section, form.language, heights or {}) for section in form.sections],
    }


def list_tooltips(form: Form) -> dict[str, str]:
    """Return what a screen reader says of each field: where it is, its label and what belongs in it."""
    tooltips = {}
    for section in form.sections:
        for field in section.fields:
            number, hint = number_of(field), hint_of(field, form.language)
            where = f"{section.title} {number}".rstrip()
            name = field.label if section.key == "cover" or where == field.label else f"{where}: {field.label}"
            tooltips[field.key] = f"{name} ({hint})" if hint else name
    return tooltips


def number_of(field: Field) -> str:
    """Return the row of a field of a table ("3" of ``action.03.due``), or "" for others."""
    found = _NUMBERED.match(field.key)
    return str(int(found[1])) if found else ""


def hint_of(field: Field, language: Language) -> str:
    """Return how a field is filled in, where that is not plain: the form of a date, a few short choices."""
    if field.kind == "date":
        return language.text("day.month.year")
    return " · ".join(shown for _, shown in field.choices) if _is_short(field) else ""


def _is_short(field: Field) -> bool:
    return bool(field.choices) and all(len(shown) <= _SHORT for _, shown in field.choices)


def _section(section: Section, language: Language, heights: Mapping[str, float]) -> dict[str, object]:
    results = section.results
    shown = results is not None and not results.frame.empty
    told = [results.empty] if results is not None and not shown and results.empty else []
    return {
        "title": section.title,
        "paragraphs": [*section.paragraphs, *told],
        "facts": [list(fact) for fact in section.facts],
        "results": _table(results) if results is not None and shown else None,
        "prompts": [{"question": question, "follow_ups": list(more)} for question, more in section.prompts],
        "legend": _legend(section, language),
        "groups": [
            {
                "number": number_of(fields[0]),
                "new_page": _begins_plan(fields[0]),
                "lines": [_line(line, heights) for line in _lines(fields)],
            }
            for fields in _groups(section.fields)
        ],
    }


def _begins_plan(field: Field) -> bool:
    """Tell whether the plan of a point begins here, after the notes of its discussion: on a page of its own."""
    return field.key.startswith("point.") and field.key.endswith(".results")


def _groups(fields: Sequence[Field]) -> list[list[Field]]:
    """Return fields of the same row of a table together, and each other field by itself."""
    return [list(group) for _, group in groupby(fields, key=lambda field: number_of(field) or field.key)]


def _lines(fields: Sequence[Field]) -> list[list[Field]]:
    """Return fields in lines: side by side as long as there is room."""
    lines: list[list[Field]] = []
    for field in fields:
        if lines and sum(map(_share, [*lines[-1], field])) <= _ACROSS:
            lines[-1].append(field)
        else:
            lines.append([field])
    return lines


def _legend(section: Section, language: Language) -> list[list[str]]:
    """Return labels and hints of a section's fields, each once, for those who fill the form in by hand."""
    hints = {field.label: hint_of(field, language) for field in section.fields}
    return [[label, hint] for label, hint in hints.items() if hint]


def _share(field: Field) -> float:
    return _SHORT_CHOICE if _is_short(field) else _SHARES[field.kind]


def _line(fields: Sequence[Field], heights: Mapping[str, float]) -> list[dict[str, object]]:
    height = max(heights.get(field.key, ROW * field.rows + PADDING) for field in fields)
    return [
        {
            "key": field.key,
            "label": field.label,
            "share": _share(field),
            "height": height,
        }
        for field in fields
    ]


def _table(table: DisplayTable) -> dict[str, object]:
    rows = [[str(cell) for cell in row] for row in table.frame.itertuples(index=False)]
    names = [unbroken(str(name)).replace(" %", "\N{NO-BREAK SPACE}%") for name in table.frame.columns]
    widths = [max(map(_room, (name, *cells))) for name, *cells in zip(names, *rows, strict=True)]
    return {"caption": table.caption, "header": names, "widths": widths, "rows": rows}


def _room(text: str) -> int:
    """Return how many letters a column needs for a text: its longest word, or half of it if that is more."""
    return 2 + max(len(text) // 2, *map(len, text.split(" ")), 0)
