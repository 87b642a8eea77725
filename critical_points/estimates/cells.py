"""The cells that results are told about, in the instrument's order, and the waves there are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.disclosure import Protected, only_protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.messages import said
from critical_points.tallies import ALL, CELL, PLACE, UNKNOWN
from critical_points.workspace import natural

Floats = npt.NDArray[np.float64]

#: The scale that every rating and score is on, and the lower of its two best values.
LOWEST, HIGHEST = 1, 5
TOP_TWO = HIGHEST - 1

#: What a rating or a score can be about.
KINDS = ("item", "point", "level")


#: What a shown cell tells where nothing is left out.
FULL = "full"

_TOLD = ["n", "detail", "mean", "band_low", "band_high"]


def choose_waves(safe: Protected, wave: str | None, against: str | None) -> tuple[str, str | None]:
    """Return the wave and the earlier one: by default the newest, and the last before it (None: there is none).

    Raises
    ------
    SettingsError
        When a wave is not among the counts.
    """
    only_protected(safe)
    known = waves_of(safe)
    faults = [
        Fault(said("no wave {name!r}", name=w), suggestion=did_you_mean(w, known))
        for w in (wave, against)
        if w and w not in known
    ]
    if faults or not known:
        raise SettingsError(said("A wave is not among the counts."), faults, said("load it, or clean its files first"))
    chosen = wave or known[-1]
    before = known[: known.index(chosen)]
    return chosen, against or (before[-1] if before else None)


def choose_pair(safe: Protected, wave: str | None, against: str | None) -> tuple[str, str]:
    """Return the wave and the earlier one.

    Raises
    ------
    SettingsError
        When a wave is not among the counts, or there is no earlier one.
    """
    wave, before = choose_waves(safe, wave, against)
    if before is None:
        raise SettingsError(
            said("There is no earlier wave to compare with."), next_step=said("load both waves, or name them")
        )
    return wave, before


def waves_of(safe: Protected) -> list[str]:
    """Return the waves, oldest first."""
    return sorted((str(wave) for wave in safe.items["wave"].unique()), key=natural)


def subjects_of(safe: Protected, kind: str) -> list[str]:
    """Return the items, points or levels of the instrument in its order.

    Raises
    ------
    SettingsError
        When `kind` is none of `KINDS`.
    """
    instrument = safe.labels.instrument
    subjects = {
        "item": [item.key for item in instrument.items],
        "point": [point.key for point in instrument.points],
        "level": [level.key for level in instrument.levels],
    }
    if kind not in subjects:
        raise SettingsError(
            said("What to tell about is not known."),
            [Fault(said("no kind {kind!r}", kind=kind), "", did_you_mean(kind, KINDS))],
        )
    return subjects[kind]


def items_asked(safe: Protected) -> pd.DataFrame:
    """Return the items of each wave: wave, item, comparable, point, level."""
    only_protected(safe)
    known = [(i.key, i.point, i.level) for i in safe.labels.instrument.items]
    return safe.items.merge(pd.DataFrame(known, columns=["item", "point", "level"], dtype="str"), on="item")


def not_comparable(safe: Protected, wave: str, against: str, kind: str) -> dict[str, tuple[str, ...]]:
    """Return, by subject, the items that cannot be compared between two waves."""
    flags = {name: dict(zip(g["item"], g["comparable"], strict=True)) for name, g in safe.items.groupby("wave")}
    now, before = flags.get(wave, {}), flags.get(against, {})
    found: dict[str, tuple[str, ...]] = {}
    for item in safe.labels.instrument.items:
        if (item.key in now or item.key in before) and not (now.get(item.key) and before.get(item.key)):
            subject = item.key if kind == "item" else getattr(item, kind)
            if subject is not None:
                found[subject] = (*found.get(subject, ()), item.key)
    return found


def name_kinds(safe: Protected, counts: pd.DataFrame) -> pd.DataFrame:
    """Return rows of pooled answers under the kind of their subject."""
    levels = [level.key for level in safe.labels.instrument.levels]
    pooled = np.where(counts["subject"].isin(levels), "level", "point")
    return counts.assign(kind=counts["kind"].where(counts["kind"] != "answers", pooled))


def places(safe: Protected) -> pd.DataFrame:
    """Return every wave × group × unit that is published, in the instrument's order, totals last."""
    only_protected(safe)
    instrument = safe.labels.instrument
    seen = pd.concat([safe.cells[PLACE], safe.hidden[PLACE]]).drop_duplicates()
    crossed = bool(((seen["group"] != ALL) & (seen["unit"] != ALL)).any())
    frames = []
    for wave in sorted(seen["wave"].unique(), key=natural):
        groups = in_order(seen["group"], [group.key for group in instrument.groups])
        units = in_order(seen["unit"], [unit.key for unit in instrument.units])
        frames.append(pd.MultiIndex.from_product([[wave], groups, units], names=PLACE).to_frame(index=False))
    if not frames:
        return pd.DataFrame(columns=PLACE, dtype="str")
    found = pd.concat(frames, ignore_index=True)
    return found if crossed else found[(found["group"] == ALL) | (found["unit"] == ALL)].reset_index(drop=True)


