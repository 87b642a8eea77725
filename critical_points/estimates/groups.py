"""Each two groups of respondents against each other: who rates higher, and in how many of 100 pairs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import choose_waves
from critical_points.estimates.dominance import delta_interval
from critical_points.estimates.memory import remembered
from critical_points.estimates.multiplicity import benjamini_hochberg, holm
from critical_points.estimates.ranks import exact_p, mann_whitney
from critical_points.estimates.score_tables import ScoreTable, kruskal_wallis_family, score_tables

#: The smallest group that is tested against another one; smaller ones are shown.
SMALLEST_TESTED = 10

#: The chance of an error that findings, and exploratory screens of single items, keep to.
ERROR, SCREEN = 0.05, 0.10

_PAIRS = ["subject", "group", "other", "n", "n_other", "mean", "mean_other", "delta", "delta_low", "delta_high"]
_PAIRS += ["higher", "pairs_of_100", "pairs_low", "pairs_high", "u", "p_normal", "p_exact", "p", "p_holm"]
_PAIRS += ["p_adjusted", "tested", "clear", "exploratory", "why"]


@remembered
def compare_groups(
    safe: Protected,
    wave: str | None = None,
    kind: str = "point",
    *,
    by: str = "group",
    smallest_tested: int = SMALLEST_TESTED,
) -> pd.DataFrame:
    """Compare each two groups on each point, level or item.

    Parameters
    ----------
    safe : Protected
        Protected counts, tallied by group (or unit).
    wave : str, optional
        The wave; by default the newest.
    kind : {"point", "level", "item"}
        What is compared.
    by : {"group", "unit"}
        Whose respondents are compared.
    smallest_tested : int, default 10
        Pairs with a smaller group are shown with their effect and its interval, and not tested.

    Returns
    -------
    DataFrame
        One row a subject × pair of shown groups, in the instrument's order; empty where there are no two. Columns:
        subject; group, other; n, n_other (respondents with a score or rating); mean, mean_other (1–5); delta (Cliff's
        δ: of all pairs of one respondent of `group` and one of `other`, the share in which the first rates higher, less
        the share in which the other does; −1 to 1), delta_low, delta_high (95 %); higher (the group that tends to rate
        higher, "" at δ = 0), pairs_of_100 (how many of 100 pairs it rates higher in, ties counted half; 50–100),
        pairs_low, pairs_high (95 %; below 50 where it may be the other way round); u, p_normal (Mann–Whitney,
        corrected for ties and continuity), p_exact (exact with ties, up to 60 respondents, else NaN), p (the exact one
        where there is one), p_holm (Holm over the pairs of the subject), p_adjusted (p_holm·S/R, at most 1, where R of
        the S subjects differ by `find_gaps`; NaN where this one does not), tested (bool), clear (bool: p_adjusted below
        0.05 and the interval leaves out 0; for items Benjamini–Hochberg over all pairs below 0.10), exploratory (bool:
        True for items), why ("fewer than 10" in the smaller group, else ""). p-values are NaN where not tested.

    Raises
    ------
    SettingsError
        When the wave, the kind or the grouping is not known.

    Notes
    -----
    A rank test tells how often one is above the other, not that means differ. Sources: see
    `critical_points.estimates.ranks`; for pairs only within subjects that differ, at the level 0.05·R/S, Benjamini and
    Bogomolov (2014), Journal of the Royal Statistical Society B 76, 297–318.
    """
    chosen, _ = choose_waves(safe, wave, None)
    tables = list(score_tables(safe, chosen, kind, by))
    frames = [_pairs(table, smallest_tested) for table in tables]
    frame = pd.DataFrame([row for rows in frames for row in rows])
    if frame.empty:
        return pd.DataFrame(columns=_PAIRS)
    frame["p_holm"] = frame.groupby("subject")["p"].transform(lambda p: holm(p.to_numpy(float)))
    overall = kruskal_wallis_family(tables)
    differing = set(overall.loc[overall["p_holm"] < ERROR, "subject"])
    scaled = (frame["p_holm"] * overall["p"].notna().sum() / max(len(differing), 1)).clip(upper=1)
    screened = benjamini_hochberg(frame["p"].to_numpy(float))
    outside = (frame["delta_low"] > 0) | (frame["delta_high"] < 0)
    frame["p_adjusted"] = screened if kind == "item" else scaled.where(frame["subject"].isin(differing))
    frame["clear"] = outside & (frame["p_adjusted"] < (SCREEN if kind == "item" else ERROR))
    return frame.assign(exploratory=kind == "item")[_PAIRS]


def _pairs(table: ScoreTable, smallest_tested: int) -> Iterator[dict[str, Any]]:
    sizes, means = table.counts.sum(axis=1), table.means()
    for one, other in combinations(range(len(table.groups)), 2):
        first, second = table.counts[one], table.counts[other]
        effect = delta_interval(table.values, first, second)
        tested = bool(min(sizes[one], sizes[other]) >= smallest_tested)
        normal = mann_whitney(first, second)
        exact = exact_p(first, second) if tested else np.nan
        groups = table.groups[one], table.groups[other]
        yield {
            "subject": table.subject,
            "group": groups[0],
            "other": groups[1],
            "n": sizes[one],
            "n_other": sizes[other],
            "mean": means[one],
            "mean_other": means[other],
            "delta": effect.value,
            "delta_low": effect.low,
            "delta_high": effect.high,
            **_of_100(effect.value, effect.low, effect.high, groups),
            "u": normal.statistic,
            "p_normal": normal.p if tested else np.nan,
            "p_exact": exact,
            "p": (exact if np.isfinite(exact) else normal.p) if tested else np.nan,
            "tested": tested,
            "why": "" if tested else f"fewer than {smallest_tested}",
        }


def _of_100(delta: float, low: float, high: float, groups: tuple[str, str]) -> dict[str, Any]:
    """Return who rates higher, and in how many of 100 pairs; an interval never leaves out its value by rounding."""
    higher = "" if delta == 0 else groups[0] if delta > 0 else groups[1]
    if delta < 0:
        delta, low, high = -delta, -high, -low
    of_100 = [np.floor(50 * (1 + value) + 0.5) if np.isfinite(value) else np.nan for value in (delta, low, high)]
    return {"higher": higher, "pairs_of_100": of_100[0], "pairs_low": of_100[1], "pairs_high": of_100[2]}
