"""Targets of two plans: their ratings then and now, the levels aimed at, and their actions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from critical_points.decimals import interval_at
from critical_points.disclosure import Protected, protect
from critical_points.estimates import compare_targets, compare_waves, describe
from critical_points.language import Language
from critical_points.plan import plan_texts, target_progress, targets_moved
from critical_points.sentences import findings
from critical_points.tables import tabulate_plan_texts, tabulate_targets
from critical_points.tallies import tally
from critical_points.workbook.plans import Plan
from tests.in_full import in_full
from tests.plan.frames import NAN, Action, Target, Words, small_plan
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "Aamu", "b1": "Ilta", "c1": "Yö"})
TODAY = date(2026, 6, 1)
TO = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"

N = f"40{TO}40"

#: In 2025 Aamu is rated 1.5 and Ilta 2.5 and Yö 3.5; in 2026 Aamu 3.5, Ilta 2.5 and Yö 3.5.
EARLIER: list[Row] = [("2025", None, None, (n % 2 + 1, n // 2 % 2 + 2, n // 4 % 2 + 3), ()) for n in range(40)]
NOW: list[Row] = [("2026", None, None, (n % 2 + 3, n // 2 % 2 + 2, n // 4 % 2 + 3), ()) for n in range(40)]
SAFE = in_full(tally(small_answers(ASKED, EARLIER + NOW), by="group"))


def plan_of(targets: list[Target], actions: list[Action] | None = None, words: list[Words] | None = None) -> Plan:
    return small_plan(targets, actions or (), words or (), instrument=ASKED)


def limits(point: str) -> tuple[float, float]:
    cells = describe(SAFE)
    here = (cells["wave"] == "2026") & (cells["subject"] == point) & (cells["group"] == "all")
    low, high = cells.loc[here & (cells["kind"] == "point"), ["low", "high"]].to_numpy(float)[0]
    return float(low), float(high)


LOW, HIGH = limits("Aamu")


@pytest.mark.parametrize(
    ("level", "reached"),
    [
        (LOW, "reached"),  # the lower limit is at the level
        (LOW - 0.01, "reached"),
        (LOW + 0.01, "cannot tell"),
        (HIGH, "cannot tell"),  # the upper limit is not below the level
        (HIGH + 0.01, "not reached"),
        (NAN, "no level"),
    ],
)
def test_a_level_is_reached_by_the_lower_limit_and_missed_by_the_upper(level: float, reached: str) -> None:
    assert 3.2 < LOW < 3.5 < HIGH < 3.8
    frame = target_progress(SAFE, plan_of([("2025", "a", "Aamu", level)]), today=TODAY)
    assert frame["reached"].item() == reached


def test_a_target_of_the_wave_itself_is_new_whatever_its_level() -> None:
    frame = target_progress(SAFE, plan_of([("2026", "a", "Aamu", 1.5), ("2026", "a", "Ilta", NAN)]), today=TODAY)
    assert list(frame["reached"]) == ["new", "new"]


def test_ratings_then_and_now_are_those_of_the_comparison_of_waves() -> None:
    row = target_progress(SAFE, plan_of([("2025", "a", "Aamu", 3.0)]), today=TODAY).iloc[0]
    (other,) = compare_waves(SAFE).query("subject == 'Aamu'").to_dict("records")
    assert (row["mean_before"], row["mean"], row["n_before"], row["n"]) == (1.5, 3.5, 40, 40)
    for name in ("difference", "difference_low", "difference_high", "low", "high", "verdict"):
        assert row[name] == other[name]


def test_teams_that_aim_at_the_same_level_share_a_row_and_others_do_not() -> None:
    plan = plan_of([("2025", "a", "Aamu", 3.0), ("2025", "b", "Aamu", 3.0), ("2025", "c", "Aamu", 4.0)])
    frame = target_progress(SAFE, plan, today=TODAY)
    assert list(frame["teams"]) == ["a; b", "c"]
    assert list(frame["criterion"]) == ["criterion of a; criterion of b", "criterion of c"]


def test_a_target_has_the_actions_of_its_point_in_its_own_plan() -> None:
    actions: list[Action] = [
        ("2025", "Aamu", date(2026, 5, 31), "under_way", 0.5),
        ("2025", "Aamu", date(2026, 5, 31), "done", 1.0),
        ("2025", "Ilta", date(2026, 5, 31), "not_started", 0.0),
        ("2026", "Aamu", date(2026, 12, 1), "not_started", 0.0),
    ]
    plan = plan_of([("2025", "a", "Aamu", 3.0), ("2026", "a", "Aamu", 4.0)], actions)
    frame = target_progress(SAFE, plan, today=TODAY)
    assert list(frame["wave"]) == ["2025", "2026"]
    assert list(frame["actions"]) == [2, 1]
    assert list(frame["late"]) == [1, 0]
    assert list(frame["done_share"]) == [0.5, 0.0]


def test_a_target_without_a_point_of_the_instrument_has_no_row() -> None:
    assert target_progress(SAFE, plan_of([("2025", "a", "", 3.0), ("2025", "a", "gone", 3.0)]), today=TODAY).empty


def test_a_hidden_point_cannot_be_told_and_shows_no_number() -> None:
    few = protect(tally(small_answers(ASKED, EARLIER + NOW[:4]), by="group"))
    row = target_progress(few, plan_of([("2025", "a", "Aamu", 3.0)]), "2026", "2025", today=TODAY).iloc[0]
    assert (row["reached"], row["verdict"], bool(row["hidden"])) == ("cannot tell", "hidden", True)
    assert np.isnan(row["mean"])
    table = tabulate_targets(few, plan_of([("2025", "a", "Aamu", 3.0)]), "2026", "2025", today=TODAY)
    assert table.frame["n"].item().endswith("under 5")


def test_without_an_earlier_wave_the_new_targets_have_their_ratings_only() -> None:
    first = in_full(tally(small_answers(ASKED, NOW), by="group"))
    plan = plan_of([("2026", "a", "Aamu", 4.0)])
    row = target_progress(first, plan, today=TODAY).iloc[0]
    assert (row["mean"], row["verdict"], row["reached"]) == (3.5, "", "new")
    assert targets_moved(first, plan).empty
    assert plan_texts(first, plan).empty
    assert tabulate_targets(first, plan, today=TODAY).frame.iloc[0, 2:6].tolist() == ["3.5", "4.0: set now", "–", "40"]


def test_targets_that_were_the_lowest_rated_are_corrected_and_others_are_not() -> None:
    lowest = targets_moved(SAFE, plan_of([("2025", "a", "Aamu", 3.0)]))
    assert lowest["why"].item() == "regression to the mean"
    assert lowest["correction"].item() != 0
    assert lowest.equals(compare_targets(SAFE, ["Aamu"], "2026", "2025", lowest=True))
    other = targets_moved(SAFE, plan_of([("2025", "a", "Ilta", 3.0)]))
    assert other.equals(compare_targets(SAFE, ["Ilta"], "2026", "2025"))
    assert other["why"].item() == ""


def test_no_targets_or_every_point_as_a_target_are_not_compared_with_the_rest() -> None:
    assert targets_moved(SAFE, plan_of([])).empty
    assert targets_moved(SAFE, plan_of([("2025", "a", key, 3.0) for key in ("Aamu", "Ilta", "Yö")])).empty


PLAN = plan_of(
    [("2025", "a", "Aamu", 3.0), ("2025", "a", "Ilta", 3.0), ("2026", "a", "Ilta", NAN)],
    [("2025", "Aamu", date(2026, 5, 31), "under_way", 0.5), ("2025", "Aamu", None, "done", 1.0)],
    [
        ("2025", "b", "Ilta", "", "", "<b>now</b>", ""),
        ("2025", "a", "Ilta", "low", "in part", "now", "soon\nbetter"),
        ("2026", "a", "Aamu", "", "", "this year's", ""),
    ],
)


def test_the_table_of_targets() -> None:
    table = tabulate_targets(SAFE, PLAN, today=TODAY)
    assert table.caption == "Development targets, 2025 → 2026"
    change = table.frame["Change (95% interval)"]
    assert change[0].startswith("+2.00 (+1.77 to +2.23), improved")
    assert table.frame.drop(columns="Change (95% interval)").to_numpy().tolist() == [
        [
            "Aamu",
            "2025",
            f"1.5{TO}3.5",
            "3.0: ✓\N{NO-BREAK SPACE}reached (3.3–3.7)",
            N,
            "done 1/2, under way 1; !\N{NO-BREAK SPACE}overdue 1",
        ],
        ["Ilta", "2025", f"2.5{TO}2.5", "3.0: ✗\N{NO-BREAK SPACE}not reached (2.3–2.7)", N, "no actions"],
        ["Ilta", "2026", f"2.5{TO}2.5", "–", N, "no actions"],
    ]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (3.5, 3.9, "3.5–3.9"),
        (3.46, 3.9, "3.46–3.90"),  # 3.5 would look as if it were at the level
        (3.1, 3.497, "3.10 – below 3.5"),
        (3.1, 3.44, "3.1–3.4"),
        (NAN, NAN, ""),
    ],
)
def test_an_interval_is_seen_to_lie_on_its_side_of_the_level(low: float, high: float, told: str) -> None:
    assert interval_at(Language("en"), low, high, 3.5) == told


def test_a_plan_without_targets_says_so() -> None:
    assert repr(tabulate_targets(SAFE, plan_of([]))) == "No development targets have been chosen."


def test_what_the_plan_said_stands_letter_for_letter_beside_the_results() -> None:
    frame = plan_texts(SAFE, PLAN)
    assert frame[["team", "theme", "text"]].to_numpy().tolist() == [
        ["a", "results", "low"],
        ["a", "promise", "in part"],
        ["a", "present_state", "now"],
        ["b", "present_state", "<b>now</b>"],
        ["a", "goals", "soon\nbetter"],
    ]
    assert set(frame["mean_before"]) == set(frame["mean"]) == {2.5}
    table = tabulate_plan_texts(SAFE, PLAN)
    assert table.frame.iloc[0].tolist() == [
        "Ilta", "Results of the review", "low",
        f"2.5{TO}2.5 (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}40{TO}40), no meaningful change",
    ]  # fmt: skip
    html = table._repr_html_()
    assert "&lt;b&gt;now&lt;/b&gt;" in html
    assert "<b>" not in html


def test_without_an_earlier_plan_there_is_nothing_to_look_back_at() -> None:
    assert repr(tabulate_plan_texts(SAFE, plan_of([]))) == "There is no earlier plan to look back at."


def told(safe: Protected, plan: Plan | None) -> list[str]:
    return list(findings(safe, about="plan", plan=plan, today=TODAY).rows["sentence"])


def test_the_plan_in_sentences() -> None:
    aamu, ilta, moved, overdue, *doubts = told(SAFE, PLAN)
    assert aamu == (
        "Target of 2025: Aamu – 1.5 → 3.5 (+2.0; 95% interval +1.8 to +2.2), improved. Level aimed at 3.0: "
        "✓\N{NO-BREAK SPACE}reached. Actions: done 1/2, under way 1; !\N{NO-BREAK SPACE}overdue 1."
    )
    assert ilta.endswith("Level aimed at 3.0: ✗\N{NO-BREAK SPACE}not reached. There are no actions for it.")
    assert moved.startswith("The targets of 2025 rose more, or fell less, than the other points (+")
    assert "They were the lowest rated" in moved
    assert overdue == "Plan 2025: 1 action is overdue, since 31 May 2026."
    assert doubts == [
        "Plan 2026: one development target (Ilta); two are meant.",
        "Plan 2026: no level to reach has been set (Ilta).",
    ]


def test_a_plan_is_told_only_where_it_was_read() -> None:
    assert told(SAFE, None) == []
    assert told(SAFE, plan_of([])) == [
        "There is no plan of 2025: no filled workbook has been read.",
        "There is no plan of 2026: no filled workbook has been read.",
    ]


def test_the_caveat_of_part_one_is_not_for_a_wave_that_teams_have_discussed() -> None:
    assert len(findings(SAFE, about="caveat").rows) == 1
    notes = small_plan(notes=[("2026", "a", "works", "x")])
    assert findings(SAFE, about="caveat", plan=notes).rows.empty
    only_results = small_plan(notes=[("2026", "a", "results", "x")])
    assert len(findings(SAFE, about="caveat", plan=only_results).rows) == 1
