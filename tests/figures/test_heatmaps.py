"""The heatmap: colour, value and n of each cell; hidden and empty cells; order; words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from critical_points.figures.description import alt_text, data_table
from critical_points.figures.heatmaps import draw_heatmap
from critical_points.figures.style import PAPER, contrast, mean_colour
from critical_points.instrument import Labels
from tests.figures.frames import POINTS, Cell, cut_or_overlapping, described, labels, long_labels, row_names, texts

FRAME = described(
    {
        "teaching": [(3.44, 120), (2.6, 118), (3.0, 119)],
        "management": ["hidden", "hidden", "hidden"],
        "services": [(4.5, 7), None, (1.0, 6)],
        "all": [(3.5, 131), (2.6, 122), (2.9, 129)],
    }
)


def cell_texts(ax: Axes, column: int, row: int) -> list[str]:
    found = [text for text in ax.texts if text.get_transform() == ax.transData]
    return [t.get_text() for t in found if (int(t.get_position()[0]), int(t.get_position()[1])) == (column, row)]


def test_each_cell_has_its_value_and_its_n() -> None:
    ax = draw_heatmap(FRAME, labels("fi"), 5)
    assert cell_texts(ax, 0, 0) == ["3,4", "n = 120"]
    assert cell_texts(ax, 2, 2) == ["1,0", "n = 6"]
    assert cell_texts(ax, 3, 1) == ["2,6", "n = 122"]
    assert cell_texts(draw_heatmap(FRAME, labels("en"), 5), 0, 0) == ["3.4", "n = 120"]


def test_each_cell_has_the_colour_of_its_mean_on_the_scale_1_to_5() -> None:
    ax = draw_heatmap(FRAME, labels(), 5)
    (mesh,) = (c for c in ax.collections if isinstance(c, QuadMesh))
    assert mesh.get_clim() == (1, 5)
    mesh.update_scalarmappable()
    colours = np.asarray(mesh.get_facecolor()).reshape(3, 4, 4)
    for row, column, mean in ((0, 0, 3.44), (0, 2, 4.5), (2, 2, 1.0), (1, 3, 2.6)):
        assert to_hex(tuple(colours[row, column])) == to_hex(mean_colour(mean))
    assert colours[0, 1, 3] == colours[1, 2, 3] == 0  # hidden and empty cells have no colour


def test_text_stands_out_from_its_cell() -> None:
    means = np.linspace(1, 5, 9)
    items = [item.key for item in labels().instrument.items[:9]]
    frame = described({"all": [(mean, 9) for mean in means]}, items, "item")
    ax = draw_heatmap(frame, labels(), 5)
    written = [text for text in ax.texts if text.get_transform() == ax.transData]
    assert len(written) == 18
    for text in written:
        mean = means[int(text.get_position()[1])]
        assert contrast(to_hex(text.get_color()), mean_colour(mean)) >= 4.5


def test_a_hidden_cell_is_hatched_and_tells_no_number_of_its_own() -> None:
    ax = draw_heatmap(FRAME, labels(), 5)
    for row in range(3):
        assert cell_texts(ax, 1, row) == ["alle\n5"]
    hatched = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    assert sorted((int(p.get_x()), int(p.get_y())) for p in hatched) == [(1, 0), (1, 1), (1, 2)]
    assert {to_hex(p.get_facecolor()) for p in hatched} == {PAPER}
    (mesh,) = (c for c in ax.collections if isinstance(c, QuadMesh))
    values: np.ma.MaskedArray[Any, Any] = np.ma.asarray(mesh.get_array()).reshape(3, 4)
    assert np.ma.getmaskarray(values)[:, 1].all()
    assert np.isnan(values.data[:, 1]).all()


def test_an_empty_cell_says_that_nobody_answered() -> None:
    assert cell_texts(draw_heatmap(FRAME, labels(), 5), 2, 1) == ["–", "n = 0"]


def test_rows_and_columns_stand_in_the_order_of_the_results() -> None:
    ax = draw_heatmap(FRAME, labels(), 5)
    assert row_names(ax) == ["Tavoitettavuus", "Opiskelijan valmiudet", "Ennakkosuunnittelu"]
    heads = [label.get_text().replace("s-\n", "s").replace("\n", " ") for label in ax.get_xticklabels()]
    assert heads == ["opetus- ja ohjaushenkilöstö", "johto", "työelämä- ja asiakaspalvelu", "Kaikki"]


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        (
            "fi",
            "Lämpökartta: Kriittiset pisteet ryhmittäin, keskiarvot, 2026. Kaikki vastaajat: suurin 3,5 "
            "(Tavoitettavuus, n = 131), pienin 2,6 (Opiskelijan valmiudet, n = 122). Yksittäiset ryhmät: suurin 4,5 "
            "(Tavoitettavuus: työelämä- ja asiakaspalvelu, n = 7), pienin 1,0 (Ennakkosuunnittelu: työelämä- ja "
            "asiakaspalvelu, n = 6). Ei näytetä, alle 5 vastaajaa: johto. Ei vastauksia: Opiskelijan valmiudet: "
            "työelämä- ja asiakaspalvelu.",
        ),
        (
            "sv",
            "Värmekarta: Kritiska punkter per grupp, medelvärden, 2026. Alla respondenter: högst 3,5 (Nåbarhet, "
            "n = 131), lägst 2,6 (Studerandes beredskap, n = 122). Enskilda grupper: högst 4,5 (Nåbarhet: "
            "arbetslivs- och kundservice, n = 7), lägst 1,0 (Förhandsplanering: arbetslivs- och kundservice, n = 6). "
            "Visas inte, färre än 5 respondenter: ledningen. Inga svar: Studerandes beredskap: arbetslivs- och "
            "kundservice.",
        ),
        (
            "en",
            "Heatmap: Critical points by group, means, 2026. All respondents: highest 3.5 (Reachability, n = 131), "
            "lowest 2.6 (Student readiness, n = 122). Single groups: highest 4.5 (Reachability: working-life and "
            "customer services, n = 7), lowest 1.0 (Joint advance planning: working-life and customer services, n = "
            "6). Hidden, fewer than 5 respondents: management. No answers: Student readiness: working-life and "
            "customer services.",
        ),
    ],
)
def test_the_alt_text_tells_what_is_seen(code: str, alt: str) -> None:
    assert alt_text(draw_heatmap(FRAME, labels(code), 5)) == alt


def test_the_data_table_has_every_number_with_its_n() -> None:
    table = data_table(draw_heatmap(FRAME, labels(), 5))
    assert table.columns.tolist() == [
        "Kriittinen piste",
        "opetus- ja ohjaushenkilöstö",
        "johto",
        "työelämä- ja asiakaspalvelu",
        "Kaikki vastaajat",
    ]
    assert table.to_numpy().tolist() == [
        ["Tavoitettavuus", "3,4 (n = 120)", "alle 5", "4,5 (n = 7)", "3,5 (n = 131)"],
        ["Opiskelijan valmiudet", "2,6 (n = 118)", "alle 5", "– (n = 0)", "2,6 (n = 122)"],
        ["Ennakkosuunnittelu", "3,0 (n = 119)", "alle 5", "1,0 (n = 6)", "2,9 (n = 129)"],
    ]


def test_units_levels_and_another_minimum() -> None:
    frame = described({"forest": ["hidden"], "all": [(3.5, 40)]}, ["foundation"], kind="level", by="unit")
    ax = draw_heatmap(frame, labels("en"), 10, "unit")
    assert ax.get_title("left") == "Levels of partnership by unit, means, 2026"
    assert cell_texts(ax, 0, 0) == ["under\n10"]
    assert data_table(ax).columns.tolist() == ["Level of partnership", "forest", "All units"]


def test_where_cells_are_narrow_n_is_a_number_and_the_note_says_so() -> None:
    groups = [group.key for group in labels().instrument.groups]
    ax = draw_heatmap(described({key: [(3.5, 1234)] * 3 for key in [*groups, "all"]}), labels("en"), 5)
    assert cell_texts(ax, 0, 0) == ["3.5", "1,234"]
    assert "Scale 1–5, darker is higher. The lower number is n, the number of respondents." in texts(ax)


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
@pytest.mark.parametrize("groups", [1, 2, 5, 7, 9])
@pytest.mark.parametrize("names", [labels, long_labels])
def test_nothing_is_cut_and_nothing_overlaps(code: str, groups: int, names: Callable[[str], Labels]) -> None:
    subjects = [point.key for point in labels().instrument.points]
    keys = [*[group.key for group in labels().instrument.groups[:groups]], "all"]
    cells: dict[str, list[Cell]] = {
        key: ["hidden" if key == "supervisors" else (3.0 + n / 10, 200) for n in range(8)] for key in keys
    }
    ax = draw_heatmap(described(cells, subjects), names(code), 5)
    assert cut_or_overlapping(ax) == []


def test_the_analyst_s_own_axes_are_drawn_on() -> None:
    own = Figure(figsize=(8, 4)).add_subplot(1, 2, 1)
    assert draw_heatmap(FRAME, labels(), 5, ax=own) is own
    assert POINTS[0] not in texts(own)
    assert "3,4" in texts(own)


def test_bands_and_results_that_protect_others_are_told_as_such() -> None:
    frame = described(
        {"teaching": ["protects"], "management": ["hidden"], "services": ["4-5"], "all": [(3.5, 131)]}, ["reachability"]
    )
    ax = draw_heatmap(frame, labels("en"), 5)
    assert {"4–5", "n = 12", "protects\nanother\nresult", "under\n5"} <= set(texts(ax))
    assert data_table(ax).iloc[0, 1:].tolist() == [
        "protects another result",
        "under 5",
        "4–5 (n = 12)",
        "3.5 (n = 131)",
    ]
    assert "Hidden, since it would give away another hidden result: teaching and guidance staff." in alt_text(ax)
    assert alt_text(ax).endswith("the same: Reachability: working-life and customer services 4–5.")
    assert cut_or_overlapping(ax) == []
