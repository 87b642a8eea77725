"""What is odd about a plan is told, never refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from critical_points.plan import find_doubts
from tests.plan.frames import NAN, Action, Target, small_plan

FEEDBACK, TRANSITIONS = ("2026", "a", "feedback", 3.5), ("2026", "a", "transitions", 3.5)


@pytest.mark.parametrize(
    ("targets", "doubts"),
    [
        ([FEEDBACK, TRANSITIONS], []),
        ([FEEDBACK, TRANSITIONS, ("2026", "b", "feedback", 3.5)], []),  # two teams, the same two points
        ([FEEDBACK], [("one target", 1, "feedback")]),
        (
            [FEEDBACK, TRANSITIONS, ("2026", "b", "demonstrations", 4.0)],
            [("many targets", 3, "feedback;transitions;demonstrations")],
        ),
        ([FEEDBACK, ("2026", "a", "", 4.0)], [("one target", 1, "feedback"), ("no point", 1, "")]),
        ([FEEDBACK, ("2026", "a", "gone", 4.0)], [("one target", 1, "feedback"), ("no point", 1, "gone")]),
        ([FEEDBACK, ("2026", "a", "transitions", NAN)], [("no level", 1, "transitions")]),
        ([FEEDBACK, TRANSITIONS, ("2026", "b", "feedback", 4.0)], [("levels differ", 1, "feedback")]),
        ([("2025", "a", "feedback", 3.5)], [("no plan", 0, "")]),
    ],
)
def test_two_targets_are_meant_in_all(targets: Sequence[Target], doubts: list[tuple[str, int, str]]) -> None:
    assert [tuple(row) for row in find_doubts(small_plan(targets), "2026").to_numpy()] == doubts


@pytest.mark.parametrize(
    ("action", "odd"),
    [
        (("2026", "feedback", None, "done", 0.5), True),
        (("2026", "feedback", None, "done", 1.0), False),
        (("2026", "feedback", None, "done", NAN), False),
        (("2026", "feedback", None, "not_started", 0.1), True),
        (("2026", "feedback", None, "under_way", 1.0), False),
    ],
)
def test_a_status_and_a_share_that_do_not_agree(action: Action, odd: bool) -> None:
    found = find_doubts(small_plan([FEEDBACK, TRANSITIONS], [action]), "2026")
    assert list(found["doubt"]) == ["states differ"] * odd


def test_actions_without_targets_are_a_plan_without_targets() -> None:
    found = find_doubts(small_plan(actions=[("2026", "feedback", None, "done", 1.0)]), "2026")
    assert list(found["doubt"]) == ["no targets"]
