"""Protection of small groups: what may leave the analyst's notebook, and what may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from critical_points.errors import Fault, SettingsError
from critical_points.instrument import Labels
from critical_points.tallies import ALL, CELL, PLACE, Tally

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
    sums, ratios : DataFrame
        As `Tally.sums` and `Tally.ratios`, without the rows that rest on a hidden cell.
    headcounts : Mapping of str to (Mapping of str to int)
        People asked, by wave and group; empty where nobody has told.
    """

    counts: pd.DataFrame
    hidden: pd.DataFrame
    items: pd.DataFrame
    labels: Labels
    minimum: int
    sums: pd.DataFrame
    ratios: pd.DataFrame
    headcounts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Tell the waves, the cells shown and the cells hidden."""
        waves = ", ".join(sorted(self.counts["wave"].unique()))
        shown = len(self.counts[CELL].drop_duplicates())
        return f"Protected(waves {waves}; {shown} cells shown, {len(self.hidden)} hidden, minimum {self.minimum})"


def protect(
    tally: Tally, minimum: int = SMALLEST_MINIMUM, headcounts: Mapping[str, Mapping[str, int]] | None = None
) -> Protected:
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
    headcounts : Mapping of str to (Mapping of str to int), optional
        People asked, by wave and group, as `Wave.headcount` tells them; intervals then take into account how many of
        them answered.

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
    sums, ratios = _visible_sums(tally, hidden, minimum)
    told = {wave: dict(by_group) for wave, by_group in (headcounts or {}).items()}
    return Protected(visible, hidden, tally.items, tally.labels, minimum, sums, ratios, told)


def _visible_sums(tally: Tally, hidden: pd.DataFrame, minimum: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums that rest on shown cells only."""
    sums = tally.sums[tally.sums["n"] >= minimum]
    sums = _without(sums, hidden[hidden["kind"] == "respondents"], {name: name for name in PLACE})
    sums = _without(sums, hidden[hidden["kind"].isin(["point", "level"])], {name: name for name in CELL})
    of_all = sums["kind"].isin(["points", "pairs", "flags"])
    across, unseen = sums[of_all], _hidden_variables(hidden, [point.key for point in tally.labels.instrument.points])
    for end in ("first", "second"):
        across = _without(across, unseen, {**{name: name for name in PLACE}, end: "variable"})
    sums = pd.concat([sums[~of_all], across], ignore_index=True)
    pooled = hidden[hidden["kind"] == "answers"]
    ratios = _without(tally.ratios[tally.ratios["n"] >= minimum], pooled, {n: n for n in [*PLACE, "subject"]})
    return sums, ratios.reset_index(drop=True)


def _hidden_variables(hidden: pd.DataFrame, points_asked: list[str]) -> pd.DataFrame:
    """Return the variables of `Tally.sums` that tell of a hidden point, or of votes where they are hidden."""
    points, chosen = hidden[hidden["kind"] == "point"], hidden[hidden["kind"] == "vote"][PLACE].drop_duplicates()
    of_points = [points[PLACE].assign(variable=prefix + points["subject"]) for prefix in ("", "below:", "scored:")]
    of_votes = [chosen.assign(variable=name) for name in ("voter", *(f"vote:{key}" for key in points_asked))]
    return pd.concat([*of_points, *of_votes], ignore_index=True)


def _without(frame: pd.DataFrame, unwanted: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of a frame whose keys (its column → the other's column) are not among the unwanted."""
    if frame.empty or unwanted.empty:
        return frame
    keys = pd.MultiIndex.from_frame(frame[list(columns)])
    return frame[~keys.isin(pd.MultiIndex.from_frame(unwanted[list(columns.values())]))]


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
