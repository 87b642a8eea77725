"""Nothing of one report remains in the next: reports made one after the other are as those of fresh processes."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from critical_points.reports import build_reports
from critical_points.workspace import open_review
from tests.small_exports import INSTRUMENT, LABELS, csv_of, small_workspace

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "02_points_and_levels.ipynb"
_ALONE = (
    "import sys\nimport critical_points as cp\ncp.build_reports(cp.open_review(sys.argv[1]), '2026', language='fi')"
)

#: The time of making, in both its forms.
_WHEN = re.compile(rb'datetime="[^"]*">[^<]*<')


def workspace(folder: Path, seed: int) -> Path:
    """Write a workspace with answers of its own and one notebook."""
    dice = random.Random(seed)
    rows = [[dice.choice(LABELS) for _ in INSTRUMENT.items] for _ in range(30)]
    (folder / "notebooks").mkdir(parents=True)
    shutil.copy(NOTEBOOK, folder / "notebooks")
    small_workspace(folder, {"2026/answers.csv": csv_of([item.text["fi"] for item in INSTRUMENT.items], *rows)})
    return folder


def page(root: Path) -> bytes:
    """Return the page without the time at which it was made."""
    told, times = _WHEN.subn(b"", (root / "reports" / "2026" / "02_points_and_levels.html").read_bytes())
    assert times == 1
    return told


@pytest.mark.slow
def test_a_report_after_another_is_as_one_of_a_fresh_process(tmp_path: Path) -> None:
    first, second, alone = (workspace(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 2), ("c/b", 2)))
    for root in (first, second):
        build_reports(open_review(root), "2026", language="fi")
    subprocess.run([sys.executable, "-c", _ALONE, str(alone)], check=True, capture_output=True)
    assert page(second) == page(alone)
    assert page(first) != page(second)
