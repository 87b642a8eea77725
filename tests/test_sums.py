"""Sums of products by hand, and that two tallies add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings

from critical_points.disclosure import protect
from critical_points.tallies import Tally, tally
from critical_points.tallies.matrix import Matrix
from critical_points.tallies.patterns import combine
from critical_points.tallies.products import products_of
from tests.small_answers import Row, small_answers, small_instrument
from tests.test_tallies import ASKED, PEOPLE

ROWS: list[Row] = [
    ("1", "x", None, (1, 2, 3, 5), ("a",)),
    ("1", "x", None, (4, "", 5, "?"), ("a", "b")),
    ("1", "y", None, (2, 2, 2, 4), ()),
    ("1", None, None, (2, "", "!", 1), ("b",)),
]


def of(counted: Tally, kind: str, first: str, second: str, group: str = "all") -> Any:
    sums = counted.sums
    here = (sums["kind"] == kind) & (sums["group"] == group) & (sums["first"] == first) & (sums["second"] == second)
    assert here.sum() == 1
    return sums[here].iloc[0]


def test_items_are_multiplied_over_those_who_rated_all_of_them() -> None:
    row = of(tally(small_answers(ASKED, ROWS), by="group"), "point", "a1", "a2")
    assert row[["n", "x", "y", "xx", "xy", "yy"]].tolist() == [2, 3, 4, 5, 6, 8]  # the first and the third respondent


def test_scores_are_multiplied_over_those_who_have_all_and_pairs_over_those_who_have_both() -> None:
    counted = tally(small_answers(ASKED, ROWS), by="group")
    both = of(counted, "points", "a", "b")
    assert both[["n", "x", "y", "xx", "xy", "yy"]].tolist() == [2, 4, 9, 8, 18, 41]  # scores 2, 5 and 2, 4
    alone = of(counted, "pairs", "a", "a")
    assert alone[["n", "x", "xx"]].tolist() == [3, 8.5, 28.25]  # and 4.5, whose b is missing


def test_flags_count_low_scores_and_votes_together() -> None:
    counted = tally(small_answers(ASKED, ROWS), by="group")
    assert of(counted, "flags", "below:a", "vote:a")[["n", "x", "y", "xy"]].tolist() == [4, 2, 2, 1]
    assert of(counted, "flags", "scored:a", "scored:b")[["x", "y", "xy"]].tolist() == [3, 3, 2]
    assert of(counted, "flags", "voter", "voter")["x"] == 3


def test_ratios_are_those_of_respondents_with_any_answer() -> None:
    ratios: Any = tally(small_answers(ASKED, ROWS)).ratios.set_index("subject")
    assert ratios.loc["a", ["n", "t", "m", "tt", "tm", "mm"]].tolist() == [4, 2, 9, 4, 4, 23]


def test_sums_of_too_few_respondents_or_of_a_hidden_point_are_hidden() -> None:
    six = small_instrument({"a1": "a", "b1": "b"}, groups=["x", "y"])
    rows: list[Row] = [("1", "x", None, (n % 3 + 1, 4 if n < 4 else ""), ("a",) if n < 3 else ()) for n in range(12)]
    safe = protect(tally(small_answers(six, rows), by="group"))
    of_x = safe.sums[safe.sums["group"] == "x"]
    assert set(of_x.loc[of_x["kind"] == "flags", "first"]) == {"below:a", "scored:a"}
    assert set(of_x.loc[of_x["kind"] == "pairs", "first"]) == {"a"}
    with_one_of_y: list[Row] = [*rows, ("1", "y", None, (2, 2), ("a",))]
    safe = protect(tally(small_answers(six, with_one_of_y), by="group"))
    assert "y" not in set(safe.sums["group"]) | set(safe.ratios["group"])
    assert len(set(safe.sums["group"])) == 1  # all and x together would tell of y


def keyed(counted: Tally) -> list[pd.Series]:
    found = []
    for frame, keys in ((counted.counts, 7), (counted.sums, 7), (counted.ratios, 5)):
        long = frame.melt([*frame.columns[:keys]], var_name="number")
        found.append(long.set_index([*long.columns[:-1]])["value"].astype(float).sort_index())
    return found


@settings(max_examples=25, deadline=None)
@given(PEOPLE, PEOPLE)
def test_adding_tallies_is_the_same_as_tallying_together(one: list[Row], other: list[Row]) -> None:
    apart = tally(small_answers(ASKED, one), by="group") + tally(small_answers(ASKED, other), by="group")
    together = tally(small_answers(ASKED, [*one, *other]), by="group")
    for ours, expected in zip(keyed(apart), keyed(together), strict=True):
        pd.testing.assert_series_equal(ours, expected, rtol=1e-12, check_names=False)
    pd.testing.assert_frame_equal(apart.items, together.items)


@settings(max_examples=15, deadline=None)
@given(PEOPLE)
def test_the_order_of_rows_never_changes_a_sum(rows: list[Row]) -> None:
    for ours, expected in zip(
        keyed(tally(small_answers(ASKED, rows[::-1]), by="group")),
        keyed(tally(small_answers(ASKED, rows), by="group")),
        strict=True,
    ):
        assert np.array_equal(ours.to_numpy(), expected.to_numpy())


def test_a_nation_of_units_has_sums_of_its_own_each() -> None:
    """More places than numbers of two bytes have: one respondent in each, who rates 5 in the first half, then 1."""
    n = 33_000
    ratings = np.repeat(np.array([1, 5], dtype=np.int8), n // 2).reshape(-1, 1)
    none = np.zeros(n, dtype=bool)
    matrix = Matrix(
        wave="1",
        places=tuple(("all", str(number)) for number in range(n)),
        place=np.arange(n)[::-1].copy(),
        items=pd.DataFrame({"item": ["a1"], "point": ["a"], "level": [None]}),
        answers=ratings,
        points=("a",),
        chosen=none.reshape(-1, 1),
        flagged=none,
    )
    found = products_of(matrix, {("point", "a"): combine(ratings)}).sums["points"]
    assert found[0].ravel().tolist() == [1] * n
    assert found[1].ravel().tolist() == [5] * (n // 2) + [1] * (n // 2)
