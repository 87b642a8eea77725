"""The workbook as a PDF: every box is a field that is named, told and in its place."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest

from critical_points.workbook.form import Form, fill_form
from critical_points.workbook.names import STAMP
from critical_points.workbook.pdf import write_pdf
from critical_points.workbook.pdf_appearance import draw_text, fit
from tests.workbook.pdf_support import make_form, terminals

FORMS = {code: make_form(code, results=code == "fi") for code in ("fi", "sv", "en")}


@pytest.fixture(scope="module", params=list(FORMS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Form, pikepdf.Pdf]:
    form = FORMS[request.param]
    path = write_pdf(form, tmp_path_factory.mktemp("pdf") / "workbook.pdf")
    return form, pikepdf.open(path)


def boxes(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    return {key: field for key, field in terminals(pdf) if key != STAMP}


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the elements of the structure tree in reading order."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, pikepdf.Array):
            waiting = [*element, *waiting]
        elif isinstance(element, pikepdf.Dictionary) and element.get("/Type") not in ("/OBJR", "/MCR"):
            if "/S" in element:
                yield element
            if "/K" in element:
                waiting = [element.K, *waiting]


def test_every_field_of_the_form_is_a_field_of_the_pdf_in_the_same_order(made: tuple[Form, pikepdf.Pdf]) -> None:
    form, pdf = made
    on_pages = [id_of(widget) for page in pdf.pages for widget in page.get("/Annots", [])]
    keys = {id_of(field): key for key, field in terminals(pdf)}
    assert [keys[n] for n in on_pages if keys[n] != STAMP] == [field.key for field in form.fields]


def id_of(thing: pikepdf.Object) -> int:
    return int(thing.objgen[0])


def test_fields_are_of_the_kind_that_is_filled_in(made: tuple[Form, pikepdf.Pdf]) -> None:
    form, pdf = made
    found = boxes(pdf)
    for field in form.fields:
        box = found[field.key]
        if field.choices:
            assert (str(box.FT), int(box.Ff)) == ("/Ch", 1 << 17)
            assert [(str(key), str(shown)) for key, shown in box.Opt] == [("", ""), *field.choices]
        else:
            assert (str(box.FT), int(box.Ff)) == ("/Tx", (1 << 12) if field.kind == "text" else 0)


def test_every_field_is_told_by_name_where_it_is_and_how_a_date_is_written(made: tuple[Form, pikepdf.Pdf]) -> None:
    form, pdf = made
    told = {key: str(box.TU) for key, box in boxes(pdf).items()}
    assert len(set(told.values())) == len(told)
    for section in form.sections:
        for field in section.fields:
            assert field.label in told[field.key]
            assert section.key == "cover" or section.title in told[field.key]
    assert re.search(r" 3: .+ \(.+\)$", told["action.03.due"])


def test_every_field_is_in_the_structure_tree_as_a_form_of_its_own(made: tuple[Form, pikepdf.Pdf]) -> None:
    form, pdf = made
    parents = dict(numbers(pdf.Root.StructTreeRoot.ParentTree))
    seen = []
    for element in elements(pdf):
        if element.S != "/Form":
            continue
        kids = list(element.K) if isinstance(element.K, pikepdf.Array) else [element.K]
        assert [kid.Type for kid in kids] == ["/OBJR"]
        widget = kids[0].Obj
        assert id_of(parents[int(widget.StructParent)]) == id_of(element)
        seen.append(id_of(widget))
    keys = {id_of(field): key for key, field in terminals(pdf)}
    assert [keys[n] for n in seen] == [field.key for field in form.fields]


def numbers(node: pikepdf.Object) -> Iterator[tuple[int, pikepdf.Object]]:
    for kid in node.get("/Kids", []):
        yield from numbers(kid)
    pairs = list(node.get("/Nums", []))
    yield from ((int(number), value) for number, value in zip(pairs[::2], pairs[1::2], strict=True))


def test_no_link_is_left_and_only_the_stamp_is_hidden(made: tuple[Form, pikepdf.Pdf]) -> None:
    _, pdf = made
    widgets = [widget for page in pdf.pages for widget in page.get("/Annots", [])]
    assert {str(widget.Subtype) for widget in widgets} == {"/Widget"}
    assert "/Link" not in {str(element.S) for element in elements(pdf)}
    assert [str(widget.T) for widget in widgets if int(widget.F) != 4] == [STAMP]


def test_language_title_and_tab_order_are_told(made: tuple[Form, pikepdf.Pdf]) -> None:
    form, pdf = made
    assert str(pdf.Root.Lang) == form.language.code
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == form.title
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == form.title
        assert metadata["pdfuaid:part"] == "1"
    assert {str(page.Tabs) for page in pdf.pages if "/Annots" in page} == {"/S"}
    assert pdf.pdf_version == "1.7"


def test_each_section_is_a_heading_and_levels_are_not_skipped(made: tuple[Form, pikepdf.Pdf]) -> None:
    form, pdf = made
    levels = [str(element.S) for element in elements(pdf) if re.fullmatch("/H[1-6]", str(element.S))]
    assert levels.count("/H1") == len(form.sections) - 1  # the cover has the title
    assert set(levels) == {"/H1", "/H2"}
    assert levels[0] == "/H1"


def test_the_first_cell_of_a_row_is_its_header(tmp_path: Path) -> None:
    with pikepdf.open(write_pdf(FORMS["fi"], tmp_path / "workbook.pdf")) as pdf:
        tables = [list(elements_below(element)) for element in elements(pdf) if element.S == "/Table"]
    rows = [row for table in tables for row in table if row[0] == "/TR"]
    assert all(row[1] == "/TH" for row in rows)
    with_caption = [[name for name, _ in table] for table in tables if table[0][0] == "/Caption"]
    assert len(with_caption) == 8
    assert with_caption[0][2:] == ["/THead", "/TR", *["/TH"] * 4, "/TBody", "/TR", "/TH", *["/TD"] * 3]


def test_a_cell_belongs_to_the_headers_of_its_column_and_row(tmp_path: Path) -> None:
    with pikepdf.open(write_pdf(FORMS["fi"], tmp_path / "workbook.pdf")) as pdf:
        table = next(e for e in elements(pdf) if e.S == "/Table" and next(kids_of(e)).S == "/Caption")
        _, head, body = kids_of(table)
        told = [[scope_of(cell) for cell in kids_of(row)] for part in (head, body) for row in kids_of(part)]
        named = [
            cell
            for part in (head, body)
            for row in kids_of(part)
            for cell in kids_of(row)
            if "/Headers" in str(cell.get("/A"))
        ]
    assert told == [["/Column"] * 4, ["/Row", "", "", ""]]
    assert not named


def scope_of(cell: pikepdf.Object) -> str:
    parts = cell.get("/A", pikepdf.Array())
    scopes = [
        str(part.Scope) for part in ([parts] if isinstance(parts, pikepdf.Dictionary) else parts) if "/Scope" in part
    ]
    return "".join(scopes)


def elements_below(element: pikepdf.Object) -> Iterator[tuple[str, str]]:
    """Yield the kind of each element in another one, with the kind of the first element in it."""
    for kid in kids_of(element):
        first = next(kids_of(kid), None)
        yield str(kid.S), str(first.S) if first is not None else ""
        yield from elements_below(kid)


def kids_of(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    below = element.get("/K", pikepdf.Array())
    for kid in [below] if isinstance(below, pikepdf.Dictionary) else below:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def test_boxes_are_on_the_page_apart_from_each_other_and_high_enough_to_write_in(
    made: tuple[Form, pikepdf.Pdf],
) -> None:
    form, pdf = made
    rows = {field.key: field.rows for field in form.fields}
    lines = {id_of(box): rows[key] for key, box in boxes(pdf).items()}
    for page in pdf.pages:
        assert [round(float(side)) for side in page.MediaBox[2:]] == [595, 842]  # A4
        here = [widget for widget in page.get("/Annots", []) if id_of(widget) in lines]
        rects = [[float(side) for side in widget.Rect] for widget in here]
        for widget, (left, bottom, right, top) in zip(here, rects, strict=True):
            assert left >= 56
            assert right <= 595 - 56
            assert bottom >= 56
            assert top <= 842 - 50
            assert top - bottom >= 15 * lines[id_of(widget)]
        for (l1, b1, r1, t1), (l2, b2, r2, t2) in combinations(rects, 2):
            assert r1 <= l2 or r2 <= l1 or b1 >= t2 or b2 >= t1


def read_page_texts(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not here (Debian: poppler-utils)")
def test_what_stands_in_a_box_from_the_start_is_seen(tmp_path: Path) -> None:
    works = "Ensimmäinen\nToinen – €"
    values = {"team": "Hyvinvointi ja ohjaus", "point.feedback.works": works, "target.1.point": "feedback"}
    seen = read_page_texts(write_pdf(fill_form(FORMS["fi"], values), tmp_path / "filled.pdf"))
    assert "Hyvinvointi ja ohjaus" in seen
    assert re.search(r"Ensimmäinen\s*\n\s*Toinen – €", seen)
    targets = seen[seen.index(FORMS["fi"].sections[-3].paragraphs[0]) :]
    assert "6. Kehittävä palaute" in targets


def test_letters_that_the_font_lacks_are_kept_and_left_to_the_viewer(tmp_path: Path) -> None:
    path = write_pdf(fill_form(FORMS["fi"], {"summary": "kiitos 🎓"}), tmp_path / "emoji.pdf")
    with pikepdf.open(path) as pdf:
        assert str(boxes(pdf)["summary"].V) == "kiitos 🎓"
        assert bool(pdf.Root.AcroForm.NeedAppearances)


def test_names_that_no_font_has_do_not_stop_the_file(tmp_path: Path) -> None:
    path = write_pdf(replace(FORMS["fi"], organisation="Koulu 🎓\U0010fffd"), tmp_path / "odd.pdf")
    with pikepdf.open(path) as pdf:
        assert len(boxes(pdf)) == len(list(FORMS["fi"].fields))
        assert str(pdf.docinfo["/Author"]) == "Koulu 🎓\U0010fffd"


def test_a_long_name_to_choose_fits_its_box_in_smaller_letters() -> None:
    names = ["1. Nåbarhet", "5. Övergångar, undantagssituationer och annat som sällan händer på en arbetsplats"]
    assert fit(names[:1], 200) == 10
    assert 6 <= fit(names, 200) < 10
    assert fit([names[1] * 5], 200) == 6


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("yksi kaksi", ["yksi kaksi"]),
        ("yksi\n\nkaksi", ["yksi", "", "kaksi"]),
        ("yksi kaksi kolme neljä viisi", ["yksi kaksi kolme", "neljä viisi"]),
        ("työpaikkaohjaajakoulutus", ["työpaikkaohjaaja", "koulutus"]),
        ("", []),
    ],
)
def test_a_text_is_drawn_in_lines_that_fit_its_box(written: str, drawn: list[str]) -> None:
    stream = draw_text(written, 90, 60, many_lines=True).get_data()
    lines = [bytes.fromhex(line.decode()).decode("cp1252") for line in re.findall(rb"<([0-9a-f]*)> Tj", stream)]
    assert lines == drawn
