"""Documents beside the pages: put in place with them, recorded, and gone when they would tell older results."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from critical_points.documents import FORMS, choose_forms
from critical_points.errors import SettingsError
from critical_points.releases import read_editions
from critical_points.reports import build_reports
from critical_points.workspace import Review
from tests.pages_support import notebook
from tests.releases.test_publishing import ROWS, answer, export, late
from tests.small_exports import small_workspace


@pytest.fixture
def review(tmp_path: Path) -> Review:
    made = small_workspace(tmp_path, {"2026/a.csv": export(ROWS)}, "minimum = 5\n")
    (made.root / "notebooks").mkdir(exist_ok=True)
    nbformat.write(notebook(["%%# Etusivu", "1"]), made.root / "notebooks" / "index.ipynb")
    return made


def names(review: Review) -> set[str]:
    folder = review.reports_folder("2026")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_forms_are_made_once_and_in_their_order() -> None:
    assert choose_forms(["slides", "pdf", "slides"]) == ("pdf", "slides")
    assert choose_forms("excel") == ("excel",)
    with pytest.raises(SettingsError) as caught:
        choose_forms(["exel", "word"])
    assert [fault.what for fault in caught.value.faults] == ["no document 'exel'", "no document 'word'"]
    assert "excel" in caught.value.faults[0].suggestion


@pytest.mark.slow
def test_documents_stand_beside_pages_that_tell_the_same_and_go_when_those_tell_more(review: Review) -> None:
    files = build_reports(review, "2026", language=["fi", "sv"], forms=["excel", "slides"])
    assert [path.name for path in files] == ["index.html"] * 2 + ["results.xlsx", "slides.pptx"] * 2
    made = {"index.html", "results.xlsx", "slides.pptx"}
    assert names(review) == {"published.json", *made, *(f"sv/{name}" for name in made)}
    (edition,) = read_editions(review)
    assert edition.pages["results.xlsx"] == ("results.xlsx",)
    assert edition.pages["sv/slides.pptx"] == ("sv/slides.pptx",)

    build_reports(review, "2026", forms=["slides"])  # the same results again: the workbook stays
    assert {"results.xlsx", "sv/results.xlsx"} <= names(review)
    assert set(read_editions(review)[0].pages) == set(edition.pages)

    answer(review, [*ROWS, *late("opettaja", 6)])
    (review.reports_folder("2026") / "report.pdf").write_bytes(b"of somebody else")
    build_reports(review, "2026", forms=["slides"])  # other results: what would tell the old ones beside them goes
    assert names(review) == {"published.json", "index.html", "slides.pptx", "report.pdf", *(f"sv/{n}" for n in made)}
    assert set(read_editions(review)[-1].pages) == {"fi", "slides.pptx"}


@pytest.mark.slow
def test_what_was_made_from_earlier_files_does_not_stand_beside_newer_pages(review: Review) -> None:
    """The results are the same: what else the files tell is not."""
    more = review.root / "notebooks" / "more.ipynb"
    nbformat.write(notebook(["%%# Lisää", "1"]), more)
    build_reports(review, "2026", forms=["excel", "slides"])
    assert names(review) == {"published.json", "index.html", "more.html", "results.xlsx", "slides.pptx"}
    more.unlink()
    build_reports(review, "2026", forms=["slides"])
    assert names(review) == {"published.json", "index.html", "slides.pptx"}
    front = (review.reports_folder("2026") / "index.html").read_text(encoding="utf-8")
    assert ("slides.pptx" in front, "results.xlsx" in front, "more.html" in front) == (True, False, False)
    with (review.root / "review.toml").open("a", encoding="utf-8") as settings:
        settings.write("# agreed\n")
    build_reports(review, "2026")
    assert names(review) == {"published.json", "index.html"}


@pytest.mark.slow
def test_a_document_that_cannot_be_made_leaves_the_report_as_it_was(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("critical_points.documents.spreadsheet.write_spreadsheet", full)
    with pytest.raises(Exception, match="could not be written"):
        build_reports(review, "2026", forms=["excel"])
    assert not review.reports_folder("2026").exists()
    assert FORMS["excel"] == "results.xlsx"


@pytest.mark.slow
def test_what_somebody_wrote_into_a_document_is_kept(review: Review) -> None:
    build_reports(review, "2026", forms=["excel", "slides"])
    folder = review.reports_folder("2026")
    ours = (folder / "results.xlsx").read_bytes()
    (folder / "slides.pptx").write_bytes(b"with titles of my own")
    build_reports(review, "2026", forms=["slides", "excel"])
    (copy,) = folder.glob("slides *.pptx")
    assert copy.read_bytes() == b"with titles of my own"
    assert (folder / "slides.pptx").read_bytes()[:2] == b"PK"
    (folder / "results.xlsx").write_bytes(ours + b"!")
    with (review.root / "review.toml").open("a", encoding="utf-8") as settings:
        settings.write("# agreed\n")
    build_reports(review, "2026")
    assert not (folder / "results.xlsx").exists()
    (other,) = folder.glob("results *.xlsx")
    assert other.read_bytes() == ours + b"!"
    assert len([*folder.glob("slides*.pptx")]) == 1  # ours was as it had been written
