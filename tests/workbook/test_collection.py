"""Several teams' workbooks as one plan: what they wrote, whose it is, and what is wrong with a file as a whole."""

from __future__ import annotations

import math
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

from critical_points.errors import SettingsError
from critical_points.notes import count_notes
from critical_points.schedule import discussing_teams
from critical_points.wall import PROTECTED
from critical_points.workbook import Plan, load_plan
from critical_points.workbook.form import fill_form
from critical_points.workbook.plans import KeptOut
from critical_points.workbook.sheets import write_sheets
from critical_points.workspace import Review
from tests.workbook.xlsx_support import make_form, small_review

PLAN_A = {
    "team": "Satama",
    "point.feedback.works": "Palautetta\nkysytään ",
    "point.feedback.results": "Moni ei tiedä",
    "point.feedback.goals": "Kerrotaan",
    "level.everyday.notes": "Aamukahvit",
    "target.1.point": "feedback",
    "target.1.rating": "3,5",
    "criterion": "Arvio nousee",
    "action.01.point": "feedback",
    "action.01.action": "Kooste joka kuukausi",
    "action.01.owner": "koordinaattori",
    "action.01.due": "5.3.2027",
    "action.01.status": "under_way",
    "action.01.done": "40 %",
    "action.03.action": "Vain tämä",
    "summary": "Hyvä alku",
}


def put(review: Review, wave: str, name: str, values: dict[str, str], code: str = "fi") -> Path:
    folder = review.raw(wave)
    folder.mkdir(parents=True, exist_ok=True)
    return write_sheets(fill_form(make_form(code), values), folder / name)


def problems(plan: Plan) -> list[tuple[str, str]]:
    return list(zip(plan.problems["file"], plan.problems["why"], strict=True))


def test_a_team_s_workbook_becomes_rows_of_every_frame(tmp_path: Path) -> None:
    review = small_review(tmp_path)
    put(review, "2026", "workbook-satama.xlsx", PLAN_A)
    plan = load_plan(review)
    whose = {"wave": "2026", "team": "Satama"}
    assert plan.discussion.to_dict("records") == [
        {**whose, "file": "workbook-satama.xlsx", "kind": kind, "subject": subject, "question": question, "text": text}
        for kind, subject, question, text in [
            ("point", "feedback", "works", "Palautetta\nkysytään "),
            ("point", "feedback", "results", "Moni ei tiedä"),
            ("level", "everyday", "notes", "Aamukahvit"),
        ]
    ]
    assert plan.plan.to_dict("records") == [
        {**whose, "point": "feedback", "results": "Moni ei tiedä", "promise": "", "present_state": "",
         "goals": "Kerrotaan"}
    ]  # fmt: skip
    assert plan.targets.to_dict("records") == [
        {**whose, "number": 1, "point": "feedback", "target_rating": 3.5, "criterion": "Arvio nousee"}
    ]
    first, third = plan.actions.to_dict("records")
    assert first == {
        **whose, "number": 1, "point": "feedback", "action": "Kooste joka kuukausi", "owner": "koordinaattori",
        "due": pd.Timestamp(2027, 3, 5), "status": "under_way", "done": 0.4,
    }  # fmt: skip
    assert (third["number"], third["action"], third["status"], third["due"]) == (3, "Vain tämä", "", pd.NaT)
    assert math.isnan(third["done"])
    assert plan.problems.empty
    assert plan.files.to_dict("records") == [
        {**whose, "file": "workbook-satama.xlsx", "fields": 16, "discussed": 2, "problems": 0,
         "criterion": "Arvio nousee", "summary": "Hyvä alku"}
    ]  # fmt: skip
    assert repr(plan) == (
        "Plan(2026: Satama; 3 notes, 1 target, 2 actions, 0 problems) – next: cp.target_progress(safe, plan)"
    )


def test_teams_and_waves_stand_side_by_side_whatever_the_language_of_their_files(tmp_path: Path) -> None:
    review = small_review(tmp_path, "2025", "2026")
    put(review, "2026", "workbook-a.xlsx", {"team": "A", "action.01.status": "done"}, "sv")
    put(review, "2026", "Workbook b.XLSX", {"team": "B", "action.01.status": "done"}, "en")
    put(review, "2025", "workbook.xlsx", {"team": "A", "summary": "x"})
    plan = load_plan(review)
    assert list(zip(plan.files["wave"], plan.files["team"], strict=True)) == [
        ("2025", "A"),
        ("2026", "B"),
        ("2026", "A"),
    ]
    assert list(plan.actions["status"]) == ["done", "done"]
    assert list(load_plan(review, "2025").files["team"]) == ["A"]
    assert problems(plan) == [("workbook.xlsx", "it was made for wave 2026, and lies among those of 2025")]


def test_a_file_without_a_team_takes_the_name_of_the_file_and_says_so(tmp_path: Path) -> None:
    review = small_review(tmp_path)
    put(review, "2026", "workbook-Metsäkampus.xlsx", {"summary": "x"})
    plan = load_plan(review)
    assert list(plan.files["team"]) == ["Metsäkampus"]
    assert problems(plan) == [
        ("workbook-Metsäkampus.xlsx", "no team is named: 'Metsäkampus' is taken from the file's name")
    ]


