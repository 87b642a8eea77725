"""Figures are plain matplotlib: they are restyled, drawn into an analyst's own picture, saved, and shown once."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from PIL import Image

from critical_points import figures
from critical_points.disclosure import protect
from critical_points.reports.execution import run_notebooks
from critical_points.tallies import tally
from tests.plan.frames import small_plan
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "aamu", "b1": "ilta", "p1": "perusta"}, ["x", "y"], ["perusta"])
ROWS: list[Row] = [
    (wave, group, None, (n % 5 + 1, n % 4 + 1, n % 3 + 2), ("aamu", "ilta")[: n % 2 + 1])
    for wave in ("2025", "2026")
    for group in ("x", "y")
    for n in range(30)
]
SAFE = protect(tally(small_answers(ASKED, ROWS), by="group"))

#: What a function is given beside the results.
MORE: dict[str, dict[str, Any]] = {
    "targets_chart": {"plan": small_plan([("2025", "t", "aamu", 3.5)], instrument=ASKED)},
    "benchmark_chart": {"others": None},
}

TINT = "#ffe9a8"


def parameters(name: str) -> set[str]:
    made: Callable[..., Any] = getattr(figures, name)
    return set(signature(made).parameters)


DRAWN = [name for name in figures.__all__ if {"safe", "ax"} <= parameters(name)]


def draw(name: str, ax: Axes | None = None) -> Axes:
    made: Callable[..., Axes] = getattr(figures, name)
    return made(SAFE, ax=ax, **MORE.get(name, {}))


def saved(ax: Axes) -> Image.Image:
    written, figure = BytesIO(), ax.get_figure(root=True)
    assert figure is not None
    figure.savefig(written, dpi=50)
    return Image.open(written).convert("RGB")


def test_these_are_the_figures() -> None:
    assert set(DRAWN) >= {
        *("benchmark_chart", "distributions", "group_intervals", "heatmap", "ladder", "priorities_chart"),
        *("targets_chart", "votes_chart", "wave_changes"),
    }


@pytest.mark.parametrize("name", DRAWN)
def test_title_and_colours_are_changed_with_matplotlib_s_own_methods(name: str) -> None:
    before, ax = saved(draw(name)), draw(name)
    ax.set_title("Oma otsikko", loc="left", color="#5b2a86")
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.set_facecolor(TINT)
    assert ax.get_title(loc="left") == "Oma otsikko"
    after = saved(ax)
    assert after.size == before.size
    tinted = [(np.asarray(image) == np.array(to_rgb(TINT)) * 255).all(axis=2).mean() for image in (before, after)]
    assert tinted[0] == 0
    assert tinted[1] > 0.1


@pytest.mark.parametrize("name", DRAWN)
def test_it_is_drawn_into_an_analyst_s_own_picture_of_any_size(name: str) -> None:
    picture, axes = plt.subplots(1, 2, figsize=(13, 5))
    try:
        assert draw(name, axes[1]) is axes[1]
        assert tuple(picture.get_size_inches()) == (13, 5)
        assert saved(axes[1]).size == (650, 250)
        assert not axes[0].texts
        assert not axes[0].patches
    finally:
        plt.close(picture)


CELLS = [
    """import matplotlib.pyplot as plt
import critical_points as cp
from tests.figures.test_restyling import SAFE""",
    "cp.show(cp.heatmap(SAFE))",
    "picture, ax = plt.subplots(figsize=(9, 4))\ncp.votes_chart(SAFE, ax=ax)\nplt.show()",
    "picture, ax = plt.subplots(figsize=(9, 4))\ncp.show(cp.votes_chart(SAFE, ax=ax))",
    "cp.heatmap(SAFE)",
    "picture, ax = plt.subplots(figsize=(9, 4))\ncp.votes_chart(SAFE, ax=ax)",
    "plt.figure().gca()",
]


@pytest.mark.slow
def test_in_a_notebook_each_figure_is_shown_once(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    assert not run_notebooks({tmp_path / "own.ipynb": notebook}, Path(__file__).parents[2])
    pictures = [
        sum(any(kind.startswith("image/") for kind in output.get("data", {})) for output in cell.get("outputs", []))
        for cell in notebook.cells
    ]
    assert pictures == [0, 1, 1, 1, 1, 1, 1]
    printed = [
        [
            output["data"]["text/plain"]
            for output in cell.get("outputs", [])
            if output["output_type"] == "execute_result"
        ]
        for cell in notebook.cells
    ]
    assert printed[4] == []  # the axes are a value, shown as their picture with its description
    assert [output["data"].keys() & {"text/html"} for output in notebook.cells[4].outputs][-1] == {"text/html"}
    assert printed[5] == []  # pyplot shows the picture that is its own
    assert printed[6] == ["<Axes: >"]  # axes that are not ours are printed as ever
