"""How far partnership has come: each level against the threshold, the step reached, and its basis."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import choose_waves
from critical_points.estimates.description import describe
from critical_points.estimates.memory import remembered
from critical_points.instrument import Level
from critical_points.tallies import PLACE
from critical_points.workspace import THRESHOLD

#: A limit this close to the threshold is at the threshold: what is left of its digits is no difference.
_CLOSE = 1e-9

_NUMBERS = ["n", "mean", "low", "high", "band_low", "band_high"]
_STATES = {"above": "in order", "below": "not in order", "cannot tell": "cannot tell"}


def hold_against(low: float, high: float, mark: float) -> str:
    """Tell on which side of a mark an interval lies.

    Parameters
    ----------
    low, high : float
        The interval; NaN where there is none.
    mark : float
        A value of the same scale.

    Returns
    -------
    {"above", "below", "cannot tell"}
        "above" when the lower limit is at or above the mark, "below" when the upper limit is below it.
    """
    if low >= mark - _CLOSE:
        return "above"
    return "below" if high < mark - _CLOSE else "cannot tell"


@remembered
def partnership(safe: Protected, wave: str | None = None, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Hold each level of partnership against the threshold, in every group.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default all of them.
    threshold : float, default 3.5
        The mean from which a level counts as in order (`Review.threshold`).

    Returns
    -------
    DataFrame
        One row a wave × group × unit × level, the ladder's steps from the first on and then what stands beside it.
        Columns: wave, group, unit, subject, step (NaN beside the ladder); n, mean, low, high, band_low, band_high (as
        `describe`); threshold; state ("in order": the interval's lower limit is at or above the threshold; "not in
        order": its upper limit is below; "cannot tell"); why ("not asked", "no answers", "no interval" or as `describe`
        where one of these is the reason); hidden (bool). Without rows for a wave that asked about no level.
    """
    levels = sorted(safe.labels.instrument.levels, key=_place)
    frame = _states(safe, "level", [level.key for level in levels], wave, threshold)
    steps = {level.key: level.step for level in levels}
    frame.insert(4, "step", frame["subject"].map(steps).astype(float))
    return frame


def steps_reached(safe: Protected, wave: str | None = None, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Tell the step of the ladder that each group sees reached, and whether the basis is in order.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default all of them.
    threshold : float, default 3.5
        The mean from which a level or a point counts as in order (`Review.threshold`).

    Returns
    -------
    DataFrame
        One row a wave × group × unit. Columns: wave, group, unit; reached (the key of the last level in order with all
        before it in order, "" before the first step), step (its number, 0 before the first); stopped_by (the key of the
        next level, "" at the top), stopped ("not in order" or "cannot tell", "" at the top); basis (of mutual
        partnership: "in order" when all points are, "not in order" when any is not, else "cannot tell");
        points_in_order, points_not_in_order, points_cannot_tell (keys joined by ``;``).
    """
    points = [point.key for point in safe.labels.instrument.points]
    of_points = dict(list(_states(safe, "point", points, wave, threshold).groupby(PLACE, sort=False)))
    rows = []
    for place, levels in partnership(safe, wave, threshold).groupby(PLACE, sort=False):
        states = of_points.get(place)
        told = climb(levels.dropna(subset=["step"])) | judge_basis(states)
        rows.append(dict(zip(PLACE, place, strict=True)) | told)
    columns = [*PLACE, "reached", "step", "stopped_by", "stopped", "basis", *map(_column, _STATES.values())]
    return pd.DataFrame(rows, columns=columns)


def _place(level: Level) -> tuple[bool, int]:
    return level.step is None, level.step or 0


def _states(safe: Protected, kind: str, subjects: list[str], wave: str | None, threshold: float) -> pd.DataFrame:
    """Return every place × subject with its numbers and its state; a subject that was not asked has a row, too."""
    cells = describe(safe)
    cells = cells[cells["kind"] == kind]
    if wave is not None:
        cells = cells[cells["wave"] == choose_waves(safe, wave, None)[0]]
    places = cells[PLACE].drop_duplicates()
    every = places.merge(pd.DataFrame({"subject": subjects}, dtype="str"), how="cross")
    frame = every.merge(cells[[*PLACE, "subject", *_NUMBERS, "hidden", "why"]], on=[*PLACE, "subject"], how="left")
    asked = frame["hidden"].notna()
    frame["hidden"] = frame["hidden"].eq(True)
    why = pd.Series("", index=frame.index).mask(frame["low"].isna(), "no interval").mask(frame["n"] == 0, "no answers")
    sides = [hold_against(low, high, threshold) for low, high in zip(frame["low"], frame["high"], strict=True)]
    return frame.assign(
        threshold=float(threshold),
        state=[_STATES[side] for side in sides],
        why=why.mask(frame["hidden"], frame["why"]).where(asked, "not asked"),
        hidden=frame.pop("hidden"),
    )


def climb(levels: pd.DataFrame) -> dict[str, object]:
    """Return the last level in order with all before it in order, and what comes after it.

    Parameters
    ----------
    levels : DataFrame
        The ladder from its first step on; columns subject, step, state.
    """
    reached, step = "", 0
    for _, level in levels.iterrows():
        if level["state"] != "in order":
            return {"reached": reached, "step": step, "stopped_by": level["subject"], "stopped": level["state"]}
        reached, step = level["subject"], int(level["step"])
    return {"reached": reached, "step": step, "stopped_by": "", "stopped": ""}


def judge_basis(points: pd.DataFrame | None) -> dict[str, object]:
    """Return whether all points are in order, and which are in which state; columns subject, state."""
    if points is None or points.empty:
        return {"basis": "cannot tell", **{_column(state): "" for state in _STATES.values()}}
    found = {state: list(points.loc[points["state"] == state, "subject"]) for state in _STATES.values()}
    basis = "not in order" if found["not in order"] else "cannot tell" if found["cannot tell"] else "in order"
    return {"basis": basis, **{_column(state): ";".join(keys) for state, keys in found.items()}}


def _column(state: str) -> str:
    return f"points_{state.replace(' ', '_')}"
