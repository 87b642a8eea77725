"""The sets that follow from published ones: all of them, and no others."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings, strategies as st

from benchmarks.attacker.sets import derive

Floats = npt.NDArray[np.float64]


def follows(published: Floats, members: Floats) -> bool:
    return bool(np.linalg.matrix_rank(np.vstack([published, members])) == np.linalg.matrix_rank(published))


@st.composite
def published_sets(draw: st.DrawFn) -> Floats:
    atoms, sets = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    bits = draw(st.lists(st.booleans(), min_size=atoms * sets, max_size=atoms * sets))
    return np.array(bits, dtype=float).reshape(sets, atoms)


@settings(deadline=None)
@given(published_sets())
def test_every_smallest_set_in_the_row_space_is_derived_and_nothing_else(published: Floats) -> None:
    """Against the rank of every subset, one by one."""
    derived = derive(published)
    for members, weights in zip(derived.members, derived.weights, strict=True):
        assert np.allclose(weights @ published, members)
    found = {tuple(members) for members in derived.members}
    tries = [one for one in product((0.0, 1.0), repeat=published.shape[1]) if any(one)]
    true = [np.array(one, dtype=bool) for one in tries if follows(published, np.array(one))]
    for members in true:
        smaller = any((other <= members).all() and (other != members).any() for other in true)
        assert smaller or tuple(members) in found


def test_the_difference_of_two_margins_of_a_table_with_an_empty_corner() -> None:
    """Atoms ax, bx, by: a is in x only, so b in x is x without a."""
    derived = derive(np.array([[1, 0, 0], [0, 1, 1], [1, 1, 0], [0, 0, 1]], dtype=float))
    assert (False, True, False) in {tuple(members) for members in derived.members}
