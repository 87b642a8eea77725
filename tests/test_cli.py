"""The command as an analyst meets it: what it prints, how it ends, and what it leaves as it was."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from critical_points import cli
from critical_points.instrument import load_instrument

ROOT = Path(__file__).parents[1]
ITEMS = [item.text["fi"] for item in load_instrument().items]
LABELS = ["toteutuu heikosti", "toteutuu hyvin", "En osaa sanoa", ""]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process; give its exit code and what it printed."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["critical-points", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        code = end.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), told.out, told.err

    return call


def table(respondents: int, separator: str = ";") -> str:
    rows = [["Aikaleima", "Ryhmä", *ITEMS]]
    for n in range(respondents):
        answers = [LABELS[(n + i) % 4] for i in range(len(ITEMS))]
        rows.append([f"{n % 28 + 1}.3.2026 klo 12.{n % 60:02}.00", "opettaja", *answers])
    written = StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a wave of 12 answers that was cleaned, and a report that somebody made before."""
    folder = tmp_path / "työ tila"
    (folder / "data/raw/2026").mkdir(parents=True)
    (folder / "reports/2026").mkdir(parents=True)
    (folder / "review.toml").write_text('organisation = "Testilä"\n', encoding="utf-8")
    (folder / "data/raw/2026/vastaukset.csv").write_text(table(12), encoding="utf-8")
    (folder / "reports/2026/index.html").write_text("<p>the earlier report</p></html>", encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return folder


def state(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".critical-points.lock"
    }


def test_help_answers_before_anything_heavy_is_imported() -> None:
    code = "import sys, critical_points.cli; print([m for m in ('pandas', 'numpy', 'matplotlib') if m in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "critical_points", "--help"], capture_output=True, check=True)
    assert time.perf_counter() - start < 2  # 0.1 s on an idle machine; the tests may share theirs


def test_check_prints_a_record_with_every_column_and_an_account_that_adds_up(workspace: Path, run: Run) -> None:
    code, out, _ = run("check", workspace / "data/raw/2026/vastaukset.csv", "--json")
    record = json.loads(out)
    assert code == 0
    assert list(record)[:2] == ["file", "tool"]
    assert record["respondents"] == 12
    assert [column["position"] for column in record["columns"]] == list(range(38))
    rated = [column for column in record["columns"] if column["kind"] == "rating"]
    assert [column["item"] for column in rated] == [item.key for item in load_instrument().items]
    for column in rated:
        assert column["rated"] + column["non_answers"] + column["blanks"] + column["problems"] == 12
    assert (rated[0]["rated"], rated[0]["non_answers"], rated[0]["blanks"], rated[0]["mean"]) == (6, 3, 3, 3.0)
    assert record["columns"][1]["kind"] == "group"
    assert {"scale", "header"} <= set(rated[0])


def test_clean_tells_the_account_and_keeps_raw_files(workspace: Path, run: Run) -> None:
    before = state(workspace / "data/raw")
    code, out, _ = run("clean", "--workspace", workspace, "--json")
    (record,) = json.loads(out)
    assert code == 0
    assert record["respondents"] == 12
    assert record["cells"] == 12 * 36 == sum(record[fate] for fate in ("rated", "non_answers", "blanks", "problems"))
    assert record["cleaned"]
    assert state(workspace / "data/raw") == before
    assert not json.loads(run("clean", "--workspace", workspace, "--json")[1])[0]["cleaned"]


def test_a_reworded_statement_is_asked_about_confirmed_once_and_then_read(workspace: Path, run: Run) -> None:
    raw = workspace / "data/raw/2026/vastaukset.csv"
    raw.write_text(raw.read_text(encoding="utf-8").replace(ITEMS[0], ITEMS[0].rstrip(".") + " nyt."), encoding="utf-8")
    code, out, err = run("clean", "--workspace", workspace)
    assert code == 1
    assert "is this 'reachability_1'?" in err
    assert "critical-points check --wave 2026 --write" in err
    code, out, _ = run("check", "--workspace", workspace, "--write")
    written = (workspace / "data/raw/2026/mapping.toml").read_text(encoding="utf-8")
    assert code == 1
    assert 'item = "reachability_1"' in written
    assert "\nconfirmed = false" in written
    code, out, _ = run("check", "--workspace", workspace, "--accept")
    assert code == 0
    assert "Nothing to decide." in out
    assert "\nconfirmed = false" not in (workspace / "data/raw/2026/mapping.toml").read_text(encoding="utf-8")
    assert run("clean", "--workspace", workspace)[0] == 0


def make_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for n in range(3):
        sheet.append([f"something {n} {column}" for column in range(200)])
    book.save(path)


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "empty"),
    "one row": (lambda path: path.write_text("only;one;row\n"), "row"),
    "headers only": (lambda path: path.write_text(table(0), encoding="utf-8"), "no answers"),
    "a PDF": (lambda path: path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "PDF"),
    "something else": (make_workbook, "no column"),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", ["clean", "report"])
