"""One wave against an earlier one: the groups' mix, the margin, and the line over all waves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from critical_points.disclosure import Protected
from critical_points.estimates import compare_waves, trend
from critical_points.estimates.differences import Sample, hedges_g, paired, welch
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a"}, groups=["x", "y"])


def rows(wave: str, group: str, ratings: list[int]) -> list[Row]:
    return [(wave, group, None, (rating,), ()) for rating in ratings]


def protected(told: list[Row], not_comparable: list[tuple[str, str]] | None = None) -> Protected:
    return in_full(tally(small_answers(ASKED, told, not_comparable=not_comparable or []), by="group"))


def test_what_a_changed_mix_of_groups_makes_is_told_apart() -> None:
    """x stays at 2 and y at 4; only their numbers change: 15 and 5, then 5 and 15."""
    before = rows("1", "x", [1, 2, 3] * 5) + rows("1", "y", [3, 4, 4, 4, 5])
    after = rows("2", "x", [1, 2, 2, 2, 3]) + rows("2", "y", [3, 4, 5] * 5)
    row = compare_waves(protected(before + after)).iloc[0]
    assert row["difference"] == pytest.approx(1.0)
    assert row["standardised"] == pytest.approx(0, abs=1e-12)
    assert row["composition"] == pytest.approx(1.0)
    assert row["standardised_low"] == pytest.approx(-row["standardised_high"])


def test_the_margin_decides_what_is_meaningful() -> None:
    told = protected(rows("1", "x", [2, 3, 4] * 60) + rows("2", "x", [2, 3, 4] * 59 + [3, 3, 4]))
    assert compare_waves(told)["verdict"].item() == "no meaningful change"
    assert compare_waves(told, margin=0.1)["verdict"].item() == "cannot tell"


def test_one_group_is_compared_by_itself() -> None:
    before = rows("1", "x", [1, 2, 3, 2, 2, 1]) + rows("1", "y", [3] * 6)
    told = protected(before + rows("2", "x", [4, 5, 4, 5, 5, 4]) + rows("2", "y", [3] * 6))
    row: Any = compare_waves(told, group="x").iloc[0]
    assert (row["n_before"], row["n"], row["verdict"]) == (6, 6, "changed")
    assert (row["delta"], row["delta_high"]) == (1, 1)
    assert np.isnan(row["standardised"])


def test_hedges_g_by_hand() -> None:
    """Five and five, sd 1 and 1, a step apart; J of 8 degrees of freedom is Γ(4)/(√4·Γ(3.5))."""
    expected = math.gamma(4) / (2 * math.gamma(3.5))
    assert hedges_g(Sample(5, 2, 1), Sample(5, 3, 1)) == pytest.approx(expected)
    assert math.isnan(hedges_g(Sample(5, 2, 0), Sample(5, 3, 0)))


def test_paired_differences_by_hand() -> None:
    """1→2, 2→2, 3→5: differences 1, 0, 2 with mean 1 and sd 1; t(2) is 4.302653."""
    found = paired(3, 6, 9, (14, 21, 33))
    assert (found.value, found.df) == (1, 2)
    assert found.low == pytest.approx(1 - 4.302653 / math.sqrt(3), abs=1e-6)
    same = paired(6, 6, 12, (6, 12, 24))
    assert (same.value, same.p) == (1, 2 * 0.5**6)
    assert paired(6, 6, 6, (6, 6, 6)).p == 1


def test_a_sample_of_one_has_a_difference_and_no_interval() -> None:
    found = welch(Sample(1, 2, math.nan), Sample(9, 3, 1))
    assert found.value == 1
    assert math.isnan(found.low)


def test_a_line_over_three_waves_with_its_break() -> None:
    told = [
        row
        for wave, shift in (("1", 0), ("2", 1), ("3", 2))
        for row in rows(wave, "x", [n + shift for n in (1, 2, 2, 3, 1)])
    ]
    frame = trend(protected(told))
    assert frame["wave"].tolist() == ["1", "2", "3"]
    assert frame["n"].tolist() == [5, 5, 5]
    assert frame["mean"].tolist() == pytest.approx([1.8, 2.8, 3.8])
    assert frame["comparable"].tolist() == [True, True, True]
    broken = trend(protected(told, [("2", "a1")]))
    assert broken["comparable"].tolist() == [True, False, False]
    assert broken["why"].tolist() == ["", "a1", "a1"]
