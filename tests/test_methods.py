"""The methods tell what was computed: their numbers are those of the results and of the code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from critical_points.disclosure import Protected, protect
from critical_points.instrument import load_instrument
from critical_points.language import Language
from critical_points.tables import method_texts, methods
from critical_points.tallies import tally
from critical_points.workspace import Review, Wave
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "calls", "a2": "calls", "b1": "visits"}, ["x", "y", "z"])
NOW: list[Row] = [
    *[("2026", "x", None, (4 + n % 2, 4, 3), ("visits",)) for n in range(20)],
    *[("2026", "y", None, (1 + n % 2, 2, 3), ("visits",)) for n in range(20)],
]
FOUR: list[Row] = [("2026", "z", None, (1 + n % 2, 2, 3), ()) for n in range(4)]
BEFORE: list[Row] = [("2025", "x", None, (3, 3 + n % 2, 3), ()) for n in range(20)]


def results(rows: list[Row], headcounts: dict[str, dict[str, int]] | None = None) -> Protected:
    """Return results of which nothing is hidden: how they are told does not depend on it."""
    return replace(in_full(tally(small_answers(ASKED, rows), by="group")), headcounts=headcounts or {})


def told(safe: Protected, folder: Path = Path("nowhere")) -> dict[str, str]:
    waves = {wave: Wave(wave) for wave in ("2025", "2026")}
    review = Review(folder, "Mallikunta", Language("en"), load_instrument(), 5, waves)
    return {heading: "\n".join(sentences) for heading, sentences in methods(review, safe).parts}


def test_who_answered_is_told_with_the_share_where_it_is_known() -> None:
    safe = results(NOW, {"2026": {"x": 40, "y": 40}})
    assert told(safe)["Answers"] == "Survey 2026: 40 respondents. 80 were asked, so 50% answered."
    assert told(results(BEFORE + NOW))["Answers"] == "Survey 2026: 40 respondents.\nSurvey 2025: 20 respondents."


def test_what_was_not_computed_is_not_told() -> None:
    parts = told(results(NOW))
    assert parts["Comparing years"] == "There is no earlier survey to compare with yet."
    assert "Comparing with other organisations" not in parts
    assert "Welch" not in parts["Sources of the methods"]
    assert "Welch" in told(results(BEFORE + NOW))["Sources of the methods"]
    alone = told(results([row for row in NOW if row[1] == "x"]))
    assert alone["Comparing groups"] == "No groups were compared: a comparison takes two groups that are shown."


def test_comparisons_are_counted() -> None:
    groups = told(results(NOW))["Comparing groups"]
    assert "The groups of 2 points were compared by ranks" in groups
    assert groups.split("\n")[1].startswith("2 pairs of groups of at least 10 respondents were tested")
    assert "(Mann–Whitney; 2 of them exactly" in groups
    assert groups.split("\n")[1].endswith("leaves out a tie; 1 are.")
    assert "within 34–66 pairs of 100" in groups
    change = told(results(BEFORE + NOW))["Comparing years"]
    assert "Of the points, 0 changed, 1 did not change meaningfully, 1 cannot be told, 0 are not compared." in change


def test_protected_results_are_counted_without_their_reasons() -> None:
    safe = protect(tally(small_answers(ASKED, NOW + FOUR), by="group"))
    full, band, hidden = (
        (safe.cells["detail"] == "full").sum(),
        (safe.cells["detail"] == "band").sum(),
        len(safe.hidden),
    )
    sentence = told(safe)["Protecting small groups"].split("\n")[1]
    assert sentence.startswith(
        f"Of the results of 2026, {full} are told in full, 0 as a mean only, {band} as a band only, and {hidden} are "
        "protected."
    )
    assert min(full, band, hidden) > 0
    assert full + band == len(safe.cells)
    assert "fewer" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "part", "now", "then"),
    [
        ("MARGIN", 0.5, "Comparing years", "within ±0.25 steps", "within ±0.50 steps"),
        ("NARROW", 0.8, "Comparing years", "the 90% interval", "the 80% interval"),
        ("LEVEL", 0.99, "Uncertainty", "an interval of 95%", "an interval of 99%"),
        ("LEAST_RATED", 0.6, "From ratings to scores", "at least 50%", "at least 60%"),
        ("SMALLEST_TESTED", 12, "Comparing groups", "at least 10 respondents", "at least 12 respondents"),
        ("ERROR", 0.01, "Comparing groups", "p is below 0.05", "p is below 0.01"),
        ("TIMES", 500, "What to develop first", "repeated 4,000 times", "repeated 500 times"),
        ("SEED", 7, "What to develop first", "(seed 1)", "(seed 7)"),
        ("TIMES_OF_TARGETS", 99, "Plan and partnership", "(4,000 random samples)", "(99 random samples)"),
        ("SMALLEST_DISTRIBUTION", 20, "Protecting small groups", "fewer than 10", "fewer than 20"),
    ],
)
def test_a_rule_that_changes_changes_its_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float, part: str, now: str, then: str
) -> None:
    safe = results(BEFORE + NOW)
    assert now in told(safe)[part]
    monkeypatch.setattr(method_texts, name, value)
    assert then in told(safe)[part]


def test_every_statement_is_told_and_what_cannot_be_compared() -> None:
    answers = small_answers(ASKED, BEFORE + NOW, not_comparable=[("2025", "a2")])
    part = told(protect(tally(answers, by="group")))["What was asked"]
    assert part.split("\n")[1:] == ["calls", "a1", "a2 (not compared with 2025)", "visits", "b1"]


def test_others_are_told_of_where_their_files_are(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "2026" / "benchmark"
    folder.mkdir(parents=True)
    for name in ("a", "b", "c"):
        (folder / f"{name}.csv").write_text("", encoding="utf-8")
    part = told(results(NOW), tmp_path)["Comparing with other organisations"]
    assert part.startswith("3 files of other organisations were added up")
    assert "at least 3 others stand behind it and none of them gives more than 50%" in part


def test_the_parts_are_headings_and_lists() -> None:
    waves = {"2026": Wave("2026")}
    review = Review(Path("nowhere"), "", Language("en"), load_instrument(), 5, waves)
    html = methods(review, results(NOW))._repr_html_()
    assert html.count("<h2>") == 11
    assert "<p>calls</p><ul><li>a1</li><li>a2</li></ul>" in html
