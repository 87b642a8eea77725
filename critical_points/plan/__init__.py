"""How a plan has come about: its targets, its actions and its words, beside the results of the next survey."""

from critical_points.plan.actions import action_states, count_actions
from critical_points.plan.doubts import find_doubts
from critical_points.plan.targets import target_progress, targets_moved
from critical_points.plan.texts import list_texts, plan_texts

__all__ = [
    "action_states",
    "count_actions",
    "find_doubts",
    "list_texts",
    "plan_texts",
    "target_progress",
    "targets_moved",
]
