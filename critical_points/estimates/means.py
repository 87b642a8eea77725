"""Means of ratings and scores, and how far they can be trusted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from critical_points.estimates.cells import HIGHEST, KINDS, LOWEST, Floats
from critical_points.tallies import CELL

#: One extra answer, spread evenly over the scale 1–5: its mean and its variance.
_MIDDLE, _SPREAD = 3.0, 2.0

#: The level of confidence of intervals.
LEVEL = 0.95


def bounded_interval(
    n: Floats,
    mean: Floats,
    squares: Floats,
    level: float = LEVEL,
    *,
    headcount: Floats | None = None,
    step: Floats | float = 1.0,
) -> tuple[Floats, Floats]:
    """Return the scale-bounded interval of a mean on the scale 1–5.

    One extra answer, spread evenly over the scale (mean 3, variance 2), is added; a Beta distribution on the range of
    the scale is matched to the mean and its variance, and its quantiles are taken. The interval stays on the scale,
    and it keeps its coverage where the t interval loses it: few answers, or nearly all at one end.

    Parameters
    ----------
    n : array
        Ratings or scores.
    mean : array
        Their mean, 1–5.
    squares : array
        The sum of their squares.
    level : float, default 0.95
        The level of confidence.
    headcount : array, optional
        People asked, NaN where not known: the interval is then of the mean of all of them, of whom n are known
        (finite population correction); its width is 0 where all have answered.
    step : array or float, default 1
        The smallest difference of two answers: 1 for an item, 1/k for a score of k items. Used with a headcount.

    Returns
    -------
    low, high : arrays
        On the scale 1–5; NaN where n is 0. The interval always holds the mean.

    Notes
    -----
    m̃ = (n·x̄ + 3)/(n+1), σ̃² = (Σx² + 2 + 9)/(n+1) − m̃², Var = σ̃²/(n+2), or with M = N − n people unseen
    Var = σ̃²(n+1+M)/((n+2)·M) and limits (n·x̄ + M·q ± step/2)/N. Source: a Beta matched to the first
    two moments of the Bayesian bootstrap (Rubin 1981, The Annals of Statistics 9, 130–134) and of its finite population
    version, the Pólya posterior (Ghosh and Meeden 1997, Bayesian Methods for Finite Population Sampling); the extra
    answer after Agresti and Coull (1998), The American Statistician 52, 119–126. Its coverage is measured in
    ``benchmarks/coverage.py``.
    """
    from scipy.special import betaincinv

    width, tail = HIGHEST - LOWEST, (1 - level) / 2
    unseen = np.full_like(n, np.nan, dtype=float) if headcount is None else headcount - n
    known = np.isfinite(unseen)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (n * mean + _MIDDLE) / (n + 1)
        spread = (squares + _SPREAD + _MIDDLE**2) / (n + 1) - centre**2
        variance = spread * np.where(known, (n + 1 + unseen) / ((n + 2) * unseen), 1 / (n + 2))
        place = (centre - LOWEST) / width
        weight = place * (1 - place) / (variance / width**2) - 1
        limits = [LOWEST + width * betaincinv(place * weight, (1 - place) * weight, q) for q in (tail, 1 - tail)]
        for side, sign in enumerate((-1, 1)):
            total = np.clip(unseen * limits[side] + sign * step / 2, unseen * LOWEST, unseen * HIGHEST)
            corrected = np.where(unseen > 0, (n * mean + total) / (n + unseen), mean)
            limits[side] = np.where(known, corrected, limits[side])
        low, high = np.minimum(limits[0], mean), np.maximum(limits[1], mean)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def standard_error(n: Floats, sd: Floats, headcount: Floats | None = None) -> Floats:
    """Return the standard error of a mean, sd/√n, times √(1 − n/N) where the headcount N is known.

    Source: Cochran (1977), Sampling Techniques, 3rd edition, section 2.6.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error: Floats = sd / np.sqrt(n)
        if headcount is not None:
            error = error * np.where(np.isfinite(headcount), np.sqrt(1 - n / headcount), 1.0)
    return error


def t_interval(
    n: Floats, mean: Floats, sd: Floats, level: float = LEVEL, *, headcount: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return Student's interval of a mean.

    It may leave the scale, and with few answers at one end of the scale it holds the mean far too seldom; the bounded
    interval is the default.

    Parameters
    ----------
    n, mean, sd : arrays
        Ratings or scores, their mean and standard deviation (n − 1).
    level : float, default 0.95
        The level of confidence.
    headcount : array, optional
        People asked, NaN where not known (finite population correction).

    Returns
    -------
    low, high : arrays
        NaN where n is below 2. Source: Student (1908), Biometrika 6, 1–25.
    """
    from scipy.special import stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        half = stdtrit(np.where(n > 1, n - 1, np.nan), (1 + level) / 2) * standard_error(n, sd, headcount)
    return mean - half, mean + half


def worst_case(n: Floats, mean: Floats, headcount: Floats) -> tuple[Floats, Floats]:
    """Return what the mean of all people asked would be, had the others given the lowest or the highest rating.

    Source: Manski (1989), Journal of Human Resources 24, 343–360. NaN where the headcount is not known.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        total, unseen = n * mean, headcount - n
        return (total + unseen * LOWEST) / headcount, (total + unseen * HIGHEST) / headcount


def moments(counts: pd.DataFrame) -> pd.DataFrame:
    """Return n, mean, sum of squares, sd (n − 1) and median of the ratings or scores of each cell."""
    rated = counts[counts["kind"].isin(KINDS) & (counts["status"] == "rated")].sort_values([*CELL, "score"])
    rated = rated.assign(total=rated["n"] * rated["score"], squares=rated["n"] * rated["score"] ** 2)
    frame = rated.groupby(CELL)[["n", "total", "squares"]].sum()
    frame["mean"] = frame["total"] / frame["n"]
    deviations = rated.join(frame["mean"], on=CELL)
    deviations["spread"] = deviations["n"] * (deviations["score"] - deviations["mean"]) ** 2
    spread = deviations.groupby(CELL)["spread"].sum()
    frame["sd"] = np.sqrt(spread / (frame["n"] - 1).where(frame["n"] > 1))
    frame["median"] = _medians(rated)
    return frame.drop(columns="total").reset_index()


def _medians(rated: pd.DataFrame) -> pd.Series:
    """Return the median of each cell; the counts of a cell are in the order of their scores."""
    upto = rated.groupby(CELL)["n"].cumsum()
    total = rated.groupby(CELL)["n"].transform("sum")
    lower = rated[upto >= (total + 1) // 2].groupby(CELL)["score"].first()
    upper = rated[upto >= total // 2 + 1].groupby(CELL)["score"].first()
    return (lower + upper) / 2
