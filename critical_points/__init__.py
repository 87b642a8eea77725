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
    from critical_points.cleaning import Answers as Answers
    from critical_points.cleaning import clean as clean
    from critical_points.disclosure import Protected as Protected
    from critical_points.disclosure import protect as protect
    from critical_points.errors import CriticalPointsError as CriticalPointsError
    from critical_points.estimates import (
        compare_waves as compare_waves,
    )
    from critical_points.estimates import (
        describe as describe,
    )
    from critical_points.estimates import (
        distribution as distribution,
    )
    from critical_points.estimates import (
        respondents as respondents,
    )
    from critical_points.estimates import (
        votes as votes,
    )
    from critical_points.figures import (
        alt_text as alt_text,
    )
    from critical_points.figures import (
        data_table as data_table,
    )
    from critical_points.figures import (
        distributions as distributions,
    )
    from critical_points.figures import (
        group_intervals as group_intervals,
    )
    from critical_points.figures import (
        heatmap as heatmap,
    )
    from critical_points.figures import (
        show as show,
    )
    from critical_points.figures import (
        votes_chart as votes_chart,
    )
    from critical_points.figures import (
        wave_changes as wave_changes,
    )
    from critical_points.findings import findings as findings
    from critical_points.instrument import Instrument as Instrument
    from critical_points.instrument import load_instrument as load_instrument
    from critical_points.reports import build_reports as build_reports
    from critical_points.scaffold import new_workspace as new_workspace
    from critical_points.storage import load as load
    from critical_points.tables import (
        tabulate_account as tabulate_account,
    )
    from critical_points.tables import (
        tabulate_flags as tabulate_flags,
    )
    from critical_points.tables import (
        tabulate_problems as tabulate_problems,
    )
    from critical_points.tables import (
        tabulate_respondents as tabulate_respondents,
    )
    from critical_points.tables import (
        tabulate_scores as tabulate_scores,
    )
    from critical_points.tables import (
        tabulate_votes as tabulate_votes,
    )
    from critical_points.tallies import Tally as Tally
    from critical_points.tallies import tally as tally
    from critical_points.workspace import Review as Review
    from critical_points.workspace import open_review as open_review

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
