"""One common factor of several items, by maximum likelihood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from critical_points.estimates.cells import Floats

#: The smallest share of an item's variance that is its own, as in R's ``factanal``.
_LEAST = 0.005


class Factor(NamedTuple):
    """Loadings on one factor and the items' own variances, in the items' units."""

    loadings: Floats
    uniquenesses: Floats


def one_factor(covariance: Floats) -> Factor | None:
    """Return the one-factor model of a covariance matrix of at least three items.

    Parameters
    ----------
    covariance : array
        Items × items.

    Returns
    -------
    Factor or None
        None where an item has no variance, the matrix cannot be inverted, or the search does not end.

    Notes
    -----
    The likelihood is maximised over the items' own shares of variance, the loadings being given by the largest
    eigenvalue. Source: Jöreskog (1967), Psychometrika 32, 443–482; Lawley and Maxwell (1971), Factor Analysis as a
    Statistical Method, chapter 4; as R's ``factanal``.
    """
    from scipy.optimize import minimize

    deviations = np.sqrt(np.diag(covariance))
    if not (deviations > 0).all():
        return None
    correlation = covariance / np.outer(deviations, deviations)
    if np.linalg.eigvalsh(correlation)[0] < 1e-10:
        return None
    start = 0.5 / np.diag(np.linalg.inv(correlation))
    found = minimize(
        _discrepancy,
        start,
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_LEAST, 1.0)] * len(start),
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    own = np.asarray(found.x, dtype=float)
    loadings = _loadings(own, correlation)
    sign = -1.0 if loadings.sum() < 0 else 1.0
    return Factor(sign * loadings * deviations, own * deviations**2)


def _loadings(own: Floats, correlation: Floats) -> Floats:
    root = np.sqrt(own)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    loadings: Floats = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    return loadings


def _discrepancy(own: Floats, correlation: Floats) -> tuple[float, Floats]:
    """Return the likelihood's discrepancy and its gradient in the items' own variances."""
    root = np.sqrt(own)
    values = np.linalg.eigvalsh(correlation / np.outer(root, root))[:-1]
    loadings = _loadings(own, correlation)
    residual = np.outer(loadings, loadings) + np.diag(own) - correlation
    return float((values - np.log(values) - 1).sum()), np.diag(residual) / own**2
