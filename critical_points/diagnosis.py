"""What is installed, found and missing, for an analyst whose first run does not go as it should."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from critical_points.errors import CAP, CriticalPointsError
from critical_points.workspace import Review, open_review

#: The oldest Python that the package runs on.
_PYTHON = (3, 11)

#: A path this long is refused by parts of Windows.
_LONGEST = 240

#: A part of a path that tells of a folder that another program copies elsewhere while it is written.
_COPIED = ("onedrive", "dropbox", "google drive", "nextcloud", "icloud")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    state : {"well", "note", "wrong"}
        Whether it is as it should be, is worth knowing, or stops the work.
    what : str
        What was found.
    step : str
        What to do, where there is something to do.
    """

    state: str
    what: str
    step: str = ""


def diagnose(folder: Path) -> list[Finding]:
    """Look at Python, the packages, the workspace, its waves and what stands in the way of writing.

    Parameters
    ----------
    folder : Path
        The workspace, or a folder in it.

    Returns
    -------
    list of Finding
        In the order in which a run needs them.
    """
    return [*_python(), *_packages(), *_workspace(folder)]


def _python() -> Iterator[Finding]:
    version = platform.python_version()
    if sys.version_info[:2] < _PYTHON:
        wanted = ".".join(map(str, _PYTHON))
        yield Finding("wrong", f"Python {version}", f"Install Python {wanted} or newer.")
    else:
        yield Finding("well", f"Python {version} ({platform.system()}), {sys.executable}")


def _packages() -> Iterator[Finding]:
    """Tell of the packages that this one needs, and of those that only some work needs."""
    missing, extra = list[str](), list[str]()
    for line in metadata.requires("critical-points") or ():
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            (extra if "extra ==" in line else missing).append(name)
    version = metadata.version("critical-points")
    if missing:
        yield Finding("wrong", f"not installed: {', '.join(sorted(missing))}", "Install critical-points again.")
    else:
        yield Finding("well", f"critical-points {version} and every package it needs")
    if extra:
        yield Finding("note", f"not installed, needed for some work only: {', '.join(sorted(set(extra)))}")


def _workspace(folder: Path) -> Iterator[Finding]:
    try:
        review = open_review(folder)
    except CriticalPointsError as error:
        what = "\n      ".join([error.message, *map(str, error.faults[:CAP])])
        yield Finding("wrong", what, error.next_step)
        return
    yield Finding("well", f"workspace {review.root}: {review.organisation}, language {review.language.code}")
    yield from _place(review.root)
    yield from _writing(review)
    for wave in review.waves:
        files = review.raw_files(wave)
        if files:
            yield Finding("well", f"wave {wave}: {', '.join(path.name for path in files)}")
        else:
            step = f"Put the survey tool's export into {review.raw(wave)}."
            yield Finding("note", f"wave {wave} has no files", step)
    if not review.notebooks:
        yield Finding(
            "wrong", "there are no notebooks", f"Take the original ones back into {review.root / 'notebooks'}."
        )


def _place(root: Path) -> Iterator[Finding]:
    """Tell what may be awkward about where the workspace is."""
    longest = max((len(str(path)) for path in root.rglob("*") if ".venv" not in path.parts), default=0)
    if longest > _LONGEST:
        yield Finding(
            "note", f"a path of {longest} characters", "Windows may refuse it: move the workspace nearer to C:\\."
        )
    if any(name in part.casefold() for part in root.parts for name in _COPIED):
        step = "If a file is said to be in use, pause the copying and run the command again."
        yield Finding("note", "the workspace is in a folder that another program copies elsewhere", step)


def _writing(review: Review) -> Iterator[Finding]:
    """Tell which folders cannot be written to, and which files another program has open."""
    folders = [review.root, review.root / "data" / "processed", review.root / "reports"]
    refused = [str(path) for path in folders if path.exists() and not os.access(path, os.W_OK)]
    if refused:
        yield Finding(
            "wrong", f"not allowed to write to {', '.join(refused)}", "Ask for the right, or move the workspace."
        )
    opened = [path.name.removeprefix("~$") for wave in review.waves for path in review.raw(wave).glob("~$*")]
    if opened:
        yield Finding("note", f"open in Excel: {', '.join(sorted(opened))}", "Save and close it before the next run.")
