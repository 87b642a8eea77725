"""The actions of a plan: how far each is, and which are late."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from critical_points.workbook.plans import Plan

#: How far an action can be.
STATES = ("not started", "under way", "done", "not known")


def action_states(plan: Plan, wave: str | None = None, *, today: date | None = None) -> pd.DataFrame:
    """Tell how far each action of a plan is.

    Parameters
    ----------
    plan : Plan
        What was read from the workbooks.
    wave : str, optional
        The wave whose plan it is; by default all of them.
    today : date, optional
        The day on which this is told; by default the day it is.

    Returns
    -------
    DataFrame
        One row an action: the columns of `Plan.actions`; state ("not started", "under way", "done" or "not known": as
        its status says; without one, by the share done), late (bool: not done, and due before `today`).
    """
    actions = plan.actions if wave is None else plan.actions[plan.actions["wave"] == wave]
    share = actions["done"].to_numpy(float)
    by_share = np.select([share >= 1, share > 0, share == 0], ["done", "under way", "not started"], "not known")
    status = actions["status"].fillna("").str.replace("_", " ")
    state = status.where(status.isin(STATES), pd.Series(by_share, index=actions.index))
    late = (actions["due"] < pd.Timestamp(today or date.today())) & (state != "done")
    return actions.assign(state=state, late=late).reset_index(drop=True)


def count_actions(actions: pd.DataFrame) -> dict[str, float]:
    """Count rows of `action_states`.

    Returns
    -------
    dict of str to float
        actions; not_started, under_way, done, not_known (which add up to it); late; done_share (0–1, NaN without
        actions).
    """
    found = {state.replace(" ", "_"): float((actions["state"] == state).sum()) for state in STATES}
    total = float(len(actions))
    share = found["done"] / total if total else np.nan
    return {"actions": total, **found, "late": float(actions["late"].sum()), "done_share": share}
