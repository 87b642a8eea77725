"""Figures in a notebook: the picture with its alt text, and its numbers as a table."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from critical_points.display import DisplayTable
from critical_points.errors import CriticalPointsError
from critical_points.figures.description import Description, descriptions_in, is_described
from critical_points.figures.style import look
from critical_points.figures.vectors import render_svg
from critical_points.messages import said

_DPI, _COLOURS = 200, 128

#: How hard a picture is packed, 1–9: the last two steps take six times as long for a twelfth of the bytes.
_PACKED = 7

#: Width in a notebook, in pixels; a report makes it as wide as its column.
_SHOWN = 720


@dataclass(frozen=True)
class Picture:
    """A figure as SVG with its alt text, as a notebook shows and stores it."""

    svg: str
    alt: str

    def __repr__(self) -> str:
        """Return the alt text: what a terminal shows."""
        return self.alt

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        data = {"image/svg+xml": self.svg, "text/plain": self.alt}
        return data, {"image/svg+xml": {"alt": self.alt, "width": _SHOWN}}


def render_png(figure: Figure) -> bytes:
    """Return a figure as PNG, 200 dots an inch, in few colours: 20–40 kB, for slides and letters.

    Parameters
    ----------
    figure : Figure
        The figure.

    Returns
    -------
    bytes
        A PNG file without metadata: the same figure gives the same bytes.
    """
    from PIL import Image

    drawn, packed = BytesIO(), BytesIO()
    with look():
        figure.savefig(drawn, dpi=_DPI, format="png", pil_kwargs={"compress_level": 1})
    drawn.seek(0)
    with Image.open(drawn) as image:
        few = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(packed, "png", compress_level=_PACKED)
    return packed.getvalue()


def show(ax: Axes) -> None:
    """Show a figure in a notebook: the picture with its alt text, and below it its numbers as a table.

    Parameters
    ----------
    ax : Axes
        Axes that a figure function returned; restyle them before.

    Raises
    ------
    CriticalPointsError
        When the axes have no alt text.
    """
    from IPython.display import display

    figure = ax.get_figure(root=True)
    if figure is None:
        raise CriticalPointsError(said("The axes stand in no figure, so there is nothing to show."))
    descriptions = descriptions_in(figure, ax)
    display(Picture(render_svg(figure), " ".join(description.alt for description in descriptions)))
    for description in descriptions:
        display(fold_table(description))
    _close(figure)


def fold_table(description: Description) -> DisplayTable:
    """Return the numbers of a figure as a table that is folded away."""
    summary = description.language.text("The numbers as a table")
    return DisplayTable(description.table, description.caption, description.language, summary=summary)


def show_value(ax: Axes) -> None:
    """Show axes that are the last line of a cell in place of ``<Axes: …>``; a picture of pyplot's own is shown by it.

    Raises
    ------
    NotImplementedError
        When the axes are not ours: IPython then prints them as it would have.
    """
    if not is_described(ax):
        raise NotImplementedError
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.fignum_exists(getattr(ax.get_figure(root=True), "number", None)):
        show(ax)


def _close(figure: Figure) -> None:
    """Close a figure that pyplot keeps; ours are kept by nobody."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
