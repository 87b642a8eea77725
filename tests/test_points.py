"""One page a critical point: which pages a notebook makes, and what each function tells of one point only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.estimates import choose_point
from critical_points.figures import alt_text, data_table, distributions, group_intervals, wave_changes
from critical_points.instrument import Labels, Law, Prompt, load_instrument
from critical_points.language import Language
from critical_points.plan import list_texts
from critical_points.reports.notebooks import heading, list_pages, place
from critical_points.reports.pages import plain_heading
from critical_points.sentences import findings
from critical_points.tables import (
    introduce_point,
    list_notes,
    list_prompts,
    tabulate_actions,
    tabulate_plan_texts,
    tabulate_scores,
    tabulate_targets,
)
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.pages_support import notebook
from tests.plan.frames import NAN, small_plan
from tests.small_answers import Row, same, small_answers, small_instrument

ASKED = small_instrument({"a1": "calls", "a2": "calls", "b1": "visits", "l1": "low"}, ["x", "y"], levels=["low"])
NOW: list[Row] = [
    *[("2026", "x", None, (4 + n % 2, 4, 3, 3), ("visits",)) for n in range(20)],
    *[("2026", "y", None, (1 + n % 2, 2, 3, 3), ("visits",)) for n in range(20)],
]
BEFORE: list[Row] = [("2025", "x", None, (3, 3 + n % 2, 3, 3), ()) for n in range(20)]


def results(rows: list[Row]) -> Protected:
    return in_full(tally(small_answers(ASKED, rows), by="group"))


def told(rows: list[Row], point: str, about: str | None = None) -> list[str]:
    return list(findings(results(rows), about=about, point=point).rows["sentence"])


# --- which pages


def write(folder: Path, name: str, told_of_itself: dict[str, str]) -> Path:
    node = notebook(["%%# Kriittinen piste\n\nKerronta.", "#parameters", "point"])
    node.metadata["critical_points"] = told_of_itself
    nbformat.write(node, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def test_a_notebook_for_each_point_makes_a_page_for_each_point_named_by_it(tmp_path: Path) -> None:
    paths = [write(tmp_path, "07_plain", {}), write(tmp_path, "08_points", {"each": "point"})]
    for code, names in {
        "fi": ["Kriittinen piste", "Tavoitettavuus ja näkyvyys", "Opiskelijan valmiudet"],
        "sv": ["Kritisk punkt", "Nåbarhet och synlighet", "Den studerandes beredskap"],
        "en": ["Critical point", "Reachability and visibility", "Student readiness"],
    }.items():
        pages = list_pages(paths, {"wave": "2026"}, Labels(load_instrument(), Language(code)))
        assert [page.stem for page in pages][:3] == ["07_plain", "point_reachability", "point_student_readiness"]
        assert len(pages) == 9
        assert [plain_heading(heading(node)) for node in pages.values()][:3] == names
    first = list(pages.values())[1]
    assert first.cells[2].source == "wave = '2026'\npoint = 'reachability'"
    assert place(list(pages)[1], first, 3) == "08_points.ipynb (point_reachability), cell 3"


def test_a_notebook_that_needs_what_is_not_there_has_no_page(tmp_path: Path) -> None:
    paths = [write(tmp_path, "09_benchmark", {"needs": "benchmark"})]
    labels = Labels(load_instrument(), Language("fi"))
    assert list(list_pages(paths, {}, labels)) == []
    assert list(list_pages(paths, {}, labels, ["benchmark"])) == paths


def test_a_point_s_name_is_a_heading_letter_for_letter(tmp_path: Path) -> None:
    hostile = "*Tähti* <script>alert(1)</script> $x$ [linkki](http://a.b)"
    instrument = replace(ASKED, points=(replace(ASKED.points[0], name=same(hostile)),))
    [node] = list_pages([write(tmp_path, "a", {"each": "point"})], {}, Labels(instrument, Language("fi"))).values()
    assert plain_heading(heading(node)) == hostile


# --- what one point is


def test_a_point_is_told_by_its_texts_and_by_verified_law_only() -> None:
    laws = (
        Law("one", same("Act"), "5 §", same("Said."), verified=True),
        Law("two", same("Act"), "6 §", same("Unsure."), verified=False),
    )
    point = replace(ASKED.points[0], about=same("How calls are <answered>."), laws=("one", "two"))
    prompt = Prompt("p", "point", "calls", same("Who answers?"), (same("When?"),))
    asked = replace(ASKED, points=(point, ASKED.points[1]), laws=laws, prompts=(prompt,))
    safe = replace(results(NOW), labels=Labels(asked, Language("en")))
    assert repr(introduce_point(safe, "calls")).splitlines() == [
        "How calls are <answered>.",
        "- It is measured by these statements:",
        "  - a1",
        "  - a2",
        "- Provisions of law that bear on it:",
        "  - Act, 5 §: Said.",
    ]
    assert "&lt;answered&gt;" in introduce_point(safe, "calls")._repr_html_()
    assert repr(list_prompts(safe, "calls")) == "- Who answers?\n  - When?"
    assert repr(list_prompts(safe, "visits")) == "The instrument has no questions for the discussion of this point."
    with pytest.raises(SettingsError, match="callz"):
        introduce_point(safe, "callz")


def test_every_point_of_the_default_instrument_tells_what_it_covers_in_three_languages() -> None:
    for point in load_instrument().points:
        assert all(point.about[code].endswith(".") for code in ("fi", "sv", "en"))


def test_the_point_to_look_at_is_the_one_named_else_the_first_suggested() -> None:
    asked = small_instrument({"p1": "praised", "q1": "poor", "r1": "weak"}, ["x"])
    rows: list[Row] = [("2026", "x", None, (5, 1 + n % 2, 1 + n % 3), ("poor", "weak")) for n in range(20)]
    safe = in_full(tally(small_answers(asked, rows), by="group"))
    assert choose_point(safe, "2026", "praised") == "praised"
    assert choose_point(safe) == "poor"
    with pytest.raises(SettingsError):
        choose_point(safe, "2026", "nothing")


# --- its ratings


def test_its_ratings_are_the_point_then_its_statements() -> None:
    table = tabulate_scores(results(NOW), point="calls")
    assert table.caption == "calls, 2026"
    assert table.frame.iloc[:, :3].to_numpy().tolist() == [
        ["calls", "40", "3.0"],
        ["a1", "40", "3.0"],
        ["a2", "40", "3.0"],
    ]
    shown = data_table(distributions(results(NOW), point="calls"))
    assert shown.iloc[:, 0].tolist() == ["calls", "a1", "a2"]
    assert shown.iloc[1, 1:6].tolist() == ["25", "25", "0", "25", "25"]
    assert shown.iloc[0, 1:6].tolist() == ["13", "38", "0", "37", "12"]  # 10, 30, 0, 30 and 10 of 80 answers


def test_its_change_is_the_point_then_its_statements() -> None:
    shown = data_table(wave_changes(results(BEFORE + NOW), point="calls"))
    assert shown.iloc[:, 0].tolist() == ["calls", "a1", "a2"]
    assert shown["Mean 2025 (1–5)"].tolist() == ["3.2", "3.0", "3.5"]
    assert "There is no earlier survey to compare with yet." in alt_text(wave_changes(results(NOW), point="calls"))


def test_a_point_that_was_not_asked_is_told_in_one_sentence_everywhere() -> None:
    rows: list[Row] = [("2026", "x", None, (4, 4, 3, 3), ()) for _ in range(12)]
    answers = small_answers(ASKED, rows)
    kept = answers.ratings["point"] != "calls"
    some = replace(
        answers, ratings=answers.ratings[kept], account=answers.account[~answers.account["item"].str.startswith("a")]
    )
    safe = in_full(tally(some, by="group"))
    none = "Nothing was asked about this point in 2026."
    assert repr(tabulate_scores(safe, point="calls")) == none
    assert str(findings(safe, about="points", point="calls")) == none
    for ax in (distributions(safe, point="calls"), group_intervals(safe, None, "calls")):
        assert alt_text(ax) == f"calls, 2026. {none}"


# --- in words


def test_its_findings_are_about_it_alone() -> None:
    assert told(NOW, "calls", "points") == [
        "Mean 3.0 on the scale 1–5 (95% interval 2.6–3.4, n = 40). "
        "Counted from the lowest rated, its possible rank is 1–2 of 2."
    ]
    [reasons] = told(NOW, "visits", "priorities")
    assert reasons.startswith("visits: 0% of respondents rate it below the middle of the scale (n = 40), and 100% of")
    [groups] = told(NOW, "calls", "groups")
    assert groups.startswith("calls: x rate it higher than y in 100 of 100 pairs of respondents")
    assert told(NOW, "visits", "groups") == ["Whether the groups see this point differently cannot be told."] or told(
        NOW, "visits", "groups"
    ) == ["The groups see this point alike."]
    assert told(NOW, "calls", "change") == ["There is no earlier survey to compare with yet."]
    assert [sentence for sentence in told(BEFORE + NOW, "calls", "change") if "visits" in sentence] == []


def test_the_findings_of_a_small_group_are_protected() -> None:
    rows: list[Row] = [("2026", "x", None, (4, 4, 3, 3), ()) for _ in range(4)]
    safe = protect(tally(small_answers(ASKED, rows), by="group"))
    assert str(findings(safe, about="points", point="calls")) == "The results of this point are not shown: under 5."
    assert str(findings(safe, about="priorities", point="calls")) == ""


# --- what the teams said and planned

PLAN = small_plan(
    [("2025", "a", "calls", 3.5), ("2025", "a", "visits", NAN)],
    [("2025", "calls", date(2025, 9, 1), "under_way", 0.5), ("2025", "visits", None, "done", 1.0)],
    [
        ("2025", "a", "calls", "Heard.", "", "Slow.", ""),
        ("2026", "b", "calls", "", "", "", "Faster."),
        ("2026", "b", "visits", "Other.", "", "", ""),
    ],
    instrument=ASKED,
)


def test_its_plan_is_what_concerns_it() -> None:
    safe, today = results(BEFORE + NOW), date(2026, 1, 1)
    targets = tabulate_targets(safe, PLAN, today=today, point="calls")
    assert targets.frame["Development target"].tolist() == ["calls"]
    actions = tabulate_actions(PLAN, "2026", "2025", today=today, point="calls")
    assert actions.frame["Action"].tolist() == ["action 1"]
    assert "Critical point" not in actions.frame
    texts = tabulate_plan_texts(safe, PLAN, point="calls")
    assert texts.frame.to_numpy().tolist() == [
        ["Goals", "Faster.", "2026"],
        ["Results of the review", "Heard.", "2025"],
        ["Present state", "Slow.", "2025"],
    ]
    told_of = list(findings(safe, about="plan", plan=PLAN, today=today, point="calls").rows["sentence"])
    assert [sentence.split(" – ")[0] for sentence in told_of] == [
        "Target of 2025: calls",
        "Plan 2025: 1 action is overdue, since 1 Sept 2025.",
    ]


def test_a_point_without_a_plan_and_without_notes_says_so() -> None:
    safe, nothing = results(NOW), small_plan(instrument=ASKED)
    assert repr(tabulate_targets(safe, nothing, point="calls")) == (
        "This point has not been chosen as a development target."
    )
    assert repr(tabulate_actions(nothing, "2026", point="calls")) == "The plan has no actions for this point."
    assert repr(tabulate_plan_texts(safe, nothing, point="calls")) == "No plan says anything of this point."
    assert findings(safe, about="plan", plan=nothing, point="calls").rows.empty


def test_its_texts_are_in_the_order_of_the_waves_given() -> None:
    assert list_texts(PLAN, ("2025", None, "2026"), "calls")["text"].tolist() == ["Heard.", "Slow.", "Faster."]


def test_its_notes_are_its_own_without_its_name() -> None:
    columns = ["wave", "kind", "subject", "question", "text", "group", "unit"]
    rows = [
        ("2026", "point", "calls", "works", "We answer at once.", "", ""),
        ("2026", "point", "visits", "works", "We visit often.", "", ""),
        ("2026", "level", "low", "works", "We know the law.", "", ""),
    ]
    notes = pd.DataFrame(rows, columns=columns)
    html = list_notes(results(NOW), notes, point="calls")._repr_html_()
    assert "We answer at once." in html
    assert "We visit often." not in html
    assert "<h3>What already works</h3>" in html
    assert "calls" not in html
    none = repr(list_notes(results(NOW), notes.iloc[1:], point="calls"))
    assert none == "No notes of this point have been chosen to be shown."
