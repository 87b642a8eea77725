"""What to develop first: dots at their two shares, names beside them, the front, and what cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.text import Text

from critical_points.figures.description import alt_text, data_table
from critical_points.figures.placing import Box, place_names
from critical_points.figures.priorities import draw_priorities
from critical_points.figures.style import NOW, PAPER
from critical_points.instrument import Labels
from tests.figures.frames import (
    cut_or_overlapping,
    figure_of,
    labels,
    long_labels,
    marked,
    one_line,
    points_of,
    row_names,
    texts,
    texts_near,
    weighed,
)

NAN = float("nan")
FRAME = weighed({"joint_planning": (0.5, 0.6), "feedback": (0.3, 0.2), "reachability": (0.1, 0.0)})
POINTS = [point.key for point in labels().instrument.points]


def written(ax: Axes, name: str) -> Text:
    (found,) = (text for text in ax.texts if one_line(text.get_text()) == name)
    return found


def test_each_dot_stands_at_its_two_shares_and_the_front_is_filled() -> None:
    dots = marked(draw_priorities(FRAME, labels(), 5, "2026"))
    assert [points_of(dot) for dot in dots] == [[(0.1, 0.0)], [(0.3, 0.2)], [(0.5, 0.6)]]
    assert [to_hex(dot.get_markerfacecolor()) for dot in dots] == [PAPER, PAPER, NOW]
    assert dots[2].get_markersize() > dots[1].get_markersize()


def test_both_axes_start_at_0_and_have_the_language_s_percentages() -> None:
    ax = draw_priorities(FRAME, labels("fi"), 5, "2026")
    assert [label.get_text() for label in ax.get_xticklabels()] == [f"{n}\N{NO-BREAK SPACE}%" for n in range(0, 60, 10)]
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"{n}\N{NO-BREAK SPACE}%" for n in range(0, 70, 10)]
    english = draw_priorities(FRAME, labels("en"), 5, "2026")
    assert [label.get_text() for label in english.get_xticklabels()][-1] == "50%"
    assert {"↑ Share of voters who chose the point"} <= set(texts(english))


def test_names_stand_beside_their_dots_and_those_suggested_are_bold() -> None:
    ax = draw_priorities(FRAME, labels("en"), 5, "2026")
    figure_of(ax).draw_without_rendering()
    for name, (x, y) in {"Developmental feedback": (0.3, 0.2), "Reachability": (0.1, 0.0)}.items():
        box, dot = written(ax, name).get_window_extent(), ax.transData.transform((x, y))
        assert 5 < box.x0 - dot[0] < 20
        assert abs((box.y0 + box.y1) / 2 - dot[1]) < 5
    planning = written(ax, "Joint advance planning").get_window_extent()
    assert planning.x1 < ax.transData.transform((0.5, 0.6))[0]  # no room at the right
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert [one_line(text) for text in bold] == ["Joint advance planning", "Developmental feedback"]


def test_the_note_tells_both_n() -> None:
    note = " ".join(draw_priorities(FRAME, labels("en"), 5, "2026").texts[-1].get_text().split())
    assert note == (
        "Respondents with a score: n = 40. Voters: n = 30. Filled: on the front, no other point is ahead of it. "
        "Bold: suggested as a development target."
    )


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        (
            "fi",
            "Hajontakuvio: Mitä kehittää ensin, 2026. Arvioi pisteen alle asteikon keskikohdan (osuus "
            "vastaajista): suurin 50\N{NO-BREAK SPACE}% (Ennakkosuunnittelu, n = 40), pienin 10\N{NO-BREAK SPACE}% "
            "(Tavoitettavuus, n = 40). Valitsi pisteen kehitettäväksi (osuus valinneista): suurin "
            "60\N{NO-BREAK SPACE}% (Ennakkosuunnittelu, n = 30), pienin 0\N{NO-BREAK SPACE}% (Tavoitettavuus, n = 30). "
            "Kärjessä: Ennakkosuunnittelu. Kehittämiskohteiksi ehdotetaan: Ennakkosuunnittelu ja Kehittävä palaute.",
        ),
        (
            "sv",
            "Spridningsdiagram: Vad ska utvecklas först, 2026. Bedömde punkten under skalans mittpunkt (andel "
            "av respondenterna): högst 50\N{NO-BREAK SPACE}% (Förhandsplanering, n = 40), lägst 10\N{NO-BREAK SPACE}% "
            "(Nåbarhet, n = 40). Valde punkten som utvecklingsobjekt (andel av dem som valde): högst "
            "60\N{NO-BREAK SPACE}% (Förhandsplanering, n = 30), lägst 0\N{NO-BREAK SPACE}% (Nåbarhet, n = 30). "
            "Främst: Förhandsplanering. Föreslås som utvecklingsobjekt: Förhandsplanering och Utvecklande "
            "respons.",
        ),
        (
            "en",
            "Dots on two axes: What to develop first, 2026. Share of respondents with a score below the scale's "
            "middle: highest 50% (Joint advance planning, n = 40), lowest 10% (Reachability, n = 40). Share of voters "
            "who chose the point: highest 60% (Joint advance planning, n = 30), lowest 0% (Reachability, n = 30). On "
            "the front: Joint advance planning. Suggested as development targets: Joint advance planning and "
            "Developmental feedback.",
        ),
    ],
)
def test_the_alt_text_tells_what_is_seen(code: str, alt: str) -> None:
    assert alt_text(draw_priorities(FRAME, labels(code), 5, "2026")) == alt


def test_the_data_table_has_both_shares_ranks_and_stability() -> None:
    table = data_table(draw_priorities(FRAME, labels("en"), 5, "2026"))
    assert table.columns.tolist() == [
        "Critical point",
        "Rated below the scale's middle, %",
        "Respondents (n)",
        "Share of voters, %",
        "Voters (n)",
        "On the front",
        "Possible ranks by mean",
        "Among the first two, times out of 100",
        "Suggested",
    ]
    assert table.to_numpy().tolist() == [
        ["Joint advance planning", "50", "40", "60", "30", "yes", "1", "90", "yes"],
        ["Developmental feedback", "30", "40", "20", "30", "no", "1–2", "45", "yes"],
        ["Reachability", "10", "40", "0", "30", "no", "1–3", "30", "no"],
    ]


def test_without_votes_the_points_are_rows_with_one_axis() -> None:
    ax = draw_priorities(weighed({"joint_planning": (0.5, NAN), "feedback": (0.25, NAN)}), labels("en"), 5, "2026")
    assert row_names(ax) == ["Joint advance planning", "Developmental feedback"]
    assert [points_of(dot) for dot in marked(ax)] == [[(0.5, 0.0)], [(0.25, 1.0)]]
    assert [texts_near(ax, y) for y in range(2)] == [["50%"], ["25%"]]
    assert "Nobody chose any point." in alt_text(ax)
    assert any("Nobody chose any point." in text.replace("\n", " ") for text in texts(ax))


def test_hidden_votes_are_not_told() -> None:
    ax = draw_priorities(weighed({"joint_planning": (0.5, -1), "feedback": (0.25, -1)}), labels("en"), 5, "2026")
    assert "Votes are hidden: fewer than 5 voters." in alt_text(ax)
    assert data_table(ax)["Share of voters, %"].tolist() == ["under 5", "under 5"]


def test_a_hidden_point_has_no_dot_and_is_named() -> None:
    ax = draw_priorities(weighed({"joint_planning": (0.5, 0.6), "feedback": (-1, 0.2)}), labels("en"), 5, "2026")
    assert len(marked(ax)) == 1
    assert alt_text(ax).endswith("Hidden, fewer than 5 respondents: Developmental feedback.")
    assert data_table(ax).to_numpy().tolist()[1] == [
        *["Developmental feedback", "under 5", "under 5", "20", "30", "–", "–", "–", "–"]
    ]


def test_where_everything_is_hidden_no_number_is_drawn() -> None:
    ax = draw_priorities(weighed({"joint_planning": "hidden", "feedback": "hidden"}), labels("en"), 5, "2026")
    assert [texts_near(ax, y) for y in range(2)] == [["under 5"], ["under 5"]]
    assert not marked(ax)


def test_where_nobody_rated_a_point_its_row_says_so() -> None:
    ax = draw_priorities(weighed({"joint_planning": (0.5, NAN), "feedback": (NAN, NAN)}), labels("en"), 5, "2026")
    assert texts_near(ax, 1) == ["n = 0"]
    assert alt_text(ax).endswith("No answers: Developmental feedback.")


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("names", [labels, long_labels])
@pytest.mark.parametrize(
    "shares",
    [
        [(0.25, 0.25)] * 8,
        [(0.0, 0.0)] * 8,
        [(1.0, 1.0)] * 8,
        [(0.3 + 0.05 * (n % 3), 0.3 + 0.05 * (n % 4)) for n in range(8)],
        [(0.1 * n, 0.9 - 0.1 * n) for n in range(8)],
        [(0.1 * n, NAN) for n in range(8)],
    ],
    ids=["together", "at 0", "at 100", "near", "in a row", "no votes"],
)
def test_nothing_is_cut_and_nothing_overlaps(
    code: str, names: Callable[[str], Labels], shares: list[tuple[float, float]]
) -> None:
    frame = weighed(dict(zip(POINTS, shares, strict=True)))
    assert cut_or_overlapping(draw_priorities(frame, names(code), 5, "2026")) == []


def test_names_cover_neither_dots_nor_each_other() -> None:
    random, area = np.random.default_rng(5), Box(0, 0, 5, 4)
    for _ in range(20):
        dots = [(float(x), float(y)) for x, y in random.uniform((1, 1), (4, 3), (8, 2))]
        boxes = place_names(dots, [(1.5, 0.2)] * 8, area)
        assert all(box.distance(dot) > 0.08 for box in boxes for dot in dots)
        assert not any(one.covers(other) for one, other in combinations(boxes, 2))
        assert all(box == box.within(area) for box in boxes)


def test_a_name_stands_at_the_right_then_at_the_left_then_above() -> None:
    area, size = Box(0, 0, 4, 2), (1.0, 0.2)
    assert place_names([(1, 1)], [size], area) == [Box(1.12, 0.9, 1.0, 0.2)]
    assert place_names([(3.5, 1)], [size], area) == [Box(3.5 - 0.12 - 1, 0.9, 1.0, 0.2)]
    (above, _) = place_names([(0.7, 1), (1.0, 1)], [size, size], area)
    assert (above.left, above.low) == pytest.approx((0.2, 1.12))
