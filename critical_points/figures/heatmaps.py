"""Means by point and group as a table of coloured cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.estimates import choose_waves, describe
from critical_points.figures.description import (
    Description,
    Result,
    attach,
    gather,
    sentences,
    tell_empty,
    tell_extremes,
    tell_protected,
)
from critical_points.figures.heads import AIR, break_heads, name_columns
from critical_points.figures.lettering import text_width, wrap_note, wrap_title
from critical_points.figures.rows import lay_names, row_height
from critical_points.figures.style import (
    BASE,
    INK,
    NAMES,
    PAPER,
    SMALL,
    TITLE,
    WIDTH,
    Sheet,
    hatch_cell,
    in_our_look,
    ink_on,
    lines_high,
    mean_colour,
    mean_colours,
    write_note,
    write_title,
)
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE
from critical_points.messages import said
from critical_points.releases import WITHHELD
from critical_points.results import (
    choose,
    member,
    one_subject,
    or_hidden,
    respondents,
    subjects,
    tell_mean,
    why_hidden,
)
from critical_points.tallies import ALL

#: Inches: a row with a value and its n, the figure's margin.
_ROW, _MARGIN = 0.46, 0.03

#: With more columns than this, names of rows have so much room, in inches: the names of groups need theirs.
_MANY, _SHORT_NAMES = 5, 1.24


def heatmap(
    safe: Protected,
    wave: str | None = None,
    kind: str = "point",
    columns: str = "group",
    ax: Axes | None = None,
) -> Axes:
    """Draw the means of points by group: the value and its n in each cell, hidden cells hatched.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    kind : {"point", "level", "item"}
        What stands on the rows.
    columns : {"group", "unit"}
        What stands in the columns; all respondents come last.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`).
    """
    if columns not in ("group", "unit"):
        fault = Fault(
            said("no columns {columns!r}.", columns=columns), suggestion=did_you_mean(columns, ("group", "unit"))
        )
        raise SettingsError(said("There are no such results."), [fault])
    other = "unit" if columns == "group" else "group"
    frame = choose(describe(safe), wave=choose_waves(safe, wave, None)[0], kind=kind, **{other: ALL})
    return draw_heatmap(frame, safe.labels, safe.minimum, columns, ax)


@in_our_look
def draw_heatmap(
    frame: pd.DataFrame, labels: Labels, minimum: int, columns: str = "group", ax: Axes | None = None
) -> Axes:
    """Draw rows of `describe`, of one wave and one kind, as `heatmap` does."""
    cells = frame.set_index(["subject", columns])
    kind = str(frame["kind"].iloc[0])
    rows, keys = list(frame["subject"].unique()), list(frame[columns].unique())
    narrow = _SHORT_NAMES if len(keys) > _MANY else NAMES
    room, names = lay_names([labels.subject(kind, key) for key in rows], SMALL, narrow)
    cell = (WIDTH - room - _MARGIN) / len(keys)
    heads = break_heads([_head(labels, columns, key) for key in keys], cell)
    brief = text_width(respondents(labels.language, frame["n"].max()), SMALL) > cell - 2 * AIR
    title, note = wrap_title(_title(frame, labels, columns)), wrap_note(_note(frame, labels, brief))
    words = {
        str(why): _words(labels, str(why), minimum, cell) for why in frame.loc[frame["hidden"].astype(bool), "why"]
    }
    sheet = Sheet(
        body=len(rows) * row_height([*names, *words.values()], _ROW, SMALL),
        top=lines_high(title, TITLE) + heads.height + 0.25,
        bottom=lines_high(note, SMALL) + 0.2,
        left=room,
        right=_MARGIN,
    )
    told = [[cells.loc[(subject, key)] for key in keys] for subject in rows]
    ax = _colour_cells(sheet.axes(ax), told, labels)
    for y, subject in enumerate(rows):
        for x, key in enumerate(keys):
            row = cells.loc[(subject, key)]
            if row["hidden"]:
                _hide_cell(ax, (x, y), words[str(row["why"])])
            else:
                _write_count(ax, (x, y), row, labels, brief)
    name_columns(ax, heads)
    ax.set_yticks([y + 0.5 for y in range(len(names))], names, rotation=0, size=SMALL)
    ax.axvline(len(keys) - 1, color=PAPER, linewidth=6)
    write_title(ax, sheet, title)
    write_note(ax, sheet, note)
    return attach(ax, _tell(frame, labels, minimum, columns))


def _shade(row: pd.Series) -> float:
    """Return the value that a cell is coloured by: its mean, or the middle of its band."""
    return float(row["mean"] if pd.isna(row["band_low"]) else (row["band_low"] + row["band_high"]) / 2)


def _colour_cells(ax: Axes, rows: list[list[pd.Series]], labels: Labels) -> Axes:
    """Draw the coloured cells with their means or bands; cells without one stay white."""
    import seaborn as sns

    shades = np.array([[_shade(row) for row in line] for line in rows])
    sns.heatmap(
        shades,
        ax=ax,
        vmin=1,
        vmax=5,
        cmap=mean_colours(),
        cbar=False,
        linewidths=1.5,
        linecolor=PAPER,
        annot=np.array([[tell_mean(labels.language, row) for row in line] for line in rows]),
        fmt="",
        annot_kws={"size": BASE + 1, "weight": "bold"},
        xticklabels=False,
        yticklabels=False,
    )
    for text in ax.texts:
        x, y = (int(place) for place in text.get_position())
        text.set(color=ink_on(mean_colour(shades[y, x])), y=y + 0.34)
    ax.set(xlabel="", ylabel="")
    return ax


def _write_count(ax: Axes, at: tuple[int, int], row: pd.Series, labels: Labels, brief: bool) -> None:
    """Write n below the mean; a dash and n = 0 where nobody answered."""
    language, ink = labels.language, INK
    if row["n"] > 0:
        ink = ink_on(mean_colour(_shade(row)))
    else:
        ax.text(at[0] + 0.5, at[1] + 0.34, NO_VALUE, ha="center", va="center", size=BASE, color=ink)
    count = language.integer(row["n"]) if brief else respondents(language, row["n"])
    ax.text(at[0] + 0.5, at[1] + 0.75, count, ha="center", va="center", size=SMALL, color=ink)


def _words(labels: Labels, why: str, minimum: int, cell: float) -> str:
    """Return why a cell is hidden, a word a line; where the cell is too narrow for the words, a dash."""
    words = why_hidden(labels.language, why, minimum).replace(" ", "\n")
    narrow = max(text_width(word, SMALL) for word in words.split("\n")) > cell - 2 * AIR
    return NO_VALUE if narrow and (why == WITHHELD or why.startswith("protects")) else words


def _hide_cell(ax: Axes, at: tuple[int, int], words: str) -> None:
    hatch_cell(ax, (at[0] + 0.03, at[1] + 0.03), 0.94, 0.94)
    ground = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.1"}
    ax.text(
        at[0] + 0.5,
        at[1] + 0.5,
        words,
        ha="center",
        va="center",
        size=SMALL,
        color=INK,
        bbox=ground,
    )


def _head(labels: Labels, columns: str, key: str) -> str:
    return labels.language.text("All") if key == ALL else member(labels, columns, key)


def _title(frame: pd.DataFrame, labels: Labels, columns: str) -> str:
    language = labels.language
    about, wave = subjects(language, str(frame["kind"].iloc[0])), str(frame["wave"].iloc[0])
    if columns == "unit":
        return language.text("{subjects} by unit, means, {wave}", subjects=about, wave=wave)
    return language.text("{subjects} by group, means, {wave}", subjects=about, wave=wave)


def _note(frame: pd.DataFrame, labels: Labels, brief: bool) -> str:
    language, hidden = labels.language, frame["why"].where(frame["hidden"].astype(bool), "")
    withheld = language.text("Hatched cells are hidden to protect small groups.")
    protects = language.text("Some results are hidden since they would give away another hidden one.")
    band = language.text("Two numbers: only a band is told, since nearly all answers are the same.")
    return sentences(
        language.text("Scale 1–5, darker is higher."),
        {
            True: language.text("The lower number is n, the number of respondents."),
            False: language.text("n is the number of respondents."),
        }[brief],
        withheld if (hidden == WITHHELD).any() else "",
        protects if hidden.str.startswith("protects").any() else "",
        band if frame["band_low"].notna().any() else "",
    )


def _tell(frame: pd.DataFrame, labels: Labels, minimum: int, columns: str) -> Description:
    language, kind = labels.language, str(frame["kind"].iloc[0])
    title = _title(frame, labels, columns)
    names = {key: member(labels, columns, key) for key in frame[columns].unique()}
    told = frame.assign(
        name=[labels.subject(kind, key) for key in frame["subject"]],
        member=frame[columns].map(names),
        total=frame[columns] == ALL,
    )
    told["full"] = told["name"] + ": " + told["member"]
    whole, parts = told[told["total"]], told[~told["total"]]
    alt = sentences(
        language.text("Heatmap: {title}.", title=title),
        _extremes_of(labels, names.get(ALL, ""), whole, "name"),
        _extremes_of(labels, _single(labels, columns), parts, "full"),
        tell_protected(language, told, minimum),
        tell_empty(language, gather(told, told["n"] == 0), int((told["n"] == 0).sum())),
    )
    texts = told.assign(text=[_cell(row, labels, minimum) for _, row in told.iterrows()])
    cells = texts.set_index(["subject", columns])["text"]
    order = [str(key) for key in told["subject"].unique()]
    table = pd.DataFrame([[cells[subject, key] for key in names] for subject in order], columns=list(names.values()))
    table.insert(0, one_subject(language, kind), [labels.subject(kind, key) for key in order])
    return Description(alt, table, language.text("{title} (scale 1–5)", title=title), language)


def _single(labels: Labels, columns: str) -> str:
    return labels.language.text("Single units") if columns == "unit" else labels.language.text("Single groups")


def _extremes_of(labels: Labels, about: str, rows: pd.DataFrame, name: str) -> str:
    results = [Result(row["mean"], str(row[name]), row["n"]) for _, row in rows.iterrows()]
    return tell_extremes(labels.language, about, results, labels.language.number)


def _cell(row: pd.Series, labels: Labels, minimum: int) -> str:
    language = labels.language
    mean = f"{tell_mean(language, row)} ({respondents(language, row['n'])})"
    return or_hidden(language, row, mean, minimum)
