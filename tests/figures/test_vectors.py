"""A figure as SVG: real text of a fixed width, nothing beside it, and no more digits than a picture tells."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from critical_points.figures import font_folder, render_png, render_svg
from critical_points.figures.lettering import text_width
from critical_points.figures.votes import draw_votes
from tests.figures.frames import figure_of, labels, voted

SVG = "{http://www.w3.org/2000/svg}"
FRAME = voted({"reachability": 10, "student_readiness": 54}, 120)


def drawn() -> Figure:
    return figure_of(draw_votes(FRAME, labels("sv"), 5))


def texts(svg: str) -> dict[str, ElementTree.Element]:
    return {one.text or "": one for one in ElementTree.fromstring(svg).iter(f"{SVG}text")}


def test_its_text_is_text_and_as_wide_as_it_was_measured() -> None:
    found = texts(render_svg(drawn()))
    title = next(one for text, one in found.items() if text.endswith(", 2026"))
    assert (title.get("font-size"), title.get("font-weight")) == ("11.5", "700")
    assert title.get("textLength") == f"{72 * text_width(str(title.text), 11.5, 'bold'):.1f}"
    assert float(title.get("textLength", "")) > 200
    assert title.get("lengthAdjust") == "spacingAndGlyphs"


def test_it_tells_nothing_beside_what_is_seen_and_is_the_same_each_time() -> None:
    svg = render_svg(drawn())
    assert svg == render_svg(drawn())
    root = ElementTree.fromstring(svg)
    seen = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert seen <= {"svg", "g", "path", "text", "defs", "clipPath", "pattern", "rect", "use"}
    names = {one.get("id") for one in root.iter()} - {None}
    assert names <= set(re.findall(r"#([\w-]+)", svg))
    assert not re.search(r"matplotlib|metadata|<!--|<!DOCTYPE|20\d\d-\d\d", svg)


def test_a_place_is_told_to_a_quarter_of_a_point() -> None:
    figure = drawn()
    figure.axes[0].plot([0.123456, 0.234567], [0.1, 0.7])
    places = [float(number) for path in re.findall(r'<path d="([^"]*)" (?:clip|style)', render_svg(figure))
              for number in re.findall(r"-?\d+(?:\.\d+)?", path)]  # fmt: skip
    assert len(places) > 20
    assert all(place * 4 == round(place * 4) for place in places)


def test_it_is_lighter_than_the_same_picture() -> None:
    assert len(render_svg(drawn()).encode()) < len(render_png(drawn())) / 3


def test_what_an_analyst_writes_is_text_and_never_markup() -> None:
    figure = drawn()
    figure.axes[0].set_title("<script>alert(1)</script> & \x1b[31mred\u202e", loc="left")
    svg = render_svg(figure)
    assert "<script" not in svg
    assert "<script>alert(1)</script> & [31mred" in texts(svg)


def test_another_font_of_the_analyst_keeps_its_own_width() -> None:
    figure = drawn()
    figure.axes[0].set_title("Oma", loc="left", family="serif")
    own = texts(render_svg(figure))["Oma"]
    assert own.get("textLength") is None
    assert "serif" in own.get("font-family", "")


@pytest.mark.parametrize("name", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_font_of_the_figures_is_at_hand_for_the_pdf(name: str) -> None:
    assert (font_folder() / name).is_file()
