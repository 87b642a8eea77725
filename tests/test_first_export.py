"""A new export whose columns do not fit at first: what is told, and how it is put right."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest

from critical_points import messages, reports
from critical_points.decisions import decisions_of
from critical_points.disclosure import MergeProposal
from critical_points.errors import NotebookError
from critical_points.mapping import Confirmed, Entry, changes_of, map_columns, unasked
from critical_points.messages import LANGUAGE_VARIABLE, LANGUAGES
from critical_points.reports import build_reports
from critical_points.scales import normalise
from critical_points.terminal import progress_bar, show_merge
from critical_points.workspace import open_review
from tests.pages_support import tiny_workspace, without_answers
from tests.small_exports import INSTRUMENT, LABELS, small_export
from tests.test_cli import ITEMS, Run, run, workspace
from tests.test_first_day import one_line

__all__ = ["run", "workspace"]

CONTACT = "Jokaisella asiakkaalla on oma yhteyshenkilö."
UNDER = f"Tavoitettavuus ja näkyvyys | {CONTACT}"


def change(workspace: Path, old: str, new: str) -> None:
    raw = workspace / "data/raw/2026/vastaukset.csv"
    text = raw.read_text(encoding="utf-8")
    assert old in text
    raw.write_text(text.replace(old, new), encoding="utf-8")


# what was confirmed last year, asked by another tool


def last_year(header: str, item: str = "reachability_2") -> Confirmed:
    entry = Entry("rating", item, True, True, {})
    return Confirmed(earlier=Confirmed(columns={(normalise(header), None): entry}, wave="2025"))


@pytest.mark.parametrize(("before", "now"), [(UNDER, CONTACT), (CONTACT, UNDER), (UNDER, f"Yhteys | {CONTACT}")])
def test_a_statement_is_known_by_its_own_words_under_whatever_question(before: str, now: str) -> None:
    (column,) = map_columns(small_export([(now, LABELS)]), INSTRUMENT, last_year(before))
    assert (column.kind, column.item, column.certain) == ("rating", "reachability_2", False)
    assert column.reason == "word for word as in 2025; only the question above it differs"


def test_another_statement_under_the_same_question_is_not_taken_for_it() -> None:
    export = small_export([("Tavoitettavuus ja näkyvyys | Kahvi on hyvää.", LABELS)])
    (column,) = map_columns(export, INSTRUMENT, last_year(UNDER))
    assert column.item is None


def test_a_statement_under_another_question_has_not_been_reworded() -> None:
    same = Entry("rating", "reachability_2", True, True, {})
    decided: dict[tuple[str, int | None], Entry] = {(normalise(header), None): same for header in (UNDER, CONTACT)}
    tables = ([(UNDER, LABELS), (ITEMS[0], LABELS)], [(CONTACT, LABELS), (ITEMS[0], LABELS)])
    before, now = (map_columns(small_export(table), INSTRUMENT, Confirmed(columns=decided)) for table in tables)
    told = changes_of(now, before, "2025", INSTRUMENT)
    assert (told.new, told.gone, told.reworded) == ((), (), ())


# statements without a column


def test_statements_that_no_column_carries_are_listed(workspace: Path, run: Run) -> None:
    assert "no column:" not in run("check", "--workspace", workspace)[1]
    change(workspace, ITEMS[1], CONTACT)
    out = one_line(run("check", "--workspace", workspace)[1])
    statement = INSTRUMENT.item("reachability_2").text["en"]
    assert f"1 statement has no column: reachability_2: {statement} 1 question to decide:" in out


def test_a_file_that_carries_no_statement_lacks_none() -> None:
    assert unasked(map_columns(small_export([("Kahvi", ["hyvää", "pahaa"])]), INSTRUMENT), INSTRUMENT) == ()


# mapping.toml, by hand


def test_the_written_file_names_what_may_be_answered_and_the_next_step_is_to_answer(workspace: Path, run: Run) -> None:
    change(workspace, ITEMS[1], CONTACT)
    change(workspace, "Ryhmä", "Toimiala")
    raw = workspace / "data/raw/2026"
    change(workspace, ";opettaja;", ";Pajalla;")
    out = one_line(run("check", "--workspace", workspace, "--write")[1])
    assert "What to do: answer in data/raw/2026/mapping.toml, save it, and run critical-points check again" in out
    text = (raw / "mapping.toml").read_text(encoding="utf-8")
    assert f"#   reachability_2: {INSTRUMENT.item('reachability_2').text['en']}\n" in text
    assert "# Keys of groups:\n#   teaching: teaching and guidance staff\n#   supervisors: supervisors\n" in text
    assert '# [[column]]\n# header = "Toimiala"\n# kind = "group"\n' in text
    assert "Toimiala" not in str(tomllib.loads(text))
    assert "answer in data/raw/2026/mapping.toml, save it" in run("clean", "--workspace", workspace)[2]
    answered = text.replace("# [[column]]\n# header", "[[column]]\nheader").replace(
        '# kind = "group"', 'kind = "group"'
    )
    answered = answered.replace('item = ""', 'item = "reachability_2"').replace("confirmed = false", "")
    (raw / "mapping.toml").write_text(answered, encoding="utf-8")
    out = one_line(run("check", "--workspace", workspace)[1])
    assert "1 question to decide: Toimiala: which group is 'Pajalla'? (12 respondents)" in out
    assert "has no column" not in out


def test_a_group_that_is_known_is_not_offered_for_choice(workspace: Path, run: Run) -> None:
    change(workspace, ITEMS[1], CONTACT)
    run("check", "--workspace", workspace, "--write")
    text = (workspace / "data/raw/2026/mapping.toml").read_text(encoding="utf-8")
    assert "No column is known" not in text


def test_a_mistake_in_the_workbook_is_told_of_the_workbook(workspace: Path, run: Run) -> None:
    change(workspace, ITEMS[1], CONTACT)
    run("check", "--workspace", workspace, "--excel")
    path = workspace / "data/raw/2026/mapping.xlsx"
    book = openpyxl.load_workbook(path)
    (row,) = [row for row in book["columns"].iter_rows(min_row=2) if row[0].value == CONTACT]
    row[1].value, row[2].value, row[4].value = "rating", "reachability_22", "yes"
    book.save(path)
    code, _, err = run("check", "--workspace", workspace)
    assert code == 2
    assert f"- mapping.xlsx: {CONTACT}: item 'reachability_22' is not known. Did you mean 'reachability_2'?" in err
    assert decisions_of(open_review(workspace), "2026").columns == {}


# problems on one screen


def test_a_value_that_stands_in_many_columns_is_told_once(workspace: Path, run: Run) -> None:
    change(workspace, "toteutuu heikosti", "77")
    out = one_line(run("check", "--workspace", workspace)[1])
    assert out.count("'77'") - out.count("is '77' the code") == 1
    assert "row 2 and 107 more, 36 columns: '77' " in out


# files that do not belong there


def test_each_of_several_wrong_files_has_its_own_way_out(workspace: Path, run: Run) -> None:
    raw = workspace / "data/raw/2026"
    (raw / "kuva.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (raw / "ohje.rtf").write_bytes(b"{\\rtf1 Hei}")
    code, _, err = run("check", "--workspace", workspace)
    assert code == 2
    step = "      What to do: move it out of data/raw; the answers are exported from the survey tool as Excel or CSV"
    assert [line for line in err.splitlines() if "What to do" in line] == [step[2:]] * 2
    assert err.startswith("2 files of wave 2026 cannot be read.")


# what a merge of small groups would be called


def test_the_proposed_merge_can_be_pasted_as_it_stands(
    workspace: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    show_merge(MergeProposal("2026", {"management": 3}, ("management", "student_services"), 155, 18), INSTRUMENT)
    told = capsys.readouterr().err
    assert "Wave 2026 has groups of fewer respondents than may be shown: management (3)." in one_line(told)
    text = told[told.index("[merge.") :]
    (merge,) = tomllib.loads(text)["merge"].values()
    assert merge == {
        "name": {
            "fi": "johto ja opintopalvelut",
            "sv": "ledningen och studieservice",
            "en": "management and student services",
        },
        "groups": ["management", "student_services"],
    }
    (workspace / "review.toml").write_text(f'organisation = "Testilä"\n\n{text}', encoding="utf-8")
    assert run("clean", "--workspace", workspace)[0] == 0


# how far a run is


def test_a_file_or_pipe_gets_about_twenty_lines_and_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as advance:
        for done in range(1, 184):
            advance(done, 183, "index")
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 20
    assert told[-1] == "183/183 index"


# documents that are open


def test_a_document_that_is_open_is_told_before_the_time_of_a_run_is_spent(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told_before = []

    def build(*_: object, **__: object) -> list[Path]:
        told_before.append(capsys.readouterr().err)
        return [workspace / "reports/2026/index.html"]

    monkeypatch.setattr(reports, "build_reports", build)
    (workspace / "reports/2026/~$results.xlsx").touch()
    assert run("report", "--workspace", workspace)[0] == 0
    assert told_before == [
        "Open in another program: results.xlsx. Close it now: a file that is open may not be replaced.\n"
    ]
    assert "note  open in Excel: results.xlsx" in run("doctor", "--workspace", workspace)[1]


# a notebook that runs in Jupyter only


def test_notebooks_can_be_run_as_jupyter_runs_them(workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def build(*_: object, execution: str | None, **__: object) -> list[Path]:
        asked.append(execution)
        return [workspace / "reports/2026/index.html"]

    monkeypatch.setattr(reports, "build_reports", build)
    for words in ((), ("--kernels",)):
        assert run("report", "--workspace", workspace, *words)[0] == 0
    assert asked == [None, "kernels"]


def test_a_notebook_that_fails_names_the_way_of_jupyter_once(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {"index": ["1 / 0"]})
    with without_answers():
        for execution, named in ((None, True), ("kernels", False)):
            with pytest.raises(NotebookError) as caught:
                build_reports(review, "2026", execution=execution)
            assert ("critical-points report --kernels" in caught.value.next_step) is named


# the language of the computer


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "fi_FI.UTF-8"}, "fi"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "sv_FI.UTF-8"}, "sv"),
        ({"LANG": "fi_FI.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "fi"),
        ({}, "fi"),
    ],
)
def test_the_environment_tells_the_language_and_else_the_system(
    environment: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: ("Finnish_Finland", "1252"))
    messages._of_the_system.cache_clear()  # what was found out for this process
    try:
        assert messages._of_the_system() == code
    finally:
        messages._of_the_system.cache_clear()
    assert code in LANGUAGES
