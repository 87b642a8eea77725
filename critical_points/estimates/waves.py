"""One wave against an earlier one, and the line over all waves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import FULL, choose_pair, not_comparable, subjects_of, waves_of
from critical_points.estimates.description import describe
from critical_points.estimates.differences import Difference, Sample, hedges_g, standardise, welch
from critical_points.estimates.dominance import Effect, delta_interval
from critical_points.estimates.memory import remembered
from critical_points.tallies import ALL, UNKNOWN

#: A change smaller than this, in steps of the scale, is no meaningful change.
MARGIN = 0.25

#: The level of the interval that must lie within the margin.
NARROW = 0.90

_COLUMNS = ["subject", "n_before", "mean_before", "low_before", "high_before", "n", "mean", "low", "high"]
_COLUMNS += ["difference", "difference_low", "difference_high", "narrow_low", "narrow_high", "df", "p"]
_COLUMNS += ["hedges_g", "delta", "delta_low", "delta_high", "standardised", "standardised_low"]
_COLUMNS += ["standardised_high", "composition", "margin", "verdict", "why"]
_COLUMNS += ["band_low_before", "band_high_before", "band_low", "band_high", "hidden_before", "hidden"]
_COLUMNS += ["why_hidden_before", "why_hidden"]
_TREND = ["subject", "wave", "n", "mean", "low", "high", "comparable", "why", "hidden"]


@remembered
def compare_waves(
    safe: Protected,
    wave: str | None = None,
    against: str | None = None,
    kind: str = "point",
    *,
    group: str = ALL,
    unit: str = ALL,
    margin: float = MARGIN,
) -> pd.DataFrame:
    """Compare the respondents of one wave with those of an earlier one.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    kind : {"point", "level", "item"}
        What is compared.
    group, unit : str, default "all"
        Whose answers are compared.
    margin : float, default 0.25
        A difference within ± this, in steps of the scale, is not meaningful.

    Returns
    -------
    DataFrame
        One row a subject, in the instrument's order. Columns: subject; n_before, mean_before, low_before, high_before;
        n, mean, low, high; difference (steps of the scale, wave − against), difference_low, difference_high (95 %:
        Welch; where one wave has no spread, MOVER on the bounded intervals), narrow_low, narrow_high (90 %), df, p
        (Welch); hedges_g (the difference in standard deviations); delta (of all pairs of one respondent of each wave,
        the share in which the later rates higher, less the share in which the earlier does; −1 to 1), delta_low,
        delta_high (95 %); standardised (the difference, had the mix of groups stayed as it was), standardised_low,
        standardised_high (95 %), composition (what the changed mix made of the difference; both over the groups told
        in full in both waves, NaN with fewer than two, or for one group); margin; verdict: "changed" (the interval
        leaves out 0), "no meaningful change" (the 90 % interval lies within ± `margin`), "cannot tell", "not
        comparable" (a wording changed, or an item was asked in one wave only) or "hidden" (in one of the waves); why
        (the keys of the items that are not comparable, or "small group": a mean or a band is told of one wave, so that
        there is no interval, and the difference is that of the means with one decimal); band_low_before,
        band_high_before,
        band_low, band_high, hidden_before, hidden, why_hidden_before, why_hidden (as `describe`).

    Raises
    ------
    SettingsError
        When a wave is not among the counts, or there is no earlier one.

    Notes
    -----
    The waves are taken as independent samples; respondents have no ids that would tell them again (with such ids see
    `critical_points.estimates.differences.paired`). Verdicts after Schuirmann (1987), Journal of Pharmacokinetics and
    Biopharmaceutics 15, 657–680: two one-sided tests. Other sources: see `critical_points.estimates.differences` and
    `critical_points.estimates.ranks`.
    """
    wave, against = choose_pair(safe, wave, against)
    every = describe(safe)
    every = every[every["kind"] == kind]
    here = every[(every["group"] == group) & (every["unit"] == unit)]
    columns = ["n", "mean", "low", "high", "sd", "band_low", "band_high", "hidden", "detail", "why_hidden"]
    here = here.rename(columns={"why": "why_hidden"})
    now = here[here["wave"] == wave].set_index("subject")[columns]
    before = here[here["wave"] == against].set_index("subject")[columns]
    pair = now.join(before.add_suffix("_before"), how="outer").reindex(subjects_of(safe, kind)).dropna(how="all")
    changed_items = not_comparable(safe, wave, against, kind)
    counts = _counts_of(safe, kind, group, unit)
    groups = every[every["unit"] == ALL] if (group, unit) == (ALL, ALL) else every.iloc[:0]
    rows = []
    for subject, row in pair.iterrows():
        found = _compare(row, changed_items.get(str(subject), ()), margin)
        if found["verdict"] not in ("hidden", "not comparable") and not found["why"]:
            two = [counts[(counts["subject"] == subject) & (counts["wave"] == name)] for name in (against, wave)]
            same = groups[(groups["subject"] == subject)]
            found |= _delta(two[0], two[1]) | _standardised(same, against, wave)
        numbers: dict[str, Any] = {str(name): value for name, value in row.items()}
        rows.append({"subject": subject, **numbers, **found, "margin": margin})
    return pd.DataFrame(rows, columns=_COLUMNS)


def _compare(row: pd.Series, changed_items: tuple[str, ...], margin: float) -> dict[str, Any]:
    """Return the difference with its verdict."""
    if changed_items:
        return {"verdict": "not comparable", "why": ", ".join(changed_items)}
    if any(row[name] is True or row[name] == 1 for name in ("hidden", "hidden_before")):
        return {"verdict": "hidden", "why": ""}
    before = Sample(row["n_before"], row["mean_before"], row["sd_before"])
    after = Sample(row["n"], row["mean"], row["sd"])
    if not row["detail"] == row["detail_before"] == FULL:
        rounded = round(after.mean, 1) - round(before.mean, 1)
        return {"difference": round(rounded, 1), "verdict": "cannot tell", "why": "small group"}
    wide, narrow = welch(before, after), welch(before, after, NARROW)
    return {
        "difference": wide.value,
        "difference_low": wide.low,
        "difference_high": wide.high,
        "narrow_low": narrow.low,
        "narrow_high": narrow.high,
        "df": wide.df,
        "p": wide.p,
        "hedges_g": hedges_g(before, after),
        "verdict": judge(wide, narrow, margin),
        "why": "",
    }


def judge(wide: Difference, narrow: Difference, margin: float) -> str:
    """Return what a 95 % and a 90 % interval tell of a change: "changed", "no meaningful change" or "cannot tell"."""
    if wide.low > 0 or wide.high < 0:
        return "changed"
    return "no meaningful change" if narrow.low > -margin and narrow.high < margin else "cannot tell"


def _counts_of(safe: Protected, kind: str, group: str, unit: str) -> pd.DataFrame:
    rows = safe.counts
    rows = rows[(rows["kind"] == kind) & (rows["status"] == "rated")]
    return rows[(rows["group"] == group) & (rows["unit"] == unit)]


def _delta(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    """Return δ of the later wave over the earlier one."""
    values = np.union1d(before["score"].to_numpy(float), after["score"].to_numpy(float))
    first, second = (
        rows.groupby("score")["n"].sum().reindex(values, fill_value=0).to_numpy(float) for rows in (after, before)
    )
    effect = delta_interval(values, first, second) if len(values) else Effect(np.nan, np.nan, np.nan)
    return {"delta": effect.value, "delta_low": effect.low, "delta_high": effect.high}


def _standardised(cells: pd.DataFrame, before: str, after: str) -> dict[str, float]:
    """Return the difference with the earlier wave's mix of the groups that are shown in both."""
    cells = cells[~cells["group"].isin([ALL, UNKNOWN]) & (cells["n"] > 1) & (cells["detail"] == FULL)]
    old, new = (cells[cells["wave"] == name].set_index("group")[["n", "mean", "sd"]] for name in (before, after))
    both = old.index.intersection(new.index, sort=False)
    before_by_group, after_by_group = (
        [Sample(*values) for values in frame.loc[both].to_numpy(float)] for frame in (old, new)
    )
    found = standardise(before_by_group, after_by_group)
    return {
        "standardised": found.difference.value,
        "standardised_low": found.difference.low,
        "standardised_high": found.difference.high,
        "composition": found.composition,
    }


