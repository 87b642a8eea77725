"""Counts that a reader can make by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from critical_points.cleaning import Answers
from critical_points.errors import SettingsError
from critical_points.tallies import Tally, matrices_of, score_respondents, tally
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "a2": "a", "a3": "a", "b1": "b"}, groups=["x", "y"], units=["n", "s"])

ROWS: list[Row] = [
    ("1", "x", "n", (1, 2, 3, 5), ("a",)),
    ("1", "x", "s", (4, "", 5, "?"), ("a", "b")),
    ("1", "y", "n", ("?", "", 3, 4), ()),
    ("1", None, "n", (2, 2, "!", ""), ("b",)),
]


def count(counted: Tally, **cell: object) -> int:
    frame = counted.counts
    for column, value in {"group": "all", "unit": "all", **cell}.items():
        frame = frame[frame[column] == value]
    return int(frame["n"].sum())


def scores(answers: Answers, subject: str) -> list[float]:
    (matrix,) = matrices_of(answers, ())
    return [float(score) for score in score_respondents(matrix, "point", subject)]


def test_a_score_is_the_mean_of_the_items_where_at_least_half_are_rated() -> None:
    assert scores(small_answers(ASKED, ROWS), "a") == pytest.approx([2.0, 4.5, float("nan"), 2.0], nan_ok=True)


def test_half_of_two_items_is_enough_and_one_of_three_is_not() -> None:
    two = small_instrument({"a1": "a", "a2": "a"})
    rows: list[Row] = [("1", None, None, (4, ""), ()), ("1", None, None, ("", "?"), ())]
    assert scores(small_answers(two, rows), "a") == pytest.approx([4.0, float("nan")], nan_ok=True)


def test_answers_to_an_item_that_was_not_asked_are_no_blanks() -> None:
    """Of two files of a wave, one asks an item that the other does not."""
    two = small_instrument({"a1": "a", "b1": "b"})
    answers = small_answers(two, [("1", None, None, (4, 5), ()), ("1", None, None, (3, ""), ())])
    asked = answers.ratings[~((answers.ratings["respondent"] == "r2") & (answers.ratings["item"] == "b1"))]
    counted = tally(replace(answers, ratings=asked))
    assert count(counted, kind="item", subject="b1") == 1
    assert count(counted, kind="point", subject="b", status="too few") == 0


def test_every_answer_of_an_item_is_counted_once_by_its_fate() -> None:
    counted = tally(small_answers(ASKED, ROWS))
    item = {"kind": "item", "subject": "a1"}
    assert count(counted, **item, status="rated") == 3
    assert count(counted, **item, status="rated", score=4.0) == 1
    assert count(counted, **item, status="non-answer") == 1
    assert count(counted, kind="item", subject="a3", status="problem") == 1
    assert count(counted, kind="item", subject="a2", status="blank") == 2


def test_pooled_answers_count_answers_and_the_respondents_who_gave_any() -> None:
    counted = tally(small_answers(ASKED, ROWS))
    assert count(counted, kind="answers", subject="a", status="rated") == 8
    assert count(counted, kind="answers", subject="a", status="respondents") == 4
    assert count(counted, kind="point", subject="a", status="rated") == 3
    assert count(counted, kind="point", subject="a", status="too few") == 1


def test_votes_are_counted_by_point_and_voters_once() -> None:
    counted = tally(small_answers(ASKED, ROWS))
    assert count(counted, kind="vote", subject="a", status="chosen") == 2
    assert count(counted, kind="vote", subject="b", status="chosen") == 2
    assert count(counted, kind="vote", subject="all", status="voters") == 3


def test_groups_and_those_of_unknown_group_add_up_to_all() -> None:
    counted = tally(small_answers(ASKED, ROWS), by="group")
    people = {group: count(counted, kind="respondents", group=group) for group in ("x", "y", "unknown", "all")}
    assert people == {"x": 2, "y": 1, "unknown": 1, "all": 4}


def test_by_group_and_unit_every_margin_is_there() -> None:
    counted = tally(small_answers(ASKED, ROWS), by=["group", "unit"])
    assert count(counted, kind="respondents", group="x", unit="n") == 1
    assert count(counted, kind="respondents", group="x") == 2
    assert count(counted, kind="respondents", unit="n") == 3
    assert count(counted, kind="respondents") == 4


def test_an_unknown_grouping_is_named_with_what_is_known() -> None:
    with pytest.raises(SettingsError, match=r"cannot group by 'gruop'.*Did you mean 'group'"):
        tally(small_answers(ASKED, ROWS), by="gruop")


def test_nothing_given_is_changed() -> None:
    answers = small_answers(ASKED, ROWS)
    before = answers.ratings.copy(), answers.respondents.copy()
    tally(answers, by="group")
    pd.testing.assert_frame_equal(answers.ratings, before[0])
    pd.testing.assert_frame_equal(answers.respondents, before[1])


CELLS = st.sampled_from([1, 2, 3, 4, 5, "?", "", "!"])
PEOPLE = st.lists(
    st.tuples(
        st.just("1"),
        st.sampled_from(["x", "y", None]),
        st.sampled_from(["n", "s", None]),
        st.tuples(CELLS, CELLS, CELLS, CELLS),
        st.sets(st.sampled_from(["a", "b"])).map(sorted),
    ),
    min_size=1,
    max_size=12,
)


def keyed(answers: Answers) -> pd.Series:
    counts = tally(answers, by=["group", "unit"]).counts
    return counts.set_index([*counts.columns.drop("n")])["n"].sort_index()


@settings(max_examples=40)
@given(PEOPLE, st.randoms())
def test_the_order_of_rows_never_changes_a_count(rows: list[Row], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a Random
    pd.testing.assert_series_equal(keyed(small_answers(ASKED, rows)), keyed(small_answers(ASKED, shuffled)))


@settings(max_examples=40)
@given(PEOPLE, PEOPLE)
def test_tallies_of_two_schools_add_up_to_the_tally_of_both(one: list[Row], other: list[Row]) -> None:
    apart = keyed(small_answers(ASKED, one)).add(keyed(small_answers(ASKED, other)), fill_value=0)
    together = keyed(small_answers(ASKED, [*one, *other]))
    pd.testing.assert_series_equal(apart.sort_index(), together.sort_index(), check_dtype=False)
