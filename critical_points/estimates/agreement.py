"""Do the members of a team see it alike? For the analyst's notebook, not for management's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected, only_protected
from critical_points.estimates.cells import FULL, HIGHEST, LOWEST, Floats, cells, places
from critical_points.estimates.memory import remembered
from critical_points.tallies import ALL, CELL, PLACE

#: Answers nearer to their mean than this are called agreement: c/6 of c values (Burke and Dunlap 2002, ORM 5, 159–172).
AGREE = (HIGHEST - LOWEST + 1) / 6

#: The variance of answers spread evenly over the scale.
_EVEN = ((HIGHEST - LOWEST + 1) ** 2 - 1) / 12

_COLUMNS = [
    *CELL,
    "n",
    "ad_mean",
    "ad_median",
    "agrees",
    "rwg",
    "krippendorff_ordinal",
    "krippendorff_interval",
    "hidden",
]


def average_deviation(counts: Floats, values: Floats, centre: float) -> float:
    """Return the mean distance of the answers from a centre, in steps of the scale.

    Source: Burke, Finkelstein and Dusig (1999), Organizational Research Methods 2, 49–68; as ``multilevel::ad.m``.
    """
    n = float(counts.sum())
    return float((counts * np.abs(values - centre)).sum()) / n if n else np.nan


def within_group_agreement(counts: Floats, values: Floats) -> float:
    """Return r_wg = 1 − s²/σ² with σ² = 2, of answers spread evenly over 1–5; at least 0.

    Source: James, Demaree and Wolf (1984), Journal of Applied Psychology 69, 85–98; as ``multilevel::rwg``.
    """
    n = float(counts.sum())
    if n < 2:
        return np.nan
    mean = float((counts * values).sum()) / n
    return max(1 - float((counts * (values - mean) ** 2).sum()) / (n - 1) / _EVEN, 0.0)


def krippendorff_alpha(counts: Floats, values: Floats, metric: str = "ordinal") -> float:
    """Return Krippendorff's α, items being the units and respondents the coders.

    Parameters
    ----------
    counts : array
        Items × values: the answers to each item.
    values : array
        The values, ascending.
    metric : {"ordinal", "interval"}
        How far two answers are apart.

    Returns
    -------
    float
        1 = everybody gives the same answer to each item; 0 = as by chance; NaN where all answers are equal, or no item
        has two.

    Notes
    -----
    The coincidences of an item with m answers are divided by m − 1, so counts are enough. Source: Krippendorff (2011),
    Computing Krippendorff's Alpha-Reliability; as Python's ``krippendorff``.
    """
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts):
        return np.nan
    answers = counts.sum(axis=1)
    together = np.einsum("ic,ik->ick", counts, counts)
    together[:, np.arange(len(values)), np.arange(len(values))] -= counts
    observed = (together / (answers - 1)[:, None, None]).sum(axis=0)
    totals = observed.sum(axis=1)
    expected = (np.outer(totals, totals) - np.diag(totals)) / (totals.sum() - 1)
    if metric == "ordinal":
        ranks = np.cumsum(totals) - totals / 2
        apart = (ranks[:, None] - ranks[None, :]) ** 2
    else:
        apart = (values[:, None] - values[None, :]) ** 2
    chance = float((expected * apart).sum())
    return 1 - float((observed * apart).sum()) / chance if chance > 0 else np.nan


@remembered
def agreement(safe: Protected) -> pd.DataFrame:
    """Tell how much the members of each group agree.

    Parameters
    ----------
    safe : Protected
        Protected counts, tallied by group or unit.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × item, point, level, and one for all items together (kind and subject "all").
        Columns: wave, group, unit, kind, subject; n (respondents who rated the item; for several items the smallest of
        their n); ad_mean, ad_median (mean distance of the answers from their mean and from their median, steps of the
        scale: "the typical answer is 0.6 steps from the mean"; for several items the mean over them); agrees (bool:
        ad_mean at most 5/6); rwg (r_wg, 0–1; for several items the mean over them); krippendorff_ordinal,
        krippendorff_interval (α over several items; NaN for one); hidden (bool: the cell, or any of its items, is
        hidden, or too small to tell its distribution; NaN numbers).
    """
    only_protected(safe)
    rows = safe.counts[(safe.counts["kind"] == "item") & (safe.counts["status"] == "rated")]
    values = np.arange(LOWEST, HIGHEST + 1, dtype=float)
    table = rows.pivot_table(index=[*PLACE, "subject"], columns="score", values="n", aggfunc="sum")
    table = table.reindex(columns=values).fillna(0)
    by_place = {place: found.droplevel([0, 1, 2]) for place, found in table.groupby(level=PLACE)}
    frame = cells(safe)
    frame = frame.assign(hidden=frame["detail"] != FULL)
    unseen = frame[frame["hidden"] & (frame["kind"] == "item")].groupby(PLACE)["subject"].agg(set).to_dict()
    told = []
    for cell in _cells(safe, frame):
        place = tuple(cell[name] for name in PLACE)
        items = _items(safe, str(cell["kind"]), str(cell["subject"]))
        hidden = bool(cell["hidden"]) or not unseen.get(place, set()).isdisjoint(items)
        here = by_place.get(place, table.iloc[:0].droplevel([0, 1, 2]))
        counts = here.reindex([item for item in items if item in here.index]).to_numpy(float)
        told.append({**cell, "hidden": hidden, **(_tell(counts, values) if not hidden and len(counts) else {})})
    return pd.DataFrame(told, columns=_COLUMNS)


def _cells(safe: Protected, frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the cells of items, points and levels, and one of all items for each place."""
    every = places(safe).assign(kind=ALL, subject=ALL, hidden=False)
    for cell in pd.concat([frame[[*CELL, "hidden"]], every], ignore_index=True).to_dict("records"):
        yield {str(name): value for name, value in cell.items()}


def _items(safe: Protected, kind: str, subject: str) -> list[str]:
    if kind == "item":
        return [subject]
    items = safe.labels.instrument.items if kind == ALL else safe.labels.instrument.items_of(kind, subject)
    return [item.key for item in items]


def _tell(counts: Floats, values: Floats) -> dict[str, Any]:
    """Return the agreement on one or more items, items × values."""
    sizes = counts.sum(axis=1)
    means = counts @ values / sizes
    medians = [_median(row, values) for row in counts]
    ad_mean, ad_median = (
        float(np.mean([average_deviation(row, values, centre) for row, centre in zip(counts, centres, strict=True)]))
        for centres in (means, medians)
    )
    several = len(counts) > 1
    return {
        "n": sizes.min(),
        "ad_mean": ad_mean,
        "ad_median": ad_median,
        "agrees": ad_mean <= AGREE,
        "rwg": np.mean([within_group_agreement(row, values) for row in counts]),
        "krippendorff_ordinal": krippendorff_alpha(counts, values) if several else np.nan,
        "krippendorff_interval": krippendorff_alpha(counts, values, "interval") if several else np.nan,
    }


def _median(counts: Floats, values: Floats) -> float:
    upto, n = np.cumsum(counts), counts.sum()
    lower, upper = (values[np.searchsorted(upto, place)] for place in ((n + 1) // 2, n // 2 + 1))
    return float(lower + upper) / 2
