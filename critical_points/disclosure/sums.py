"""Sums of products that rest on cells with full detail only."""

from __future__ import annotations

import pandas as pd

from critical_points.tallies import CELL, PLACE, Tally


def visible_sums(tally: Tally, full: pd.DataFrame, minimum: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `Tally.sums` and `Tally.ratios` without the rows that rest on a cell whose detail is not "full"."""
    sums = tally.sums[tally.sums["n"] >= minimum]
    subjects = sums["kind"].isin(["point", "level"])
    own = within(sums[subjects], full, CELL)
    of_items = full[full["kind"] == "item"]
    across = within(sums[~subjects], full[full["kind"] == "respondents"], PLACE)
    variables = _told_variables(full, [point.key for point in tally.labels.instrument.points])
    for end in ("first", "second"):
        own = within(own, of_items.rename(columns={"subject": end}), [*PLACE, end])
        across = within(across, variables.rename(columns={"variable": end}), [*PLACE, end])
    pooled = full[full["kind"] == "answers"]
    ratios = within(tally.ratios[tally.ratios["n"] >= minimum], pooled, [*PLACE, "subject"])
    return pd.concat([own, across], ignore_index=True), ratios.reset_index(drop=True)


def _told_variables(full: pd.DataFrame, points_asked: list[str]) -> pd.DataFrame:
    """Return the variables of `Tally.sums` that tell of a point with full detail, or of votes."""
    points, chosen = full[full["kind"] == "point"], full[full["kind"] == "vote"][PLACE].drop_duplicates()
    of_points = [points[PLACE].assign(variable=prefix + points["subject"]) for prefix in ("", "below:", "scored:")]
    of_votes = [chosen.assign(variable=name) for name in ("voter", *(f"vote:{key}" for key in points_asked))]
    return pd.concat([*of_points, *of_votes], ignore_index=True)


def within(frame: pd.DataFrame, wanted: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows of a frame whose keys are among the wanted."""
    keys = pd.MultiIndex.from_frame(frame[columns])
    return frame[keys.isin(pd.MultiIndex.from_frame(wanted[columns]))]
