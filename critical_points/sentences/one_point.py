"""What stands out about one point: its mean and place, why it may be developed, and how the groups see it."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import compare_groups, describe, find_gaps, priorities
from critical_points.instrument import Labels
from critical_points.results import not_asked, why_hidden
from critical_points.sentences.groups import tell_pair
from critical_points.sentences.priorities import tell_reasons
from critical_points.sentences.rows import Row, everybody


def tell_mean_of(safe: Protected, wave: str, point: str) -> list[Row]:
    """Tell the mean of a point as far as it may be shown, and its possible ranks among the points."""
    labels, language = safe.labels, safe.labels.language
    cells = everybody(describe(safe), wave)
    cells = cells[(cells["kind"] == "point") & (cells["subject"] == labels.instrument.point(point).key)]
    if cells.empty:
        return [(not_asked(language, wave), "describe", point)]
    row = cells.iloc[0]
    sentences = [_tell_mean(labels, row, safe.minimum)]
    frame = priorities(safe, wave).set_index("subject")
    ranks = frame["rank_low"].notna()
    if ranks.get(point, False) and ranks.sum() > 1:
        low, high = frame["rank_low"].loc[point], frame["rank_high"].loc[point]
        told = language.interval(low, high, 0) if low < high else language.integer(low)
        count = language.integer(int(ranks.sum()))
        sentences.append(
            language.text("Counted from the lowest rated, its possible rank is {ranks} of {k}.", ranks=told, k=count)
        )
    return [(" ".join(sentences), "describe", point)]


def _tell_mean(labels: Labels, row: pd.Series, minimum: int) -> str:
    language = labels.language
    n = language.integer(row["n"])
    if row["hidden"]:
        why = why_hidden(language, str(row["why"]), minimum)
        return language.text("The results of this point are not shown: {why}.", why=why)
    if not row["n"]:
        return language.text("Nobody has rated this point.")
    if pd.notna(row["band_low"]):
        band = language.interval(row["band_low"], row["band_high"], 0)
        return language.text(
            "Nearly all answers are the same, so only a band is told: {band} (n = {n}).", band=band, n=n
        )
    mean = language.number(row["mean"])
    if pd.isna(row["low"]):
        return language.text("Mean {mean} on the scale 1–5 (n = {n}).", mean=mean, n=n)
    interval = language.interval(row["low"], row["high"])
    return language.text(
        "Mean {mean} on the scale 1–5 (95 % interval {interval}, n = {n}).", mean=mean, interval=interval, n=n
    )


def tell_priority_of(safe: Protected, wave: str, point: str) -> list[Row]:
    """Tell whether a point is suggested as a target, and the two shares that speak for or against it."""
    frame = priorities(safe, wave)
    frame = frame[(frame["subject"] == point) & frame["below"].notna()]
    if frame.empty:
        return []
    row, language = frame.iloc[0], safe.labels.language
    suggested = language.text("It is not among the suggested development targets.")
    if row["suggested"]:
        suggested = language.text("It is suggested as a development target.")
    reasons, source, subject = tell_reasons(safe.labels, row)
    return [(f"{reasons} {suggested}", source, subject)]


def tell_groups_of(safe: Protected, wave: str, point: str) -> list[Row]:
    """Tell every clear difference of two groups on a point; where there is none, whether the groups are alike."""
    language, gaps = safe.labels.language, find_gaps(safe, wave)
    gaps = gaps[gaps["subject"] == point] if len(gaps) else gaps
    if gaps.empty or (gaps["groups"].fillna(0) < 2).all():
        return [(language.text("There are not two groups that could be compared."), "find_gaps", point)]
    pairs = compare_groups(safe, wave)
    pairs = pairs[(pairs["subject"] == point) & pairs["clear"].astype(bool)]
    pairs = pairs.assign(size=pairs["delta"].abs()).sort_values("size", ascending=False, kind="stable")
    if len(pairs):
        return [tell_pair(safe.labels, row) for _, row in pairs.iterrows()]
    words = {
        "diverges": language.text("The groups see this point differently, but no two of them differ clearly."),
        "converges": language.text("The groups see this point alike."),
        "cannot tell": language.text("Whether the groups see this point differently cannot be told."),
    }
    return [(words[str(gaps["verdict"].iloc[0])], "find_gaps", point)]
