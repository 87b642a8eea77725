"""The workbook of results: the numbers of the pages, every sheet to be read by everybody, nothing behind the cells."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from critical_points.documents.spreadsheet import write_spreadsheet
from critical_points.documents.tidy import as_shown, whole
from critical_points.errors import WriteError
from critical_points.language import Language
from critical_points.messages import LANGUAGES
from critical_points.tables import tabulate_scores
from tests.documents.small_content import ROWS, small_content
from tests.small_answers import small_instrument
from tests.workbook.xlsx_support import SOFFICE, through_libreoffice

HEAD = 4


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    folder = tmp_path_factory.mktemp("books")
    return {
        code: load_workbook(write_spreadsheet(small_content(folder, code), folder / f"{code}.xlsx"))
        for code in LANGUAGES
    }


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """Return the rows of a sheet's table by their headers."""
    (table,) = sheet.tables.values()
    heads, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def sheet_of(book: Workbook, key: str) -> Worksheet:
    return next(sheet for sheet in book if f"table_{key}" in sheet.tables)


def test_the_means_of_b_small_survey_stand_as_a_reader_counts_them(books: dict[str, Workbook]) -> None:
    rows = {
        (row["Survey"], row["Group"], row["Critical point"]): row for row in rows_of(sheet_of(books["en"], "points"))
    }
    row = list(rows["2026", "b", "Evening"].values())
    assert row == ["2026", "b", "Evening", 24, 3.0, 2.6, 3.4, 0.5, 0.0]
    assert rows["2026", "b", "Morning"]["Mean (1–5)"] == 2.0
    a_few_digits = rows["2026", "a", "Morning"]  # more of a would tell of those who are hidden
    assert (a_few_digits["n"], a_few_digits["Mean (1–5)"]) == (24, 4.0)
    assert a_few_digits["95% interval, lower limit"] == "[not available]"
    assert rows["2025", "All respondents", "Morning"]["n"] == 48
    assert {rows["2026", "d", "Morning"][name] for name in ("n", "Mean (1–5)", "Don't know, %")} == {"[protected]"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_numbers_are_those_of_the_pages(tmp_path: Path, books: dict[str, Workbook], code: str) -> None:
    content, language = small_content(tmp_path, code), Language(code)
    mark, none = language.text("[protected]"), language.text("[not available]")
    compared = 0
    for kind, key in (("point", "points"), ("level", "levels"), ("item", "statements")):
        told = [list(row.values()) for row in rows_of(sheet_of(books[code], key))]
        for wave, group in {(row[0], row[1]) for row in told}:
            own = next(one for one in ("all", "a", "b", "c", "d") if content.safe.labels.group(one) == group)
            page = tabulate_scores(content.safe, wave, kind, own).frame.to_numpy().tolist()
            for cells, (name, *shown) in zip([row[2:] for row in told if row[:2] == [wave, group]], page, strict=True):
                n, mean, low, high, best, unknown = cells[1:]
                assert cells[0] == name
                if n == mark:
                    assert set(cells[1:]) == {mark}
                    assert len(set(shown)) == 1
                    continue
                interval = "–" if low == none else language.interval(low, high)
                shares = ["–" if share == none else language.integer(100 * share) for share in (best, unknown)]
                told_mean = "–" if mean == none else mean if isinstance(mean, str) else language.number(mean)
                assert [language.integer(n), told_mean, interval, *shares] == shown
                compared += 1
    assert compared > 20


@given(st.floats(0, 1e6), st.integers(1, 3))
def test_a_number_is_rounded_as_the_pages_round_it(value: float, digits: int) -> None:
    language = Language("en")
    assert language.number(as_shown(value, digits), digits) == language.number(value, digits)
    assert language.integer(whole(value)) == language.integer(value)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sheet_can_be_read_by_everybody(books: dict[str, Workbook], code: str) -> None:
    book = books[code]
    cover, *sheets = book.worksheets
    assert not cover.tables
    assert (book.properties.title, book.properties.language) == ("Critical points 2026", code)
    assert book.properties.creator == book.properties.lastModifiedBy == "Small <b>& Co"
    assert len(sheets) == 15
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert isinstance(sheet["A1"].value, str)
        assert sheet["A1"].font.bold
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]
    for sheet in sheets:
        (table,) = sheet.tables.values()
        assert sheet[table.ref][0][0].coordinate == f"A{HEAD}"
        assert sheet[table.ref][-1][-1].coordinate == f"{sheet.dimensions.rpartition(':')[2]}"
        assert sheet.freeze_panes == f"A{HEAD + 1}"
        cells = [cell for row in sheet[table.ref] for cell in row]
        assert not [cell.coordinate for cell in cells if cell.value in (None, "")]
        heads = [cell.value for cell in sheet[table.ref][0]]
        assert len(set(heads)) == len(heads)
        assert [one.name for one in table.tableColumns] == heads
        assert isinstance(sheet["A2"].value, str)
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert len({sheet.title for sheet in book}) == len(book.worksheets)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_cell_holds_more_digits_than_it_shows(books: dict[str, Workbook], code: str) -> None:
    decimals = {"#,##0": 0, "0.0": 1, "0.00": 2, "0.00#": 3, "0%": 2, "0\N{NO-BREAK SPACE}%": 2}
    seen = 0
    for sheet in books[code].worksheets[1:]:
        (table,) = sheet.tables.values()
        for cell in (cell for row in sheet[table.ref] for cell in row):
            if isinstance(cell.value, int | float):
                digits = decimals.get(cell.number_format, 3)
                assert round(cell.value, digits) == cell.value, (sheet.title, cell.coordinate, cell.value)
                seen += 1
    assert seen > 150


