"""Means with their intervals, distributions, votes, and change between waves, from protected counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.tallies import ALL, CELL, UNKNOWN
from critical_points.workspace import natural

Floats = npt.NDArray[np.float64]

#: A change smaller than this, in steps of the scale, is no meaningful change.
MARGIN = 0.25

_LOWEST, _HIGHEST = 1, 5
_TOP_TWO = _HIGHEST - 1
_KINDS = ("item", "point", "level")
_PLACE = ["wave", "group", "unit"]


def bounded_interval(n: Floats, mean: Floats, squares: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the scale-bounded interval of a mean on the scale 1–5.

    One extra answer, spread evenly over the scale (mean 3, variance 2), is added; a Beta distribution on the range of
    the scale is matched to the mean and its variance, and its quantiles are taken. The interval stays on the scale,
    and it keeps its coverage where the t interval loses it: few answers, or nearly all at one end.

    Parameters
    ----------
    n : array
        Ratings or scores.
    mean : array
        Their mean, 1–5.
    squares : array
        The sum of their squares.
    level : float, default 0.95
        The level of confidence.

    Returns
    -------
    low, high : arrays
        On the scale 1–5; NaN where n is 0.

    Notes
    -----
    Source: method of moments for a Beta mean with a weakly informative prior answer; compare Agresti and Coull (1998),
    The American Statistician 52, 119–126, for the idea of adding answers. Without finite population correction.
    """
    from scipy.special import betaincinv

    middle, spread, width = 3.0, 2.0, _HIGHEST - _LOWEST
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (n * mean + middle) / (n + 1)
        variance = ((squares + spread + middle**2) / (n + 1) - centre**2) / (n + 2)
        place = (centre - _LOWEST) / width
        weight = place * (1 - place) / (variance / width**2) - 1
        tail = (1 - level) / 2
        low = _LOWEST + width * betaincinv(place * weight, (1 - place) * weight, tail)
        high = _LOWEST + width * betaincinv(place * weight, (1 - place) * weight, 1 - tail)
    some = n > 0
    return np.where(some, np.minimum(low, mean), np.nan), np.where(some, np.maximum(high, mean), np.nan)


def describe(safe: Protected) -> pd.DataFrame:
    """Describe every item, point and level in every group.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × kind × subject, hidden cells included, in the instrument's order. Columns: wave,
        group, unit, kind ("item", "point", "level"), subject; n (respondents with a rating of the item, or with a
        score on the point or level: the denominator of the mean); mean, low, high (1–5; the 95 % scale-bounded
        interval), sd (n − 1), median (mean of the two middle values); top_two (share 0–1 of the two best answers; for a
        point or level of all answers to its items); dont_know (don't-knows of don't-knows and ratings, 0–1);
        non_answers, blanks (answers); hidden (bool), why. Numbers are NaN where hidden or where nobody answered; n is
        then NaN or 0.
    """
    cells = _cells(safe)
    moments = _moments(safe.counts)
    frame = cells.merge(moments, on=CELL, how="left").merge(_shares(safe), on=CELL, how="left")
    frame[["n", "non_answers", "blanks"]] = frame[["n", "non_answers", "blanks"]].fillna(0)
    low, high = bounded_interval(frame["n"].to_numpy(float), frame["mean"].to_numpy(), frame["squares"].to_numpy())
    frame = frame.assign(low=low, high=high).drop(columns="squares")
    numbers = ["n", "mean", "low", "high", "sd", "median", "top_two", "dont_know", "non_answers", "blanks"]
    frame[numbers] = frame[numbers].astype(float).mask(frame["hidden"])
    return frame[[*CELL, *numbers, "hidden", "why"]]


def distribution(safe: Protected) -> pd.DataFrame:
    """Return how the answers are spread over the scale.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × kind × subject × rating 1–5. Columns: those of the cell; rating; answers (of
        an item, or of all items of a point or level); share (0–1, of the rated answers; the five add up to 1); n
        (respondents with at least one of these answers); hidden. A value that nobody chose is a row with 0.
    """
    cells = _cells(safe, answers=True).merge(pd.DataFrame({"rating": range(_LOWEST, _HIGHEST + 1)}), how="cross")
    rated = safe.counts[safe.counts["kind"].isin(["item", "answers"]) & (safe.counts["status"] == "rated")]
    rated = _name_kinds(safe, rated)
    answers = rated.rename(columns={"score": "rating", "n": "answers"})[[*CELL, "rating", "answers"]]
    frame = cells.merge(answers, on=[*CELL, "rating"], how="left")
    frame["answers"] = frame["answers"].fillna(0.0).astype(float).mask(frame["hidden"])
    total = frame.groupby(CELL)["answers"].transform("sum")
    frame["share"] = frame["answers"] / total.where(total > 0)
    frame = frame.merge(_answering(safe), on=CELL, how="left")
    frame["n"] = frame["n"].fillna(0.0).astype(float).mask(frame["hidden"])
    return frame[[*CELL, "rating", "answers", "share", "n", "hidden"]]


