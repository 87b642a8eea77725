"""Whether the development targets moved more than the other points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.estimates.blocks import Block, read_block, resample, sums_of
from critical_points.estimates.cells import Floats, choose_pair, not_comparable, subjects_of
from critical_points.estimates.differences import Sample, welch
from critical_points.estimates.waves import MARGIN
from critical_points.messages import said

#: Resamples for the correction.
TIMES = 4000

_COLUMNS = ["targets", "others", "left_out", "n_before", "n", "contrast_before", "contrast", "raw"]
_COLUMNS += ["correction", "difference", "difference_low", "difference_high", "p", "margin", "verdict", "why"]


def compare_targets(
    safe: Protected,
    targets: Sequence[str],
    wave: str | None = None,
    against: str | None = None,
    *,
    lowest: bool = False,
    margin: float = MARGIN,
    seed: int = 1,
) -> pd.DataFrame:
    """Tell whether the targets changed more than the other points.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    targets : sequence of str
        The keys of the points that were chosen as targets in the earlier wave.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    lowest : bool, default False
        True where the targets were chosen because they were the lowest rated. What is lowest by chance rises by
        itself, so the difference is then corrected for regression to the mean. False where votes alone chose them.
    margin : float, default 0.25
        A difference within ± this, in steps of the scale, is not meaningful.
    seed : int
        Of the resamples for the correction.

    Returns
    -------
    DataFrame
        One row. Columns: targets, others (keys joined by ``;``), left_out (keys of the points whose wording changed, or
        that were asked in one wave only); n_before, n (respondents with a score on every point); contrast_before,
        contrast (the mean of a respondent's scores on the targets less that on the others, averaged; steps of the
        scale); raw (contrast − contrast_before: the difference in differences), correction (0 unless `lowest`);
        difference (raw + correction), difference_low, difference_high (95 %, Welch), p (Welch, of `difference`);
        margin; verdict: "moved more", "moved less", "no meaningful difference" (the 90 % interval lies within ±
        `margin`), "cannot tell", "not comparable" (no target, or no other point, can be compared) or "hidden"; why
        ("regression to the mean" where it is corrected).

    Raises
    ------
    SettingsError
        When a target is no point of the instrument, there is none, or a wave is not known.

    Notes
    -----
    The correction: the earlier wave is resampled, its lowest points are chosen again, and the mean of how much lower
    they are in the resample than they were is added. Sources: Card and Krueger (1994), American Economic Review 84,
    772–793 (difference in differences); Barnett, van der Pols and Dobson (2005), International Journal of Epidemiology
    34, 215–220 (regression to the mean); Efron (2011), JASA 106, 1602–1614 (selection bias).
    """
    wave, against = choose_pair(safe, wave, against)
    _check(safe, targets)
    left_out = not_comparable(safe, wave, against, "point")
    before, after = (read_block(sums_of(safe, name, "points"), subjects_of(safe, "point")) for name in (against, wave))
    facts: dict[str, Any] = {"left_out": ";".join(left_out), "margin": margin, "correction": 0.0, "why": ""}
    if before is None or after is None:
        return pd.DataFrame([{**facts, "targets": ";".join(targets), "verdict": "hidden"}], columns=_COLUMNS)
    both = [key for key in before.names if key in after.names and key not in left_out]
    chosen, others = [key for key in both if key in targets], [key for key in both if key not in targets]
    facts |= {"targets": ";".join(chosen), "others": ";".join(others), "n_before": before.n, "n": after.n}
    if not chosen or not others:
        return pd.DataFrame([{**facts, "verdict": "not comparable"}], columns=_COLUMNS)
    if lowest:
        facts |= {"correction": regression_to_the_mean(before, both, len(chosen), TIMES, seed)}
        facts["why"] = "regression to the mean"
    old, new = (_contrast(block, chosen, others) for block in (before, after))
    return pd.DataFrame([{**facts, **_moved(old, new, facts["correction"], margin)}], columns=_COLUMNS)


def _check(safe: Protected, targets: Sequence[str]) -> None:
    known = subjects_of(safe, "point")
    faults = [
        Fault(said("no point {key!r}", key=key), suggestion=did_you_mean(key, known))
        for key in targets
        if key not in known
    ]
    if faults or not targets:
        raise SettingsError(
            said("The targets are not points of the instrument."), faults, said("name one or more points by key")
        )


def _weights(names: Sequence[str], chosen: Sequence[str], others: Sequence[str]) -> Floats:
    """Return what each point counts in a respondent's contrast."""
    signs = [(name in chosen) / len(chosen) - (name in others) / len(others) for name in names]
    return np.array(signs, dtype=float)


def _contrast(block: Block, chosen: Sequence[str], others: Sequence[str]) -> Sample:
    weights = _weights(block.names, chosen, others)
    variance = max(float(weights @ block.covariance @ weights), 0.0)
    # what is left of the digits after subtraction is no spread
    return Sample(block.n, float(weights @ block.means), float(np.sqrt(variance)) if variance > 1e-12 else 0.0)


def _moved(before: Sample, after: Sample, correction: float, margin: float) -> dict[str, object]:
    """Return the difference in differences and its verdict."""
    raw = after.mean - before.mean
    shifted = after._replace(mean=after.mean + correction)
    if before.sd > 0 and after.sd > 0:
        wide, narrow = welch(before, shifted), welch(before, shifted, 0.90)
        low, high, p = wide.low, wide.high, wide.p
        same = narrow.low > -margin and narrow.high < margin
    else:
        low = high = p = np.nan
        same = False
    verdict = "no meaningful difference" if same else "cannot tell"
    verdict = "moved more" if low > 0 else "moved less" if high < 0 else verdict
    return {
        "contrast_before": before.mean,
        "contrast": after.mean,
        "raw": raw,
        "difference": raw + correction,
        "difference_low": low,
        "difference_high": high,
        "p": p,
        "verdict": verdict,
    }


def regression_to_the_mean(before: Block, points: Sequence[str], targets: int, times: int, seed: int) -> float:
    """Return how much lower the lowest points of a resample are, relative to the others, than they were (0 or less).

    Parameters
    ----------
    before : Block
        Scores of the wave in which the targets were chosen.
    points : sequence of str
        The points that are compared.
    targets : int
        How many were chosen.
    times, seed : int
        Resamples, and their seed.

    Returns
    -------
    float
        E[(x̄*_T − x̄*_O) − (x̄_T − x̄_O)], where T are the lowest points of the resample and O the others.
    """
    here = [before.names.index(key) for key in points]
    drawn = resample(before.totals[here], before.spread[np.ix_(here, here)], times, seed) / before.n
    order = np.argsort(drawn, axis=1, kind="stable")
    moved = np.take_along_axis(drawn - before.means[here], order, axis=1)
    return float((moved[:, :targets].mean(axis=1) - moved[:, targets:].mean(axis=1)).mean())
