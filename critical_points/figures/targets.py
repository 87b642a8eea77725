"""The targets of two plans: the rating then and now, and the level aimed at."""

from __future__ import annotations

from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from critical_points.decimals import tell_mark
from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves
from critical_points.figures.absence import draw_absence
from critical_points.figures.description import Description, attach, sentences
from critical_points.figures.lettering import wrap, wrap_note, wrap_title
from critical_points.figures.rows import hide_row, lay_names, name_rows, row_height, write_beside
from critical_points.figures.style import (
    BEFORE,
    INK,
    NOW,
    PAPER,
    SMALL,
    TITLE,
    Sheet,
    draw_scale,
    in_our_look,
    lines_high,
    write_note,
    write_title,
)
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE, Language
from critical_points.outcomes import tell_reached, then_now
from critical_points.plan import target_progress
from critical_points.results import tell_verdict, why_hidden
from critical_points.workbook.plans import Plan

#: Inches: room for the words beside, the height of a hidden row.
_WORDS, _BAND = 2.0, 0.25

#: Half of the height of the line that marks the level aimed at, in rows.
_MARK = 0.32


def targets_chart(
    safe: Protected,
    plan: Plan,
    wave: str | None = None,
    against: str | None = None,
    ax: Axes | None = None,
    *,
    today: date | None = None,
) -> Axes:
    """Draw the targets of two plans: the mean then and now, its interval, and a line at the level aimed at.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    plan : Plan
        What was read from the workbooks.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    ax : Axes, optional
        Where to draw; by default in a new figure.
    today : date, optional
        The day on which this is told; by default the day it is.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`); with a sentence where neither plan has a target.
    """
    wave, against = choose_waves(safe, wave, against)
    frame = target_progress(safe, plan, wave, against, today=today)
    if frame.empty:
        language = safe.labels.language
        none = language.text("No development targets have been chosen.")
        return draw_absence(_title(language, (wave, against)), none, language, ax)
    return draw_targets(frame, safe.labels, safe.minimum, (wave, against), ax)


@in_our_look
def draw_targets(
    frame: pd.DataFrame, labels: Labels, minimum: int, waves: tuple[str, str | None], ax: Axes | None = None
) -> Axes:
    """Draw the rows of `target_progress` as `targets_chart` does; `waves` are the wave and the earlier one."""
    language = labels.language
    rows = frame.reset_index(drop=True).assign(name=[_name(row, labels) for _, row in frame.iterrows()])
    room, names = lay_names(rows["name"])
    beside = [_beside(row, language, minimum) for _, row in rows.iterrows()]
    title, note = wrap_title(_title(language, waves)), wrap_note(_note(language, waves))
    row_high = max(row_height(names, 0.5), row_height(beside, 0.5, SMALL))
    sheet = Sheet(
        body=len(rows) * row_high,
        top=lines_high(title, TITLE) + 0.2,
        bottom=lines_high(note, SMALL) + 0.42,
        left=room,
        right=_WORDS,
    )
    ax = sheet.axes(ax)
    draw_scale(ax, air=0.2)
    name_rows(ax, names)
    for y, (_, row) in enumerate(rows.iterrows()):
        write_beside(ax, y, beside[y])
        if row["hidden"] == 1:
            hide_row(ax, y, why_hidden(language, str(row["why_hidden"]), minimum), _BAND / row_high)
        else:
            _draw_row(ax, y, row)
    write_title(ax, sheet, title)
    write_note(ax, sheet, note, gap=0.32)
    return attach(ax, _tell(rows, labels, minimum, waves))


def _draw_row(ax: Axes, y: float, row: pd.Series) -> None:
    """Draw the mean then, hollow, and now, filled with its interval, and a line at the level aimed at."""
    if pd.notna(row["target_rating"]):
        ax.vlines(row["target_rating"], y - _MARK, y + _MARK, color=INK, linewidth=2.5, zorder=1.2)
    if pd.notna(row["low"]):
        ax.plot([row["low"], row["high"]], [y, y], color=NOW, linewidth=4, solid_capstyle="butt", zorder=1.6)
    if pd.notna(row["mean_before"]) and pd.notna(row["mean"]):
        ax.plot([row["mean_before"], row["mean"]], [y, y], color=BEFORE, linewidth=1.5, zorder=1.5)
    for mean, face, edge in ((row["mean_before"], PAPER, BEFORE), (row["mean"], NOW, NOW)):
        if pd.notna(mean):
            ax.plot(mean, y, "o", markersize=7, color=face, markeredgecolor=edge, markeredgewidth=2)


def _name(row: pd.Series, labels: Labels) -> str:
    return f"{labels.point(str(row['point']))} ({row['wave']})"


def _beside(row: pd.Series, language: Language, minimum: int) -> str:
    return "\n".join(wrap(line, _WORDS - 0.12, SMALL) for line in _lines(row, language, minimum))


def _lines(row: pd.Series, language: Language, minimum: int) -> list[str]:
    """Return the means with the verdict, whether the level is reached, and n, one a line."""
    means, verdict = then_now(language, row, "mean", minimum), ""
    if row["verdict"]:
        verdict = tell_verdict(language, row)
    hidden = row["verdict"] == "hidden"
    lines = [verdict] if hidden else [f"{means} {verdict}".strip()]
    if pd.notna(row["target_rating"]):
        lines.append(f"{_mark(language, row)}: {tell_reached(language, str(row['reached']))}")
    counts = language.text("n = {n}", n=then_now(language, row, "n", minimum))
    return lines if hidden else [*lines, counts]


def _mark(language: Language, row: pd.Series) -> str:
    return language.text("aim {level}", level=tell_mark(language, float(row["target_rating"])))


def _title(language: Language, waves: tuple[str, str | None]) -> str:
    names = [name for name in waves[::-1] if name]
    return language.text("Development targets, {waves}", waves=" → ".join(names))


def _note(language: Language, waves: tuple[str, str | None]) -> str:
    told = language.text(
        "Filled dot: mean {wave} with its 95 % interval. Upright line: the level aimed at. The plan stands in "
        "brackets. All respondents, scale 1–5.",
        wave=waves[0],
    )
    return sentences(language.text("Hollow dot: mean {wave}.", wave=waves[1]) if waves[1] else "", told)


def _tell(rows: pd.DataFrame, labels: Labels, minimum: int, waves: tuple[str, str | None]) -> Description:
    language, title = labels.language, _title(labels.language, waves)
    told = [", ".join(_lines(row, language, minimum)) for _, row in rows.iterrows()]
    alt = sentences(
        language.text("Pairs of dots: {title}.", title=title),
        "; ".join(f"{name}: {words}" for name, words in zip(rows["name"], told, strict=True)) + ".",
    )
    table = pd.DataFrame(
        {
            language.text("Development target"): rows["name"],
            language.text("Mean (1–5)"): [then_now(language, row, "mean", minimum) for _, row in rows.iterrows()],
            language.text("n"): [then_now(language, row, "n", minimum) for _, row in rows.iterrows()],
            language.text("Level aimed at"): [_aim(language, row) for _, row in rows.iterrows()],
            language.text("Verdict"): [
                tell_verdict(language, row) if row["verdict"] else NO_VALUE for _, row in rows.iterrows()
            ],
        }
    )
    return Description(alt, table, title, language)


def _aim(language: Language, row: pd.Series) -> str:
    if pd.isna(row["target_rating"]):
        return NO_VALUE
    return f"{tell_mark(language, float(row['target_rating']))}: {tell_reached(language, str(row['reached']))}"
