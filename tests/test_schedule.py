"""The process against its dates: two months to the start, a year to the check, and what is not known."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from critical_points.instrument import load_instrument
from critical_points.language import Language
from critical_points.schedule import add_months, process
from critical_points.tables import tabulate_process
from critical_points.workbook.plans import Plan
from critical_points.workspace import Review, Wave
from tests.plan.frames import NAN, small_plan

TODAY = date(2026, 6, 1)
TARGETS = small_plan([("2025", "a", "feedback", 3.5), ("2025", "a", "transitions", 3.5)])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 20), 2, date(2025, 3, 20)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),  # a leap year
        (date(2025, 12, 28), 2, date(2026, 2, 28)),
        (date(2025, 11, 30), 2, date(2026, 1, 30)),
        (date(2025, 6, 30), 2, date(2025, 8, 30)),
        (date(2025, 7, 31), 2, date(2025, 9, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 1), 12, date(2025, 12, 1)),
        (date(2025, 10, 31), 2, date(2025, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_number_or_on_the_last_day(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_months_are_those_of_the_calendar(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


def review(root: Path, waves: list[Wave], with_files: tuple[str, ...] = ()) -> Review:
    for name in with_files:
        folder = root / "data" / "raw" / name
        folder.mkdir(parents=True)
        (folder / "answers.csv").write_text("a;b\n", encoding="utf-8")
    return Review(root, "Aalto", Language("en"), load_instrument(), 5, {wave.name: wave for wave in waves})


def steps(told: Review, plan: Plan | None = None, today: date = TODAY, wave: str | None = None) -> dict[str, Any]:
    return {row["step"]: row for row in process(told, wave, plan, today=today).to_dict("records")}


DECIDED = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("started", "today", "state"),
    [
        (date(2026, 2, 28), date(2026, 6, 1), "done"),  # on the last day
        (date(2026, 3, 1), date(2026, 6, 1), "done late"),
        (date(2025, 12, 1), date(2026, 6, 1), "done"),  # before the decision
        (None, date(2026, 2, 28), "coming"),  # due today
        (None, date(2026, 3, 1), "overdue"),
        (date(2026, 2, 20), date(2026, 2, 1), "coming"),  # planned
        (date(2026, 3, 20), date(2026, 3, 10), "overdue"),  # planned too late, and not done
    ],
)
def test_a_review_starts_within_two_months_of_the_decision(
    tmp_path: Path, started: date | None, today: date, state: str
) -> None:
    wave = Wave("2026", funding_decision=DECIDED, started=started)
    row = steps(review(tmp_path, [wave]), today=today)["start"]
    assert (row["state"], row["date"], row["due"]) == (state, started, date(2026, 2, 28))
    assert row["words"] == "Due two months from the funding decision (31 Dec 2025)."


def test_in_a_leap_year_february_has_a_day_more(tmp_path: Path) -> None:
    wave = Wave("2028", funding_decision=date(2027, 12, 31), started=date(2028, 2, 29))
    assert steps(review(tmp_path, [wave]), today=date(2028, 6, 1))["start"]["state"] == "done"


@pytest.mark.parametrize(("started", "state"), [(date(2026, 2, 23), "done"), (None, "not known")])
def test_without_a_decision_there_is_no_due_date(tmp_path: Path, started: date | None, state: str) -> None:
    row = steps(review(tmp_path, [Wave("2026", started=started)]))["start"]
    assert (row["state"], row["due"]) == (state, None)


def test_who_is_responsible_and_who_answers_are_there_or_not_known(tmp_path: Path) -> None:
    told = steps(review(tmp_path, [Wave("2026", responsible="quality manager")]))
    assert (told["responsible"]["state"], told["responsible"]["words"]) == ("done", "quality manager")
    assert (told["respondents"]["state"], told["respondents"]["words"]) == ("not known", "Write it into review.toml.")


PERIOD = (date(2026, 3, 16), date(2026, 4, 2))


@pytest.mark.parametrize(
    ("period", "files", "today", "state"),
    [
        (PERIOD, True, date(2026, 6, 1), "done"),
        (PERIOD, False, date(2026, 4, 2), "coming"),  # the last day of answering
        (PERIOD, False, date(2026, 4, 3), "overdue"),
        (None, True, date(2026, 6, 1), "done"),
        (None, False, date(2026, 6, 1), "not known"),
    ],
)
def test_the_survey_is_done_when_there_are_answers(
    tmp_path: Path, period: tuple[date, date] | None, files: bool, today: date, state: str
) -> None:
    told = review(tmp_path, [Wave("2026", period=period)], ("2026",) if files else ())
    assert steps(told, today=today, wave="2026")["survey"]["state"] == state


def test_part_one_alone_is_superficial(tmp_path: Path) -> None:
    told = review(tmp_path, [Wave("2026")])
    caveat = ("coming", "No discussion has been read. Part 1 alone is superficial.")
    blank = small_plan(
        notes=[("2026", "a", "works", " "), ("2026", "b", "results", "3.4"), ("2025", "a", "works", "x")]
    )
    for plan in (None, blank):
        row = steps(told, plan)["discussion"]
        assert (row["state"], row["words"]) == caveat
    plan = small_plan(notes=[("2026", "a", "works", "x"), ("2026", "a", "develop", "y"), ("2026", "b", "notes", "z")])
    row = steps(told, plan)["discussion"]
    assert (row["state"], row["words"]) == ("done", "2 teams have discussed.")


@pytest.mark.parametrize(
    ("plan", "state", "words"),
    [
        (None, "coming", "No plan has been read: fill in the workbook."),
        (small_plan(), "coming", "No plan has been read: fill in the workbook."),
        (small_plan(actions=[("2025", "", None, "", NAN)]), "coming", "No development targets have been chosen."),
        (TARGETS, "done", "Development targets: Developmental feedback and Transitions/exceptions."),
    ],
)
def test_a_plan_is_done_when_it_has_targets(tmp_path: Path, plan: Plan | None, state: str, words: str) -> None:
    row = steps(review(tmp_path, [Wave("2025")]), plan)["plan"]
    assert (row["state"], row["words"]) == (state, words)


MADE = date(2025, 5, 15)


@pytest.mark.parametrize(
    ("checked", "today", "state"),
    [
        (date(2026, 5, 15), TODAY, "done"),  # on the last day
        (date(2026, 5, 16), TODAY, "done late"),
        (None, date(2026, 5, 15), "coming"),  # due today
        (None, date(2026, 5, 16), "overdue"),
    ],
)
def test_a_plan_is_checked_within_a_year_of_its_making(
    tmp_path: Path, checked: date | None, today: date, state: str
) -> None:
    wave = Wave("2025", plan_made=MADE, plan_checked=checked)
    row = steps(review(tmp_path, [wave]), TARGETS, today)["check"]
    assert (row["state"], row["date"], row["due"]) == (state, checked, date(2026, 5, 15))


def test_the_next_survey_checks_the_plan_and_the_first_check_counts(tmp_path: Path) -> None:
    earlier = Wave("2025", plan_made=MADE)
    told = review(tmp_path, [earlier, Wave("2026", period=PERIOD)], ("2025", "2026"))
    row = steps(told, TARGETS)["earlier check"]
    assert (row["wave"], row["state"], row["date"]) == ("2025", "done", date(2026, 3, 16))
    assert row["words"].endswith("Checked by the survey of 2026.")
    first = replace(earlier, plan_checked=date(2025, 12, 1))
    row = steps(replace(told, waves={**told.waves, "2025": first}), TARGETS)["earlier check"]
    assert row["date"] == date(2025, 12, 1)
    assert "Checked by" not in row["words"]


def test_a_survey_without_answers_or_before_the_plan_checks_nothing(tmp_path: Path) -> None:
    told = review(tmp_path, [Wave("2025", plan_made=MADE), Wave("2026", period=PERIOD)], ("2025",))
    assert steps(told, TARGETS, wave="2025")["check"]["state"] == "overdue"
    early = Wave("2025-2", period=(date(2025, 4, 1), date(2025, 5, 1)))
    told = review(tmp_path / "b", [Wave("2025", plan_made=MADE), early], ("2025", "2025-2"))
    assert steps(told, TARGETS, wave="2025")["check"]["date"] is None


def test_a_plan_without_its_date_counts_from_the_end_of_answering(tmp_path: Path) -> None:
    wave = Wave("2025", period=(date(2025, 3, 17), date(2025, 4, 4)))
    row = steps(review(tmp_path, [wave]), TARGETS)["check"]
    assert (row["state"], row["due"]) == ("overdue", date(2026, 4, 4))
    assert "end of answering" in row["words"]
    row = steps(review(tmp_path, [Wave("2025")]), TARGETS)["check"]
    assert (row["state"], row["due"]) == ("not known", None)
    assert "plan_made" in row["words"]


def test_without_a_plan_there_is_nothing_to_check(tmp_path: Path) -> None:
    told = steps(review(tmp_path, [Wave("2025", plan_made=MADE)]))
    assert (told["check"]["state"], told["check"]["due"]) == ("coming", None)
    assert "earlier check" not in told


def test_the_checklist_marks_what_is_overdue_in_words_and_with_a_sign(tmp_path: Path) -> None:
    wave = Wave("2026", funding_decision=date(2026, 1, 20), responsible="<b>quality</b>")
    table = tabulate_process(review(tmp_path, [wave]), today=TODAY)
    assert table.caption == "The process step by step, 2026, as of 1 Jun 2026"
    rows = {row[0]: row[1:] for row in table.frame.to_numpy().tolist()}
    assert rows["Start of the review"][:3] == ["!\N{NO-BREAK SPACE}overdue", "–", "20 Mar 2026"]
    assert rows["Who is responsible"][0] == "✓\N{NO-BREAK SPACE}completed"
    assert rows["Who answers the survey"][0] == "?\N{NO-BREAK SPACE}not known"
    assert rows["Part 2: discussions"][0] == "○\N{NO-BREAK SPACE}not yet"
    assert "&lt;b&gt;quality" in table._repr_html_()


def test_what_is_done_late_says_so(tmp_path: Path) -> None:
    wave = Wave("2026", funding_decision=date(2026, 1, 20), started=date(2026, 3, 20) + timedelta(1))
    table = tabulate_process(review(tmp_path, [wave]), today=TODAY)
    assert table.frame.iloc[0, 1] == "✓\N{NO-BREAK SPACE}completed late"
