"""The public figures: from protected counts to axes; wrong names get a message."""

from __future__ import annotations

import pytest

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.figures import (
    data_table,
    distributions,
    group_intervals,
    heatmap,
    votes_chart,
    wave_changes,
)
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ITEMS = {"i1": "p1", "i2": "p2", "i3": "basis"}
INSTRUMENT = small_instrument(ITEMS, groups=["staff", "heads"], levels=["basis"])


ROWS: list[Row] = [
    *[("2025", "staff", None, (2, 4, 3), ())] * 6,
    *[("2025", "heads", None, (5, 5, 5), ())] * 2,
    *[("2026", "staff", None, (4, 4, 3), ("p1",))] * 6,
    *[("2026", "heads", None, (2, "?", 3), ("p1", "p2"))] * 5,
]


@pytest.fixture(scope="module")
def safe() -> Protected:
    """Two waves; six of the staff and two heads in the first, six and five in the second; votes in the second."""
    return in_full(tally(small_answers(INSTRUMENT, ROWS), by="group"))


def test_the_newest_wave_is_drawn_unless_another_is_named(safe: Protected) -> None:
    assert heatmap(safe).get_title("left").endswith("2026")
    assert data_table(heatmap(safe)).to_numpy().tolist() == [
        ["p1", "4.0 (n = 6)", "2.0 (n = 5)", "3.1 (n = 11)"],
        ["p2", "4.0 (n = 6)", "– (n = 0)", "4.0 (n = 6)"],
    ]


def test_a_group_of_two_and_the_one_that_gives_it_away_are_hidden() -> None:
    protected = protect(tally(small_answers(INSTRUMENT, ROWS), by="group"))
    table = data_table(heatmap(protected, "2025"))
    assert table["heads"].tolist() == ["under 5", "under 5"]
    assert "protects another result" in table[["staff", "All respondents"]].to_numpy().ravel().tolist()


def test_levels_and_items_are_drawn_too(safe: Protected) -> None:
    assert data_table(heatmap(safe, kind="level"))["Level of partnership"].tolist() == ["basis"]
    assert data_table(distributions(safe, kind="item"))["Statement"].tolist() == ["i1", "i2", "i3"]


def test_a_distribution_of_one_group(safe: Protected) -> None:
    table = data_table(distributions(safe, group="heads"))
    assert table["2 realised poorly, %"].tolist() == ["100", "–"]
    assert table["n"].tolist() == ["5", "0"]


def test_intervals_of_one_point_and_of_all(safe: Protected) -> None:
    assert data_table(group_intervals(safe, subject="p1"))["Mean (1–5)"].tolist() == ["4.0", "2.0", "3.1"]
    assert len(data_table(group_intervals(safe))) == 6


def test_changes_from_the_wave_before(safe: Protected) -> None:
    table = data_table(wave_changes(safe))
    assert table[["Mean 2025 (1–5)", "n 2025", "Mean 2026 (1–5)", "n 2026"]].to_numpy().tolist() == [
        ["2.8", "8", "3.1", "11"],
        ["4.2", "8", "4.0", "6"],
    ]


def test_votes_of_a_wave_with_and_without_votes(safe: Protected) -> None:
    assert data_table(votes_chart(safe))[["Votes", "Voters (n)"]].to_numpy().tolist() == [["11", "11"], ["5", "11"]]
    assert data_table(votes_chart(safe, group="heads"))["Votes"].tolist() == ["5", "5"]
    assert data_table(votes_chart(safe, "2025"))["Voters (n)"].tolist() == ["0", "0"]


def test_a_wrong_name_gets_a_message_with_the_right_one(safe: Protected) -> None:
    with pytest.raises(SettingsError, match="Did you mean '2026'"):
        heatmap(safe, "2O26")
    with pytest.raises(SettingsError, match="Did you mean 'heads'"):
        distributions(safe, group="head")
    with pytest.raises(SettingsError, match="Did you mean 'p1'"):
        group_intervals(safe, subject="p11")
    with pytest.raises(SettingsError, match="Did you mean 'point'"):
        heatmap(safe, kind="points")
    with pytest.raises(SettingsError, match="Did you mean 'unit'"):
        heatmap(safe, columns="units")
