"""What may be shown: nothing of one to four respondents."""

from __future__ import annotations

import pytest

from critical_points.disclosure import protect
from critical_points.errors import SettingsError
from critical_points.estimates import describe, distribution, respondents, votes
from critical_points.tallies import tally
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "a2": "a"}, groups=["big", "small"])
BIG: list[Row] = [("1", "big", None, (n % 5 + 1, 3), ("a",)) for n in range(6)]
SMALL: list[Row] = [("1", "small", None, (5, 5), ("a",)) for _ in range(4)]


def test_a_group_of_four_is_hidden_everywhere_and_counted_in_the_total() -> None:
    safe = protect(tally(small_answers(ASKED, BIG + SMALL), by="group"))
    assert "small" not in set(safe.counts["group"])
    for frame in (describe(safe), distribution(safe), votes(safe), respondents(safe)):
        small = frame[frame["group"] == "small"]
        assert len(small)
        assert small["hidden"].all()
        numbers = small.select_dtypes("number").drop(columns="rating", errors="ignore")
        assert numbers.isna().all().all()
    assert respondents(safe).query("group == 'all'")["n"].item() == 10


def test_a_group_of_five_is_shown() -> None:
    safe = protect(tally(small_answers(ASKED, BIG + SMALL + SMALL[:1]), by="group"))
    shown = describe(safe).query("group == 'small' and kind == 'point'")
    assert shown["n"].item() == 5
    assert shown["mean"].item() == 5.0


def test_an_item_that_four_of_a_large_group_rated_is_hidden_and_the_others_are_not() -> None:
    rows: list[Row] = [("1", "big", None, (3 if n < 4 else "?", 4), ()) for n in range(10)]
    cells = describe(protect(tally(small_answers(ASKED, rows), by="group"))).query("group == 'big'")
    assert cells.set_index("subject")["hidden"].to_dict() == {"a1": True, "a2": False, "a": False}


def test_a_point_on_which_nobody_has_a_score_but_a_few_have_an_answer_is_hidden() -> None:
    three = small_instrument({"a1": "a", "a2": "a", "a3": "a"}, groups=["big"])
    rows: list[Row] = [("1", "big", None, (3 if n < 2 else "", "", ""), ()) for n in range(8)]
    cell = describe(protect(tally(small_answers(three, rows)))).query("kind == 'point'")
    assert cell["hidden"].item()


def test_votes_of_fewer_than_five_voters_are_hidden() -> None:
    rows: list[Row] = [("1", "big", None, (3, 3), ("a",) if n < 4 else ()) for n in range(9)]
    assert votes(protect(tally(small_answers(ASKED, rows))))["hidden"].all()


def test_a_larger_minimum_hides_more_and_a_smaller_one_is_refused() -> None:
    counted = tally(small_answers(ASKED, BIG), by="group")
    assert describe(protect(counted, 10))["hidden"].all()
    with pytest.raises(SettingsError, match="smallest allowed is 5"):
        protect(counted, 4)
