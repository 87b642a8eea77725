"""The look of the figures: palette, sizes, and text colours that can be read on every ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from importlib.resources import as_file, files
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

P = ParamSpec("P")

#: A name or hex code, or red, green, blue and opacity.
Colour = str | tuple[float, float, float, float]

#: Width of every figure in inches: on a page of 400 pixels the smallest text is 9 pixels high.
WIDTH = 6.0

#: The most room for the names at the left, in inches.
NAMES = 1.95

#: Font sizes in points.
TITLE, BASE, SMALL = 11.5, 10.5, 10.0

INK, QUIET, RULE, PAPER = "#111111", "#555555", "#d4d4d4", "#ffffff"

#: What is told now, and what it is compared with.
NOW, BEFORE = "#1f4e86", "#767676"

#: Ratings 1–5, orange to blue around a light middle; no two are alike to a colour-blind reader or in greyscale.
RATINGS = ("#b5500f", "#f2b27a", "#e3e3e3", "#6ba3d0", "#123f70")

#: Means from the lowest to the highest value of the scale; each is darker than the one before.
MEANS = ("#fff4dc", "#f2e2ae", "#bcd8cf", "#5b9cc4", "#1b4a80")

#: The pattern of a hidden cell.
HATCH = "////"

POINTS_PER_INCH = 72
LINE = 1.25

_looks: list[bool] = []  # not empty while figures are drawn in our look


def mean_colours() -> Colormap:
    """Return the colours of means, light for the lowest and dark for the highest."""
    return LinearSegmentedColormap.from_list("critical points", list(MEANS))


def mean_colour(mean: float) -> tuple[float, float, float, float]:
    """Return the colour of one mean on the scale 1–5."""
    return _of_means()((mean - 1) / 4)


@cache
def _of_means() -> Colormap:
    return mean_colours()


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 for black and 1 for white, as WCAG 2.1 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.1 defines it."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: Colour) -> str:
    """Return the text colour, black or white, that is read best on a ground."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


@contextmanager
def look() -> Iterator[None]:
    """Draw figures in our look until the end of the block; the analyst's own settings are as before after it."""
    if _looks:  # it takes longer than measuring a text, and is asked for with each
        yield
        return
    with mpl.rc_context(_settings()):
        _looks.append(True)
        try:
            yield
        finally:
            _looks.pop()


@cache
def _settings() -> Any:
    with as_file(files("critical_points.figures") / "critical_points.mplstyle") as path:
        return mpl.rc_params_from_file(path, use_default_template=False)


def in_our_look(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """Return `draw` as a function that draws in the look of the figures."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with look():
            return draw(*args, **kwargs)

    return drawn


@dataclass(frozen=True)
class Sheet:
    """Where the axes stand in a figure: sizes in inches, so that measured text fits.

    Parameters
    ----------
    body : float
        Height of the axes.
    top, bottom : float
        Room above and below the axes.
    left, right : float
        Room beside the axes.
    """

    body: float
    top: float = 0.3
    bottom: float = 0.1
    left: float = NAMES
    right: float = 0.05

    @property
    def width(self) -> float:
        """Width of the axes."""
        return WIDTH - self.left - self.right

    def axes(self, ax: Axes | None = None) -> Axes:
        """Return bare axes at their place in a new figure, or the analyst's own axes, made bare."""
        ax = self._new_axes() if ax is None else ax
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
        return ax

    def _new_axes(self) -> Axes:
        height = self.top + self.body + self.bottom
        figure = Figure(figsize=(WIDTH, height))
        FigureCanvasAgg(figure)
        place = (self.left / WIDTH, self.bottom / height, self.width / WIDTH, self.body / height)
        return figure.add_axes(place)

    def across(self, inches: float) -> float:
        """Return the place, as a share of the axes' width, that is so far from the figure's left edge."""
        return (inches - self.left) / self.width

    def above(self, inches: float) -> float:
        """Return the place, as a share of the axes' height, that is so far above the axes' top (or below: −)."""
        return 1 + inches / self.body


def write_title(ax: Axes, sheet: Sheet, title: str) -> None:
    """Write the title at the figure's left edge, as high as the sheet has room."""
    ax.set_title(title, loc="left", x=sheet.across(0.05), y=sheet.above(sheet.top - 0.08), va="top", pad=0)


def write_note(ax: Axes, sheet: Sheet, note: str, gap: float = 0.08) -> None:
    """Write a note below the axes, from the figure's left edge on."""
    ax.text(
        sheet.across(0.05),
        -gap / sheet.body,
        note,
        transform=ax.transAxes,
        va="top",
        size=SMALL,
        color=QUIET,
        linespacing=LINE,
    )


def draw_scale(ax: Axes, air: float = 0.3) -> None:
    """Draw the whole scale 1–5 below the axes, with a thin line at each value and some air at both ends."""
    ax.set_xlim(1 - air, 5 + air)
    ax.set_xticks(range(1, 6), [str(value) for value in range(1, 6)])
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)


def hatch_cell(ax: Axes, corner: tuple[float, float], width: float, height: float) -> Rectangle:
    """Draw a hidden cell and return it: hatched, on white, never in the colour of a value."""
    cell = Rectangle(corner, width, height, facecolor=PAPER, edgecolor=RULE, linewidth=0.8, hatch=HATCH)
    ax.add_patch(cell)
    return cell


def lines_high(text: str, size: float = BASE) -> float:
    """Return the height of a text in inches."""
    return (text.count("\n") + 1) * size * LINE / POINTS_PER_INCH
