"""What ``doctor`` tells: what is well, what is worth knowing, what stops the work, and what to do."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from critical_points.diagnosis import Finding, diagnose
from critical_points.scaffold import new_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return new_workspace(tmp_path / "arviointi", demo=True).root


def told(findings: list[Finding], state: str) -> list[str]:
    return [finding.what for finding in findings if finding.state == state]


def test_a_good_workspace_is_well(workspace: Path) -> None:
    findings = diagnose(workspace)
    assert told(findings, "wrong") == []
    well = told(findings, "well")
    assert well[1].startswith("critical-points ")
    assert any("Kriittisten pisteiden kysely 2025.csv" in line for line in well)


def test_where_there_is_no_workspace_the_way_to_one_is_told(tmp_path: Path) -> None:
    last = diagnose(tmp_path)[-1]
    assert last.state == "wrong"
    assert last.what == f"There is no review.toml in {tmp_path.resolve()} nor in a folder above it."
    assert last.step.endswith("or make one: critical-points new FOLDER")


def test_settings_that_cannot_be_read_are_told_with_their_place(workspace: Path) -> None:
    (workspace / "review.toml").write_text('organisation = "A\n', encoding="utf-8")
    last = diagnose(workspace)[-1]
    assert last.state == "wrong"
    assert "review.toml, line 1" in last.what
    assert "What to do" not in last.what
    assert last.step == "Mend the file and try again."


def test_a_package_that_is_missing_stops_the_work(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    version = metadata.version

    def without_pandas(name: str) -> str:
        if name == "pandas":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_pandas)
    assert "not installed: pandas" in told(diagnose(workspace), "wrong")


def test_files_open_in_excel_and_a_copied_folder_are_worth_knowing(tmp_path: Path) -> None:
    root = new_workspace(tmp_path / "OneDrive - Opisto" / "arviointi", demo=True).root
    (root / "data/raw/2026/~$workbook-tiimi.xlsx").touch()
    notes = told(diagnose(root), "note")
    assert "open in Excel: workbook-tiimi.xlsx" in notes
    assert "the workspace is in a folder that another program copies elsewhere" in notes


def test_a_wave_without_files_and_missing_notebooks_are_told(workspace: Path) -> None:
    shutil.rmtree(workspace / "data/raw/2026")
    (workspace / "data/raw/2026").mkdir()
    shutil.rmtree(workspace / "notebooks")
    findings = diagnose(workspace)
    assert "wave 2026 has no files" in told(findings, "note")
    assert told(findings, "wrong") == ["there are no notebooks"]
