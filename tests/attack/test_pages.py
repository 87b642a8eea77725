"""The facts in pages: read in every language, nothing left unread, and attacked as the files are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table
from pptx import Presentation

from benchmarks.attacker.pages import read_reports
from benchmarks.attacker.publications import ALL, Key
from benchmarks.attacker.reader import Reading
from benchmarks.attacker.verdicts import attack
from critical_points.display import DisplayTable, write_html
from critical_points.documents.pdf import write_pdf
from critical_points.language import Language
from critical_points.workspace import Review, Wave
from tests.documents.small_content import small_content
from tests.small_answers import small_instrument

ASKED = small_instrument({"p1": "p", "p2": "p"}, groups=["a", "b", "c"], units=["x"])
TOTAL = {"fi": "Kaikki vastaajat", "sv": "Alla respondenter", "en": "All respondents"}
UNDER = {"fi": "alle 5", "sv": "under 5", "en": "under 5"}


def site(folder: Path, code: str, tables: list[DisplayTable], words: str = "", record: str = "") -> Reading:
    """Return what is read of a folder with one page, and its record."""
    pages = folder / "reports" / "1"
    pages.mkdir(parents=True, exist_ok=True)
    body = "\n".join(write_html(table) for table in tables)
    (pages / "index.html").write_text(f'<html lang="{code}"><main>{body}{words}</main></html>', encoding="utf-8")
    if record:
        (pages / "published.json").write_text(record, encoding="utf-8")
    review = Review(folder, "", Language(code), ASKED, 5, {"1": Wave("1", started=date(2026, 1, 1))})
    return read_reports(folder / "reports", review)


def respondents(code: str, numbers: dict[str, str]) -> DisplayTable:
    text = Language(code).text
    frame = pd.DataFrame({text("Group"): list(numbers), text("Respondents"): list(numbers.values())})
    return DisplayTable(frame, "Table, 1", Language(code))


def heatmap(code: str, cells: dict[str, str]) -> DisplayTable:
    frame = pd.DataFrame([{Language(code).text("Critical point"): "p", **cells}])
    return DisplayTable(frame, "Means, 1", Language(code))


def kinds(reading: Reading) -> set[str]:
    return {finding.kind for finding in attack(reading.publications["1"])}


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_a_total_too_many_on_a_page_is_found_in_every_language(tmp_path: Path, code: str) -> None:
    numbers = {"a": "1 010" if code != "en" else "1,010", "b": UNDER[code], "c": "7"}
    reading = site(tmp_path / "safe", code, [respondents(code, numbers)])
    assert (reading.not_understood, reading.contradictions) == ([], [])
    assert reading.publications["1"].cells[Key("a", ALL, "respondents", ALL)].n == 1010
    assert kinds(reading) == set()
    leaking = {**numbers, TOTAL[code]: "1 020" if code != "en" else "1,020"}
    assert kinds(site(tmp_path / "leak", code, [respondents(code, leaking)])) == {"recovered", "unions"}


def test_a_second_decimal_on_a_page_is_found(tmp_path: Path) -> None:
    told = {"a": "3,2 (n = 6)", "b": "alle 5", "c": "4–5 (n = 9)"}
    safe = site(tmp_path / "safe", "fi", [heatmap("fi", told)])
    band = safe.publications["1"].cells[Key("c", ALL, "point", "p")]
    assert (band.band, band.n, band.mean) == ((4.0, 5.0), 9.0, None)
    assert kinds(safe) == set()
    assert kinds(site(tmp_path / "leak", "fi", [heatmap("fi", {**told, "a": "3,17 (n = 6)"})])) == {"details"}


def test_a_figure_that_tells_what_a_table_hides_is_found(tmp_path: Path) -> None:
    tables = [
        heatmap("en", {"a": "3.2 (n = 6)", "b": "under 5"}),
        heatmap("en", {"a": "3.2 (n = 6)", "b": "2.0 (n = 3)"}),
    ]
    assert "told" in kinds(site(tmp_path, "en", tables))


def test_a_number_beside_an_n_in_words_that_no_table_has_is_listed(tmp_path: Path) -> None:
    words = '<img alt="Heatmap. Single groups: highest 3.2 (p: a, n = 6), lowest 1.7 (p: b, n = 3)."><p>p: n = 6.</p>'
    reading = site(tmp_path, "en", [heatmap("en", {"a": "3.2 (n = 6)", "b": "under 5"})], words)
    assert [line.split(": ")[1] for line in reading.unread] == ["n = 3"]


def test_a_table_with_an_unknown_column_and_an_unknown_file_are_listed(tmp_path: Path) -> None:
    table = DisplayTable(pd.DataFrame({"Critical point": ["p"], "Shoe size": ["43"]}), "Shoes, 1", Language("en"))
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "answers.csv").write_text("a;b")
    reading = site(tmp_path, "en", [table])
    assert reading.not_understood == [
        "1/index.html: Shoes, 1: columns Shoe size",
        "answers.csv: not a file of shared counts",
    ]


def test_the_record_beside_the_pages_is_read_too(tmp_path: Path) -> None:
    """The page alone is safe; the record tells the total."""
    cells = [["all", "all", "respondents", "all", 20, "full"]]
    record = json.dumps({"editions": [{"waves": {"1": {"cells": cells}}}]})
    table = respondents("en", {"a": "10", "b": "under 5", "c": "7"})
    assert kinds(site(tmp_path, "en", [table], record=record)) == {"recovered", "unions"}


def test_two_pages_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    tables = [heatmap("en", {"a": "3.2 (n = 16)"}), heatmap("en", {"a": "3.2 (n = 15)"})]
    [line] = site(tmp_path, "en", tables).contradictions
    assert line.endswith("n = 16 and 15")


def test_shared_counts_are_read_with_the_pages(tmp_path: Path) -> None:
    """The page tells of a and c; the shared file adds the total, and so b's three."""
    folder = tmp_path / "reports" / "1" / "shared"
    folder.mkdir(parents=True)
    lines = ["# critical-points tally 1", "# wave: 1", "group,kind,subject,status,score,n"]
    lines += ["all,respondents,all,all,,20", "all,item,p1,rated,3.0,11", "all,item,p1,rated,4.0,9"]
    (folder / "tally-1.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = respondents("en", {"a": "10", "b": "under 5", "c": "7"})
    reading = site(tmp_path, "en", [table])
    assert reading.publications["1"].cells[Key(ALL, ALL, "item", "p1")].counts == (0.0, 0.0, 11.0, 9.0, 0.0)
    assert kinds(reading) == {"recovered", "unions"}


def test_the_tables_of_a_workbook_are_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Means, 1"], ["Critical point", "Mean (1–5)", "n"], ["p", "3.25", "6"], [], ["Notes"]):
        sheet.append(row)
    (tmp_path / "reports").mkdir()
    book.save(tmp_path / "reports" / "workbook-1.xlsx")
    reading = site(tmp_path, "en", [])
    assert "workbook-1.xlsx: Means, 1" in reading.understood
    assert kinds(reading) == {"details"}


def book(folder: Path, code: str, cells: list[object]) -> Reading:
    """Return what is read of a workbook with one table of means, whose last row has these cells."""
    site(folder, code, [])
    text, made = Language(code).text, Workbook()
    sheet = made.create_sheet("P")
    heads = ["Survey", "Group", "Critical point", "n", "Mean (1–5)"]
    for row in (["P"], ["one line"], [], [*map(text, heads)], ["1", "a", "p", 24, 3.2], ["1", "b", "p", *cells]):
        sheet.append(row)
    for place in (5, 6):
        sheet.cell(place, 5).number_format = "0.0"
    sheet.add_table(Table(displayName="table_points", ref="A4:E6"))
    made.properties.language = code
    made.save(folder / "reports" / "1" / "results.xlsx")
    review = Review(folder, "", Language(code), ASKED, 5, {"1": Wave("1", started=date(2026, 1, 1))})
    return read_reports(folder / "reports", review)


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_a_cell_of_a_workbook_that_holds_more_than_it_shows_is_found(tmp_path: Path, code: str) -> None:
    safe = book(tmp_path / "safe", code, [7, 3])
    assert (safe.not_understood, safe.contradictions) == ([], [])
    cell = safe.publications["1"].cells[Key("b", ALL, "point", "p")]
    assert (cell.n, cell.mean, cell.decimals) == (7, (2.95, 3.05), 1)
    assert kinds(safe) == set()
    assert kinds(book(tmp_path / "digits", code, [7, 2.857142857])) == {"details"}
    assert kinds(book(tmp_path / "few", code, [3, 2.7])) == {"unions"}
    hidden = Language(code).text("[protected]")
    assert kinds(book(tmp_path / "hidden", code, [hidden, hidden])) == set()


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_a_number_too_many_in_a_pdf_is_found(tmp_path: Path, code: str) -> None:
    """In a cell or in words: whatever the pages beside it do not tell."""
    point = "3.2" if code == "en" else "3,2"
    told = {"a": f"{point} (n = 6)", "b": UNDER[code]}
    review = Review(tmp_path, "", Language(code), ASKED, 5, {"1": Wave("1", started=date(2026, 1, 1))})
    site(tmp_path, code, [heatmap(code, told)])

    def read(cells: dict[str, str], words: str = "p: n = 6.") -> set[str]:
        """Return what is told of a PDF with these cells and words, beside a page that tells what may be told."""
        shown = nbformat.v4.new_output("display_data", data={"text/html": write_html(heatmap(code, cells))})
        cell = nbformat.v4.new_code_cell("x", outputs=[shown])
        node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# P\n\n{words}"), cell])
        content = replace(small_content(tmp_path, code), notebooks={Path("index"): node})
        write_pdf(content, tmp_path / "reports" / "1" / "report.pdf")
        return {
            line.partition(": ")[2].split()[0] for line in read_reports(review.root / "reports", review).not_understood
        }

    safe = read(told)  # the day and the years of the small report
    assert "7.1" not in safe
    leak = point.replace("3", "7").replace("2", "1")
    assert read({**told, "b": f"{leak} (n = 6)"}) - safe == {"7.1"}
    assert read(told, f"b: {leak}") - safe == {"7.1"}
    assert read({**told, "b": f"{point} (n = 3)"}) - safe == {"3"}


def test_words_on_slides_are_held_against_the_tables(tmp_path: Path) -> None:
    site(tmp_path, "en", [heatmap("en", {"a": "3.2 (n = 6)"})])
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Lowest: p (n = 6)"
    slide.notes_slide.notes_text_frame.text = "Of b (n = 3)"
    deck.core_properties.language = "en"
    deck.save(str(tmp_path / "reports" / "1" / "slides.pptx"))
    review = Review(tmp_path, "", Language("en"), ASKED, 5, {"1": Wave("1", started=date(2026, 1, 1))})
    (unread,) = read_reports(tmp_path / "reports", review).unread
    assert unread.startswith("1/slides.pptx: n = 3")
