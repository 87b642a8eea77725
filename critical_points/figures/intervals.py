"""Means of groups as dots with intervals, beside the mean of all respondents."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves, describe
from critical_points.figures.absence import draw_absence
from critical_points.figures.description import (
    NAMED,
    Description,
    Result,
    attach,
    gather,
    sentences,
    tell_empty,
    tell_extremes,
    tell_protected,
)
from critical_points.figures.lettering import text_width, wrap, wrap_note, wrap_title
from critical_points.figures.rows import hide_row, write_beside
from critical_points.figures.style import (
    BASE,
    BEFORE,
    INK,
    NOW,
    RULE,
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
from critical_points.results import (
    choose,
    not_asked,
    one_subject,
    or_hidden,
    respondents,
    subjects,
    tell_mean,
    why_hidden,
)
from critical_points.tallies import ALL

#: Inches: names of groups, the numbers beside, the air between blocks, and that between the axes and a number.
_NAMES, _NUMBERS, _AIR, _GAP = 2.3, 1.32, 0.12, 0.1


@dataclass(frozen=True)
class _Line:
    """One row of the figure: its result, its name broken into lines, and its place from the top in inches."""

    row: pd.Series
    name: str
    bold: bool
    y: float


def group_intervals(
    safe: Protected,
    wave: str | None = None,
    subject: str | None = None,
    kind: str = "point",
    ax: Axes | None = None,
) -> Axes:
    """Draw the mean of each group with its 95 % interval, point by point.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    subject : str, optional
        The key of one point (level, item); by default all of them, one block each.
    kind : {"point", "level", "item"}
        What the blocks are.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`).
    """
    wave = choose_waves(safe, wave, None)[0]
    frame = choose(describe(safe), wave=wave, kind=kind, unit=ALL)
    if subject is not None:
        name = safe.labels.subject(kind, subject, short=False)
        frame = frame[frame["subject"] == subject]
        if frame.empty:
            return draw_absence(f"{name}, {wave}", not_asked(safe.labels.language, wave), safe.labels.language, ax)
    return draw_group_intervals(frame, safe.labels, safe.minimum, ax)


@in_our_look
def draw_group_intervals(frame: pd.DataFrame, labels: Labels, minimum: int, ax: Axes | None = None) -> Axes:
    """Draw rows of `describe`, of one wave and one kind, as `group_intervals` does."""
    language = labels.language
    title = wrap_title(_title(frame, labels))
    note = wrap_note(_note(frame, language))
    lines, height = _lines(frame, labels)
    sheet = Sheet(
        body=height,
        top=lines_high(title, TITLE) + 0.2,
        bottom=lines_high(note, SMALL) + 0.42,
        left=_NAMES,
        right=_NUMBERS,
    )
    ax = sheet.axes(ax)
    draw_scale(ax)
    ax.set_ylim(height, 0)
    ax.set_yticks([line.y for line in lines], [line.name for line in lines])
    for line, tick in zip(lines, ax.get_yticklabels(), strict=True):
        tick.set(weight="bold" if line.bold else "normal", size=BASE if line.bold else SMALL)
        _draw_line(ax, line, labels, minimum)
    _draw_totals(ax, lines)
    write_title(ax, sheet, title)
    write_note(ax, sheet, note, gap=0.32)
    return attach(ax, _tell(frame, labels, minimum))


def _lines(frame: pd.DataFrame, labels: Labels) -> tuple[list[_Line], float]:
    """Return the rows of each block, all respondents first under the name of the point, and the height of all."""
    kind, lines, height = str(frame["kind"].iloc[0]), [], 0.0
    single = len(set(frame["subject"])) == 1
    for key, block in frame.groupby("subject", sort=False):
        for _, row in pd.concat([block[block["group"] == ALL], block[block["group"] != ALL]]).iterrows():
            bold = row["group"] == ALL
            text = labels.subject(kind, str(key)) if bold and not single else labels.group(str(row["group"]))
            name = wrap(text, _NAMES - 0.15, BASE if bold else SMALL, "bold" if bold else "normal")
            room = lines_high(name, BASE if bold else SMALL) + 0.05
            lines.append(_Line(row, name, bold, height + room / 2))
            height += room
        height += _AIR
    return lines, height - _AIR + 0.03


def _draw_line(ax: Axes, line: _Line, labels: Labels, minimum: int) -> None:
    row, language = line.row, labels.language
    if row["hidden"]:
        words = why_hidden(language, str(row["why"]), minimum)
        beside = text_width(words, SMALL) < _NUMBERS - _GAP  # where the numbers are, and no line goes through it
        hide_row(ax, line.y, "" if beside else words, height=0.17)
        if beside:
            write_beside(ax, line.y, words)
        return
    mean = tell_mean(language, row)
    weight = "bold" if line.bold else "normal"
    write_beside(ax, line.y, mean, weight=weight)
    write_beside(ax, line.y, respondents(language, row["n"]), weight=weight, indent=0.37)
    if pd.notna(row["band_low"]):
        band = [row["band_low"], row["band_high"]]
        ax.plot(band, [line.y] * 2, color=RULE, linewidth=6, solid_capstyle="butt")
    elif row["n"] > 0:
        colour, marker, size = (INK, "D", 5.5) if line.bold else (NOW, "o", 6.5)
        ax.plot([row["low"], row["high"]], [line.y] * 2, color=colour, linewidth=2.2, solid_capstyle="butt")
        ax.plot(row["mean"], line.y, marker=marker, markersize=size, color=colour, linestyle="none")


def _draw_totals(ax: Axes, lines: list[_Line]) -> None:
    """Draw a dashed line from the mean of all respondents down through its block."""
    for line in lines:
        block = [other.y for other in lines if other.row["subject"] == line.row["subject"]]
        if line.bold and pd.notna(line.row["mean"]) and len(block) > 1:
            ax.vlines(line.row["mean"], line.y, block[-1] + 0.1, color=BEFORE, linewidth=1, linestyle="--", zorder=0.9)


def _note(frame: pd.DataFrame, language: Language) -> str:
    return sentences(
        language.text("Dot: mean on the scale 1–5. Bar: its 95 % interval. Dashed line: mean of all respondents."),
        language.text("Dot without a bar: only the mean is told, to protect small groups.")
        if _alone(frame).any()
        else "",
        language.text("Pale bar: only a band is told, since nearly all answers are the same.")
        if frame["band_low"].notna().any()
        else "",
    )


def _alone(frame: pd.DataFrame) -> pd.Series:
    """Tell which means are told without an interval."""
    return frame["mean"].notna() & frame["low"].isna()


def _title(frame: pd.DataFrame, labels: Labels) -> str:
    language, wave, kind = labels.language, str(frame["wave"].iloc[0]), str(frame["kind"].iloc[0])
    about = subjects(language, kind)
    if len(set(frame["subject"])) == 1:
        about = labels.subject(kind, str(frame["subject"].iloc[0]), short=False)
    return language.text("{subjects} by group, means with intervals, {wave}", subjects=about, wave=wave)


def _tell(frame: pd.DataFrame, labels: Labels, minimum: int) -> Description:
    language, kind, title = labels.language, str(frame["kind"].iloc[0]), _title(frame, labels)
    told = frame.assign(
        name=[labels.subject(kind, str(key)) for key in frame["subject"]],
        member=[labels.group(str(key)) for key in frame["group"]],
    )
    told["full"] = told["member"] if len(set(told["subject"])) == 1 else told["name"] + ": " + told["member"]
    parts = told[told["group"] != ALL]
    alt = sentences(
        language.text("Dots with 95 % intervals: {title}.", title=title),
        _tell_total(told[told["group"] == ALL], labels),
        tell_extremes(
            language,
            language.text("Single groups"),
            [Result(row["mean"], str(row["full"]), row["n"]) for _, row in parts.iterrows()],
            language.number,
        ),
        _tell_alone(language, told),
        tell_protected(language, told, minimum),
        tell_empty(language, gather(told, told["n"] == 0), int((told["n"] == 0).sum())),
    )
    return Description(alt, _table(told, labels, minimum, one_subject(language, kind)), title, language)


def _table(told: pd.DataFrame, labels: Labels, minimum: int, header: str) -> pd.DataFrame:
    language = labels.language
    numbers = [
        (tell_mean(language, row), _interval(labels, row), language.integer(row["n"])) for _, row in told.iterrows()
    ]
    names = (language.text("Mean (1–5)"), language.text("95 % interval"), language.text("n"))
    table = pd.DataFrame({header: list(told["name"]), language.text("Group"): list(told["member"])})
    for place, name in enumerate(names):
        table[name] = [
            or_hidden(language, row, texts[place], minimum)
            for (_, row), texts in zip(told.iterrows(), numbers, strict=True)
        ]
    return table


def _interval(labels: Labels, row: pd.Series) -> str:
    return labels.language.interval(row["low"], row["high"]) if pd.notna(row["low"]) else NO_VALUE


def _tell_alone(language: Language, told: pd.DataFrame) -> str:
    """Tell of which groups the mean is told without an interval."""
    alone = _alone(told)
    if not alone.any():
        return ""
    names = gather(told, alone)
    if len(names) > NAMED:
        return language.plural(
            "{n} mean is told without an interval, to protect small groups.",
            "{n} means are told without an interval, to protect small groups.",
            int(alone.sum()),
        )
    return language.text("Without an interval, to protect small groups: {names}.", names="; ".join(names))


def _tell_total(total: pd.DataFrame, labels: Labels) -> str:
    """Tell the mean of all respondents: of the one subject with its interval, or the highest and the lowest."""
    language, everybody = labels.language, labels.group(ALL)
    shown = total[total["mean"].notna()]
    if len(total) != 1 or shown.empty or shown["low"].isna().any():
        results = [Result(row["mean"], str(row["name"]), row["n"]) for _, row in shown.iterrows()]
        return tell_extremes(language, everybody, results, language.number)
    row = shown.iloc[0]
    return language.text(
        "{group}: {mean} (interval {interval}, n = {n}).",
        group=everybody,
        mean=language.number(row["mean"]),
        interval=language.interval(row["low"], row["high"]),
        n=language.integer(row["n"]),
    )
