"""On which points groups diverge, where they converge, and who sees it better."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import choose_waves
from critical_points.estimates.groups import ERROR, SCREEN, compare_groups
from critical_points.estimates.memory import remembered
from critical_points.estimates.score_tables import kruskal_wallis_family, score_tables

#: Groups are as good as alike where every δ is nearer to 0 than this (Romano et al. 2006: less than "medium").
ALIKE = 0.33

_GAPS = ["subject", "rank", "groups", "n", "h", "df", "p", "p_holm", "p_bh", "epsilon2", "epsilon2_low"]
_GAPS += ["epsilon2_high", "eta2", "divergence", "higher", "lower", "pairs_of_100", "clear_pairs", "verdict"]
_GAPS += ["exploratory", "why"]


@remembered
def find_gaps(
    safe: Protected,
    wave: str | None = None,
    kind: str = "point",
    *,
    by: str = "group",
    alike: float = ALIKE,
) -> pd.DataFrame:
    """Tell on which points groups diverge most, where they converge, and who sees it better.

    Parameters
    ----------
    safe, wave, kind, by
        As `compare_groups`.
    alike : float, default 0.33
        Groups converge where the intervals of all tested pairs' δ are within ± this.

    Returns
    -------
    DataFrame
        One row a point, level or item that was asked, the most divergent first. Columns: subject; rank (1 = most
        divergent by ε², ties share a rank; NaN where it cannot be told); groups, n (groups compared, each of at least
        the minimum, and their respondents); h, df, p (Kruskal–Wallis, corrected for ties), p_holm, p_bh (Holm and
        Benjamini–Hochberg over the subjects); epsilon2 (ε², 0–1), epsilon2_low, epsilon2_high (95 %), eta2 (η²_H);
        divergence (the largest |δ| of two tested groups), higher, lower (these two: who rates higher and lower),
        pairs_of_100 (of 100 pairs, in how many); clear_pairs (how many pairs differ clearly by `compare_groups`);
        verdict: "diverges" (p_holm below 0.05; for items p_bh below 0.10), "converges" (all tested pairs alike), or
        "cannot tell"; exploratory (bool: True for items); why ("fewer than two groups").

    Raises
    ------
    SettingsError
        When the wave, the kind or the grouping is not known.
    """
    chosen, _ = choose_waves(safe, wave, None)
    pairs = compare_groups(safe, chosen, kind, by=by)
    frame = kruskal_wallis_family(list(score_tables(safe, chosen, kind, by)))
    if frame.empty:
        return pd.DataFrame(columns=_GAPS)
    widest = pd.DataFrame([_widest(pairs[pairs["subject"] == key], alike) for key in frame["subject"]])
    frame = pd.concat([frame, widest], axis=1).assign(exploratory=kind == "item")
    differs = frame["p_bh"] < SCREEN if kind == "item" else frame["p_holm"] < ERROR
    verdict = np.where(differs, "diverges", np.where(frame["alike"], "converges", "cannot tell"))
    frame = frame.assign(verdict=verdict, rank=frame["epsilon2"].rank(method="min", ascending=False))
    return frame.sort_values("rank", kind="stable", na_position="last", ignore_index=True)[_GAPS]


def _widest(pairs: pd.DataFrame, alike: float) -> dict[str, Any]:
    """Return the tested pair that differs most, and whether all tested pairs are alike."""
    tested = pairs[pairs["tested"].astype(bool)] if len(pairs) else pairs
    clear = int(tested["clear"].sum()) if len(tested) else 0
    if tested.empty:
        nothing = {"divergence": np.nan, "higher": "", "lower": "", "pairs_of_100": np.nan}
        return {**nothing, "clear_pairs": clear, "alike": False}
    row = tested.iloc[int(tested["delta"].abs().to_numpy().argmax())]
    lower = "" if row["higher"] == "" else row["other"] if row["higher"] == row["group"] else row["group"]
    within = (tested["delta_low"] > -alike) & (tested["delta_high"] < alike)
    return {
        "divergence": abs(row["delta"]),
        "higher": row["higher"],
        "lower": lower,
        "pairs_of_100": row["pairs_of_100"],
        "clear_pairs": clear,
        "alike": bool(within.all()),
    }