def votes(safe: Protected) -> pd.DataFrame:
    """Return how many chose each point as one that most needs development.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × point, points in the instrument's order. Columns: wave, group, unit, subject;
        votes; n (respondents who chose at least one point); share (0–1, votes of n); hidden. Waves in which nobody
        voted have no rows.
    """
    chosen = safe.counts[safe.counts["kind"] == "vote"]
    voters = chosen[chosen["subject"] == ALL].rename(columns={"n": "voters"})[[*_PLACE, "voters"]]
    hidden = safe.hidden[safe.hidden["kind"] == "vote"][_PLACE].drop_duplicates().assign(hidden=True)
    voting = {*voters["wave"], *hidden["wave"]}
    places = _places(safe)
    places = places[places["wave"].isin(voting)]
    points = pd.DataFrame({"subject": [point.key for point in safe.labels.instrument.points]})
    frame = places.merge(points, how="cross").merge(voters, on=_PLACE, how="left")
    frame = frame.merge(hidden, on=_PLACE, how="left").assign(hidden=lambda f: f["hidden"].notna())
    counted = chosen.rename(columns={"n": "votes"})[[*_PLACE, "subject", "votes"]]
    frame = frame.merge(counted, on=[*_PLACE, "subject"], how="left")
    frame["n"] = frame["voters"].fillna(0.0).astype(float).mask(frame["hidden"])
    frame["votes"] = frame["votes"].fillna(0.0).astype(float).mask(frame["hidden"])
    frame["share"] = frame["votes"] / frame["n"].where(frame["n"] > 0)
    return frame[[*_PLACE, "subject", "votes", "n", "share", "hidden"]]


def respondents(safe: Protected) -> pd.DataFrame:
    """Return the number of respondents in every group.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit; columns wave, group, unit, n (NaN where hidden), hidden.
    """
    counted = safe.counts[safe.counts["kind"] == "respondents"][[*_PLACE, "n"]]
    hidden = safe.hidden[safe.hidden["kind"] == "respondents"][_PLACE].assign(hidden=True)
    frame = _places(safe).merge(counted, on=_PLACE, how="left").merge(hidden, on=_PLACE, how="left")
    frame["hidden"] = frame["hidden"].notna()
    frame["n"] = frame["n"].fillna(0.0).astype(float).mask(frame["hidden"])
    return frame


def choose_waves(safe: Protected, wave: str | None, against: str | None) -> tuple[str, str | None]:
    """Return the wave and the earlier one: by default the newest, and the last before it (None: there is none).

    Raises
    ------
    SettingsError
        When a wave is not among the counts.
    """
    known = sorted(safe.items["wave"].unique(), key=natural)
    faults = [
        Fault(f"no wave {w!r}", suggestion=did_you_mean(w, known)) for w in (wave, against) if w and w not in known
    ]
    if faults or not known:
        raise SettingsError("A wave is not among the counts.", faults, "load it, or clean its files first")
    chosen = wave or known[-1]
    before = known[: known.index(chosen)]
    return chosen, against or (before[-1] if before else None)


