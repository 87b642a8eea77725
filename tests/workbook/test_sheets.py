"""The workbook as .xlsx, out and back: every field, letter for letter, and a layout that nobody breaks by accident."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from critical_points.errors import WriteError
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.workbook.form import Form, fill_form
from critical_points.workbook.sheets import write_sheets
from tests.workbook.pdf_support import INSTRUMENT
from tests.workbook.xlsx_support import (
    SOFFICE,
    blank_book,
    cell_of,
    every_field,
    fill,
    first_and_last,
    make_form,
    read,
    through_libreoffice,
)

CODES = ("fi", "sv", "en")


@pytest.mark.parametrize("code", CODES)
def test_every_field_comes_back_letter_for_letter(tmp_path: Path, code: str) -> None:
    path, form = blank_book(tmp_path, code)
    stored, meant = every_field(form)
    filled = read(fill(path, stored))
    assert dict(filled.values) == meant
    assert filled.problems == ()
    assert (filled.wave, filled.language, filled.version) == ("2026", code, form.version)


def test_a_blank_workbook_says_nothing_and_has_no_problems(tmp_path: Path) -> None:
    filled = read(blank_book(tmp_path)[0])
    assert (dict(filled.values), filled.problems) == ({}, ())


def test_what_a_form_holds_from_the_start_stands_in_its_boxes(tmp_path: Path) -> None:
    values = {
        "team": "=HYPERLINK(\"http://x\")", "action.02.due": "5.3.2027", "action.02.status": "under_way",
        "action.02.done": "45 %", "target.1.point": "feedback", "target.1.rating": "3,8", "summary": "@alku\n-loppu",
    }  # fmt: skip
    path = write_sheets(fill_form(make_form("sv"), values), tmp_path / "w.xlsx")
    book = openpyxl.load_workbook(path)
    shown = {key: (cell_of(book, key).value, cell_of(book, key).data_type) for key in values}
    assert shown["team"] == ('=HYPERLINK("http://x")', "s")
    assert cell_of(book, "team").quotePrefix
    assert shown["action.02.status"] == (Language("sv").text("Under way"), "s")
    assert shown["action.02.done"] == (0.45, "n")
    assert dict(read(path).values) == {
        "team": values["team"], "action.02.due": date(2027, 3, 5), "action.02.status": "under_way",
        "action.02.done": 0.45, "target.1.point": "feedback", "target.1.rating": 3.8, "summary": values["summary"],
    }  # fmt: skip


#: Whatever a person can type: no lone halves of characters, and no control characters but line breaks and tabs.
TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1, max_size=200)


@settings(max_examples=60)
@given(text=TYPED.filter(lambda text: text.strip() != ""))
def test_any_text_comes_back(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        form = fill_form(first_and_last(make_form()), {"summary": text})
        path = write_sheets(form, Path(folder) / "w.xlsx")
        assert read(path).values == {"summary": text}


@pytest.mark.parametrize("text", ["_x000D_", "a_x0041_b", "\x0b", "rivi_x005F_", "#N/A", "1.2.2026", "007", "TRUE"])
def test_texts_that_a_spreadsheet_would_change_come_back(tmp_path: Path, text: str) -> None:
    form = fill_form(first_and_last(make_form()), {"summary": f"x{text}", "team": text})
    path = write_sheets(form, tmp_path / "w.xlsx")
    assert read(path).values["summary"] == f"x{text}"


def test_a_text_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="so long a text"):
        write_sheets(fill_form(make_form(), {"summary": "ä" * 32_768}), tmp_path / "w.xlsx")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Form]:
    form = make_form("fi", results=True)
    return openpyxl.load_workbook(write_sheets(form, tmp_path_factory.mktemp("x") / "w.xlsx")), form


def test_only_the_boxes_can_be_written_in_and_there_is_no_password(written: tuple[Any, Form]) -> None:
    book, form = written
    boxes = {(cell_of(book, field.key).parent.title, cell_of(book, field.key).coordinate) for field in form.fields}
    free = {
        (sheet.title, cell.coordinate)
        for sheet in book for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }  # fmt: skip
    criterion = cell_of(book, "criterion")
    merged = {(criterion.parent.title, f"{letter}{criterion.row}") for letter in "BCDEFG"}
    assert free - merged == boxes
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    assert book.security.lockStructure
    assert not book.security.workbookPassword


def test_nothing_is_hidden(written: tuple[Any, Form]) -> None:
    book, _ = written
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not any(row.hidden for sheet in book for row in sheet.row_dimensions.values())
    assert not any(column.hidden for sheet in book for column in sheet.column_dimensions.values())


def test_every_sheet_begins_with_its_heading_and_prints_on_a4(written: tuple[Any, Form]) -> None:
    book, form = written
    assert [sheet["A1"].value for sheet in book] == [section.title for section in form.sections]
    assert all(len(sheet.title) <= 31 for sheet in book)
    assert {(sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) for sheet in book} == {(9, 1)}
    assert all(sheet.oddFooter.right.text == "&P / &N" for sheet in book)
    assert book.properties.title == form.title
    assert book.properties.language == "fi"


def test_boxes_take_the_points_the_states_days_and_percentages(written: tuple[Any, Form]) -> None:
    book, _ = written
    cell = cell_of(book, "action.12.due")
    rules = {
        key: next(rule for rule in cell.parent.data_validations.dataValidation
                  if cell_of(book, f"action.12.{key}").coordinate in rule.sqref)
        for key in ("point", "due", "status", "done")
    }  # fmt: skip
    assert {key: rule.type for key, rule in rules.items()} == {
        "point": "list", "due": "date", "status": "list", "done": "decimal",
    }  # fmt: skip
    sheet, cells = next(iter(book.defined_names[rules["point"].formula1].destinations))
    labels = Labels(INSTRUMENT, Language("fi"))
    assert [row[0].value for row in book[sheet][cells]] == [
        f"{point.number}. {labels.point(point.key, short=False)}" for point in INSTRUMENT.points
    ]
    assert rules["due"].errorStyle == "warning"


def test_an_ampersand_in_the_name_of_the_organisation_is_no_code_of_the_header(tmp_path: Path) -> None:
    form = replace(make_form(), organisation="Aho & Ahti")
    sheet: Any = openpyxl.load_workbook(write_sheets(form, tmp_path / "w.xlsx")).worksheets[0]
    assert sheet.oddHeader.left.text == "Aho && Ahti"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
@pytest.mark.parametrize("code", CODES)
def test_a_workbook_saved_by_libreoffice_reads_the_same(tmp_path: Path, code: str) -> None:
    path, form = blank_book(tmp_path, code, results=True)
    stored, meant = every_field(form)
    filled = read(through_libreoffice(fill(path, stored), tmp_path))
    assert dict(filled.values) == meant
    assert filled.problems == ()
    assert (filled.wave, filled.language, filled.version) == ("2026", code, form.version)


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
def test_every_sheet_is_one_printed_page(tmp_path: Path) -> None:
    from pypdf import PdfReader

    form = make_form("en", results=True)
    path = write_sheets(form, tmp_path / "workbook.xlsx")
    assert len(PdfReader(through_libreoffice(path, tmp_path, "pdf")).pages) == len(form.sections)
