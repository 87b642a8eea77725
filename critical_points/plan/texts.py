"""What the earlier plan said of each point, beside what the point was rated since."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves, compare_waves
from critical_points.workbook.plans import Plan

#: What a plan says of a point, in the order in which it is asked.
THEMES = ("results", "promise", "present_state", "goals")

_RESULTS = ["n_before", "mean_before", "n", "mean", "difference", "difference_low", "difference_high", "verdict"]
_RESULTS += ["band_low_before", "band_high_before", "band_low", "band_high"]
_RESULTS += ["hidden_before", "hidden", "why_hidden_before", "why_hidden"]
_COLUMNS = ["point", "team", "theme", "text", *_RESULTS]


def plan_texts(safe: Protected, plan: Plan, wave: str | None = None, against: str | None = None) -> pd.DataFrame:
    """Put what the earlier plan said of each point beside the point's results then and now.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The wave and the earlier one, whose plan is read; by default the newest and the one before it.

    Returns
    -------
    DataFrame
        One row a text, points in the instrument's order. Columns: point, team, theme ("results", "promise",
        "present_state", "goals"), text (letter for letter); n_before, mean_before, n, mean, difference, difference_low,
        difference_high, verdict, the bands, hidden and why_hidden of both waves (as `compare_waves`; NaN where the
        point was not asked). Without rows where there is
        no earlier wave, or its plan says nothing.
    """
    wave, against = choose_waves(safe, wave, against)
    texts = plan.plan[plan.plan["wave"] == against]
    if against is None or texts.empty:
        return pd.DataFrame(columns=_COLUMNS)
    long = _one_by_one(texts)
    order = {point.key: place for place, point in enumerate(safe.labels.instrument.points)}
    themes = {theme: place for place, theme in enumerate(THEMES)}
    long = long.assign(place=long["point"].map(order), rank=long["theme"].map(themes))
    results = compare_waves(safe, wave, against).rename(columns={"subject": "point"})[["point", *_RESULTS]]
    frame = long.merge(results, on="point", how="left").sort_values(["place", "rank", "team"], kind="stable")
    return frame[_COLUMNS].reset_index(drop=True)


def list_texts(plan: Plan, waves: Iterable[str | None], point: str) -> pd.DataFrame:
    """List what the plans of some waves say of one point.

    Parameters
    ----------
    plan : Plan
        What was read from the workbooks.
    waves : iterable of (str or None)
        The waves in order; None is passed over.
    point : str
        The key of the point.

    Returns
    -------
    DataFrame
        One row a text; columns wave, theme (one of `THEMES`), text (letter for letter). Waves in the given order.
    """
    order = {wave: place for place, wave in enumerate(wave for wave in waves if wave is not None)}
    themes = {theme: place for place, theme in enumerate(THEMES)}
    rows = _one_by_one(plan.plan[plan.plan["wave"].isin(list(order)) & (plan.plan["point"] == point)])
    rows = rows.assign(place=rows["wave"].map(order), rank=rows["theme"].map(themes))
    return rows.sort_values(["place", "rank", "team"], kind="stable", ignore_index=True)[["wave", "theme", "text"]]


def _one_by_one(texts: pd.DataFrame) -> pd.DataFrame:
    """Return one row a text that says anything."""
    long = texts.melt(["wave", "point", "team"], list(THEMES), var_name="theme", value_name="text")
    return long[long["text"].fillna("").str.strip() != ""]
