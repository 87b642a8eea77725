"""Figures from protected results, each with alt text and a data table.

>>> ax = heatmap(safe)  # doctest: +SKIP
>>> ax.set_title("Our points", loc="left")  # doctest: +SKIP
>>> show(ax)  # doctest: +SKIP
"""

from __future__ import annotations

from critical_points.figures.bars import distributions
from critical_points.figures.benchmark import benchmark_chart
from critical_points.figures.changes import wave_changes
from critical_points.figures.description import alt_text, data_table
from critical_points.figures.heatmaps import heatmap
from critical_points.figures.intervals import group_intervals
from critical_points.figures.ladders import ladder
from critical_points.figures.priorities import priorities_chart
from critical_points.figures.showing import Picture, render_png, show
from critical_points.figures.targets import targets_chart
from critical_points.figures.vectors import font_folder, render_svg
from critical_points.figures.votes import votes_chart

__all__ = [
    "Picture",
    "alt_text",
    "benchmark_chart",
    "data_table",
    "distributions",
    "font_folder",
    "group_intervals",
    "heatmap",
    "ladder",
    "priorities_chart",
    "render_png",
    "render_svg",
    "show",
    "targets_chart",
    "votes_chart",
    "wave_changes",
]
