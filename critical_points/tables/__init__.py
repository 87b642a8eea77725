"""Tables for notebooks: what was read, scores and votes, groups, changes and priorities."""

from critical_points.tables.changes import tabulate_changes
from critical_points.tables.groups import tabulate_gaps, tabulate_pairs
from critical_points.tables.priorities import tabulate_priorities
from critical_points.tables.reading import LISTED, tabulate_account, tabulate_flags, tabulate_problems
from critical_points.tables.scores import tabulate_respondents, tabulate_scores, tabulate_votes

__all__ = [
    "LISTED",
    "tabulate_account",
    "tabulate_changes",
    "tabulate_flags",
    "tabulate_gaps",
    "tabulate_pairs",
    "tabulate_priorities",
    "tabulate_problems",
    "tabulate_respondents",
    "tabulate_scores",
    "tabulate_votes",
]
