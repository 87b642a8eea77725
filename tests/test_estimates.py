"""Means, intervals, shares and changes against literal tables and independent reference values."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.estimates import bounded_interval, choose_waves, compare_waves, describe, distribution, votes
from critical_points.estimates.shares import wilson_interval
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "a2": "a", "l1": "low", "l2": "low"}, groups=["x", "y"], levels=["low"])

ROWS: list[Row] = [
    ("1", "x", None, (1, 2, 3, 3), ("a",)),
    ("1", "x", None, (4, 5, 5, "?"), ("a",)),
    ("1", "x", None, (4, "?", 1, 1), ("a",)),
    ("1", "x", None, (2, 2, "", ""), ("a",)),
    ("1", "x", None, (5, 4, 2, 3), ("a",)),
    ("1", "y", None, (3, "", 4, 4), ()),
]


def protected(rows: list[Row]) -> Protected:
    return protect(tally(small_answers(ASKED, rows), by="group"))


def told(rows: list[Row]) -> Protected:
    """Return small groups as if all of them could be told: how numbers are computed does not depend on it."""
    return in_full(tally(small_answers(ASKED, rows), by="group"))


def cell(frame: pd.DataFrame, subject: str, group: str = "all", wave: str = "1") -> pd.Series:
    found = frame[(frame["subject"] == subject) & (frame["group"] == group) & (frame["wave"] == wave)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_point_by_hand() -> None:
    row = cell(describe(told(ROWS)), "a")
    scores = [Fraction(3, 2), Fraction(9, 2), Fraction(4), Fraction(2), Fraction(9, 2), Fraction(3)]
    mean = sum(scores) / 6
    assert row["n"] == 6
    assert row["mean"] == pytest.approx(float(mean), abs=1e-15)
    assert row["median"] == 3.5
    assert row["sd"] == pytest.approx(math.sqrt(sum((s - mean) ** 2 for s in scores) / 5), abs=1e-15)
    assert row["top_two"] == 5 / 10  # 4, 5, 4, 5, 4 of ten ratings
    assert row["dont_know"] == 1 / 11
    assert (row["non_answers"], row["blanks"]) == (1, 1)


def test_an_item_by_hand() -> None:
    row = cell(describe(told(ROWS)), "a1")
    assert (row["n"], row["mean"], row["median"], row["top_two"]) == (6, 19 / 6, 3.5, 3 / 6)


def test_a_level_takes_its_own_items() -> None:
    row = cell(describe(told(ROWS)), "low")
    assert row["n"] == 5  # the fourth respondent left both items blank
    assert row["mean"] == pytest.approx((3 + 5 + 1 + 2.5 + 4) / 5)


def test_the_bounded_interval_by_an_independent_computation() -> None:
    """Ratings 5, 5, 5, 5, 4 and one more answer (mean 3, variance 2) by fractions; the Beta by adding its density."""
    n, total, squares = 5, 24, 116
    centre = Fraction(total + 3, n + 1)
    variance = (Fraction(squares + 2 + 9, n + 1) - centre**2) / (n + 2)
    place, spread = (centre - 1) / 4, variance / 16
    weight = place * (1 - place) / spread - 1
    a, b = float(place * weight), float((1 - place) * weight)
    grid = np.linspace(0, 1, 2_000_001)[1:-1]
    mass = np.cumsum(np.exp((a - 1) * np.log(grid) + (b - 1) * np.log1p(-grid)))
    low, high = (1 + 4 * grid[np.searchsorted(mass, q * mass[-1])] for q in (0.025, 0.975))
    got = bounded_interval(np.array([5.0]), np.array([4.8]), np.array([116.0]))
    assert got[0][0] == pytest.approx(low, abs=1e-4)
    assert got[1][0] == pytest.approx(max(high, 4.8), abs=1e-4)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_the_bounded_interval_holds_the_mean_and_stays_on_the_scale(ratings: list[int]) -> None:
    x = np.array(ratings, dtype=float)
    low, high = bounded_interval(np.array([float(len(x))]), np.array([x.mean()]), np.array([(x**2).sum()]))
    assert 1 <= low[0] <= x.mean() + 1e-12
    assert x.mean() - 1e-12 <= high[0] <= 5


def test_a_distribution_has_every_value_and_adds_up() -> None:
    rows = distribution(told(ROWS))
    of_a1 = rows[(rows["subject"] == "a1") & (rows["group"] == "all")]
    assert of_a1["rating"].tolist() == [1, 2, 3, 4, 5]
    assert of_a1["answers"].tolist() == [1, 1, 1, 2, 1]
    assert of_a1["share"].sum() == pytest.approx(1, abs=1e-15)
    of_a = rows[(rows["subject"] == "a") & (rows["group"] == "all")]
    assert of_a["answers"].tolist() == [1, 3, 1, 3, 2]
    assert set(of_a["n"]) == {6}


def test_votes_are_shares_of_those_who_chose() -> None:
    row = votes(told(ROWS)).query("group == 'all'")
    assert (row["votes"].item(), row["n"].item(), row["share"].item()) == (5, 5, 1.0)


def test_a_group_that_nobody_is_in_has_no_respondents_and_no_mean() -> None:
    later: list[Row] = [("2", "y", None, (3, 3, 3, 3), ()) for _ in range(6)]
    row = cell(describe(told([*ROWS, *later])), "a", group="x", wave="2")
    assert row["n"] == 0
    assert math.isnan(row["mean"])
    assert not row["hidden"]


def test_two_waves_by_hand() -> None:
    """Scores 1…5 against 3…5, 5, 5: Welch's interval by its textbook formula and the t table (df 6.32, t = 2.418)."""
    before: list[Row] = [("1", None, None, (n, n, 3, 3), ()) for n in (1, 2, 3, 4, 5)]
    after: list[Row] = [("2", None, None, (n, n, 3, 3), ()) for n in (3, 4, 5, 5, 5)]
    row = compare_waves(told(before + after)).set_index("subject").loc["a"]
    assert row["difference"] == pytest.approx(1.4)
    half = math.sqrt(2.5 / 5 + 0.8 / 5)
    freedom = half**4 / ((2.5 / 5) ** 2 / 4 + (0.8 / 5) ** 2 / 4)
    assert freedom == pytest.approx(6.3219, abs=1e-3)
    assert (row["difference_low"] - 1.4) / half == pytest.approx(-2.4176, abs=2e-3)
    assert row["verdict"] == "cannot tell"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([3, 3, 3, 3, 3, 3], [3, 3, 3, 3, 3, 3], "cannot tell"),  # no spread, but few
        ([1, 2, 1, 2, 1, 2], [4, 5, 4, 5, 4, 5], "changed"),
        ([2, 3, 4] * 200, [2, 3, 4] * 200, "no meaningful change"),
        ([1, 3, 5, 2, 4], [1, 3, 5, 2, 5], "cannot tell"),
    ],
)
def test_the_verdict(before: list[int], after: list[int], verdict: str) -> None:
    rows: list[Row] = [("1", None, None, (n, n, n, n), ()) for n in before]
    rows += [("2", None, None, (n, n, n, n), ()) for n in after]
    assert compare_waves(told(rows)).set_index("subject").loc["a", "verdict"] == verdict