def compare_waves(
    safe: Protected, wave: str | None = None, against: str | None = None, kind: str = "point"
) -> pd.DataFrame:
    """Compare all respondents of one wave with those of an earlier one.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    kind : {"point", "level", "item"}
        What is compared.

    Returns
    -------
    DataFrame
        One row a subject, in the instrument's order. Columns: subject; n_before, mean_before, low_before, high_before;
        n, mean, low, high; difference (steps of the scale, wave − against), difference_low, difference_high (95 %:
        Welch; where one wave has no spread, MOVER on the bounded intervals); verdict: "changed" (the interval leaves
        out 0), "no meaningful change" (the 90 % interval lies within ± `MARGIN`), "cannot tell", "not comparable" (a
        wording changed, or an item was asked in one wave only) or "hidden"; why (the keys of the items that are not
        comparable).

    Raises
    ------
    SettingsError
        When a wave is not among the counts, or there is no earlier one.

    Notes
    -----
    The waves are taken as independent samples. Sources: Welch (1947), Biometrika 34, 28–35; Zou and Donner (2008),
    Statistics in Medicine 27, 1693–1702 (MOVER); verdicts after Schuirmann (1987), two one-sided tests.
    """
    wave, against = choose_waves(safe, wave, against)
    if against is None:
        raise SettingsError("There is no earlier wave to compare with.", next_step="load both waves, or name them")
    cells = describe(safe)
    cells = cells[(cells["kind"] == kind) & (cells["group"] == ALL) & (cells["unit"] == ALL)]
    columns = ["n", "mean", "low", "high", "sd", "hidden"]
    now = cells[cells["wave"] == wave].set_index("subject")[columns]
    before = cells[cells["wave"] == against].set_index("subject")[columns]
    pair = now.join(before.add_suffix("_before"), how="outer").reindex(_order(safe, kind)).dropna(how="all")
    pair = pair.assign(difference=pair["mean"] - pair["mean_before"])
    changed_items = _not_comparable(safe, wave, against, kind)
    found = pd.DataFrame([_verdict(row, changed_items.get(str(key), ())) for key, row in pair.iterrows()])
    found.index = pair.index
    comparable = found["verdict"] != "not comparable"
    pair["difference"] = pair["difference"].where(comparable)
    order = ["n_before", "mean_before", "low_before", "high_before", "n", "mean", "low", "high", "difference"]
    return pd.concat([pair[order], found], axis=1).rename_axis("subject").reset_index()


def welch_interval(row: pd.Series, level: float) -> tuple[float, float]:
    """Return the interval of a difference of two means.

    Parameters
    ----------
    row : Series
        With n, mean, sd, low, high of the wave and the same with ``_before``, and difference.
    level : float
        The level of confidence. Where a standard deviation is 0 or unknown, the MOVER interval is made from the
        bounded intervals as they stand (95 %), which is wider than asked for at a lower level.

    Returns
    -------
    low, high : float
    """
    from scipy.special import stdtrit

    difference = float(row["difference"])
    if not (row["sd"] > 0 and row["sd_before"] > 0):
        below = np.hypot(row["mean"] - row["low"], row["high_before"] - row["mean_before"])
        above = np.hypot(row["high"] - row["mean"], row["mean_before"] - row["low_before"])
        return difference - float(below), difference + float(above)
    new, old = row["sd"] ** 2 / row["n"], row["sd_before"] ** 2 / row["n_before"]
    freedom = (new + old) ** 2 / (new**2 / (row["n"] - 1) + old**2 / (row["n_before"] - 1))
    half = float(stdtrit(freedom, (1 + level) / 2) * np.sqrt(new + old))
    return difference - half, difference + half


def _verdict(row: pd.Series, changed_items: tuple[str, ...]) -> dict[str, Any]:
    nothing = {"difference_low": np.nan, "difference_high": np.nan}
    if changed_items:
        return {**nothing, "verdict": "not comparable", "why": ", ".join(changed_items)}
    if row["hidden"] is True or row["hidden_before"] is True or row["hidden"] == 1 or row["hidden_before"] == 1:
        return {**nothing, "verdict": "hidden", "why": ""}
    if not np.isfinite(row["difference"]):
        return {**nothing, "verdict": "cannot tell", "why": ""}
    low, high = welch_interval(row, 0.95)
    narrow = welch_interval(row, 0.90)
    verdict = "cannot tell"
    if low > 0 or high < 0:
        verdict = "changed"
    elif narrow[0] > -MARGIN and narrow[1] < MARGIN:
        verdict = "no meaningful change"
    return {"difference_low": low, "difference_high": high, "verdict": verdict, "why": ""}


def _not_comparable(safe: Protected, wave: str, against: str, kind: str) -> dict[str, tuple[str, ...]]:
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


def _moments(counts: pd.DataFrame) -> pd.DataFrame:
    """Return n, mean, sum of squares, sd and median of the ratings or scores of each cell."""
    rated = counts[counts["kind"].isin(_KINDS) & (counts["status"] == "rated")].sort_values([*CELL, "score"])
    rated = rated.assign(total=rated["n"] * rated["score"], squares=rated["n"] * rated["score"] ** 2)
    frame = rated.groupby(CELL)[["n", "total", "squares"]].sum()
    frame["mean"] = frame["total"] / frame["n"]
    deviations = rated.join(frame["mean"], on=CELL)
    deviations["spread"] = deviations["n"] * (deviations["score"] - deviations["mean"]) ** 2
    spread = deviations.groupby(CELL)["spread"].sum()
    frame["sd"] = np.sqrt(spread / (frame["n"] - 1).where(frame["n"] > 1))
    frame["median"] = _medians(rated)
    return frame.drop(columns="total").reset_index()


