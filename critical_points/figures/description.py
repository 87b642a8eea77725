"""What a figure says in words: its alt text and its data table, kept with its axes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from critical_points.errors import CriticalPointsError
from critical_points.language import Language
from critical_points.messages import said
from critical_points.releases import WITHHELD

#: So many equal highest or lowest results are named; the others are counted.
NAMED = 3


@dataclass(frozen=True)
class Description:
    """A figure in words.

    Parameters
    ----------
    alt : str
        A few sentences that tell what a sighted reader sees.
    table : DataFrame
        Every number of the figure as display strings; the first column names the rows.
    caption : str
        The table's caption.
    language : Language
        The language of all of it.
    """

    alt: str
    table: pd.DataFrame
    caption: str
    language: Language


@dataclass(frozen=True)
class Result:
    """One number of a figure, with its name and its respondents."""

    value: float
    name: str
    n: float


_DESCRIPTIONS: WeakKeyDictionary[Axes, Description] = WeakKeyDictionary()


def attach(ax: Axes, description: Description) -> Axes:
    """Keep a description with its axes, and return the axes."""
    _DESCRIPTIONS[ax] = description
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:  # the axes are a value: as the last line of a cell they are shown as their picture
        from critical_points.figures.showing import show_value

        shell.display_formatter.ipython_display_formatter.for_type(Axes, show_value)
    return ax


def is_described(ax: Axes) -> bool:
    """Return whether axes have a description."""
    return ax in _DESCRIPTIONS


def description_of(ax: Axes) -> Description:
    """Return the description of axes.

    Raises
    ------
    CriticalPointsError
        When the axes have none: a figure without alt text is not shown.
    """
    found = _DESCRIPTIONS.get(ax)
    if found is None or not found.alt.strip():
        raise CriticalPointsError(
            said("The figure has no alt text, so a reader who cannot see it would get nothing."),
            next_step=said(
                "Make it with heatmap, distributions, group_intervals, wave_changes, votes_chart or "
                "priorities_chart, and restyle the axes they return."
            ),
        )
    return found


def descriptions_in(figure: Figure, ax: Axes) -> list[Description]:
    """Return the descriptions of all axes of a figure that have one; `ax` is among them.

    Raises
    ------
    CriticalPointsError
        When `ax` has none.
    """
    description_of(ax)
    return [_DESCRIPTIONS[other] for other in figure.axes if other in _DESCRIPTIONS]


def alt_text(ax: Axes) -> str:
    """Return what a figure shows, in a few sentences.

    Parameters
    ----------
    ax : Axes
        Axes that a figure function returned.

    Returns
    -------
    str
        What is shown, the highest and the lowest with their n, and what is hidden.
    """
    return description_of(ax).alt


def data_table(ax: Axes) -> pd.DataFrame:
    """Return the numbers of a figure as they are displayed.

    Parameters
    ----------
    ax : Axes
        Axes that a figure function returned.

    Returns
    -------
    DataFrame
        Display strings; the first column names the rows.
    """
    return description_of(ax).table.copy()


def tell_extremes(language: Language, about: str, results: Iterable[Result], write: Callable[[float], str]) -> str:
    """Tell the highest and the lowest of some results.

    Parameters
    ----------
    language : Language
        The reader's language.
    about : str
        What the results are of, in the nominative.
    results : iterable of Result
        What is compared; those without a value are left out.
    write : callable
        Value → text. Results that look the same are told as equal.

    Returns
    -------
    str
        One sentence; "" when there is nothing to tell.
    """
    shown = [r for r in results if not isnan(r.value)]
    if not shown:
        return ""
    values = [r.value for r in shown]
    low, high = write(min(values)), write(max(values))
    if len(shown) == 1:
        only = _places(language, low, shown)
        return language.text("{about}: the only value shown is {value}.", about=about, value=only)
    if low == high:
        return language.text("{about}: every value shown is {value}.", about=about, value=high)
    return language.text(
        "{about}: highest {highest}, lowest {lowest}.",
        about=about,
        highest=_places(language, high, [r for r in shown if write(r.value) == high]),
        lowest=_places(language, low, [r for r in shown if write(r.value) == low]),
    )


def tell_hidden(language: Language, names: Sequence[str], minimum: int, cells: int | None = None) -> str:
    """Tell which results are hidden, or how many where they have many names; "" when none is.

    Parameters
    ----------
    language : Language
        The reader's language.
    names : sequence of str
        What is hidden; one name may stand for several cells.
    minimum : int
        The smallest number of respondents shown.
    cells : int, optional
        How many cells are hidden; by default as many as there are names.
    """
    if not names:
        return ""
    few = language.integer(minimum)
    if len(names) <= NAMED:
        return language.text("Hidden, fewer than {minimum} respondents: {names}.", minimum=few, names=_join(names))
    return language.plural(
        "{n} result is hidden: fewer than {minimum} respondents.",
        "{n} results are hidden: fewer than {minimum} respondents.",
        cells or len(names),
        minimum=few,
    )


def tell_protected(language: Language, cells: pd.DataFrame, minimum: int) -> str:
    """Tell which cells are hidden and why, and which are told as a band; "" when every mean is shown.

    Parameters
    ----------
    language : Language
        The reader's language.
    cells : DataFrame
        One row a cell; columns member (the group's or unit's name), full (the cell's name), hidden, why, and detail and
        the band of `describe`, where there may be bands.
    minimum : int
        The smallest number of respondents shown.
    """
    hidden, why = cells["hidden"].astype(bool), cells["why"].astype(str)
    withheld, protects = hidden & (why == WITHHELD), hidden & why.str.startswith("protects")
    few = hidden & ~protects & ~withheld
    return sentences(
        _tell_withheld(language, gather(cells, withheld), int(withheld.sum())),
        tell_hidden(language, gather(cells, few), minimum, int(few.sum())),
        _tell_protecting(language, gather(cells, protects), int(protects.sum())),
        _tell_bands(language, cells),
    )


def _tell_withheld(language: Language, names: Sequence[str], cells: int) -> str:
    if not names:
        return ""
    if len(names) <= NAMED:
        return language.text("Hidden to protect small groups: {names}.", names=_join(names))
    return language.plural(
        "{n} result is hidden to protect small groups.", "{n} results are hidden to protect small groups.", cells
    )


def _tell_protecting(language: Language, names: Sequence[str], cells: int) -> str:
    if not names:
        return ""
    if len(names) <= NAMED:
        return language.text("Hidden, since it would give away another hidden result: {names}.", names=_join(names))
    return language.plural(
        "{n} result is hidden, since it would give away another hidden one.",
        "{n} results are hidden, since they would give away other hidden ones.",
        cells,
    )


def _tell_bands(language: Language, cells: pd.DataFrame) -> str:
    """Tell the cells of which only a band is told, each with its band."""
    if "band_low" not in cells or cells["band_low"].isna().all():
        return ""
    rows = cells[cells["band_low"].notna()]
    if len(rows) > NAMED:
        return language.plural(
            "Of {n} result only a band is told, since nearly all answers are the same.",
            "Of {n} results only a band is told, since nearly all answers are the same.",
            len(rows),
        )
    bands = [
        language.text(
            "{name} {band}", name=str(row["full"]), band=language.interval(row["band_low"], row["band_high"], 0)
        )
        for _, row in rows.iterrows()
    ]
    return language.text("Only a band is told, since nearly all answers are the same: {names}.", names=_join(bands))


def tell_empty(language: Language, names: Sequence[str], cells: int | None = None) -> str:
    """Tell for what nobody answered, as `tell_hidden` does; "" when there are answers everywhere."""
    if not names:
        return ""
    if len(names) <= NAMED:
        return language.text("No answers: {names}.", names=_join(names))
    return language.plural("{n} result has no answers.", "{n} results have no answers.", cells or len(names))


def gather(cells: pd.DataFrame, marked: pd.Series) -> list[str]:
    """Return the names of the marked cells: a group's name where all of its cells are marked, else each cell's.

    Parameters
    ----------
    cells : DataFrame
        One row a cell; columns member (the group's or unit's name), full (the cell's name).
    marked : Series of bool
        Which cells are meant.
    """
    names: list[str] = []
    if not marked.any():
        return names  # as with most figures
    for member, group in cells.groupby("member", sort=False):
        names += [str(member)] if marked[group.index].all() else list(group.loc[marked[group.index], "full"])
    return names


def sentences(*parts: str) -> str:
    """Join sentences, leaving out the empty ones."""
    return " ".join(part for part in parts if part)


def _join(names: Sequence[str]) -> str:
    return "; ".join(name.rstrip(".") for name in names)


def _places(language: Language, value: str, results: Sequence[Result]) -> str:
    named = [
        language.text("{name}, n = {n}", name=r.name.rstrip("."), n=language.integer(r.n))
        for r in results[: NAMED if len(results) > NAMED else None]
    ]
    if len(results) > NAMED:
        rest = len(results) - NAMED
        named.append(language.plural("and {n} other", "and {n} others", rest))
    return f"{value} ({'; '.join(named)})"
