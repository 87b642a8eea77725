"""The distribution: lengths of bars, percentages that total 100, where the middle stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from critical_points.figures.bars import draw_distributions
from critical_points.figures.description import alt_text, data_table
from critical_points.figures.style import INK, RATINGS
from critical_points.instrument import Labels
from tests.figures.frames import (
    bars_of,
    cut_or_overlapping,
    distributed,
    labels,
    long_labels,
    row_names,
    texts,
    texts_near,
)

FRAME = distributed(
    {
        "reachability": ((10, 20, 40, 80, 50), 67),
        "student_readiness": ((1, 1, 1, 0, 0), 6),
        "joint_planning": "hidden",
        "workplace_guidance": None,
    }
)


def parts(ax: Axes, row: int) -> list[tuple[float, float]]:
    """Return (start, length) of the parts of a bar, from rating 1 to 5, in percentage points."""
    bars = bars_of(ax)[row :: len(ax.get_yticks())]
    assert [to_hex(bar.get_facecolor()) for bar in bars] == list(RATINGS)
    return [(round(bar.get_x(), 6), round(bar.get_width(), 6)) for bar in bars]


def test_the_parts_of_a_bar_are_the_shares_around_the_middle_value() -> None:
    ax = draw_distributions(FRAME, labels(), 5)
    assert parts(ax, 0) == [(-25, 5), (-20, 10), (-10, 20), (10, 40), (50, 25)]
    assert parts(ax, 1)[:3] == [(-83.333333, 33.333333), (-50, 33.333333), (-16.666667, 33.333333)]


def test_the_middle_value_can_stand_aside() -> None:
    ax = draw_distributions(FRAME, labels(), 5, "aside")
    assert parts(ax, 0) == [(-15, 5), (-10, 10), (69, 20), (0, 40), (40, 25)]
    assert parts(ax, 1)[2] == (69, 33.333333)  # the same place in every row


def test_percentages_are_printed_and_total_100() -> None:
    ax = draw_distributions(FRAME, labels(), 5)
    assert texts_near(ax, 0) == ["5", "10", "20", "40", "25", "n = 67"]
    assert texts_near(ax, 1) == ["34", "33", "33", "n = 6"]


def test_a_percentage_that_does_not_fit_into_its_part_stands_beside_the_bar() -> None:
    ax = draw_distributions(distributed({"reachability": ((1, 49, 99, 49, 2), 50)}), labels(), 5)
    assert texts_near(ax, 0)[:5] == ["1", "25", "49", "24", "1"]
    assert [to_hex(text.get_color()) for text in ax.texts if text.get_text() == "1"] == [INK, INK]
    assert cut_or_overlapping(ax) == []


def test_hidden_and_empty_rows_have_no_bar() -> None:
    ax = draw_distributions(FRAME, labels(), 5)
    assert texts_near(ax, 2) == ["alle 5"]
    assert texts_near(ax, 3) == ["n = 0"]
    assert {length for row in (2, 3) for _, length in parts(ax, row)} == {0}
    hatched = [artist for artist in ax.findobj(Rectangle) if isinstance(artist, Rectangle) and artist.get_hatch()]
    assert len(hatched) == 1


def test_rows_stand_in_the_order_of_the_results_and_the_scale_stands_above() -> None:
    ax = draw_distributions(FRAME, labels("en"), 5)
    assert row_names(ax) == ["Reachability", "Student readiness", "Joint advance planning", "Workplace guidance"]
    key = [text.replace("\n", " ") for text in texts(ax)]
    for label in ("1 realised very poorly", "2 realised poorly", "3 realised moderately", "4 realised well"):
        assert label in key


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        (
            "fi",
            "Pinotut palkit: Kriittiset pisteet, vastausten jakauma, 2026. Asteikon ääripäät: 1 toteutuu erittäin "
            "heikosti – 5 toteutuu erittäin hyvin. Vastausten 4 ja 5 osuus: suurin 65\N{NO-BREAK SPACE}% "
            "(Tavoitettavuus, n = 67), pienin 0\N{NO-BREAK SPACE}% (Opiskelijan valmiudet, n = 6). Vastausten 1 ja 2 "
            "osuus: suurin 67\N{NO-BREAK SPACE}% (Opiskelijan valmiudet, n = 6), pienin 15\N{NO-BREAK SPACE}% "
            "(Tavoitettavuus, n = 67). Ei näytetä, alle 5 vastaajaa: Ennakkosuunnittelu. Ei vastauksia: "
            "Työpaikkaohjaus.",
        ),
        (
            "sv",
            "Staplade liggande staplar: Kritiska punkter, svarens fördelning, 2026. Skalans ändpunkter: 1 genomförs "
            "mycket dåligt – 5 genomförs mycket väl. Andelen svar 4 och 5: högst 65\N{NO-BREAK SPACE}% (Nåbarhet, "
            "n = 67), lägst 0\N{NO-BREAK SPACE}% (Studerandes beredskap, n = 6). Andelen svar 1 och 2: högst "
            "67\N{NO-BREAK SPACE}% (Studerandes beredskap, n = 6), lägst 15\N{NO-BREAK SPACE}% (Nåbarhet, n = 67). "
            "Visas inte, färre än 5 respondenter: Förhandsplanering. Inga svar: Arbetsplatshandledning.",
        ),
        (
            "en",
            "Stacked bars: Critical points, distribution of answers, 2026. The scale runs from 1 realised very "
            "poorly to 5 realised very well. Share of answers 4 and 5: highest 65% (Reachability, n = 67), lowest 0% "
            "(Student readiness, n = 6). Share of answers 1 and 2: highest 67% (Student readiness, n = 6), lowest "
            "15% (Reachability, n = 67). Hidden, fewer than 5 respondents: Joint advance planning. No answers: "
            "Workplace guidance.",
        ),
    ],
)
def test_the_alt_text_tells_what_is_seen(code: str, alt: str) -> None:
    assert alt_text(draw_distributions(FRAME, labels(code), 5)) == alt


def test_the_data_table_has_every_percentage_with_its_n() -> None:
    table = data_table(draw_distributions(FRAME, labels("en"), 5))
    assert table.columns.tolist() == [
        "Critical point",
        "1 realised very poorly, %",
        "2 realised poorly, %",
        "3 realised moderately, %",
        "4 realised well, %",
        "5 realised very well, %",
        "n",
    ]
    assert table.to_numpy().tolist() == [
        ["Reachability", "5", "10", "20", "40", "25", "67"],
        ["Student readiness", "34", "33", "33", "0", "0", "6"],
        ["Joint advance planning", *["under 5"] * 6],
        ["Workplace guidance", *["–"] * 5, "0"],
    ]


def test_a_group_is_named_in_the_title() -> None:
    ax = draw_distributions(distributed({"reachability": ((1, 2, 3, 4, 5), 5)}, group="management"), labels("en"), 5)
    assert ax.get_title("left") == "Critical points, distribution of answers, management, 2026"


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("names", [labels, long_labels])
@pytest.mark.parametrize("kind", ["point", "level", "item"])
def test_nothing_is_cut_and_nothing_overlaps(code: str, names: Callable[[str], Labels], kind: str) -> None:
    instrument = labels().instrument
    keys = {
        "point": [point.key for point in instrument.points],
        "level": [level.key for level in instrument.levels],
        "item": [item.key for item in instrument.items],
    }[kind]
    shapes = [(3, 9, 50, 88, 50), (0, 0, 0, 200, 0), (100, 0, 0, 0, 100), (199, 1, 0, 0, 0), (2, 2, 192, 2, 2)]
    rows: dict[str, tuple[Sequence[int], int] | str | None] = {
        key: (shapes[n % 5], 1234) if n % 6 else "hidden" for n, key in enumerate(keys)
    }
    assert cut_or_overlapping(draw_distributions(distributed(rows, kind), names(code), 5)) == []


def test_all_hidden_and_all_empty() -> None:
    for row in ("hidden", None):
        ax = draw_distributions(distributed(dict.fromkeys(["reachability", "feedback"], row)), labels("en"), 5)
        assert row_names(ax) == ["Reachability", "Developmental feedback"]
        assert cut_or_overlapping(ax) == []


def test_of_a_small_group_there_is_n_and_no_distribution() -> None:
    frame = distributed({"reachability": ([1, 2, 3, 4, 5], 15), "joint_planning": "mean"})
    ax = draw_distributions(frame, labels("en"), 5)
    assert texts_near(ax, 1) == ["protected: no distribution", "n = 7"]
    assert data_table(ax).iloc[1, 1:].tolist() == [*["–"] * 5, "7"]
    assert "No distribution is told, to protect small groups: Joint advance planning." in alt_text(ax)
