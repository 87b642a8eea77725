"""What was published is recorded, and what would tell of a few together with it is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from critical_points.errors import DecisionNeededError, NotebookError, UnreadableError
from critical_points.releases import RECORD, read_editions
from critical_points.releases.preparing import Release, prepare_release, record_release
from critical_points.reports import build_reports
from critical_points.workspace import Review, open_review
from tests.pages_support import notebook
from tests.small_exports import PHONE, csv_of, small_workspace

Row = tuple[str, str]

#: Fourteen teachers and twelve supervisors, each with a rating of one statement.
ROWS: list[Row] = [("opettaja", str(n % 5 + 1)) for n in range(14)] + [
    ("esihenkilö", str(n % 4 + 1)) for n in range(12)
]


def export(rows: Iterable[Row]) -> str:
    return csv_of(("Vastaajaryhmä", PHONE["fi"]), *rows)


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return small_workspace(tmp_path, {"2025/a.csv": export(ROWS[::-1]), "2026/a.csv": export(ROWS)}, "minimum = 5\n")


def answer(review: Review, rows: Iterable[Row], wave: str = "2026") -> None:
    (review.raw(wave) / "a.csv").write_text(export(rows), encoding="utf-8")


def publish(review: Review, report: str = "2026", *waves: str, code: str = "fi", withdraw: bool = False) -> Release:
    """Publish a report with one page, without running notebooks."""
    release = prepare_release(review, report, waves or ("2026",), withdraw=withdraw)
    folder, page = review.reports_folder(report), "index.html" if code == "fi" else f"{code}/index.html"
    (folder / page).parent.mkdir(parents=True, exist_ok=True)
    (folder / page).write_text(code, encoding="utf-8")
    record_release(review, release, {code: (page,)}, folder)
    return release


def late(group: str, n: int) -> list[Row]:
    return [(group, str(5 - k % 5)) for k in range(n)]


def test_the_record_tells_what_was_shown_and_holds_no_answers(review: Review) -> None:
    publish(review, "2026", "2026", "2025")
    record = json.loads((review.reports_folder("2026") / RECORD).read_text(encoding="utf-8"))
    (edition,) = record["editions"]
    assert (edition["number"], edition["minimum"], edition["pages"]) == (1, 5, {"fi": ["index.html"]})
    assert set(edition["waves"]) == {"2025", "2026"}
    cells = edition["waves"]["2026"]["cells"]
    assert ["teaching", "all", "item", "reachability_1", 14, "full"] in cells
    assert set(edition["waves"]["2026"]["sources"]) == {"data/raw/2026/a.csv", "instrument"}
    assert set(edition) == {"number", "made", "pages", "minimum", "merges", "waves"}


def test_the_same_again_and_another_language_are_the_same_edition(review: Review) -> None:
    publish(review)
    publish(review)
    publish(review, code="sv")
    answer(review, ROWS[::-1])
    publish(review, code="en")
    (edition,) = read_editions(review)
    assert edition.pages == {"fi": ("index.html",), "sv": ("sv/index.html",), "en": ("en/index.html",)}


@pytest.mark.parametrize("n", [1, 4])
def test_a_few_late_answers_are_refused_with_the_reason_and_the_ways_on(review: Review, n: int) -> None:
    publish(review)
    answer(review, ROWS + late("opettaja", n))
    with pytest.raises(DecisionNeededError) as refused:
        publish(review)
    assert "together with an earlier one it would tell of fewer than 5 respondents" in refused.value.message
    (fault,) = refused.value.faults
    assert fault.what.startswith(f"{n} respondent")
    assert fault.where.startswith("wave 2026, with report 2026 of 20")
    assert fault.where.endswith("group teaching, unit unknown")
    for way in ("keep the earlier report", "at least 5 have answered", "put groups", "--withdraw"):
        assert way in refused.value.next_step
    assert len(read_editions(review)) == 1


@pytest.mark.parametrize("order", [("2025", "2026"), ("2026", "2025")])
def test_late_answers_of_any_wave_of_a_report_are_refused(review: Review, order: tuple[str, str]) -> None:
    publish(review, "2026", *order)
    answer(review, [*ROWS, *late("opettaja", 2)], wave=order[1])
    with pytest.raises(DecisionNeededError):
        publish(review, "2026", *order)


def test_five_late_answers_of_one_group_make_a_second_edition(review: Review) -> None:
    publish(review)
    answer(review, ROWS + late("opettaja", 5))
    publish(review)
    assert [edition.number for edition in read_editions(review)] == [1, 2]
    answer(review, ROWS + late("opettaja", 5) + late("esihenkilö", 2))
    with pytest.raises(DecisionNeededError):
        publish(review)


def test_one_changed_answer_is_refused(review: Review) -> None:
    publish(review)
    answer(review, [("opettaja", "5"), *ROWS[1:]])
    with pytest.raises(DecisionNeededError):
        publish(review)


def test_another_report_of_the_same_data_counts_too(review: Review) -> None:
    publish(review, "2025", "2025")
    publish(review, "2026", "2026", "2025")
    answer(review, ROWS[:-2], "2025")
    with pytest.raises(DecisionNeededError) as refused:
        publish(review, "2026", "2026", "2025")
    assert {fault.where.split(",")[1] for fault in refused.value.faults} == {
        f" with report {report} of {edition.made[:10]}"
        for report, edition in zip(("2025", "2026"), read_editions(review), strict=True)
    }


def test_a_larger_minimum_is_published_where_it_gives_nobody_away(review: Review) -> None:
    publish(review)
    (review.root / "review.toml").write_text("minimum = 8\n", encoding="utf-8")
    publish(open_review(review.root))
    assert [edition.minimum for edition in read_editions(review)] == [5, 8]


def test_a_withdrawn_report_is_gone_with_its_pages_and_its_respondents(review: Review) -> None:
    publish(review, "2025", "2025")
    answer(review, ROWS[:-2], "2025")
    publish(review, "2026", "2026", "2025", withdraw=True)
    assert [(edition.report, edition.number) for edition in read_editions(review)] == [("2026", 1)]
    assert not review.reports_folder("2025").exists()
    assert [path.name for path in review.processed("2025").glob("published-*")] == ["published-2026-1.parquet"]


def test_on_another_machine_the_same_data_is_known_again_and_other_data_by_its_numbers(review: Review) -> None:
    publish(review)
    shutil.rmtree(review.root / "data" / "processed")
    publish(review)
    shutil.rmtree(review.root / "data" / "processed")
    answer(review, ROWS + late("opettaja", 3))
    with pytest.raises(DecisionNeededError) as refused:
        publish(review)
    assert {fault.what for fault in refused.value.faults} == {
        "the numbers of respondents differ by 3 (who they are is not known on this machine)."
    }
    answer(review, ROWS + late("opettaja", 9))
    publish(review)


def test_a_damaged_record_is_told_and_not_passed_over(review: Review) -> None:
    publish(review)
    (review.reports_folder("2026") / RECORD).write_text('{"editions": [', encoding="utf-8")
    with pytest.raises(UnreadableError, match="remove its folder"):
        publish(review)


@pytest.mark.slow
def test_a_report_is_refused_before_it_is_made_and_made_after_a_withdrawal(review: Review) -> None:
    (review.root / "notebooks").mkdir()
    shown = "import critical_points as cp\nreview = cp.open_review(language=language)\n"
    shown += "safe = cp.open_results(review, [wave, against])\nlen(safe.cells)"
    nbformat.write(notebook(["%%# Sivu", "#parameters", shown]), review.root / "notebooks" / "index.ipynb")
    alone = replace(review, waves={"2026": review.waves["2026"]})
    pages = build_reports(alone, "2026", language=["fi", "sv"])
    assert pages == [review.reports_folder("2026") / name for name in ("index.html", "sv/index.html")]
    first, swedish = (page.read_text(encoding="utf-8") for page in pages)
    for html, links in ((first, ["index.html", "sv/index.html"]), (swedish, ["../index.html", "index.html"])):
        found = BeautifulSoup(html, "html.parser").select("nav.languages a")
        assert [(link["href"], link["lang"]) for link in found] == list(zip(links, ("fi", "sv"), strict=True))
    assert sorted(path.name for path in review.reports_folder("2026").iterdir()) == [
        *["index.html", "published.json", "sv"]
    ]
    answer(review, ROWS + late("opettaja", 2))
    with pytest.raises(DecisionNeededError):
        build_reports(alone, "2026")
    assert pages[0].read_text(encoding="utf-8") == first
    build_reports(alone, "2026", withdraw=True)
    assert pages[0].read_text(encoding="utf-8") != first
    assert not pages[1].exists()


@pytest.mark.slow
def test_a_notebook_that_reaches_for_answers_fails_with_the_reason(review: Review) -> None:
    (review.root / "notebooks").mkdir()
    reach = "import critical_points as cp\ncp.load(cp.open_review('.'))"
    nbformat.write(notebook(["%%# Sivu", "#parameters", reach]), review.root / "notebooks" / "index.ipynb")
    with pytest.raises(NotebookError) as failed:
        build_reports(replace(review, waves={"2026": review.waves["2026"]}), "2026")
    (fault,) = failed.value.faults
    assert fault.what.startswith("WallError: cp.load is not for a report")
    assert list(review.reports_folder("2026").glob("*.html")) == []
    assert list(review.root.joinpath("reports").rglob("*protected*")) == []


def test_merged_groups_are_recorded_and_others_with_them_are_refused(review: Review) -> None:
    """Two of the management: told with the supervisors once, and with the teachers later, they could be subtracted."""
    few: list[Row] = [*ROWS, ("johto", "5"), ("johto", "1")]
    answer(review, few)
    settings = 'minimum = 5\n[merge.{0}]\nname = {{ fi = "Muut", sv = "Andra", en = "Others" }}\n'
    settings += 'groups = ["{1}", "management"]\n'
    (review.root / "review.toml").write_text(settings.format("leaders", "supervisors"), encoding="utf-8")
    publish(open_review(review.root))
    (edition,) = read_editions(review)
    assert edition.merges == {"group": {"supervisors": "leaders", "management": "leaders"}, "unit": {}}
    (review.root / "review.toml").write_text(settings.format("school", "teaching"), encoding="utf-8")
    with pytest.raises(DecisionNeededError) as refused:
        publish(open_review(review.root))
    assert any("group management" in fault.where for fault in refused.value.faults)
