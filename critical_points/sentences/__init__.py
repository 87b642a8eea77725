"""Sentences for management, each made from a row of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.estimates import choose_waves
from critical_points.messages import said
from critical_points.schedule import discussing_teams
from critical_points.sentences.benchmark import benchmark_findings
from critical_points.sentences.change import tell_change
from critical_points.sentences.found import Findings
from critical_points.sentences.groups import tell_groups
from critical_points.sentences.one_point import tell_groups_of, tell_mean_of, tell_priority_of
from critical_points.sentences.partnership import tell_partnership
from critical_points.sentences.plan import tell_plan, tell_plan_of
from critical_points.sentences.points import tell_caveat, tell_points, tell_respondents, tell_votes
from critical_points.sentences.priorities import tell_priorities
from critical_points.sentences.rows import COLUMNS, Row
from critical_points.sentences.summary import tell_summary
from critical_points.workbook.plans import Plan
from critical_points.workspace import THRESHOLD

__all__ = ["TOPICS", "Findings", "benchmark_findings", "findings"]

#: Tells one topic of a wave, beside an earlier one.
_Teller = Callable[[Protected, str, str | None], list[Row]]


def _tellers(plan: Plan | None = None, threshold: float = THRESHOLD, today: date | None = None) -> dict[str, _Teller]:
    """Return what tells each topic, in the order in which they are told."""
    return {
        "respondents": tell_respondents,
        "points": tell_points,
        "partnership": lambda safe, wave, _against: tell_partnership(safe, wave, threshold),
        "votes": tell_votes,
        "priorities": tell_priorities,
        "groups": tell_groups,
        "change": tell_change,
        "plan": lambda safe, wave, against: tell_plan(safe, wave, against, plan, today),
        "caveat": lambda safe, wave, against: [] if discussing_teams(plan, wave) else tell_caveat(safe, wave, against),
    }


def _tellers_of(point: str, plan: Plan | None, today: date | None) -> dict[str, _Teller]:
    """Return what tells each topic that one point has."""
    return {
        "points": lambda safe, wave, _against: tell_mean_of(safe, wave, point),
        "priorities": lambda safe, wave, _against: tell_priority_of(safe, wave, point),
        "groups": lambda safe, wave, _against: tell_groups_of(safe, wave, point),
        "change": lambda safe, wave, against: tell_change(safe, wave, against, point),
        "plan": lambda safe, wave, against: tell_plan_of(safe, (wave, against), point, plan, today),
    }


#: What can be told, in the order in which it is told.
TOPICS = tuple(_tellers())

#: All of it in three to five sentences, for the first page.
SUMMARY = "summary"


def findings(  # noqa: PLR0913 – the waves, what is told, and what it is told from
    safe: Protected,
    wave: str | None = None,
    against: str | None = None,
    about: str | Iterable[str] | None = None,
    *,
    plan: Plan | None = None,
    threshold: float = THRESHOLD,
    today: date | None = None,
    point: str | None = None,
) -> Findings:
    """Tell what stands out among all respondents of a wave, what changed, and what cannot be told.

    Parameters
    ----------
    safe : Protected
        Protected counts, by group.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    about : str or iterable of str, optional
        One or more of `TOPICS`; by default all of them. Or "summary": three to five sentences in their place.
    plan : Plan, optional
        What was read from the workbooks: for "plan", and since "caveat" is only for a wave that no team has discussed.
    threshold : float, default 3.5
        The mean from which a level or a point counts as in order (`Review.threshold`): for "partnership".
    today : date, optional
        The day on which actions are overdue or not; by default the day it is.
    point : str, optional
        The key of one point: what stands out about it ("points", "priorities", "groups", "change", "plan"); by default
        about all of them.

    Returns
    -------
    Findings
        Every number in a sentence is one of the frame named as its source; nothing hidden is told. Comparisons of
        groups are told as pairs of respondents, since they are made by ranks.

    Raises
    ------
    SettingsError
        When a wave is not among the counts, or a topic is not known.
    """
    wave, against = choose_waves(safe, wave, against)
    topics = TOPICS if about is None else (about,) if isinstance(about, str) else tuple(about)
    faults = [
        Fault(said("no topic {topic!r}.", topic=topic), suggestion=did_you_mean(topic, (*TOPICS, SUMMARY)))
        for topic in topics
        if topic not in (*TOPICS, SUMMARY)
    ]
    if faults:
        raise SettingsError(said("The topic is not known."), faults)
    tell = _tellers(plan, threshold, today)
    tell[SUMMARY] = lambda safe, wave, against: tell_summary(safe, wave, against, plan, today)
    if point is not None:
        tell = _tellers_of(safe.labels.instrument.point(point).key, plan, today)
    told = [topic for topic in (SUMMARY, *TOPICS) if topic in topics and topic in tell]
    rows = [(topic, *row) for topic in told for row in tell[topic](safe, wave, against)]
    return Findings(pd.DataFrame(rows, columns=["topic", *COLUMNS]))
