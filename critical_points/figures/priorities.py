"""What to develop first: how many rate a point low, and how many chose it, on two axes that are never added up."""

from __future__ import annotations

from math import ceil

import pandas as pd
from matplotlib.axes import Axes

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves
from critical_points.figures.description import (
    Description,
    Result,
    attach,
    sentences,
    tell_empty,
    tell_extremes,
    tell_protected,
)
from critical_points.figures.lettering import text_width, wrap, wrap_note, wrap_title
from critical_points.figures.placing import write_names
from critical_points.figures.rows import hide_row, lay_names, name_rows, row_height, write_near
from critical_points.figures.style import (
    BASE,
    INK,
    LINE,
    NOW,
    PAPER,
    RULE,
    SMALL,
    TITLE,
    WIDTH,
    Sheet,
    in_our_look,
    lines_high,
    write_note,
    write_title,
)
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.releases import WITHHELD
from critical_points.results import list_priorities, respondents, weigh, why_hidden

#: Inches: the height of the two axes, the room below an axis for its percentages, and that beside a row's name.
_HIGH, _PERCENTAGES, _PAD = 4.3, 0.25, 0.14

#: What of an axis lies before 0 and behind its last percentage.
_BEFORE, _BEHIND = 0.04, 0.06


def priorities_chart(safe: Protected, wave: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many rate each point low (to the right) and how many chose it as one to develop (upwards).

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`). Filled dots are on the front, bold names are suggested.
        Where no votes can be shown, the points are rows with one axis.
    """
    wave = choose_waves(safe, wave, None)[0]
    return draw_priorities(weigh(safe, wave), safe.labels, safe.minimum, wave, ax)


@in_our_look
def draw_priorities(frame: pd.DataFrame, labels: Labels, minimum: int, wave: str, ax: Axes | None = None) -> Axes:
    """Draw rows of `weigh`, of one wave, as `priorities_chart` does."""
    rows = frame.assign(name=[labels.point(str(key)) for key in frame["subject"]])
    title = labels.language.text("What to develop first, {wave}", wave=wave)
    both = rows["below"].notna() & rows["votes"].notna()
    note = wrap_note(_note(rows, labels.language, minimum))
    draw = _draw_plane if both.any() else _draw_rows
    ax = draw(rows, labels, minimum, (wrap_title(title), note), ax)
    return attach(ax, _tell(rows, labels, minimum, title))


def _draw_plane(
    rows: pd.DataFrame, labels: Labels, _minimum: int, texts: tuple[str, str], ax: Axes | None = None
) -> Axes:
    language, (title, note) = labels.language, texts
    shown = rows[rows["below"].notna() & rows["votes"].notna()]
    across, up = _ticks(shown["below"]), _ticks(shown["votes"])
    upward = wrap(f"↑ {_voting(language)}", WIDTH - 0.15, SMALL)
    rightward = wrap(f"{_rating(language)} →", WIDTH - 0.15, SMALL)
    below = _PERCENTAGES + lines_high(rightward, SMALL) + 0.1
    sheet = Sheet(
        body=_HIGH,
        top=lines_high(title, TITLE) + lines_high(upward, SMALL) + 0.3,
        bottom=lines_high(note, SMALL) + below + 0.1,
        left=max(text_width(language.percent(tick), SMALL) for tick in up) + 0.15,
        right=0.1,
    )
    ax = sheet.axes(ax)
    ax.set_xlim(-_BEFORE * across[-1], (1 + _BEHIND) * across[-1])
    ax.set_ylim(-_BEFORE * up[-1], (1 + _BEHIND) * up[-1])
    ax.set_xticks(across, [language.percent(tick) for tick in across], size=SMALL)
    ax.set_yticks(up, [language.percent(tick) for tick in up], size=SMALL)
    ax.grid(color=RULE, linewidth=0.8)
    for _, row in shown.iterrows():
        _draw_dot(ax, row, row["votes"])
    places = list(zip(shown["below"], shown["votes"], strict=True))
    write_names(ax, sheet, places, list(zip(shown["name"], _weights(shown), strict=True)))
    _name_axis(ax, upward, (sheet.across(0.05), sheet.above(0.08)), "left", "bottom")
    _name_axis(ax, rightward, (1, -_PERCENTAGES / sheet.body), "right", "top")
    write_title(ax, sheet, title)
    write_note(ax, sheet, note, gap=below)
    return ax


def _draw_rows(
    rows: pd.DataFrame, labels: Labels, minimum: int, texts: tuple[str, str], ax: Axes | None = None
) -> Axes:
    """Draw the low ratings alone, one row a point."""
    language, (title, note) = labels.language, texts
    room, names = lay_names(rows["name"])
    weights = _weights(rows)
    names = [wrap(name, room - _PAD, BASE, weight) for name, weight in zip(rows["name"], weights, strict=True)]
    high, ticks = row_height(names, 0.38), _ticks(rows["below"].dropna())
    rightward = wrap(f"{_rating(language)} →", WIDTH - 0.15, SMALL)
    below = _PERCENTAGES + lines_high(rightward, SMALL) + 0.1
    bottom = lines_high(note, SMALL) + below + 0.1
    sheet = Sheet(len(rows) * high, lines_high(title, TITLE) + 0.2, bottom, room, 0.5)
    ax = sheet.axes(ax)
    ax.set_xlim(-_BEFORE * ticks[-1], (1 + _BEHIND) * ticks[-1])
    ax.set_xticks(ticks, [language.percent(tick) for tick in ticks], size=SMALL)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    name_rows(ax, names)
    for y, ((_, row), tick, weight) in enumerate(zip(rows.iterrows(), ax.get_yticklabels(), weights, strict=True)):
        tick.set_fontweight(weight)
        if row["hidden"]:
            hide_row(ax, y, why_hidden(language, str(row["why"]), minimum), 0.24 / high)
        elif row["n"] > 0 and pd.isna(row["below"]):
            hide_row(ax, y, language.text("protected: no shares"), 0.24 / high)
        elif pd.isna(row["below"]):
            write_near(ax, respondents(language, 0), (0, y), (5, 0))
        else:
            _draw_dot(ax, row, y)
            write_near(ax, language.percent(row["below"]), (row["below"], y), (8, 0), weight=weight)
    _name_axis(ax, rightward, (sheet.across(WIDTH - 0.1), -_PERCENTAGES / sheet.body), "right", "top")
    write_title(ax, sheet, title)
    write_note(ax, sheet, note, gap=below)
    return ax


def _draw_dot(ax: Axes, row: pd.Series, y: float) -> None:
    """Draw a dot, filled and larger where the point is on the front."""
    size, ground = (9.5, NOW) if row["front"] else (7.5, PAPER)
    (dot,) = ax.plot(row["below"], y, linestyle="none", marker="o", markersize=size, zorder=3, clip_on=False)
    dot.set(markerfacecolor=ground, markeredgecolor=NOW, markeredgewidth=1.6)


def _name_axis(ax: Axes, text: str, at: tuple[float, float], ha: str, va: str) -> None:
    ax.text(*at, text, transform=ax.transAxes, ha=ha, va=va, size=SMALL, color=INK, linespacing=LINE)


def _weights(rows: pd.DataFrame) -> list[str]:
    return ["bold" if suggested else "normal" for suggested in rows["suggested"]]


def _ticks(shares: pd.Series) -> list[float]:
    """Return the percentages of an axis, from 0 to the first one that no share is above."""
    most = max(0.1, float(shares.max())) if len(shares) else 1.0
    step = next(step for step in (0.05, 0.1, 0.2) if most <= 6 * step or step == 0.2)
    return [round(number * step, 2) for number in range(ceil(round(most / step, 6)) + 1)]


def _rating(language: Language) -> str:
    return language.text("Share of respondents with a score below the scale's middle")


def _voting(language: Language) -> str:
    return language.text("Share of voters who chose the point")


def _note(rows: pd.DataFrame, language: Language, minimum: int) -> str:
    known, voted = rows[rows["below"].notna()], rows[rows["votes"].notna()]
    return sentences(
        "" if known.empty else language.text("Respondents with a score: n = {n}.", n=_range(language, known["n"])),
        language.text("Voters: n = {n}.", n=_range(language, voted["voters"])) if len(voted) else "",
        _tell_no_votes(rows, language, minimum),
        language.text("Filled: on the front, no other point is ahead of it.") if len(known) else "",
        language.text("Bold: suggested as a development target.") if rows["suggested"].any() else "",
        _tell_missing(rows, language, minimum) if len(voted) else "",
    )


def _range(language: Language, numbers: pd.Series) -> str:
    low, high = float(numbers.min()), float(numbers.max())
    return language.integer(low) if low == high else language.interval(low, high, 0)


def _tell_no_votes(rows: pd.DataFrame, language: Language, minimum: int) -> str:
    if rows["votes"].notna().any():
        return ""
    if rows["votes_hidden"].any() and (rows["votes_why"] == WITHHELD).any():
        return language.text("Votes are hidden to protect small groups.")
    if rows["votes_hidden"].any() and rows["votes_why"].astype(str).str.startswith("protects").any():
        return language.text("Votes are hidden: they would give away another hidden result.")
    if rows["votes_hidden"].any():
        return language.text("Votes are hidden: fewer than {minimum} voters.", minimum=language.integer(minimum))
    return language.text("Nobody chose any point.")


def _tell_missing(rows: pd.DataFrame, language: Language, minimum: int) -> str:
    hidden = rows["hidden"].astype(bool)
    small = list(rows.loc[~hidden & rows["below"].isna() & (rows["n"] > 0), "name"])
    return sentences(
        tell_protected(language, rows.assign(member=rows["name"], full=rows["name"]), minimum),
        language.text("No shares are told, to protect small groups: {names}.", names="; ".join(small)) if small else "",
        tell_empty(language, list(rows.loc[~hidden & rows["below"].isna() & ~(rows["n"] > 0), "name"])),
    )


def _tell(rows: pd.DataFrame, labels: Labels, minimum: int, title: str) -> Description:
    language, plane = labels.language, bool((rows["below"].notna() & rows["votes"].notna()).any())
    rated = [Result(row["below"], str(row["name"]), row["n"]) for _, row in rows.iterrows()]
    voted = [Result(row["votes"], str(row["name"]), row["voters"]) for _, row in rows.iterrows()]
    front = list(rows.loc[rows["front"].astype(bool), "name"])
    suggested = list(rows.loc[rows["suggested"].astype(bool), "name"])
    alt = sentences(
        language.text("Dots on two axes: {title}.", title=title)
        if plane
        else language.text("Dots: {title}.", title=title),
        tell_extremes(language, _rating(language), rated, language.percent),
        tell_extremes(language, _voting(language), voted, language.percent),
        language.text("On the front: {points}.", points=language.listing(front)) if front else "",
        language.text("Suggested as development targets: {points}.", points=language.listing(suggested))
        if suggested
        else "",
        _tell_no_votes(rows, language, minimum),
        _tell_missing(rows, language, minimum),
    )
    return Description(alt, list_priorities(rows, labels, minimum, short=True), title, language)
