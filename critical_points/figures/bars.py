"""How the answers are spread over the scale: bars around the scale's middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from critical_points.disclosure import Protected
from critical_points.estimates import distribution
from critical_points.figures.description import (
    Description,
    Result,
    attach,
    sentences,
    tell_empty,
    tell_extremes,
    tell_hidden,
)
from critical_points.figures.lettering import text_width, wrap, wrap_note, wrap_title
from critical_points.figures.style import (
    PAPER,
    RATINGS,
    SMALL,
    TITLE,
    WIDTH,
    Sheet,
    in_our_look,
    ink_on,
    lines_high,
    write_note,
    write_title,
)
from critical_points.figures.rows import hide_row, name_rows, row_height, wrap_names, write_beside
from critical_points.figures.words import ALL, choose, newest, one_subject, or_hidden, respondents, subjects, under
from critical_points.instrument import Labels
from critical_points.tables import whole_percentages

#: Where the middle value of the scale stands: half on each side, or by itself at the right.
Middle = Literal["centre", "aside"]

_LOWEST, _MIDDLE, _HIGHEST = 1, 3, 5
_BAR, _COUNTS = 0.66, 0.8


def distributions(
    safe: Protected,
    wave: str | None = None,
    kind: str = "point",
    group: str = ALL,
    middle: Middle = "centre",
    ax: Axes | None = None,
) -> Axes:
    """Draw the distribution of answers by point: low answers to the left, high ones to the right.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    kind : {"point", "level", "item"}
        What stands on the rows; for a point or a level, the answers to all its items.
    group : str, default "all"
        Whose answers.
    middle : {"centre", "aside"}
        Where the middle value stands: half on each side of the centre, or by itself at the right.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`).
    """
    frame = choose(distribution(safe), wave=newest(safe, wave), kind=kind, group=group, unit=ALL)
    return draw_distributions(frame, safe.labels, safe.minimum, middle, ax)


@in_our_look
def draw_distributions(
    frame: pd.DataFrame, labels: Labels, minimum: int, middle: Middle = "centre", ax: Axes | None = None
) -> Axes:
    """Draw rows of `distribution`, of one wave, kind and group, as `distributions` does."""
    language = labels.language
    rows = _rows(frame, labels)
    names = wrap_names(rows["name"])
    title = wrap_title(_title(frame, labels))
    note = wrap_note(language.text("Percentages of the answers. n is the number of respondents."))
    key = [wrap(text, WIDTH / len(RATINGS) - 0.12, SMALL) for text in _scale(frame, labels)]
    key_high = max(lines_high(text, SMALL) for text in key) + 0.1
    sheet = Sheet(
        body=len(names) * row_height(names, 0.4),
        top=lines_high(title, TITLE) + key_high + 0.25,
        bottom=lines_high(note, SMALL) + 0.15,
        right=_COUNTS,
    )
    ax = sheet.axes(ax)
    _draw_bars(ax, sheet, rows, middle)
    for y, (_, row) in enumerate(rows.iterrows()):
        if row["hidden"]:
            hide_row(ax, y, under(language, minimum))
        else:
            write_beside(ax, y, respondents(language, row["n"]))
    name_rows(ax, names)
    _draw_key(ax, sheet, key, key_high)
    write_title(ax, sheet, title)
    write_note(ax, sheet, note)
    return attach(ax, _tell(frame, rows, labels, minimum))


def _rows(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return one row a subject: name, n, hidden, the five shares as ``1`` … ``5`` and as ``%1`` … ``%5`` displayed."""
    rows = frame.drop_duplicates("subject").set_index("subject")[["kind", "n", "hidden"]]
    shares = frame.pivot(index="subject", columns="rating", values="share").reindex(rows.index)
    shown = pd.DataFrame([whole_percentages(row) for row in shares.to_numpy(float)], rows.index, shares.columns)
    names = [labels.subject(str(row["kind"]), str(key)) for key, row in rows.iterrows()]
    return rows.assign(name=names).join(shares * 100).join(shown.add_prefix("%"))


def _draw_bars(ax: Axes, sheet: Sheet, rows: pd.DataFrame, middle: Middle) -> None:
    ratings = range(_LOWEST, _HIGHEST + 1)
    shares = rows[list(ratings)].fillna(0.0)
    below = shares[[1, 2]].sum(axis=1) + (shares[_MIDDLE] / 2 if middle == "centre" else 0)
    starts = shares.cumsum(axis=1).shift(axis=1, fill_value=0.0).sub(below, axis=0)
    if middle == "aside":
        starts[[4, 5]] = starts[[4, 5]].sub(shares[_MIDDLE], axis=0)
        starts[_MIDDLE] = (starts[_HIGHEST] + shares[_HIGHEST]).max() + 4
    ax.set_xlim(starts.min().min(), max((starts + shares).max().max(), starts.min().min() + 1))
    inches = sheet.width / (ax.get_xlim()[1] - ax.get_xlim()[0])
    for rating, colour in zip(ratings, RATINGS, strict=True):
        ax.barh(range(len(rows)), shares[rating], _BAR, starts[rating], color=colour, edgecolor=PAPER, linewidth=0.8)
        for y, (_, row) in enumerate(rows.iterrows()):
            percent = f"{row[f'%{rating}']:.0f}"
            if shares[rating].iat[y] * inches > text_width(percent, SMALL) + 0.04:
                centre = starts[rating].iat[y] + shares[rating].iat[y] / 2
                ax.text(centre, y, percent, ha="center", va="center", size=SMALL, color=ink_on(colour))
    if middle == "centre":
        ax.axvline(0, color=PAPER, linewidth=0.8)
    ax.set_xticks([])


def _draw_key(ax: Axes, sheet: Sheet, key: Sequence[str], high: float) -> None:
    """Write the scale's labels above the bars, each on its colour, as wide as the figure."""
    wide = (WIDTH - 0.1) / len(key)
    for place, (text, colour) in enumerate(zip(key, RATINGS, strict=True)):
        left, right = sheet.across(0.05 + place * wide), sheet.across(0.05 + (place + 1) * wide)
        low, top = sheet.above(0.08), sheet.above(0.08 + high)
        cell = Rectangle((left, low), right - left, top - low, transform=ax.transAxes, clip_on=False)
        cell.set(facecolor=colour, edgecolor=PAPER, linewidth=1.5)
        ax.add_artist(cell)
        ax.text(
            (left + right) / 2,
            (low + top) / 2,
            text,
            transform=ax.transAxes,
            ha="center",
            va="center",
            size=SMALL,
            color=ink_on(colour),
        )


def _scale(frame: pd.DataFrame, labels: Labels) -> list[str]:
    """Return the labels of the ratings; only their numbers where the subjects are asked on different scales."""
    instrument, kind = labels.instrument, str(frame["kind"].iloc[0])
    keys = frame["subject"].unique()
    items = [
        item
        for key in keys
        for item in ([instrument.item(key)] if kind == "item" else instrument.items_of(kind, key))
    ]
    scales = {item.scale for item in items}
    words = labels.scale(scales.pop()) if len(scales) == 1 else []
    if len(words) != len(RATINGS):
        return [str(rating) for rating in range(_LOWEST, _HIGHEST + 1)]
    return [f"{rating} {word}" for rating, word in enumerate(words, _LOWEST)]


def _title(frame: pd.DataFrame, labels: Labels) -> str:
    language, group, wave = labels.language, str(frame["group"].iloc[0]), str(frame["wave"].iloc[0])
    about = subjects(language, str(frame["kind"].iloc[0]))
    if group == ALL:
        return language.text("{subjects}, distribution of answers, {wave}", subjects=about, wave=wave)
    return language.text(
        "{subjects}, distribution of answers, {group}, {wave}",
        subjects=about,
        group=labels.group(group),
        wave=wave,
    )


def _tell(frame: pd.DataFrame, rows: pd.DataFrame, labels: Labels, minimum: int) -> Description:
    language, title, scale = labels.language, _title(frame, labels), _scale(frame, labels)
    kind = str(frame["kind"].iloc[0])
    best, worst = rows["%4"] + rows["%5"], rows["%1"] + rows["%2"]
    alt = sentences(
        language.text("Stacked bars: {title}.", title=title),
        language.text("The scale runs from {lowest} to {highest}.", lowest=scale[0], highest=scale[-1]),
        _extremes_of(labels, language.text("Share of answers 4 and 5"), rows.assign(value=best)),
        _extremes_of(labels, language.text("Share of answers 1 and 2"), rows.assign(value=worst)),
        tell_hidden(language, list(rows.loc[rows["hidden"], "name"]), minimum),
        tell_empty(language, list(rows.loc[rows["n"] == 0, "name"])),
    )
    return Description(alt, _table(rows, labels, minimum, one_subject(language, kind), scale), title, language)


def _table(rows: pd.DataFrame, labels: Labels, minimum: int, header: str, scale: Sequence[str]) -> pd.DataFrame:
    language = labels.language
    table = pd.DataFrame({header: rows["name"]})
    columns = {f"{text}, %": f"%{rating}" for rating, text in enumerate(scale, _LOWEST)} | {language.text("n"): "n"}
    for name, column in columns.items():
        table[name] = [
            or_hidden(language, row, language.integer(row[column]), minimum) for _, row in rows.iterrows()
        ]
    return table.reset_index(drop=True)


def _extremes_of(labels: Labels, about: str, rows: pd.DataFrame) -> str:
    language = labels.language
    results = [Result(row["value"], str(row["name"]), row["n"]) for _, row in rows.iterrows()]
    return tell_extremes(language, about, results, lambda value: language.percent(value / 100))
