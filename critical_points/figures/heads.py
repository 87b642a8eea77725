"""Names of columns above a table of cells: broken into lines, or written upwards where a cell is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from critical_points.figures.lettering import text_width, wrap
from critical_points.figures.style import SMALL, lines_high

#: Inches beside a text in a cell.
AIR = 0.01

#: A name of a column with more lines than this is written upwards.
_MOST_LINES = 4

#: Lines of a name that is written upwards, in inches: as short as the cell is wide enough for.
_UPWARD = (1.3, 1.7, 2.2, 3.0, 4.0, 6.0)


@dataclass(frozen=True)
class Heads:
    """Names of columns, broken into lines, and the room they need in inches."""

    texts: list[str]
    upward: bool
    height: float


def break_heads(names: Sequence[str], cell: float) -> Heads:
    """Break the names of columns into lines; where a cell is too narrow for them they are written upwards."""
    level = [wrap(name, cell - AIR, SMALL) for name in names]
    if max(text.count("\n") for text in level) < _MOST_LINES:
        return Heads(level, False, max(lines_high(text, SMALL) for text in level))
    room = int(cell / lines_high("", SMALL))
    for length in _UPWARD:
        upward = [wrap(name, length, SMALL) for name in names]
        if all(text.count("\n") < room for text in upward):
            break
    return Heads(upward, True, max(text_width(line, SMALL) for text in upward for line in text.split("\n")))


def name_columns(ax: Axes, heads: Heads) -> None:
    """Write the names above the columns, the last one (all respondents) in bold."""
    rotation, align = (90, "bottom") if heads.upward else (0, "baseline")
    ax.xaxis.tick_top()
    ax.set_xticks([x + 0.5 for x in range(len(heads.texts))], heads.texts, rotation=rotation, size=SMALL, va=align)
    ax.tick_params(length=0, pad=4)
    ax.get_xticklabels()[-1].set_fontweight("bold")
