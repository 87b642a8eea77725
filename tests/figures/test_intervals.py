"""Means of groups: dots at the means, bars as long as the intervals, all respondents first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.axes import Axes

from critical_points.figures.description import alt_text, data_table
from critical_points.figures.intervals import draw_group_intervals
from critical_points.instrument import Labels
from tests.figures.frames import (
    Cell,
    cut_or_overlapping,
    described,
    labels,
    long_labels,
    marked,
    points_of,
    row_names,
    texts_near,
)

FRAME = described(
    {
        "teaching": [(3.4, 120), (2.6, 118)],
        "management": ["hidden", (4.9, 17)],
        "services": [None, (1.1, 16)],
        "all": [(3.5, 131), (2.6, 122)],
    },
    ["reachability", "joint_planning"],
)
ONE = FRAME[FRAME["subject"] == "joint_planning"]


def dots(ax: Axes) -> list[float]:
    """Return the means that are drawn, from the top down."""
    return [points_of(line)[0][0] for line in marked(ax)]


def bars(ax: Axes) -> list[tuple[float, float]]:
    lines = [points_of(line) for line in ax.lines if line not in marked(ax)]
    return [(left, right) for (left, _), (right, _) in sorted(lines, key=lambda ends: ends[0][1])]


def test_each_block_starts_with_all_respondents_under_the_name_of_the_point() -> None:
    ax = draw_group_intervals(FRAME, labels("en"), 5)
    staff, services = "teaching and guidance staff", "working-life and customer services"
    assert row_names(ax) == [
        *["Reachability", staff, "management", services],
        *["Joint advance planning", staff, "management", services],
    ]
    weights = [label.get_fontweight() for label in ax.get_yticklabels()]
    assert weights == ["bold", "normal", "normal", "normal"] * 2


def test_dots_stand_at_the_means_and_bars_reach_over_the_intervals() -> None:
    ax = draw_group_intervals(FRAME, labels(), 5)
    assert dots(ax) == [3.5, 3.4, 2.6, 2.6, 4.9, 1.1]
    lows, highs = zip(*bars(ax), strict=True)
    assert lows == pytest.approx((3.3, 3.2, 2.4, 2.4, 4.7, 1.0))
    assert highs == pytest.approx((3.7, 3.6, 2.8, 2.8, 5.0, 1.3))
    left, right = ax.get_xlim()
    assert left < 1
    assert right > 5


def test_mean_and_n_stand_beside_each_row_and_hidden_rows_have_neither() -> None:
    ax = draw_group_intervals(FRAME, labels(), 5)
    rows = [texts_near(ax, y) for y in ax.get_yticks()]
    assert rows[:4] == [["3,5", "n = 131"], ["3,4", "n = 120"], ["alle 5"], ["–", "n = 0"]]


def test_one_point_has_its_name_in_the_title_and_all_respondents_in_the_first_row() -> None:
    ax = draw_group_intervals(ONE, labels("en"), 5)
    assert ax.get_title("left") == "Joint advance planning by group, means with intervals, 2026"
    assert row_names(ax)[0] == "All respondents"


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        (
            "fi",
            "Pallot ja 95 %:n luottamusvälit: Yhteinen ennakkosuunnittelu ryhmittäin, keskiarvot ja luottamusvälit, "
            "2026. Kaikki vastaajat: 2,6 (luottamusväli 2,4–2,8, n = 122). Yksittäiset ryhmät: suurin 4,9 (johto, n = "
            "17), pienin 1,1 (työelämä- ja asiakaspalvelu, n = 16).",
        ),
        (
            "sv",
            "Prickar med 95 % konfidensintervall: Gemensam förhandsplanering per grupp, medelvärden med "
            "konfidensintervall, 2026. Alla respondenter: 2,6 (konfidensintervall 2,4–2,8, n = 122). Enskilda grupper: "
            "högst 4,9 (ledningen, n = 17), lägst 1,1 (arbetslivs- och kundservice, n = 16).",
        ),
        (
            "en",
            "Dots with 95% intervals: Joint advance planning by group, means with intervals, 2026. All respondents: "
            "2.6 (interval 2.4–2.8, n = 122). Single groups: highest 4.9 (management, n = 17), lowest 1.1 "
            "(working-life and customer services, n = 16).",
        ),
    ],
)
def test_the_alt_text_tells_what_is_seen(code: str, alt: str) -> None:
    assert alt_text(draw_group_intervals(ONE, labels(code), 5)) == alt


def test_the_alt_text_of_many_points_names_what_is_hidden_and_empty() -> None:
    alt = alt_text(draw_group_intervals(FRAME, labels("en"), 5))
    assert alt.endswith(
        "All respondents: highest 3.5 (Reachability, n = 131), lowest 2.6 (Joint advance planning, n = 122). Single "
        "groups: highest 4.9 (Joint advance planning: management, n = 17), lowest 1.1 (Joint advance planning: "
        "working-life and customer services, n = 16). Hidden, fewer than 5 respondents: Reachability: management. No "
        "answers: Reachability: working-life and customer services."
    )


def test_the_data_table_has_every_number() -> None:
    table = data_table(draw_group_intervals(FRAME, labels(), 5))
    assert table.columns.tolist() == ["Kriittinen piste", "Ryhmä", "Keskiarvo (1–5)", "95 %:n luottamusväli", "n"]
    first = table[table["Kriittinen piste"] == "Tavoitettavuus"].to_numpy().tolist()
    assert first == [
        ["Tavoitettavuus", "opetus- ja ohjaushenkilöstö", "3,4", "3,2–3,6", "120"],
        ["Tavoitettavuus", "johto", "alle 5", "alle 5", "alle 5"],
        ["Tavoitettavuus", "työelämä- ja asiakaspalvelu", "–", "–", "0"],
        ["Tavoitettavuus", "Kaikki vastaajat", "3,5", "3,3–3,7", "131"],
    ]


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("groups", [2, 9])
@pytest.mark.parametrize("names", [labels, long_labels])
def test_nothing_is_cut_and_nothing_overlaps(code: str, groups: int, names: Callable[[str], Labels]) -> None:
    subjects = [point.key for point in labels().instrument.points]
    keys = [*[group.key for group in labels().instrument.groups[:groups]], "all"]
    cells: dict[str, list[Cell]] = {
        key: ["hidden" if key == "supervisors" else (1.0 + n / 2, 1234) for n in range(8)] for key in keys
    }
    assert cut_or_overlapping(draw_group_intervals(described(cells, subjects), names(code), 5)) == []


SMALL = described(
    {"teaching": [(3.4, 120)], "management": [(4.9, 7)], "services": ["4-5"], "all": [(3.5, 131)]}, ["reachability"]
)


def test_a_small_group_has_a_dot_without_a_bar_and_a_band_has_no_dot() -> None:
    ax = draw_group_intervals(SMALL, labels("en"), 5)
    assert dots(ax) == [3.5, 3.4, 4.9]
    drawn = [bar for bar in bars(ax) if bar[0] == bar[0]]
    assert drawn == [pytest.approx((3.3, 3.7)), pytest.approx((3.2, 3.6)), (4.0, 5.0)]
    assert [texts_near(ax, y)[0] for y in ax.get_yticks()] == ["3.5", "3.4", "4.9", "4–5"]
    (note,) = [text.get_text().replace("\n", " ") for text in ax.texts if "Dot without" in text.get_text()]
    assert "Dot without a bar: only the mean is told, to protect small groups." in note
    assert "Pale bar: only a band is told, since nearly all answers are the same." in note
    assert cut_or_overlapping(ax) == []


def test_of_a_small_group_neither_alt_text_nor_table_has_an_interval() -> None:
    ax = draw_group_intervals(SMALL, labels("en"), 5)
    assert alt_text(ax).endswith(
        "Without an interval, to protect small groups: management. "
        "Only a band is told, since nearly all answers are the same: working-life and customer services 4–5."
    )
    assert data_table(ax).iloc[1:, 2:].to_numpy().tolist() == [
        ["4.9", "–", "7"],
        ["4–5", "–", "12"],
        ["3.5", "3.3–3.7", "131"],
    ]


def test_a_result_that_protects_another_one_says_so() -> None:
    frame = described({"teaching": ["protects"], "management": ["hidden"], "all": [(3.5, 131)]}, ["reachability"])
    ax = draw_group_intervals(frame, labels("en"), 5)
    assert [texts_near(ax, y)[0] for y in ax.get_yticks()] == ["3.5", "protects another result", "under 5"]
    assert alt_text(ax).endswith(
        "Hidden, fewer than 5 respondents: management. Hidden, since it would give away another hidden result: "
        "teaching and guidance staff."
    )
