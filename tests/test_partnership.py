"""The ladder: each level against the threshold, the step reached, and the basis of mutual partnership."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from critical_points.disclosure import Protected, protect
from critical_points.estimates import describe, hold_against, partnership, steps_reached
from critical_points.estimates.partnership import climb, judge_basis
from critical_points.sentences import findings
from critical_points.tables import tabulate_partnership
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

NAN = float("nan")
STATES = ("in order", "not in order", "cannot tell")


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [
        (3.5, 3.9, "above"),  # the lower limit is at the threshold
        (3.6, 3.9, "above"),
        (3.49, 3.9, "cannot tell"),
        (3.0, 3.5, "cannot tell"),  # the upper limit is not below the threshold
        (3.0, 3.49, "below"),
        (3.5, 3.5, "above"),  # everybody has answered: no width
        (3.5 - 1e-12, 3.9, "above"),  # what is left of the digits is no difference
        (3.0, 3.5 - 1e-12, "cannot tell"),
        (NAN, NAN, "cannot tell"),
    ],
)
def test_an_interval_lies_above_a_mark_below_it_or_on_both_sides(low: float, high: float, side: str) -> None:
    assert hold_against(low, high, 3.5) == side


@given(st.floats(1, 5), st.floats(0, 4), st.floats(1, 5))
def test_no_interval_is_both_above_and_below(low: float, width: float, mark: float) -> None:
    side = hold_against(low, low + width, mark)
    assert (side == "above") == (low >= mark - 1e-9)
    assert (side == "below") == (low + width < mark - 1e-9)


def levels(states: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"subject": [f"level {n}" for n, _ in enumerate(states, 1)], "step": range(1, len(states) + 1), "state": states}
    )


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["in order"] * 3, ("level 3", 3, "", "")),
        (["in order", "in order", "not in order"], ("level 2", 2, "level 3", "not in order")),
        (["in order", "cannot tell", "in order"], ("level 1", 1, "level 2", "cannot tell")),
        (["in order", "not in order", "in order"], ("level 1", 1, "level 2", "not in order")),
        (["not in order", "in order", "in order"], ("", 0, "level 1", "not in order")),
        (["cannot tell", "in order", "in order"], ("", 0, "level 1", "cannot tell")),
    ],
)
def test_the_step_reached_is_the_last_in_order_with_all_before_it(
    states: list[str], told: tuple[str, int, str, str]
) -> None:
    found = climb(levels(states))
    assert tuple(found[name] for name in ("reached", "step", "stopped_by", "stopped")) == told


def test_every_combination_of_three_states_stops_at_the_first_that_is_not_in_order() -> None:
    for states in product(STATES, repeat=3):
        clear = next((n for n, state in enumerate(states) if state != "in order"), 3)
        found = climb(levels(states))
        assert found["step"] == clear
        assert found["stopped"] == ("" if clear == 3 else states[clear])


@pytest.mark.parametrize(
    ("states", "basis"),
    [
        (["in order"] * 8, "in order"),
        (["in order"] * 7 + ["cannot tell"], "cannot tell"),
        (["in order"] * 7 + ["not in order"], "not in order"),
        (["in order"] * 6 + ["cannot tell", "not in order"], "not in order"),
        ([], "cannot tell"),
    ],
)
def test_the_basis_is_in_order_when_all_points_are(states: list[str], basis: str) -> None:
    found = judge_basis(levels(states))
    assert found["basis"] == basis
    assert sum(len(str(found[f"points_{s.replace(' ', '_')}"]).split(";")) for s in set(states)) == len(states)


ASKED = small_instrument(
    {"a1": "point", "b1": "first", "c1": "second", "d1": "third"}, ["x", "y"], ["first", "second", "third"]
)


def rated(group: str, cells: Sequence[int], times: int) -> list[Row]:
    """Answers around whole ratings: as many a step above (or below 5) as below, so that no cell is unanimous."""
    return [("2026", group, None, tuple(c - (n % 3 == 0) for c in cells), ()) for n in range(times)]


def protected(rows: list[Row]) -> Protected:
    return in_full(tally(small_answers(ASKED, rows), by="group"))


def test_levels_are_held_against_the_threshold_group_by_group() -> None:
    safe = protected(rated("x", (5, 5, 4, 2), 30) + rated("y", (5, 2, 5, 5), 30))
    frame = partnership(safe)
    states = {group: list(rows["state"]) for group, rows in frame.groupby("group", sort=False)}
    assert states["x"] == ["in order", "cannot tell", "not in order"]
    assert states["y"] == ["not in order", "in order", "in order"]
    reached = steps_reached(safe).set_index("group")
    assert (reached.loc["x", "reached"], reached.loc["x", "stopped_by"]) == ("first", "second")
    assert (reached.loc["y", "reached"], reached.loc["y", "stopped"]) == ("", "not in order")
    assert set(reached["basis"]) == {"in order"}
    told = describe(safe)
    told = told[(told["kind"] == "level") & (told["group"] == "x")]
    assert list(frame.loc[frame["group"] == "x", "low"]) == list(told["low"])


def test_the_threshold_is_the_organisation_s_own() -> None:
    safe = protected(rated("x", (5, 5, 4, 2), 30))
    assert list(partnership(safe, "2026", 3.0)["state"])[:3] == ["in order", "in order", "not in order"]
    assert steps_reached(safe, "2026", 3.0)["step"].max() == 2


def test_a_hidden_group_cannot_be_told_and_shows_no_number() -> None:
    safe = protect(tally(small_answers(ASKED, rated("x", (5, 5, 5, 5), 30) + rated("y", (1, 1, 1, 1), 4)), by="group"))
    frame = partnership(safe)
    hidden = frame[frame["group"] == "y"]
    assert hidden["hidden"].all()
    assert set(hidden["state"]) == {"cannot tell"}
    assert set(hidden["why"]) == {"fewer than 5"}
    assert hidden[["n", "mean", "low", "high"]].isna().all(axis=None)
    assert steps_reached(safe).set_index("group").loc["y", "stopped"] == "cannot tell"


def test_a_mean_without_its_interval_cannot_be_told() -> None:
    """Of 5–9 respondents only n and the mean are shown."""
    safe = protect(tally(small_answers(ASKED, rated("x", (5, 5, 5, 5), 7)), by="group"))
    frame = partnership(safe)
    assert set(frame["state"]) == {"cannot tell"}
    assert set(frame["why"]) == {"no interval"}


def test_a_level_that_was_not_asked_stops_the_ladder() -> None:
    wider = small_instrument({"a1": "point", "b1": "first", "d1": "third"}, ["x"], ["first", "second", "third"])
    rows: list[Row] = [("2026", "x", None, (5 - n % 2, 5 - n % 2, 5 - n % 2), ()) for n in range(30)]
    safe = in_full(tally(small_answers(wider, rows), by="group"))
    frame = partnership(safe)
    assert list(frame.loc[frame["group"] == "all", "why"]) == ["", "not asked", ""]
    reached = steps_reached(safe).set_index("group").loc["all"]
    assert (reached["reached"], reached["stopped_by"], reached["stopped"]) == ("first", "second", "cannot tell")


def test_a_survey_without_levels_has_no_ladder() -> None:
    plain = small_instrument({"a1": "point"}, ["x"])
    safe = in_full(tally(small_answers(plain, [("2026", "x", None, (4,), ())] * 12), by="group"))
    assert partnership(safe).empty
    assert steps_reached(safe).empty
    assert repr(tabulate_partnership(safe)) == "The survey did not ask about partnership."
    assert findings(safe, about="partnership").rows.empty


def test_the_table_tells_the_step_the_next_one_and_the_basis() -> None:
    earlier: list[Row] = [("2025", *row[1:]) for row in rated("x", (5, 2, 4, 2), 30)]
    table = tabulate_partnership(protected(rated("x", (5, 5, 4, 2), 30) + earlier))
    assert table.caption == "Steps of partnership by group, 2025 and 2026; in order from 3.5"
    assert table.frame.to_numpy().tolist() == [
        [group, *row]
        for group in ("x", "All respondents")
        for row in (
            ("2026", "1. first", "second: ?\N{NO-BREAK SPACE}cannot be told", "✓\N{NO-BREAK SPACE}in order"),
            ("2025", "before the first step", "first: ✗\N{NO-BREAK SPACE}not in order", "✓\N{NO-BREAK SPACE}in order"),
        )
    ]


def test_a_hidden_group_says_so_in_the_table() -> None:
    safe = protect(tally(small_answers(ASKED, rated("x", (5, 5, 5, 5), 30) + rated("y", (1, 1, 1, 1), 4)), by="group"))
    rows = {row[0]: row[1:] for row in tabulate_partnership(safe).frame.to_numpy().tolist()}
    assert rows["y"] == ["2026", "under 5", "under 5", "under 5"]


def test_the_step_is_told_in_a_sentence() -> None:
    safe = protected(rated("x", (5, 5, 4, 2), 30))
    assert str(findings(safe, about="partnership")).split("\n") == [
        "Step reached: 1. first. Next: second – ?\N{NO-BREAK SPACE}cannot be told.",
        "Basis of mutual partnership, all points: ✓\N{NO-BREAK SPACE}in order (in order 1, not in order 0, "
        "cannot be told 0).",
    ]


def test_nothing_is_told_of_four_respondents() -> None:
    safe = protect(tally(small_answers(ASKED, rated("x", (5, 5, 5, 5), 4)), by="group"))
    assert findings(safe, about="partnership").rows.empty
