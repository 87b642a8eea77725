"""The workbook as a PDF that is filled in on a screen or by hand.

typst lays the pages out: it writes tagged PDF (PDF/UA-1: headings, paragraphs, lists, tables with header cells,
language, title) on every system from one wheel, without libraries of the system. It has no form fields yet, so each
place to write in is laid out as a link to its key; pypdf, which is plain Python, turns the links into fields: they
stand on the right page, in the reading order and in the structure tree from the start.

Not chosen: fpdf2 and reportlab write no structure tree for text and tables; WeasyPrint needs Pango from the system,
which a Windows laptop does not have; pikepdf could do what pypdf does here, at ten times the size.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from critical_points.workbook.form import Form
from critical_points.workbook.pdf_fields import Place, add_fields, find_places
from critical_points.workbook.pdf_layout import lay_out, list_tooltips
from critical_points.workbook.typesetting import typeset

#: The room left below the last box of a page, in points.
_REST = 4.0
#: The bottom margin of `pdf_form.typ`, in points.
_MARGIN = 20 / 25.4 * 72
#: So many times its own height a box may grow to fill its page.
_GROWTH = 3.0


def write_pdf(form: Form, path: Path) -> Path:
    """Write the workbook as a fillable PDF.

    Parameters
    ----------
    form : Form
        The workbook.
    path : Path
        Where to; a file there is replaced.

    Returns
    -------
    Path
        The file.

    Notes
    -----
    Every box is an AcroForm field named by its key, with a tooltip, in the structure tree. Boxes for long texts
    share what is left of their page, so that there is room to write by hand; a box is never cut by a page's end.
    """
    pages = lay_out(form)
    pdf = _typeset(pages)
    grown = _grow(form, find_places(pdf))
    if grown:
        taller = _typeset(lay_out(form, grown))
        if {p.key: p.page for p in find_places(taller)} == {p.key: p.page for p in find_places(pdf)}:
            pdf = taller
    path.write_bytes(add_fields(pdf, form, list_tooltips(form)))
    return path


def _typeset(pages: Mapping[str, object]) -> bytes:
    return typeset(_source(), {"form": json.dumps(pages, ensure_ascii=False)})


@cache
def _source() -> bytes:
    return (files("critical_points.workbook") / "pdf_form.typ").read_bytes()


def _grow(form: Form, places: list[Place]) -> dict[str, float]:
    """Return new heights, in millimetres, of the boxes for long texts on pages where room is left."""
    rows = {field.key: field.rows for field in form.fields if field.kind == "text" and field.rows > 2}
    grown: dict[str, float] = {}
    for page in {place.page for place in places}:
        here = [place for place in places if place.page == page]
        tall = [place for place in here if place.key in rows]
        left = min(place.rect[1] for place in here) - _MARGIN - _REST
        if not tall or left <= 0:
            continue
        lines = sum(rows[place.key] for place in tall)
        for place in tall:
            height = place.rect[3] - place.rect[1]
            taller = min(height + left * rows[place.key] / lines, height * _GROWTH)
            grown[place.key] = taller / 72 * 25.4
    return grown
