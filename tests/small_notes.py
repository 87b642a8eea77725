"""A workspace with a few notes of its teams that a reader can count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from critical_points.workspace import Review, open_review

SETTINGS = """\
organisation = "Keksitty"
[units.harbour]
name = { fi = "Satama", sv = "Hamn", en = "Harbour" }
[waves.2025]
[waves.2026]
"""

#: wave, team, kind, subject, question, text
Box = tuple[str, str, str, str, str, str]

COLUMNS = ["wave", "team", "kind", "subject", "question", "text"]


@dataclass(frozen=True)
class SmallPlan:
    """As much of a plan as notes need."""

    discussion: pd.DataFrame


def discuss(monkeypatch: pytest.MonkeyPatch, boxes: Sequence[Box]) -> None:
    """Make the workbooks of every workspace say this."""
    frame = pd.DataFrame(boxes, columns=COLUMNS).assign(file="workbook.xlsx").astype("str")

    def read_plan(review: Review, waves: Sequence[str] | None = None) -> SmallPlan:
        return SmallPlan(frame[frame["wave"].isin(list(waves or review.waves))].reset_index(drop=True))

    monkeypatch.setattr("critical_points.workbook.read_plan", read_plan, raising=False)


def workspace(folder: Path) -> Review:
    """Return a workspace of two waves without files."""
    (folder / "review.toml").write_text(SETTINGS, encoding="utf-8")
    for wave in ("2025", "2026"):
        (folder / "data" / "raw" / wave).mkdir(parents=True)
    return open_review(folder)
