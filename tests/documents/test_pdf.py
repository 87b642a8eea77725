"""The report as PDF: tagged as screen readers need it, complete, and literal whatever a name is."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from benchmarks.attacker.markup import Page, read_page
from benchmarks.attacker.paper import read_pdf
from critical_points.display import DisplayTable, write_html
from critical_points.documents import Content
from critical_points.documents.blocks import Run, Table
from critical_points.documents.pdf import write_pdf
from critical_points.documents.pdf_columns import LYING, UPRIGHT, fit_table
from critical_points.errors import NotebookError, WriteError
from critical_points.language import Language
from critical_points.workspace.appearance import Appearance
from tests.documents.small_content import small_content

HOSTILE = ['#eval("1+1")', "$x^2$", "C:\\new *bold* _it_ `raw` @ref <label>", "]#sys.inputs[", "& </td><td> //x /*y*/"]
ALT = "Bars: Morning 3.0, Evening 4.0."


def table(names: list[str], values: list[str], summary: str = "", caption: str = "Means, 2026") -> str:
    frame = pd.DataFrame({"Critical point": names, "Mean": values})
    return write_html(DisplayTable(frame, caption, Language("en"), summary=summary))


def output(data: dict[str, str], metadata: dict[str, Any] | None = None) -> nbformat.NotebookNode:
    shown = nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})
    return nbformat.v4.new_code_cell("x", outputs=[shown])


def picture() -> nbformat.NotebookNode:
    drawn = BytesIO()
    Image.new("RGB", (600, 300), "navy").save(drawn, "png")
    encoded = base64.b64encode(drawn.getvalue()).decode()
    return output({"image/png": encoded, "text/plain": ALT}, {"image/png": {"alt": ALT}})


def report(root: Path, *cells: nbformat.NotebookNode, code: str = "en") -> Content:
    """Return a report of two pages; the first ends with what is given."""
    front = nbformat.v4.new_notebook()
    narration = nbformat.v4.new_markdown_cell("# Summary\n\n#### Results\n\nSee [the points](01_points.html).\n\n- one")
    front.cells = [narration, picture(), output({"text/html": table(["Day"], ["3.1"], "As a table")}), *cells]
    points = nbformat.v4.new_notebook()
    points.cells = [nbformat.v4.new_markdown_cell("# Points\n\n## Morning\n\n### Prompts\n\nThe **second** page.")]
    return replace(small_content(root, code), notebooks={Path("01_points"): points, Path("index"): front})


def elements(reader: PdfReader) -> list[Any]:
    root: Any = reader.trailer["/Root"]

    def walk(element: Any) -> Iterator[Any]:
        kids = element.get("/K", [])
        for kid in (one.get_object() for one in (kids if isinstance(kids, list) else [kids])):
            if isinstance(kid, dict) and "/S" in kid:
                yield kid
                yield from walk(kid)

    return list(walk(root["/StructTreeRoot"]))


def test_the_structure_is_what_a_screen_reader_needs(tmp_path: Path) -> None:
    reader = PdfReader(write_pdf(report(tmp_path), tmp_path / "report.pdf"))
    root: Any = reader.trailer["/Root"]
    found = elements(reader)
    kinds = [element["/S"] for element in found]
    levels = [int(kind[2]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdecimal()]
    links = [a for page in reader.pages for a in page.get("/Annots", []) if a.get_object()["/Subtype"] == "/Link"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        "en",
        True,
        True,
    )
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [element["/Alt"] for element in found if element["/S"] == "/Figure"] == [ALT]
    assert len(links) == kinds.count("/Link") > 3
    assert all("/Contents" in link.get_object() and "/StructParent" in link.get_object() for link in links)
    assert all(str(page["/Tabs"]) == "/S" for page in reader.pages)


def test_cells_of_a_table_have_headers_above_and_beside_them(tmp_path: Path) -> None:
    made = report(tmp_path, output({"text/html": table(["Day", "Night"], ["3.1", "2.9"])}))
    found = elements(PdfReader(write_pdf(made, tmp_path / "report.pdf")))
    rows = [[cell.get_object()["/S"] for cell in element["/K"]] for element in found if element["/S"] == "/TR"]
    assert rows[:3] == [["/TH", "/TH"], ["/TH", "/TD"], ["/TH", "/TD"]]
    scopes = [element["/A"][0]["/Scope"] if isinstance(element["/A"], list) else element["/A"]["/Scope"]
              for element in found if element["/S"] == "/TH"]  # fmt: skip
    assert scopes[:4] == ["/Column", "/Column", "/Row", "/Row"]


def test_the_file_tells_title_whose_it_is_and_the_day_and_holds_no_other_file(tmp_path: Path) -> None:
    made = report(tmp_path)
    reader = PdfReader(write_pdf(made, tmp_path / "report.pdf"))
    told: Any = reader.metadata
    assert set(told) == {"/Title", "/Author", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert str(told["/Title"]) == "Critical points, 2026"
    assert str(told["/Author"]) == "Small <b>& Co"
    assert not reader.attachments


def test_names_are_literal_whatever_they_are(tmp_path: Path) -> None:
    words = [nbformat.v4.new_markdown_cell("Say `#panic()` and \\$5 and #eval(1).")]
    made = report(
        tmp_path, output({"text/html": table(HOSTILE, ["3.1"] * len(HOSTILE), caption="#caption $x$")}), *words
    )
    page = read_pdf(write_pdf(made, tmp_path / "report.pdf"))
    shown = next(one for one in page.tables if one.caption == "#caption $x$")
    assert [row[0] for row in shown.rows[1:]] == HOSTILE
    assert "Say #panic() and $5 and #eval(1)." in page.texts


def test_numbers_of_a_figure_stand_at_the_end_and_both_lead_to_each_other(tmp_path: Path) -> None:
    page = read_pdf(write_pdf(report(tmp_path), tmp_path / "report.pdf"))
    assert [(one.caption, one.rows) for one in page.tables] == [
        ("Means, 2026", [["Critical point", "Mean"], ["Day", "3.1"]])
    ]
    told = page.texts
    assert told.index("Summary") < told.index("Points") < told.index("The figures as numbers")
    assert any(text.startswith("As a table, page ") for text in told)
    assert "The figure is on page 1" in told


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    made = report(tmp_path)
    assert write_pdf(made, tmp_path / "a.pdf").read_bytes() == write_pdf(made, tmp_path / "b.pdf").read_bytes()


def test_every_number_of_a_page_stands_in_the_pdf(tmp_path: Path) -> None:
    """In tables, also those folded away and those wider than a sheet, in lists, in sentences and in alt texts."""
    many = [f"{n}.{n % 10}" for n in range(100, 160)]
    frame = pd.DataFrame([{f"Column {n}": f"{n}.25 (n = {n})" for n in range(200, 225)}])
    shown = [
        table([f"Row {n}" for n in range(60)], many),
        table(["Night"], ["301.5"], "Folded", "Means, 302"),
        write_html(DisplayTable(frame, "Wide, 303", Language("en"))),
        "<ul><li>304<ul><li>305.5</li></ul></li></ul><dl><dt>306</dt><dd>307</dd></dl>",
        "<details><summary>308</summary>309</details>",
        "<table><tr><th colspan='2'>310</th></tr>"
        "<tr><td rowspan='2'>311</td><td>312</td></tr><tr><td>313</td></tr></table>",
    ]
    page = tmp_path / "page.html"
    page.write_text(f"<main>{''.join(shown)}</main>", encoding="utf-8")
    made = report(tmp_path, *(output({"text/html": html}) for html in shown))
    told = numbers(read_pdf(write_pdf(made, tmp_path / "report.pdf")))
    expected = numbers(read_page(page)) | {str(n) for n in range(304, 314) if n != 305}
    assert {*many, "200.25", "224", "301.5", "303", "305.5"} <= expected
    assert expected - told == set()


def numbers(page: Page) -> set[str]:
    cells = [cell for one in page.tables for row in one.rows for cell in row]
    texts = [*page.texts, *page.alts, *cells, *(one.caption for one in page.tables)]
    return {number for text in texts for number in re.findall(r"\d+(?:\.\d+)*", text)}


def look(content: Content, logo: bytes, name: str = "logo.svg") -> Content:
    """Return the report of an organisation with a logo and a colour of its own."""
    path = content.review.root / name
    path.write_bytes(logo)
    return replace(content, review=replace(content.review, appearance=Appearance("#7a1f5c", path)))


def test_the_organisations_colour_and_logo_are_on_the_first_page(tmp_path: Path) -> None:
    made = look(
        report(tmp_path), b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><path d="M0 0h9"/></svg>'
    )
    reader = PdfReader(write_pdf(made, tmp_path / "report.pdf"))
    figures = [element["/Alt"] for element in elements(reader) if element["/S"] == "/Figure"]
    assert figures == ["Logo: Small <b>& Co", ALT]
    drawn = reader.pages[0].get_contents()
    assert drawn is not None
    colour = b" ".join(f"{part / 255:.7g}".encode() for part in bytes.fromhex("7a1f5c"))
    assert colour[:6] in drawn.get_data()
    assert reader.pdf_header == "%PDF-1.7"


def test_a_logo_that_is_no_picture_and_a_picture_without_words_are_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="The PDF could not be set") as caught:
        write_pdf(look(report(tmp_path), b"\x89PNG\r\n\x1a\n", "logo.png"), tmp_path / "report.pdf")
    assert "logo" in caught.value.next_step
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}<path d="M0 0h9v9z"/></svg>'
    with pytest.raises(NotebookError) as silent:
        write_pdf(report(tmp_path, output({"text/html": drawing.format("")})), tmp_path / "report.pdf")
    (fault,) = silent.value.faults
    assert (fault.what, fault.where) == ("a picture without a description ('')", "index")
    named = report(tmp_path, output({"text/html": drawing.format("<title>A triangle</title>")}))
    assert "A triangle" in read_pdf(write_pdf(named, tmp_path / "report.pdf")).alts


def wide(columns: int) -> Table:
    header = tuple((Run(f"Organisation {n}"),) for n in range(columns))
    cells = tuple((Run("1000.5 (1000.1–1000.9)"),) for _ in range(columns))
    return Table("Wide", header, (cells,), (False, *[True] * (columns - 1)))


@pytest.mark.parametrize("columns", [2, 5, 7, 25])
def test_no_table_is_wider_than_its_page_and_none_loses_a_column(columns: int) -> None:
    fits = fit_table(wide(columns))
    assert all(sum(fit.widths) <= (LYING if fit.lying else UPRIGHT) + 0.01 for fit in fits)
    told = {cell for fit in fits for cell in fit.table.header}
    assert told == set(wide(columns).header)
    assert all(fit.table.header[0] == wide(columns).header[0] for fit in fits)
    assert [len(fits) > 1, fits[0].lying] == [columns == 25, columns > 5]