def test_a_bad_file_gets_one_message_and_leaves_all_as_it_was(
    name: str, command: str, workspace: Path, run: Run
) -> None:
    assert run("clean", "--workspace", workspace)[0] == 0
    before = state(workspace)
    make, words = BAD_FILES[name]
    (workspace / "data/raw/2026/vastaukset.csv").unlink()
    bad = workspace / "data/raw/2026/bad.xlsx"
    make(bad)
    code, out, err = run(command, "--workspace", workspace)
    assert code in (1, 2)
    assert words.casefold() in err.casefold()
    assert "What to do: " in err
    assert "Traceback" not in err + out
    assert len(err.splitlines()) < 24
    after = state(workspace)
    assert {k: v for k, v in after.items() if "raw" not in k} == {k: v for k, v in before.items() if "raw" not in k}


def test_the_same_answers_under_two_names_are_refused(workspace: Path, run: Run) -> None:
    (workspace / "data/raw/2026/kopio.csv").write_text(table(12, ","), encoding="utf-8")
    code, _, err = run("clean", "--workspace", workspace)
    assert code == 1
    assert "12 respondents are in both" in err
    assert "kopio.csv and vastaukset.csv" in err


def test_an_unknown_wave_is_answered_with_the_nearest_one(workspace: Path, run: Run) -> None:
    code, _, err = run("report", "--workspace", workspace, "--wave", "2062")
    assert code == 2
    assert "Did you mean '2026'?" in err


def test_faults_of_review_toml_are_listed_all_at_once(workspace: Path, run: Run) -> None:
    (workspace / "review.toml").write_text('organization = "x"\nlanguage = "se"\nminimum = 3\n', encoding="utf-8")
    code, _, err = run("clean", "--workspace", workspace)
    assert code == 2
    assert "Did you mean 'organisation'?" in err
    assert "'se'" in err
    assert "minimum = 3" in err


def test_errors_come_as_json_where_json_is_asked_for(workspace: Path, run: Run) -> None:
    code, out, _ = run("clean", "--workspace", workspace, "--wave", "2027", "--json")
    assert code == 2
    assert json.loads(out)["error"] == "The wave is not known."


def test_outside_a_workspace_the_command_says_how_to_get_one(tmp_path: Path, run: Run) -> None:
    code, _, err = run("report", "--workspace", tmp_path)
    assert code == 2
    assert "critical-points new" in err


def test_a_new_workspace_is_ready_for_a_file_and_nothing_is_overwritten(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "uusi"
    assert run("new", folder)[0] == 0
    assert {path.name for path in folder.iterdir()} == {"review.toml", "data", "notebooks", "reports"}
    code, _, err = run("report", "--workspace", folder)
    assert code == 2
    assert "put the export into" in err
    code, _, err = run("new", folder)
    assert code == 2
    assert "nothing was changed" in err


def test_a_new_demonstration_is_the_repository_s(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "demo"
    assert run("new", folder, "--demo")[0] == 0
    assert state(folder / "data/raw") == state(ROOT / "data/raw")
    code, out, _ = run("clean", "--workspace", folder, "--json")
    assert code == 0
    assert [record["respondents"] for record in json.loads(out)] == [182, 211]


def test_an_unexpected_error_is_a_message_and_its_details_are_kept_in_a_file(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("critical_points.storage.refresh", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, _, err = run("clean", "--workspace", workspace)
    assert code == 2
    assert "Traceback" not in err
    assert "on purpose" in err
    kept = list(tmp_path.glob("critical-points-*.txt"))
    assert len(kept) == 1
    assert "Traceback" in kept[0].read_text()


@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of files stands for a full disk")
def test_on_a_full_disk_everything_stays_as_it_was(workspace: Path) -> None:
    before = state(workspace)
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        f"sys.argv = ['critical-points', 'clean', '--workspace', {str(workspace)!r}];"
        "from critical_points.cli import main; main()"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "as it was" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert state(workspace) == before


def test_a_file_whose_group_is_not_known_says_so_and_names_the_columns_that_may_be(workspace: Path, run: Run) -> None:
    raw = workspace / "data/raw/2026/vastaukset.csv"
    text = raw.read_text(encoding="utf-8").replace("Ryhmä", "Missä tehtävissä toimit?").replace("opettaja", "Opetus")
    raw.write_text(text, encoding="utf-8")
    out = " ".join(run("check", "--workspace", workspace)[1].split())
    assert "No column is known as the group of respondents: no group would be reported." in out
    assert "kind = \"ignore\": 1 'Missä tehtävissä toimit?'." in out
