"""Steps that workers do in tests: functions of a module, as processes need them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from critical_points.errors import UnreadableError

T = TypeVar("T")

#: Seconds that a process waits to be killed before it gives up.
_PATIENCE = 60


def count_length(path: Path) -> int:
    """Count the characters of a file, but not of one called bad."""
    if path.name.startswith("bad"):
        raise UnreadableError(f"{path.name} is bad.")
    return len(path.read_text(encoding="utf-8"))


def add_lengths(lengths: Sequence[int]) -> int:
    return sum(lengths)


def stumble(path: Path) -> int:
    return {"a": 1}[path.name]


def kill(process: int) -> None:
    """End a process at once; Windows knows one way only."""
    os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def count_length_once_killed(path: Path, victim: str, marker: Path) -> int:
    """Count a file, but end the process at the victim, once."""
    if path.name == victim and not marker.exists():
        marker.write_text("killed", encoding="utf-8")
        kill(os.getpid())
    return count_length(path)


def wait_to_be_killed(path: Path, step: Callable[[Path], T], victim: str, marker: Path) -> T:
    """Do a step; with the victim's result in hand, write the process's number and wait to be killed, once."""
    found = step(path)
    if path.name == victim and not marker.exists():
        note = marker.with_suffix(".new")
        note.write_text(str(os.getpid()), encoding="utf-8")
        note.replace(marker)
        time.sleep(_PATIENCE)
        raise TimeoutError("nobody killed this process")
    return found