def test_a_changed_wording_is_not_compared_and_its_item_is_named() -> None:
    rows: list[Row] = [(wave, None, None, (n, n, n, n), ()) for wave in "12" for n in (1, 2, 3, 4, 5)]
    answers = small_answers(ASKED, rows, not_comparable=[("1", "a2")])
    safe = protect(tally(answers))
    row = compare_waves(safe).set_index("subject").loc["a"]
    assert (row["verdict"], row["why"]) == ("not comparable", "a2")
    assert pd.isna(row["difference"])
    items = compare_waves(safe, kind="item").set_index("subject")["verdict"]
    assert items["a2"] == "not comparable"
    assert items["a1"] == "cannot tell"
    assert compare_waves(safe, kind="level")["verdict"].tolist() == ["cannot tell"]


def test_a_hidden_wave_is_not_compared() -> None:
    rows: list[Row] = [("1", None, None, (n, n, n, n), ()) for n in (1, 2, 3)]
    rows += [("2", None, None, (n, n, n, n), ()) for n in (1, 2, 3, 4, 5)]
    assert compare_waves(protected(rows)).set_index("subject").loc["a", "verdict"] == "hidden"


def test_waves_are_taken_in_their_natural_order() -> None:
    rows: list[Row] = [(wave, None, None, (3, 3, 3, 3), ()) for wave in ("2026-10", "2026-2") for _ in range(5)]
    assert choose_waves(protected(rows), None, None) == ("2026-10", "2026-2")
    assert choose_waves(protected(rows), "2026-2", None) == ("2026-2", None)
    with pytest.raises(SettingsError, match=r"no wave '2026-3'.*Did you mean '2026-2'"):
        choose_waves(protected(rows), "2026-3", None)


