"""Results with and without the respondents whose answers are in doubt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import critical_points as cp
from critical_points.disclosure import Protected, protect
from critical_points.estimates import without_flagged
from critical_points.tallies import tally
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "a2": "a", "b1": "b"}, groups=["x", "y"])

#: Twelve without doubts, who score 3 or 4 on a and 2–4 on b, and ten in doubt, who score 1, 2, 4 or 5 on both.
CLEAR: list[Row] = [("2026", "x", None, (4 - n % 2, 4 - n % 2, 2 + n % 3), ()) for n in range(12)]
DOUBTED: list[Row] = [("2026", "y", None, (score,) * 3, ()) for score in (1, 2, 4, 5, 1, 2, 4, 5, 1, 2)]


def counted(doubted: int) -> pd.DataFrame:
    """Return the counts of twelve respondents and some in doubt, of the kind "unflagged"."""
    counts = made(doubted).counts
    return counts[counts["kind"] == "unflagged"]


def made(doubted: int) -> cp.Tally:
    answers = small_answers(ASKED, [*CLEAR, *DOUBTED[:doubted]])
    flags = pd.Series(["", None] * 6 + ["straight line;fast"] * doubted, dtype="str")
    return tally(replace(answers, respondents=answers.respondents.assign(flags=flags)), by=("group", "unit"))


def safe(doubted: int) -> Protected:
    return protect(made(doubted), margins=("group", "unit"))


def test_scores_of_those_without_a_flag_are_counted_for_the_whole_wave_only() -> None:
    rows = counted(6)
    assert set(zip(rows["group"], rows["unit"], rows["status"], strict=True)) == {("all", "all", "rated")}
    told = {(subject, score): n for subject, score, n in rows[["subject", "score", "n"]].itertuples(index=False)}
    assert told == {("a", 3.0): 6, ("a", 4.0): 6, ("b", 2.0): 4, ("b", 3.0): 4, ("b", 4.0): 4}


def test_two_tallies_add_up() -> None:
    both = made(6) + made(6)
    rows = both.counts[both.counts["kind"] == "unflagged"]
    assert rows["n"].sum() == 2 * counted(6)["n"].sum() == 48


def test_means_with_and_without_the_doubted() -> None:
    frame = without_flagged(safe(10)).set_index("subject")
    row = frame.loc["a"]
    assert (row["n"], row["n_clear"]) == (22, 12)
    assert row["mean"] == pytest.approx((12 * 3.5 + 27) / 22)
    assert row["mean_clear"] == pytest.approx(3.5)
    assert not row["hidden"]
    assert not row["hidden_clear"]


@pytest.mark.parametrize("doubted", [1, 4])
def test_a_few_in_doubt_cannot_be_told_by_subtraction(doubted: int) -> None:
    frame = without_flagged(safe(doubted))
    assert frame["hidden_clear"].all()
    assert frame[["n_clear", "mean_clear", "difference"]].isna().all(axis=None)
    assert frame["mean"].notna().all()
    table = cp.tabulate_unflagged(safe(doubted)).frame
    assert set(table["Mean without doubts (1–5)"]) == set(table["Difference"]) == {"protected"}


def test_a_difference_that_only_five_to_nine_make_is_protected() -> None:
    row = cp.tabulate_unflagged(safe(6)).frame.iloc[0]
    assert row["Difference"] == "protected"
    assert (row["n of all"], row["n without doubts"]) == ("18", "12")


def test_nobody_in_doubt_leaves_the_results_as_they_are() -> None:
    frame = without_flagged(safe(0))
    assert frame["n"].tolist() == frame["n_clear"].tolist() == [12, 12]
    assert np.allclose(frame["difference"], 0)
    table = cp.tabulate_unflagged(safe(0), "2026")
    assert table.caption == "Points with and without answers in doubt, 2026"
    assert table.frame.iloc[0].tolist() == ["a", "3.5", "12", "3.5", "12", "0.00"]
