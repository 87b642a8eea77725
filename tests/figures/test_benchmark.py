"""This organisation beside others: a dot with its interval for each, verdicts in words, the same numbers in a table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from critical_points.figures import alt_text, benchmark_chart, data_table
from critical_points.figures.style import NOW, PAPER
from critical_points.sentences import benchmark_findings
from tests.figures.frames import cut_or_overlapping, texts
from tests.sharing.test_comparison import others, protected

OURS = [4] * 10 + [5] * 20
THEIRS = ([2] * 10 + [3] * 10, [3] * 10 + [4] * 20, [4] * 10 + [5] * 10)


def dots(ax: Axes) -> list[tuple[float, float, str]]:
    """Return mean, row and fill of each dot in the data."""
    found = [line for line in ax.get_lines() if line.get_marker() == "o" and line.get_transform() == ax.transData]
    places = np.concatenate([np.asarray(line.get_xydata(), dtype=float) for line in found])
    fills = [to_hex(line.get_markerfacecolor()) for line in found]
    return [(round(x, 4), round(y), fill) for (x, y), fill in zip(places.tolist(), fills, strict=True)]


@pytest.fixture(scope="module")
def ax(tmp_path_factory: pytest.TempPathFactory) -> Axes:
    return benchmark_chart(protected(OURS), others(tmp_path_factory.mktemp("shared"), *THEIRS))


def test_each_row_has_our_dot_filled_and_theirs_hollow(ax: Axes) -> None:
    assert dots(ax)[:2] == [(round(140 / 30, 4), 0, NOW), (round(250 / 70, 4), 0, PAPER)]


def test_verdicts_and_numbers_stand_beside_and_nothing_is_cut(ax: Axes) -> None:
    assert {"higher than the others\nn = 30; others 70", "4.7", "3.6"} <= set(texts(ax))
    assert cut_or_overlapping(ax) == []


def test_the_table_and_the_alt_text_tell_the_same(ax: Axes) -> None:
    assert data_table(ax).iloc[0].tolist() == ["alpha", "4.7", "30", "3.6", "70", "higher than the others"]
    assert "Higher than the others: alpha 4.7 (others 3.6)." in alt_text(ax)
    assert "No meaningful difference: beta 3.5 (others 3.5)." in alt_text(ax)


def test_without_others_a_sentence_says_so() -> None:
    none = "No other organisation has shared its results yet."
    assert alt_text(benchmark_chart(protected(OURS), None)) == f"Critical points, 2026. {none}"
    assert str(benchmark_findings(protected(OURS), None)) == none


def test_where_we_stand_is_told_in_sentences(tmp_path: Path) -> None:
    first, *rest = benchmark_findings(protected(OURS), others(tmp_path, *THEIRS)).rows["sentence"]
    assert first == "The comparison is with 3 other organisations: Opisto 0, 2026; Opisto 1, 2026; Opisto 2, 2026."
    assert rest == [
        "Rated higher here than by the others: alpha +1.1 (+0.8 to +1.4).",
        "No meaningful difference from the others: beta.",
    ]


def test_what_this_organisation_hides_is_in_no_picture_and_no_sentence(tmp_path: Path) -> None:
    safe, theirs = protected([4, 5, 4, 3]), others(tmp_path, *THEIRS)
    shown = benchmark_chart(safe, theirs)
    assert [fill for *_, fill in dots(shown)] == [PAPER, PAPER]
    assert data_table(shown).iloc[0].tolist() == ["alpha", "–", "–", "3.6", "70", "protected"]
    [_, sentence] = benchmark_findings(safe, theirs).rows["sentence"]
    assert sentence == "Not compared with the others, to protect small groups: alpha and beta."
