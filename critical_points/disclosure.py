"""Protection of small groups: what may leave the analyst's notebook, and what may not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from critical_points.errors import Fault, SettingsError
from critical_points.instrument import Labels
from critical_points.tallies import ALL, CELL, Tally

#: The smallest number of respondents whose result may be shown, in Finnish education statistics.
SMALLEST_MINIMUM = 5


@dataclass(frozen=True)
class Protected:
    """Counts that may be shown: figures, tables and sentences are made from these and nothing else.

    Parameters
    ----------
    counts : DataFrame
        As `Tally.counts`, without the rows of hidden cells.
    hidden : DataFrame
        One row a hidden cell; columns wave, group, unit, kind, subject, why. It holds no numbers.
    items : DataFrame
        As `Tally.items`.
    labels : Labels
        Names in the reader's language.
    minimum : int
        The smallest number of respondents shown.
    """

    counts: pd.DataFrame
    hidden: pd.DataFrame
    items: pd.DataFrame
    labels: Labels
    minimum: int

    def __repr__(self) -> str:
        """Tell the waves, the cells shown and the cells hidden."""
        waves = ", ".join(sorted(self.counts["wave"].unique()))
        shown = len(self.counts[CELL].drop_duplicates())
        return f"Protected(waves {waves}; {shown} cells shown, {len(self.hidden)} hidden, minimum {self.minimum})"


def protect(tally: Tally, minimum: int = SMALLEST_MINIMUM) -> Protected:
    """Hide every cell that rests on too few respondents.

    A cell is hidden when its group has fewer than `minimum` respondents, or when fewer than `minimum` (but at
    least one) of them gave the answers it rests on: ratings of an item, a score on a point or level, any answer
    to a point's items, any vote.

    Parameters
    ----------
    tally : Tally
        Counts with margins.
    minimum : int, default 5
        The smallest number of respondents shown.

    Returns
    -------
    Protected

    Raises
    ------
    SettingsError
        When `minimum` is below 5.
    """
    if minimum < SMALLEST_MINIMUM:
        raise SettingsError(
            "The minimum is too small.", [Fault(f"minimum = {minimum}", suggestion="The smallest allowed is 5.")]
        )
    counts = tally.counts
    people = _total(counts[counts["kind"] == "respondents"], ["wave", "group", "unit"], "people")
    voters = counts[(counts["kind"] == "vote") & (counts["subject"] == ALL)]
    cells = (
        counts[CELL]
        .drop_duplicates()
        .merge(people, on=["wave", "group", "unit"])
        .merge(_total(_resting_on(counts), CELL, "n"), on=CELL, how="left")
        .merge(_total(voters, ["wave", "group", "unit"], "voters"), on=["wave", "group", "unit"], how="left")
    )
    base = cells["n"].where(cells["kind"] != "vote", cells["voters"]).fillna(0)
    base = base.where(base > 0, _answering_a_subject(cells)).fillna(0)
    small = (cells["people"] < minimum) | ((base > 0) & (base < minimum))
    hidden = cells.loc[small, CELL].assign(why=f"fewer than {minimum}").reset_index(drop=True)
    marked = counts.merge(hidden[CELL], on=CELL, how="left", indicator=True)
    visible = counts[np.asarray(marked["_merge"] == "left_only")].reset_index(drop=True)
    return Protected(visible, hidden, tally.items, tally.labels, minimum)


def _resting_on(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count the respondents a cell rests on."""
    rated = counts["kind"].isin(["item", "point", "level"]) & (counts["status"] == "rated")
    answering = (counts["kind"] == "answers") & (counts["status"] == "respondents")
    return counts[rated | answering | (counts["kind"] == "respondents")]


def _answering_a_subject(cells: pd.DataFrame) -> pd.Series:
    """Return, for each cell of a point or level, the respondents with any answer: some may be too few for a score."""
    place = ["wave", "group", "unit", "subject"]
    answering = cells[cells["kind"] == "answers"][[*place, "n"]].rename(columns={"n": "answering"})
    found = cells[place].merge(answering, on=place, how="left")["answering"]
    return found.set_axis(cells.index).where(cells["kind"].isin(["point", "level"]))


def _total(counts: pd.DataFrame, by: list[str], name: str) -> pd.DataFrame:
    return counts.groupby(by)["n"].sum().rename(name).reset_index()
