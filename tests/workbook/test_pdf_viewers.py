"""The PDF filled by programs that are no kin of ours, and read back: Chromium's viewer, and pdftk."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pypdfium2 as pdfium
import pypdfium2.raw as engine
import pytest

from critical_points.errors import UnreadableError
from critical_points.workbook.form import Field
from critical_points.workbook.pdf import write_pdf
from critical_points.workbook.pdf_reading import read_pdf
from tests.workbook.pdf_support import HARD, INSTRUMENT, make_form, write_answers

FORM = make_form()
WRITTEN, MEANT = write_answers(FORM)

needs_pdftk = pytest.mark.skipif(not shutil.which("pdftk"), reason="pdftk is not here (Debian: pdftk-java)")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(FORM, tmp_path_factory.mktemp("blank") / "workbook.pdf")


def type_in(path: Path, target: Path) -> int:
    """Click every box of a PDF in PDFium, type or choose, and save; return how many boxes were filled."""
    fields = {field.key: field for field in FORM.fields}
    document: Any = pdfium.PdfDocument(path)
    document.init_forms()
    filled = 0
    for page in document:
        for number in range(engine.FPDFPage_GetAnnotCount(page.raw)):
            box = engine.FPDFPage_GetAnnot(page.raw, number)
            field = fields.get(name_of(document.formenv, box))
            if field is not None:
                type_one(document.formenv, page.raw, box, field)
                filled += 1
    document.save(target)
    return filled


def name_of(form: Any, box: Any) -> str:
    letters = (ctypes.c_ushort * 256)()
    length = engine.FPDFAnnot_GetFormFieldName(form, box, letters, ctypes.sizeof(letters))
    return bytes(letters)[: length - 2].decode("utf-16-le")


def type_one(form: Any, page: Any, box: Any, field: Field) -> None:
    rect = engine.FS_RECTF()
    engine.FPDFAnnot_GetRect(box, rect)
    place = (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2
    engine.FORM_OnLButtonDown(form, page, 0, *place)
    engine.FORM_OnLButtonUp(form, page, 0, *place)
    if field.choices:
        engine.FORM_SetFocusedAnnot(form, box)
        chosen = [key for key, _ in field.choices].index(WRITTEN[field.key])
        assert engine.FORM_SetIndexSelected(form, page, chosen + 1, True)  # the first is blank
    else:
        data = WRITTEN[field.key].encode("utf-16-le") + b"\0\0"
        engine.FORM_ReplaceSelection(form, page, (ctypes.c_ushort * (len(data) // 2)).from_buffer_copy(data))
    engine.FORM_ForceToKillFocus(form)


def test_every_box_typed_into_in_chromiums_viewer_is_read_back_identical(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "typed.pdf"
    assert type_in(blank, path) == len(MEANT)
    filled = read_pdf(path, INSTRUMENT)
    emoji = {key for key, text in WRITTEN.items() if "🎓" in text}
    told = {problem.field for problem in filled.problems}
    for key, value in MEANT.items():
        if key not in emoji:  # and a tab is a blank in PDFium
            assert filled.values[key] == (value.replace("\t", " ") if isinstance(value, str) else value)
        elif filled.values[key] != value:  # PDFium keeps 16 bits of a letter
            assert key in told
            assert str(filled.values[key]).endswith("漢字")
    assert told <= emoji


def test_hard_texts_are_in_the_answers() -> None:
    assert set(HARD) <= set(WRITTEN.values())


def xfdf(values: dict[str, str]) -> str:
    rows = "".join(
        f"<field name={quoteattr(key)}><value>{escape(text)}</value></field>" for key, text in values.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve">'
    return f"{head}<fields>{rows}</fields></xfdf>"


@needs_pdftk
@pytest.mark.parametrize("extra", [[], ["need_appearances"]], ids=["drawn", "left to the viewer"])
def test_every_field_filled_by_pdftk_is_read_back_identical(blank: Path, tmp_path: Path, extra: list[str]) -> None:
    data, path = tmp_path / "answers.xfdf", tmp_path / "filled.pdf"
    data.write_text(xfdf(WRITTEN), encoding="utf-8")
    subprocess.run(["pdftk", blank, "fill_form", data, "output", path, *extra], check=True, timeout=120)
    filled = read_pdf(path, INSTRUMENT)
    assert (filled.values, filled.problems) == (MEANT, ())


@needs_pdftk
def test_a_pdf_that_pdftk_flattened_has_no_fields(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "flat.pdf"
    subprocess.run(["pdftk", blank, "output", path, "flatten"], check=True, timeout=120)
    with pytest.raises(UnreadableError, match="no fields"):
        read_pdf(path, INSTRUMENT)
