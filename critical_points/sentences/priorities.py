"""Which two points are suggested as targets, for what reasons, and with what doubt."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import priorities
from critical_points.instrument import Labels
from critical_points.sentences.rows import Row, joined, names


def tell_priorities(safe: Protected, wave: str, _against: str | None) -> list[Row]:
    """Tell the suggested targets, each with its two shares, and what makes the suggestion doubtful."""
    labels, language = safe.labels, safe.labels.language
    frame = priorities(safe, wave)
    suggested = frame[frame["suggested"].astype(bool)].sort_values("among_first", ascending=False, kind="stable")
    if suggested.empty:
        return []
    sentence = language.text("Suggested as development targets: {points}.", points=names(labels, suggested["subject"]))
    rows = [(sentence, "priorities", joined(suggested["subject"]))]
    return rows + [tell_reasons(labels, row) for _, row in suggested.iterrows()]


def tell_reasons(labels: Labels, row: pd.Series) -> Row:
    """Tell the two shares of a row of `priorities`, and how sure its place is."""
    language = labels.language
    sentence = language.text(
        "{point}: {below} of respondents rate it below the middle of the scale (n = {n})",
        point=labels.point(row["subject"], short=False),
        below=language.percent(row["below"]),
        n=language.integer(row["n"]),
    )
    if pd.notna(row["votes"]):
        share, voters = language.percent(row["votes"]), language.integer(row["voters"])
        sentence += language.text(", and {share} of those who chose would develop it (n = {n})", share=share, n=voters)
    sentence += ". " + " ".join(_tell_doubts(labels, row))
    return sentence.strip(), "priorities", str(row["subject"])


def _tell_doubts(labels: Labels, row: pd.Series) -> list[str]:
    language, doubts = labels.language, str(row["doubts"]).split(";")
    times = language.integer(100 * row["among_first"])
    told = [
        language.text(
            "Allowing for chance and for different weightings, it is among the first two {times} times out of 100.",
            times=times,
        )
    ]
    if "unsure" in doubts and row["rivals"]:
        rivals = names(labels, pd.Series(str(row["rivals"]).split(";")))
        told.append(language.text("Its place could also be taken by: {points}.", points=rivals))
    if "tied" in doubts:
        told.append(language.text("It is tied with others."))
    if "diverges" in doubts:
        told.append(language.text("The groups see it differently: discuss before acting."))
    if "no votes" in doubts:
        told.append(language.text("Nobody was asked or chose which points to develop."))
    return told
