"""Colours: contrast as WCAG computes it, order in greyscale, nothing left behind."""

from __future__ import annotations

from itertools import combinations, pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from critical_points.figures.heatmaps import draw_heatmap
from critical_points.figures.style import (
    BEFORE,
    INK,
    NOW,
    PAPER,
    QUIET,
    RATINGS,
    contrast,
    ink_on,
    luminance,
    mean_colour,
)
from tests.figures.frames import described, labels


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_text_is_read_on_the_colour_of_every_mean_and_every_rating() -> None:
    grounds = [mean_colour(mean) for mean in np.linspace(1, 5, 401)]
    assert min(contrast(ink_on(ground), ground) for ground in grounds) >= 4.5
    assert min(contrast(ink_on(ground), ground) for ground in RATINGS) >= 4.5
    assert min(contrast(ink, PAPER) for ink in (INK, QUIET)) >= 7


def test_lines_and_dots_stand_out_from_the_paper() -> None:
    assert min(contrast(colour, PAPER) for colour in (NOW, BEFORE)) >= 3


def test_a_higher_mean_is_darker_also_in_greyscale_and_the_lowest_is_not_the_colour_of_a_hidden_cell() -> None:
    lights = [luminance(mean_colour(mean)) for mean in np.linspace(1, 5, 41)]
    assert all(dark < light for light, dark in pairwise(lights))
    assert lights[0] < luminance(PAPER)


def test_no_two_ratings_are_alike_in_greyscale() -> None:
    assert min(contrast(one, other) for one, other in combinations(RATINGS, 2)) >= 1.3


def test_the_analyst_s_own_settings_and_pyplot_are_as_before() -> None:
    before = dict(mpl.rcParams)
    ax = draw_heatmap(described({"all": [(3.0, 9), (4.0, 9), (5.0, 9)]}), labels(), 5)
    ax.set_title("Oma otsikko", loc="left")
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []
    assert ax.get_title("left") == "Oma otsikko"
