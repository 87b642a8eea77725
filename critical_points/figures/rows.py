"""Figures with one row a subject: names at the left, a number beside, hidden rows hatched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from critical_points.figures.lettering import text_width, wrap
from critical_points.figures.style import BASE, HATCH, INK, LINE, NAMES, PAPER, POINTS_PER_INCH, RULE, SMALL, lines_high

#: Inches between the figure's edge, a name and the axes.
_PAD = 0.14

#: Room for names that are whole sentences, in inches.
_WIDE = 2.6


def lay_names(names: Iterable[str], size: float = BASE, narrow: float = NAMES) -> tuple[float, list[str]]:
    """Break the names of rows into lines, two at most where that can be, and return the room they need in inches.

    Two lines in the `narrow` room are tried first; a word that is wider is divided there.
    """
    names = list(names)
    words = [word for name in names for word in name.replace("/", "/ ").split()]
    widest = max((text_width(word, size) for word in words), default=0) + _PAD
    for room, most in ((min(widest, narrow), 2), (min(widest, NAMES), 2), (NAMES, 2), (_WIDE, 3)):
        broken = [wrap(name, room - _PAD, size) for name in names]
        if all(text.count("\n") < most for text in broken):
            break
    return room, broken


def row_height(names: Iterable[str], least: float, size: float = BASE) -> float:
    """Return the height of a row in inches: room for the longest name."""
    return max([least, *(lines_high(name, size) + 0.08 for name in names)])


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    """Write the names of the rows, the first one at the top."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)


def write_beside(ax: Axes, y: float, text: str, weight: str = "normal", indent: float = 0.0) -> None:
    """Write a text at the right of a row, `indent` inches further than the axes' edge."""
    ax.annotate(
        text,
        (1, y),
        xycoords=ax.get_yaxis_transform(),
        xytext=(6 + indent * POINTS_PER_INCH, 0),
        textcoords="offset points",
        va="center",
        size=SMALL,
        weight=weight,
        color=INK,
        linespacing=LINE,
        annotation_clip=False,
    )


def write_near(
    ax: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], ink: str = INK, weight: str = "normal"
) -> None:
    """Write a text beside a place: `shift` points to the right (−: to the left) and above it."""
    ax.annotate(
        text,
        at,
        xytext=shift,
        textcoords="offset points",
        ha="left" if shift[0] > 0 else "right",
        va="bottom" if shift[1] > 0 else "center",
        size=SMALL,
        weight=weight,
        color=ink,
    )


def hide_row(ax: Axes, y: float, words: str, height: float) -> None:
    """Draw a hidden row: hatched all along, with words in place of a number; "" where they are told elsewhere."""
    row = Rectangle((0, y - height / 2), 1, height, transform=ax.get_yaxis_transform())
    row.set(facecolor=PAPER, edgecolor=RULE, linewidth=0.8, hatch=HATCH)
    ax.add_artist(row)
    if not words:
        return
    ground = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.2"}
    place = ax.get_yaxis_transform()
    ax.text(0.5, y, words, transform=place, ha="center", va="center", size=SMALL, color=INK, bbox=ground)
