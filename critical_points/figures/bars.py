"""How the answers are spread over the scale: bars around the scale's middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from critical_points.disclosure import Protected
from critical_points.display import whole_percentages
from critical_points.estimates import FULL, choose_waves, distribution
from critical_points.figures.absence import draw_absence
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
from critical_points.figures.rows import hide_row, lay_names, name_rows, row_height, write_beside, write_near
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
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.results import (
    choose,
    not_asked,
    of_point,
    one_subject,
    or_hidden,
    respondents,
    subjects,
    why_hidden,
)
from critical_points.tallies import ALL

#: Where the middle value of the scale stands: half on each side, or by itself at the right.
Middle = Literal["centre", "aside"]

_LOWEST, _HIGHEST = 1, 5
#: Inches: a bar's height, and the room for n at the right.
_BAR, _COUNTS = 0.27, 0.8

#: Inches at both ends of a bar for a percentage that does not fit into its part.
_OUTSIDE = 0.22

#: Percentage points between the high answers and a middle value that stands aside.
_ASIDE = 4


def distributions(
    safe: Protected,
    wave: str | None = None,
    kind: str = "point",
    group: str = ALL,
    middle: Middle = "centre",
    ax: Axes | None = None,
    *,
    point: str | None = None,
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
    point : str, optional
        The key of a point: it and its statements stand on the rows, whatever `kind` says.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`).
    """
    wave = choose_waves(safe, wave, None)[0]
    frame = choose(distribution(safe), wave=wave, group=group, unit=ALL)
    frame = choose(frame, kind=kind) if point is None else of_point(frame, safe.labels, point)
    if frame.empty:
        about = f"{safe.labels.point(str(point), short=False)}, {wave}"
        return draw_absence(about, not_asked(safe.labels.language, wave), safe.labels.language, ax)
    return draw_distributions(frame, safe.labels, safe.minimum, middle, ax)


@in_our_look
def draw_distributions(
    frame: pd.DataFrame, labels: Labels, minimum: int, middle: Middle = "centre", ax: Axes | None = None
) -> Axes:
    """Draw rows of `distribution`, of one wave and group and of one kind or point, as `distributions` does."""
    language = labels.language
    rows = _rows(frame, labels)
    room, names = lay_names(rows["name"])
    title = wrap_title(_title(frame, labels))
    note = wrap_note(language.text("Percentages of the answers. n is the number of respondents."))
    key = [wrap(text, WIDTH / len(RATINGS) - 0.12, SMALL) for text in _scale(frame, labels)]
    key_high = max(lines_high(text, SMALL) for text in key) + 0.1
    row_high = row_height(names, 0.4)
    bar = _BAR / row_high
    sheet = Sheet(
        body=len(names) * row_high,
        top=lines_high(title, TITLE) + key_high + 0.25,
        bottom=lines_high(note, SMALL) + 0.15,
        left=room,
        right=_COUNTS,
    )
    ax = sheet.axes(ax)
    _draw_bars(ax, sheet, rows, bar, middle)
    for y, (_, row) in enumerate(rows.iterrows()):
        if row["hidden"]:
            hide_row(ax, y, why_hidden(language, str(row["why"]), minimum), bar)
        else:
            if row["detail"] != FULL:
                hide_row(ax, y, language.text("protected: no distribution"), bar)
            write_beside(ax, y, respondents(language, row["n"]))
    name_rows(ax, names)
    _draw_key(ax, sheet, key, key_high)
    write_title(ax, sheet, title)
    write_note(ax, sheet, note)
    return attach(ax, _tell(frame, rows, labels, minimum))


