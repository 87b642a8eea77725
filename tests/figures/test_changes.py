"""Two waves: dots at both means, verdicts in words, no dots where nothing can be compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from critical_points.disclosure import protect
from critical_points.figures.changes import draw_wave_changes, wave_changes
from critical_points.figures.description import alt_text, data_table
from critical_points.figures.style import NOW, PAPER
from critical_points.instrument import Labels
from critical_points.tallies import tally
from tests.figures.frames import (
    annotation,
    changed,
    cut_or_overlapping,
    labels,
    long_labels,
    marked,
    points_of,
    row_names,
    texts,
    texts_near,
)
from tests.small_answers import Row, small_answers, small_instrument

WAVES = ("2026", "2025")
FRAME = changed(
    {
        "reachability": ("not comparable", 3.0, 3.9),
        "student_readiness": ("changed", 3.14, 3.46),
        "joint_planning": ("changed", 3.5, 3.2),
        "workplace_guidance": ("no meaningful change", 3.0, 3.04),
        "transitions": ("cannot tell", 3.0, 2.9),
        "feedback": ("hidden", 0, 0),
    }
)


def dots(ax: Axes, y: float) -> list[tuple[float, str]]:
    found = [(points_of(line)[0], to_hex(line.get_markerfacecolor())) for line in marked(ax)]
    return [(place[0], colour) for place, colour in found if place[1] == y]


def test_a_hollow_dot_stands_at_the_earlier_mean_and_a_filled_one_at_the_mean() -> None:
    ax = draw_wave_changes(FRAME, labels(), 5, WAVES)
    assert dots(ax, 1) == [(3.14, PAPER), (3.46, NOW)]
    assert dots(ax, 2) == [(3.5, PAPER), (3.2, NOW)]
    assert dots(ax, 0) == dots(ax, 5) == []  # not comparable, hidden


def test_verdict_difference_and_both_n_stand_beside_each_row() -> None:
    ax = draw_wave_changes(FRAME, labels("fi"), 5, WAVES)
    rows = [[text.replace("\n", " ") for text in texts_near(ax, y) if text not in WAVES] for y in range(6)]
    beside = [row[0] for row in rows]
    assert beside == [
        "ei vertailtavissa",
        "+0,3 parani n = 180 → 210",
        "−0,3 heikkeni n = 180 → 210",
        "+0,04 ei olennaista muutosta n = 180 → 210",
        "−0,10 muutos epävarma n = 180 → 210",
        "suojattu",
    ]
    assert rows[5][1:] == ["alle 5"]


def test_the_means_stand_outside_the_dots_and_the_first_pair_names_the_waves() -> None:
    ax = draw_wave_changes(FRAME, labels("en"), 5, WAVES)
    assert texts_near(ax, 1)[-2:] == ["3.1", "3.5"]
    before, now = annotation(ax, "2025"), annotation(ax, "2026")
    assert (before.xy, now.xy) == ((3.14, 1), (3.46, 1))
    assert (before.get_horizontalalignment(), now.get_horizontalalignment()) == ("right", "left")
    assert now.get_fontweight() == "bold"


def test_a_fall_has_the_new_value_at_the_left() -> None:
    ax = draw_wave_changes(FRAME[FRAME["subject"] == "joint_planning"], labels("en"), 5, WAVES)
    sides = {text.get_text(): text.get_horizontalalignment() for text in ax.texts}
    assert (sides["3.2"], sides["3.5"]) == ("right", "left")
    assert (sides["2026"], sides["2025"]) == ("right", "left")


def test_rows_stand_in_the_order_of_the_results() -> None:
    assert row_names(draw_wave_changes(FRAME, labels("en"), 5, WAVES))[:2] == ["Reachability", "Student readiness"]


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        (
            "fi",
            "Palloparit: Kriittiset pisteet, keskiarvot, 2025 ja 2026. Parani: Opiskelijan valmiudet +0,3 (3,1 → 3,5, "
            "n = 180 → 210). Heikkeni: Ennakkosuunnittelu −0,3 (3,5 → 3,2, n = 180 → 210). Ei olennaista muutosta: "
            "Työpaikkaohjaus. Muutos epävarma: Siirtymät, poikkeukset. Ei vertailtavissa: Tavoitettavuus. Ei näytetä, "
            "alle 5 vastaajaa: Kehittävä palaute.",
        ),
        (
            "sv",
            "Prickpar: Kritiska punkter, medelvärden, 2025 och 2026. Bättre: Studerandes beredskap +0,3 (3,1 → 3,5, "
            "n = 180 → 210). Sämre: Förhandsplanering −0,3 (3,5 → 3,2, n = 180 → 210). Ingen väsentlig förändring: "
            "Arbetsplatshandledning. Osäker förändring: Övergångar, undantag. Inte jämförbara: Nåbarhet. Visas inte, "
            "färre än 5 respondenter: Utvecklande respons.",
        ),
        (
            "en",
            "Pairs of dots: Critical points, means, 2025 and 2026. Improved: Student readiness +0.3 (3.1 → 3.5, "
            "n = 180 → 210). Declined: Joint advance planning −0.3 (3.5 → 3.2, n = 180 → 210). No meaningful change: "
            "Workplace guidance. Cannot tell: Transitions/exceptions. Not comparable: Reachability. Hidden, "
            "fewer than 5 respondents: Developmental feedback.",
        ),
    ],
)
def test_the_alt_text_tells_what_is_seen(code: str, alt: str) -> None:
    assert alt_text(draw_wave_changes(FRAME, labels(code), 5, WAVES)) == alt


def test_nothing_changed_is_told_only_where_something_was_compared() -> None:
    same = changed({"reachability": ("no meaningful change", 3.0, 3.0)})
    assert "Nothing has clearly changed." in alt_text(draw_wave_changes(same, labels("en"), 5, WAVES))
    apart = changed({"reachability": ("not comparable", 3.0, 3.0)})
    assert alt_text(draw_wave_changes(apart, labels("en"), 5, WAVES)).endswith("2026. Not comparable: Reachability.")


def test_the_note_says_why_a_difference_is_not_that_of_the_means_beside_it() -> None:
    note = "Differences are computed before rounding."
    assert any(note in text.replace("\n", " ") for text in texts(draw_wave_changes(FRAME, labels("en"), 5, WAVES)))
    plain = changed({"reachability": ("changed", 3.0, 3.5)})
    assert not any(note in text.replace("\n", " ") for text in texts(draw_wave_changes(plain, labels("en"), 5, WAVES)))


def test_the_data_table_has_every_number_and_the_doubt() -> None:
    table = data_table(draw_wave_changes(FRAME, labels("en"), 5, WAVES))
    assert table.columns.tolist() == [
        "Critical point",
        "Mean 2025 (1–5)",
        "n 2025",
        "Mean 2026 (1–5)",
        "n 2026",
        "Difference",
        "95% interval of the difference",
        "Verdict",
    ]
    rows = table.to_numpy().tolist()
    assert rows[0] == ["Reachability", "3.0", "180", "3.9", "210", "–", "–", "not comparable"]
    assert rows[1] == ["Student readiness", "3.1", "180", "3.5", "210", "+0.3", "+0.2 to +0.5", "improved"]
    assert rows[5] == ["Developmental feedback", *["under 5"] * 4, "–", "–", "protected"]


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("names", [labels, long_labels])
@pytest.mark.parametrize("waves", [WAVES, ("2026-syksyn kysely", "2025-kevään kysely")])
@pytest.mark.parametrize("means", [(1.0, 1.0), (5.0, 5.0), (1.0, 5.0), (5.0, 1.0), (3.2, 3.1)])
def test_nothing_is_cut_and_nothing_overlaps(
    code: str, names: Callable[[str], Labels], waves: tuple[str, str], means: tuple[float, float]
) -> None:
    verdicts = ["no meaningful change", "changed", "cannot tell", "hidden", "not comparable"]
    points = labels().instrument.points
    frame = changed({point.key: (verdicts[n % 5], *means) for n, point in enumerate(points)}, n=(1180, 1210))
    assert cut_or_overlapping(draw_wave_changes(frame, names(code), 5, waves)) == []


def test_where_there_is_no_earlier_wave_the_figure_says_so() -> None:
    rows: list[Row] = [("2026", None, None, (3, 4), ()) for _ in range(12)]
    safe = protect(tally(small_answers(small_instrument({"a1": "alpha", "a2": "alpha"}), rows)))
    ax = wave_changes(safe)
    assert alt_text(ax) == "Critical points, 2026. There is no earlier survey to compare with yet."
    assert data_table(ax).to_numpy().tolist() == [["There is no earlier survey to compare with yet."]]
