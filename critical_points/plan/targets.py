"""The development targets of a plan beside the results of the next survey."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves, compare_targets, compare_waves, describe, hold_against
from critical_points.estimates.memory import remembered
from critical_points.plan.actions import action_states, count_actions
from critical_points.tallies import ALL
from critical_points.workbook.plans import Plan

_RESULTS = ["n_before", "mean_before", "n", "mean", "low", "high", "difference", "difference_low", "difference_high"]
_RESULTS += ["band_low_before", "band_high_before", "band_low", "band_high"]
_WHY = ["hidden_before", "hidden", "why_hidden_before", "why_hidden"]
_COUNTS = ["actions", "not_started", "under_way", "done", "not_known", "late", "done_share"]
_COLUMNS = ["wave", "point", "teams", "target_rating", "criterion", *_RESULTS, *_WHY, "verdict", "reached", *_COUNTS]
_REACHED = {"above": "reached", "below": "not reached", "cannot tell": "cannot tell"}


def target_progress(
    safe: Protected, plan: Plan, wave: str | None = None, against: str | None = None, *, today: date | None = None
) -> pd.DataFrame:
    """Tell how the targets of two plans have come about, beside the actions for them.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    today : date, optional
        The day on which this is told; by default the day it is.

    Returns
    -------
    DataFrame
        One row a target, those of the earlier plan first; teams that aim at the same level of the same point share a
        row. Columns: wave (of the plan), point, teams, criterion (joined by ``; ``), target_rating (1–5, NaN where
        none is given); n_before, mean_before, n, mean, low, high, difference, difference_low, difference_high, the
        bands, hidden and why_hidden of both waves, verdict (of all respondents, as `compare_waves`; verdict is ""
        without an earlier wave); reached (of an
        earlier plan: "reached" when the interval's lower limit is at or above target_rating, "not reached" when its
        upper limit is below, else "cannot tell"; "no level" without a target_rating; "new" for a target of the wave
        itself); actions,
        not_started, under_way, done, not_known, late, done_share (actions of that plan for the point). Targets that
        name no point of the instrument are left out, and told by `find_doubts`.
    """
    return _hold_all(safe, plan, *choose_waves(safe, wave, against), today or date.today())


@remembered
def _hold_all(safe: Protected, plan: Plan, wave: str, against: str | None, today: date) -> pd.DataFrame:
    results, actions = _results(safe, wave, against), action_states(plan, today=today)
    rows: list[dict[str, Any]] = []
    for name in (against, wave):
        targets = plan.targets[(plan.targets["wave"] == name) & plan.targets["point"].isin(list(results))]
        for _, found in targets.groupby(["point", "target_rating"], sort=False, dropna=False):
            point, rating = str(found["point"].iloc[0]), float(found["target_rating"].iloc[0])
            here = actions[(actions["wave"] == name) & (actions["point"] == point)]
            result = results[point]
            facts = {"wave": name, "point": point, "target_rating": rating, "teams": _joined(found["team"])}
            reached = "new" if name == wave else _hold(result, rating)
            facts |= {"criterion": _joined(found["criterion"]), "reached": reached}
            rows.append(result | facts | count_actions(here))
    return pd.DataFrame(rows, columns=_COLUMNS)


def targets_moved(safe: Protected, plan: Plan, wave: str | None = None, against: str | None = None) -> pd.DataFrame:
    """Tell whether the targets of the earlier plan changed more than the other points.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.

    Returns
    -------
    DataFrame
        The row of `compare_targets`, corrected for regression to the mean where the targets are the points that were
        rated lowest in the earlier wave; no row without an earlier wave or without targets in its plan.
    """
    wave, against = choose_waves(safe, wave, against)
    known = [point.key for point in safe.labels.instrument.points]
    chosen = [key for key in known if key in set(plan.targets.loc[plan.targets["wave"] == against, "point"])]
    if against is None or not chosen or len(chosen) == len(known):
        return pd.DataFrame()
    cells = describe(safe)
    cells = cells[(cells["kind"] == "point") & (cells["group"] == ALL) & (cells["unit"] == ALL)]
    before = cells[cells["wave"] == against].set_index("subject")["mean"].dropna()
    in_targets = before.index.isin(chosen)
    lowest = bool(in_targets.sum() == len(chosen) and before[in_targets].max() <= before[~in_targets].min())
    return compare_targets(safe, chosen, wave, against, lowest=lowest)


def _results(safe: Protected, wave: str, against: str | None) -> dict[str, dict[str, Any]]:
    """Return, for each point, its rating then and now; nothing known where it was not asked."""
    if against is not None:
        frame = compare_waves(safe, wave, against)
    else:
        cells = describe(safe)
        here = (cells["kind"] == "point") & (cells["group"] == ALL) & (cells["unit"] == ALL) & (cells["wave"] == wave)
        frame = cells[here].rename(columns={"why": "why_hidden"}).assign(verdict="")
    found = frame.set_index("subject").reindex(columns=[*_RESULTS, *_WHY, "verdict"])
    nothing: dict[str, Any] = dict.fromkeys(_RESULTS, np.nan) | dict.fromkeys([*_WHY, "verdict"], "")
    return {
        point.key: dict(found.loc[point.key]) if point.key in found.index else nothing
        for point in safe.labels.instrument.points
    }


def _hold(result: dict[str, Any], rating: float) -> str:
    if np.isnan(rating):
        return "no level"
    return _REACHED[hold_against(result["low"], result["high"], rating)]


def _joined(texts: pd.Series) -> str:
    return "; ".join(dict.fromkeys(text for text in texts.fillna("") if text.strip()))
