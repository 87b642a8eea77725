"""Means, intervals, shares and changes against literal tables and independent reference values."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.estimates import bounded_interval, choose_waves, compare_waves, describe, distribution, votes
from critical_points.tallies import tally
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


def cell(frame: pd.DataFrame, subject: str, group: str = "all", wave: str = "1") -> pd.Series:
    found = frame[(frame["subject"] == subject) & (frame["group"] == group) & (frame["wave"] == wave)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_point_by_hand() -> None:
    row = cell(describe(protected(ROWS)), "a")
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
    row = cell(describe(protected(ROWS)), "a1")
    assert (row["n"], row["mean"], row["median"], row["top_two"]) == (6, 19 / 6, 3.5, 3 / 6)


def test_a_level_takes_its_own_items() -> None:
    row = cell(describe(protected(ROWS)), "low")
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
    rows = distribution(protected(ROWS))
    of_a1 = rows[(rows["subject"] == "a1") & (rows["group"] == "all")]
    assert of_a1["rating"].tolist() == [1, 2, 3, 4, 5]
    assert of_a1["answers"].tolist() == [1, 1, 1, 2, 1]
    assert of_a1["share"].sum() == pytest.approx(1, abs=1e-15)
    of_a = rows[(rows["subject"] == "a") & (rows["group"] == "all")]
    assert of_a["answers"].tolist() == [1, 3, 1, 3, 2]
    assert set(of_a["n"]) == {6}


def test_votes_are_shares_of_those_who_chose() -> None:
    row = votes(protected(ROWS)).query("group == 'all'")
    assert (row["votes"].item(), row["n"].item(), row["share"].item()) == (5, 5, 1.0)


def test_a_group_that_nobody_is_in_has_no_respondents_and_no_mean() -> None:
    later: list[Row] = [("2", "y", None, (3, 3, 3, 3), ()) for _ in range(6)]
    row = cell(describe(protected([*ROWS, *later])), "a", group="x", wave="2")
    assert row["n"] == 0
    assert math.isnan(row["mean"])
    assert not row["hidden"]


def test_two_waves_by_hand() -> None:
    """Scores 1…5 against 3…5, 5, 5: Welch's interval by its textbook formula and the t table (df 6.32, t = 2.418)."""
    before: list[Row] = [("1", None, None, (n, n, 3, 3), ()) for n in (1, 2, 3, 4, 5)]
    after: list[Row] = [("2", None, None, (n, n, 3, 3), ()) for n in (3, 4, 5, 5, 5)]
    row = compare_waves(protected(before + after)).set_index("subject").loc["a"]
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
    assert compare_waves(protected(rows)).set_index("subject").loc["a", "verdict"] == verdict


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
    pd.testing.assert_frame_equal(describe(protected(list(rows))), describe(protected(ROWS)), rtol=1e-12)


REFERENCE = Path(__file__).parents[2] / "shared" / "statistics"
SAME = {
    "n": "n",
    "mean": "mean",
    "median": "median",
    "sd": "sd",
    "mean_bounded_lo": "low",
    "mean_bounded_hi": "high",
    "top_share": "top_two",
    "top_ratio": "top_two",
}


@pytest.fixture(scope="module")
def leadership() -> Protected:
    if not REFERENCE.is_dir():
        pytest.skip("the reference values are not in this checkout; the literal tables above stand alone")
    data = pd.read_csv(REFERENCE / "leadership.csv", dtype={"rating": "Int8"})
    items: dict[str, str] = dict(data[["item", "point"]].drop_duplicates().itertuples(index=False))
    asked = small_instrument(items, groups=sorted(data["group"].unique()))
    ratings = data.assign(level="", status=data["rating"].isna().map({True: "blank", False: "rated"}))
    answers = small_answers(asked, [])
    people = data[["wave", "respondent", "group"]].drop_duplicates().assign(unit="only")
    told = Answers(
        people,
        ratings.assign(level=ratings["level"].replace("", None).astype("str")),
        answers.votes,
        data[["wave", "item"]].drop_duplicates().assign(comparable=True),
        answers.problems,
        answers.labels,
    )
    return protect(tally(told, by="group"))


def test_means_and_intervals_equal_those_computed_in_r(leadership: Protected) -> None:
    reference = pd.read_csv(REFERENCE / "leadership_reference.csv", skipinitialspace=True)
    reference = reference[reference["section"].isin(["item", "point"]) & reference["stat"].isin(SAME)]
    cells = describe(leadership).set_index(["wave", "subject", "group"])
    ours = [
        cells.loc[(row["wave"], row["unit"], row["group"].replace("ALL", "all")), SAME[row["stat"]]]
        for row in reference.to_dict("records")
    ]
    assert len(ours) == 2254
    assert np.abs(np.array(ours, dtype=float) - reference["value"].to_numpy(float)).max() < 1e-9


def test_changes_between_waves_equal_those_computed_in_r(leadership: Protected) -> None:
    reference = pd.read_csv(REFERENCE / "leadership_reference.csv", skipinitialspace=True)
    reference = reference[(reference["section"] == "yoy") & (reference["group"] == "ALL")]
    expected = reference.pivot_table(index="unit", columns="stat", values="value")
    ours = compare_waves(leadership, "even", "odd").set_index("subject").loc[expected.index]
    for column, stat in (("difference", "diff"), ("difference_low", "welch_lo"), ("difference_high", "welch_hi")):
        assert (ours[column] - expected[stat]).abs().max() < 1e-9
