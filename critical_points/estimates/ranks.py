"""Rank tests from counts, corrected for ties.

Every function takes counts over the same values in ascending order: ``first[s]`` and ``second[s]`` answers of value s.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from critical_points.estimates.cells import Floats
from critical_points.estimates.dominance import Effect, brunner_munzel_parts, satterthwaite

#: Exact p-values are computed up to so many answers.
EXACT_UP_TO = 60


class RankTest(NamedTuple):
    """A test statistic with its degrees of freedom (NaN where it has none) and its p-value."""

    statistic: float
    df: float
    p: float


def kruskal_wallis(counts: Floats) -> RankTest:
    """Test whether groups differ, from a table of counts, groups × values.

    Returns
    -------
    RankTest
        H, corrected for ties, its degrees of freedom and p by χ²; p is 1 where all answers are equal, NaN with fewer
        than two groups. Source: Kruskal and Wallis (1952), JASA 47, 583–621; as R's ``kruskal.test``.
    """
    counts = counts[counts.sum(axis=1) > 0]
    sizes, columns = counts.sum(axis=1), counts.sum(axis=0)
    total, df = float(sizes.sum()), len(counts) - 1
    if df < 1:
        return RankTest(np.nan, np.nan, np.nan)
    ties = 1 - float((columns**3 - columns).sum()) / (total**3 - total)
    if ties <= 0:
        return RankTest(0.0, df, 1.0)
    from scipy.special import chdtrc

    sums = counts @ (np.cumsum(columns) - columns + (columns + 1) / 2)
    # Σ(R − n(N+1)/2)²/n is the textbook's ΣR²/n less its expectation, without the loss of digits
    spread = float(((sums - sizes * (total + 1) / 2) ** 2 / sizes).sum())
    statistic = 12 / (total * (total + 1)) * spread / ties
    return RankTest(statistic, df, float(chdtrc(df, statistic)))


def kruskal_wallis_permuted(counts: Floats, times: int = 20_000, seed: int = 1) -> float:
    """Return the p of the same test by random permutations: for small groups, where χ² is too careful.

    Tables with the same margins are drawn as if the answers had been dealt to the groups by chance. Source: Patefield
    (1981), Applied Statistics 30, 91–97; as ``coin::kruskal_test(distribution = approximate())`` in R.
    """
    from scipy.stats import random_table

    counts = counts[counts.sum(axis=1) > 0]
    sizes, columns = counts.sum(axis=1), counts.sum(axis=0)
    if len(counts) < 2:
        return np.nan
    ranks = np.cumsum(columns) - columns + (columns + 1) / 2
    # only ΣR²/n changes from table to table
    drawn = random_table(sizes.astype(int), columns.astype(int)).rvs(times, random_state=np.random.default_rng(seed))
    spread = ((drawn @ ranks) ** 2 / sizes).sum(axis=1)
    observed = float(((counts @ ranks) ** 2 / sizes).sum())
    return float((spread >= observed * (1 - 1e-12)).mean())


def epsilon_squared(statistic: float, df: float, n: float, level: float = 0.95) -> Effect:
    """Return ε² = H/(N − 1), how much of the ranks' spread lies between groups (0–1), with its interval.

    The interval inverts the noncentral χ² distribution of H. Source: Kelley (1935), PNAS 21, 554–559 (ε²); Steiger
    (2004), Psychological Methods 9, 164–182, for the inversion.
    """
    if not (np.isfinite(statistic) and n > 1):
        return Effect(np.nan, np.nan, np.nan)
    from scipy.special import chdtr, chndtrinc

    low, high = (
        0.0 if chdtr(df, statistic) <= tail else float(chndtrinc(statistic, df, tail)) / (n - 1)
        for tail in ((1 + level) / 2, (1 - level) / 2)
    )
    return Effect(statistic / (n - 1), min(low, 1.0), min(high, 1.0))


def eta_squared(statistic: float, groups: int, n: float) -> float:
    """Return η²_H = (H − k + 1)/(N − k). Source: Tomczak and Tomczak (2014), Trends in Sport Sciences 21, 19–25."""
    return (statistic - groups + 1) / (n - groups) if n > groups else np.nan


def mann_whitney_u(first: Floats, second: Floats) -> float:
    """Return U: the pairs in which the first group's answer is higher, ties counted half."""
    return float((first * (np.cumsum(second) - second / 2)).sum())


