"""Tallies add like numbers: in whatever order, and to the last bit."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from hypothesis import given, settings, strategies as st

from critical_points.tallies import Tally, sum_up, tally
from tests.small_answers import Row, small_answers
from tests.test_tallies import ASKED, PEOPLE


def tally_of(rows: Sequence[Row]) -> Tally:
    return tally(small_answers(ASKED, rows), by=["group", "unit"])


def assert_same(one: Tally, other: Tally) -> None:
    """Compare two tallies to the last bit; the order of rows is no part of a tally."""
    for name in ("counts", "items", "sums", "ratios"):
        frames = [getattr(one, name), getattr(other, name)]
        keys = [column for column in frames[0].columns if not pd.api.types.is_numeric_dtype(frames[0][column])]
        keys += ["score"] if name == "counts" else []
        mine, theirs = (frame.sort_values(keys, ignore_index=True) for frame in frames)
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True, check_dtype=False)


#: Scores of three items are thirds, which no floating-point number holds exactly.
SCHOOLS = st.lists(PEOPLE, min_size=2, max_size=4)


@settings(max_examples=12)
@given(SCHOOLS, st.permutations(range(4)))
def test_tallies_add_up_to_the_same_in_whatever_order(schools: list[list[Row]], order: list[int]) -> None:
    tallies = [tally_of(rows) for rows in schools]
    shuffled = [tallies[n] for n in order if n < len(tallies)]
    from_left = functools.reduce(operator.add, tallies)
    from_right = functools.reduce(lambda whole, one: one + whole, reversed(shuffled))
    together = tally_of([row for rows in schools for row in rows])
    for other in (from_right, sum_up(shuffled), together):
        assert_same(from_left, other)


@settings(max_examples=8)
@given(PEOPLE)
def test_a_tally_of_nobody_changes_nothing(rows: list[Row]) -> None:
    some = tally_of(rows)
    nobody = replace(some, **{name: getattr(some, name).iloc[:0] for name in ("counts", "items", "sums", "ratios")})
    assert_same(some + nobody, some)
    assert_same(nobody + some, some)
    assert_same(sum_up([some]), some)
