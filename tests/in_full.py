"""Every count as if it could be told: for tests of statistics, which are computed alike whatever is hidden."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.disclosure.detail import FULL, RATED, tell_less
from critical_points.tallies import ALL, CELL, PLACE, Tally


def in_full(tally: Tally, headcounts: Mapping[str, Mapping[str, int]] | None = None) -> Protected:
    """Return a tally as protected counts of which nothing is hidden."""
    cells = tell_less(_cells(tally.counts).assign(detail=FULL), tally.counts)
    hidden = pd.DataFrame(columns=[*CELL, "why"], dtype="str")
    return Protected(
        tally.counts, hidden, cells, tally.items, tally.labels, 1, tally.sums, tally.ratios, headcounts or {}
    )


def _cells(counts: pd.DataFrame) -> pd.DataFrame:
    """Return every cell with n, the respondents it rests on."""
    rated = counts["kind"].isin(RATED) & (counts["status"] == "rated")
    answering = (counts["kind"] == "answers") & (counts["status"] == "respondents")
    resting = counts[rated | answering | ~counts["kind"].isin([*RATED, "answers", "vote"])]
    voters = counts[(counts["kind"] == "vote") & (counts["subject"] == ALL)].groupby(PLACE)["n"].sum()
    cells = counts[CELL].drop_duplicates().merge(resting.groupby(CELL)["n"].sum().reset_index(), on=CELL, how="left")
    cells = cells.merge(voters.rename("voters").reset_index(), on=PLACE, how="left")
    n = cells["n"].where(cells["kind"] != "vote", cells["voters"]).fillna(0).astype(int)
    return cells[CELL].assign(n=n)
