"""How much a shown cell tells: its distribution, its mean with one decimal, or a band."""

from __future__ import annotations

import pandas as pd

from critical_points.tallies import CELL

#: What a shown cell tells, from the most to the least.
FULL, MEAN, BAND, HIDDEN = "full", "mean", "band", "hidden"

#: By the number of layers that may be told.
DETAILS = (HIDDEN, BAND, MEAN, FULL)

#: Kinds of rows that hold ratings or scores of respondents.
RATED = ("item", "point", "level", "unflagged")

#: The ends of the scale.
_LOWEST, _HIGHEST = 1, 5


def tell_less(cells: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return cells with what they tell beside n, as `Protected.cells`.

    Parameters
    ----------
    cells : DataFrame
        Columns `CELL`, n and detail.
    counts : DataFrame
        As `Tally.counts`.
    """
    rated = counts[(counts["status"] == "rated") & counts["kind"].isin(RATED)]
    total = (rated["n"] * rated["score"]).groupby([rated[name] for name in CELL]).sum().rename("total")
    told = cells.merge(total.reset_index(), on=CELL, how="left")
    mean = (told["total"] / told["n"].where(told["n"] > 0)).astype(float)
    low = (mean // 1).clip(_LOWEST, _HIGHEST - 1)
    return cells.assign(
        mean=mean.round(1).where(cells["detail"] == MEAN),
        band_low=low.where(cells["detail"] == BAND),
        band_high=(low + 1).where(cells["detail"] == BAND),
    )
