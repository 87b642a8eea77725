"""What was run before with all that it follows from is not run again; what changed is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from critical_points.cli.report import _tell_unchanged
from critical_points.language import Language
from critical_points.releases import prepare_release, protect_answers
from critical_points.releases.keeping import protect_once
from critical_points.reports import build_reports
from critical_points.reports.reuse import unchanged_since
from critical_points.storage import load
from critical_points.workspace import Review, open_review
from tests.pages_support import notebook, opened, tiny_workspace, without_answers

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """A workspace whose notebooks tell each time that they are run."""
    tell = "from pathlib import Path\nwith Path('reports/ran.txt').open('a') as file:\n    _ = file.write('{} ')\n'{}'"
    (tmp_path / "reports").mkdir()
    with without_answers():
        yield tiny_workspace(tmp_path, {name: [tell.replace("{}", name)] for name in ("a", "b")})


def ran(review: Review) -> list[str]:
    """Return which notebooks have been run since this was asked last."""
    file = review.root / "reports" / "ran.txt"
    told = sorted(file.read_text().split()) if file.exists() else []
    file.unlink(missing_ok=True)
    return told


def pages(review: Review) -> dict[str, bytes]:
    folder = review.reports_folder("2026")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}


def test_with_nothing_changed_the_pages_are_as_they_were(review: Review) -> None:
    assert unchanged_since(review, "2026") is None
    first = build_reports(review, "2026")
    assert ran(review) == ["a", "b"]
    before, since = pages(review), unchanged_since(review, "2026")
    assert since is not None
    assert since.isoformat() in before["a.html"].decode()
    steps: list[object] = []
    assert build_reports(review, "2026", progress=lambda *step: steps.append(step)) == first
    assert (ran(review), steps, pages(review)) == ([], [], before)


def test_the_command_says_that_nothing_has_changed(review: Review, capsys: pytest.CaptureFixture[str]) -> None:
    assert not _tell_unchanged(review, "2026", None, None)
    build_reports(review, "2026")
    assert _tell_unchanged(review, "2026", None, ["fi"])
    told = capsys.readouterr().out
    assert re.match(r"Nothing has changed since \d+\.\d+\.\d{4} \d+\.\d\d: the pages are as they were\.\n", told)
    assert not _tell_unchanged(review, "2026", None, ["sv"])
    assert capsys.readouterr().out == ""


def test_a_notebook_that_changed_is_run_and_every_page_has_the_new_time(review: Review) -> None:
    build_reports(review, "2026")
    before, _ = pages(review), ran(review)
    nbformat.write(notebook(["'changed'"]), review.root / "notebooks" / "b.ipynb")
    build_reports(review, "2026")
    after = pages(review)
    assert ran(review) == []  # a shows what it showed, and b tells nothing any more
    assert b"changed" in after["b.html"]
    assert after["a.html"] != before["a.html"]
    since = unchanged_since(review, "2026")
    assert since is not None
    assert all(since.isoformat() in page.decode() for page in after.values())


@pytest.mark.parametrize("name", ["data/raw/2025/vastaukset.csv", "notebooks/helper.py", "extra/numbers.csv"])
def test_a_file_that_changed_runs_every_notebook(review: Review, name: str) -> None:
    build_reports(review, "2026")
    assert ran(review) == ["a", "b"]
    (review.root / name).parent.mkdir(exist_ok=True)
    (review.root / name).write_text("changed")
    assert unchanged_since(review, "2026") is None
    build_reports(review, "2026")
    assert ran(review) == ["a", "b"]


def test_another_day_program_or_comparison_runs_every_notebook(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    build_reports(review, "2026")
    assert ran(review) == ["a", "b"]
    assert unchanged_since(review, "2026", "2025") is not None
    assert unchanged_since(review, "2025") is None
    monkeypatch.setattr("critical_points.reports.reuse.of_program", lambda: "another")
    build_reports(review, "2026")
    assert ran(review) == ["a", "b"]


def test_kernels_run_every_notebook_whatever_was_run_before(review: Review) -> None:
    build_reports(review, "2026")
    assert ran(review) == ["a", "b"]
    build_reports(review, "2026", execution="kernels")
    assert ran(review) == ["a", "b"]


@pytest.mark.parametrize("damage", ["page", "record", "kept"])
def test_what_is_damaged_or_gone_is_made_again(review: Review, damage: str) -> None:
    build_reports(review, "2026")
    before, _ = pages(review), ran(review)
    folder = review.reports_folder("2026")
    if damage == "page":
        (folder / "a.html").write_text("edited")
    elif damage == "record":
        (folder / "published.json").unlink()
    else:
        for file in (review.processed("2026") / "pages").glob("*.json"):
            file.write_text("{")
    assert unchanged_since(review, "2026") is None
    build_reports(review, "2026")
    assert ran(review) == (["a", "b"] if damage == "kept" else [])
    assert pages(review).keys() == before.keys()
    assert b"edited" not in pages(review)["a.html"]


def test_another_language_is_run_and_the_first_one_links_to_it_without_being_run_again(review: Review) -> None:
    build_reports(review, "2026")
    assert ran(review) == ["a", "b"]
    assert b"sv/a.html" not in pages(review)["a.html"]
    build_reports(review, "2026", language=["fi", "sv"])
    assert ran(review) == ["a", "b"]
    assert b"sv/a.html" in pages(review)["a.html"]
    assert unchanged_since(review, "2026", languages=["fi", "sv"]) is not None
    assert unchanged_since(review, "2026", languages=["fi", "en"]) is None


def test_a_notebook_that_fails_is_run_again_and_the_others_of_that_run_too(review: Review) -> None:
    nbformat.write(notebook(["1 / 0"]), review.root / "notebooks" / "c.ipynb")
    for _ in range(2):
        with pytest.raises(Exception, match="The report was not made"):
            build_reports(review, "2026")
        assert ran(review) == ["a", "b"]


def test_a_note_tells_nothing_of_the_answers(review: Review) -> None:
    build_reports(review, "2026")
    folder = review.processed("2026") / "pages"
    facts = json.loads((folder / "report.json").read_text())
    assert facts.keys() == {"inputs", "notebooks", "against", "when", "languages", "pages", "records"}
    assert {path.name.partition("-")[0] for path in folder.glob("*-*.json")} == {facts["inputs"][:16]}
    assert not list(review.reports_folder("2026").glob("*.json.part"))
    assert opened(review.root).reports_folder("2026").exists()


# --- the protected set


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Review:
    root = tmp_path_factory.mktemp("demonstration")
    for part in ("data/raw", "notebooks"):
        shutil.copytree(REPOSITORY / part, root / part)
    shutil.copy(REPOSITORY / "review.toml", root)
    return open_review(root)


def test_the_same_answers_are_protected_once(demonstration: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(*given: object) -> object:
        calls.append(given)
        return protect_answers(*given)  # type: ignore[arg-type] # as they come

    monkeypatch.setattr("critical_points.releases.keeping.protect_answers", counted)
    waves = ["2025", "2026"]
    answers = load(demonstration, waves)
    fresh, kept = (protect_once(demonstration, answers, "2026", waves) for _ in range(2))
    assert len(calls) == 1
    for name in ("counts", "hidden", "cells", "items", "sums", "ratios"):
        assert getattr(kept, name).equals(getattr(fresh, name)), name
        assert (getattr(kept, name).dtypes == getattr(fresh, name).dtypes).all(), name
    assert (kept.minimum, kept.headcounts) == (fresh.minimum, fresh.headcounts)
    protect_once(demonstration, load(demonstration, ["2026"]), "2026", ["2026"])
    assert len(calls) == 2
    (demonstration.processed("2026") / "protected" / "cells.parquet").write_bytes(b"damaged")
    protect_once(demonstration, load(demonstration, ["2026"]), "2026", ["2026"])
    assert len(calls) == 3


def test_a_setting_that_changes_what_may_be_shown_protects_again(demonstration: Review) -> None:
    before = prepare_release(demonstration, "2026", ["2026"]).safe
    settings = demonstration.root / "review.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("minimum = 5", "minimum = 9"), encoding="utf-8")
    after = prepare_release(open_review(demonstration.root, language=Language("fi").code), "2026", ["2026"]).safe
    assert (before.minimum, after.minimum) == (5, 9)
    assert len(after.hidden) > len(before.hidden)
