"""``critical-points workbook`` as an analyst meets it: where the file is, what is next, and nothing is overwritten."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock, Timeout

from critical_points import cli
from critical_points.instrument import load_instrument
from critical_points.publication import LOCK
from critical_points.releases import Release, prepare_files
from critical_points.workspace import Review
from tests.workbook.xlsx_support import fill, read

Run = Callable[..., tuple[int, str, str]]
ITEMS = [item.text["fi"] for item in load_instrument().items]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], workspace: Path) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        words = ("workbook", "--workspace", workspace, *words)
        monkeypatch.setattr(sys, "argv", ["critical-points", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return call


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "työ tila"
    (folder / "data/raw/2026").mkdir(parents=True)
    (folder / "review.toml").write_text('organisation = "Mallikunta"\n[waves.2026]\n', encoding="utf-8")
    return folder


def test_results_are_prepared_when_no_other_run_can_come_between(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs that prepared side by side would both record the same number of an edition."""
    add_answers(workspace)
    alone = []

    def prepare(review: Review, wave: str) -> Release:
        with pytest.raises(Timeout):
            FileLock(workspace / LOCK, timeout=0).acquire()
        alone.append(wave)
        return prepare_files(review, wave)

    monkeypatch.setattr("critical_points.releases.prepare_files", prepare)
    assert run()[0] == 0
    assert alone == ["2026"]


def add_answers(workspace: Path, n: int = 12) -> None:
    rows = [";".join(["Ryhmä", *ITEMS])]
    rows += [";".join(["opettaja", *(f"toteutuu {'hyvin' if (i + k) % 3 else 'heikosti'}" for i in range(len(ITEMS)))])
             for k in range(n)]  # fmt: skip
    (workspace / "data/raw/2026/kysely.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def texts(path: Path) -> set[str]:
    return {str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}


def test_it_writes_the_workbook_and_says_where_and_what_is_next(run: Run, workspace: Path) -> None:
    code, out, _ = run()
    path = workspace / "reports/2026/workbook-2026-fi.xlsx"
    assert code == 0
    assert out.startswith(f"Wrote {path}\nwithout results of part 1 (data/raw/2026 has no answers).\n")
    assert f"into {workspace / 'data/raw/2026'}" in out
    assert "critical-points workbook --wave 2026 --check" in out
    assert read(path).values == {}
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name]


def test_it_has_the_results_of_part_1_unless_it_is_to_be_blank(run: Run, workspace: Path) -> None:
    add_answers(workspace)
    code, out, err = run("--language", "en")
    assert (code, err) == (0, "")
    assert "with the results of part 1." in out
    shown = texts(workspace / "reports/2026/workbook-2026-en.xlsx")
    assert "Results of part 1, 2026" in shown
    code, out, _ = run("--language", "en", "--blank")
    assert code == 0
    assert "without results of part 1.\n" in out
    assert "Results of part 1, 2026" not in texts(workspace / "reports/2026/workbook-2026-en.xlsx")


def test_four_respondents_are_not_told(run: Run, workspace: Path) -> None:
    add_answers(workspace, 4)
    assert run("--language", "en")[0] == 0
    shown = texts(workspace / "reports/2026/workbook-2026-en.xlsx")
    assert not shown & {"4", "3.3", "3.0", "3.7"} - {"4"}
    assert "protected" in shown


def test_a_pdf_is_written_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "lomake.pdf"
    assert run("--out", out)[0] == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert read(out).values == {}


def test_what_was_filled_in_is_never_overwritten(run: Run, workspace: Path) -> None:
    run()
    path = workspace / "reports/2026/workbook-2026-fi.xlsx"
    assert run()[0] == 0  # a blank one is
    fill(path, {"summary": "tehty työ"})
    before = path.read_bytes()
    code, _, err = run()
    assert code == 2
    assert "it was filled in" in err
    assert "--out" in err
    assert path.read_bytes() == before
    other = workspace / "muistio.xlsx"
    openpyxl.Workbook().save(other)
    before = other.read_bytes()
    assert run("--out", other)[0] == 2
    assert other.read_bytes() == before


def test_check_tells_what_was_read_and_what_was_not(run: Run, workspace: Path) -> None:
    folder = workspace.resolve() / "data" / "raw" / "2026"
    nothing = f"There is no filled workbook in {folder}.\nWhat to do: put them there, and run this again.\n"
    assert run("--check") == (0, nothing, "")
    path = workspace / "data/raw/2026/workbook-a.xlsx"
    run("--out", path)
    fill(path, {"team": "Satama", "summary": "x", "action.02.due": "31.2.2026"})
    code, out, _ = run("--check")
    assert code == 1
    assert out == (
        "workbook-a.xlsx: Satama, 2 boxes read, 1 problem\n"
        "  workbook-a.xlsx, Toimenpiteet, row 2, Määräpäivä: '31.2.2026': there is no such day. "
        "Write the day as 5.3.2026 or 2026-03-05.\n"
        "What to do: correct it in the workbook, save it, and run this again.\n"
    ).replace("Toimenpiteet", openpyxl.load_workbook(path).sheetnames[-2])
    told = json.loads(run("--check", "--json")[1])
    assert [row["team"] for row in told["files"]] == ["Satama"]
    assert told["problems"][0]["value"] == "31.2.2026"


def test_an_unknown_format_or_wave_is_refused_with_the_known_ones(run: Run) -> None:
    code, _, err = run("--format", "docx")
    assert (code, "Known: xlsx, pdf." in err or "xlsx" in err) == (2, True)
    assert run("--wave", "1999")[0] == 2


def test_a_folder_that_is_not_there_is_a_message(run: Run, tmp_path: Path) -> None:
    code, _, err = run("--out", tmp_path / "ei ole" / "w.xlsx")
    assert code == 2
    assert "could not be written" in err
