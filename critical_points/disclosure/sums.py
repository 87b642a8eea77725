"""Sums of products that rest on cells with full detail only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from critical_points.disclosure.blocks import SMALLEST_DISTRIBUTION
from critical_points.disclosure.derivation import Audit, Rule
from critical_points.disclosure.families import Bools, Family, Ints
from critical_points.disclosure.suppression import suppress
from critical_points.tallies import CELL, PLACE, Tally

#: What tells one row of `Tally.sums` or `Tally.ratios` from the others of its place.
_SUM, _RATIO = ["wave", "kind", "subject", "first", "second"], ["wave", "kind", "subject"]


def visible_sums(
    tally: Tally, full: pd.DataFrame, minimum: int, families: list[Family]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums and ratios that rest on cells with full detail, and of which no small difference follows.

    Parameters
    ----------
    tally : Tally
        Counts and sums with margins.
    full : DataFrame
        The cells with full detail; columns `CELL`.
    minimum : int
        The smallest number of respondents shown.
    families : list of Family
        The places of each wave.
    """
    sums = tally.sums
    subjects = sums["kind"].isin(["point", "level"])
    own = within(sums[subjects], full, CELL)
    of_items = full[full["kind"] == "item"]
    across = within(sums[~subjects], full[full["kind"] == "respondents"], PLACE)
    variables = _told_variables(full, [point.key for point in tally.labels.instrument.points])
    for end in ("first", "second"):
        own = within(own, of_items.rename(columns={"subject": end}), [*PLACE, end])
        across = within(across, variables.rename(columns={"variable": end}), [*PLACE, end])
    pooled = full[full["kind"] == "answers"]
    kept = pd.concat([own, across], ignore_index=True)
    ratios = within(tally.ratios, pooled, [*PLACE, "subject"])
    limit = max(minimum, SMALLEST_DISTRIBUTION) - 1
    return (
        _audited(kept, tally.sums, _SUM, families, limit),
        _audited(ratios, tally.ratios, _RATIO, families, limit),
    )


def _audited(
    kept: pd.DataFrame, every: pd.DataFrame, key: list[str], families: list[Family], limit: int
) -> pd.DataFrame:
    """Return the rows of which nothing follows about `limit` respondents or fewer."""
    parts = [kept.iloc[:0]]
    for family in families:
        here, sizes = kept[kept["wave"] == family.wave], _sizes(family, every, key)
        place = {place: i for i, place in enumerate(family.places)}
        audit, known = Audit(family.members), dict[tuple[bytes, bytes], Bools]()
        position = np.array([place[p] for p in zip(here["group"], here["unit"], strict=True)], dtype=np.intp)
        safe = np.zeros(len(here), dtype=bool)
        for subject, rows in here.reset_index(drop=True).groupby(key).indices.items():
            n, told = sizes[subject], np.zeros(len(family.places), dtype=bool)
            told[position[rows]] = True
            found = n.tobytes(), told.tobytes()
            if found not in known:
                known[found] = suppress(audit, family.costs, told, [Rule(n, n, limit)])
            safe[rows] = known[found][position[rows]]
        parts.append(here[safe])
    return pd.concat(parts, ignore_index=True)


def _sizes(family: Family, every: pd.DataFrame, key: list[str]) -> dict[object, Ints]:
    """Return the respondents of each atom that each sum rests on."""
    rows = every[every["wave"] == family.wave]
    atom = {atom: i for i, atom in enumerate(family.atoms)}
    index = pd.Series([atom.get(place, -1) for place in zip(rows["group"], rows["unit"], strict=True)], dtype=np.intp)
    rows = rows.assign(atom=index.to_numpy())[index.to_numpy() >= 0]
    found = {}
    for subject, own in _groups(rows, key):
        found[subject] = np.zeros(len(atom), dtype=np.int64)
        found[subject][own["atom"]] = own["n"]
    return found


def _groups(rows: pd.DataFrame, key: list[str]) -> Iterator[tuple[object, pd.DataFrame]]:
    yield from rows.groupby(key)


def _told_variables(full: pd.DataFrame, points_asked: list[str]) -> pd.DataFrame:
    """Return the variables of `Tally.sums` that tell of a point with full detail, or of votes."""
    points, chosen = full[full["kind"] == "point"], full[full["kind"] == "vote"][PLACE].drop_duplicates()
    of_points = [points[PLACE].assign(variable=prefix + points["subject"]) for prefix in ("", "below:", "scored:")]
    of_votes = [chosen.assign(variable=name) for name in ("voter", *(f"vote:{key}" for key in points_asked))]
    return pd.concat([*of_points, *of_votes], ignore_index=True)


def within(frame: pd.DataFrame, wanted: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows of a frame whose keys are among the wanted."""
    keys = pd.MultiIndex.from_frame(frame[columns])
    return frame[keys.isin(pd.MultiIndex.from_frame(wanted[columns]))]
