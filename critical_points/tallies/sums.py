"""Sums of products over respondents: what reliability, paired differences, ratios and resampling need of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.instrument import Instrument
from critical_points.tallies.counts import Counts
from critical_points.tallies.patterns import Patterns
from critical_points.tallies.places import ALL, CELL
from critical_points.tallies.products import TOP_TWO, Floats, whole_of

#: Columns of the sums of products of pairs of variables.
SUMS = [*CELL, "first", "second", "n", "x", "y", "xx", "xy", "yy"]

#: Columns of the sums behind a share of pooled answers.
RATIO = [*CELL, "n", "t", "m", "tt", "tm", "mm"]


def add_up(waves: Iterable[Counts]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums of products and the sums behind shares of pooled answers, margins included.

    Parameters
    ----------
    waves : iterable of Counts
        The counts of each wave.

    Returns
    -------
    sums, ratios : DataFrame
        As `Tally.sums` and `Tally.ratios`.
    """
    sums: list[dict[str, npt.NDArray[Any]]] = []
    ratios: list[dict[str, object]] = []
    for counts in waves:
        blocks, shares = list(_blocks(counts)), list(_ratios(counts))
        for place, rows in _margins(counts.places):
            sums += [_rows(block, block.sums[:, rows].sum(axis=1), (counts.wave, *place)) for block in blocks]
            ratios += [_ratio(cell, n[rows].sum(axis=0), (counts.wave, *place)) for cell, n in shares if n[rows].any()]
    columns = {name: np.concatenate([found[name] for found in sums]) for name in SUMS} if sums else {}
    return pd.DataFrame(columns, columns=SUMS), pd.DataFrame(ratios, columns=RATIO)


def settle(sums: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return added sums to the last bit: each is a fraction with a known denominator, in whatever order it was added.

    Parameters
    ----------
    sums : DataFrame
        As `Tally.sums`, added as floating-point numbers.
    instrument : Instrument
        What was asked.
    """
    whole = whole_of(max((len(instrument.items_of("point", point.key)) for point in instrument.points), default=1))
    if whole == 1:
        return sums
    settled = {name: np.rint(sums[name] * whole) / whole for name in ("x", "y")}
    return sums.assign(**settled, **{name: np.rint(sums[name] * whole**2) / whole**2 for name in ("xx", "xy", "yy")})


def _margins(places: tuple[tuple[str, str], ...]) -> Iterator[tuple[tuple[str, str], npt.NDArray[np.intp]]]:
    """Yield each group and unit, margins included, with the places that are in it."""
    groups, units = ([*sorted({place[axis] for place in places} - {ALL}), ALL] for axis in (0, 1))
    for group, unit in product(groups, units):
        rows = [n for n, (g, u) in enumerate(places) if group in (g, ALL) and unit in (u, ALL)]
        if rows:
            yield (group, unit), np.array(rows)


@dataclass(frozen=True)
class _Block:
    """Variables that are multiplied with each other: `sums` is 4 × places × pairs; `whole` made them whole numbers."""

    kind: str
    subject: str
    names: list[str]
    sums: Floats
    whole: int = 1


def _blocks(counts: Counts) -> Iterator[_Block]:
    for kind in ("point", "level"):
        for key in counts.subjects(kind):
            yield _Block(kind, key, counts.columns_of((kind, key)), _products(counts.patterns[kind, key]))
    for kind, names in counts.products.names.items():
        whole = 1 if kind == "flags" else counts.products.whole
        yield _Block(kind, ALL, names, counts.products.sums[kind], whole)


def _by_place(n: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return counts by place, with and without a flag together."""
    return n[::2] + n[1::2]


def _products(patterns: Patterns) -> Floats:
    """Return n, Σx, Σx² and Σxy of each pair of items in each place, over those who rated all of them."""
    complete = (patterns.ratings > 0).all(axis=1)
    x = patterns.ratings[complete].astype(np.intp)
    n = _by_place(patterns.n)[:, complete]
    width = x.shape[1]
    found = np.zeros((4, len(n), width, width))
    found[:3] = np.stack([np.repeat(n.sum(axis=1)[:, None], width, axis=1), n @ x, n @ (x * x)])[:, :, :, None]
    found[3] = (n @ (x[:, :, None] * x[:, None, :]).reshape(len(x), width * width)).reshape(len(n), width, width)
    return found


def _rows(block: _Block, found: Floats, place: tuple[str, str, str]) -> dict[str, npt.NDArray[Any]]:
    """Return the columns `SUMS`: a row for each pair of variables that some respondent has both of."""
    n, x, xx, xy = found
    first, second = np.nonzero(np.triu(n))
    names, cell = np.array(block.names), (*place, block.kind, block.subject)
    scores = {"x": x / block.whole, "y": x.T / block.whole}
    products = {"xx": xx / block.whole**2, "xy": xy / block.whole**2, "yy": xx.T / block.whole**2}
    return {
        **{name: np.repeat(key, len(first)) for name, key in zip(CELL, cell, strict=True)},
        "first": names[first],
        "second": names[second],
        "n": n[first, second].astype(int),
        **{name: number[first, second] for name, number in {**scores, **products}.items()},
    }


def _ratios(counts: Counts) -> Iterator[tuple[tuple[str, str], npt.NDArray[np.intp]]]:
    """Yield each point and level with its `RATIO` sums in each place: an array of places × 6."""
    for (kind, key), patterns in counts.patterns.items():
        if kind in ("point", "level"):
            m, t = ((patterns.ratings >= least).sum(axis=1) for least in (1, TOP_TWO))
            each = np.stack([m > 0, t, m, t * t, t * m, m * m], axis=1).astype(np.intp)
            yield (kind, key), _by_place(patterns.n) @ each


def _ratio(cell: tuple[str, str], sums: npt.NDArray[np.intp], place: tuple[str, str, str]) -> dict[str, object]:
    return dict(zip(RATIO, (*place, *cell, *sums.tolist()), strict=True))
