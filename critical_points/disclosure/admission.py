"""Who may take part in making something for a reader: protected counts, and nothing else."""

from __future__ import annotations

from critical_points.disclosure.protection import Protected
from critical_points.errors import CriticalPointsError, Fault
from critical_points.messages import said


def only_protected(safe: object) -> None:
    """Refuse answers and counts that are not protected: nothing for a reader is made from them.

    Raises
    ------
    CriticalPointsError
        When `safe` is anything but `Protected`.
    """
    if not isinstance(safe, Protected):
        raise CriticalPointsError(
            said("Figures, tables and sentences are made from protected counts only."),
            [Fault(said("this is {kind}.", kind=type(safe).__name__))],
            said("protect it first: cp.protect(tally), or take cp.open_results(review)"),
        )
