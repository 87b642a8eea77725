"""In a report there are protected results, and nothing that they were made from."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import critical_points as cp
from critical_points.disclosure import protect
from critical_points.errors import CriticalPointsError
from critical_points.releases import read_protected, write_protected
from critical_points.tallies import tally
from critical_points.wall import PROTECTED, WallError
from tests.small_answers import Row, small_answers, small_instrument
from tests.small_exports import csv_of, small_workspace

ASKED = small_instrument({"a1": "a", "b1": "b"}, groups=["x", "y"], units=["u", "v"])
ROWS: list[Row] = [
    (wave, "x" if n % 3 else "y", "u" if n % 2 else "v", (n % 5 + 1, n % 4 + 2), ("a",))
    for wave in ("1", "2")
    for n in range(40)
]
ANSWERS = small_answers(ASKED, ROWS)
TALLY = tally(ANSWERS, by=("group", "unit"))
SAFE = protect(TALLY, 5, {"1": {"x": 50}}, margins=("group", "unit"))


@pytest.fixture
def in_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a report's protected results, as its notebooks find it."""
    folder = tmp_path / "protected"
    folder.mkdir()
    write_protected(SAFE, folder)
    monkeypatch.setenv(PROTECTED, str(folder))
    return folder


def test_what_is_read_is_what_was_written(in_a_report: Path) -> None:
    again = read_protected(in_a_report, SAFE.labels)
    for name in ("counts", "hidden", "cells", "items", "sums", "ratios"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(SAFE, name), check_dtype=False)
    assert (again.minimum, again.headcounts, again.labels) == (5, {"1": {"x": 50}}, SAFE.labels)


@pytest.mark.usefixtures("in_a_report")
def test_raw_answers_and_counts_are_refused_in_a_report(tmp_path: Path) -> None:
    review = small_workspace(tmp_path, {"2026/a.csv": csv_of(("x",), ("1",))})
    refused: dict[str, Callable[[], object]] = {
        "cp.load": lambda: cp.load(review),
        "cp.clean": lambda: cp.clean(review, "2026"),
        "cp.tally": lambda: cp.tally(ANSWERS),
        "cp.protect": lambda: cp.protect(TALLY),
    }
    for name, call in refused.items():
        with pytest.raises(WallError, match=f"{name} is not for a report(.|\n)*cp.open_results"):
            call()


def test_a_report_opens_its_own_waves_and_no_others(in_a_report: Path, tmp_path: Path) -> None:
    review = small_workspace(tmp_path, {})
    assert set(cp.open_results(review).cells["wave"]) == {"1", "2"}
    assert set(cp.open_results(review, ["2", None]).counts["wave"]) == {"2"}
    with pytest.raises(WallError, match="no wave '3' in this report"):
        cp.open_results(review, ["3"])
    (in_a_report / "counts.parquet").write_bytes(b"")
    with pytest.raises(CriticalPointsError, match="cannot be read"):
        cp.open_results(review)


TAKE_PROTECTED = [
    name
    for name in cp.__all__
    if inspect.isfunction(getattr(cp, name))
    and next(iter(inspect.signature(getattr(cp, name)).parameters), "") == "safe"
]


@pytest.mark.parametrize("name", TAKE_PROTECTED)
@pytest.mark.parametrize("unprotected", [TALLY, ANSWERS], ids=["Tally", "Answers"])
def test_nothing_for_a_reader_is_made_from_what_is_not_protected(name: str, unprotected: object) -> None:
    take = getattr(cp, name)
    needed = [p for p in list(inspect.signature(take).parameters.values())[1:] if p.default is p.empty]
    rest = [["a"] for parameter in needed if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    with pytest.raises(CriticalPointsError, match=r"protect it first: cp\.protect"):
        take(unprotected, *rest)


def test_there_are_such_functions() -> None:
    assert {"describe", "heatmap", "findings", "tabulate_account", "tabulate_flags", "votes"} <= set(TAKE_PROTECTED)
