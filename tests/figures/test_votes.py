"""Votes: bars as long as the shares, votes and voters told, the points in their own order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from critical_points.figures.description import alt_text, data_table
from critical_points.figures.votes import draw_votes
from critical_points.instrument import Labels
from tests.figures.frames import bars_of, cut_or_overlapping, labels, long_labels, row_names, texts, texts_near, voted

FRAME = voted({"reachability": 10, "student_readiness": 54, "joint_planning": 0}, 120)


def test_bars_are_as_long_as_the_shares_and_start_at_0() -> None:
    ax = draw_votes(FRAME, labels(), 5)
    assert [bar.get_width() for bar in bars_of(ax)] == pytest.approx([10 / 120, 0.45, 0])
    assert {bar.get_x() for bar in bars_of(ax)} == {0}
    assert ax.get_xlim()[0] == 0


def test_share_and_votes_stand_at_each_bar_and_voters_in_the_note() -> None:
    ax = draw_votes(FRAME, labels(), 5)
    found = [texts_near(ax, y)[0].replace("\N{NO-BREAK SPACE}", " ") for y in range(3)]
    assert found == ["8 % (10)", "45 % (54)", "0 % (0)"]
    assert any("(n = 120)" in text for text in texts(ax))


def test_points_stand_in_their_own_order_not_by_votes() -> None:
    assert row_names(draw_votes(FRAME, labels("en"), 5)) == [
        "Reachability",
        "Student readiness",
        "Joint advance planning",
    ]


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        (
            "fi",
            "Palkit: Eniten kehitettävää: valitut pisteet, 2026. Osuus valinneista: suurin 45\N{NO-BREAK SPACE}% "
            "(Opiskelijan valmiudet, n = 120), pienin 0\N{NO-BREAK SPACE}% (Ennakkosuunnittelu, n = 120).",
        ),
        (
            "sv",
            "Liggande staplar: Punkter som valts som mest i behov av utveckling, 2026. Andel av dem som valde: högst "
            "45\N{NO-BREAK SPACE}% (Studerandes beredskap, n = 120), lägst 0\N{NO-BREAK SPACE}% (Förhandsplanering, n "
            "= 120).",
        ),
        (
            "en",
            "Bars: Chosen as most in need of development, 2026. Share of voters: highest 45% (Student readiness, n = "
            "120), lowest 0% (Joint advance planning, n = 120).",
        ),
    ],
)
def test_the_alt_text_tells_what_is_seen(code: str, alt: str) -> None:
    assert alt_text(draw_votes(FRAME, labels(code), 5)) == alt


def test_the_data_table_has_shares_votes_and_voters() -> None:
    table = data_table(draw_votes(FRAME, labels("en"), 5))
    assert table.columns.tolist() == ["Critical point", "Share of voters, %", "Votes", "Voters (n)"]
    assert table.to_numpy().tolist()[0] == ["Reachability", "8", "10", "120"]


def test_hidden_votes_have_no_bar_and_no_number() -> None:
    ax = draw_votes(voted({"reachability": 3, "feedback": 1}, 4, hidden=True), labels("en"), 5)
    assert [texts_near(ax, y) for y in range(2)] == [["under 5"], ["under 5"]]
    assert all(bar.get_width() == 0 for bar in bars_of(ax))
    assert alt_text(ax).endswith("Hidden, fewer than 5 respondents: Reachability; Developmental feedback.")
    assert data_table(ax).to_numpy().tolist()[1] == ["Developmental feedback", *["under 5"] * 3]


def test_a_wave_in_which_nobody_voted_is_no_error() -> None:
    ax = draw_votes(voted({"reachability": 0, "feedback": 0}, 0), labels("en"), 5)
    assert [texts_near(ax, y) for y in range(2)] == [["n = 0"], ["n = 0"]]
    assert alt_text(ax).endswith("Nobody chose any point.")


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("names", [labels, long_labels])
@pytest.mark.parametrize("most", [0, 4, 600, 1234])
def test_nothing_is_cut_and_nothing_overlaps(code: str, names: Callable[[str], Labels], most: int) -> None:
    frame = voted({point.key: most * n // 8 for n, point in enumerate(labels().instrument.points, 1)}, 1234)
    assert cut_or_overlapping(draw_votes(frame, names(code), 5)) == []
