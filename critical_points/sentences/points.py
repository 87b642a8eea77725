"""How many answered, which points are rated lowest and highest, and which are chosen to be developed."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import describe, priorities, respondents, votes
from critical_points.instrument import Labels
from critical_points.sentences.rows import Row, everybody, joined, names


def tell_respondents(safe: Protected, wave: str, _against: str | None) -> list[Row]:
    """Tell how many answered, and of how many where the headcount is known."""
    language, total = safe.labels.language, everybody(respondents(safe), wave)
    if total.empty or total["hidden"].iloc[0]:
        sentence = language.text(
            "Fewer than {minimum} people answered in {wave}, so no results are shown.", minimum=safe.minimum, wave=wave
        )
        return [(sentence, "respondents", "all")]
    row = total.iloc[0]
    sentence = language.plural(
        "{n} person answered in {wave}.", "{n} people answered in {wave}.", int(row["n"]), wave=wave
    )
    if row["headcount"] > 0 and row["response_rate"] <= 1:
        share, asked = language.percent(row["response_rate"]), language.integer(row["headcount"])
        sentence += " " + language.text("That is {share} of the {asked} who were asked.", share=share, asked=asked)
    return [(sentence, "respondents", "all")]


def tell_points(safe: Protected, wave: str, _against: str | None) -> list[Row]:
    """Tell the points with the lowest and the highest mean, and whether their place is certain."""
    cells = everybody(describe(safe), wave)
    cells = cells[(cells["kind"] == "point") & cells["mean"].notna()].sort_values("mean", kind="stable")
    if len(cells) < 2:
        return []
    ranks = priorities(safe, wave, times=1).set_index("subject")
    language = safe.labels.language
    sides = (("Rated lowest", cells.iloc[0], "rank_high", 1), ("Rated highest", cells.iloc[-1], "rank_low", len(cells)))
    words = {"Rated lowest": language.text("Rated lowest"), "Rated highest": language.text("Rated highest")}
    return [
        _tell_extreme(safe.labels, words[side], row, bool(ranks.loc[row["subject"], column] == place))
        for side, row, column, place in sides
    ]


def _tell_extreme(labels: Labels, words: str, row: pd.Series, certain: bool) -> Row:
    language = labels.language
    told = {
        "words": words,
        "point": labels.point(row["subject"], short=False),
        "mean": language.number(row["mean"]),
        "n": language.integer(row["n"]),
    }
    if pd.notna(row["low"]):
        sentence = language.text(
            "{words}: {point} – mean {mean} on the scale 1–5 (95 % interval {interval}, n = {n}).",
            interval=language.interval(row["low"], row["high"]),
            **told,
        )
    else:
        sentence = language.text("{words}: {point} – mean {mean} on the scale 1–5 (n = {n}).", **told)
    if not certain:
        sentence += " " + language.text("Other points are too close to be sure of its place.")
    return sentence, "describe", str(row["subject"])


def tell_votes(safe: Protected, wave: str, _against: str | None) -> list[Row]:
    """Tell which point, or which points, most of those who chose have chosen."""
    labels, language = safe.labels, safe.labels.language
    cells = everybody(votes(safe), wave)
    cells = cells[~cells["hidden"]]
    if cells.empty or not cells["votes"].sum():
        return []
    most = cells[cells["votes"] == cells["votes"].max()]
    sentence = language.text(
        "Chosen most often as a point to develop: {points} – {share} of those who chose (n = {n}).",
        points=names(labels, most["subject"]),
        share=language.percent(most["share"].iloc[0]),
        n=language.integer(most["n"].iloc[0]),
    )
    return [(sentence, "votes", joined(most["subject"]))]


def tell_caveat(safe: Protected, _wave: str, _against: str | None) -> list[Row]:
    """Tell that part 1 alone is superficial."""
    sentence = safe.labels.language.text(
        "This is part 1 of the review, a quick overview: the teams' discussions of part 2 tell what lies behind it."
    )
    return [(sentence, "", "")]
