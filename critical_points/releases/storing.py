"""Protected results in a folder: for the notebooks of one report, as long as it is made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.errors import Fault, UnreadableError
from critical_points.fingerprints import of_file
from critical_points.instrument import Labels
from critical_points.memory import Memory
from critical_points.messages import said

_FACTS = "protected.json"

_frames: Memory[pd.DataFrame] = Memory()


def write_protected(safe: Protected, folder: Path) -> None:
    """Write protected results: a Parquet file a frame, and the rest as JSON.

    Parameters
    ----------
    safe : Protected
        The results.
    folder : Path
        An empty folder.
    """
    facts: dict[str, Any] = {}
    for name, value in _parts(safe).items():
        if isinstance(value, pd.DataFrame):
            value.to_parquet(folder / f"{name}.parquet", index=False)
        else:
            facts[name] = value
    (folder / _FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def read_protected(folder: Path, labels: Labels) -> Protected:
    """Read what `write_protected` wrote, with names in the reader's language.

    Raises
    ------
    UnreadableError
        When something is missing or damaged.
    """
    paths = sorted(folder.glob("*.parquet"))
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        parts = facts | {path.stem: _read_frame(path) for path in paths}
        return Protected(**parts, labels=labels)
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableError(
            said("The report's protected results cannot be read."),
            [Fault(said("it is damaged, or is not what was written"), str(folder))],
            said("run  critical-points report  again"),
        ) from error


def _read_frame(path: Path) -> pd.DataFrame:
    """Return the frame of a file, the caller's own: pandas copies its values as soon as somebody changes them."""
    return _frames.find((path, of_file(path)), lambda: pd.read_parquet(path)).copy(deep=False)


def of_waves(safe: Protected, waves: Iterable[str]) -> Protected:
    """Return the results of some of the waves."""
    wanted = list(waves)
    parts = _parts(safe)
    for name, value in parts.items():
        if isinstance(value, pd.DataFrame) and "wave" in value:
            here = value["wave"].isin(wanted)
            parts[name] = (value if here.all() else value[here]).reset_index(drop=True)
    return Protected(**parts, labels=safe.labels)


def _parts(safe: Protected) -> dict[str, Any]:
    return {field.name: getattr(safe, field.name) for field in fields(safe) if field.name != "labels"}
