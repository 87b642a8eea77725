"""The one protected set that everything told of some waves is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected, protect
from critical_points.errors import Fault, did_you_mean
from critical_points.messages import said
from critical_points.releases.storing import of_waves, read_protected
from critical_points.storage import load
from critical_points.tallies import GROUPINGS, tally
from critical_points.wall import WallError, protected_folder
from critical_points.workspace import Review

#: Why a cell is hidden, as published pages and files tell it: one reason for all. Which of two hidden groups is the
#: small one and which protects it would narrow the sizes of both; the analyst's own notebook tells them apart.
WITHHELD = "to protect small groups"


def open_results(review: Review, waves: str | Iterable[str | None] | None = None) -> Protected:
    """Open the results of waves as they may be shown: of all respondents, of each group, and of each unit.

    All pages, tables and files that tell of these waves are made from this one set, so that no two of them tell
    together what neither may tell alone.

    Parameters
    ----------
    review : Review
        The workspace.
    waves : str or iterable of (str or None), optional
        The waves wanted, each once and None passed over; by default every wave that has raw files. In a notebook of a
        report: among the waves of the report, by default all of them.

    Returns
    -------
    Protected
        Cleaned first where raw files have changed. In a notebook of a report, what the report protected once.

    Raises
    ------
    CriticalPointsError
        As `load`; in a report, when a wave is not the report's.
    """
    folder = protected_folder()
    if folder is None:
        return protect_answers(review, load(review, waves))
    safe = read_protected(folder, review.labels)
    known = list(dict.fromkeys(safe.items["wave"].astype(str)))
    wanted = [waves] if isinstance(waves, str) else [name for name in waves or () if name is not None]
    faults = [
        Fault(said("no wave {name!r} in this report.", name=name), suggestion=did_you_mean(name, known))
        for name in wanted
        if name not in known
    ]
    if faults:
        raise WallError(
            said("The notebook asks for a wave that its report does not tell."),
            faults,
            said("run  critical-points report  with --wave and --against as they are wanted"),
        )
    return of_waves(safe, wanted) if wanted else safe


def protect_answers(review: Review, answers: Answers) -> Protected:
    """Count and protect clean answers: the margins that are published are each group, each unit, and all."""
    return protect(tally(answers, by=GROUPINGS), review.minimum, review.headcounts, margins=GROUPINGS)


def withhold_reasons(safe: Protected) -> Protected:
    """Return the same results with one reason for every hidden cell, as they are published."""
    return replace(safe, hidden=safe.hidden.assign(why=WITHHELD))