def test_two_files_of_one_team_are_both_counted_and_told(tmp_path: Path) -> None:
    review = small_review(tmp_path)
    for name, summary in (("workbook-1.xlsx", "sama"), ("workbook-2.xlsx", "sama"), ("workbook-3.xlsx", "toinen")):
        put(review, "2026", name, {"team": " satama " if summary == "toinen" else "Satama", "summary": summary})
    plan = load_plan(review)
    assert len(plan.files) == 3
    assert problems(plan) == [
        ("workbook-1.xlsx", "the team has another file, workbook-2.xlsx, workbook-3.xlsx, which says the same: "
                            "both are counted"),
        ("workbook-2.xlsx", "the team has another file, workbook-1.xlsx, workbook-3.xlsx, which says the same: "
                            "both are counted"),
        ("workbook-3.xlsx", "the team has another file, workbook-1.xlsx, workbook-2.xlsx: both are counted"),
    ]  # fmt: skip


def test_files_that_cannot_be_read_are_listed_and_the_others_are_read(tmp_path: Path) -> None:
    review = small_review(tmp_path)
    put(review, "2026", "workbook-a.xlsx", {"team": "A", "summary": "x"})
    folder = review.raw("2026")
    (folder / "workbook-broken.xlsx").write_bytes(b"PK\x03\x04 no")
    (folder / "workbook-c.docx").write_bytes(b"PK")
    (folder / "workbook-d.pdf").write_bytes(b"%PDF-1.7 no")
    (folder / "~$workbook-a.xlsx").write_bytes(b"lock of an office program")
    (folder / "workbooks.csv").write_text("an export of part 1")
    plan = load_plan(review)
    assert list(plan.files["team"]) == ["A"]
    assert list(plan.problems["file"]) == ["workbook-broken.xlsx", "workbook-c.docx", "workbook-d.pdf"]
    assert plan.problems["why"].ne("").all()
    assert plan.problems["suggestion"].ne("").all()


def test_a_plan_that_is_not_called_a_workbook_is_told(tmp_path: Path) -> None:
    review = small_review(tmp_path)
    put(review, "2026", "plan-satama.xlsx", PLAN_A)
    plan = load_plan(review)
    assert plan.files.empty
    assert problems(plan) == [("plan-satama.xlsx", "a plan that is not called a workbook is not read")]
    assert list(plan.problems["suggestion"]) == ["Name it workbook-plan-satama.xlsx."]


def test_a_blank_workbook_among_the_filled_ones_is_told(tmp_path: Path) -> None:
    review = small_review(tmp_path)
    put(review, "2026", "workbook-a.xlsx", {"team": "A"})
    assert problems(load_plan(review)) == [("workbook-a.xlsx", "nothing was filled in")]


def test_without_workbooks_every_frame_has_its_columns_and_types(tmp_path: Path) -> None:
    plan = load_plan(small_review(tmp_path))
    assert plan.actions.dtypes.astype(str).to_dict() == {
        "wave": "str", "team": "str", "number": "int64", "point": "str", "action": "str", "owner": "str",
        "due": "datetime64[s]", "status": "str", "done": "float64",
    }  # fmt: skip
    assert not any(map(len, (plan.discussion, plan.plan, plan.targets, plan.actions, plan.problems, plan.files)))
    assert repr(plan) == "Plan(no filled workbooks; 0 problems)"


def test_a_wave_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="wave is not known"):
        load_plan(small_review(tmp_path), "1999")


def test_a_report_has_the_plan_and_no_raw_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = small_review(tmp_path)
    put(review, "2026", "workbook-satama.xlsx", {**PLAN_A, "action.02.due": "Jaskan lomalla"})
    assert list(load_plan(review).problems["value"]) == ["Jaskan lomalla"]
    monkeypatch.setenv(PROTECTED, "somewhere")
    plan = load_plan(review)
    assert plan.discussion.empty
    assert list(plan.discussion.columns) == ["wave", "team", "file", "kind", "subject", "question", "text"]
    assert "cp.published_notes" in repr(plan.discussion)
    assert "cp.published_notes" in cast(KeptOut, plan.discussion)._repr_html_()
    assert repr(plan) == (
        "Plan(2026: Satama; no raw notes within a report (cp.published_notes gives those to be shown), 1 target, "
        "2 actions, 1 problem) – next: cp.target_progress(safe, plan)"
    )
    assert list(plan.problems["field"]) == ["action.02.due"]
    for frame in (plan.discussion, plan.plan, plan.actions, plan.targets, plan.problems, plan.files):
        for secret in ("Palautetta", "Aamukahvit", "Jaska"):
            assert secret not in frame.to_csv()
    assert list(plan.plan["goals"]) == ["Kerrotaan"]  # the plan itself is for the report
    assert discussing_teams(plan, "2026") == 1
    counts = count_notes(review, "2026")[["team", "subject", "question", "n"]]
    assert list(counts.itertuples(index=False, name=None)) == [
        ("Satama", "feedback", "works", 1),
        ("Satama", "feedback", "results", 1),
        ("Satama", "everyday", "notes", 1),
    ]
