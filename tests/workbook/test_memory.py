"""A filled workbook is read once as long as it is as it was, and never told as it was before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from critical_points.instrument import Instrument, load_instrument
from critical_points.workbook import load_plan, memory
from critical_points.workbook.filled import Filled
from critical_points.workbook.reading import read_workbook
from critical_points.workspace import open_review

WORKBOOKS = Path(__file__).parents[2] / "data" / "raw" / "2026"
INSTRUMENT = load_instrument()


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Forget what earlier tests read; return the files that are read from now on."""
    memory.forget()
    asked: list[Path] = []

    def read(path: Path, instrument: Instrument) -> Filled:
        asked.append(path)
        return read_workbook(path, instrument)

    monkeypatch.setattr(memory, "read_workbook", read)
    return asked


def test_a_file_that_is_as_it_was_is_read_once(forgotten: list[Path]) -> None:
    path = WORKBOOKS / "workbook-tekniikka.xlsx"
    first, second = (memory.read_once(path, INSTRUMENT) for _ in range(2))
    assert forgotten == [path]
    assert first == second == read_workbook(path, INSTRUMENT)
    with pytest.raises(TypeError):
        first.values["team"] = "someone else's"  # type: ignore[index]  # what one page does is not seen by the next


def test_a_file_of_another_content_is_read_anew(tmp_path: Path, forgotten: list[Path]) -> None:
    path = tmp_path / "workbook-a.xlsx"
    teams = []
    for name in ("tekniikka", "hyvinvointi"):
        shutil.copy(WORKBOOKS / f"workbook-{name}.xlsx", path)
        teams.append(memory.read_once(path, INSTRUMENT).values["team"])
    assert teams[0] != teams[1]
    assert len(forgotten) == 2


def test_problems_are_told_in_the_language_that_is_spoken(
    tmp_path: Path, forgotten: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = WORKBOOKS / "workbook-tekniikka.xlsx"
    for language in ("en", "sv", "en"):
        monkeypatch.setenv("CRITICAL_POINTS_LANGUAGE", language)
        assert memory.read_once(path, INSTRUMENT) == read_workbook(path, INSTRUMENT)
    assert len(forgotten) == 2


def test_a_plan_is_its_readers_own_and_in_the_readers_language(tmp_path: Path) -> None:
    shutil.copytree(WORKBOOKS.parents[2] / "data", tmp_path / "data", ignore=shutil.ignore_patterns("processed"))
    shutil.copy(WORKBOOKS.parents[2] / "review.toml", tmp_path)
    first = load_plan(open_review(tmp_path, language="fi"))
    first.actions.loc[0, "action"] = "someone else's"
    second = load_plan(open_review(tmp_path, language="sv"))
    assert second.labels.language.code == "sv"
    assert "someone else's" not in set(second.actions["action"])
    (tmp_path / "data" / "raw" / "2026" / "workbook-tekniikka.xlsx").unlink()
    left = load_plan(open_review(tmp_path)).files
    assert len(left) == len(second.files) - 1
    assert "workbook-tekniikka.xlsx" not in set(left.loc[left["wave"] == "2026", "file"])
