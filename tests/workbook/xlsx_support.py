"""A workbook as .xlsx for tests: blank, filled in as a person does, and changed as things are changed on the way."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from critical_points.display import DisplayTable
from critical_points.language import Language
from critical_points.workbook.filled import Filled, Value
from critical_points.workbook.form import Form, Section, make_form as form_of
from critical_points.workbook.names import name_field
from critical_points.workbook.part_one import caption, name_columns
from critical_points.workbook.reading import read_workbook
from critical_points.workbook.sheets import write_sheets
from critical_points.workspace import Review, Wave
from tests.workbook.pdf_support import HARD, INSTRUMENT

SOFFICE = shutil.which("soffice")


WAVE = Wave("2026", None, date(2026, 2, 23), "laatupäällikkö", "henkilöstö", (date(2026, 3, 16), date(2026, 4, 2)))


def small_review(root: Path = Path("/nowhere"), *waves: str) -> Review:
    told = {name: Wave(name) for name in waves} or {"2026": WAVE}
    return Review(root, "Mallikunta & Ålands gymnasium", Language("fi"), INSTRUMENT, 5, told)


def make_form(code: str = "fi", *, results: bool = False) -> Form:
    """Make the whole form of the default instrument, its pages with results of part 1 or without."""
    language = Language(code)
    form = form_of(small_review(), "2026", None, language)
    if not results:
        return form
    return replace(form, sections=tuple(_with_results(section, language) for section in form.sections))


def _with_results(section: Section, language: Language) -> Section:
    about = section.key.partition(".")[0]
    if about not in ("point", "level", "targets"):
        return section
    names = [point.name[language.code] for point in INSTRUMENT.points] if about == "targets" else [section.title]
    cells = ("211", "3,4", "3,3–3,5", "16", "187")[: 3 if about == "level" else 5]
    frame = pd.DataFrame({"": names} | dict(zip(name_columns(language), cells, strict=False)))
    return replace(section, results=DisplayTable(frame, caption(language, "2026"), language))


def blank_book(folder: Path, code: str = "fi", *, results: bool = False) -> tuple[Path, Form]:
    form = make_form(code, results=results)
    return write_sheets(form, folder / "workbook.xlsx"), form


def first_and_last(form: Form) -> Form:
    """Return a form of two pages, which is written and read fast."""
    return replace(form, sections=(form.sections[0], form.sections[-1]))


def every_field(form: Form) -> tuple[dict[str, Any], dict[str, Value]]:
    """Return what a person's spreadsheet stores for every field, and what it means."""
    stored: dict[str, Any] = {}
    meant: dict[str, Value] = {}
    for n, field in enumerate(form.fields):
        if field.kind in ("text", "line"):
            stored[field.key] = meant[field.key] = f"{n}: {HARD[n % len(HARD)]}" if n % 2 else HARD[n % len(HARD)]
        elif field.kind == "choice":
            meant[field.key], stored[field.key] = field.choices[n % len(field.choices)]
        elif field.kind == "date":
            stored[field.key] = meant[field.key] = date(2026, 12, 1) + timedelta(days=17 * n)
        elif field.kind == "percent":
            stored[field.key] = meant[field.key] = round(n * 7 % 101 / 100, 2)
        else:
            stored[field.key] = meant[field.key] = round(1 + n % 41 / 10, 1)
    return stored, meant


def cell_of(book: Any, key: str) -> Any:
    sheet, cell = next(iter(book.defined_names[name_field(key)].destinations))
    return book[sheet][cell.replace("$", "")]


def fill(path: Path, stored: Mapping[str, Any]) -> Path:
    """Write into the boxes as a person does: formats stay, a text that begins with = is a text."""
    book = openpyxl.load_workbook(path)
    for key, value in stored.items():
        cell = cell_of(book, key)
        shown = cell.number_format
        cell.value = value
        cell.number_format = shown
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)
    return path


def read(path: Path) -> Filled:
    return read_workbook(path, INSTRUMENT)


def through_libreoffice(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Save a file with LibreOffice, without a window and with a profile of its own."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "saved"
    what = "xlsx:Calc MS Excel 2007 XML" if kind == "xlsx" else kind
    command = [SOFFICE, profile, "--headless", "--convert-to", what, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{path.stem}.{kind}"
