"""Sentences for management, each made from a row of the results."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves, compare_waves, describe, respondents, votes
from critical_points.instrument import Labels
from critical_points.tallies import ALL


@dataclass(frozen=True)
class Findings:
    """What stands out, in sentences.

    Parameters
    ----------
    rows : DataFrame
        One row a sentence; columns about ("respondents", "lowest", "highest", "votes", "change", "caveat"), subject
        (keys of the points it rests on, joined by ``;``) and sentence, in the reader's language.
    """

    rows: pd.DataFrame

    def __str__(self) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self.rows["sentence"])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.rows["sentence"])
        return f'<ul class="findings">{items}</ul>'


def findings(safe: Protected, wave: str | None = None, against: str | None = None) -> Findings:
    """Tell what stands out among all respondents of a wave.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.

    Returns
    -------
    Findings
        Every number in a sentence is that of `describe`, `votes` or `compare_waves`; nothing hidden is told.
    """
    wave, against = choose_waves(safe, wave, against)
    rows = [
        *_respondents(safe, wave),
        *_extremes(safe, wave),
        *_votes(safe, wave),
        *(_changes(safe, wave, against) if against else _first_wave(safe.labels)),
        _caveat(safe.labels),
    ]
    return Findings(pd.DataFrame(rows, columns=["about", "subject", "sentence"]))


_Row = tuple[str, str, str]


def _respondents(safe: Protected, wave: str) -> list[_Row]:
    language, frame = safe.labels.language, respondents(safe)
    total = frame[(frame["wave"] == wave) & (frame["group"] == ALL) & (frame["unit"] == ALL)]
    if total.empty or total["hidden"].iloc[0]:
        sentence = language.text(
            "Fewer than {minimum} people answered in {wave}, so no results are shown.", minimum=safe.minimum, wave=wave
        )
        return [("respondents", "", sentence)]
    n = int(total["n"].iloc[0])
    sentence = language.plural("{n} person answered in {wave}.", "{n} people answered in {wave}.", n, wave=wave)
    return [("respondents", "", sentence)]


def _extremes(safe: Protected, wave: str) -> list[_Row]:
    """Tell the points with the lowest and the highest mean, and whether their place is certain."""
    cells = describe(safe)
    points = cells[
        (cells["wave"] == wave)
        & (cells["kind"] == "point")
        & (cells["group"] == ALL)
        & (cells["unit"] == ALL)
        & cells["mean"].notna()
    ].sort_values("mean", kind="stable")
    if len(points) < 2:
        return []
    labels, language = safe.labels, safe.labels.language
    lowest, highest = points.iloc[0], points.iloc[-1]
    return [
        _extreme("lowest", lowest, labels, language.text("Rated lowest"), points.iloc[1:]["low"] > lowest["high"]),
        _extreme("highest", highest, labels, language.text("Rated highest"), points.iloc[:-1]["high"] < highest["low"]),
    ]


def _extreme(about: str, row: pd.Series, labels: Labels, words: str, apart: pd.Series) -> _Row:
    language = labels.language
    sentence = language.text(
        "{words}: {point} – mean {mean} on the scale 1–5 (95 % interval {interval}, n = {n}).",
        words=words,
        point=labels.point(row["subject"], short=False),
        mean=language.number(row["mean"]),
        interval=language.interval(row["low"], row["high"]),
        n=language.integer(row["n"]),
    )
    if not apart.all():
        sentence += " " + language.text(
            "The intervals of some other points overlap with it, so its place is not certain."
        )
    return about, str(row["subject"]), sentence


def _votes(safe: Protected, wave: str) -> list[_Row]:
    labels, language = safe.labels, safe.labels.language
    cells = votes(safe)
    cells = cells[(cells["wave"] == wave) & (cells["group"] == ALL) & (cells["unit"] == ALL) & ~cells["hidden"]]
    if cells.empty or not cells["votes"].sum():
        return []
    most = cells[cells["votes"] == cells["votes"].max()]
    names = [labels.point(key, short=False) for key in most["subject"]]
    sentence = language.text(
        "Chosen most often as a point to develop: {points} – {share} of those who chose (n = {n}).",
        points=language.listing(names),
        share=language.percent(most["share"].iloc[0]),
        n=language.integer(most["n"].iloc[0]),
    )
    return [("votes", ";".join(most["subject"]), sentence)]


def _changes(safe: Protected, wave: str, against: str) -> list[_Row]:
    labels, language = safe.labels, safe.labels.language
    frame = compare_waves(safe, wave, against)
    said: list[_Row] = []
    changed = frame[frame["verdict"] == "changed"]
    if len(changed):
        parts = [
            f"{labels.point(row['subject'], short=False)} {language.difference(row['difference'])}"
            for row in changed.to_dict("records")
        ]
        sentence = language.text("Changed from {against}: {points}.", against=against, points=language.listing(parts))
        said.append(("change", ";".join(changed["subject"]), sentence))
    for verdict, message in (
        ("no meaningful change", language.text("No meaningful change from {against}: {points}.")),
        ("cannot tell", language.text("Whether it changed from {against} cannot be told: {points}.")),
        ("not comparable", language.text("Not compared with {against}, since the statements differ: {points}.")),
    ):
        rows = frame[frame["verdict"] == verdict]
        if len(rows):
            names = language.listing([labels.point(key, short=False) for key in rows["subject"]])
            said.append(("change", ";".join(rows["subject"]), message.format(against=against, points=names)))
    return said


def _first_wave(labels: Labels) -> list[_Row]:
    return [("change", "", labels.language.text("There is no earlier survey to compare with yet."))]


def _caveat(labels: Labels) -> _Row:
    sentence = labels.language.text(
        "This is part 1 of the review, a quick overview: the teams' discussions of part 2 tell what lies behind it."
    )
    return "caveat", "", sentence
