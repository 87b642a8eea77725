"""Submissions that stand twice in one file: the later copy is left out, a same id with other answers is a doubt."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning.fingerprints import Fingerprints
from critical_points.exports.export import Export
from critical_points.messages import said


def copies_in(export: Export) -> tuple[dict[int, str], frozenset[int]]:
    """Return the later copies of submissions (row → the row that counts), and the rows that share only their id.

    Parameters
    ----------
    export : Export
        One file, in one part or many.
    """
    column = next((c for c in export.columns if c.role == "respondent"), None)
    if column is None:
        return {}, frozenset()
    prints, told = Fingerprints(), 0
    for part in export.parts():
        ids = part.column(column.position).astype("str").str.strip()
        told += len(ids)
        prints.add(_numbers(ids[ids != ""]))
    twice, different = prints.repeated()
    if not len(twice) or 2 * (different + (told > len(prints))) < told:
        return {}, frozenset()
    return _compared(export, column.position, twice)


def _compared(export: Export, position: int, twice: npt.NDArray[np.uint64]) -> tuple[dict[int, str], frozenset[int]]:
    """Return copies and doubted rows among those whose id may stand twice."""
    answers = [c.position for c in export.columns if not c.metadata]
    first: dict[str, dict[bytes, int]] = {}
    removed: dict[int, str] = {}
    for part in export.parts():
        ids = part.column(position).astype("str").str.strip()
        ids = ids[(ids != "") & np.isin(_numbers(ids), twice)]
        rows = pd.DataFrame({place: part.column(place).loc[ids.index] for place in answers}, index=ids.index)
        for row, one, told in zip(ids.index, ids, rows.itertuples(index=False, name=None), strict=True):
            known = first.setdefault(one, {})
            key = blake2b("\0".join(map(str, told)).encode(), digest_size=16).digest()
            if key in known:
                removed[int(row)] = said("row {row}", row=known[key])
            known.setdefault(key, int(row))
    return removed, frozenset(row for known in first.values() if len(known) > 1 for row in known.values())


def _numbers(texts: pd.Series) -> npt.NDArray[np.uint64]:
    """Return a number for each text, the same for equal texts."""
    found: npt.NDArray[np.uint64] = pd.util.hash_array(texts.to_numpy(dtype=object), categorize=False)
    return found
