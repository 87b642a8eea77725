"""The main job from end to end: raw files in, and on the pages the numbers as they are counted another way."""

from __future__ import annotations

import hashlib
import re
import shutil
import statistics
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from critical_points.instrument import load_instrument
from critical_points.reports import build_reports
from critical_points.workspace import open_review
from tests.test_recomputation import LEVELS, POINTS, STATEMENTS, members, scores_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "index",
    *("01_data_quality", "02_points_and_levels", "03_groups", "04_year_over_year", "05_priorities"),
    *("06_plan", "07_discussion", "10_methods"),
    *(f"point_{point.key}" for point in load_instrument().points),
}

#: Columns of the heatmap's table: the groups in the instrument's order, then everybody.
GROUPS = ("teaching", "supervisors", "management", "development", "services", "all")
CELL = re.compile(r"(?P<mean>\d,\d) \(n\s=\s(?P<n>\d+)\)")

pytestmark = pytest.mark.slow


def report_of(root: Path, wave: str, *left_out: str) -> dict[str, BeautifulSoup]:
    """Make the report of a wave in a copy of the demonstration, without some of its folders."""
    for name in ("notebooks", "data/raw"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".*", *left_out))
    shutil.copy(ROOT / "review.toml", root)
    written = build_reports(open_review(root), wave)
    return {path.stem: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in written}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BeautifulSoup]:
    return report_of(tmp_path_factory.mktemp("demonstration"), "2026")


def table(page: BeautifulSoup, caption: str) -> list[list[str]]:
    captions = {found.get_text(): found.find_parent("table") for found in page.find_all("caption")}
    name = next((text for text in captions if text.startswith(caption)), None)
    assert name, f"no table {caption!r}; there are {list(captions)}"
    rows = captions[name].find_all("tr")  # type: ignore[union-attr] # a caption stands in a table
    return [[cell.get_text().strip() for cell in row.find_all(["th", "td"])] for row in rows]


def comma(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def test_every_page_is_there_and_whole(pages: dict[str, BeautifulSoup]) -> None:
    assert set(pages) == {*PAGES, "09_benchmark"}  # others have shared their tallies of 2026
    for page in pages.values():
        assert page.html is not None
        assert page.html["lang"] == "fi"
        assert len(page.find_all("h1")) == 1


def test_the_footer_tells_the_files_the_numbers_rest_on(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        assert page.footer is not None
        text = page.footer.get_text()
        for raw in sorted(path for path in ROOT.glob("data/raw/*/*") if path.suffix in (".csv", ".xlsx", ".pdf")):
            assert raw.name in text
            assert hashlib.sha256(raw.read_bytes()).hexdigest()[:12] in text


def test_the_heatmap_s_numbers_are_those_counted_another_way(pages: dict[str, BeautifulSoup]) -> None:
    rows = table(pages["index"], "Kriittiset pisteet ryhmittäin")[1:]
    assert len(rows) == len(POINTS)
    seen = 0
    for point, row in zip(POINTS, rows, strict=True):
        for group, cell in zip(GROUPS, row[1:], strict=True):
            scores = scores_of(members("2026", group), tuple(STATEMENTS[point]))
            shown = CELL.fullmatch(cell)
            if group in ("management", "development"):  # four people, and the group that would give them away
                assert cell == "suojattu"
                continue
            assert shown, cell
            assert shown["mean"] == comma(statistics.fmean(scores))
            assert int(shown["n"]) == len(scores)
            seen += 1
    assert seen == 8 * 4


def test_the_table_of_points_has_the_same_means(pages: dict[str, BeautifulSoup]) -> None:
    for point, row in zip(POINTS, table(pages["02_points_and_levels"], "Kriittiset pisteet, 2026")[1:], strict=True):
        scores = scores_of(members("2026", "all"), tuple(STATEMENTS[point]))
        assert row[1:3] == [str(len(scores)), comma(statistics.fmean(scores))]


def test_the_account_on_the_page_adds_up(pages: dict[str, BeautifulSoup]) -> None:
    rows = table(pages["01_data_quality"], "Mitä arviosarakkeiden soluista tuli")
    numbers = [[int(cell.replace("\u00a0", "")) for cell in row[1:]] for row in rows[1:]]
    assert len(numbers) == 37
    for cells, *fates in numbers:
        assert cells == sum(fates)
    assert numbers[-1] == [211 * 36, 6982, 345, 264, 5]


def test_the_ladder_has_the_means_of_its_levels(pages: dict[str, BeautifulSoup]) -> None:
    for level, row in zip(LEVELS, table(pages["index"], "Kumppanuuden portaat, 2026")[1:], strict=True):
        scores = scores_of(members("2026", "all"), tuple(STATEMENTS[level]))
        assert (row[2], row[4]) == (comma(statistics.fmean(scores)), str(len(scores)))
        assert row[1].startswith("✓" if level == "foundation" else "✗")


def test_the_targets_have_the_means_of_their_points_in_both_waves(pages: dict[str, BeautifulSoup]) -> None:
    """Transitions and feedback were the targets of 2025, joint planning and customer relations are those of 2026."""
    targets = ("transitions", "feedback", "joint_planning", "customer_relations")
    for page in ("index", "06_plan"):
        for point, row in zip(targets, table(pages[page], "Kehittämiskohteet, 2025 → 2026")[1:], strict=True):
            both = [scores_of(members(wave, "all"), tuple(STATEMENTS[point])) for wave in ("2025", "2026")]
            means = "\u00a0→\u00a0".join(comma(statistics.fmean(scores)) for scores in both)
            assert means in row
            assert "\u00a0→\u00a0".join(str(len(scores)) for scores in both) in row


def test_every_action_of_both_plans_is_on_the_page_once(pages: dict[str, BeautifulSoup]) -> None:
    rows = table(pages["06_plan"], "Suunnitelman toimenpiteet, 2025 ja 2026")[1:]
    assert len(rows) == len({row[0] for row in rows}) == 14
    late = [row[1].startswith("!") for row in rows]
    assert late == sorted(late, reverse=True)  # the overdue ones stand first


def test_nothing_of_the_group_of_four_is_on_any_page(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        for row in page.find_all("tr"):
            cells = [cell.get_text().strip() for cell in row.find_all(["th", "td"])]
            if cells[0] == "johto" and "2025" not in cells:  # in 2025 there were six
                assert set(cells[1:]) <= {"suojattu", "2026"}
        for picture in page.find_all("img"):
            told = str(picture["alt"]).partition("Ei näytetä pienten ryhmien suojaamiseksi: ")[0]
            assert "johto" not in told


def test_the_first_wave_has_a_report_that_says_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    first = report_of(tmp_path, "2025", "2026", "workbook-*", "discussion.xlsx")
    assert set(first) == PAGES
    for name in ("index", "04_year_over_year"):
        assert "Aiempaa kyselyä, johon verrata, ei vielä ole." in first[name].get_text()
