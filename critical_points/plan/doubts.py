"""What is odd about a plan: to be told, never to be refused."""

from __future__ import annotations

import pandas as pd

from critical_points.workbook.plans import Plan

#: A plan has so many development targets.
TARGETS = 2


def find_doubts(plan: Plan, wave: str) -> pd.DataFrame:
    """Find what is odd about the plan of a wave.

    Parameters
    ----------
    plan : Plan
        What was read from the workbooks.
    wave : str
        The wave whose plan it is.

    Returns
    -------
    DataFrame
        One row a doubt. Columns: doubt ("no plan"; "no targets", "one target", "many targets": where two are meant in
        all; "no point": targets that name no point of the instrument; "no level": targets without a level to reach;
        "levels differ": one point with several levels; "states differ": actions whose status and share done do not
        agree), n (how many targets or actions), points (their keys joined by ``;``).
    """
    targets, actions = (frame[frame["wave"] == wave] for frame in (plan.targets, plan.actions))
    if targets.empty and actions.empty and not (plan.plan["wave"] == wave).any():
        return pd.DataFrame([("no plan", 0, "")], columns=["doubt", "n", "points"])
    known = targets["point"].isin([point.key for point in plan.labels.instrument.points])
    chosen = targets[known]
    levels = chosen.dropna(subset=["target_rating"]).groupby("point", sort=False)["target_rating"].nunique()
    odd = ((actions["status"] == "done") & (actions["done"] < 1)) | (
        (actions["status"] == "not_started") & (actions["done"] > 0)
    )
    found = [
        (_count(chosen["point"].nunique()), chosen["point"]),
        ("no point", targets.loc[~known, "point"]),
        ("no level", chosen.loc[chosen["target_rating"].isna(), "point"]),
        ("levels differ", levels.index[levels > 1].to_series()),
        ("states differ", actions.loc[odd, "point"]),
    ]
    rows = [
        (doubt, points.nunique() if doubt.endswith("targets") else len(points), _keys(points))
        for doubt, points in found
        if doubt and (len(points) or doubt == "no targets")
    ]
    return pd.DataFrame(rows, columns=["doubt", "n", "points"])


def _count(targets: int) -> str:
    """Return what is odd about the number of targets."""
    if targets == TARGETS:
        return ""
    return {0: "no targets", 1: "one target"}.get(targets, "many targets")


def _keys(points: pd.Series) -> str:
    return ";".join(dict.fromkeys(str(key) for key in points.fillna("") if key))
