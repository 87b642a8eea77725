"""Sentences of an alt text: true to the numbers as they are displayed."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from critical_points.errors import CriticalPointsError
from critical_points.figures.description import (
    Result,
    alt_text,
    data_table,
    gather,
    tell_empty,
    tell_extremes,
    tell_hidden,
)
from critical_points.figures.showing import show
from critical_points.language import Language

EN = Language("en")


def tell(*results: tuple[float, str, float]) -> str:
    return tell_extremes(EN, "All", [Result(*result) for result in results], EN.number)


def test_the_highest_and_the_lowest_are_told_with_their_n() -> None:
    told = tell((3.41, "A", 20), (2.6, "B", 19), (4.26, "C", 1200))
    assert told == "All: highest 4.3 (C, n = 1,200), lowest 2.6 (B, n = 19)."


def test_results_that_look_equal_are_told_together() -> None:
    told = tell((3.44, "A", 20), (3.36, "B", 19), (2.0, "C", 18))
    assert told == "All: highest 3.4 (A, n = 20; B, n = 19), lowest 2.0 (C, n = 18)."


def test_more_than_three_equal_results_are_counted() -> None:
    told = tell((4.0, "A", 5), (4.0, "B", 5), (4.0, "C", 5), (4.0, "D", 5), (4.0, "E", 5), (1.0, "F", 5))
    assert told == "All: highest 4.0 (A, n = 5; B, n = 5; C, n = 5; and 2 others), lowest 1.0 (F, n = 5)."


def test_all_equal_one_and_none() -> None:
    assert tell((3.41, "A", 20), (3.39, "B", 19)) == "All: every value shown is 3.4."
    assert tell((3.41, "A", 20), (float("nan"), "B", 0)) == "All: the only value shown is 3.4 (A, n = 20)."
    assert tell((float("nan"), "B", 0)) == ""


def test_a_group_that_is_hidden_as_a_whole_is_named_once() -> None:
    cells = pd.DataFrame(
        {
            "member": ["management", "management", "staff", "staff"],
            "full": ["A: management", "B: management", "A: staff", "B: staff"],
        }
    )
    assert gather(cells, pd.Series([True, True, False, True])) == ["management", "B: staff"]
    assert gather(cells, pd.Series([False] * 4)) == []


def test_hidden_and_empty_results_are_named_or_counted() -> None:
    assert tell_hidden(EN, [], 5) == tell_empty(EN, []) == ""
    assert tell_hidden(EN, ["A", "B"], 5) == "Hidden, fewer than 5 respondents: A; B."
    assert tell_hidden(EN, list("ABCD"), 10, 32) == "32 results are hidden: fewer than 10 respondents."
    assert tell_empty(EN, ["A"]) == "No answers: A."
    assert tell_empty(EN, list("ABCD")) == "4 results have no answers."


def test_a_figure_without_alt_text_is_not_shown() -> None:
    ax = Figure().add_subplot()
    for ask in (alt_text, data_table, show):
        with pytest.raises(CriticalPointsError, match="no alt text"):
            ask(ax)
