"""What to develop first: two axes that are never added up, the front they make, and how sure a place on it is."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.blocks import groups_within, read_block, resample, sums_of, within_groups
from critical_points.estimates.cells import FULL, HIGHEST, LOWEST, Floats, choose_waves
from critical_points.estimates.description import describe
from critical_points.estimates.differences import paired
from critical_points.estimates.gaps import find_gaps
from critical_points.estimates.memory import remembered
from critical_points.estimates.multiplicity import holm
from critical_points.estimates.shares import votes, wilson_interval
from critical_points.tallies import ALL

#: How many points are suggested as targets.
TARGETS = 2

#: Resamples of respondents, and the seed of them.
TIMES, SEED = 4000, 1

#: A point that is among the first so often is a sure suggestion; one that is so often, a rival of those suggested.
SURE, RIVAL = 0.80, 0.20

_MIDDLE = (LOWEST + HIGHEST) / 2
_ERROR = 0.05
_COLUMNS = ["subject", "n", "mean", "below", "below_low", "below_high", "voters", "votes", "votes_low", "votes_high"]
_COLUMNS += [
    "below_rank",
    "votes_rank",
    "front",
    "rank",
    "rank_low",
    "rank_high",
    "among_first",
    "divergence",
    "diverges",
    "suggested",
    "reasons",
    "doubts",
]
_COLUMNS += ["rivals", "hidden", "why", "detail"]


@remembered
def priorities(
    safe: Protected, wave: str | None = None, *, targets: int = TARGETS, times: int = TIMES, seed: int = SEED
) -> pd.DataFrame:
    """Weigh which points to develop first.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest.
    targets : int, default 2
        How many points are suggested.
    times : int, default 4000
        Resamples of respondents, each with a weight of its own for the two axes.
    seed : int, default 1
        Of the resamples; the same seed gives the same numbers.

    Returns
    -------
    DataFrame
        One row a point that was asked, in the instrument's order. Columns: subject; n (respondents with a score), mean
        (1–5); below (share 0–1 of n with a score below the scale's middle, 3), below_low, below_high (95 %,
        Wilson); voters (respondents who chose any point), votes (share 0–1 of voters who chose this one; NaN where
        nobody voted), votes_low, votes_high (95 %, Wilson); below_rank, votes_rank (1 = the
        largest share, ties share a rank); front (bool: no other point has as large shares on both axes and a larger one
        on either: the Pareto front); rank (by mean, 1 = the lowest, ties share a rank), rank_low, rank_high (the ranks
        it may truly have: 1 + the points rated significantly lower … all − the points rated significantly higher, by
        paired differences with Holm at 0.05); among_first (share 0–1 of the resamples and weightings in which it is
        among the first `targets`; tied points all are); divergence (the largest |δ| of two tested groups), diverges
        (bool, by `find_gaps`: to be discussed before acting); suggested (bool); reasons (keys joined by ``;``: "front";
        "below" and "votes": among the `targets` largest shares on that axis); doubts (of a suggested point: "tied" –
        more points than `targets` are equally often first; "unsure" – among the first in fewer than 80 % of resamples;
        "diverges"; "no votes"; "not on the front"); rivals (of an unsure one: the points not suggested that are among
        the first in at least 20 %, joined by ``;``); hidden (bool), why, detail (as `describe`; unless "full", only n
        and mean are told). Numbers are NaN where hidden or not told.

    Raises
    ------
    SettingsError
        When the wave is not among the counts.

    Notes
    -----
    The two axes are shares of respondents; a weighting is drawn evenly from 0–1 for each resample only to see how much
    the order depends on it. Whole respondents are resampled within groups, by the sums of their flags (see
    `critical_points.estimates.blocks.resample`). Sources: Keeney and Raiffa (1976), Decisions with Multiple Objectives;
    Goldstein and Spiegelhalter (1996), JRSS A 159, 385–443 (doubt in ranks); Mogstad et al. (2024), Review of Economic
    Studies 91, 476–518 (rank intervals from paired differences).
    """
    chosen, _ = choose_waves(safe, wave, None)
    frame = _axes(safe, chosen)
    frame = frame.assign(
        below_rank=frame["below"].rank(method="min", ascending=False),
        votes_rank=frame["votes"].rank(method="min", ascending=False),
        rank=frame["mean"].rank(method="min"),
        front=_front(frame["below"].to_numpy(float), frame["votes"].to_numpy(float)),
    )
    frame = frame.merge(_rank_intervals(safe, chosen, frame), on="subject", how="left")
    frame = frame.assign(among_first=_stability(safe, chosen, frame, targets, times, seed))
    gaps = find_gaps(safe, chosen)[["subject", "divergence", "verdict"]]
    frame = frame.merge(gaps, on="subject", how="left")
    frame = frame.assign(diverges=frame["verdict"] == "diverges")
    return _suggest(frame, targets)[_COLUMNS]


def _axes(safe: Protected, wave: str) -> pd.DataFrame:
    """Return the share with a score below the middle, and the share voting."""
    cells = describe(safe)
    place = (cells["wave"] == wave) & (cells["group"] == ALL) & (cells["unit"] == ALL) & (cells["kind"] == "point")
    frame = cells.loc[place, ["subject", "n", "mean", "hidden", "why", "detail"]].reset_index(drop=True)
    rows = safe.counts
    low = rows[(rows["wave"] == wave) & (rows["group"] == ALL) & (rows["unit"] == ALL) & (rows["kind"] == "point")]
    counted = low[(low["status"] == "rated") & (low["score"] < _MIDDLE)].groupby("subject")["n"].sum()
    few = frame["subject"].map(counted).fillna(0).astype(float).where((frame["n"] > 0) & (frame["detail"] == FULL))
    below_low, below_high = wilson_interval(np.asarray(few, dtype=float), np.asarray(frame["n"], dtype=float))
    chosen = votes(safe)
    chosen = chosen[(chosen["wave"] == wave) & (chosen["group"] == ALL) & (chosen["unit"] == ALL)]
    names = {"n": "voters", "share": "votes", "low": "votes_low", "high": "votes_high"}
    chosen = chosen[["subject", *names]].rename(columns=names).astype(dict.fromkeys(names.values(), float))
    frame = frame.assign(below=few / frame["n"], below_low=below_low, below_high=below_high)
    return frame.merge(chosen, on="subject", how="left")


def _front(below: Floats, voted: Floats) -> list[bool]:
    """Tell which points no other point outdoes; an axis that nobody gave counts as equal."""
    axes = np.nan_to_num(np.column_stack([below, voted]), nan=-1.0)
    known = np.isfinite(below)
    return [
        bool(here) and not any((axes >= own).all(axis=1) & (axes > own).any(axis=1) & known)
        for own, here in zip(axes, known, strict=True)
    ]


def _rank_intervals(safe: Protected, wave: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks that each point's mean may truly have."""
    keys = list(frame.loc[frame["below"].notna(), "subject"])
    sums = sums_of(safe, wave, "pairs")
    by_pair = {frozenset((row["first"], row["second"])): row for row in sums.to_dict("records")}
    found = []
    for one, other in combinations(keys, 2):
        row = by_pair.get(frozenset((one, other)))
        if row is None:
            found.append((one, other, 0.0, np.nan))
            continue
        difference = paired(row["n"], row["x"], row["y"], (row["xx"], row["xy"], row["yy"]))
        found.append((row["first"], row["second"], difference.value, difference.p))
    pairs = pd.DataFrame(found, columns=["first", "second", "value", "p"])
    pairs = pairs[holm(pairs["p"].to_numpy(float)) < _ERROR]
    higher = np.where(pairs["value"] > 0, pairs["second"], pairs["first"])
    lower = np.where(pairs["value"] > 0, pairs["first"], pairs["second"])
    return pd.DataFrame(
        {
            "subject": keys,
            "rank_low": [float(1 + (higher == key).sum()) for key in keys],
            "rank_high": [float(len(keys) - (lower == key).sum()) for key in keys],
        }
    )


