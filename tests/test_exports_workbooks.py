"""Workbooks: the right sheet, cells as texts, and nothing hostile swallowed."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlwt

from critical_points.errors import UnreadableError
from critical_points.exports import read_export, read_table
from tests.survey_files import old_workbook, workbook

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def rewritten(path: Path, cells: bytes | str, part: str = "xl/worksheets/sheet1.xml", whole: bool = False) -> Path:
    """Write a workbook whose sheet holds these rows of XML."""
    workbook(path, [["a"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = cells if isinstance(cells, str) else cells.decode()
    parts[part] = (text if whole else SHEET.format(text)).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def message(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_export(path)
    assert caught.value.next_step
    return str(caught.value)


def test_cells_become_texts(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"  # a name that lies
    workbook(
        path,
        [
            ["whole", "part", "day", "moment", "hour", "length", "truth", "text", "number as text", "error"],
            [3, 3.5, date(2026, 3, 4), datetime(2026, 3, 4, 12, 30, 1), time(3, 4), timedelta(hours=30), True,
             " Täysin\xa0samaa ", "3", "#N/A"],
            [2026.0, 0.1 + 0.2, None, datetime(2026, 12, 31, 23, 59, 59), None, None, False, "rivi\nrivi", "007",
             "#DIV/0!"],
        ],
    )  # fmt: skip
    assert read_table(path).rows[1:] == (
        ("3", "3.5", "2026-03-04", "2026-03-04 12:30:01", "03:04:00", "30:00:00", "TRUE", " Täysin\xa0samaa ", "3",
         "#N/A"),
        ("2026", "0.3", "", "2026-12-31 23:59:59", "", "", "FALSE", "rivi\nrivi", "007", "#DIV/0!"),
    )  # fmt: skip


def test_the_first_visible_sheet_that_is_not_empty_is_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Tyhjä"
    hidden = book.create_sheet("Piilossa")
    hidden["A1"], hidden.sheet_state = "salaisuus", "hidden"
    answers = book.create_sheet("Vastaukset")
    answers.append(["Arvio"])
    answers.append([4])
    book.create_sheet("Muu")["A1"] = "muuta"
    book.save(path)
    table = read_table(path)
    assert (table.sheet, table.rows) == ("Vastaukset", (("Arvio",), ("4",)))


def test_rows_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    workbook(path, [[], [], ["", "Arvio", "Miksi"], ["", 4, "siksi"], [], ["", 5, ""]])
    export = read_export(path)
    assert list(export.cells.index) == [4, 6]
    assert list(export.cells[1]) == ["4", "5"]
    assert export.left_out == {"blank": 3, "header": 1}


def test_an_old_workbook_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    old_workbook(path, [["Arvio", "Päivä"], [3.0, "å"], [4.5, ""]], "Taul1")
    table = read_table(path)
    assert (table.sheet, table.rows) == ("Taul1", (("Arvio", "Päivä"), ("3", "å"), ("4.5", "")))


def test_error_cells_of_an_old_workbook_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "answers.xls"
    book = xlwt.Workbook()
    book.add_sheet("Ohje").write(0, 0, "luettavaksi")
    book.get_sheet(0).visibility = 1
    sheet = book.add_sheet("Vastaukset")
    for column, header in enumerate(("Arvio", "Miksi", "Tunnus")):
        sheet.write(0, column, header)
    sheet.write(1, 0, 4)
    sheet.row(1).set_cell_error(2, 42)
    sheet.row(2).set_cell_error(0, 7)
    book.save(str(path))
    assert read_table(path).rows == (("Arvio", "Miksi", "Tunnus"), ("4", "", "#N/A"), ("#DIV/0!", "", ""))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (44, 0x7FFFFFFF),  # the number of sector tables
        (64, 0x7FFFFFFF),  # the number of small sector tables
        (48, 0x00FFFFFF),  # the first sector of the directory
        (68, 0),  # a list of sector tables that leads back to itself
    ],
)
def test_an_old_workbook_with_a_broken_container_is_damaged(tmp_path: Path, place: int, value: int) -> None:
    path = tmp_path / "answers.xls"
    old_workbook(path, [["Arvio"], [4]], "Taul1")
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, place, value)
    path.write_bytes(content)
    assert "is damaged" in message(path)


def test_sectors_that_lead_in_a_circle_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "answers.xls"
    old_workbook(path, [["Arvio"], *[[n] for n in range(2000)]], "Taul1")
    content = bytearray(path.read_bytes())
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    struct.pack_into("<I", content, table + 4 * 5, 2)
    path.write_bytes(content)
    assert "is damaged" in message(path)


def test_error_cells_are_kept_where_the_sheet_holds_nothing_else(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="AC2" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row>'
    )
    rows = read_table(rewritten(tmp_path / "a.xlsx", cells)).rows
    assert (rows[1][0], rows[1][28], rows[2][0]) == ("1", "#DIV/0!", "#REF!")


def test_formulas_without_results_are_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    workbook(path, [["Arvio"], [4], ["=SUM(A2:A2)"]])
    text = message(path)
    assert "cell A3: a formula without a result" in text
    assert "let it calculate" in text


def test_formulas_with_results_are_read_as_their_results(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2"><f>2+2</f><v>4</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>"x"&amp;"y"</f><v>xy</v></c></row>'
        '<row r="4"><c r="A4" t="str"><f>""</f><v></v></c></row>'
    )
    assert read_table(rewritten(tmp_path / "a.xlsx", cells)).rows == (("a",), ("4",), ("xy",), ("",))


def test_formatted_blank_rows_are_no_rows(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(3, 1_048_577))
    cells = '<row r="1"><c r="A1"><v>7</v></c></row><row r="2"><c r="A2"><v>4</v></c></row>' + blank
    assert read_table(rewritten(tmp_path / "a.xlsx", cells)).rows == (("7",), ("4",))


def test_more_formatted_blank_cells_than_can_be_read_in_time_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("critical_points.exports.package._MOST_EMPTY", 2 << 20)
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(2, 100_000))
    path = rewritten(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>7</v></c></row>' + blank)
    assert "formatted but blank" in message(path)


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ALL1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="AAA1000000"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="AAA99999"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1000000'><c s='1' r='ZZ1000000'><v>1</v></c></row>",
    ],
)
def test_a_few_cells_far_apart_are_refused(tmp_path: Path, cells: str) -> None:
    assert "too large a table" in message(rewritten(tmp_path / "a.xlsx", cells))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "a.xlsx", SHEET.format(" " * (150 * 1024**2)), whole=True)
    assert path.stat().st_size < 1024**2
    assert "would unpack to" in message(path)


def test_a_zip_that_lies_about_its_sizes_is_damaged(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' * 1000)
    content = bytearray(path.read_bytes())
    place = content.rfind(b"xl/worksheets/sheet1.xml") - 46  # its entry in the directory at the end
    assert content[place : place + 4] == b"PK\x01\x02"
    content[place + 24 : place + 28] = struct.pack("<I", 200)
    path.write_bytes(content)
    assert "is damaged" in message(path)


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SHEET.format(
        '<row r="1"><c r="A1"><v>&b;</v></c></row>'
    )
    assert "declares XML entities" in message(rewritten(tmp_path / "a.xlsx", bomb, whole=True))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("word/document.xml", "is a Word document"),
        ("xl/workbook.bin", "is a binary workbook"),
        ("content.xml", "is an OpenDocument file"),
        ("answers.csv", "is a zip archive"),
    ],
)
def test_other_zips_are_named(tmp_path: Path, name: str, words: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    assert words in message(path)


def test_a_locked_workbook_says_how_to_unlock_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    text = message(path)
    assert "is protected with a password" in text
    assert "File > Info > Protect Workbook" in text


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_a_broken_workbook_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert "is damaged" in message(path)


def test_a_workbook_cut_short_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, [["a", "b"], [1, 2]])
    path.write_bytes(path.read_bytes()[:-200])
    assert "is damaged" in message(path)


def test_an_empty_workbook_and_headers_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, [])
    assert "no visible sheet with anything in it" in message(path)
    workbook(path, [["ID", "Start time", "Completion time", "Email", "Name", "How well?"]])
    assert "one row and no answers" in message(path)