def in_order(keys: pd.Series, known: list[str]) -> list[str]:
    """Return the keys that are there: the known ones in their order, the others, those not known, and all."""
    found = set(keys)
    others = sorted(found - set(known) - {UNKNOWN, ALL})
    return [key for key in [*known, *others, UNKNOWN, ALL] if key in found]


def cells(safe: Protected, *, answers: bool = False) -> pd.DataFrame:
    """Return every cell in order; a subject is there in the waves that asked it.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    answers : bool, default False
        True for the pooled answers to a point or level in place of the scores on it.

    Returns
    -------
    DataFrame
        Columns `CELL`; hidden, why; n (0 where nobody gave what the cell rests on, NaN where hidden), detail ("full",
        "mean", "band", "" where hidden); mean, band_low, band_high as `Protected.cells` tells them.
    """
    asked = items_asked(safe)
    parts = []
    for kind in KINDS:
        subjects = asked[["wave", kind]].dropna().drop_duplicates().rename(columns={kind: "subject"})
        order = pd.DataFrame({"subject": subjects_of(safe, kind)}, dtype="str").merge(subjects, on="subject")
        parts.append(order.assign(kind=kind))
    frame = places(safe).merge(pd.concat(parts, ignore_index=True), on="wave")
    hidden, told = safe.hidden.assign(hidden=True), safe.cells
    if answers:
        hidden, told = (name_kinds(safe, rows[rows["kind"].isin(["item", "answers"])]) for rows in (hidden, told))
    frame = frame.merge(hidden, on=CELL, how="left").merge(told[[*CELL, *_TOLD]], on=CELL, how="left")
    frame = frame.assign(hidden=frame["hidden"].notna(), why=frame["why"].fillna(""))
    return frame.assign(
        n=frame["n"].fillna(0).astype(float).mask(frame["hidden"]),
        detail=frame["detail"].fillna(FULL).mask(frame["hidden"], ""),
    )


def headcounts(safe: Protected) -> pd.DataFrame:
    """Return the people asked, where they are known.

    Returns
    -------
    DataFrame
        One row a wave × group of all units; columns wave, group, unit, headcount. All respondents have a headcount
        where every group that answered has one. A headcount below the number of respondents cannot be true, and is
        left out.
    """
    counted = safe.cells[(safe.cells["kind"] == "respondents") & (safe.cells["unit"] == ALL)]
    unseen = safe.hidden[(safe.hidden["kind"] == "respondents") & (safe.hidden["unit"] == ALL)]
    rows = []
    for wave, told in safe.headcounts.items():
        n = counted[counted["wave"] == wave].set_index("group")["n"]
        hidden = set(unseen.loc[unseen["wave"] == wave, "group"])
        groups = {*n.index, *hidden} - {ALL, UNKNOWN}
        known = {**told, **({ALL: sum(told.values())} if told and groups <= set(told) else {})}
        shown = {group: people for group, people in known.items() if people > 0 and group not in hidden}
        rows += [(wave, group, ALL, people) for group, people in shown.items() if n.get(group, 0) <= people]
    return pd.DataFrame(rows, columns=[*PLACE, "headcount"]).astype(dict.fromkeys(PLACE, "str"))
