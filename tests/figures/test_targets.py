"""Targets: dots at both means, the interval, and a line at the level aimed at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from critical_points.disclosure import protect
from critical_points.figures import targets_chart
from critical_points.figures.description import alt_text, data_table
from critical_points.figures.style import NOW, PAPER
from critical_points.figures.targets import draw_targets
from critical_points.instrument import Labels
from critical_points.tallies import tally
from tests.figures.frames import (
    cut_or_overlapping,
    labels,
    long_labels,
    marked,
    one_line,
    points_of,
    row_names,
    texts,
    texts_near,
)
from tests.plan.frames import small_plan
from tests.small_answers import small_answers, small_instrument

NAN = float("nan")
TO = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"


def target(
    point: str, wave: str = "2025", level: float = 3.5, reached: str = "not reached", **other: object
) -> dict[str, object]:
    row: dict[str, object] = {"wave": wave, "point": point, "target_rating": level, "reached": reached}
    row |= {"hidden": False, "hidden_before": False, "why_hidden": "", "why_hidden_before": ""}
    row |= dict.fromkeys(("band_low", "band_high", "band_low_before", "band_high_before"), NAN)
    row |= {"n_before": 1180.0, "n": 1210.0, "mean_before": 2.5, "mean": 3.1, "low": 3.0, "high": 3.2}
    return row | {"difference": 0.6, "verdict": "changed"} | other


HIDDEN: dict[str, Any] = dict.fromkeys(("n_before", "n", "mean_before", "mean", "low", "high", "difference"), NAN)
HIDDEN |= {
    "hidden": True,
    "hidden_before": True,
    "why_hidden": "fewer than 5",
    "why_hidden_before": "protects another cell",
}
FRAME = pd.DataFrame(
    [
        target("transitions"),
        target("feedback", level=NAN, reached="no level", verdict="no meaningful change"),
        target("demonstrations", reached="cannot tell", verdict="hidden", **HIDDEN),
        target("transitions", "2026", 3.75, "new"),
    ]
)
WAVES = ("2026", "2025")


def drawn(frame: pd.DataFrame = FRAME, told: Labels | None = None) -> Axes:
    return draw_targets(frame, told or labels("en"), 5, WAVES)


def dots(ax: Axes, y: float) -> list[tuple[float, str]]:
    found = [(points_of(line)[0], to_hex(line.get_markerfacecolor())) for line in marked(ax)]
    return [(place[0], colour) for place, colour in found if place[1] == y]


def marks(ax: Axes) -> list[tuple[float, float]]:
    """Return where upright lines stand: their x, and the middle of their height."""
    found = [segment for part in ax.collections if isinstance(part, LineCollection) for segment in part.get_segments()]
    return [(float(line[0][0]), float(line[0][1] + line[1][1]) / 2) for line in found]


def test_dots_stand_at_both_means_and_a_line_at_the_level() -> None:
    ax = drawn()
    assert dots(ax, 0) == dots(ax, 3) == [(2.5, PAPER), (3.1, NOW)]
    assert dots(ax, 2) == []  # hidden
    assert marks(ax) == [(3.5, 0), (3.75, 3)]  # the second has no level
    bars = [points_of(line) for line in ax.lines if line.get_color() == NOW and len(points_of(line)) == 2]
    assert bars[0] == [(3.0, 0), (3.2, 0)]


def test_rows_name_the_point_and_its_plan() -> None:
    assert row_names(drawn()) == [
        "Transitions/exceptions (2025)", "Developmental feedback (2025)", "Demonstration quality (2025)",
        "Transitions/exceptions (2026)",
    ]  # fmt: skip


def test_the_verdict_and_whether_the_level_is_reached_stand_beside() -> None:
    ax = drawn()
    beside = [one_line(texts_near(ax, y)[0]) for y in range(4)]
    counts = f"n = 1,180{TO}1,210"
    assert beside[0] == f"2.5{TO}3.1 improved aim 3.5: ✗\N{NO-BREAK SPACE}not reached {counts}"
    assert beside[1] == f"2.5{TO}3.1 no meaningful change {counts}"
    assert beside[2] == "protected aim 3.5: ?\N{NO-BREAK SPACE}cannot be told"
    assert beside[3] == f"2.5{TO}3.1 improved aim 3.75: set now {counts}"


def test_the_alt_text_and_the_table_tell_what_is_seen() -> None:
    ax = drawn()
    assert alt_text(ax).startswith(
        f"Pairs of dots: Development targets, 2025 → 2026. Transitions/exceptions (2025): 2.5{TO}3.1 improved, "
        f"aim 3.5: ✗\N{NO-BREAK SPACE}not reached, n = 1,180{TO}1,210; "
    )
    assert data_table(ax).to_numpy().tolist()[:2] == [
        [
            "Transitions/exceptions (2025)",
            f"2.5{TO}3.1",
            f"1,180{TO}1,210",
            "3.5: ✗\N{NO-BREAK SPACE}not reached",
            "improved",
        ],
        ["Developmental feedback (2025)", f"2.5{TO}3.1", f"1,180{TO}1,210", "–", "no meaningful change"],
    ]


def test_the_chart_is_made_from_the_plan_and_without_targets_it_is_a_sentence() -> None:
    asked = small_instrument({"a1": "Aamu", "b1": "Ilta"})
    rows = [(wave, None, None, (n % 2 + 3, n % 3 + 2), ()) for wave in ("2025", "2026") for n in range(20)]
    safe = protect(tally(small_answers(asked, rows), by="group"))
    plan = small_plan([("2025", "a", "Aamu", 3.0)], instrument=asked)
    assert marks(targets_chart(safe, plan)) == [(3.0, 0)]
    none = targets_chart(safe, small_plan(instrument=asked))
    assert alt_text(none) == "Development targets, 2025 → 2026. No development targets have been chosen."
    assert "No development targets have been chosen." in texts(none)


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("names", [labels, long_labels])
@pytest.mark.parametrize("verdict", ["changed", "cannot tell", "no meaningful change", "not comparable"])
@pytest.mark.parametrize("mean", [1.0, 5.0])
def test_nothing_is_cut_and_nothing_overlaps(
    code: str, names: Callable[[str], Labels], verdict: str, mean: float
) -> None:
    told = names(code)
    rows = [target(point.key, reached="cannot tell", verdict=verdict, mean=mean) for point in told.instrument.points]
    assert cut_or_overlapping(drawn(pd.DataFrame(rows), told)) == []
    assert cut_or_overlapping(drawn(FRAME, told)) == []
