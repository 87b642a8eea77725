"""What each object says of itself: one line, what it is, how much it holds, what to call now; never an answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import critical_points as cp
from critical_points.cleaning import Checked
from critical_points.errors import Fault
from critical_points.exports.export import Column, Export
from critical_points.instrument import Group, Item, Labels, Law, Level, Point, Prompt, Question, Scale, load_instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGE_VARIABLE, speak
from critical_points.releases.members import Members
from critical_points.releases.records import Edition
from critical_points.sharing.addition import Others
from critical_points.tallies import tally
from critical_points.workbook.filled import Filled
from critical_points.workspace import Review, Wave
from tests.small_answers import Row, same, small_answers, small_instrument

ASKED = small_instrument({"a1": "aamu", "p1": "perusta"}, ["x", "y"], ["perusta"])
ROWS: list[Row] = [("2026", group, None, (4, 5), ("aamu",)) for group in ("x", "y") for _ in range(6)]
ANSWERS = small_answers(ASKED, ROWS)
TEXT = {"fi": "Palaute", "sv": "Respons", "en": "Feedback"}

EXPORT = Export(
    Path("raw", "kysely.csv"),
    "webropol",
    (Column(0, "Ryhmä"), Column(1, "Arvio")),
    pd.DataFrame({0: ["Salainen"], 1: ["5"]}),
    remarks=(Fault("odd"),),
)

OBJECTS: list[tuple[object, str]] = [
    (
        Review(Path("here"), "Lahti", Language("fi"), ASKED, 5, {"2025": Wave("2025"), "2026": Wave("2026")}),
        "Review(Lahti; waves 2025, 2026; language fi; minimum 5) – next: cp.open_results(review)",
    ),
    (
        Review(Path("here"), "Lahti", Language("sv"), ASKED, 7, {}),
        "Review(Lahti; no waves yet; language sv; minimum 7) – next: cp.open_results(review)",
    ),
    (Wave("2026", started=date(2026, 3, 2), headcount={"x": 1}), "Wave(2026; started 2026-03-02; 1 person asked)"),
    (Language("fi"), "Language(code='fi')"),
    (
        ASKED,
        "Instrument(critical_points; 1 point; 1 level of partnership; 2 statements; 2 groups)"
        " – next: instrument.points",
    ),
    (Labels(ASKED, Language("en")), "Labels(critical_points; language en)"),
    (Point("feedback", 6, TEXT, TEXT), "Point(feedback; 6 Feedback)"),
    (Level("base", TEXT, TEXT, 1), "Level(base; step 1; Feedback)"),
    (Item("f1", TEXT, "agree", "feedback"), "Item(f1; feedback; Feedback)"),
    (Scale("agree", 1, 5, {}), "Scale(agree; 1–5)"),
    (Group("x", TEXT, {}, ("y", "z")), "Group(x; Feedback; y, z)"),
    (Question("votes", TEXT, {}), "Question(votes; Feedback)"),
    (Prompt("p", "point", "feedback", TEXT), "Prompt(p; feedback; Feedback)"),
    (Law("l", same("Act"), "52 §", TEXT, True), "Law(l; Act 52 §)"),
    (
        ANSWERS,
        'Answers(2026: 12 respondents; 24 ratings; 0 problems) – next: cp.tally(answers, by="group")',
    ),
    (tally(ANSWERS, by="group"), "Tally(waves 2026; by group; not protected) – next: cp.protect(tally)"),
    (tally(ANSWERS), "Tally(waves 2026; totals only; not protected) – next: cp.protect(tally)"),
    (
        cp.protect(tally(ANSWERS, by="group")),
        "Protected(waves 2026; 23 cells shown, 6 hidden, minimum 5)",
    ),
    (
        Others(
            (("A", "2026"), ("B", "2026"), ("C", "2025")), pd.DataFrame(), pd.DataFrame({"told": [True, False]}), {}
        ),
        "Others(3 organisations; 1 of 2 results can be told) – next: cp.compare_with_others(safe, others, wave)",
    ),
    (
        Filled({"a": "Salainen"}, "workbook-a.xlsx", wave="2026"),
        "Filled(workbook-a.xlsx; 2026; 1 field filled; 0 problems)",
    ),
    (EXPORT, "Export(kysely.csv; webropol; 1 respondent; 2 columns; 1 remark)"),
    (Checked(EXPORT, (), (Fault("which?"),)), "Checked(kysely.csv; 1 question)"),
    (Members(pd.DataFrame({"group": ["x"], "whole": [17]})), "Members(1 respondent)"),
    (
        Edition("2026", 2, "2026-05-01T12:00", {"fi": ("index.html",), "sv": ("sv/index.html",)}, 5, {}, {}),
        "Edition(2026 (2); 2026-05-01T12:00; 2 pages)",
    ),
]


@pytest.mark.parametrize(("thing", "told"), OBJECTS, ids=[told.partition("(")[0] for _, told in OBJECTS])
def test_each_object_says_in_one_line_what_it_is(thing: object, told: str) -> None:
    assert repr(thing) == told


def test_the_whole_instrument_fits_into_a_line() -> None:
    assert repr(load_instrument()) == (
        "Instrument(critical_points; 8 points; 6 levels of partnership; 36 statements; 9 groups)"
        " – next: instrument.points"
    )
    assert all(len(repr(one)) < 200 for one in (*load_instrument().items, *load_instrument().prompts))


def test_it_is_said_in_the_workspace_s_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    speak("fi")
    assert repr(Point("feedback", 6, TEXT, TEXT)) == "Point(feedback; 6 Palaute)"
    assert repr(ANSWERS) == (
        'Answers(2026: 12 vastaajaa; 24 arviota; 0 ongelmaa) – seuraavaksi: cp.tally(answers, by="group")'
    )
    speak("sv")
    assert repr(Wave("2026", headcount={"x": 2})) == "Wave(2026; 2 personer tillfrågade)"


def test_small_groups_are_not_in_what_protected_results_say() -> None:
    few: list[Row] = [("2026", "y", None, (1, 1), ()) for _ in range(3)]
    rows: list[Row] = [("2026", "x", None, (n % 5 + 1, 4), ()) for n in range(40)]
    told = repr(cp.protect(tally(small_answers(ASKED, [*rows, *few]), by="group")))
    assert told == "Protected(waves 2026; 9 cells shown, 14 hidden, minimum 5)"
