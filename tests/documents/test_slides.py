"""The slides: a claim as each title, alt text on each picture, all sentences in the notes."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn
from pypdf import PdfReader

from critical_points.documents.slides import write_slides
from critical_points.documents.story import tell_story
from critical_points.errors import UnreadableError
from critical_points.messages import LANGUAGES
from critical_points.sentences import findings
from critical_points.workspace.appearance import Appearance
from tests.documents.small_content import ROWS, small_content
from tests.small_answers import small_instrument
from tests.workbook.xlsx_support import SOFFICE, through_libreoffice


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("decks")
    return {
        code: Presentation(str(write_slides(small_content(folder, code), folder / f"{code}.pptx")))
        for code in LANGUAGES
    }


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def pictures(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]


def test_each_title_says_what_is_found(decks: dict[str, Any]) -> None:
    first, *told = titles(decks["en"])
    assert first == "Critical points 2026"
    assert told[0] == "57 people answered in 2026"
    assert "Rated lowest: Evening – mean 3.0" in told[1]
    assert "Of 2 targets of 2025, 1 reached the level aimed at" in told
    assert told[-1] == "Plan 2025: 1 action is overdue, since 31 Jan 2026"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_slide_can_be_read_by_everybody(decks: dict[str, Any], code: str) -> None:
    deck = decks[code]
    assert round(deck.slide_width / deck.slide_height, 3) == round(16 / 9, 3)
    assert (deck.core_properties.language, deck.core_properties.author) == (code, "Small <b>& Co")
    assert len(set(titles(deck))) == len(deck.slides) >= 7
    for slide in deck.slides:
        title, *others = slide.shapes
        assert title == slide.shapes.title
        assert title.is_placeholder
        assert title.text.strip()
        for shape in others:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            assert not shape.has_text_frame or shape.text_frame.text.strip()
        for picture in pictures(slide):
            assert len(picture._element.nvPicPr.cNvPr.get("descr")) > 40
        assert slide.notes_slide.notes_text_frame.text.strip()
        for page in (slide, slide.notes_slide):
            runs = list(page._element.iter(qn("a:r")))
            assert {run.rPr.get("lang") for run in runs} == {{"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[code]}
    assert sum(len(pictures(slide)) for slide in deck.slides) == 5


def test_nothing_covers_anything(decks: dict[str, Any]) -> None:
    for slide in decks["fi"].slides:
        boxes = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes]
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (slide.shapes.title.text, one, other)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_notes_hold_the_sentences_of_the_pages_and_the_words_for_the_picture(
    tmp_path: Path, decks: dict[str, Any], code: str
) -> None:
    content = small_content(tmp_path, code)
    told = findings(
        content.safe,
        "2026",
        "2025",
        plan=content.plan,
        threshold=content.review.threshold,
        today=content.stamp.made.date(),
    )
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in decks[code].slides)
    missing = [s for s in told.rows["sentence"] if " ".join(s.split()) not in notes]
    assert missing == []
    for slide in decks[code].slides:
        for picture in pictures(slide):
            assert picture._element.nvPicPr.cNvPr.get("descr") in slide.notes_slide.notes_text_frame.text


def test_the_organisations_logo_and_colour_are_on_the_slides(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><path d="M0 0h9v9z"/></svg>')
    content = small_content(tmp_path)
    content = replace(content, review=replace(content.review, appearance=Appearance("#7a1f5c", logo)))
    deck = Presentation(str(write_slides(content, tmp_path / "slides.pptx")))
    (drawn,) = pictures(deck.slides[0])
    assert drawn._element.nvPicPr.cNvPr.get("descr") == "Logo: Small <b>& Co"
    assert drawn.width / drawn.height == pytest.approx(3, rel=0.02)
    assert b'<a:srgbClr val="7a1f5c"/>' in deck.slide_master.part.blob
    logo.write_text("<svg")
    with pytest.raises(UnreadableError) as caught:
        write_slides(content, tmp_path / "slides.pptx")
    assert caught.value.faults[0].what == "logo 'logo.svg' is not such a picture inside."


def test_a_topic_of_which_nothing_can_be_told_has_no_slide(tmp_path: Path) -> None:
    alone = small_content(tmp_path, rows=[row for row in ROWS if row[0] == "2026"])
    claims = [scene.claim for scene in tell_story(alone)]
    assert not [claim for claim in claims if "2025" in claim and "Plan" not in claim]
    few = small_content(tmp_path, rows=ROWS[:3])
    deck = Presentation(str(write_slides(few, tmp_path / "few.pptx")))
    assert all(title.strip() for title in titles(deck))
    assert "n = 3" not in "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    name = "<script>=1+1</script> \x1b[31m & \u202e{0}"
    asked = small_instrument({"p1": name, "q1": "q"}, groups=["a", "b"])
    rows = [("2026", "ab"[n % 2], None, (n // 2 % 3 + 1, n // 2 % 2 + 4), (name,)) for n in range(40)]
    content = small_content(tmp_path, rows=rows, asked=asked, title="<b>T</b>")
    deck = Presentation(str(write_slides(content, tmp_path / "h.pptx")))
    text = "\n".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert "<script>=1+1</script> [31m & {0}" in text
    assert "<b>T</b> 2026" in text


def test_the_same_results_give_the_same_bytes_and_carry_nothing_else(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    one, two = write_slides(content, tmp_path / "1.pptx"), write_slides(content, tmp_path / "2.pptx")
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        names = archive.namelist()
        assert not [name for name in names if "printer" in name or "thumbnail" in name or "embeddings" in name]
        assert not [name for name in names if b'TargetMode="External"' in archive.read(name)]


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
def test_libreoffice_shows_every_slide(tmp_path: Path) -> None:
    path = write_slides(small_content(tmp_path, "sv"), tmp_path / "slides.pptx")
    pages = PdfReader(through_libreoffice(path, tmp_path, "pdf")).pages
    shown = titles(Presentation(str(path)))
    assert len(pages) == len(shown)
    for page, title in zip(pages, shown, strict=True):
        assert title.split()[0] in page.extract_text()
