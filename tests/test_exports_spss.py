"""SPSS files, where the library that reads them is installed; a clear message where it is not."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from critical_points.errors import UnreadableError
from critical_points.exports import read_export


def test_codes_labels_and_texts_are_read(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat is not installed: SPSS files cannot be read")
    path = tmp_path / "answers.csv"  # a name that lies
    frame = pd.DataFrame(
        {
            "id": [1.0, 2.0, 3.0],
            "plan": [5.0, float("nan"), 9.0],
            "free": ["hyvä\nja", "", "ö"],
            "day": [datetime(2026, 3, 2, 8, 0, 5), pd.NaT, datetime(2026, 3, 4)],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels=["", "Suunnittelemme yhdessä", "Mitä muuta?", "Päivä"],
        variable_value_labels={"plan": {1: "Ei lainkaan", 5: "Erittäin paljon", 9: "En osaa sanoa"}},
        missing_ranges={"plan": [9]},
    )
    export = read_export(path)
    assert export.tool == "spss"
    assert [column.header for column in export.columns] == ["id", "Suunnittelemme yhdessä", "Mitä muuta?", "Päivä"]
    assert export.columns[0].role == "respondent"
    assert export.columns[1].options == {"1": "Ei lainkaan", "5": "Erittäin paljon", "9": "En osaa sanoa"}
    assert export.left_out == {"header": 2}
    assert export.cells.to_numpy().tolist() == [
        ["1", "5", "hyvä\nja", "2026-03-02 08:00:05"],
        ["2", "", "", ""],
        ["3", "9", "ö", "2026-03-04 00:00:00"],
    ]


def test_a_broken_file_says_so(tmp_path: Path) -> None:
    pytest.importorskip("pyreadstat", reason="pyreadstat is not installed: SPSS files cannot be read")
    path = tmp_path / "answers.sav"
    path.write_bytes(b"$FL2" + bytes(300))
    with pytest.raises(UnreadableError, match="is damaged"):
        read_export(path)


def test_without_the_library_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    path = tmp_path / "answers.sav"
    path.write_bytes(b"$FL2" + bytes(300))
    with pytest.raises(UnreadableError, match="pip install pyreadstat"):
        read_export(path)
