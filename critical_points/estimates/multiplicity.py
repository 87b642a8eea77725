"""Many tests at once: p-values adjusted for their number."""

from __future__ import annotations

import numpy as np

from critical_points.estimates.cells import Floats


def holm(p: Floats) -> Floats:
    """Return Holm's adjusted p-values, which control the chance of any false finding; NaN stays NaN.

    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70; as R's ``p.adjust(method = "holm")``.
    """
    adjusted = np.full(len(p), np.nan)
    there = np.flatnonzero(np.isfinite(p))
    order = there[np.argsort(p[there], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values, which control the share of false findings; NaN stays NaN.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300; as R's
    ``p.adjust(method = "BH")``.
    """
    adjusted = np.full(len(p), np.nan)
    there = np.flatnonzero(np.isfinite(p))
    order = there[np.argsort(-p[there], kind="stable")]
    factors = len(order) / np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * factors), 1.0)
    return adjusted
