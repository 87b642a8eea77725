"""What has changed since the earlier wave, what has not, and what cannot be told or compared."""

from __future__ import annotations

from critical_points.disclosure import Protected
from critical_points.estimates import compare_waves
from critical_points.sentences.rows import Row, joined, names, tell_size


def tell_change(safe: Protected, wave: str, against: str | None, point: str | None = None) -> list[Row]:
    """Tell each verdict of `compare_waves` with the points it holds for, of all points or of one."""
    labels, language = safe.labels, safe.labels.language
    if against is None:
        return [(language.text("There is no earlier survey to compare with yet."), "compare_waves", "")]
    frame = compare_waves(safe, wave, against)
    if point is not None:
        frame = frame[frame["subject"] == point]
    changed = frame[frame["verdict"] == "changed"]
    rows: list[Row] = []
    if len(changed):
        points = language.listing([tell_size(labels, row) for _, row in changed.iterrows()])
        sentence = language.text("Changed from {against}: {points}.", against=against, points=points)
        rows.append((sentence, "compare_waves", joined(changed["subject"])))
    messages = {
        "no meaningful change": language.text("No meaningful change from {against}: {points}."),
        "cannot tell": language.text("Whether it changed from {against} cannot be told: {points}."),
        "not comparable": language.text("Not compared with {against}, since the statements differ: {points}."),
    }
    for verdict, message in messages.items():
        found = frame.loc[frame["verdict"] == verdict, "subject"]
        if len(found):
            sentence = message.format(against=against, points=names(labels, found))
            rows.append((sentence, "compare_waves", joined(found)))
    if point is not None and (frame["verdict"] == "hidden").all() and len(frame):
        rows.append(
            (language.text("Whether it changed from {against} is protected.", against=against), "compare_waves", point)
        )
    return rows
