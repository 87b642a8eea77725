"""Which sets of respondents follow from published sets by adding and subtracting, and how many are in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

#: Sets are tried one by one up to 2 to the power of this; a larger block is searched by an integer programme.
MOST = 17

_NEAR = 1e-7


@dataclass(frozen=True)
class Derived:
    """Sets that follow from published ones.

    Parameters
    ----------
    members : array of bool
        Sets × atoms.
    weights : array
        Sets × published sets: how often each is added; a number of a derived set is `weights` times the published ones.
    """

    members: Booleans
    weights: Floats


def derive(published: Floats) -> Derived:
    """Return the sets of atoms whose numbers follow from those of published sets.

    Every row of zeros and ones in the space that the published rows span is such a set, whatever the numbers are. The
    space is split into blocks that share no atom; a set over several blocks is a sum of sets of each, so all sets with
    few members are found within blocks.

    Parameters
    ----------
    published : array
        Published sets × atoms: 1 where the atom is in the set.

    Returns
    -------
    Derived
    """
    published = np.ascontiguousarray(published, dtype=float)
    return _derive(published.shape, published.tobytes())


@lru_cache(maxsize=512)
def _derive(shape: tuple[int, int], data: bytes) -> Derived:
    published = np.frombuffer(data).reshape(shape)
    rows, weights = _reduce(published)
    members, combined = [np.zeros((0, shape[1]), dtype=bool)], [np.zeros((0, shape[0]))]
    for block in _blocks(rows):
        found = _zeros_and_ones(rows[block])
        members.append((found @ rows[block]) > 0.5)
        combined.append(found @ weights[block])
    return Derived(np.concatenate(members), np.concatenate(combined))


def _reduce(matrix: Floats) -> tuple[Floats, Floats]:
    """Return the reduced row echelon form without its empty rows, and the weights of the rows it is made of."""
    rows, weights = matrix.copy(), np.eye(len(matrix))
    rank = 0
    for column in range(rows.shape[1]):
        if rank == len(rows):
            break
        pivot = rank + int(np.abs(rows[rank:, column]).argmax())
        if abs(rows[pivot, column]) < _NEAR:
            continue
        for part in (rows, weights):
            part[[rank, pivot]] = part[[pivot, rank]]
        scale = rows[rank, column]
        rows[rank], weights[rank] = rows[rank] / scale, weights[rank] / scale
        others = np.arange(len(rows)) != rank
        factor = rows[others, column][:, None]
        rows[others] -= factor * rows[rank]
        weights[others] -= factor * weights[rank]
        rank += 1
    rows[np.abs(rows) < _NEAR] = 0
    return rows[:rank], weights[:rank]


def _blocks(rows: Floats) -> list[npt.NDArray[np.intp]]:
    """Return the rows that share atoms, block by block."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not len(rows):
        return []
    there = csr_array((rows != 0).astype(int))
    count, label = connected_components(there @ there.T, directed=False)
    return [np.flatnonzero(label == number) for number in range(count)]


def _zeros_and_ones(rows: Floats) -> Floats:
    """Return every way to add up reduced rows to zeros and ones: each row once or not at all."""
    tries = np.zeros((1, 0))
    for number in range(len(rows)):
        tries = np.concatenate([np.pad(tries, ((0, 0), (0, 1)), constant_values=bit) for bit in (0.0, 1.0)])
        tries = tries[_may_still_do(tries, rows, number + 1)]
    sums = tries @ rows
    good = (np.abs(sums - np.rint(sums)) < _NEAR).all(axis=1) & (sums > -_NEAR).all(axis=1)
    good &= (sums < 1 + _NEAR).all(axis=1) & (sums > 0.5).any(axis=1)
    found: Floats = tries[good]
    return found


def _may_still_do(tries: Floats, rows: Floats, taken: int) -> Booleans:
    """Tell which beginnings can still add up to zeros and ones, whatever is added of the rows that are left."""
    left = rows[taken:]
    least, most = np.minimum(left, 0).sum(axis=0), np.maximum(left, 0).sum(axis=0)
    sums = tries @ rows[:taken]
    good: Booleans = ((sums + least < 1 + _NEAR) & (sums + most > -_NEAR)).all(axis=1)
    return good
