"""Where this organisation stands beside others, in sentences."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.sentences.found import Findings
from critical_points.sentences.rows import COLUMNS, Row, joined, names, tell_size
from critical_points.sharing import Others, compare_with_others


def benchmark_findings(safe: Protected, others: Others | None, wave: str | None = None) -> Findings:
    """Tell on which points this organisation is rated higher or lower than others, and on which that cannot be told.

    Parameters
    ----------
    safe : Protected
        Protected counts of the wave.
    others : Others or None
        The others' answers, added up; None where nobody has shared any.
    wave : str, optional
        This organisation's wave; by default the newest.

    Returns
    -------
    Findings
        First who the others are, then each verdict of `compare_with_others` with its points.
    """
    chosen, _ = choose_waves(safe, wave, None)
    labels, language = safe.labels, safe.labels.language
    if others is None:
        rows = [(language.text("No other organisation has shared its results yet."), "compare_with_others", "")]
    else:
        frame = compare_with_others(safe, others, chosen)
        rows = [(_tell_others(language, others), "open_benchmark", ""), *_tell_verdicts(labels, frame)]
    return Findings(pd.DataFrame([("benchmark", *row) for row in rows], columns=["topic", *COLUMNS]))


def _tell_others(language: Language, others: Others) -> str:
    told = [language.text("{name}, {wave}", name=name, wave=wave) for name, wave in others.organisations]
    return language.plural(
        "The comparison is with {n} other organisation: {names}.",
        "The comparison is with {n} other organisations: {names}.",
        len(told),
        names="; ".join(told),
    )


def _tell_verdicts(labels: Labels, frame: pd.DataFrame) -> list[Row]:
    language, rows = labels.language, list[Row]()
    sized = {
        "higher": language.text("Rated higher here than by the others: {points}."),
        "lower": language.text("Rated lower here than by the others: {points}."),
    }
    named = {
        "no meaningful difference": language.text("No meaningful difference from the others: {points}."),
        "cannot tell": language.text("Whether there is a difference from the others cannot be told: {points}."),
        "not comparable": language.text("Not compared with the others, since the statements differ: {points}."),
        "hidden": language.text("Not compared with the others, to protect small groups: {points}."),
        "too few organisations": language.text("Not compared, since too few others asked the same: {points}."),
    }
    for verdict, message in (sized | named).items():
        found = frame[frame["verdict"] == verdict]
        if len(found):
            points = names(labels, found["subject"])
            if verdict in sized:
                points = language.listing([tell_size(labels, row) for _, row in found.iterrows()])
            rows.append((message.format(points=points), "compare_with_others", joined(found["subject"])))
    return rows
