"""What the counts tell: means, shares, groups, waves, priorities, targets, partnership, reliability and agreement."""

from critical_points.disclosure import only_protected
from critical_points.estimates.agreement import agreement
from critical_points.estimates.cells import FULL, choose_waves
from critical_points.estimates.chosen import choose_point
from critical_points.estimates.description import describe
from critical_points.estimates.gaps import find_gaps
from critical_points.estimates.groups import compare_groups
from critical_points.estimates.means import bounded_interval
from critical_points.estimates.partnership import hold_against, partnership, steps_reached
from critical_points.estimates.priorities import priorities
from critical_points.estimates.reliability import reliability
from critical_points.estimates.shares import distribution, respondents, votes
from critical_points.estimates.targets import compare_targets
from critical_points.estimates.unflagged import without_flagged
from critical_points.estimates.waves import MARGIN, compare_waves, trend

__all__ = [
    "FULL",
    "MARGIN",
    "agreement",
    "bounded_interval",
    "choose_point",
    "choose_waves",
    "compare_groups",
    "compare_targets",
    "compare_waves",
    "describe",
    "distribution",
    "find_gaps",
    "hold_against",
    "only_protected",
    "partnership",
    "priorities",
    "reliability",
    "respondents",
    "steps_reached",
    "trend",
    "votes",
    "without_flagged",
]
