"""Results with and without the respondents whose answers are in doubt."""

from __future__ import annotations

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import FULL, choose_waves, subjects_of
from critical_points.tallies import ALL

_NUMBERS = ["n", "mean", "band_low", "band_high"]


def without_flagged(safe: Protected, wave: str | None = None) -> pd.DataFrame:
    """Compare each point's mean of all respondents with the mean of those without a flag.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DataFrame
        One row a point, in the instrument's order; columns subject; n, mean, band_low, band_high, hidden (of all);
        n_clear, mean_clear, band_low_clear, band_high_clear, hidden_clear (without the flagged); difference (the
        second mean less the first, where both may be told in full). A mean is NaN where it is hidden or only a band
        may be told, n where it is hidden; both n are 0 where nobody has a score.
    """
    wave = choose_waves(safe, wave, None)[0]
    asked = [key for key in subjects_of(safe, "point") if key in _asked(safe, wave)]
    every, clear = (_total(safe, wave, kind).reindex(asked) for kind in ("point", "unflagged"))
    full = (every["detail"] == FULL) & (clear["detail"] == FULL)
    difference = (clear["mean"] - every["mean"]).where(full)
    frame = every.drop(columns="detail").join(clear.drop(columns="detail").add_suffix("_clear"))
    hidden = {name: frame[name].eq(True) for name in ("hidden", "hidden_clear")}
    return frame.assign(difference=difference, **hidden).rename_axis("subject").reset_index()


def _asked(safe: Protected, wave: str) -> set[str]:
    items = set(safe.items.loc[safe.items["wave"] == wave, "item"])
    return {str(item.point) for item in safe.labels.instrument.items if item.key in items and item.point}


def _total(safe: Protected, wave: str, kind: str) -> pd.DataFrame:
    """Return n, mean, band, detail and hidden of one kind in the total, by subject."""
    shown, hidden, counts = (_of_total(frame, wave, kind) for frame in (safe.cells, safe.hidden, safe.counts))
    rated = counts[counts["status"] == "rated"]
    sums = (rated["n"] * rated["score"]).groupby(rated["subject"]).sum()
    cells = shown.set_index("subject")[[*_NUMBERS, "detail"]]
    mean = (sums.reindex(cells.index) / cells["n"].where(cells["n"] > 0)).astype(float)
    cells = cells.assign(mean=mean.where(cells["detail"] == FULL, cells["mean"]), hidden=False)
    gone = pd.DataFrame({"hidden": True, "detail": ""}, index=pd.Index(hidden["subject"], name="subject"))
    found = pd.concat([cells, gone.reindex(columns=cells.columns)]) if len(gone) else cells
    return found.astype(dict.fromkeys(_NUMBERS, float)).replace({np.inf: np.nan})


def _of_total(frame: pd.DataFrame, wave: str, kind: str) -> pd.DataFrame:
    return frame[(frame["wave"] == wave) & (frame["kind"] == kind) & (frame["group"] == ALL) & (frame["unit"] == ALL)]
