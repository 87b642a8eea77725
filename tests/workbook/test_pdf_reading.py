"""A filled PDF is read back letter for letter, and what cannot be read is told."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from pikepdf.form import ChoiceField, Form as Viewer, TextField
from pypdf import PdfWriter

from critical_points.errors import UnreadableError
from critical_points.workbook.filled import Problem
from critical_points.workbook.form import fill_form
from critical_points.workbook.names import STAMP
from critical_points.workbook.pdf import write_pdf
from critical_points.workbook.pdf_reading import read_pdf
from tests.workbook.pdf_support import INSTRUMENT, fill, make_form, terminals, write_answers

FORM = make_form()
WRITTEN, MEANT = write_answers(FORM)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(FORM, tmp_path_factory.mktemp("blank") / "workbook.pdf")


def utf16(text: str) -> bytes:
    return codecs.BOM_UTF16_BE + text.encode("utf-16-be")


def test_a_blank_form_says_nothing_and_has_no_problem(blank: Path) -> None:
    filled = read_pdf(blank, INSTRUMENT)
    assert (filled.values, filled.problems, filled.file) == ({}, (), "workbook.pdf")
    assert (filled.wave, filled.language, filled.version) == ("2026", "fi", 1)


def test_every_field_filled_by_a_library_is_read_back_identical(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "filled.pdf"
    with pikepdf.open(blank) as pdf:
        boxes = dict(Viewer(pdf).items())
        for key, text in WRITTEN.items():
            box = boxes[key]
            if isinstance(box, ChoiceField):
                box.selected = next(option for option in box.options if option.export_value == text)
            else:
                assert isinstance(box, TextField)
                box.value = text
        pdf.save(path)
    filled = read_pdf(path, INSTRUMENT)
    assert filled.problems == ()
    assert filled.values == MEANT


def test_a_form_that_is_written_filled_is_read_back_identical(tmp_path: Path) -> None:
    filled = read_pdf(write_pdf(fill_form(FORM, WRITTEN), tmp_path / "filled.pdf"), INSTRUMENT)
    assert (filled.values, filled.problems) == (MEANT, ())


@pytest.mark.parametrize(
    "encode",
    [
        utf16,
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF8 + text.encode(),
    ],
    ids=["UTF-16BE", "UTF-16LE", "UTF-8"],
)
def test_every_coding_that_viewers_use_is_read(blank: Path, tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    path = fill(blank, tmp_path / "filled.pdf", {key: encode(text) for key, text in WRITTEN.items()})
    filled = read_pdf(path, INSTRUMENT)
    assert (filled.values, filled.problems) == (MEANT, ())


def test_letters_of_pdfdocencoding_are_read(blank: Path, tmp_path: Path) -> None:
    # å ä ö Å as in Latin-1; • † … — – € Ž and the quotes have places of their own in this coding
    path = fill(blank, tmp_path / "filled.pdf", {"summary": b"\xe5\xe4\xf6\xc5 \x80\x81\x83\x84\x85\xa0\x99\x8d\x8e"})
    assert read_pdf(path, INSTRUMENT).values == {"summary": "åäöÅ •†…—–€Ž“”"}


@pytest.mark.parametrize("written", ["a\rb\r\rc", "a\r\nb\r\n\r\nc", "a\nb\n\nc"], ids=["CR", "CRLF", "LF"])
def test_line_breaks_of_every_viewer_are_of_one_kind(blank: Path, tmp_path: Path, written: str) -> None:
    path = fill(blank, tmp_path / "filled.pdf", {"summary": utf16(written)})
    assert read_pdf(path, INSTRUMENT).values == {"summary": "a\nb\n\nc"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1))
def test_any_text_comes_back_as_it_was(blank: Path, tmp_path: Path, text: str) -> None:
    path = fill(blank, tmp_path / "filled.pdf", {"summary": utf16(text)})
    assert read_pdf(path, INSTRUMENT).values == ({"summary": text} if text.strip() else {})


def test_a_choice_that_a_viewer_saved_as_shown_is_the_same_choice(blank: Path, tmp_path: Path) -> None:
    field = next(field for field in FORM.fields if field.key == "target.1.point")
    key, shown = field.choices[5]
    path = fill(blank, tmp_path / "filled.pdf", {"target.1.point": utf16(shown)})
    assert read_pdf(path, INSTRUMENT).values == {"target.1.point": key}


def test_what_is_not_understood_is_a_problem_with_its_page_and_text(blank: Path, tmp_path: Path) -> None:
    path = fill(blank, tmp_path / "filled.pdf", {"action.01.due": b"ensi viikolla", "action.02.done": b"120 %"})
    filled = read_pdf(path, INSTRUMENT)
    assert filled.values == {}
    due, done = filled.problems
    assert (due.field, due.value, due.why) == ("action.01.due", "ensi viikolla", "not a day")
    assert (done.field, done.value) == ("action.02.done", "120 %")
    assert due.sheet.startswith("page ")


def test_a_text_whose_coding_is_damaged_is_kept_and_told(blank: Path, tmp_path: Path) -> None:
    path = fill(blank, tmp_path / "filled.pdf", {"summary": codecs.BOM_UTF16_BE + b"\x00a\xd8\x3d\x00b"})
    filled = read_pdf(path, INSTRUMENT)
    assert str(filled.values["summary"]).startswith("a")
    assert str(filled.values["summary"]).endswith("b")
    assert [problem.field for problem in filled.problems] == ["summary"]


def test_fields_that_are_not_ours_are_told_with_what_they_say(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "renamed.pdf"
    with pikepdf.open(blank) as pdf:
        fields = dict(terminals(pdf))
        fields["summary"].T = pikepdf.String("sumary")
        fields["summary"].V = pikepdf.String("Tärkeää")
        pdf.save(path)
    filled = read_pdf(path, INSTRUMENT)
    unknown, missing = filled.problems
    assert (unknown.field, unknown.value, unknown.suggestion) == ("sumary", "Tärkeää", "Did you mean 'summary'?")
    assert missing.field == "summary"
    assert missing.why == "the file has no such fields: summary"


def test_pages_that_are_left_out_are_told_field_by_field(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "part.pdf"
    with pikepdf.open(blank) as pdf:
        roots = pdf.Root.AcroForm.Fields
        level = next(n for n, field in enumerate(roots) if str(field.T) == "level")
        cut = {kid.Kids[0].objgen for kid in roots[level].Kids}
        del roots[level]
        for n in reversed(range(len(pdf.pages))):
            if any(box.objgen in cut for box in pdf.pages[n].get("/Annots", [])):
                del pdf.pages[n]
        pdf.save(path)
    problems = read_pdf(path, INSTRUMENT).problems
    assert {problem.field for problem in problems} == {f"level.{level.key}.notes" for level in INSTRUMENT.levels}


def test_two_fields_of_the_same_name_that_differ_are_told(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.pdf"
    with pikepdf.open(blank) as pdf:
        twin = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="summary", V=pikepdf.String("toinen")))
        dict(terminals(pdf))["summary"].V = pikepdf.String("eka")
        pdf.Root.AcroForm.Fields.append(twin)
        pdf.save(path)
    filled = read_pdf(path, INSTRUMENT)
    assert filled.values == {"summary": "eka"}
    assert [(problem.field, problem.value) for problem in filled.problems] == [("summary", "toinen")]


def test_fields_that_refer_to_themselves_end(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    with pikepdf.open(blank) as pdf:
        root = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == "level")
        root.Kids.append(root)
        pdf.save(path)
    assert read_pdf(path, INSTRUMENT).values == {}


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")  # these boxes are cut off on purpose
def test_fields_that_a_program_cut_off_from_the_form_are_read_from_their_pages(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "copied.pdf"
    raw = {key: utf16(text) for key, text in WRITTEN.items()}
    with pikepdf.open(fill(blank, tmp_path / "filled.pdf", raw)) as pdf:
        del pdf.Root.AcroForm
        pdf.save(path)
    filled = read_pdf(path, INSTRUMENT)
    assert (filled.values, filled.problems, filled.wave) == (MEANT, (), "2026")


def test_another_version_and_a_missing_stamp_are_told(blank: Path, tmp_path: Path) -> None:
    newer = read_pdf(fill(blank, tmp_path / "newer.pdf", {STAMP: utf16("2 · sv · 2027"), "summary": b"x"}), INSTRUMENT)
    assert (newer.version, newer.language, newer.wave) == (2, "sv", "2027")
    assert [problem.field for problem in newer.problems] == [STAMP]
    none = read_pdf(fill(blank, tmp_path / "none.pdf", {STAMP: b"", "summary": b"x"}), INSTRUMENT)
    assert (none.version, none.language, none.wave, none.values) == (None, "", "", {"summary": "x"})
    assert [problem.field for problem in none.problems] == [STAMP]


def test_a_damaged_file_that_can_be_read_is_told(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    data = fill(blank, tmp_path / "filled.pdf", {"summary": b"x"}).read_bytes()
    path.write_bytes(data[: data.rindex(b"startxref")] + b"startxref\n1\n%%EOF\n")
    filled = read_pdf(path, INSTRUMENT)
    assert filled.values == {"summary": "x"}
    assert "damaged" in filled.problems[0].why


def printed(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)


def foreign(path: Path) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    box = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="hakija", V="x", Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9])
    page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(box)]))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[page.Annots[0]])
    pdf.save(path)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (printed, "no fields"),
        (foreign, "not the workbook"),
        (lambda path: path.write_bytes(b""), "broken"),
        (lambda path: path.write_bytes(b"PK\x03\x04 not a pdf"), "not a PDF"),
        (lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"), "broken"),
        (lambda path: path.mkdir(), "cannot be opened"),
        (lambda path: None, "cannot be opened"),
    ],
    ids=["printed", "foreign", "empty", "another format", "broken", "folder", "missing"],
)
def test_a_pdf_that_cannot_be_read_says_why(tmp_path: Path, make: Callable[[Path], object], told: str) -> None:
    path = tmp_path / "team.pdf"
    make(path)
    with pytest.raises(UnreadableError, match=told) as caught:
        read_pdf(path, INSTRUMENT)
    assert caught.value.message.startswith("team.pdf")


@pytest.mark.parametrize("strength", [3, 4, 6])
def test_a_protected_pdf_says_so(blank: Path, tmp_path: Path, strength: int) -> None:
    path = tmp_path / "locked.pdf"
    lock(blank, path, strength, "b")
    with pytest.raises(UnreadableError, match="password"):
        read_pdf(path, INSTRUMENT)


def lock(source: Path, target: Path, strength: int, password: str) -> None:
    modern = strength > 3
    how = pikepdf.Encryption(owner="a", user=password, R=strength, aes=modern, metadata=modern)  # type: ignore[arg-type] # 3, 4 or 6
    with pikepdf.open(source) as pdf:
        pdf.save(target, encryption=how)


def test_a_pdf_that_only_forbids_changes_is_read(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    lock(fill(blank, tmp_path / "filled.pdf", {"summary": utf16("käännös")}), path, 3, "")
    assert read_pdf(path, INSTRUMENT).values == {"summary": "käännös"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.floats(0, 1), length=st.integers(1, 4000), noise=st.binary(max_size=20))
def test_no_damage_leads_to_anything_but_an_answer_or_our_error(
    blank: Path, tmp_path: Path, start: float, length: int, noise: bytes
) -> None:
    data = blank.read_bytes()
    at = int(start * len(data))
    path = tmp_path / "broken.pdf"
    path.write_bytes(data[:at] + noise + data[at + length :])
    try:
        filled = read_pdf(path, INSTRUMENT)
    except UnreadableError:
        return
    assert all(isinstance(problem, Problem) for problem in filled.problems)
