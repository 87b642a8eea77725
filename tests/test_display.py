"""Tables as a screen reader meets them; percentages that total 100."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, strategies as st

from critical_points.display import DisplayTable, whole_percentages, write_html
from critical_points.language import Language

HOSTILE = "<script>alert(\"x\")</script> & 'y'"


def page(table: DisplayTable) -> BeautifulSoup:
    return BeautifulSoup(write_html(table), "html.parser")


def only(tags: BeautifulSoup | Tag, name: str) -> Tag:
    (found,) = tags.find_all(name)
    return found


@pytest.mark.parametrize(
    ("shares", "percentages"),
    [
        ([0.2, 0.3, 0.5], [20, 30, 50]),
        ([1 / 3, 1 / 3, 1 / 3], [34, 33, 33]),
        ([0.125] * 8, [13, 13, 13, 13, 12, 12, 12, 12]),
        ([0.005, 0.995], [1, 99]),
        ([0.0, 1.0, 0.0], [0, 100, 0]),
        ([], []),
    ],
)
def test_the_largest_remainders_are_rounded_up(shares: list[float], percentages: list[float]) -> None:
    assert whole_percentages(shares) == percentages


def test_a_missing_share_leaves_all_missing() -> None:
    assert all(value != value for value in whole_percentages([0.5, float("nan")]))  # noqa: PLR0124 - NaN


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=7).filter(any))
def test_percentages_total_100_and_none_is_off_by_one(counts: list[int]) -> None:
    shares = [count / sum(counts) for count in counts]
    percentages = whole_percentages(shares)
    assert sum(percentages) == 100
    assert all(abs(percent - 100 * share) < 1 for percent, share in zip(percentages, shares, strict=True))


TABLE = DisplayTable(
    pd.DataFrame(
        {
            "Ryhmä": ["johto", "opettajat"],
            "Keskiarvo (1–5)": ["alle 5", "3,4"],
            "95 %:n väli": ["alle 5", "3,2–3,6"],
            "Ero": ["–", "−0,1"],
            "Tulkinta": ["ei näytetä", "parani"],
        }
    ),
    "Ryhmät, 2026",
    Language("fi"),
)


def test_a_table_has_caption_and_headers_with_scope() -> None:
    html = page(TABLE)
    assert only(html, "caption").get_text() == "Ryhmät, 2026"
    assert [th.get("scope") for th in only(html, "thead").find_all("th")] == ["col"] * 5
    assert [row.th.get("scope") for row in only(html, "tbody").find_all("tr") if row.th] == ["row", "row"]
    assert [row.th.get_text() for row in only(html, "tbody").find_all("tr") if row.th] == ["johto", "opettajat"]


def test_its_region_can_be_scrolled_by_keyboard_and_has_a_name_and_a_language() -> None:
    region = page(TABLE).find("div")
    assert isinstance(region, Tag)
    named = {name: region[name] for name in ("role", "tabindex", "aria-label", "lang")}
    assert named == {"role": "region", "tabindex": "0", "aria-label": "Ryhmät, 2026", "lang": "fi"}


def test_columns_of_numbers_are_aligned_at_the_right_with_their_headers() -> None:
    html = page(TABLE)
    for row in html.find_all("tr"):
        right = ["number" in cell.get_attribute_list("class") for cell in row.find_all(["th", "td"])]
        assert right == [False, True, True, True, False]


def test_hostile_labels_stay_text() -> None:
    frame = pd.DataFrame({HOSTILE: [HOSTILE], "n": ["5"]})
    html = write_html(DisplayTable(frame, HOSTILE, Language("en"), summary=HOSTILE))
    assert "<script" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("script") is None
    assert [only(soup, name).get_text() for name in ("caption", "summary")] == [HOSTILE] * 2
    assert only(soup, "div")["aria-label"] == HOSTILE


def test_an_empty_header_or_cell_is_a_dash() -> None:
    html = page(DisplayTable(pd.DataFrame({"": [""], " ": ["x"]}), "c", Language("en")))
    assert [tag.get_text() for tag in html.find_all(["th", "td"])] == ["–", "–", "–", "x"]


def test_a_table_can_be_folded_away() -> None:
    details = only(page(DisplayTable(TABLE.frame, "c", Language("sv"), summary="Siffrorna som tabell")), "details")
    assert details["lang"] == "sv"
    assert only(details, "summary").get_text() == "Siffrorna som tabell"
    assert len(only(details, "tbody").find_all("tr")) == 2


def test_a_table_without_rows_says_so() -> None:
    table = DisplayTable(TABLE.frame.head(0), "c", Language("fi"), empty="Ei <mitään>.")
    assert write_html(table) == '<p lang="fi">Ei &lt;mitään&gt;.</p>'
    assert repr(table) == "Ei <mitään>."


def test_a_terminal_shows_the_table_as_text() -> None:
    assert repr(TABLE).splitlines()[0] == "Ryhmät, 2026"
    assert "opettajat" in repr(TABLE)
