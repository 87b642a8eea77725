"""Counts of one subject as a table, groups × values, and the tests over all groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.estimates.cells import Floats, in_order, items_asked, subjects_of
from critical_points.estimates.multiplicity import benjamini_hochberg, holm
from critical_points.estimates.ranks import epsilon_squared, eta_squared, kruskal_wallis
from critical_points.messages import said
from critical_points.tallies import ALL, UNKNOWN


@dataclass(frozen=True)
class ScoreTable:
    """Counts of one subject: groups × values, the groups in order and the values ascending."""

    subject: str
    groups: tuple[str, ...]
    values: Floats
    counts: Floats

    def means(self) -> Floats:
        """Return the mean of each group."""
        total: Floats = self.counts @ self.values / self.counts.sum(axis=1)
        return total


def score_tables(safe: Protected, wave: str, kind: str, by: str = "group") -> Iterator[ScoreTable]:
    """Yield the shown counts of each subject of a wave by group, or by unit; "unknown" is no group.

    Raises
    ------
    SettingsError
        When `kind` or `by` is not known.
    """
    if by not in ("group", "unit"):
        fault = Fault(by, "", did_you_mean(by, ["group", "unit"]))
        raise SettingsError(said("The grouping is not known."), [fault])
    known = safe.labels.instrument.groups if by == "group" else safe.labels.instrument.units
    other = "unit" if by == "group" else "group"
    rows = safe.counts
    rows = rows[(rows["wave"] == wave) & (rows["kind"] == kind) & (rows["status"] == "rated") & (rows[other] == ALL)]
    rows = rows[~rows[by].isin([ALL, UNKNOWN])]
    subjects, asked = subjects_of(safe, kind), items_asked(safe)
    asked_here = set(asked.loc[asked["wave"] == wave, kind])
    for subject in subjects:
        if subject in asked_here:
            table = rows[rows["subject"] == subject].pivot_table(index=by, columns="score", values="n", aggfunc="sum")
            table = table.reindex(in_order(table.index.to_series(), [group.key for group in known])).fillna(0)
            yield ScoreTable(subject, tuple(table.index), table.columns.to_numpy(float), table.to_numpy(float))


def kruskal_wallis_family(tables: Sequence[ScoreTable]) -> pd.DataFrame:
    """Return the Kruskal–Wallis test of each subject, with its effect, adjusted for the number of subjects."""
    rows = []
    for table in tables:
        test, n, groups = kruskal_wallis(table.counts), float(table.counts.sum()), len(table.groups)
        effect = epsilon_squared(test.statistic, test.df, n)
        rows.append(
            {
                "subject": table.subject,
                "groups": groups,
                "n": n,
                "h": test.statistic,
                "df": test.df,
                "p": test.p,
                "epsilon2": effect.value,
                "epsilon2_low": effect.low,
                "epsilon2_high": effect.high,
                "eta2": eta_squared(test.statistic, groups, n),
                "why": "" if groups > 1 else "fewer than two groups",
            }
        )
    frame = pd.DataFrame(rows)
    if rows:
        p = frame["p"].to_numpy(float)
        frame = frame.assign(p_holm=holm(p), p_bh=benjamini_hochberg(p))
    return frame
