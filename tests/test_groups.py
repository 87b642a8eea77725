"""Comparisons of groups against values that a reader can make by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.estimates import compare_groups, find_gaps
from critical_points.estimates.dominance import cliffs_delta, delta_interval
from critical_points.estimates.multiplicity import benjamini_hochberg, holm
from critical_points.estimates.ranks import exact_p, kruskal_wallis, mann_whitney, mann_whitney_u
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "b1": "b"}, groups=["x", "y", "z"])


def protected(**answers: list[tuple[int, int]]) -> Protected:
    rows: list[Row] = [("1", group, None, cells, ()) for group, told in answers.items() for cells in told]
    return in_full(tally(small_answers(ASKED, rows), by="group"))


def test_pairs_are_counted_with_ties_as_halves() -> None:
    first, second = np.array([0.0, 1, 2, 0, 0]), np.array([1.0, 1, 0, 1, 0])
    assert mann_whitney_u(first, second) == 1.5 + 2 * 2  # the 2 beats the 1 and ties with the 2; each 3 beats both
    assert cliffs_delta(first, second) == pytest.approx((5.5 - 3.5) / 9)


def test_the_exact_p_counts_the_ways_to_choose() -> None:
    """1, 1, 2 against 2, 3: of the ten ways to choose three answers, the four farthest from the middle by rank sum."""
    first, second = np.array([2.0, 1, 0]), np.array([0.0, 1, 1])
    # mid-ranks 1.5, 1.5, 3.5, 3.5, 5 and their middle 9: sums 6.5 (twice), 8 (once), 8.5 (twice), 10 (4), 12 (once)
    assert exact_p(first, second) == pytest.approx(3 / 10)
    assert np.isnan(exact_p(np.array([61.0, 0]), np.array([0.0, 1])))


def test_equal_answers_give_p_one_and_an_effect_of_none() -> None:
    same = np.array([[0.0, 0, 7], [0, 0, 12]])
    assert kruskal_wallis(same).p == 1
    assert mann_whitney(same[0], same[1]).p == 1
    effect = delta_interval(np.array([1.0, 2, 3]), same[0], same[1])
    assert effect.value == 0
    assert -0.6 < effect.low < 0 < effect.high < 0.6


def test_who_rates_higher_in_how_many_of_100_pairs() -> None:
    frame = compare_groups(protected(x=[(2, 3)] * 8 + [(4, 3)] * 2, y=[(3, 3)] * 10))
    row = frame.set_index("subject").loc["a"]
    assert (row["group"], row["other"], row["higher"], row["pairs_of_100"]) == ("x", "y", "y", 80)
    assert row["delta"] == pytest.approx(-0.6)
    assert row["pairs_low"] < 80 < row["pairs_high"] <= 100
    assert frame.set_index("subject").loc["b", "higher"] == ""


def test_pairs_with_fewer_than_ten_are_not_tested() -> None:
    frame = compare_groups(protected(x=[(1, 3)] * 9, y=[(5, 3)] * 12))
    row = frame.set_index("subject").loc["a"]
    assert (row["delta"], row["tested"], row["clear"], row["why"]) == (-1, False, False, "fewer than 10")
    assert frame[["p", "p_exact", "p_normal", "p_holm", "p_adjusted"]].isna().to_numpy().all()


def test_groups_of_five_to_nine_are_not_compared_and_tell_nothing_of_their_ranks() -> None:
    rows: list[Row] = [
        ("1", group, None, (n % 4 + 1, 3), ())
        for group, size in {"x": 9, "y": 12, "z": 14}.items()
        for n in range(size)
    ]
    counted = tally(small_answers(ASKED, rows), by="group")
    one, other = (compare_groups(safe) for safe in (in_full(counted), protect(counted)))
    assert "x" in set(one["group"])
    assert "x" not in set(other["group"]) | set(other["other"])


def test_a_difference_is_clear_where_the_point_differs_and_the_pair_does() -> None:
    apart = [(1, 3), (2, 3)] * 8, [(4, 3), (5, 3)] * 8
    safe = protected(x=apart[0], y=apart[1])
    pairs: Any = compare_groups(safe).set_index("subject")
    assert pairs["clear"].to_dict() == {"a": True, "b": False}
    assert np.isnan(pairs.loc["b", "p_adjusted"])
    # one of two points differs: Holm over its pairs at 0.05 · 1/2 is its p times two at 0.05
    assert pairs.loc["a", "p_adjusted"] == pytest.approx(2 * pairs.loc["a", "p"])


def test_gaps_are_ranked_and_named() -> None:
    gaps: Any = find_gaps(protected(x=[(1, 3), (2, 3)] * 8, y=[(4, 3), (5, 3)] * 40))
    assert gaps["subject"].tolist() == ["a", "b"]
    assert gaps["verdict"].tolist() == ["diverges", "converges"]
    assert gaps.loc[0, ["groups", "n", "higher", "lower", "pairs_of_100", "clear_pairs"]].tolist() == [
        *(2, 96, "y", "x", 100, 1)
    ]
    assert gaps["rank"].tolist() == [1, 2]


def test_single_items_are_an_exploratory_screen() -> None:
    gaps = find_gaps(protected(x=[(1, 3), (2, 3)] * 8, y=[(4, 3), (5, 3)] * 8), kind="item")
    assert gaps["exploratory"].all()
    assert gaps.set_index("subject").loc["a1", "verdict"] == "diverges"


def test_what_is_not_known_is_named() -> None:
    with pytest.raises(SettingsError, match=r"no kind 'points'.*Did you mean 'point'"):
        compare_groups(protected(x=[(1, 1)] * 5), kind="points")


def test_holm_and_benjamini_hochberg_by_hand() -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03])
    assert holm(p)[[0, 2, 3]] == pytest.approx([0.03, 0.06, 0.06])
    assert benjamini_hochberg(p)[[0, 2, 3]] == pytest.approx([0.03, 0.04, 0.04])
    assert np.isnan(holm(p)[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_an_adjusted_p_is_never_below_the_raw_one(raw: list[float]) -> None:
    p = np.array(raw)
    assert (holm(p) >= p).all()
    assert (benjamini_hochberg(p) >= p - 1e-15).all()
    assert (holm(p) >= benjamini_hochberg(p) - 1e-15).all()


ANSWERS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=5, max_size=14)


@settings(max_examples=20, deadline=None)
@given(ANSWERS, ANSWERS, ANSWERS)
def test_renaming_groups_and_unrelated_columns_never_change_a_number(
    x: list[tuple[int, int]], y: list[tuple[int, int]], z: list[tuple[int, int]]
) -> None:
    one: Any = find_gaps(protected(x=x, y=y, z=z)).set_index("subject")
    renamed = find_gaps(protected(z=x, x=y, y=z)).set_index("subject")
    numbers = ["n", "h", "p", "p_holm", "epsilon2", "epsilon2_low", "epsilon2_high", "divergence", "pairs_of_100"]
    pd.testing.assert_frame_equal(one[numbers].sort_index(), renamed[numbers].sort_index(), rtol=1e-12)
    alone: Any = find_gaps(protected(x=[(a, 3) for a, _ in x], y=[(a, 3) for a, _ in y], z=[(a, 3) for a, _ in z]))
    own = ["n", "h", "p", "epsilon2", "divergence"]
    pd.testing.assert_series_equal(one.loc["a", own], alone.set_index("subject").loc["a", own], rtol=1e-12)
