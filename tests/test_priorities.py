"""What to develop first, and whether the targets moved, against small cases and row-by-row resampling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from critical_points.disclosure import Protected
from critical_points.errors import SettingsError
from critical_points.estimates import compare_targets, priorities
from critical_points.estimates.blocks import read_block, sums_of
from critical_points.estimates.targets import regression_to_the_mean
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

POINTS = ("a", "b", "c", "d")
ASKED = small_instrument({f"{key}1": key for key in POINTS}, groups=["x", "y"])


def protected(rows: list[Row]) -> Protected:
    return in_full(tally(small_answers(ASKED, rows), by="group"))


def invented(n: int, seed: int = 3) -> list[Row]:
    random = np.random.default_rng(seed)
    rows: list[Row] = []
    for person in range(n):
        cells = tuple(int(value) for value in np.clip(np.rint(random.normal([2.6, 2.9, 3.4, 3.1], 1)), 1, 5))
        chosen = tuple(key for key, odds in zip(POINTS, (0.3, 0.5, 0.1, 0.45), strict=True) if random.random() < odds)
        rows.append(("1", "x" if person % 3 else "y", None, cells, chosen))
    return rows


def test_the_two_axes_their_front_and_the_ranks_by_hand() -> None:
    low: list[Row] = [("1", "x", None, (1, 2, 5, 4), ("a",) if n < 2 else ("b",)) for n in range(6)]
    high: list[Row] = [("1", "y", None, (3, 3, 5, 2), ("b", "d")) for n in range(6)]
    frame: Any = priorities(protected(low + high)).set_index("subject")
    assert frame["below"].to_dict() == {"a": 0.5, "b": 0.5, "c": 0, "d": 0.5}
    assert frame["votes"].to_dict() == {"a": 2 / 12, "b": 10 / 12, "c": 0, "d": 6 / 12}
    assert frame["front"].to_dict() == {"a": False, "b": True, "c": False, "d": False}
    assert frame["below_rank"].to_dict() == {"a": 1, "b": 1, "c": 4, "d": 1}
    assert frame["rank"].to_dict() == {"a": 1, "b": 2, "c": 4, "d": 3}  # means 2, 2.5, 5 and 3
    assert frame.loc["c", ["rank_low", "rank_high"]].tolist() == [4, 4]
    assert frame.loc["b", "suggested"]


def test_rank_stability_equals_resampling_the_respondents_themselves() -> None:
    rows = invented(120)
    ours = priorities(protected(rows)).set_index("subject")["among_first"]
    low = np.array([[int(cell) < 3 for cell in row[3]] for row in rows], dtype=float)
    votes = np.array([[key in row[4] for key in POINTS] for row in rows], dtype=float)
    groups = np.array([row[1] == "x" for row in rows])
    random, first = np.random.default_rng(9), np.zeros(4)
    for _ in range(4000):
        drawn = np.concatenate([random.choice(np.flatnonzero(own), own.sum()) for own in (groups, ~groups)])
        weight = random.random()
        value = weight * low[drawn].mean(0) + (1 - weight) * votes[drawn].sum(0) / votes[drawn].any(1).sum()
        first += (value[None, :] > value[:, None] + 1e-12).sum(1) < 2
    assert ours.to_numpy() == pytest.approx(first / 4000, abs=0.03)


def test_the_same_seed_gives_the_same_numbers_and_the_groups_order_does_not_matter() -> None:
    rows = invented(60)
    swapped: list[Row] = [(row[0], "y" if row[1] == "x" else "x", *row[2:]) for row in rows[::-1]]
    one, other = (priorities(protected(told)) for told in (rows, swapped))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_points_that_are_tied_are_all_suggested_with_the_doubt() -> None:
    rows: list[Row] = [("1", "x", None, (n % 2 + 2,) * 3 + (5,), ("a", "b", "c")) for n in range(20)]
    frame: Any = priorities(protected(rows)).set_index("subject")
    assert frame["suggested"].to_dict() == {"a": True, "b": True, "c": True, "d": False}
    assert frame.loc[["a", "b", "c"], "front"].all()
    assert frame.loc["a", "rank"] == frame.loc["b", "rank"] == 1
    assert frame.loc["a", "among_first"] == 1
    assert frame.loc["a", "doubts"] == "tied"


def test_without_votes_the_ratings_alone_decide_and_the_doubt_says_so() -> None:
    rows: list[Row] = [("1", "x", None, (1, 2, 4, 5), ()) for _ in range(8)]
    frame: Any = priorities(protected(rows)).set_index("subject")
    assert frame["suggested"].to_dict() == {"a": True, "b": True, "c": False, "d": False}
    assert frame["votes"].isna().all()
    assert frame.loc["a", "doubts"].split(";")[-1] == "no votes"


def waves(rows: list[Row], change: tuple[int, int, int, int]) -> list[Row]:
    def moved(row: Row) -> tuple[int, ...]:
        return tuple(min(max(int(cell) + by, 1), 5) for cell, by in zip(row[3], change, strict=True))

    return [*rows, *(("2", row[1], None, moved(row), ()) for row in rows)]


def test_targets_that_moved_with_the_others_did_not_move_more() -> None:
    rows: list[Row] = [("1", "x", None, cells, ()) for cells in [(1, 2, 2, 3), (2, 3, 4, 4), (3, 2, 3, 4)] * 20]
    row = compare_targets(protected(waves(rows, (1, 1, 1, 1))), ["a", "b"]).iloc[0]
    assert row["raw"] == pytest.approx(0, abs=1e-12)
    assert row["verdict"] == "no meaningful difference"
    assert row["correction"] == 0


def test_targets_that_moved_more_by_hand() -> None:
    rows: list[Row] = [("1", "x", None, cells, ()) for cells in [(1, 2, 2, 3), (2, 3, 4, 3), (3, 2, 3, 4)] * 20]
    row = compare_targets(protected(waves(rows, (1, 1, 0, 0))), ["a", "b"]).iloc[0]
    # a respondent's contrast: (1+2)/2 − (2+3)/2 = −1, −1 and −1; a wave later 0, 0 and 0
    assert (row["contrast_before"], row["contrast"], row["raw"]) == pytest.approx((-1, 0, 1))
    assert row["n"] == 60
    assert (row["targets"], row["others"]) == ("a;b", "c;d")


def test_the_correction_equals_resampling_the_respondents_themselves() -> None:
    rows = invented(40)
    block = read_block(sums_of(protected(rows), "1", "points"), POINTS)
    assert block is not None
    ours = regression_to_the_mean(block, POINTS, 2, 4000, 1)
    scores = np.array([[int(cell) for cell in row[3]] for row in rows], dtype=float)
    random, found = np.random.default_rng(5), []
    for _ in range(4000):
        drawn = scores[random.integers(0, 40, 40)].mean(0)
        order = np.argsort(drawn)
        apart = (drawn - scores.mean(0))[order]
        found.append(apart[:2].mean() - apart[2:].mean())
    assert ours == pytest.approx(np.mean(found), abs=0.01)
    assert ours < 0


def test_the_lowest_are_corrected_downwards() -> None:
    told = protected(waves(invented(40), (0, 0, 0, 0)))
    plain, corrected = (compare_targets(told, ["a", "b"], lowest=low).iloc[0] for low in (False, True))
    assert plain["difference"] == 0
    assert corrected["difference"] == corrected["correction"] < 0
    assert corrected["why"] == "regression to the mean"


def test_a_target_that_is_no_point_is_named() -> None:
    with pytest.raises(SettingsError, match="no point 'A'"):
        compare_targets(protected(waves(invented(10), (0, 0, 0, 0))), ["A"])
