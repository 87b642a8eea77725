"""The files of a wave counted, by this process or by others: the additive step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from critical_points.cleaning import check_wave
from critical_points.cleaning.account import as_problems
from critical_points.cleaning.answers import typed
from critical_points.cleaning.waves import problems_of_wave, refuse_open, spellings
from critical_points.decisions import decisions_of
from critical_points.messages import said
from critical_points.tallies.counted import Counted, Counting, sum_files, sum_people
from critical_points.tallies.counts import rename_places
from critical_points.tallies.file_counts import count_checked, count_file
from critical_points.tallies.places import UNKNOWN, groupings_of
from critical_points.tallies.workers import count_each
from critical_points.wall import keep_out
from critical_points.workspace import Review

#: Files that have no more bytes together are looked through together: respondents that stand in two of them are found.
TOGETHER = 1 << 28


def count_all(paths: Sequence[Path], how: Counting, executor: Executor | None = None) -> Counted:
    """Count the files of a wave, each by itself.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    how : Counting
        How they are counted.
    executor : Executor, optional
        Who counts them; see `tally_files`.

    Raises
    ------
    UnreadableError, WorkersError
        As `count_each`.
    """

    def count(how: Counting) -> Counted:
        return count_each(how.wave, paths, partial(count_file, how=how), sum_files, executor)

    return _by_file(_with_all_items(count, how))


def _with_all_items(count: Callable[[Counting], Counted], how: Counting) -> Counted:
    """Count files; where they ask different items, count them once more with the items of all."""
    whole = count(how)
    if whole.questions or whole.counts is not None:
        return whole
    return count(replace(how, items=tuple(sorted(whole.account["item"].dropna().unique()))))


def _by_file(counted: Counted) -> Counted:
    """Return the same in the order of the files, whichever was finished first."""
    frames = {
        name: getattr(counted, name).sort_values("file", kind="stable", ignore_index=True)
        for name in ("account", "problems", "people")
    }
    questions = tuple(sorted(counted.questions, key=lambda question: question.where))
    return replace(counted, **frames, questions=questions, strangers=tuple(sorted(counted.strangers)))


def finish(review: Review, counted: Counted) -> Counted:
    """Return what was counted of a whole wave, with what only all of its files together tell.

    Parameters
    ----------
    review : Review
        The workspace.
    counted : Counted
        All files of the wave.

    Raises
    ------
    DecisionNeededError
        When something is open that only the analyst can decide.
    """
    how = counted.how
    refuse_open(review, how.wave, counted.questions, counted.strangers)
    told = problems_of_wave(review, how.wave, how.confirmed, counted.headers, sum_people(counted.people, "group"))
    counts = counted.counts
    if counts is not None and not review.instrument.units and "unit" in how.groupings:
        same = {UNKNOWN: UNKNOWN, **spellings(sum_people(counted.people, "unit"))}
        counts = rename_places(counts, tuple((group, same[unit]) for group, unit in counts.places))
    problems = pd.concat([counted.problems, told], ignore_index=True)
    return replace(counted, problems=problems, counts=counts)


def counting_of(review: Review, wave: str, by: str | Iterable[str] = ()) -> Counting:
    """Return how the files of a wave of a workspace are counted.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    by : "group", "unit" or both, optional
        How respondents are grouped.

    Raises
    ------
    SettingsError
        When `by` names something else, the wave is not known, or its ``mapping.toml`` has faults.
    """
    name = review.wave(wave).name
    scratch = review.processed(name).parent
    return Counting(name, review.labels, decisions_of(review, name), groupings_of(by), scratch=scratch)


def tally_files(review: Review, wave: str, by: str | Iterable[str] = (), executor: Executor | None = None) -> Counted:
    """Count the files of a wave without holding their answers: of any size, in little memory.

    The same as ``cp.tally(cp.clean(review, wave), by)`` to the last count, where the answers could be held. What would
    have to be kept of each respondent is not made: there is nothing to be looked at or stored but counts, the account
    of every cell and the list of problems.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    by : "group", "unit" or both, optional
        How respondents are grouped; by default only the totals are counted.
    executor : Executor, optional
        Who counts the files, of whatever has the interface of `concurrent.futures`: a ``ProcessPoolExecutor`` for the
        processors of this machine, Dask's ``client.get_executor()`` for other machines (``docs/scale.md``). By default
        they are counted here, one after another. With an executor nobody looks for respondents who stand in two files,
        and the problems say so.

    Returns
    -------
    Counted
        Its `tally` goes to ``cp.protect``; beside it stand the account and the problems.

    Raises
    ------
    CriticalPointsError
        As ``cp.clean`` and ``cp.tally``; `WorkersError` when workers were lost and the engine gave up.

    Examples
    --------
    >>> counted = cp.tally_files(review, "2026", by="group")  # doctest: +SKIP
    >>> safe = cp.protect(counted.tally)  # doctest: +SKIP
    """
    keep_out("cp.tally_files")
    how = counting_of(review, wave, by)
    paths = review.raw_files(how.wave)
    if not paths or (executor is None and sum(path.stat().st_size for path in paths) <= TOGETHER):
        files = check_wave(review, how.wave)
        whole = _with_all_items(lambda how: sum_files([count_checked(file, how) for file in files]), how)
        return finish(review, whole)
    whole = finish(review, count_all([path.resolve() for path in paths], how, executor))
    return _not_compared(whole) if len(paths) > 1 else whole


def _not_compared(counted: Counted) -> Counted:
    """Tell that nobody looked for respondents who stand in two files."""
    why = said("the files were counted each by itself: nobody looked for respondents who stand in two of them")
    hint = said("Make sure that no answer is in two files of the folder.")
    told = as_problems([{"file": "", "sheet": "", "column": "", "value": "", "why": why, "suggestion": hint}])
    told = typed("problems", told.assign(wave=counted.how.wave))
    return replace(counted, problems=pd.concat([counted.problems, told], ignore_index=True))
