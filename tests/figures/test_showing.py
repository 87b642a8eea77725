"""A figure in a notebook: SVG with its alt text, and its numbers as a table; for slides a PNG."""

from __future__ import annotations

from io import BytesIO

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from PIL import Image

from critical_points.display import write_html
from critical_points.figures import Picture, alt_text, render_png, render_svg, show
from critical_points.figures.description import description_of
from critical_points.figures.showing import fold_table
from critical_points.figures.votes import draw_votes
from tests.figures.frames import figure_of, labels, voted

FRAME = voted({"reachability": 10, "student_readiness": 54}, 120)


def shown(ax: Axes, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    found: list[object] = []
    monkeypatch.setattr("IPython.display.display", found.append)
    show(ax)
    return found


def test_the_picture_carries_its_alt_text_and_the_table_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    ax = draw_votes(FRAME, labels("sv"), 5)
    picture, table = shown(ax, monkeypatch)
    assert isinstance(picture, Picture)
    data, metadata = picture._repr_mimebundle_()
    assert metadata["image/svg+xml"]["alt"] == data["text/plain"] == repr(picture) == alt_text(ax)
    assert data["image/svg+xml"] == render_svg(figure_of(ax))
    assert table == fold_table(description_of(ax))


def test_the_table_is_folded_under_words_in_the_reader_s_language() -> None:
    html = write_html(fold_table(description_of(draw_votes(FRAME, labels("sv"), 5))))
    assert html.startswith('<details class="data" lang="sv"><summary>Siffrorna som tabell</summary>')
    assert '<td class="number" style="text-align:right">54</td>' in html


def test_the_png_is_small_sharp_and_the_same_each_time() -> None:
    png = render_png(figure_of(draw_votes(FRAME, labels(), 5)))
    assert png == render_png(figure_of(draw_votes(FRAME, labels(), 5)))
    with Image.open(BytesIO(png)) as image:
        assert (image.mode, image.size[0]) == ("P", 1200)
        assert image.info == {}
        assert len(image.getcolors() or []) <= 128
    assert len(png) < 40_000


def test_the_analyst_s_restyling_is_shown() -> None:
    ax = draw_votes(FRAME, labels(), 5)
    plain = render_png(figure_of(ax))
    ax.set_title("Oma otsikko", loc="left")
    assert render_png(figure_of(ax)) != plain
    assert ">Oma otsikko</text>" in render_svg(figure_of(ax))


def test_two_figures_side_by_side_are_both_described_and_pyplot_is_left_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, (left, right) = plt.subplots(1, 2)
    draw_votes(FRAME, labels("en"), 5, left)
    draw_votes(FRAME.head(1), labels("en"), 5, right)
    picture, *tables = shown(right, monkeypatch)
    assert repr(picture) == f"{alt_text(left)} {alt_text(right)}"
    assert len(tables) == 2
    assert not plt.fignum_exists(figure.number)
