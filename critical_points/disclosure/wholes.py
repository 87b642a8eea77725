"""Results of a whole wave only: files and doubts of respondents, and points without those who have a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from critical_points.disclosure.blocks import LAYERS, Measures, measure
from critical_points.disclosure.derivation import Audit, Rule
from critical_points.disclosure.families import Bools, Counts, Family
from critical_points.disclosure.suppression import suppress
from critical_points.tallies import ALL

#: These kinds are counted for a whole wave only.
WHOLES = ("source", "flag", "unflagged")

_DEAR = 1_000_000_000

#: A subject, its respondents, and whether each layer of it may be told.
Told = tuple[str, int, list[bool]]


def protect_partition(family: Family, rows: pd.DataFrame, minimum: int, *, disjoint: bool) -> Iterator[Told]:
    """Yield which counts of respondents by file, or by doubt, may be told where the total is told.

    Parameters
    ----------
    family : Family
        The wave's places.
    rows : DataFrame
        The counts of one kind.
    minimum : int
        The smallest number of respondents shown.
    disjoint : bool
        A respondent is in one of them only: all of them are audited together.
    """
    subjects, sizes = rows["subject"].astype(str).tolist(), rows["n"].to_numpy(np.int64)
    total = int(family.people.sum())
    together = [np.arange(len(sizes))] if disjoint else list(np.arange(len(sizes))[:, None])
    for part in together:
        people = np.append(sizes[part], max(total - sizes[part].sum(), 0))
        members = np.vstack([np.eye(len(part), len(people), dtype=np.int64), np.ones_like(people)])
        costs = np.append(sizes[part], _DEAR)
        shown = suppress(Audit(members), costs, np.ones(len(members), dtype=bool), [Rule(people, people, minimum - 1)])
        for place, told in zip(part, shown[:-1], strict=True):
            yield subjects[place], int(sizes[place]), [bool(told)] * len(LAYERS)


def protect_unflagged(
    family: Family, rows: pd.DataFrame, shown: Mapping[str, list[Bools]], minimum: int
) -> Iterator[Told]:
    """Yield how much may be told of each point's scores without the respondents who have a doubt.

    What is left when they are subtracted from all scores of the point, by layer told in the total, must be safe too.
    """
    whole = family.places.index((ALL, ALL))
    for subject, own in rows[rows["status"] == "rated"].groupby("subject", sort=True):
        told = np.array([True, True])
        layers = []
        for layer, places in zip(LAYERS, shown[str(subject)], strict=True):
            rules = _two_parts(family.counts["point", str(subject)], own).rules(layer, minimum)
            members = np.array([[1, 0], [1, 1]], dtype=np.int64)
            told = suppress(Audit(members), np.array([1, _DEAR]), told & [True, places[whole]], rules)
            layers.append(bool(told[0]))
        yield str(subject), int(own["n"].sum()), layers


def _two_parts(every: Counts, own: pd.DataFrame) -> Measures:
    """Return the measures of two atoms: respondents without a doubt, and those with one."""
    whole = measure(every, "point")
    total = whole.table.sum(axis=0)
    without = own.groupby("score")["n"].sum().reindex(whole.values).fillna(0).to_numpy(np.int64)
    table = np.vstack([without, total - without])
    return replace(whole, present=table.sum(axis=1), table=table)
