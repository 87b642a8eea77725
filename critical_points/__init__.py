"""From a survey of the critical points of work-based learning to decisions, every year.

A tour, in the order in which a datum walks::

    import critical_points as cp

    review = cp.open_review(".")                    # review.toml, the instrument, the waves
    answers = cp.load(review)                       # every wave that has files, cleaned where they changed
    answers.problems                                # every cell that was not understood
    tally = cp.tally(answers, by="group")           # counts, totals included
    safe = cp.protect(tally)                        # what may be shown: no result of fewer than five
    cp.describe(safe)                               # means with their intervals, n, shares
    cp.compare_waves(safe)                          # the newest wave against the one before
    cp.show(cp.heatmap(safe))                       # a figure, its description and its numbers
    cp.build_reports(review, "2026", language="fi") # reports/2026/*.html

Frames are tidy and values: nothing is changed in place. Shares are 0–1, ratings 1–5, and every share has its n.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from critical_points.cleaning import Answers, clean
    from critical_points.disclosure import Protected, protect
    from critical_points.errors import CriticalPointsError
    from critical_points.estimates import compare_waves, describe, distribution, respondents, votes
    from critical_points.figures import (
        alt_text,
        data_table,
        distributions,
        group_intervals,
        heatmap,
        show,
        votes_chart,
        wave_changes,
    )
    from critical_points.findings import findings
    from critical_points.instrument import Instrument, load_instrument
    from critical_points.reports import build_reports
    from critical_points.scaffold import new_workspace
    from critical_points.storage import load
    from critical_points.tables import (
        tabulate_account,
        tabulate_flags,
        tabulate_problems,
        tabulate_respondents,
        tabulate_scores,
        tabulate_votes,
    )
    from critical_points.tallies import Tally, tally
    from critical_points.workspace import Review, open_review

_ROOMS = {
    "cleaning": ("Answers", "clean"),
    "disclosure": ("Protected", "protect"),
    "errors": ("CriticalPointsError",),
    "estimates": ("compare_waves", "describe", "distribution", "respondents", "votes"),
    "figures": (
        "alt_text",
        "data_table",
        "distributions",
        "group_intervals",
        "heatmap",
        "show",
        "votes_chart",
        "wave_changes",
    ),
    "findings": ("findings",),
    "instrument": ("Instrument", "load_instrument"),
    "reports": ("build_reports",),
    "scaffold": ("new_workspace",),
    "storage": ("load",),
    "tables": (
        "tabulate_account",
        "tabulate_flags",
        "tabulate_problems",
        "tabulate_respondents",
        "tabulate_scores",
        "tabulate_votes",
    ),
    "tallies": ("Tally", "tally"),
    "workspace": ("Review", "open_review"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = ["__version__", *sorted(_ROOM_OF)]  # noqa: PLE0604 - the names are those of _ROOMS


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command starts fast."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'critical_points' has no attribute {name!r}")
    return getattr(import_module(f"critical_points.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
