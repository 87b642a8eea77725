"""Sums of unknown numbers with their limits, and the least that they allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: A term of some sums: the first unknown that it is about, and a row of weights for each sum.
Term = tuple[int, npt.NDArray[np.number]]


#: A search for whole numbers is given up after so many branches.
_MOST_NODES = 100

#: What a search returns when nothing fits.
_NO_SOLUTION = 2


class Source(NamedTuple):
    """The published cell that a sum is known from: of which subject, how much is told, in which place."""

    key: tuple[str, str]
    layer: str
    place: int


class Least(NamedTuple):
    """The least of a weighted sum of unknowns, the unknowns there, and the published cells that keep it up."""

    value: float
    unknowns: Floats
    sources: list[Source]


@dataclass
class Equations:
    """Sums of unknown numbers that are not below 0.

    Parameters
    ----------
    size : int
        How many unknowns there are.
    """

    size: int
    _rows: list[npt.NDArray[np.intp]] = field(default_factory=list)
    _columns: list[npt.NDArray[np.intp]] = field(default_factory=list)
    _weights: list[Floats] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)
    _sources: list[Source | None] = field(default_factory=list)

    def add(
        self,
        terms: Sequence[Term],
        low: npt.NDArray[np.number],
        high: npt.NDArray[np.number],
        sources: Sequence[Source] | None = None,
    ) -> None:
        """Add sums: of each, the limits and the published cell that it is known from."""
        for start, weights in terms:
            row, column = np.nonzero(weights)
            self._rows.append(row + len(self._low))
            self._columns.append(column + start)
            self._weights.append(weights[row, column].astype(float))
        self._low += low.tolist()
        self._high += high.tolist()
        self._sources += [None] * len(low) if sources is None else sources

    def least(self, cost: Floats, *, whole: bool = False) -> Least | None:
        """Return the least of a weighted sum of the unknowns, or what is sure of it; None where nothing is.

        Parameters
        ----------
        cost : array
            The weights.
        whole : bool, default False
            Whether the unknowns are whole numbers; a search that grows long is given up, and with it the cells.
        """
        return self._least_whole(cost) if whole else self._least(cost)

    def _least(self, cost: Floats) -> Least | None:
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        matrix, low, high = self._matrix(), np.array(self._low), np.array(self._high)
        same = low == high
        below, above = np.flatnonzero(~same & np.isfinite(high)), np.flatnonzero(~same & np.isfinite(low))
        found = linprog(
            cost,
            A_ub=vstack([matrix[below], -matrix[above]]),
            b_ub=np.concatenate([high[below], -low[above]]),
            A_eq=matrix[same],
            b_eq=high[same],
            method="highs",
        )
        if found.status != 0 or found.x is None:
            return None
        prices = [*found.ineqlin.marginals, *found.eqlin.marginals]
        used = [row for row, price in zip([*below, *above, *np.flatnonzero(same)], prices, strict=True) if price]
        sources = dict.fromkeys(source for row in used if (source := self._sources[row]) is not None)
        return Least(float(cost @ found.x), found.x, list(sources))

    def _least_whole(self, cost: Floats) -> Least | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        found = milp(
            cost,
            constraints=LinearConstraint(self._matrix(), self._low, self._high),
            bounds=Bounds(0, np.inf),
            integrality=np.ones(self.size, dtype=np.int64),
            options={"node_limit": _MOST_NODES},
        )
        if found.status == _NO_SOLUTION:
            return None
        unknowns = np.ones(self.size) if found.x is None else np.asarray(found.x)
        return Least(float(found.mip_dual_bound or 0.0), unknowns, [])

    def _matrix(self) -> Any:
        from scipy.sparse import csr_array

        weights, rows, columns = (np.concatenate(part) for part in (self._weights, self._rows, self._columns))
        return csr_array((weights, (rows, columns)), shape=(len(self._low), self.size))
