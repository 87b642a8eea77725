"""The difference of two means: between waves, standardised for the groups' mix, or within the same people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from critical_points.estimates.means import bounded_interval


class Sample(NamedTuple):
    """n ratings or scores, their mean and their standard deviation (n − 1)."""

    n: float
    mean: float
    sd: float


class Difference(NamedTuple):
    """A difference of means (steps of the scale), its interval, its standard error, degrees of freedom and p."""

    value: float
    low: float
    high: float
    error: float
    df: float
    p: float


_NONE = Difference(*[np.nan] * 6)


def _by_t(value: float, error: float, df: float, level: float) -> Difference:
    from scipy.special import stdtr, stdtrit

    half = float(stdtrit(df, (1 + level) / 2)) * error
    return Difference(value, value - half, value + half, error, df, float(2 * stdtr(df, -abs(value / error))))


def welch(before: Sample, after: Sample, level: float = 0.95) -> Difference:
    """Return the difference of two independent means, after − before, without assuming equal spread.

    Where a standard deviation is 0 the interval is MOVER's, made from the two bounded intervals, without df and p.
    NaN where a sample is empty or has one answer.

    Notes
    -----
    Sources: Welch (1947), Biometrika 34, 28–35; Zou and Donner (2008), Statistics in Medicine 27, 1693–1702 (MOVER).
    Without finite population correction: another year's people are not those of this year.
    """
    if not min(before.n, after.n) > 1:
        return _NONE._replace(value=after.mean - before.mean)
    old, new = before.sd**2 / before.n, after.sd**2 / after.n
    if not (old > 0 and new > 0):
        return _mover(before, after, level)
    df = (new + old) ** 2 / (new**2 / (after.n - 1) + old**2 / (before.n - 1))
    return _by_t(after.mean - before.mean, float(np.sqrt(new + old)), df, level)


def _mover(before: Sample, after: Sample, level: float) -> Difference:
    (low, high), (low_before, high_before) = (_bounded(sample, level) for sample in (after, before))
    value = after.mean - before.mean
    below = np.hypot(after.mean - low, high_before - before.mean)
    above = np.hypot(high - after.mean, before.mean - low_before)
    return _NONE._replace(value=value, low=value - float(below), high=value + float(above))


def _bounded(sample: Sample, level: float) -> tuple[float, float]:
    squares = sample.sd**2 * (sample.n - 1) + sample.n * sample.mean**2
    low, high = bounded_interval(np.array([sample.n]), np.array([sample.mean]), np.array([squares]), level)
    return float(low[0]), float(high[0])


def hedges_g(before: Sample, after: Sample) -> float:
    """Return the difference in standard deviations: pooled, with the exact correction for small samples.

    Source: Hedges (1981), Journal of Educational Statistics 6, 107–128. NaN where there is no spread.
    """
    from scipy.special import gammaln

    df = before.n + after.n - 2
    if not (min(before.n, after.n) > 1):
        return np.nan
    pooled = np.sqrt(((before.n - 1) * before.sd**2 + (after.n - 1) * after.sd**2) / df)
    if not pooled > 0:
        return np.nan
    correction = np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2)
    return float((after.mean - before.mean) / pooled * correction)


class Standardised(NamedTuple):
    """The difference had the groups' mix stayed as it was, and how much the mix itself made."""

    difference: Difference
    composition: float


def standardise(before: Sequence[Sample], after: Sequence[Sample], level: float = 0.95) -> Standardised:
    """Return the difference of two waves with the earlier wave's mix of groups.

    Parameters
    ----------
    before, after : sequence of Sample
        The same groups, in the same order.
    level : float, default 0.95
        The level of confidence.

    Returns
    -------
    Standardised
        Δ = ΣW(x̄₂ − x̄₁) with the earlier wave's shares W of these groups, and the composition effect: the raw
        difference of these groups less Δ. NaN with fewer than two groups.

    Notes
    -----
    Variance ΣW²(s₁²/n₁ + s₂²/n₂) with Satterthwaite's df. Source: direct standardisation, Kitagawa (1955), JASA 50,
    1168–1194; Satterthwaite (1946), Biometrics Bulletin 2, 110–114.
    """
    if len(before) < 2:
        return Standardised(_NONE, np.nan)
    old, new = (np.array(samples, dtype=float) for samples in (before, after))
    weights = old[:, 0] / old[:, 0].sum()
    value = float((weights * (new[:, 1] - old[:, 1])).sum())
    raw = (new[:, 0] * new[:, 1]).sum() / new[:, 0].sum() - (weights * old[:, 1]).sum()
    parts = np.concatenate([weights**2 * found[:, 2] ** 2 / found[:, 0] for found in (old, new)])
    freedom = np.concatenate([found[:, 0] - 1 for found in (old, new)])
    variance = float(parts.sum())
    if not variance > 0:
        return Standardised(_NONE._replace(value=value), float(raw - value))
    df = variance**2 / float((parts**2 / freedom).sum())
    return Standardised(_by_t(value, float(np.sqrt(variance)), df, level), float(raw - value))


def paired(n: float, x: float, y: float, squares: tuple[float, float, float], level: float = 0.95) -> Difference:
    """Return the mean difference y − x within the same respondents.

    Parameters
    ----------
    n : float
        Respondents with both.
    x, y : float
        Σx and Σy over them.
    squares : (float, float, float)
        Σx², Σxy and Σy².
    level : float, default 0.95
        The level of confidence.

    Returns
    -------
    Difference
        With t on n − 1. Where all differences are the same, its p is that of the sign test, 2·½ⁿ (1 where they are 0),
        and the interval is NaN. Source: Student (1908), Biometrika 6, 1–25.

    Notes
    -----
    Between waves this needs respondents that are known in both; where an organisation keeps such ids, the sums of its
    matched pairs are enough.
    """
    if not n > 1:
        return _NONE
    value = (y - x) / n
    spread = squares[0] - 2 * squares[1] + squares[2] - n * value**2
    # what is left of the digits after subtraction is no spread
    if spread <= 1e-12 * max(squares[0] + squares[2], 1.0):
        return _NONE._replace(value=value, p=1.0 if abs(value) < 1e-12 else float(2 * 0.5**n))
    return _by_t(value, float(np.sqrt(spread / (n - 1) / n)), n - 1, level)
