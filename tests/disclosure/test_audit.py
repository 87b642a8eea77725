"""Nothing follows from what is shown: held against a search through all sets."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from benchmarks.attack import attack_survey
from critical_points.disclosure import protect
from critical_points.tallies import tally
from tests.disclosure.brute_force import Found, sets_that_follow
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "a2": "a", "a3": "a"}, groups=["x", "y", "z"], units=["n", "s"])
MARGINS = ("group", "unit")

PLACES = [("x", "n"), ("x", "s"), ("y", "n"), ("y", "s"), ("z", "n")]
RATING: st.SearchStrategy[int | str] = st.sampled_from([1, 2, 3, 4, 5, 5, 5, "?"])


@st.composite
def surveys(draw: st.DrawFn) -> list[Row]:
    """Return a survey of up to five cells, most of them small."""
    rows: list[Row] = []
    for group, unit in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=5, unique=True)):
        size = draw(st.sampled_from([1, 2, 3, 4, 5, 6, 8, 11, 14]))
        alike = draw(st.booleans())
        for _ in range(size):
            cells = draw(st.tuples(RATING, RATING, RATING)) if not alike else (draw(RATING), 2, 5)
            rows.append(("1", group, unit, cells, ("a",) if draw(st.booleans()) else ()))
    return rows


def found_in(rows: list[Row], details: set[str], margins: tuple[str, ...] | None = MARGINS) -> list[Found]:
    answers = small_answers(ASKED, rows)
    safe = protect(tally(answers, by=["group", "unit"]), margins=margins)
    return sets_that_follow(answers, safe, "1", "a", details)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys())
def test_no_set_of_one_to_four_respondents_follows_from_what_is_shown(rows: list[Row]) -> None:
    small = [name for name, people, _ in found_in(rows, {"full", "mean", "band"}) if len(people) < 5]
    assert not small


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys())
def test_no_set_follows_of_whom_all_but_one_are_unfavourable(rows: list[Row]) -> None:
    alike = [
        name
        for name, _, ratings in found_in(rows, {"full", "mean", "band"})
        if sum(rating > 2 for rating in ratings) < 2
    ]
    assert not alike


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys())
def test_no_distribution_follows_of_fewer_than_ten_or_of_the_unanimous(rows: list[Row]) -> None:
    found = found_in(rows, {"full"})
    assert not [name for name, people, _ in found if len(people) < 10]
    assert not [name for name, _, r in found if len(r) - max(r.count(value) for value in r) < 2]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys())
def test_no_mean_follows_of_the_unanimous(rows: list[Row]) -> None:
    found = found_in(rows, {"full", "mean"})
    assert not [name for name, _, r in found if len(r) - max(r.count(value) for value in r) < 2]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys())
def test_crossings_can_be_published_too(rows: list[Row]) -> None:
    found = found_in(rows, {"full", "mean", "band"}, margins=None)
    assert not [name for name, people, _ in found if len(people) < 5]


@settings(max_examples=30, deadline=None)
@given(surveys(), st.randoms())
def test_the_order_of_rows_makes_no_difference(rows: list[Row], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a Random
    one, other = (
        protect(tally(small_answers(ASKED, r), by=["group", "unit"]), margins=MARGINS) for r in (rows, shuffled)
    )
    pd.testing.assert_frame_equal(one.cells, other.cells)
    pd.testing.assert_frame_equal(one.hidden, other.hidden)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [5, 11])
def test_where_crossings_are_published_who_can_have_answered_at_all_is_taken_into_account(seed: int) -> None:
    """Both were certain before: few raters of a crossing whose respondents are told, and pooled less other items."""
    found = attack_survey(seed, ("protected",), margins=("crossed",)).findings["crossed", "protected"]
    assert not [finding for _, finding in found if finding.kind == "unfavourable"]