def test_shares_are_shares_and_dates_are_dates(books: dict[str, Workbook]) -> None:
    (action,) = rows_of(sheet_of(books["en"], "actions"))
    assert (action["Due"].isoformat()[:10], action["Done, %"], action["Overdue"]) == ("2026-01-31", 0.5, "yes")
    rows = rows_of(sheet_of(books["en"], "distributions"))
    answers = [f"Answer {rating}, %" for rating in range(1, 6)]
    told = [[row[name] for name in answers] for row in rows if isinstance(row[answers[0]], float | int)]
    assert {round(sum(shares), 6) for shares in told} == {1}
    of_b = next(row for row in rows if (row["Survey"], row["Group"], row["Name"]) == ("2026", "b", "Morning"))
    assert [of_b[name] for name in answers] == [0.5, 0, 0.5, 0, 0]
    assert not [
        row
        for row in rows
        if row["Group"] in ("a", "c", "d") and row["Survey"] == "2026" and isinstance(row[answers[0]], float)
    ]


def test_the_table_of_contents_leads_to_every_sheet(books: dict[str, Workbook]) -> None:
    book = books["fi"]
    contents = book.worksheets[1]
    links = {cell.hyperlink.location for row in contents.iter_rows(min_row=HEAD + 1) for cell in row if cell.hyperlink}
    assert links == {f"'{sheet.title}'!A1" for sheet in book.worksheets[2:]}
    counts = {row[contents["A4"].value]: row[contents["C4"].value] for row in rows_of(contents)}
    assert all(counts[sheet.title] == len(rows_of(sheet)) for sheet in book.worksheets[2:])


def test_what_cannot_be_told_is_named_with_the_reason_and_has_no_sheet(tmp_path: Path) -> None:
    alone = small_content(tmp_path, rows=[row for row in ROWS if row[:2] == ("2026", "a")])
    book = load_workbook(write_spreadsheet(alone, tmp_path / "one.xlsx"))
    assert "Changes" not in book.sheetnames
    rows = {row["Sheet"]: row["Rows"] for row in rows_of(book.worksheets[1])}
    assert (rows["Changes"], rows["Groups in pairs"], rows["Points"]) == ("nothing to tell", "nothing to tell", 4)


def test_a_text_is_never_a_formula(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "_x0041_ \x07"]
    asked = small_instrument({"p1": "=cmd|' /C calc'!A0", "q1": "q"}, groups=names)
    rows = [("2026", name, None, (n % 3 + 1, n % 2 + 3), ()) for name in names for n in range(12)]
    book = load_workbook(write_spreadsheet(small_content(tmp_path, rows=rows, asked=asked), tmp_path / "h.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = {cell.value: cell for cell in cells if isinstance(cell.value, str)}
    assert {"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"} <= set(texts)
    assert all(texts[name].quotePrefix for name in ("=1+1", "+1", "-1", "@SUM(A1)"))
    assert "_x005F_x0041_" in texts  # which Excel reads as _x0041_, not as A


def test_a_text_that_no_cell_can_hold_is_told(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    assert content.plan is not None
    long = replace(content.plan, actions=content.plan.actions.assign(action="x" * 32_768))
    with pytest.raises(WriteError, match="cannot hold so long a text"):
        write_spreadsheet(replace(content, plan=long), tmp_path / "long.xlsx")


def test_the_same_results_give_the_same_bytes_and_carry_nothing_else(tmp_path: Path) -> None:
    one, two, later = (tmp_path / f"{name}.xlsx" for name in ("one", "two", "later"))
    content = small_content(tmp_path)
    assert write_spreadsheet(content, one).read_bytes() == write_spreadsheet(content, two).read_bytes()
    stamp = replace(content.stamp, made=content.stamp.made + timedelta(hours=1))
    write_spreadsheet(replace(content, stamp=stamp), later)
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(later) as second:
        differing = [name for name in first.namelist() if first.read(name) != second.read(name)]
        assert differing == ["docProps/core.xml"]
        assert {info.date_time for info in first.infolist()} == {(2026, 11, 22, 12, 0, 0)}
        parts = {name.partition("/")[2].partition("/")[0] if "/" in name else name for name in first.namelist()}
    assert parts <= {
        *("[Content_Types].xml", ".rels", "app.xml", "core.xml", "_rels", "sharedStrings.xml", "styles.xml"),
        *("tables", "theme", "workbook.xml", "worksheets"),
    }


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
def test_libreoffice_opens_it_and_prints_every_sheet(tmp_path: Path) -> None:
    path = write_spreadsheet(small_content(tmp_path, "fi"), tmp_path / "results.xlsx")
    pages = PdfReader(through_libreoffice(path, tmp_path, "pdf")).pages
    text = "\n".join(page.extract_text() for page in pages)
    for sheet in load_workbook(path):
        assert f"{sheet['A1'].value}" in text
    assert "4.0" in text
    assert "Err:" not in text
