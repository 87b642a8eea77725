"""A figure as SVG: lines and real text, in a third of a picture's bytes, and sharp at any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from critical_points.facts import harmless
from critical_points.figures.lettering import measure, text_width
from critical_points.figures.style import POINTS_PER_INCH, look

_SPACES = {"": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}
_SVG = _SPACES[""]

#: Nothing about the program or the day: the same figure gives the same text.
_NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}

#: Verdana, which most systems have, is as wide as the figures' own font; others are fitted by `textLength`.
_FONTS = "DejaVu Sans, Verdana, sans-serif"

#: A place is told to a quarter of a point, as finely as in a picture of 200 dots an inch and no more.
_GRID = 4

#: Matplotlib's own measuring, which knows mathematics as well.
_of_mathematics: Any = RendererSVG.get_text_width_height_descent

_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"#([\w-]+)")
_TURN = re.compile(r"rotate\(-?0(?: [^)]*)?\)")
_BOLD = {"bold": "bold", "600": "bold", "700": "bold"}


def render_svg(figure: Figure) -> str:
    """Return a figure as SVG whose text is text.

    Parameters
    ----------
    figure : Figure
        The figure.

    Returns
    -------
    str
        SVG without metadata and without programs; each text is as wide as it was measured, whatever font a reader has.
    """
    drawn = BytesIO()
    with look():  # of the texts that are measured, too: it takes longer to enter than to measure
        with _measured_once():
            figure.savefig(drawn, format="svg", metadata=_NOTHING)
        root = ElementTree.fromstring(harmless(drawn.getvalue().decode("utf-8")))
        root.set("font-family", _FONTS)
        for definitions in [child for child in root if child.find(f"{{{_SVG}}}style") is not None]:
            root.remove(definitions)
        root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
        _tidy(root, _named(root), fine=False)
    for prefix, address in _SPACES.items():
        ElementTree.register_namespace(prefix, address)
    return ElementTree.tostring(root, encoding="unicode")


@contextmanager
def _measured_once() -> Iterator[None]:
    """Let matplotlib's renderer measure each text once: it has no place where one could say so."""
    RendererSVG.get_text_width_height_descent = _measure  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        RendererSVG.get_text_width_height_descent = _of_mathematics  # type: ignore[method-assign]  # its own


def _measure(renderer: RendererSVG, text: str, font: FontProperties, ismath: Any) -> tuple[float, float, float]:
    """Return the measures of a text, as matplotlib's own renderer does; a plain one is measured once."""
    found: tuple[float, float, float] = _of_mathematics(renderer, text, font, ismath) if ismath else measure(text, font)
    return found


def font_folder() -> Path:
    """Return the folder of the font that the figures are measured in; it comes with matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def _named(root: ElementTree.Element) -> set[str]:
    """Return the names that something in the figure asks for: clips, patterns and markers."""
    return {name for one in root.iter() for value in one.attrib.values() for name in _REFERENCE.findall(value)}


def _tidy(one: ElementTree.Element, named: set[str], fine: bool) -> None:
    """Leave out names that nothing asks for, groups that hold nothing together, and digits that nobody sees."""
    fine = fine or one.tag == f"{{{_SVG}}}defs"
    if one.get("id", "") not in named:
        one.attrib.pop("id", None)
    for name in ("d", "x", "y", "x1", "x2", "y1", "y2", "points", "transform", "width", "height"):
        if name in one.attrib and one.tag != f"{{{_SVG}}}svg":
            one.set(name, _rounded(one.attrib[name], fine))
    if one.tag == f"{{{_SVG}}}text":
        _fit(one)
    elif "style" in one.attrib:
        one.set("style", one.attrib["style"].replace("; ", ";").replace(": ", ":"))
    for child in one:
        _tidy(child, named, fine)
    one[:] = list(_unwrapped(one))
    one.tail = None
    if one.tag != f"{{{_SVG}}}text":
        one.text = None


def _unwrapped(one: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in one:
        if child.tag == f"{{{_SVG}}}g" and not child.attrib:
            yield from child
        else:
            yield child


def _rounded(text: str, fine: bool) -> str:
    def told(found: re.Match[str]) -> str:
        value = float(found[0])
        return f"{round(value, 3) if fine else round(value * _GRID) / _GRID:g}"

    return " ".join(_NUMBER.sub(told, text).split())


def _fit(text: ElementTree.Element) -> None:
    """Give a text its width, in which another font is fitted, and say its look once."""
    look_of = dict(part.split(": ", 1) for part in text.attrib.pop("style", "").split("; ") if part)
    ours = "DejaVu Sans" in look_of.get("font-family", "DejaVu Sans")
    if ours:
        look_of.pop("font-family", None)
    size = float(look_of.get("font-size", "10").removesuffix("px"))
    weight = _BOLD.get(look_of.get("font-weight", ""), "normal")
    for name, value in sorted(look_of.items()):
        text.set(name, value.removesuffix("px"))
    if _TURN.fullmatch(text.get("transform", "")):
        del text.attrib["transform"]
    if ours and "font-style" not in look_of and len(text.text or "") > 1:
        text.set("textLength", f"{POINTS_PER_INCH * text_width(text.text or '', size, weight):.1f}")
        text.set("lengthAdjust", "spacingAndGlyphs")
