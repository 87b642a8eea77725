"""Sums of products as matrices: covariances of variables, and resamples of their sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import Floats
from critical_points.tallies import ALL, PLACE


@dataclass(frozen=True)
class Block:
    """n respondents, the sums of their variables, and the sums of the products of each two.

    Parameters
    ----------
    names : tuple of str
        The variables.
    n : float
        Respondents who have all of them.
    totals : array
        Σx, one a variable.
    products : array
        Σxxᵀ, variables × variables.
    """

    names: tuple[str, ...]
    n: float
    totals: Floats
    products: Floats

    @property
    def means(self) -> Floats:
        """Σx/n."""
        return self.totals / self.n

    @property
    def spread(self) -> Floats:
        """Σ(x − x̄)(x − x̄)ᵀ."""
        spread: Floats = self.products - np.outer(self.totals, self.totals) / self.n
        return spread

    @property
    def covariance(self) -> Floats:
        """The covariances, n − 1."""
        return self.spread / (self.n - 1)

    def __sub__(self, other: Block) -> Block:
        """Return the block of the respondents who are not in the other."""
        return Block(self.names, self.n - other.n, self.totals - other.totals, self.products - other.products)


def read_block(sums: pd.DataFrame, names: Iterable[str]) -> Block | None:
    """Return the rows of one cell of `Protected.sums` as matrices.

    Parameters
    ----------
    sums : DataFrame
        Rows of one cell.
    names : iterable of str
        The variables wanted, in this order; those that are not there are left out.

    Returns
    -------
    Block or None
        None where no variable is there, or not all rest on the same respondents.
    """
    there = set(sums["first"]) | set(sums["second"])
    order = {name: position for position, name in enumerate(name for name in names if name in there)}
    rows = sums[sums["first"].isin(order) & sums["second"].isin(order)]
    size = len(order)
    if not size or len(rows) != size * (size + 1) // 2 or not (rows["n"] == rows["n"].iloc[0]).all():
        return None
    first, second = (rows[end].map(order).to_numpy(int) for end in ("first", "second"))
    totals, products = np.zeros(size), np.zeros((size, size))
    totals[first], totals[second] = rows["x"], rows["y"]
    products[first, second] = products[second, first] = rows["xy"]
    return Block(tuple(order), float(rows["n"].iloc[0]), totals, products)


def sums_of(safe: Protected, wave: str, kind: str, group: str = ALL) -> pd.DataFrame:
    """Return the rows of `Protected.sums` of one kind in one group of a wave."""
    sums = safe.sums
    here = (sums["wave"] == wave) & (sums["group"] == group) & (sums["unit"] == ALL) & (sums["kind"] == kind)
    return sums[here]


def groups_within(safe: Protected, wave: str) -> list[str]:
    """Return the shown groups of a wave."""
    rows = safe.counts
    rows = rows[(rows["wave"] == wave) & (rows["kind"] == "respondents") & (rows["unit"] == ALL)]
    return sorted(rows.loc[rows["group"] != ALL, PLACE[1]].unique())


def within_groups(whole: Block, groups: Iterable[Block]) -> Floats:
    """Return the covariance of the sums when whole respondents are drawn again within each group.

    Respondents of groups that are not shown are drawn within what is left of the whole.
    """
    rest, spread = whole, np.zeros_like(whole.products)
    for block in groups:
        rest, spread = rest - block, spread + block.spread
    return spread + rest.spread if rest.n > 0 else spread


def resample(totals: Floats, spread: Floats, times: int, seed: int) -> Floats:
    """Return resampled sums, `times` × variables.

    A bootstrap sum of n respondents has the mean Σx and the covariance Σ(x − x̄)(x − x̄)ᵀ; it is drawn from the normal
    distribution with these, so that its cost does not depend on the respondents and no row of theirs is kept. Source:
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 5–6; Bickel and Freedman (1981), The Annals
    of Statistics 9, 1196–1217, for its normal limit.
    """
    values, vectors = np.linalg.eigh(spread)
    # the symmetric root is the same whichever signs the eigenvectors come with
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    drawn: Floats = totals + np.random.default_rng(seed).standard_normal((times, len(totals))) @ root
    return drawn
