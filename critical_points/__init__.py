"""From a survey of the critical points of work-based learning to decisions, every year.

A tour, in the order in which a datum walks::

    import critical_points as cp

    review = cp.open_review(".")                    # review.toml, the instrument, the waves
    answers = cp.load(review)                       # every wave that has files, cleaned where they changed
    answers.problems                                # every cell that was not understood
    tally = cp.tally(answers, by="group")           # counts, totals included
    safe = cp.protect(tally, 5, review.headcounts)  # what may be shown: no result of fewer than five
    cp.describe(safe)                               # means with their intervals, n, shares
    cp.compare_groups(safe)                         # pairs of groups, by ranks
    cp.compare_waves(safe)                          # the newest wave against the one before
    cp.priorities(safe)                             # what to develop first, and how sure that is
    cp.findings(safe)                               # the same in sentences
    cp.show(cp.heatmap(safe))                       # a figure, its description and its numbers
    cp.ladder(safe)                                 # how far partnership has come
    plan = cp.load_plan(review)                     # the teams' workbooks: discussion, targets, actions
    cp.target_progress(safe, plan)                  # what has come of the targets
    cp.process(review, plan=plan)                   # the process against its dates
    cp.build_reports(review, "2026", language="fi") # reports/2026/*.html

Frames are tidy and values: nothing is changed in place. Shares are 0–1, ratings 1–5, and every share has its n.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from critical_points.cleaning import (
        Answers as Answers,
        clean as clean,
    )
    from critical_points.disclosure import (
        Protected as Protected,
        explain_protection as explain_protection,
        protect as protect,
    )
    from critical_points.errors import CriticalPointsError as CriticalPointsError
    from critical_points.estimates import (
        agreement as agreement,
        choose_point as choose_point,
        compare_groups as compare_groups,
        compare_targets as compare_targets,
        compare_waves as compare_waves,
        describe as describe,
        distribution as distribution,
        find_gaps as find_gaps,
        partnership as partnership,
        priorities as priorities,
        reliability as reliability,
        respondents as respondents,
        steps_reached as steps_reached,
        trend as trend,
        votes as votes,
    )
    from critical_points.explorer import explore as explore
    from critical_points.figures import (
        alt_text as alt_text,
        benchmark_chart as benchmark_chart,
        data_table as data_table,
        distributions as distributions,
        group_intervals as group_intervals,
        heatmap as heatmap,
        ladder as ladder,
        priorities_chart as priorities_chart,
        show as show,
        targets_chart as targets_chart,
        votes_chart as votes_chart,
        wave_changes as wave_changes,
    )
    from critical_points.instrument import (
        Instrument as Instrument,
        load_instrument as load_instrument,
    )
    from critical_points.notes import (
        discussion as discussion,
        frequent_words as frequent_words,
        published_notes as published_notes,
    )
    from critical_points.plan import (
        action_states as action_states,
        plan_texts as plan_texts,
        target_progress as target_progress,
        targets_moved as targets_moved,
    )
    from critical_points.releases import open_results as open_results
    from critical_points.reports import build_reports as build_reports
    from critical_points.scaffold import new_workspace as new_workspace
    from critical_points.schedule import process as process
    from critical_points.sentences import (
        benchmark_findings as benchmark_findings,
        findings as findings,
    )
    from critical_points.sharing import (
        compare_with_others as compare_with_others,
        open_benchmark as open_benchmark,
        share_wave as share_wave,
    )
    from critical_points.storage import load as load
    from critical_points.tables import (
        introduce_point as introduce_point,
        list_notes as list_notes,
        list_prompts as list_prompts,
        methods as methods,
        tabulate_account as tabulate_account,
        tabulate_actions as tabulate_actions,
        tabulate_benchmark as tabulate_benchmark,
        tabulate_changes as tabulate_changes,
        tabulate_flags as tabulate_flags,
        tabulate_gaps as tabulate_gaps,
        tabulate_note_counts as tabulate_note_counts,
        tabulate_pairs as tabulate_pairs,
        tabulate_partnership as tabulate_partnership,
        tabulate_plan_texts as tabulate_plan_texts,
        tabulate_priorities as tabulate_priorities,
        tabulate_problems as tabulate_problems,
        tabulate_process as tabulate_process,
        tabulate_respondents as tabulate_respondents,
        tabulate_scores as tabulate_scores,
        tabulate_sources as tabulate_sources,
        tabulate_targets as tabulate_targets,
        tabulate_unflagged as tabulate_unflagged,
        tabulate_votes as tabulate_votes,
        tabulate_words as tabulate_words,
    )
    from critical_points.tallies import (
        Counted as Counted,
        Tally as Tally,
        tally as tally,
        tally_files as tally_files,
    )
    from critical_points.tour import help as help  # noqa: A004 - read as cp.help
    from critical_points.workbook import (
        Plan as Plan,
        load_plan as load_plan,
    )
    from critical_points.workspace import (
        Review as Review,
        open_review as open_review,
    )

_ROOMS = {
    "cleaning": ("Answers", "clean"),
    "disclosure": ("Protected", "explain_protection", "protect"),
    "errors": ("CriticalPointsError",),
    "estimates": (
        "agreement",
        "choose_point",
        "compare_groups",
        "compare_targets",
        "compare_waves",
        "describe",
        "distribution",
        "find_gaps",
        "partnership",
        "priorities",
        "reliability",
        "respondents",
        "steps_reached",
        "trend",
        "votes",
    ),
    "explorer": ("explore",),
    "figures": (
        "alt_text",
        "benchmark_chart",
        "data_table",
        "distributions",
        "group_intervals",
        "heatmap",
        "ladder",
        "priorities_chart",
        "show",
        "targets_chart",
        "votes_chart",
        "wave_changes",
    ),
    "sentences": ("benchmark_findings", "findings"),
    "instrument": ("Instrument", "load_instrument"),
    "notes": ("discussion", "frequent_words", "published_notes"),
    "releases": ("open_results",),
    "reports": ("build_reports",),
    "plan": ("action_states", "plan_texts", "target_progress", "targets_moved"),
    "scaffold": ("new_workspace",),
    "schedule": ("process",),
    "sharing": ("compare_with_others", "open_benchmark", "share_wave"),
    "storage": ("load",),
    "tables": (
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
    ),
    "tallies": ("Counted", "Tally", "tally", "tally_files"),
    "tour": ("help",),
    "workbook": ("Plan", "load_plan"),
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
