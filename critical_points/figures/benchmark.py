"""Means of one organisation beside those of others, taken together, with a verdict in words."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves
from critical_points.figures.absence import draw_absence
from critical_points.figures.description import Description, attach, sentences
from critical_points.figures.lettering import text_width, wrap, wrap_note, wrap_title
from critical_points.figures.rows import hide_row, lay_names, name_rows, row_height, write_beside, write_near
from critical_points.figures.style import (
    BEFORE,
    INK,
    NOW,
    PAPER,
    QUIET,
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
from critical_points.results import one_subject, subjects, tell_standing
from critical_points.sharing import Others, compare_with_others

#: Room for the verdict and both n, in inches; how far the two lines of a row are from its middle, of its height.
_VERDICTS, _APART = 1.8, 0.16

#: The size of a dot, in points: smaller than most intervals.
_DOT = 4.5

#: Height of a hidden row, in inches.
_BAND = 0.25

#: The two lines of a row: what their columns end with, colour, ink of the words, and their side (up is −).
_SIDES = (("", NOW, INK, -1), ("_others", BEFORE, QUIET, 1))


def benchmark_chart(
    safe: Protected, others: Others | None, wave: str | None = None, kind: str = "point", ax: Axes | None = None
) -> Axes:
    """Draw the means of this organisation beside those of others, taken together, each with its 95 % interval.

    Parameters
    ----------
    safe : Protected
        Protected counts of the wave.
    others : Others or None
        The others' answers, added up; None where nobody has shared any.
    wave : str, optional
        This organisation's wave; by default the newest.
    kind : {"point", "level", "item"}
        What stands on the rows.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`). Where nobody has shared any, a title and a sentence
        that says so.
    """
    chosen, _ = choose_waves(safe, wave, None)
    language = safe.labels.language
    if others is None:
        none = language.text("No other organisation has shared its results yet.")
        return draw_absence(f"{subjects(language, kind)}, {chosen}", none, language, ax)
    frame = compare_with_others(safe, others, chosen, kind)
    title = language.text(
        "{subjects}, {wave}: this organisation and {n} others",
        subjects=subjects(language, kind),
        wave=chosen,
        n=language.integer(len(others.organisations)),
    )
    return draw_benchmark(frame, safe.labels, title, kind, ax)


@in_our_look
def draw_benchmark(
    frame: pd.DataFrame, labels: Labels, title: str, kind: str = "point", ax: Axes | None = None
) -> Axes:
    """Draw the rows of `compare_with_others` as `benchmark_chart` does."""
    language = labels.language
    rows = frame.assign(name=[labels.subject(kind, str(key)) for key in frame["subject"]])
    room, names = lay_names(rows["name"])
    beside = [_beside(row, language) for _, row in rows.iterrows()]
    head = wrap_title(title)
    note = wrap_note(
        language.text("Dot: mean on the scale 1–5. Bar: its 95 % interval. n is the number of respondents.")
    )
    row_high = max(row_height(names, 0.55), row_height(beside, 0.55, SMALL))
    sheet = Sheet(
        body=len(rows) * row_high,
        top=lines_high(head, TITLE) + 0.42,
        bottom=lines_high(note, SMALL) + 0.42,
        left=room,
        right=_VERDICTS,
    )
    ax = sheet.axes(ax)
    draw_scale(ax)
    name_rows(ax, names)
    _draw_key(ax, sheet, language)
    for y, (_, row) in enumerate(rows.iterrows()):
        write_beside(ax, y, beside[y])
        if pd.isna(row["mean"]) and pd.isna(row["mean_others"]):
            hide_row(ax, y, tell_standing(language, str(row["verdict"])), _BAND / row_high)
        for tail, colour, _, side in _SIDES:
            if pd.notna(row[f"mean{tail}"]):
                _draw_line(ax, y + side * _APART, row, tail, colour, language)
    write_title(ax, sheet, head)
    write_note(ax, sheet, note, gap=0.32)
    return attach(ax, _tell(rows, labels, title, kind))


def _draw_line(ax: Axes, y: float, row: pd.Series, tail: str, colour: str, language: Language) -> None:
    """Draw a mean with its interval and its number: of this organisation filled, of the others hollow."""
    low, high = row[f"low{tail}"], row[f"high{tail}"]
    if pd.notna(low):
        ax.plot([low, high], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
    face = PAPER if tail else colour
    ax.plot(row[f"mean{tail}"], y, "o", markersize=_DOT, color=face, markeredgecolor=colour, markeredgewidth=1.2)
    weight = "normal" if tail else "bold"
    edge = max(value for value in (high, row[f"mean{tail}"]) if pd.notna(value))
    write_near(ax, language.number(row[f"mean{tail}"]), (edge, y), (5, 0), QUIET if tail else INK, weight)


def _draw_key(ax: Axes, sheet: Sheet, language: Language) -> None:
    """Name the two dots above the axes."""
    place = 0.1
    names = (language.text("this organisation"), language.text("the others together"))
    for name, (tail, colour, ink, _) in zip(names, _SIDES, strict=True):
        at = (sheet.across(place), sheet.above(0.16))
        face = PAPER if tail else colour
        ax.plot(
            *at, "o", markersize=_DOT, color=face, markeredgecolor=colour, markeredgewidth=1.2,
            transform=ax.transAxes, clip_on=False,
        )  # fmt: skip
        weight = "normal" if tail else "bold"
        beside = (sheet.across(place + 0.12), sheet.above(0.16))
        ax.text(*beside, name, transform=ax.transAxes, va="center", size=SMALL, color=ink, weight=weight)
        place += 0.4 + text_width(name, SMALL, weight)


def _beside(row: pd.Series, language: Language) -> str:
    """Return what stands beside a row: the verdict, and both n."""
    words = wrap(tell_standing(language, str(row["verdict"])), _VERDICTS - 0.12, SMALL)
    counts = language.text(
        "n = {n}; others {others}", n=_count(language, row, ""), others=_count(language, row, "_others")
    )
    return f"{words}\n{wrap(counts, _VERDICTS - 0.12, SMALL)}"


def _count(language: Language, row: pd.Series, tail: str) -> str:
    return NO_VALUE if pd.isna(row[f"n{tail}"]) else language.integer(row[f"n{tail}"])


def _tell(rows: pd.DataFrame, labels: Labels, title: str, kind: str) -> Description:
    language = labels.language
    order = ["higher", "lower", "no meaningful difference", "cannot tell", "not comparable", "hidden"]
    parts = []
    for verdict in [*order, "too few organisations"]:
        told = [_one(row, language) for _, row in rows[rows["verdict"] == verdict].iterrows()]
        words = tell_standing(language, verdict)
        parts.append(f"{words[:1].upper()}{words[1:]}: {'; '.join(told)}." if told else "")
    alt = sentences(language.text("Dots with 95 % intervals: {title}.", title=title), *parts)
    return Description(alt, _table(rows, language, kind), title, language)


def _one(row: pd.Series, language: Language) -> str:
    name = str(row["name"]).rstrip(".")
    if pd.isna(row["mean"]) or pd.isna(row["mean_others"]):
        return name
    return language.text(
        "{name} {own} (others {others})",
        name=name,
        own=language.number(row["mean"]),
        others=language.number(row["mean_others"]),
    )


def _table(rows: pd.DataFrame, language: Language, kind: str) -> pd.DataFrame:
    table = pd.DataFrame({one_subject(language, kind): list(rows["name"])})
    heads = (language.text("Mean (1–5)"), language.text("Others: mean (1–5)"))
    counts = (language.text("n"), language.text("Others: n"))
    for (tail, *_), mean, count in zip(_SIDES, heads, counts, strict=True):
        table[mean] = [_mean(language, row, tail) for _, row in rows.iterrows()]
        table[count] = [_count(language, row, tail) for _, row in rows.iterrows()]
    table[language.text("Verdict")] = [tell_standing(language, str(verdict)) for verdict in rows["verdict"]]
    return table


def _mean(language: Language, row: pd.Series, tail: str) -> str:
    return NO_VALUE if pd.isna(row[f"mean{tail}"]) else language.number(row[f"mean{tail}"])