@settings(max_examples=25)
@given(st.permutations(ROWS))
def test_the_order_of_rows_never_changes_a_number(rows: list[Row]) -> None:
    pd.testing.assert_frame_equal(describe(told(list(rows))), describe(told(ROWS)), rtol=1e-12)


def test_a_headcount_narrows_the_interval_by_its_formula() -> None:
    """Ratings 5, 5, 5, 5, 4 of five among eight: the Beta of the three unseen, by adding its density."""
    n, people, total, squares = 5, 8, 24, 116
    unseen = people - n
    centre = Fraction(total + 3, n + 1)
    variance = (Fraction(squares + 2 + 9, n + 1) - centre**2) * Fraction(n + 1 + unseen, (n + 2) * unseen)
    place, spread = (centre - 1) / 4, variance / 16
    weight = place * (1 - place) / spread - 1
    a, b = float(place * weight), float((1 - place) * weight)
    # on the scale of the logit, for the density has no limit at the ends
    logit = np.linspace(-60, 60, 2_000_001)
    mass = np.cumsum(np.exp(-a * np.logaddexp(0, -logit) - b * np.logaddexp(0, logit)))
    low, high = (1 + 4 / (1 + np.exp(-logit[np.searchsorted(mass, q * mass[-1])])) for q in (0.025, 0.975))
    expected = [
        (total + min(max(unseen * q + side, unseen), 5 * unseen)) / people for q, side in ((low, -0.5), (high, 0.5))
    ]
    got = bounded_interval(np.array([5.0]), np.array([4.8]), np.array([116.0]), headcount=np.array([8.0]))
    assert [got[0][0], got[1][0]] == pytest.approx(expected, abs=1e-4)


def test_wilson_by_its_quadratic() -> None:
    """The limits are where |k/n − π| is z standard errors of π."""
    low, high = (float(limit[0]) for limit in wilson_interval(np.array([3.0]), np.array([10.0])))
    for limit in (low, high):
        assert abs(0.3 - limit) == pytest.approx(1.959963984540054 * math.sqrt(limit * (1 - limit) / 10))
    assert low < 0.3 < high


def test_a_share_of_a_point_counts_respondents_and_not_answers() -> None:
    """Ten respondents who each answer alike: as little is known as of ten answers."""
    rows: list[Row] = [("1", "x", None, (5, 5) if n < 4 else (1, 1), ()) for n in range(10)]
    two = small_instrument({"a1": "a", "a2": "a"}, groups=["x"])
    cells = describe(protect(tally(small_answers(two, rows), by="group"))).query("group == 'x'").set_index("subject")
    assert cells.loc["a", "top_two"] == 0.4
    limits = ["top_two_low", "top_two_high"]
    widths = cells[limits[1]] - cells[limits[0]]
    assert widths["a"] > widths["a1"]  # n − 1 instead of n
    assert widths["a"] == pytest.approx(widths["a1"], abs=0.03)


def test_an_interval_that_is_not_known_is_named() -> None:
    with pytest.raises(SettingsError, match=r"no interval 'bounds'.*Did you mean 'bounded'"):
        describe(protected(ROWS), "bounds")