@remembered
def trend(safe: Protected, kind: str = "point", *, group: str = ALL, unit: str = ALL) -> pd.DataFrame:
    """Return the means of every wave, each with its interval and its n.

    Parameters
    ----------
    safe : Protected
        Protected counts of the waves.
    kind : {"point", "level", "item"}
        What is followed.
    group, unit : str, default "all"
        Whose answers.

    Returns
    -------
    DataFrame
        One row a subject × wave that asked it, subjects in the instrument's order and waves oldest first. Columns:
        subject, wave; n, mean, low, high (as `describe`); comparable (bool: with the subject's row before; True in the
        first), why (the keys of the items that are not); hidden (bool). A line is broken where a row is not comparable.
    """
    cells = describe(safe)
    cells = cells[(cells["kind"] == kind) & (cells["group"] == group) & (cells["unit"] == unit)]
    waves = waves_of(safe)
    rows = []
    for subject in subjects_of(safe, kind):
        of_subject = {row["wave"]: row for row in cells[cells["subject"] == subject].to_dict("records")}
        earlier: str | None = None
        for wave in (name for name in waves if name in of_subject):
            items = not_comparable(safe, wave, earlier, kind).get(subject, ()) if earlier else ()
            rows.append({**of_subject[wave], "comparable": not items, "why": ", ".join(items)})
            earlier = wave
    return pd.DataFrame(rows, columns=_TREND)