def _stability(safe: Protected, wave: str, frame: pd.DataFrame, targets: int, times: int, seed: int) -> Floats:
    """Return the share of resamples and weightings in which each point is among the first."""
    keys = list(frame.loc[frame["below"].notna(), "subject"])
    voted = bool(frame["votes"].notna().any())
    wanted = [f"{name}:{key}" for name in ("below", "scored", *(["vote"] if voted else [])) for key in keys]
    wanted += ["voter"] if voted else []
    whole = read_block(sums_of(safe, wave, "flags"), wanted)
    share = np.full(len(frame), np.nan)
    if whole is None or len(whole.names) != len(wanted):
        return share
    blocks = [read_block(sums_of(safe, wave, "flags", group), wanted) for group in groups_within(safe, wave)]
    strata = [block for block in blocks if block is not None and block.names == whole.names]
    drawn = np.maximum(np.rint(resample(whole.totals, within_groups(whole, strata), times, seed)), 0)
    size = len(keys)
    below = np.minimum(drawn[:, :size] / np.maximum(drawn[:, size : 2 * size], 1), 1)
    if voted:
        chosen = np.minimum(drawn[:, 2 * size : 3 * size] / np.maximum(drawn[:, -1:], 1), 1)
        weight = np.random.default_rng(seed + 1).random((times, 1))
        below = weight * below + (1 - weight) * chosen
    ahead = (below[:, None, :] > below[:, :, None] + 1e-12).sum(axis=2)
    share[frame["below"].notna().to_numpy(bool)] = (ahead < targets).mean(axis=0)
    return share


def _suggest(frame: pd.DataFrame, targets: int) -> pd.DataFrame:
    """Mark the points that are most often first, with the reasons and the doubts."""
    # a difference of less than a percentage point is no more than the noise of the resamples
    often = frame["among_first"].round(2)
    enough = often.nlargest(targets).min() if often.notna().sum() > targets else np.nan
    suggested = (often >= enough) & (often > 0)
    rivals = ";".join(frame.loc[~suggested & (often >= RIVAL), "subject"])
    rows: list[dict[str, Any]] = []
    for own, row in zip(suggested, frame.to_dict("records"), strict=True):
        reasons = {
            "front": row["front"],
            "below": row["below_rank"] <= targets and row["below"] > 0,
            "votes": row["votes_rank"] <= targets and row["votes"] > 0,
        }
        doubts = {
            "tied": suggested.sum() > targets,
            "unsure": not row["among_first"] >= SURE,
            "diverges": row["diverges"],
            "no votes": not np.isfinite(row["votes"]),
            "not on the front": not row["front"],
        }
        told = [";".join(key for key, true in keys.items() if true) for keys in (reasons, doubts)]
        unsure = own and doubts["unsure"]
        rows.append({"reasons": told[0], "doubts": told[1] if own else "", "rivals": rivals if unsure else ""})
    return frame.assign(suggested=suggested).join(pd.DataFrame(rows, columns=["reasons", "doubts", "rivals"]))
