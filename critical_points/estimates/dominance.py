"""How often one group's answer is above another's: Cliff's δ with its interval, from counts.

Every function takes counts over the same values in ascending order: ``first[s]`` and ``second[s]`` answers of value s.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from critical_points.estimates.cells import HIGHEST, LOWEST, Floats

#: Answers added to each group, spread evenly over the scale, before the interval of δ is taken.
_EXTRA = 0.5


class Effect(NamedTuple):
    """An effect with its 95 % interval."""

    value: float
    low: float
    high: float


def cliffs_delta(first: Floats, second: Floats) -> float:
    """Return δ = P(first higher) − P(second higher), −1 to 1. Source: Cliff (1993), Psychological Bulletin 114, 494."""
    n, m = first.sum(), second.sum()
    return float((first * _placements(first, second)[0]).sum() / n) if n and m else np.nan


def _placements(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Return, for each value, δ of one answer of that value in the first group, and δ against one in the second."""
    n, m = first.sum(), second.sum()
    return (2 * np.cumsum(second) - second - m) / m, (n - 2 * np.cumsum(first) + first) / n


class Parts(NamedTuple):
    """δ with its variance after Brunner and Munzel, in the parts of the two groups."""

    delta: float
    first: float
    second: float


def brunner_munzel_parts(first: Floats, second: Floats) -> Parts:
    """Return δ and the parts of its variance. Source: Brunner and Munzel (2000), Biometrical Journal 42, 17–25."""
    n, m, delta = float(first.sum()), float(second.sum()), cliffs_delta(first, second)
    rows, columns = _placements(first, second)
    return Parts(
        delta,
        float((first * (rows - delta) ** 2).sum() / (n - 1) / n),
        float((second * (columns - delta) ** 2).sum() / (m - 1) / m),
    )


def satterthwaite(one: float, other: float, df_one: float, df_other: float) -> float:
    """Return the df of a sum of two variances. Source: Satterthwaite (1946), Biometrics Bulletin 2, 110–114."""
    parts = one**2 / df_one + other**2 / df_other
    return (one + other) ** 2 / parts if parts > 0 else np.nan


def delta_interval(values: Floats, first: Floats, second: Floats, level: float = 0.95) -> Effect:
    """Return Cliff's δ and its interval.

    Parameters
    ----------
    values : array
        The values that are counted, ascending.
    first, second : arrays
        Their counts.
    level : float, default 0.95
        The level of confidence.

    Returns
    -------
    Effect
        δ (−1 to 1) as observed, and its interval, which always holds it; NaN limits where a group has fewer than two
        answers.

    Notes
    -----
    Half an answer is added to each group, spread evenly over the scale 1–5; Brunner and Munzel's variance, at least
    (1 − δ²)/(m₁·m₂ − 1), goes on the scale of atanh δ with Satterthwaite's t. Source: Brunner and Munzel (2000), as
    above; Feng and Cliff (2004), Journal of Modern Applied Statistical Methods 3, 322–332, for the floor of the
    variance; measured in ``benchmarks/coverage.py``.
    """
    from scipy.special import stdtrit

    delta, n, m = cliffs_delta(first, second), float(first.sum()), float(second.sum())
    if min(n, m) < 2:
        return Effect(delta, np.nan, np.nan)
    scale = np.arange(LOWEST, HIGHEST + 1, dtype=float)
    every = np.union1d(values, scale)
    extra = np.isin(every, scale) * _EXTRA / len(scale)
    more = [extra.copy(), extra.copy()]
    for counts, filled in zip((first, second), more, strict=True):
        filled[np.searchsorted(every, values)] += counts
    found = brunner_munzel_parts(*more)
    variance = max(found.first + found.second, (1 - found.delta**2) / ((n + _EXTRA) * (m + _EXTRA) - 1))
    df = satterthwaite(found.first, found.second, n - 1, m - 1)
    half = float(stdtrit(df, (1 + level) / 2)) * np.sqrt(variance) / (1 - found.delta**2)
    low, high = (float(np.tanh(np.arctanh(found.delta) + side * half)) for side in (-1, 1))
    return Effect(delta, min(low, delta), max(high, delta))


def cliff_interval(first: Floats, second: Floats, level: float = 0.95) -> Effect:
    """Return δ with Cliff's usual interval, which is too narrow in small samples; `delta_interval` is the default.

    Notes
    -----
    Unbiased variance, asymmetric, t with n₁ + n₂ − 2; where the groups do not overlap, δ is moved by 1/(n₁·n₂). Source:
    Cliff (1996), Ordinal Methods for Behavioral Data Analysis; as ``effsize::cliff.delta`` in R.
    """
    from scipy.special import stdtrit

    n, m, delta = float(first.sum()), float(second.sum()), cliffs_delta(first, second)
    if min(n, m) < 2:
        return Effect(delta, np.nan, np.nan)
    if abs(delta) == 1:
        delta -= np.sign(delta) / (n * m)
    spread = np.sqrt(cliff_variance(first, second, delta)) * float(stdtrit(n + m - 2, (1 + level) / 2))
    root = spread * np.sqrt((1 - delta**2) ** 2 + spread**2)
    below, above = ((delta - delta**3 + side * root) / (1 - delta**2 + spread**2) for side in (-1, 1))
    observed = cliffs_delta(first, second)
    return Effect(observed, max(min(float(below), observed), -1.0), min(max(float(above), observed), 1.0))


def cliff_variance(first: Floats, second: Floats, delta: float) -> float:
    """Return Cliff's unbiased variance of δ, from the answers' placements."""
    n, m = float(first.sum()), float(second.sum())
    rows, columns = _placements(first, second)
    tied = float((first * second).sum())
    # Σ(d − δ)² over the pairs, where d is 1, 0 (a tie) or −1
    pairs = n * m - tied - 2 * delta * n * m * cliffs_delta(first, second) + n * m * delta**2
    rows_part = m**2 * float((first * (rows - delta) ** 2).sum())
    columns_part = n**2 * float((second * (columns - delta) ** 2).sum())
    return max((rows_part + columns_part - pairs) / (n * m * (n - 1) * (m - 1)), 0.0)
