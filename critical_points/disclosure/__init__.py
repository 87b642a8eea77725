"""Protection of small groups: what may leave the analyst's notebook, and what may not."""

from critical_points.disclosure.admission import only_protected
from critical_points.disclosure.explanation import explain_protection
from critical_points.disclosure.merging import MergeProposal, propose_merge
from critical_points.disclosure.protection import SMALLEST_MINIMUM, Protected, protect

__all__ = [
    "SMALLEST_MINIMUM",
    "MergeProposal",
    "Protected",
    "explain_protection",
    "only_protected",
    "propose_merge",
    "protect",
]
