"""Names beside dots: placed one after another where they cover nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import tee
from math import hypot

from matplotlib.axes import Axes

from critical_points.figures.lettering import text_width, wrap
from critical_points.figures.style import BASE, INK, LINE, QUIET, Sheet, lines_high

#: Inches between a dot's centre and its name, and around a dot that no name may cover.
NEAR, _DOT = 0.12, 0.09

#: Inches between two names.
_AIR = 0.04

#: Inches between the places that are tried where no place beside the dot is free.
_STEP = 0.08

#: Inches: the widest a line of a name may be, and that of names below each other, with the air between them.
_NAME, _STACKED, _GAP = 1.7, 3.2, 0.05

#: A name further away than this from its dot is joined to it by a line; places on the line are as close as this.
_AWAY, _DENSE = NEAR + 0.03, 0.03

#: Two numbers: to the right and up; and a text with its weight.
Place = tuple[float, float]
Name = tuple[str, str]


@dataclass(frozen=True)
class Box:
    """A rectangle in inches, from its lower left corner."""

    left: float
    low: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.low + self.height

    def within(self, area: Box) -> Box:
        """Return the box, moved into an area (where it is larger, from the area's upper left corner on)."""
        left = max(min(self.left, area.right - self.width), area.left)
        low = max(self.low, area.low) if self.height <= area.height else area.top - self.height
        return Box(left, min(low, area.top - self.height), self.width, self.height)

    def nearest(self, place: Place) -> Place:
        """Return the place in the box that is nearest to another place."""
        return min(max(place[0], self.left), self.right), min(max(place[1], self.low), self.top)

    def distance(self, place: Place) -> float:
        """Return how far a place is from the box, 0 inside."""
        x, y = self.nearest(place)
        return hypot(x - place[0], y - place[1])

    def covers(self, other: Box) -> bool:
        """Tell whether two boxes overlap, or nearly do."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.low, other.low)
        return across > -_AIR and up > -_AIR / 2


def place_names(dots: Sequence[Place], sizes: Sequence[Place], area: Box) -> list[Box]:
    """Place a name beside each dot: right, left, above or below it, else as near as there is room.

    Parameters
    ----------
    dots : sequence of (float, float)
        Where the dots are, in inches; no two at the same place.
    sizes : sequence of (float, float)
        Width and height of each name.
    area : Box
        Where names may stand.

    Returns
    -------
    list of Box
        One a dot. No box covers a dot or another box, unless the area is too small for all of them.
    """
    placed: list[Box] = []
    lines: list[Place] = []
    for dot, size in zip(dots, sizes, strict=True):
        free, again = tee(box for box in _candidates(dot, size, area) if _is_free(box, dots, placed, lines))
        clear = (box for box in free if _is_clear(_line(dot, box), dot, dots, placed))
        anywhere = Box(dot[0] + NEAR, dot[1] - size[1] / 2, *size).within(area)
        placed.append(next(clear, None) or next(again, anywhere))
        lines += _line(dot, placed[-1])
    return placed


def _is_free(box: Box, dots: Sequence[Place], placed: Sequence[Box], lines: Sequence[Place]) -> bool:
    """Tell whether a name covers no dot, name or line."""
    free = all(box.distance(dot) >= _DOT for dot in dots) and not any(box.covers(name) for name in placed)
    return free and all(box.distance(place) >= _AIR for place in lines)


def _is_clear(line: Sequence[Place], dot: Place, dots: Sequence[Place], placed: Sequence[Box]) -> bool:
    """Tell whether the line from a dot to its name crosses no name, and no dot that is apart from its own."""
    apart = [other for other in dots if hypot(other[0] - dot[0], other[1] - dot[1]) > 2 * _DOT]
    return not any(name.distance(place) < _AIR for place in line for name in placed) and not any(
        hypot(x - place[0], y - place[1]) < _DOT for x, y in apart for place in line
    )


def _line(dot: Place, box: Box) -> list[Place]:
    """Return places on the line from a dot to its name; none where the name stands beside it."""
    (x, y), (to_x, to_y), length = dot, box.nearest(dot), box.distance(dot)
    steps = round(length / _DENSE) if length > _AWAY else 0
    return [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(1, steps + 1)]


def _candidates(dot: Place, size: Place, area: Box) -> Iterator[Box]:
    """Yield places for a name: first beside its dot, then everywhere in the area, the nearest first."""
    (x, y), (width, height) = dot, size
    centre, middle = x - width / 2, y - height / 2
    right, left, above, below = x + NEAR, x - NEAR - width, y + NEAR, y - NEAR - height
    beside = [(right, middle), (left, middle), (centre, above), (centre, below)]
    beside += [(right, y), (right, y - height), (left, y), (left, y - height)]
    beside += [(x, above), (x - width, above), (x, below), (x - width, below)]
    for corner in beside:
        box = Box(*corner, width, height)
        if box == box.within(area):
            yield box
    columns, rows = int((area.width - width) / _STEP), int((area.height - height) / _STEP)
    everywhere = [
        Box(area.left + column * _STEP, area.low + row * _STEP, width, height)
        for column in range(columns + 1)
        for row in range(rows + 1)
    ]
    yield from sorted(everywhere, key=lambda box: box.distance(dot))


def write_names(ax: Axes, sheet: Sheet, dots: Sequence[Place], names: Sequence[Name]) -> None:
    """Write the name of each dot beside it; the names of dots at one place stand below each other.

    Parameters
    ----------
    ax : Axes
        Axes with their limits set.
    sheet : Sheet
        Their sizes.
    dots : sequence of (float, float)
        Where the dots are, in data units.
    names : sequence of (str, str)
        The name of each, and its font weight.
    """
    (x_low, x_high), (y_low, y_high) = ax.get_xlim(), ax.get_ylim()
    together: dict[Place, list[Name]] = {}
    for (x, y), name in zip(dots, names, strict=True):
        across, up = (x - x_low) / (x_high - x_low) * sheet.width, (y - y_low) / (y_high - y_low) * sheet.body
        together.setdefault((round(across, 2), round(up, 2)), []).append(name)
    blocks = [_break(block) for block in together.values()]
    area = Box(0.02, 0.02, sheet.width + 0.05, sheet.body - 0.02)
    placed = place_names(list(together), [_size(block) for block in blocks], area)
    for dot, box, block in zip(together, placed, blocks, strict=True):
        _write_block(ax, sheet, dot, box, block)


def _break(block: Sequence[Name]) -> list[Name]:
    """Break names into lines; those that stand below each other stay on one, where that can be."""
    width = _NAME if len(block) == 1 else _STACKED
    return [(wrap(name, width, BASE, weight), weight) for name, weight in block]


def _size(block: Sequence[Name]) -> Place:
    """Return the width and the height of names that stand below each other."""
    width = max(text_width(line, BASE, weight) for text, weight in block for line in text.split("\n"))
    return width + 0.02, sum(lines_high(text) for text, _ in block) + (len(block) - 1) * _GAP


def _write_block(ax: Axes, sheet: Sheet, dot: Place, box: Box, block: Sequence[Name]) -> None:
    """Write names into their box, and a line to their dot where they stand away from it."""
    align, edge = "left", box.left
    if box.right < dot[0]:
        align, edge = "right", box.right
    elif box.left < dot[0]:
        align, edge = "center", (box.left + box.right) / 2
    top = box.top
    for text, weight in block:
        middle = top - lines_high(text) / 2
        name = ax.text(edge / sheet.width, middle / sheet.body, text, transform=ax.transAxes, va="center", ha=align)
        name.set(weight=weight, size=BASE, color=INK, linespacing=LINE)
        top -= lines_high(text) + _GAP
    if box.distance(dot) > _AWAY:
        (x, y), (to_x, to_y) = dot, box.nearest(dot)
        ends = [x / sheet.width, to_x / sheet.width], [y / sheet.body, to_y / sheet.body]
        ax.plot(*ends, transform=ax.transAxes, color=QUIET, linewidth=0.8, zorder=2)