def _rows(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return one row a subject: name, n, hidden, the five shares, and the five percentages displayed."""
    rows = frame.drop_duplicates("subject").set_index("subject")[["kind", "n", "hidden", "why", "detail"]]
    shares = frame.sort_values("rating", kind="stable").groupby("subject", sort=False)["share"].agg(list)
    return rows.assign(
        name=[labels.subject(str(kind), str(key)) for key, kind in rows["kind"].items()],
        shares=shares,
        percentages=shares.map(whole_percentages),
    )


def _draw_bars(ax: Axes, sheet: Sheet, rows: pd.DataFrame, bar: float, middle: Middle) -> None:
    lengths = 100 * np.nan_to_num(np.array(list(rows["shares"]), dtype=float))
    starts = _starts(lengths, middle)
    ends = (starts + lengths).max()
    ends = float((starts + lengths).max())
    inches = (sheet.width - 2 * _OUTSIDE) / (ends - starts.min() or 1)
    ax.set_xlim(starts.min() - _OUTSIDE / inches, ends + _OUTSIDE / inches)
    ax.set_xticks([])
    for column, colour in enumerate(RATINGS):
        left, length = starts[:, column], lengths[:, column]
        ax.barh(range(len(rows)), length, bar, left, color=colour, edgecolor=PAPER, linewidth=0.8)
    for y, percentages in enumerate(rows["percentages"]):
        some = [column for column, percent in enumerate(percentages) if percent > 0]
        for column in some:
            text, left, length = f"{percentages[column]:.0f}", starts[y, column], lengths[y, column]
            if length * inches > text_width(text, SMALL) + 0.02:
                ink = ink_on(RATINGS[column])
                ax.text(left + length / 2, y, text, ha="center", va="center", size=SMALL, color=ink)
            elif column == some[0]:
                write_near(ax, text, (left, y), (-3, 0))
            elif column == max(some, key=lambda part: starts[y, part]):
                write_near(ax, text, (left + length, y), (3, 0))


def _starts(lengths: npt.NDArray[np.float64], middle: Middle) -> npt.NDArray[np.float64]:
    """Return where each part of each bar starts; 0 is the centre."""
    low, centre = lengths[:, 0] + lengths[:, 1], lengths[:, 2]
    before = np.cumsum(lengths, axis=1) - lengths
    if middle == "centre":
        return before - (low + centre / 2)[:, None]
    starts = before - low[:, None]
    starts[:, 3:] -= centre[:, None]
    starts[:, 2] = (starts[:, 4] + lengths[:, 4]).max() + _ASIDE
    return starts


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
    instrument, subjects = labels.instrument, frame[["kind", "subject"]].drop_duplicates().to_numpy()
    items = [
        item
        for kind, key in subjects
        for item in ([instrument.item(key)] if kind == "item" else instrument.items_of(kind, key))
    ]
    scales = {item.scale for item in items}
    words = labels.scale(scales.pop()) if len(scales) == 1 else []
    if len(words) != len(RATINGS):
        return [str(rating) for rating in range(_LOWEST, _HIGHEST + 1)]
    return [f"{rating} {word}" for rating, word in enumerate(words, _LOWEST)]


def _title(frame: pd.DataFrame, labels: Labels) -> str:
    language, group, wave = labels.language, str(frame["group"].iloc[0]), str(frame["wave"].iloc[0])
    kinds = list(frame["kind"].unique())
    about = subjects(language, str(kinds[0]))
    if len(kinds) > 1:  # one point and its statements
        about = labels.point(str(frame["subject"].iloc[0]), short=False)
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
    kind = str(frame["kind"].iloc[-1])
    best, worst = rows["shares"].map(lambda s: s[3] + s[4]), rows["shares"].map(lambda s: s[0] + s[1])
    alt = sentences(
        language.text("Stacked bars: {title}.", title=title),
        language.text("The scale runs from {lowest} to {highest}.", lowest=scale[0], highest=scale[-1]),
        _extremes_of(labels, language.text("Share of answers 4 and 5"), rows.assign(value=best)),
        _extremes_of(labels, language.text("Share of answers 1 and 2"), rows.assign(value=worst)),
        _tell_small(language, list(rows.loc[~rows["hidden"] & (rows["detail"] != FULL), "name"])),
        tell_protected(
            language, rows.reset_index().assign(member=rows["name"].tolist(), full=rows["name"].tolist()), minimum
        ),
        tell_empty(language, list(rows.loc[rows["n"] == 0, "name"])),
    )
    return Description(alt, _table(rows, labels, minimum, one_subject(language, kind), scale), title, language)


def _tell_small(language: Language, names: Sequence[str]) -> str:
    return (
        language.text("No distribution is told, to protect small groups: {names}.", names="; ".join(names))
        if names
        else ""
    )


def _table(rows: pd.DataFrame, labels: Labels, minimum: int, header: str, scale: Sequence[str]) -> pd.DataFrame:
    language = labels.language
    table = pd.DataFrame({header: list(rows["name"])})
    numbers = {f"{text}, %": [p[place] for p in rows["percentages"]] for place, text in enumerate(scale)}
    for name, values in (numbers | {language.text("n"): list(rows["n"])}).items():
        table[name] = [
            or_hidden(language, row, language.integer(value), minimum)
            for (_, row), value in zip(rows.iterrows(), values, strict=True)
        ]
    return table


def _extremes_of(labels: Labels, about: str, rows: pd.DataFrame) -> str:
    language = labels.language
    results = [Result(row["value"], str(row["name"]), row["n"]) for _, row in rows.iterrows()]
    return tell_extremes(language, about, results, language.percent)
