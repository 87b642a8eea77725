"""The counts of one wave as arrays: what is added up, part by part and file by file, before it is a tally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.tallies.matrix import Matrix
from critical_points.tallies.patterns import Patterns, add_patterns, combine
from critical_points.tallies.products import Products, products_of

Place = tuple[str, str]
Subject = tuple[str, str]
Whole = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Counts:
    """Counts of respondents of one wave by place; those of the same items add.

    Parameters
    ----------
    wave : str
        The wave.
    places : tuple of (str, str)
        Group and unit of each place; in arrays each stands twice, first for respondents without any flag.
    items : DataFrame
        One row an item; columns item, point, level.
    points : tuple of str
        The points of the instrument.
    patterns : Mapping of (str, str) to Patterns
        Kind ("point", "level", "item") and key → the answers to its items, in the order of `items`. "item" has those
        items that belong to no point or level.
    votes : array of 2 places × (points + 1)
        Who chose each point, and any.
    respondents : array of 2 places
        Respondents.
    products : Products
        Sums over the respondents' scores.
    """

    wave: str
    places: tuple[Place, ...]
    items: pd.DataFrame
    points: tuple[str, ...]
    patterns: Mapping[Subject, Patterns]
    votes: Whole
    respondents: Whole
    products: Products

    def columns_of(self, subject: Subject) -> list[str]:
        """Return the keys of a subject's items."""
        kind, key = subject
        return list(self.items["item"][(self.items[kind] == key).to_numpy(bool)])

    def subjects(self, kind: str) -> list[str]:
        """Return the points or levels ("point", "level") that were asked."""
        return [key for told, key in self.patterns if told == kind]

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of the respondents of both."""
        return add_counts([self, other])


def subjects_of(items: pd.DataFrame) -> Iterator[Subject]:
    """Yield the points and levels that items belong to, and the items that belong to none."""
    for kind in ("point", "level"):
        yield from ((kind, key) for key in items[kind].dropna().unique())
    yield from (("item", key) for key in items["item"][items["point"].isna() & items["level"].isna()])


def columns_by_subject(items: pd.DataFrame) -> dict[Subject, Whole]:
    """Return the places of the items of each point and level, and of those that belong to none."""
    return {(kind, key): np.flatnonzero((items[kind] == key).to_numpy(bool)) for kind, key in subjects_of(items)}


def counts_of(matrix: Matrix, columns: Mapping[Subject, Whole] | None = None) -> Counts:
    """Count the answers of a wave, or of a part of it.

    Parameters
    ----------
    matrix : Matrix
        The answers.
    columns : Mapping of (str, str) to array, optional
        As `columns_by_subject` gives them: equal for all parts of a file.
    """
    columns = columns or columns_by_subject(matrix.items)
    place = 2 * matrix.place + matrix.flagged
    places = 2 * len(matrix.places)
    combined = {subject: combine(matrix.answers.T[found].T) for subject, found in columns.items()}
    chosen = np.column_stack([matrix.chosen, matrix.chosen.any(axis=1)])
    votes = np.stack([np.bincount(place[who], minlength=places) for who in chosen.T], axis=1)
    return Counts(
        wave=matrix.wave,
        places=matrix.places,
        items=matrix.items,
        points=matrix.points,
        patterns={subject: found.count(place, places) for subject, found in combined.items()},
        votes=votes,
        respondents=np.bincount(place, minlength=places),
        products=products_of(matrix, combined),
    )


def add_counts(parts: Iterable[Counts]) -> Counts:
    """Return the counts of the respondents of all parts, which are of one wave and the same items."""
    parts = list(parts)
    places = tuple(sorted({place for part in parts for place in part.places}))
    parts = [_in_places(part, places) for part in parts]
    first = parts[0]
    return replace(
        first,
        patterns={subject: add_patterns([part.patterns[subject] for part in parts]) for subject in first.patterns},
        votes=np.sum([part.votes for part in parts], axis=0),
        respondents=np.sum([part.respondents for part in parts], axis=0),
        products=reduce(Products.__add__, [part.products for part in parts]),
    )


def rename_places(counts: Counts, names: Sequence[Place]) -> Counts:
    """Return counts whose places have other names; places of one name are one.

    Parameters
    ----------
    counts : Counts
        The counts.
    names : sequence of (str, str)
        The new group and unit of each place.
    """
    places = tuple(sorted(set(names)))
    return _spread_counts(counts, places, np.array([places.index(name) for name in names], dtype=np.intp))


def _in_places(part: Counts, places: tuple[Place, ...]) -> Counts:
    """Return counts with rows for more places."""
    if part.places == places:
        return part
    return _spread_counts(part, places, np.array([places.index(place) for place in part.places], dtype=np.intp))


def _spread_counts(part: Counts, places: tuple[Place, ...], single: Whole) -> Counts:
    double = np.stack([2 * single, 2 * single + 1], axis=1).ravel()
    n = 2 * len(places)
    return replace(
        part,
        places=places,
        patterns={key: replace(told, n=_spread(told.n, double, n)) for key, told in part.patterns.items()},
        votes=_spread(part.votes, double, n),
        respondents=_spread(part.respondents, double, n),
        products=part.products.spread(single, len(places)),
    )


def _spread(n: Whole, places: Whole, size: int) -> Whole:
    found = np.zeros((size, *n.shape[1:]), dtype=n.dtype)
    np.add.at(found, places, n)
    return found
