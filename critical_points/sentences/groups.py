"""Where groups see a point differently, told as pairs of respondents."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import compare_groups, find_gaps
from critical_points.instrument import Labels
from critical_points.sentences.rows import Row, joined, names

#: So many points on which groups differ are told one by one; the rest are named together.
_TOLD = 2


def tell_groups(safe: Protected, wave: str, _against: str | None) -> list[Row]:
    """Tell the clearest differences as pairs of 100, then where groups agree, and where it cannot be told."""
    gaps = find_gaps(safe, wave)
    if gaps.empty or (gaps["groups"].fillna(0) < 2).all():
        return [(safe.labels.language.text("There are not two groups that could be compared."), "find_gaps", "")]
    pairs = compare_groups(safe, wave)
    pairs = pairs[pairs["clear"].astype(bool)].assign(size=lambda frame: frame["delta"].abs())
    clear = pairs.sort_values("size", ascending=False, kind="stable").drop_duplicates("subject")
    rows = [tell_pair(safe.labels, row) for _, row in clear.head(_TOLD).iterrows()]
    return rows + _tell_rest(safe.labels, gaps, set(clear.head(_TOLD)["subject"]))


def tell_pair(labels: Labels, row: pd.Series) -> Row:
    """Tell a row of `compare_groups` as pairs of 100 respondents."""
    language = labels.language
    lower = row["other"] if row["higher"] == row["group"] else row["group"]
    sentence = language.text(
        "{point}: {higher} rate it higher than {lower} in {pairs} of 100 pairs of respondents picked at random "
        "(ties count half; 95 % interval {low}–{high}).",
        point=labels.point(row["subject"], short=False),
        higher=labels.group(row["higher"]),
        lower=labels.group(lower),
        pairs=language.integer(row["pairs_of_100"]),
        low=language.integer(row["pairs_low"]),
        high=language.integer(row["pairs_high"]),
    )
    return sentence, "compare_groups", f"{row['subject']}:{row['group']}:{row['other']}"


def _tell_rest(labels: Labels, gaps: pd.DataFrame, told: set[str]) -> list[Row]:
    language = labels.language
    rest = gaps[~gaps["subject"].isin(told)]
    order = [point.key for point in labels.instrument.points]
    rest = rest.set_index("subject").reindex(order).dropna(subset=["verdict"])
    messages = {
        "diverges": language.text("The groups also see these differently: {points}."),
        "converges": language.text("The groups see these alike: {points}."),
        "cannot tell": language.text("Whether the groups see these differently cannot be told: {points}."),
    }
    if not told:
        messages["diverges"] = language.text("The groups see these differently: {points}.")
    rows = []
    for verdict, message in messages.items():
        subjects = pd.Series(rest.index[rest["verdict"] == verdict])
        if len(subjects):
            rows.append((message.format(points=names(labels, subjects)), "find_gaps", joined(subjects)))
    return rows
