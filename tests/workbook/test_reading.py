"""Workbooks as they come back: changed, damaged, of another version. Nothing is lost silently."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from critical_points.errors import UnreadableError
from critical_points.language import Language
from critical_points.workbook.filled import Problem
from critical_points.workbook.names import STAMP
from tests.workbook.xlsx_support import blank_book, cell_of, every_field, fill, read

CODES = ("fi", "sv", "en")


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.field, problem.value, problem.why) for problem in problems]


def drop_names(book: Any) -> None:
    for name in list(book.defined_names):
        del book.defined_names[name]


def move_names(book: Any, sheet: Any, row: int, by: int = 1) -> None:
    """Move the names below a row that is inserted, as a spreadsheet does."""
    for defined in book.defined_names.values():
        title, cells = next(iter(defined.destinations))
        parts = [part.split("$") for part in cells.split(":")]
        if title == sheet.title:
            moved = [f"${letter}${int(at) + by * (int(at) >= row)}" for _, letter, at in parts]
            defined.attr_text = f"'{title}'!{':'.join(moved)}"


def test_without_a_sheet_the_others_are_read_and_the_missing_one_is_named(tmp_path: Path) -> None:
    path, form = blank_book(tmp_path)
    stored, meant = every_field(form)

    def drop(book: Any) -> None:
        book.remove(book["6 Kehittävä palaute"])

    filled = read(changed(fill(path, stored), drop))
    assert dict(filled.values) == {key: value for key, value in meant.items() if not key.startswith("point.feedback.")}
    labels = [Language().text(label) for label in ("What already works", "Goals")]
    (problem,) = filled.problems
    assert problem.field == "point.feedback"
    assert problem.why.startswith(f"there is no such sheet: {labels[0]}, ")
    assert problem.why.endswith(labels[1])


def test_a_renamed_sheet_and_renamed_labels_change_nothing(tmp_path: Path) -> None:
    path, form = blank_book(tmp_path)
    stored, meant = every_field(form)

    def rename(book: Any) -> None:
        sheet = book[cell_of(book, "action.01.owner").parent.title]
        sheet.cell(cell_of(book, "action.01.owner").row - 1, cell_of(book, "action.01.owner").column).value = "Kuka?"
        for defined in book.defined_names.values():  # as a spreadsheet does when a sheet is renamed
            defined.attr_text = defined.attr_text.replace(sheet.title, "Uusi nimi")
        sheet.title = "Uusi nimi"

    filled = read(changed(fill(path, stored), rename))
    assert (dict(filled.values), filled.problems) == (meant, ())


@pytest.mark.parametrize("code", CODES)
def test_without_names_the_boxes_are_found_by_their_labels_in_any_language(tmp_path: Path, code: str) -> None:
    path, form = blank_book(tmp_path, code, results=True)
    stored, meant = every_field(form)
    filled = read(changed(fill(path, stored), drop_names))
    assert (dict(filled.values), filled.problems) == (meant, ())
    assert (filled.wave, filled.language) == ("2026", code)


def test_without_names_a_renamed_column_is_one_problem_and_its_texts_are_listed(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path, "en")

    def rename(book: Any) -> None:
        cell = cell_of(book, "action.01.owner")
        cell.parent.cell(cell.row - 1, cell.column).value = "Whose job"
        drop_names(book)

    stored = {"action.01.owner": "koordinaattori", "action.01.action": "Ohje", "team": "A"}
    filled = read(changed(fill(path, stored), rename))
    assert dict(filled.values) == {"action.01.action": "Ohje", "team": "A"}
    assert ("action.*.owner", "", "there is no such box on its sheet: Who is responsible") in told(filled.problems)
    assert ("D8", "koordinaattori", "text outside of the boxes is not read") in told(filled.problems)


def test_rows_added_to_the_actions_are_actions_too(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)

    def add(book: Any) -> None:
        first, last = cell_of(book, "action.01.action"), cell_of(book, "action.12.action")
        sheet = first.parent
        sheet.cell(last.row + 1, first.column).value = "viimeisen jälkeen"
        sheet.cell(last.row + 1, first.column + 2).value = "5.3.2027"
        sheet.insert_rows(first.row + 1)
        move_names(book, sheet, first.row + 1)
        sheet.cell(first.row + 1, first.column).value = "väliin"

    stored = {"action.01.action": "eka", "action.02.action": "toka", "action.12.action": "vika"}
    filled = read(changed(fill(path, stored), add))
    assert dict(filled.values) == {
        **stored, "action.13.action": "väliin", "action.14.action": "viimeisen jälkeen",
        "action.14.due": date(2027, 3, 5),
    }  # fmt: skip
    assert filled.problems == ()


def test_rows_added_to_a_page_move_its_boxes(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)

    def add(book: Any) -> None:
        sheet = cell_of(book, "point.feedback.works").parent
        sheet.insert_rows(4, 3)
        move_names(book, sheet, 4, 3)

    filled = read(changed(fill(path, {"point.feedback.works": "toimii", "point.feedback.goals": "tavoite"}), add))
    assert dict(filled.values) == {"point.feedback.works": "toimii", "point.feedback.goals": "tavoite"}
    assert filled.problems == ()


def test_a_box_that_was_merged_with_another_one_is_a_problem(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)

    def merge(book: Any) -> None:
        works, develop = cell_of(book, "point.feedback.works"), cell_of(book, "point.feedback.develop")
        works.parent.merge_cells(f"{works.coordinate}:{develop.coordinate}")

    filled = read(changed(fill(path, {"point.feedback.works": "molemmat"}), merge))
    assert dict(filled.values) == {"point.feedback.works": "molemmat"}
    (problem,) = filled.problems
    assert problem.field == "point.feedback.develop"
    assert "merged with another one, point.feedback.works" in problem.why


def test_a_formula_is_a_problem_and_a_text_like_one_is_a_text(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)

    def calculate(book: Any) -> None:
        cell_of(book, "point.feedback.goals").value = "=1+1"
        cell_of(book, "action.01.done").value = "=0.5+0.2"

    filled = read(changed(fill(path, {"point.feedback.works": "=1+1"}), calculate))
    assert dict(filled.values) == {"point.feedback.works": "=1+1", "point.feedback.goals": "=1+1"}
    assert told(filled.problems) == [
        ("point.feedback.goals", "=1+1", "a formula"), ("action.01.done", "=0.5+0.2", "a formula"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "written", "meant"),
    [
        ("action.01.due", "5.3.2026", date(2026, 3, 5)),
        ("action.01.due", " 05.03.26 ", date(2026, 3, 5)),
        ("action.01.due", "5. maaliskuuta 2026", date(2026, 3, 5)),
        ("action.01.due", "den 5 mars 2026", date(2026, 3, 5)),
        ("action.01.due", "5 March 2026", date(2026, 3, 5)),
        ("action.01.due", "2026-03-05", date(2026, 3, 5)),
        ("action.01.due", date(2026, 3, 5), date(2026, 3, 5)),
        ("action.01.done", "80 %", 0.8),
        ("action.01.done", "80\u00a0%", 0.8),
        ("action.01.done", "80", 0.8),
        ("action.01.done", "0,8", 0.8),
        ("action.01.done", "1 %", 0.01),
        ("action.01.done", "100", 1.0),
        ("action.01.done", 0.8, 0.8),
        ("action.01.done", 0, 0.0),
        ("action.01.status", "Valmis", "done"),
        ("action.01.status", "pågår", "under_way"),
        ("action.01.status", "NOT STARTED", "not_started"),
        ("action.01.status", "under_way", "under_way"),
        ("action.01.point", "6. Kehittävä palaute", "feedback"),
        ("action.01.point", "Utvecklande respons", "feedback"),
        ("action.01.point", "developmental feedback", "feedback"),
        ("action.01.point", "6", "feedback"),
        ("target.1.point", "feedback", "feedback"),
        ("target.1.rating", "3,8", 3.8),
        ("target.1.rating", 4, 4.0),
        ("team", 7, "7"),
        ("summary", 0.1, "0.1"),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(tmp_path: Path, key: str, written: object, meant: object) -> None:
    filled = read(fill(blank_book(tmp_path)[0], {key: written}))
    assert (dict(filled.values), filled.problems) == ({key: meant}, ())


@pytest.mark.parametrize(
    ("key", "written", "shown", "why"),
    [
        ("action.01.due", "31.2.2026", "31.2.2026", "there is no such day"),
        ("action.01.due", "29.2.2027", "29.2.2027", "there is no such day"),
        ("action.01.due", "keväällä", "keväällä", "not a day"),
        ("action.01.due", "viimeistään 5.3.2026", "viimeistään 5.3.2026", "not a day alone"),
        ("action.01.due", "5/3/2026", "5/3/2026", "day and month cannot be told apart"),
        ("action.01.due", date(1905, 7, 18), "1905-07-18", "the year 1905 cannot be meant"),
        ("action.01.done", "melkein", "melkein", "not a percentage"),
        ("action.01.done", "1", "1", "1 can be 1% or 100%"),
        ("action.01.done", 80, "8000 %", "outside of 0–100%"),
        ("action.01.done", "-5", "-5", "outside of 0–100%"),
        ("action.01.status", "ehkä", "ehkä", "not a status"),
        ("action.01.point", "Palaute", "Palaute", "not a point of the instrument"),
        ("target.1.rating", "6", "6", "outside of the ratings 1–5"),
        ("target.1.rating", "hyvä", "hyvä", "not a rating"),
    ],
)
def test_what_is_not_certain_is_a_problem_with_its_value(
    tmp_path: Path, key: str, written: object, shown: str, why: str
) -> None:
    filled = read(fill(blank_book(tmp_path)[0], {key: written, "team": "A"}))
    assert dict(filled.values) == {"team": "A"}
    assert told(filled.problems) == [(key, shown, why)]


def test_an_error_of_the_spreadsheet_is_a_problem(tmp_path: Path) -> None:
    def break_it(book: Any) -> None:
        cell_of(book, "point.feedback.works").value = "#REF!"  # taken for an error, as Excel stores one

    filled = read(changed(blank_book(tmp_path)[0], break_it))
    assert told(filled.problems) == [("point.feedback.works", "#REF!", "an error of the spreadsheet")]


def test_texts_beside_the_boxes_and_sheets_of_one_s_own_are_listed(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)

    def write_beside(book: Any) -> None:
        sheet = cell_of(book, "point.feedback.works").parent
        sheet["D3"].value = "Kysy Liisalta"
        own = book.create_sheet("Muistiinpanot")
        own["A1"].value, own["B7"].value = "Yksi", "kaksi"

    filled = read(changed(path, write_beside))
    assert not filled.values
    assert [(problem.sheet, *fact) for problem, fact in zip(filled.problems, told(filled.problems), strict=True)] == [
        ("6 Kehittävä palaute", "D3", "Kysy Liisalta", "text outside of the boxes is not read"),
        ("Muistiinpanot", "A1", "Yksi\nkaksi", "2 cells outside of the boxes are not read"),
    ]


def test_another_version_of_the_form_is_told_and_its_own_boxes_are_listed(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)

    def age(book: Any) -> None:
        stamp = book.defined_names[STAMP]
        sheet, cell = next(iter(stamp.destinations))
        book[sheet][cell.replace("$", "")].value = "9 · fi · 2026"
        works = cell_of(book, "point.feedback.works")
        works.parent["D20"].value = "unelma"
        name = "cp_point_feedback_dreams"
        book.defined_names[name] = DefinedName(name, attr_text=f"'{works.parent.title}'!$D$20")

    filled = read(changed(fill(path, {"point.feedback.works": "toimii"}), age))
    assert filled.version == 9
    assert dict(filled.values) == {"point.feedback.works": "toimii"}
    assert told(filled.problems) == [
        ("", "9", "it is of version 9 of the form"),
        ("point_feedback_dreams", "unelma", "a box that this version does not know"),
    ]


def test_a_text_box_laid_over_the_cells_is_listed(tmp_path: Path) -> None:
    path, _ = blank_book(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", "<x><a:t>Muista &amp; kysy</a:t><a:t>Liisa</a:t></x>")
    assert told(read(path).problems) == [("", "Muista & kysy\nLiisa", "a text box laid over the cells is not read")]


def test_half_bold_text_and_a_comment_do_not_hinder(tmp_path: Path) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.comments import Comment

    where: list[str] = []

    def decorate(book: Any) -> None:
        cell = cell_of(book, "summary")
        where.append(cell.coordinate)
        cell.value = CellRichText("tavallista ja ", TextBlock(InlineFont(b=True), "lihavaa"), " loppu")
        cell.comment = Comment("huomautus", "joku")

    filled = read(changed(blank_book(tmp_path)[0], decorate))
    assert filled.values == {"summary": "tavallista ja lihavaa loppu"}
    assert told(filled.problems) == [(where[0], "huomautus", "a comment beside a cell is not read")]


def _zip(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def test_what_is_no_workbook_is_refused_with_a_next_step(tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    whole = blank_book(tmp_path)[0].read_bytes()
    other = openpyxl.Workbook()
    hostile = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>'
    makes: list[tuple[Callable[[], object], str]] = [
        (lambda: path.write_bytes(b""), "neither"),
        (lambda: path.write_text("<html>virhe</html>"), "neither"),
        (lambda: path.write_bytes(whole[: len(whole) // 2]), "damaged"),
        (lambda: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "password"),
        (lambda: _zip(path, {"word/document.xml": "<w/>"}), "not a workbook"),
        (lambda: _zip(path, {"xl/workbook.xml": hostile}), "entities"),
        (lambda: other.save(path), "none of the boxes"),
    ]
    for make, why in makes:
        make()
        with pytest.raises(UnreadableError, match=why) as caught:
            read(path)
        assert caught.value.next_step


def test_cells_are_read_as_they_are_named_in_a_file_that_was_made_by_another_program(tmp_path: Path) -> None:
    """Styles, protection and formats may be gone: only names and cells count."""
    path, form = blank_book(tmp_path)
    stored, meant = every_field(form)
    old = openpyxl.load_workbook(fill(path, stored))
    new = openpyxl.Workbook()
    new.remove(new.worksheets[0])
    for sheet in old:
        copy = new.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copy[cell.coordinate].value = cell.value
                    copy[cell.coordinate].data_type = cell.data_type
    for name, defined in old.defined_names.items():
        new.defined_names[name] = defined
    new.save(path)
    filled = read(path)
    assert (dict(filled.values), filled.problems) == (meant, ())
