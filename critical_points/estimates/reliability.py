"""Do the items of a point or level hang together? For the analyst's notebook, not for management's page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.blocks import Block, read_block
from critical_points.estimates.cells import Floats, cells
from critical_points.estimates.factors import one_factor
from critical_points.estimates.memory import remembered
from critical_points.tallies import CELL

#: Reliability is told of at least so many respondents.
SMALLEST = 50

_COLUMNS = [*CELL, "items", "n", "alpha", "alpha_low", "alpha_high", "omega", "spearman_brown", "hidden", "why"]


class Alpha(NamedTuple):
    """Cronbach's α with its interval."""

    value: float
    low: float
    high: float


def cronbach_alpha(covariance: Floats, n: float, level: float = 0.95) -> Alpha:
    """Return Cronbach's α of a covariance matrix (complete cases), with Feldt's interval.

    Sources: Cronbach (1951), Psychometrika 16, 297–334; Feldt (1965), Psychometrika 30, 357–370.
    """
    from scipy.special import fdtri

    k = len(covariance)
    alpha = k / (k - 1) * (1 - float(np.trace(covariance)) / float(covariance.sum()))
    low, high = (
        1 - (1 - alpha) * float(fdtri(n - 1, (n - 1) * (k - 1), q)) for q in ((1 + level) / 2, (1 - level) / 2)
    )
    return Alpha(alpha, low, high)


def mcdonald_omega(covariance: Floats) -> float:
    """Return ω = (Σλ)²/((Σλ)² + Σθ) of the one-factor model by maximum likelihood; NaN where there is none.

    Source: McDonald (1999), Test Theory, chapter 6.
    """
    factor = one_factor(covariance)
    if factor is None:
        return np.nan
    common = float(factor.loadings.sum()) ** 2
    return common / (common + float(factor.uniquenesses.sum()))


def spearman_brown(covariance: Floats) -> float:
    """Return 2r/(1 + r), the reliability of two items. Source: Eisinga et al. (2013), Int. J. Public Health 58, 637."""
    r = float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))
    return 2 * r / (1 + r) if r > -1 else np.nan


@remembered
def reliability(safe: Protected, *, checklists: Collection[str] = ()) -> pd.DataFrame:
    """Tell how well the items of each point and level hang together.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    checklists : collection of str
        Points and levels whose items are a list of unlike practices: that they do not hang together is no fault, and
        nothing is told.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × point or level of at least two items, in the instrument's order. Columns: wave,
        group, unit, kind ("point", "level"), subject; items; n (respondents who rated all of them); alpha, alpha_low,
        alpha_high (Cronbach's α with Feldt's 95 % interval), omega (McDonald's ω), both for three items or more;
        spearman_brown (for two); hidden (bool), why ("fewer than 50", "an item has no variance", "checklist", "asked
        differently", or why it is hidden). Numbers are NaN where there is a reason not to tell them.
    """
    frame = cells(safe)
    frame = frame[frame["kind"].isin(["point", "level"])]
    blocks = dict(iter(safe.sums[safe.sums["kind"].isin(["point", "level"])].groupby(CELL)))
    instrument = safe.labels.instrument
    rows = []
    for cell in frame.to_dict("records"):
        key = tuple(str(cell[name]) for name in CELL)
        items = [item.key for item in instrument.items_of(key[3], key[4])]
        if len(items) > 1:
            block = read_block(blocks[key], items) if key in blocks else None
            told = _tell(block, key in blocks, key[4] in checklists, str(cell["why"]))
            rows.append({**{str(name): value for name, value in cell.items()}, **told})
    return pd.DataFrame(rows, columns=_COLUMNS)


def _tell(block: Block | None, there: bool, checklist: bool, why: str) -> dict[str, Any]:
    if block is None:
        return {
            "items": np.nan,
            "n": np.nan,
            "why": why or ("asked differently" if there else f"fewer than {SMALLEST}"),
        }
    found: dict[str, Any] = {"items": len(block.names), "n": block.n, "why": why}
    if block.n < SMALLEST:
        return {**found, "why": f"fewer than {SMALLEST}"}
    covariance = block.covariance
    if checklist or (np.diag(covariance) <= 0).any():
        return {**found, "why": "checklist" if checklist else "an item has no variance"}
    if len(block.names) == 2:
        return {**found, "spearman_brown": spearman_brown(covariance)}
    if len(block.names) > 2 and covariance.sum() > 0:
        alpha = cronbach_alpha(covariance, block.n)
        omega = mcdonald_omega(covariance)
        return {**found, "alpha": alpha.value, "alpha_low": alpha.low, "alpha_high": alpha.high, "omega": omega}
    return found