def mann_whitney(first: Floats, second: Floats, *, continuity: bool = True) -> RankTest:
    """Test whether one of two groups tends to answer higher, by the normal distribution.

    Returns
    -------
    RankTest
        U, and p two-sided, corrected for ties and (by default) for continuity; p is 1 where all answers are equal.
        Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50–60; Lehmann (1975), Nonparametrics;
        as R's ``wilcox.test(exact = FALSE)``.
    """
    from scipy.special import ndtr

    n, m, ties = float(first.sum()), float(second.sum()), first + second
    u, total = mann_whitney_u(first, second), n + m
    if n == 0 or m == 0:
        return RankTest(np.nan, np.nan, np.nan)
    variance = n * m / 12 * (total + 1 - float((ties**3 - ties).sum()) / (total * (total - 1)))
    away = abs(u - n * m / 2)
    if variance <= 0 or away == 0:
        return RankTest(u, np.nan, 1.0)
    z = max(away - (0.5 if continuity else 0.0), 0.0) / np.sqrt(variance)
    return RankTest(u, np.nan, float(2 * ndtr(-z)))


def exact_p(first: Floats, second: Floats) -> float:
    """Return the exact two-sided p of the rank sum, given the ties.

    Of all ways to draw the first group from the pooled answers, the share in which the rank sum is at least as far
    from its expectation. NaN above `EXACT_UP_TO` answers or where a group is empty.

    Notes
    -----
    A dynamic programme over the values; a state is (answers taken, twice the rank sum), its weight the number of ways.
    Source: Mehta, Patel and Tsiatis (1984), Biometrics 40, 819–825; Streitberg and Röhmel (1986), Statistical
    Software Newsletter 12, 10–17; as ``coin::wilcox_test(distribution = "exact")``.
    """
    from scipy.special import comb

    ties = (first + second).astype(int)
    first = min(first, second, key=lambda counts: float(counts.sum()))
    n = int(first.sum())
    total = int(ties.sum())
    if not 0 < n < total <= EXACT_UP_TO:
        return np.nan
    twice_ranks = 2 * np.cumsum(ties) - ties + 1
    most = int(twice_ranks[-1]) * n
    ways = np.zeros((n + 1, most + 1))
    ways[0, 0] = 1
    for tied, rank in zip(ties[ties > 0], twice_ranks[ties > 0], strict=True):
        before, ways = ways, ways.copy()
        for taken in range(1, min(int(tied), n) + 1):
            moved = taken * int(rank)
            ways[taken:, moved:] += comb(int(tied), taken) * before[: n + 1 - taken, : most + 1 - moved]
    expected = n * (total + 1)
    away = abs(round(float((first * twice_ranks).sum())) - expected)
    sums = np.arange(most + 1)
    return float(ways[n][np.abs(sums - expected) >= away].sum() / comb(total, n))


def brunner_munzel(first: Floats, second: Floats) -> RankTest:
    """Test whether one of two groups tends to answer higher, without the same spread in both.

    Returns
    -------
    RankTest
        The statistic (positive where the second group answers higher), df and p by t; an infinite statistic and NaN
        where no answers of the groups overlap. Source: Brunner and Munzel (2000), Biometrical Journal 42, 17–25.
    """
    from scipy.special import stdtr

    n, m = float(first.sum()), float(second.sum())
    if min(n, m) < 2:
        return RankTest(np.nan, np.nan, np.nan)
    found = brunner_munzel_parts(first, second)
    variance = found.first + found.second
    if variance == 0:
        return RankTest(-np.sign(found.delta) * np.inf if found.delta else 0.0, np.nan, np.nan)
    statistic = -found.delta / np.sqrt(variance)
    df = satterthwaite(found.first, found.second, n - 1, m - 1)
    return RankTest(float(statistic), df, float(2 * stdtr(df, -abs(statistic))))
