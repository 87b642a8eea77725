"""Every item, point and level in every group: its mean, its spread and its shares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.estimates.cells import FULL, Floats, cells, headcounts, items_asked
from critical_points.estimates.means import bounded_interval, moments, t_interval, worst_case
from critical_points.estimates.memory import remembered
from critical_points.estimates.shares import answer_shares, ratio_interval, wilson_interval
from critical_points.messages import said
from critical_points.tallies import CELL, PLACE

#: Ways to an interval of a mean.
INTERVALS = ("bounded", "t")

_NUMBERS = ["n", "mean", "low", "high", "sd", "median", "top_two", "dont_know", "non_answers", "blanks", "too_few"]
_NUMBERS += ["top_two_low", "top_two_high", "headcount", "response_rate", "worst_low", "worst_high"]
_NUMBERS += ["band_low", "band_high"]


@remembered
def describe(safe: Protected, interval: str = "bounded") -> pd.DataFrame:
    """Describe every item, point and level in every group.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    interval : {"bounded", "t"}
        The 95 % interval of the mean: kept on the scale (the default), or Student's.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × kind × subject, hidden cells included, in the instrument's order. Columns: wave,
        group, unit, kind ("item", "point", "level"), subject; n (respondents with a rating of the item, or with a
        score on the point or level: the denominator of the mean); mean, low, high (1–5; the 95 % interval, of all
        people asked where their headcount is known), sd (n − 1), median (mean of the two middle values); top_two
        (share 0–1 of the two best answers; for a point or level of all answers to its items); dont_know (don't-knows
        of don't-knows and ratings, 0–1); non_answers, blanks (answers); too_few (respondents asked who rated fewer than
        half of the items of a point or level, or none); top_two_low, top_two_high (95 %: Wilson for an item; for a
        point or level with the respondent as cluster); headcount (people asked, by `protect`), response_rate (n of
        headcount, 0–1), worst_low, worst_high (the mean, had all others given the lowest or the highest rating);
        band_low, band_high (1–5: two whole ratings that hold the mean, where the mean itself would tell of single
        answers); hidden (bool), why ("fewer than 5", "protects another cell"); detail ("full"; "mean": only n and the
        mean with one decimal are told, as of a group of 5–9; "band": only n and the band, where all answers but one at
        most are the same; "" where hidden). Numbers are NaN where hidden, not told, not known, or where nobody
        answered; n is NaN where hidden and 0 where nobody answered.

    Raises
    ------
    SettingsError
        When `interval` is not known.
    """
    if interval not in INTERVALS:
        fault = Fault(said("no interval {name!r}", name=interval), suggestion=did_you_mean(interval, INTERVALS))
        raise SettingsError(said("The interval is not known."), [fault])
    frame = cells(safe).merge(_in_full(safe), on=CELL, how="left").merge(answer_shares(safe), on=CELL, how="left")
    frame = frame.merge(_too_few(safe), on=CELL, how="left").merge(headcounts(safe), on=PLACE, how="left")
    frame = frame.merge(_steps(safe), on=["wave", "kind", "subject"], how="left")
    full = frame["detail"] == FULL
    pooled = cells(safe, answers=True)["detail"].to_numpy() == FULL
    frame["mean"] = frame["full_mean"].where(full, frame["mean"])
    frame["too_few"] = frame["too_few"].fillna(0).where(full)
    for name in ("non_answers", "blanks"):
        frame[name] = frame[name].fillna(0).where(pooled)
    frame["headcount"] = frame["headcount"].astype(float)
    n, mean, people = (frame[name].to_numpy(float) for name in ("n", "mean", "headcount"))
    if interval == "t":
        low, high = t_interval(n, mean, frame["sd"].to_numpy(float), headcount=people)
    else:
        squares, step = frame["squares"].to_numpy(float), frame["step"].to_numpy(float)
        low, high = bounded_interval(n, mean, squares, headcount=people, step=step)
    worst_low, worst_high = worst_case(n, np.where(full, mean, np.nan), people)
    frame = frame.assign(
        low=low, high=high, worst_low=worst_low, worst_high=worst_high, response_rate=frame["n"] / frame["headcount"]
    )
    frame = frame.merge(_top_two(safe, frame), on=CELL, how="left")
    frame[_NUMBERS] = frame[_NUMBERS].astype(float).mask(frame["hidden"])
    return frame[[*CELL, *_NUMBERS, "hidden", "why", "detail"]]


def _in_full(safe: Protected) -> pd.DataFrame:
    """Return mean, sum of squares, sd and median of the cells that are told in full."""
    return moments(safe.counts).drop(columns="n").rename(columns={"mean": "full_mean"})


def _too_few(safe: Protected) -> pd.DataFrame:
    rows = safe.counts[safe.counts["kind"].isin(["point", "level"]) & (safe.counts["status"] == "too few")]
    return rows.groupby(CELL)["n"].sum().rename("too_few").reset_index()


def _steps(safe: Protected) -> pd.DataFrame:
    """Return the smallest step of each subject in each wave: 1 for an item, 1/k for k items."""
    asked = items_asked(safe)
    parts = [asked[["wave", "item"]].rename(columns={"item": "subject"}).assign(kind="item", step=1.0)]
    for kind in ("point", "level"):
        steps = 1 / asked.dropna(subset=[kind]).groupby(["wave", kind])["item"].nunique()
        parts.append(steps.rename("step").rename_axis(["wave", "subject"]).reset_index().assign(kind=kind))
    return pd.concat(parts, ignore_index=True)


def _top_two(safe: Protected, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the interval of the share of the two best: of an item by counts, of a point or level by its ratio."""
    items = frame[frame["kind"] == "item"]
    people = items["headcount"].to_numpy(float)
    of_items = wilson_interval(items["top"].to_numpy(float), items["rated"].to_numpy(float), headcount=people)
    ratios = safe.ratios.merge(frame[[*CELL, "headcount"]], on=CELL)
    of_subjects = ratio_interval(ratios, headcount=ratios["headcount"].to_numpy(float))
    return pd.concat([_limits(items[CELL], of_items), _limits(ratios[CELL], of_subjects)], ignore_index=True)


def _limits(keys: pd.DataFrame, limits: tuple[Floats, Floats]) -> pd.DataFrame:
    low, high = (np.asarray(limit, dtype=float) for limit in limits)
    return keys.assign(top_two_low=low, top_two_high=high)
