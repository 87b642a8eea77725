"""Actions: how far each is, and which are late."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from critical_points.plan import action_states, count_actions
from critical_points.tables import tabulate_actions
from tests.plan.frames import NAN, small_plan

TODAY = date(2026, 6, 1)
LATE = "!\N{NO-BREAK SPACE}overdue"


@pytest.mark.parametrize(
    ("status", "done", "state"),
    [
        ("not_started", NAN, "not started"),
        ("under_way", NAN, "under way"),
        ("done", NAN, "done"),
        ("", 0.0, "not started"),
        ("", 0.4, "under way"),
        ("", 1.0, "done"),
        ("", NAN, "not known"),
        ("done", 0.5, "done"),  # the status is what a person chose; that they do not agree is a doubt
        ("not_started", 1.0, "not started"),
    ],
)
def test_an_action_is_as_far_as_its_status_says_or_its_share_done(status: str, done: float, state: str) -> None:
    frame = action_states(small_plan(actions=[("2026", "feedback", None, status, done)]), today=TODAY)
    assert frame["state"].item() == state


@pytest.mark.parametrize(
    ("due", "status", "late"),
    [
        (date(2026, 5, 31), "under_way", True),
        (date(2026, 5, 31), "", True),
        (date(2026, 5, 31), "done", False),
        (date(2026, 6, 1), "not_started", False),  # due today
        (date(2026, 6, 2), "not_started", False),
        (None, "not_started", False),
    ],
)
def test_an_action_is_late_from_the_day_after_it_was_due(due: date | None, status: str, late: bool) -> None:
    frame = action_states(small_plan(actions=[("2026", "feedback", due, status, NAN)]), today=TODAY)
    assert bool(frame["late"].item()) is late


def test_the_states_add_up_and_the_share_is_of_all() -> None:
    plan = small_plan(
        actions=[
            ("2026", "feedback", date(2026, 1, 1), "done", 1.0),
            ("2026", "feedback", date(2026, 1, 1), "under_way", 0.5),
            ("2026", "feedback", None, "not_started", 0.0),
            ("2026", "feedback", None, "", NAN),
            ("2025", "feedback", None, "done", 1.0),
        ]
    )
    counts = count_actions(action_states(plan, "2026", today=TODAY))
    assert counts == {
        "actions": 4, "not_started": 1, "under_way": 1, "done": 1, "not_known": 1, "late": 1, "done_share": 0.25,
    }  # fmt: skip
    assert np.isnan(count_actions(action_states(plan, "2024", today=TODAY))["done_share"])


def test_the_plan_is_not_changed() -> None:
    plan = small_plan(actions=[("2026", "feedback", None, "done", 1.0)])
    action_states(plan, today=TODAY)
    assert "state" not in plan.actions


PLAN = small_plan(
    actions=[
        ("2026", "feedback", None, "", NAN),
        ("2026", "feedback", date(2026, 8, 1), "not_started", 0.0),
        ("2026", "", date(2026, 5, 31), "under_way", 0.5),
        ("2026", "gone", date(2026, 4, 30), "not_started", 0.0),
    ]
)


def test_the_table_has_the_overdue_ones_first_and_marks_them_in_words() -> None:
    table = tabulate_actions(PLAN, "2026", today=TODAY)
    assert table.caption == "Actions of the plan, 2026, as of 1 Jun 2026"
    assert table.frame.to_numpy().tolist() == [
        ["action 4", f"{LATE}, not started", "30 Apr 2026", "owner", "–"],
        ["action 3", f"{LATE}, under way, 50%", "31 May 2026", "owner", "–"],
        ["action 2", "not started", "1 Aug 2026", "owner", "Developmental feedback"],
        ["action 1", "not known", "–", "owner", "Developmental feedback"],
    ]


@pytest.mark.parametrize(
    ("status", "done", "told"),
    [
        ("done", 1.0, "done"),
        ("done", 0.9, "done, 90%"),  # they do not agree: both are told
        ("under_way", 0.0, "under way, 0%"),
        ("not_started", 0.0, "not started"),
        ("", 0.25, "under way, 25%"),
        ("", NAN, "not known"),
    ],
)
def test_the_share_done_is_told_where_it_says_more_than_the_state(status: str, done: float, told: str) -> None:
    table = tabulate_actions(small_plan(actions=[("2026", "feedback", None, status, done)]), today=TODAY)
    assert table.frame["State"].item() == told


def test_actions_of_two_plans_name_their_plan() -> None:
    plan = small_plan(
        actions=[
            ("2025", "feedback", date(2026, 5, 1), "", NAN),
            ("2026", "feedback", date(2026, 7, 1), "", NAN),
            ("2024", "feedback", None, "", NAN),
        ]
    )
    table = tabulate_actions(plan, "2026", "2025", today=TODAY)
    assert table.caption == "Actions of the plan, 2025 and 2026, as of 1 Jun 2026"
    assert table.frame[["Action", "Plan"]].to_numpy().tolist() == [["action 1", "2025"], ["action 2", "2026"]]
    assert list(tabulate_actions(plan, today=TODAY).frame["Plan"]) == ["2025", "2026", "2024"]


def test_owners_can_be_left_out() -> None:
    assert "owner" not in tabulate_actions(PLAN, "2026", today=TODAY, owners=False).frame.to_string()


def test_a_plan_without_actions_says_so() -> None:
    assert repr(tabulate_actions(small_plan(), "2026")) == "The plan has no actions."
