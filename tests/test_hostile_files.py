"""Files that want too much: each ends in a clear message, or is read, within ten seconds and a gigabyte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile_files import FILES, MOST_MEGABYTES, MOST_SECONDS

#: Building these takes long, or checking them does.
SLOW = {"padded_bomb", "many_small_texts", "formatted_rows", "many_parts", "long_cells", "wide_text", "wider_text"}

NAMES = {build.__name__: words for build, words in FILES.items()}


def measure(folder: Path, names: list[str]) -> None:
    command = [sys.executable, "-m", "tests.hostile_files", str(folder), *names]
    told = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True).stdout
    records = {record["name"]: record for record in map(json.loads, told.splitlines())}
    assert list(records) == names
    sys.stdout.write(told)
    for name, record in records.items():
        assert "crash" not in record, record
        assert NAMES[name] in record["message"], record
        assert (NAMES[name] == "") == (record["message"] == ""), record
        assert record["seconds"] < MOST_SECONDS, record
        assert record["megabytes"] < MOST_MEGABYTES, record


def test_hostile_files_end_in_time_and_with_a_clear_message(tmp_path: Path) -> None:
    measure(tmp_path, [name for name in NAMES if name not in SLOW])


@pytest.mark.slow
def test_large_hostile_files_end_in_time_and_with_a_clear_message(tmp_path: Path) -> None:
    measure(tmp_path, [name for name in NAMES if name in SLOW])
