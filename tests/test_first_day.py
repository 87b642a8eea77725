"""What stood in an analyst's way on the first day: each is told with a way on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from critical_points import reports
from critical_points.cleaning import check_file
from critical_points.cleaning.checking import check_export
from critical_points.diagnosis import diagnose
from critical_points.errors import UnreadableError, WriteError
from critical_points.exports.archive import FORM
from critical_points.mapping import Confirmed, changes_of, map_columns, suggest
from critical_points.publication import publishing
from critical_points.scales import DECISIONS
from critical_points.workbook import fill_form, make_form, name_boxes, write_sheets
from critical_points.workbook.names import STAMP
from critical_points.workspace import Review, open_review
from tests.small_exports import INSTRUMENT, LABELS, PHONE, small_export
from tests.test_cli import ITEMS, Run, run, state, workspace
from tests.workbook.xlsx_support import make_form as blank_form

__all__ = ["run", "workspace"]

CLOSED = PermissionError(13, "Permission denied")


def one_line(text: str) -> str:
    return " ".join(text.split())


def add_column(workspace: Path, header: str, answers: list[str]) -> None:
    """Give the survey one more column."""
    raw = workspace / "data/raw/2026/vastaukset.csv"
    first, *rows = raw.read_text(encoding="utf-8").splitlines()
    lines = [f"{first};{header}", *(f"{row};{answers[n % len(answers)]}" for n, row in enumerate(rows))]
    raw.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_book(review: Review, path: Path, values: dict[str, str]) -> Path:
    form = make_form(review, "2026", None, review.language)
    return write_sheets(fill_form(form, values), path)


# what is not known as group or unit


def test_a_unit_that_is_not_known_is_asked_about_like_a_group(workspace: Path, run: Run) -> None:
    add_column(workspace, "Missä talossa työskentelet?", ["Rantala", "Mäkelä"])
    out = one_line(run("check", "--workspace", workspace)[1])
    assert "No column is known as the unit of respondents, such as a campus: no unit would be reported." in out
    assert 'give it kind = "unit" (check --excel, or mapping.toml)' in out
    assert "38 'Missä talossa työskentelet?'" in out
    record = json.loads(run("check", "--workspace", workspace, "--json")[1])[0]
    assert record["missing"] == {"unit": ["Missä talossa työskentelet?"]}
    mapping = '[[column]]\nheader = "Missä talossa työskentelet?"\nkind = "ignore"\n'
    (workspace / "data/raw/2026/mapping.toml").write_text(mapping, encoding="utf-8")
    assert "No column is known" not in run("check", "--workspace", workspace)[1]


def test_clean_and_report_tell_that_no_group_and_no_unit_is_known(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = workspace / "data/raw/2026/vastaukset.csv"
    text = raw.read_text(encoding="utf-8").replace("Ryhmä", "Missä vietät päiväsi?")
    raw.write_text(text.replace(";opettaja;", ";Pajalla;"), encoding="utf-8")
    units = '[units.north]\nname = { fi = "Pohjoinen", sv = "Norra", en = "North" }\n'
    (workspace / "review.toml").write_text(f'organisation = "Testilä"\n{units}', encoding="utf-8")
    monkeypatch.setattr(reports, "build_reports", lambda *_, **__: [workspace / "index.html"])
    for part in ("clean", "report"):
        code, _, err = run(part, "--workspace", workspace)
        assert code == 0, err
        assert "Wave 2026: no group of respondents is known, so none is reported." in err
        assert "Wave 2026: no unit of respondents is known, so none is reported." in err
        assert "What to do: critical-points check --wave 2026  tells which columns may be it." in err
    (record,) = json.loads(run("clean", "--workspace", workspace, "--json")[1])
    assert (record["groups"], record["units"]) == (0, 0)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Opettajaa", "Did you mean 'opettaja' (teaching)?"),
        ("Hanketyöntekijä", "Nearest: 'projektityöntekijä' (development). It may be none of these."),
        ("siivooja", ""),
    ],
)
def test_a_name_is_proposed_only_where_it_is_much_like_one_that_is_known(text: str, hint: str) -> None:
    assert suggest(text, INSTRUMENT.groups) == hint


def test_of_names_that_are_about_as_near_all_are_told() -> None:
    hint = suggest("Projektihenkilö", INSTRUMENT.groups)
    assert hint.startswith("Nearest: 'esihenkilö' (supervisors), 'projekt")
    assert "(development)" in hint


# files that are no survey


def test_a_file_that_is_no_survey_is_to_be_moved(workspace: Path, run: Run) -> None:
    (workspace / "data/raw/2026/muistio.csv").write_text("asia;kuka\nkokous;Aino\nloma;Eero\n", encoding="utf-8")
    for part in ("clean", "check"):
        code, out, err = run(part, "--workspace", workspace)
        told = one_line(out + err)
        assert code == 1
        assert "muistio.csv: no column holds ratings of the statements." in told
        assert "What to do: move muistio.csv out of data/raw/<wave>; if it is the survey, export it again" in told
        assert "--write" not in told


def test_our_own_workbook_under_another_name_is_known(workspace: Path, run: Run) -> None:
    assert FORM == STAMP
    path = write_book(open_review(workspace), workspace / "data/raw/2026/Työkirja palautettu.xlsx", {"team": "A"})
    with pytest.raises(UnreadableError, match="is a workbook of part 2, not an export of answers") as caught:
        check_file(path, INSTRUMENT)
    assert caught.value.next_step == (
        "if a team has filled it in, rename it workbook-<team>.xlsx; else move it elsewhere"
    )
    assert run("report", "--workspace", workspace)[0] == 2
    path.rename(path.with_name("workbook-a.xlsx"))
    assert run("clean", "--workspace", workspace)[0] == 0


def test_doctor_opens_the_files_and_says_what_each_is(workspace: Path) -> None:
    raw = workspace / "data/raw/2026"
    write_book(open_review(workspace), raw / "workbook-satama.xlsx", {"team": "Satama", "summary": "Hyvä alku"})
    (raw / "mapping.toml").write_text("", encoding="utf-8")
    (raw / "muistio.csv").write_text("asia;kuka\nkokous;Aino\nloma;Eero\n", encoding="utf-8")
    (raw / "rikki.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    (raw / "workbook-rikki.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    (raw / "benchmark").mkdir()
    (raw / "benchmark" / "muu.csv").write_text("1;2\n", encoding="utf-8")
    findings = diagnose(workspace)
    (wave,) = [finding for finding in findings if finding.what.startswith("wave 2026:")]
    assert wave.what.split("\n")[1:] == [
        "vastaukset.csv: answers of part 1 (google_forms), 12 respondents",
        "workbook-satama.xlsx: workbook of part 2 (Satama), 2 boxes filled in",
        "mapping.toml: what was decided about columns and answers",
    ]
    stops = [finding for finding in findings if finding.state == "wrong"]
    assert [Path(finding.what.split(": ")[0].split(" looks ")[0]).name for finding in stops] == [
        "muistio.csv", "rikki.xlsx",
    ]  # fmt: skip
    assert all(finding.step for finding in stops)
    notes = " ".join(finding.what for finding in findings if finding.state == "note")
    assert "workbook-rikki.xlsx" in notes
    assert "muu.csv" in notes


# questions


def test_a_code_beside_another_odd_answer_still_gets_its_hint() -> None:
    answers = [*LABELS * 4, *["99"] * 6, *["en kommentoi"] * 3]
    told = [str(one) for one in check_export(small_export([(PHONE["fi"], answers)]), INSTRUMENT).questions]
    assert told == [
        f"{PHONE['fi']}: is '99' the code of a don't-know? (6 answers outside the scale 'realised'). "
        'Say under [labels] in mapping.toml: "99" = "non-answer", or "problem".',
        f"{PHONE['fi']}: not on the scale 'realised': 'en kommentoi' (3 answers). "
        "Say under [labels] in mapping.toml what they mean.",
    ]


def test_a_code_of_many_columns_is_one_question_answered_once() -> None:
    answers = [*LABELS * 4, *["99"] * 6]
    headers = [item.text["fi"] for item in INSTRUMENT.items[:12]]
    file = check_export(small_export([(header, answers) for header in headers]), INSTRUMENT)
    assert [str(one) for one in file.questions] == [
        "is '99' the code of a don't-know? (72 answers in 12 columns, outside the scale). "
        'Say under [labels] in mapping.toml: "99" = "non-answer", or "problem".'
    ]
    told = Confirmed(labels={"99": DECISIONS["non-answer"]})
    assert check_export(small_export([(header, answers) for header in headers]), INSTRUMENT, told).questions == ()


def reword(workspace: Path) -> None:
    raw = workspace / "data/raw/2026/vastaukset.csv"
    raw.write_text(raw.read_text(encoding="utf-8").replace(ITEMS[0], ITEMS[0].rstrip(".") + " nyt."), encoding="utf-8")


def sheet_row(path: Path, header: str) -> tuple[Any, Any, list[Any]]:
    book = openpyxl.load_workbook(path)
    sheet = book["columns"]
    heads = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == header]
    return book, row, heads


def test_after_check_excel_questions_speak_of_the_workbook_and_it_is_not_rewritten_without_a_word(
    workspace: Path, run: Run
) -> None:
    reword(workspace)
    header = ITEMS[0].rstrip(".") + " nyt."
    assert "Confirm it in mapping.toml." in one_line(run("check", "--workspace", workspace)[1])
    code, out, err = run("check", "--workspace", workspace, "--excel")
    path = workspace / "data/raw/2026/mapping.xlsx"
    assert code == 1
    assert f"Wrote {path}." in err
    assert "Confirm it in mapping.xlsx." in one_line(out)
    assert "What to do: answer in data/raw/2026/mapping.xlsx, save it, close Excel" in one_line(out)
    assert "answer in data/raw/2026/mapping.xlsx" in run("clean", "--workspace", workspace)[2]
    book, row, heads = sheet_row(path, header)
    row[heads.index("confirmed")].value = "yes"
    book.save(path)
    code, _, err = run("check", "--workspace", workspace)
    assert code == 0
    assert f"Read {path} into mapping.toml." in err
    assert "mapping.xlsx is up to date: nothing in it is open." in err
    before = state(workspace)
    assert run("check", "--workspace", workspace)[2] == ""
    assert state(workspace) == before


def test_a_workbook_that_is_open_in_excel_is_read_and_stays_as_it_is(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reword(workspace)
    run("check", "--workspace", workspace, "--excel")
    path = workspace / "data/raw/2026/mapping.xlsx"
    book, row, heads = sheet_row(path, ITEMS[0].rstrip(".") + " nyt.")
    row[heads.index("confirmed")].value = "yes"
    book.save(path)
    (path.parent / "~$mapping.xlsx").touch()
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target) == path and ".old" not in self.parts:
            raise CLOSED
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    before = path.read_bytes()
    code, _, err = run("check", "--workspace", workspace)
    assert code == 0
    assert "Open in Excel: mapping.xlsx. What is not saved yet is not read." in err
    assert "could not be written" in err
    assert "What to do: " in err
    assert path.read_bytes() == before
    assert 'item = "reachability_1"' in (path.parent / "mapping.toml").read_text(encoding="utf-8")


def test_questions_stand_last_on_the_screen(workspace: Path, run: Run) -> None:
    shutil.copytree(workspace / "data/raw/2026", workspace / "data/raw/2025")
    add_column(workspace, "Miten kahvi maistui?", ["hyvin", "huonosti"])
    reword(workspace)
    out = run("check", "--workspace", workspace)[1]
    assert out.index("Against 2025:") < out.index("1 question to decide:") < out.index("What to do: critical-points")
    assert one_line(out).endswith("confirms the proposals as they stand.")


def test_votes_in_one_column_are_the_same_question_as_votes_in_eight() -> None:
    points = [point.name["fi"] for point in INSTRUMENT.points]
    eight = [
        (PHONE["fi"], ["3"] * 4),
        *((f"Mitkä pisteet vaativat eniten kehittämistä? | {name}", ["1", "", "", ""]) for name in points),
    ]
    one = [(PHONE["fi"], ["3"] * 4), ("Mitkä pisteet vaativat kehittämistä?", [points[0], points[1], "", points[2]])]
    before, now = (map_columns(small_export(table), INSTRUMENT) for table in (eight, one))
    assert [column.kind for column in now] == ["rating", "vote"]
    assert [column.kind for column in before] == ["rating", *["vote"] * 8]
    told = changes_of(now, before, "2025", INSTRUMENT)
    assert (told.new, told.gone, told.reworded) == ((), (), ())


# what was written, and what to do next


def test_report_tells_what_withdrawing_removed_and_what_to_open(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("share", "--workspace", workspace)[0] == 0
    shared = workspace / "reports/2026/shared/tally-2026.csv"

    def build(*_: object, **__: object) -> list[Path]:
        shared.unlink()
        return [workspace / "reports/2026/index.html", workspace / "reports/2026/results.html"]

    monkeypatch.setattr(reports, "build_reports", build)
    code, out, _ = run("report", "--workspace", workspace, "--withdraw")
    assert code == 0
    assert out.splitlines() == [
        "Removed 1 file of an earlier report:",
        f"  {shared}",
        "This is right only if nobody has been given them.",
        f"Wrote 2 pages into {workspace / 'reports/2026'}.",
        f"Open this in a browser: {workspace / 'reports/2026/index.html'}",
    ]


def test_workbook_check_names_sheet_row_and_box_as_the_team_sees_them(workspace: Path, run: Run) -> None:
    review = open_review(workspace)
    values = {"team": "Satama", "action.02.action": "Kooste", "action.02.due": "ylihuomenna"}
    write_book(review, review.raw("2026") / "workbook-satama.xlsx", values)
    code, out, _ = run("workbook", "--workspace", workspace, "--check")
    sheet, box = name_boxes(review.instrument, review.language)["action.02.due"]
    assert code == 1
    assert box.startswith("row 2, ")
    assert f"workbook-satama.xlsx, {sheet}, {box}: 'ylihuomenna': " in out
    assert "action.02" not in out
    assert out.rstrip().endswith("What to do: correct it in the workbook, save it, and run this again.")


def test_every_box_of_the_form_has_a_name() -> None:
    form = blank_form()
    assert {field.key for field in form.fields} == set(name_boxes(INSTRUMENT, form.language))


def test_benchmark_without_files_says_once_how_to_get_some(workspace: Path, run: Run) -> None:
    code, out, _ = run("benchmark", "--workspace", workspace)
    assert code == 0
    assert out.splitlines() == [
        "There are no files of other organisations yet.",
        "What to do: ask at least three others for the file that  critical-points share  makes, and type  "
        "critical-points benchmark FILE FILE FILE",
    ]


def test_settings_show_the_form_that_is_expected(workspace: Path, run: Run) -> None:
    (workspace / "review.toml").write_text("organisation = Äänekosken opisto\n", encoding="utf-8")
    err = run("clean", "--workspace", workspace)[2]
    assert 'organisation = "Äänekosken opisto"' in err
    (workspace / "review.toml").write_text("[waves.2026]\nstarted = 3.2.2026\n", encoding="utf-8")
    assert "started = 2026-02-03" in run("clean", "--workspace", workspace)[2]


# a new workspace


def test_new_asks_nothing_and_gives_the_lines_to_type(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("new", "Kriittiset pisteet Åbo", "--organisation", 'Yrkesskolan "Åbo" \\ Ab', "--language", "sv")
    root = tmp_path / "Kriittiset pisteet Åbo"
    assert code == 0
    assert '  cd "Kriittiset pisteet Åbo"\n  critical-points check\n' in out
    assert "by today's date" in out
    review = open_review(root)
    assert (review.organisation, review.language.code) == ('Yrkesskolan "Åbo" \\ Ab', "sv")
    assert "inside another workspace" not in out
    assert f"It lies inside another workspace, {root}" in run("new", root / "sisällä")[1]
    assert open_review(root / "sisällä").organisation == "sisällä"
    code, _, err = run("new", "kolmas", "--language", "se")
    assert code == 2
    assert "no language 'se'" in err
    assert not (tmp_path / "kolmas").exists()


def test_the_demonstration_can_speak_another_language(tmp_path: Path, run: Run) -> None:
    assert run("new", tmp_path / "demo", "--demo", "--language", "en")[0] == 0
    assert open_review(tmp_path / "demo").language.code == "en"


# files that another program holds


def test_a_file_that_is_held_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("critical_points.publication._PATIENCE", (0, 0, 0))
    real, refusals = Path.replace, iter([CLOSED, CLOSED])

    def replace(self: Path, target: Path) -> Path:
        if Path(target) == tmp_path / "reports" / "a.html" and (error := next(refusals, None)):
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with publishing(tmp_path / "reports") as staged:
        (staged / "a.html").write_text("new")
    assert (tmp_path / "reports" / "a.html").read_text() == "new"
    assert next(refusals, None) is None


def test_a_file_that_stays_held_is_told_and_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("critical_points.publication._PATIENCE", (0, 0))
    real = Path.replace
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.html").write_text("old")

    def replace(self: Path, target: Path) -> Path:
        if Path(target) == tmp_path / "reports" / "a.html" and ".old" not in self.parts:
            raise PermissionError(13, "Permission denied", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(WriteError) as caught, publishing(tmp_path / "reports") as staged:
        (staged / "a.html").write_text("new")
    assert "OneDrive" in caught.value.next_step
    assert (tmp_path / "reports" / "a.html").read_text() == "old"


def test_a_file_that_may_not_be_read_is_told_and_not_taken_for_a_fault_of_the_tool(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(workspace / "data/processed/2026/ratings.parquet"))

    monkeypatch.setattr("critical_points.storage.refresh", locked)
    code, _, err = run("clean", "--workspace", workspace)
    assert code == 2
    assert "ratings.parquet is in use, or may not be read or written." in err
    assert "close it in Excel and other programs, wait until OneDrive has synchronised, and try again." in err


def test_lock_files_of_spreadsheets_are_no_exports(workspace: Path) -> None:
    raw = workspace / "data/raw/2026"
    for name in ("~$vastaukset.csv", ".~lock.workbook-a.xlsx#"):
        (raw / name).touch()
    review = open_review(workspace)
    assert [path.name for path in review.raw_files("2026")] == ["vastaukset.csv"]
    assert review.opened_files("2026") == ("vastaukset.csv", "workbook-a.xlsx")
    assert review.opened_files("2031") == ()