def _medians(rated: pd.DataFrame) -> pd.Series:
    """Return the median of each cell; the counts of a cell are in the order of their scores."""
    upto = rated.groupby(CELL)["n"].cumsum()
    total = rated.groupby(CELL)["n"].transform("sum")
    lower = rated[upto >= (total + 1) // 2].groupby(CELL)["score"].first()
    upper = rated[upto >= total // 2 + 1].groupby(CELL)["score"].first()
    return (lower + upper) / 2


def _name_kinds(safe: Protected, counts: pd.DataFrame) -> pd.DataFrame:
    """Return rows of pooled answers under the kind of their subject."""
    levels = [level.key for level in safe.labels.instrument.levels]
    pooled = np.where(counts["subject"].isin(levels), "level", "point")
    return counts.assign(kind=counts["kind"].where(counts["kind"] != "answers", pooled))


def _shares(safe: Protected) -> pd.DataFrame:
    """Return top-two share, don't-know share, don't-knows and blanks: of an item, or of all items of a subject."""
    rows = _name_kinds(safe, safe.counts[safe.counts["kind"].isin(["item", "answers"])])
    count = {
        "rated": rows["status"] == "rated",
        "top": (rows["status"] == "rated") & (rows["score"] >= _TOP_TWO),
        "non_answers": rows["status"] == "non-answer",
        "blanks": rows["status"] == "blank",
    }
    rows = rows.assign(**{name: rows["n"].where(mask, 0) for name, mask in count.items()})
    frame = rows.groupby(CELL)[list(count)].sum().reset_index()
    decided = frame["rated"] + frame["non_answers"]
    frame["top_two"] = frame["top"] / frame["rated"].where(frame["rated"] > 0)
    frame["dont_know"] = frame["non_answers"] / decided.where(decided > 0)
    return frame


def _answering(safe: Protected) -> pd.DataFrame:
    counts = safe.counts
    of_item = counts[(counts["kind"] == "item") & (counts["status"] == "rated")].groupby(CELL)["n"].sum()
    of_subject = counts[(counts["kind"] == "answers") & (counts["status"] == "respondents")]
    return pd.concat([of_item.reset_index(), _name_kinds(safe, of_subject)[[*CELL, "n"]]], ignore_index=True)


def _order(safe: Protected, kind: str) -> list[str]:
    instrument = safe.labels.instrument
    subjects = {
        "item": [item.key for item in instrument.items],
        "point": [point.key for point in instrument.points],
        "level": [level.key for level in instrument.levels],
    }
    return subjects[kind]


def _places(safe: Protected) -> pd.DataFrame:
    """Return every wave × group × unit, in the instrument's order, totals last."""
    instrument = safe.labels.instrument
    seen = pd.concat([safe.counts[_PLACE], safe.hidden[_PLACE]]).drop_duplicates()
    frames = []
    for wave in sorted(seen["wave"].unique(), key=natural):
        groups = _in_order(seen["group"], [group.key for group in instrument.groups])
        units = _in_order(seen["unit"], [unit.key for unit in instrument.units])
        frames.append(pd.MultiIndex.from_product([[wave], groups, units], names=_PLACE).to_frame(index=False))
    return pd.concat(frames, ignore_index=True)


def _in_order(keys: pd.Series, known: list[str]) -> list[str]:
    found = set(keys)
    others = sorted(found - set(known) - {UNKNOWN, ALL})
    return [key for key in [*known, *others, UNKNOWN, ALL] if key in found]


def _cells(safe: Protected, *, answers: bool = False) -> pd.DataFrame:
    """Return every cell in order, with ``hidden`` and ``why``; a subject is there in the waves that asked it."""
    instrument = safe.labels.instrument
    asked = safe.items.merge(
        pd.DataFrame(
            [(i.key, i.point, i.level) for i in instrument.items], columns=["item", "point", "level"], dtype="str"
        ),
        on="item",
    )
    parts = []
    for kind in _KINDS:
        subjects = asked[["wave", kind]].dropna().drop_duplicates().rename(columns={kind: "subject"})
        order = pd.DataFrame({"subject": _order(safe, kind)}, dtype="str").merge(subjects, on="subject")
        parts.append(order.assign(kind=kind))
    frame = _places(safe).merge(pd.concat(parts, ignore_index=True), on="wave")
    hidden = safe.hidden.assign(hidden=True)
    if answers:
        hidden = _name_kinds(safe, hidden[hidden["kind"].isin(["item", "answers"])])
    frame = frame.merge(hidden, on=CELL, how="left")
    return frame.assign(hidden=frame["hidden"].notna(), why=frame["why"].fillna(""))
