"""Tables for notebooks: what was read, scores and votes, groups, changes and priorities."""

from critical_points.tables.benchmarks import tabulate_benchmark
from critical_points.tables.changes import tabulate_changes
from critical_points.tables.groups import tabulate_gaps, tabulate_pairs
from critical_points.tables.methodology import methods
from critical_points.tables.notes import list_notes, tabulate_note_counts, tabulate_words
from critical_points.tables.partnership import tabulate_partnership
from critical_points.tables.plan import tabulate_actions, tabulate_plan_texts, tabulate_targets
from critical_points.tables.points import introduce_point, list_prompts
from critical_points.tables.priorities import tabulate_priorities
from critical_points.tables.process import tabulate_process
from critical_points.tables.reading import (
    LISTED,
    tabulate_account,
    tabulate_flags,
    tabulate_problems,
    tabulate_sources,
)
from critical_points.tables.scores import tabulate_respondents, tabulate_scores, tabulate_votes
from critical_points.tables.unflagged import tabulate_unflagged

__all__ = [
    "LISTED",
    "introduce_point",
    "list_notes",
    "list_prompts",
    "methods",
    "tabulate_account",
    "tabulate_actions",
    "tabulate_benchmark",
    "tabulate_changes",
    "tabulate_flags",
    "tabulate_gaps",
    "tabulate_note_counts",
    "tabulate_pairs",
    "tabulate_partnership",
    "tabulate_plan_texts",
    "tabulate_priorities",
    "tabulate_problems",
    "tabulate_process",
    "tabulate_respondents",
    "tabulate_scores",
    "tabulate_sources",
    "tabulate_targets",
    "tabulate_unflagged",
    "tabulate_votes",
    "tabulate_words",
]
