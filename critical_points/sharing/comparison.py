"""One organisation beside the sum of the others, subject by subject."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.disclosure.detail import FULL
from critical_points.estimates import compare_waves, only_protected
from critical_points.estimates.cells import subjects_of
from critical_points.sharing.addition import Others
from critical_points.sharing.files import wording_of
from critical_points.tallies import ALL, CELL, PLACE

#: The key that the others' answers stand under, in the place of a wave.
OTHERS = "others"

_COLUMNS = ["subject", "organisations", "n_others", "mean_others", "low_others", "high_others"]
_COLUMNS += ["n", "mean", "low", "high", "difference", "difference_low", "difference_high", "verdict", "why"]

#: What a comparison is called here, by what it is called between two waves.
_VERDICTS = {"no meaningful change": "no meaningful difference"}


def compare_with_others(
    safe: Protected, others: Others, wave: str, kind: str = "point", *, group: str = ALL
) -> pd.DataFrame:
    """Compare this organisation's respondents with those of the others, taken together.

    Parameters
    ----------
    safe : Protected
        Protected counts of the wave.
    others : Others
        The others' answers, added up.
    wave : str
        This organisation's wave.
    kind : {"point", "level", "item"}
        What is compared.
    group : str, default "all"
        Whose answers are compared: in this organisation and in the others.

    Returns
    -------
    DataFrame
        One row a subject, in the instrument's order. Columns: subject; organisations (how many others stand behind the
        sum); n_others, mean_others, low_others, high_others and n, mean, low, high (1–5, with the 95 % interval on the
        scale; n: respondents with a rating or a score); difference (steps of the scale, this organisation − others),
        difference_low, difference_high (95 %, Welch); verdict: "higher", "lower", "no meaningful difference", "cannot
        tell", "not comparable" (other statements were asked), "hidden" (of this organisation), or "too few
        organisations" (fewer than three others, or one of them gives over half); why.

    Notes
    -----
    The others' respondents are taken as one sample; that some organisations differ from each other is not in the
    interval. The verdicts are those of `critical_points.estimates.compare_waves`.
    """
    only_protected(safe)
    both = _side_by_side(safe, others, wave)
    compared = compare_waves(both, wave, OTHERS, kind, group=group)
    found = {str(row["subject"]): row for row in compared.to_dict("records")}
    of_kind = others.bases[(others.bases["kind"] == kind) & (others.bases["group"] == group)]
    bases = {row["subject"]: (bool(row["told"]), row["organisations"]) for row in of_kind.to_dict("records")}
    rows = []
    for subject in subjects_of(safe, kind):
        if subject not in found:
            continue
        row = {str(name).replace("_before", "_others"): value for name, value in found[subject].items()}
        told, organisations = bases.get(subject, (False, 0))
        verdict = _verdict(str(row["verdict"]), float(row["difference"]), told=told)
        rows.append({**row, "subject": subject, "organisations": organisations, "verdict": verdict})
    return pd.DataFrame(rows, columns=_COLUMNS)


def _verdict(verdict: str, difference: float, *, told: bool) -> str:
    """Return what a verdict between two waves is called between this organisation and the others."""
    if verdict == "not comparable" or (verdict == "hidden" and told):
        return verdict
    if not told:
        return "too few organisations"
    if verdict == "changed":
        return "higher" if difference > 0 else "lower"
    return _VERDICTS.get(verdict, verdict)


def _side_by_side(safe: Protected, others: Others, wave: str) -> Protected:
    """Return this organisation's wave and the others' answers as two waves of one protected set."""
    own = safe.items[safe.items["wave"] == wave]
    same = {item.key: others.wordings.get(item.key) == wording_of(item) for item in safe.labels.instrument.items}
    asked = [key for key in same if key in others.wordings]
    theirs = pd.DataFrame({"wave": OTHERS, "item": asked, "comparable": [same[key] for key in asked]})
    counts = others.counts.assign(wave=OTHERS, unit=ALL)
    cells = _count_cells(counts).assign(detail=FULL, mean=np.nan, band_low=np.nan, band_high=np.nan)
    shown = others.bases[~others.bases["told"]].assign(wave=OTHERS, unit=ALL, why="too few organisations")
    return replace(
        safe,
        counts=pd.concat([_of(safe.counts, wave), counts[safe.counts.columns]], ignore_index=True),
        hidden=pd.concat([_of(safe.hidden, wave), shown[[*CELL, "why"]]], ignore_index=True),
        cells=pd.concat([_of(safe.cells, wave), cells], ignore_index=True),
        items=pd.concat([own.assign(comparable=True), theirs], ignore_index=True),
        sums=_of(safe.sums, wave),
        ratios=_of(safe.ratios, wave),
        headcounts={},
    )


def _count_cells(counts: pd.DataFrame) -> pd.DataFrame:
    """Return every cell with n, the respondents it rests on."""
    rated = counts["kind"].isin(["item", "point", "level"]) & (counts["status"] == "rated")
    others = ~counts["kind"].isin(["item", "point", "level", "answers", "vote"])
    resting = counts[rated | others | ((counts["kind"] == "answers") & (counts["status"] == "respondents"))]
    voters = counts[(counts["kind"] == "vote") & (counts["subject"] == ALL)].groupby(PLACE)["n"].sum()
    cells = counts[CELL].drop_duplicates().merge(resting.groupby(CELL)["n"].sum().reset_index(), on=CELL, how="left")
    cells = cells.merge(voters.rename("voters").reset_index(), on=PLACE, how="left")
    return cells[CELL].assign(n=cells["n"].where(cells["kind"] != "vote", cells["voters"]).fillna(0).astype(int))


def _of(frame: pd.DataFrame, wave: str) -> pd.DataFrame:
    return frame[frame["wave"] == wave]
