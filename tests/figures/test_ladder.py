"""The ladder as stairs: steps rise to the right, each tells its state without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from critical_points.disclosure import Protected
from critical_points.estimates import hold_against
from critical_points.estimates.partnership import climb, judge_basis
from critical_points.figures import ladder
from critical_points.figures.description import alt_text, data_table
from critical_points.figures.ladders import draw_ladder
from critical_points.figures.style import HATCH, luminance
from critical_points.instrument import Labels
from critical_points.tallies import tally
from tests.figures.frames import cut_or_overlapping, labels, long_labels, one_line, texts
from tests.in_full import in_full
from tests.small_answers import small_answers, small_instrument

NAN = float("nan")
LEVELS = ("foundation", "everyday", "developing", "strategic", "networks", "monitoring")
STATES = {"above": "in order", "below": "not in order", "cannot tell": "cannot tell"}

#: Low and high of each level's interval; None where it is hidden.
Intervals = Sequence[tuple[float, float] | None]

MIXED: Intervals = [(3.7, 3.9), (3.55, 3.8), (3.3, 3.62), (2.9, 3.2), None, (2.7, 3.1)]


def held(intervals: Intervals, group: str = "all") -> tuple[pd.DataFrame, pd.Series]:
    """Return rows of `partnership` and the row of `steps_reached` that follows from them."""
    rows = []
    for place, (key, limits) in enumerate(zip(LEVELS, intervals, strict=True), 1):
        low, high = limits or (NAN, NAN)
        numbers = {"n": 1205.0, "mean": (low + high) / 2, "low": low, "high": high} if limits else {}
        row = {"wave": "2026", "group": group, "unit": "all", "subject": key, "step": float(place), "threshold": 3.5}
        row |= dict.fromkeys(("n", "mean", "low", "high", "band_low", "band_high"), NAN) | numbers
        rows.append(row | {"state": STATES[hold_against(low, high, 3.5)], "why": "", "hidden": limits is None})
    frame = pd.DataFrame(rows)
    frame["why"] = frame["why"].mask(frame["hidden"], "fewer than 5")
    frame.loc[frame["subject"] == "monitoring", "step"] = NAN
    points = pd.DataFrame({"subject": ["feedback", "transitions"], "state": ["in order", "not in order"]})
    return frame, pd.Series(climb(frame.dropna(subset=["step"])) | judge_basis(points))


def drawn(intervals: Intervals = MIXED, told: Labels | None = None, group: str = "all") -> Axes:
    frame, reached = held(intervals, group)
    return draw_ladder(frame, reached, told or labels("en"), 5)


def blocks(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def inside(ax: Axes, block: Rectangle) -> list[str]:
    (x, y), width, height = block.get_xy(), block.get_width(), block.get_height()
    found = [(text.get_position(), one_line(text.get_text())) for text in ax.texts]
    return [words for (a, b), words in found if x < a < x + width and y < b <= y + height]


def test_each_step_stands_on_the_one_before_and_begins_further_right() -> None:
    *steps, beside = blocks(drawn())
    assert len(steps) == 5
    for lower, upper in pairwise(steps):
        assert upper.get_y() == pytest.approx(lower.get_y() + lower.get_height())
        assert upper.get_x() > lower.get_x()
        assert upper.get_x() + upper.get_width() == pytest.approx(lower.get_x() + lower.get_width())
    assert beside.get_x() > steps[0].get_x() + steps[0].get_width()
    assert beside.get_height() == pytest.approx(sum(step.get_height() for step in steps))


def test_each_step_tells_its_name_its_state_its_mean_with_interval_and_n() -> None:
    ax = drawn()
    told = [inside(ax, block) for block in blocks(ax)]
    assert told == [
        ["1. Foundation of partnership", "✓\N{NO-BREAK SPACE}in order", "3.8 3.7–3.9 n = 1,205"],
        ["2. Everyday partnership", "✓\N{NO-BREAK SPACE}in order", "3.7 3.6–3.8 n = 1,205"],
        ["3. Developing partnership", "?\N{NO-BREAK SPACE}cannot be told", "3.5 3.3–3.6 n = 1,205"],
        ["4. Strategic partnership", "✗\N{NO-BREAK SPACE}not in order", "3.0 2.9–3.2 n = 1,205"],
        ["5. Partnership and service networks", "?\N{NO-BREAK SPACE}cannot be told", "under 5"],
        ["Continuous monitoring and analysis", "✗\N{NO-BREAK SPACE}not in order", "2.9 2.7–3.1 n = 1,205"],
    ]


def test_the_states_are_told_apart_in_greyscale() -> None:
    first, _, open_, bad, hidden, _ = blocks(drawn())
    shades = sorted(luminance(to_rgb(block.get_facecolor())) for block in (first, open_, bad))  # type: ignore[arg-type] # RGBA
    assert shades[1] - shades[0] > 0.15
    assert shades[2] - shades[1] > 0.15
    assert hidden.get_hatch() == HATCH
    assert not any(block.get_hatch() for block in (first, open_, bad))


def test_the_step_reached_and_the_next_one_stand_above() -> None:
    told = [one_line(text) for text in texts(drawn())]
    assert (
        "Step reached: 2. Everyday partnership. Next: Developing partnership – ?\N{NO-BREAK SPACE}cannot be told."
        in told
    )


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ((3.0, 3.2), "No step is reached yet. Next: Foundation of partnership – ✗\N{NO-BREAK SPACE}not in order."),
        (
            None,
            "Whether the first step is reached cannot be told. "
            "Next: Foundation of partnership – ?\N{NO-BREAK SPACE}cannot be told.",
        ),
    ],
)
def test_before_the_first_step(first: tuple[float, float] | None, words: str) -> None:
    assert words in [one_line(text) for text in texts(drawn([first, *[(3.6, 3.8)] * 5]))]


def test_at_the_top_nothing_comes_next() -> None:
    told = [one_line(text) for text in texts(drawn([(3.6, 3.8)] * 6))]
    assert "Step reached: 5. Partnership and service networks." in told


def test_the_note_tells_the_rule_and_the_basis() -> None:
    (note,) = [one_line(text) for text in texts(drawn()) if text.startswith("Mean on the scale")]
    assert "In order: the lower limit is at least 3.5." in note
    assert note.endswith(
        "Basis of mutual partnership, all points: ✗\N{NO-BREAK SPACE}not in order (in order 1, not in order 1, "
        "cannot be told 0)."
    )


def test_the_note_tells_why_a_small_group_has_no_state() -> None:
    frame, reached = held(MIXED)
    told = "Where only the mean is told, to protect small groups, the state cannot be told."
    assert not any(told in one_line(text) for text in texts(draw_ladder(frame, reached, labels("en"), 5)))
    small = frame.assign(low=NAN, high=NAN, state="cannot tell", why="no interval", hidden=False)
    assert any(told in one_line(text) for text in texts(draw_ladder(small, reached, labels("en"), 5)))


def test_the_alt_text_and_the_table_tell_what_is_seen() -> None:
    ax = drawn()
    alt = alt_text(ax)
    assert alt.startswith("Stairs: Ladder of partnership, 2026. Step reached: 2. Everyday partnership. Next: ")
    assert "4. Strategic partnership: ✗\N{NO-BREAK SPACE}not in order, 3.0, 2.9–3.2, n = 1,205" in alt
    assert "Beside the steps: Continuous monitoring and analysis: ✗\N{NO-BREAK SPACE}not in order" in alt
    assert data_table(ax).to_numpy().tolist()[3:5] == [
        ["4. Strategic partnership", "✗\N{NO-BREAK SPACE}not in order", "3.0", "2.9–3.2", "1,205"],
        ["5. Partnership and service networks", "?\N{NO-BREAK SPACE}cannot be told", *["under 5"] * 3],
    ]


def protected() -> Protected:
    asked = small_instrument({"a1": "point", "b1": "first", "c1": "second"}, ["x"], ["first", "second"])
    rows = [("2026", "x", None, (4, 5 - n % 2, 1 + n % 2), ()) for n in range(30)]
    return in_full(tally(small_answers(asked, rows), by="group"))


def test_a_group_and_a_threshold_are_chosen() -> None:
    ax = ladder(protected(), group="x", threshold=4.75)
    assert alt_text(ax).startswith("Stairs: Ladder of partnership, x, 2026. No step is reached yet. Next: first")
    assert any("at least 4.75" in one_line(text) for text in texts(ax))


def test_a_survey_without_levels_gives_a_sentence() -> None:
    asked = small_instrument({"a1": "point"}, ["x"])
    safe = in_full(tally(small_answers(asked, [("2026", "x", None, (4,), ())] * 12), by="group"))
    assert alt_text(ladder(safe)) == "Ladder of partnership, 2026. The survey did not ask about partnership."


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("names", [labels, long_labels])
@pytest.mark.parametrize("group", ["all", "teaching"])
@pytest.mark.parametrize("intervals", [MIXED, [None] * 6, [(3.4996, 3.5004)] * 6])
def test_nothing_is_cut_and_nothing_overlaps(
    code: str, names: Callable[[str], Labels], group: str, intervals: Intervals
) -> None:
    assert cut_or_overlapping(drawn(intervals, names(code), group)) == []
