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

from critical_points.cleaning import check_file, tell_way_out
from critical_points.decisions import decisions_of
from critical_points.errors import CAP, CriticalPointsError
from critical_points.mapping import Confirmed
from critical_points.messages import said, said_plural
from critical_points.sharing import read_shared
from critical_points.workbook import find_workbooks, read_workbook
from critical_points.workspace import MAPPING, Review, open_review

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
        yield Finding("wrong", f"Python {version}", said("Install Python {version} or newer.", version=wanted))
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
        names = ", ".join(sorted(missing))
        yield Finding("wrong", said("not installed: {names}", names=names), said("Install critical-points again."))
    else:
        yield Finding("well", said("critical-points {version} and every package it needs", version=version))
    if extra:
        names = ", ".join(sorted(set(extra)))
        yield Finding("note", said("not installed, needed for some work only: {names}", names=names))


def _workspace(folder: Path) -> Iterator[Finding]:
    try:
        review = open_review(folder)
    except CriticalPointsError as error:
        yield _stop(error)
        return
    code = review.language.code
    told = said("workspace {folder}: {organisation}, language {code}", folder=review.root,
                organisation=review.organisation, code=code)  # fmt: skip
    yield Finding("well", told)
    yield from _place(review.root)
    yield from _writing(review)
    for wave in review.waves:
        yield from describe_wave(review, wave)
    if not review.notebooks:
        step = said("Take the original ones back into {folder}.", folder=review.root / "notebooks")
        yield Finding("wrong", said("there are no notebooks"), step)


def _stop(error: CriticalPointsError) -> Finding:
    return Finding("wrong", "\n".join([error.message, *map(str, error.faults[:CAP])]), error.next_step)


def describe_wave(review: Review, wave: str) -> Iterator[Finding]:
    """Open every file of a wave, and tell what it is.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    """
    if not review.raw_files(wave):
        step = said("Put the survey tool's export into {folder}.", folder=review.raw(wave))
        yield Finding("note", said("wave {wave} has no files", wave=wave), step)
    known = [*_exports(review, wave), *_workbooks(review, wave), *_shared(review, wave)]
    if review.mapping_file(wave).is_file():
        known.append(said("{file}: what was decided about columns and answers", file=MAPPING))
    lines = [one for one in known if isinstance(one, str)]
    more = [said_plural("… and {n} more", "… and {n} more", len(lines) - CAP)] if len(lines) > CAP else []
    if lines:
        yield Finding("well", "\n".join([said("wave {wave}:", wave=wave), *lines[:CAP], *more]))
    yield from (one for one in known if isinstance(one, Finding))


def _exports(review: Review, wave: str) -> Iterator[str | Finding]:
    """Tell of each file that is taken for answers of part 1 how many there are; what is none of them stops the work."""
    try:
        confirmed = decisions_of(review, wave)
    except CriticalPointsError as error:
        yield _stop(error)
        confirmed = Confirmed()
    for path in review.raw_files(wave):
        try:
            file = check_file(path, review.instrument, confirmed)
        except CriticalPointsError as error:
            yield _stop(error)
            continue
        if file.is_survey:
            yield said_plural(
                "{file}: answers of part 1 ({tool}), {n} respondent",
                "{file}: answers of part 1 ({tool}), {n} respondents", len(file.export.cells),
                file=path.name, tool=file.export.tool,
            )  # fmt: skip
        else:
            yield Finding("wrong", said("{file}: no answers of part 1", file=path), tell_way_out([file]))


def _workbooks(review: Review, wave: str) -> Iterator[str | Finding]:
    for path in find_workbooks(review, wave):
        try:
            filled = read_workbook(path, review.instrument)
        except CriticalPointsError as error:
            yield Finding("note", "\n".join([error.message, *map(str, error.faults[:CAP])]), error.next_step)
            continue
        team = str(filled.values.get("team", "")) or said("no team is named")
        yield said_plural(
            "{file}: workbook of part 2 ({team}), {n} box filled in",
            "{file}: workbook of part 2 ({team}), {n} boxes filled in", len(filled.values), file=path.name, team=team,
        )  # fmt: skip


def _shared(review: Review, wave: str) -> Iterator[str | Finding]:
    for path in review.benchmark_files(wave):
        try:
            shared = read_shared(path, review.instrument)
        except CriticalPointsError as error:
            yield Finding("note", "\n".join([error.message, *map(str, error.faults[:CAP])]), error.next_step)
            continue
        name = f"{path.parent.name}/{path.name}"
        yield said("{file}: results of another organisation ({name})", file=name, name=shared.organisation)


def _place(root: Path) -> Iterator[Finding]:
    """Tell what may be awkward about where the workspace is."""
    longest = max((len(str(path)) for path in root.rglob("*") if ".venv" not in path.parts), default=0)
    if longest > _LONGEST:
        what = said("a path of {n} characters", n=longest)
        yield Finding("note", what, said("Windows may refuse it: move the workspace nearer to C:\\."))
    if any(name in part.casefold() for part in root.parts for name in _COPIED):
        what = said("the workspace is in a folder that another program copies elsewhere")
        step = said("If a file is said to be in use, pause the copying and run the command again.")
        yield Finding("note", what, step)


def _writing(review: Review) -> Iterator[Finding]:
    """Tell which folders cannot be written to, and which files another program has open."""
    folders = [review.root, review.root / "data" / "processed", review.root / "reports"]
    refused = [str(path) for path in folders if path.exists() and not os.access(path, os.W_OK)]
    if refused:
        what = said("not allowed to write to {folders}", folders=", ".join(refused))
        yield Finding("wrong", what, said("Ask for the right, or move the workspace."))
    opened = [name for wave in review.waves for name in (*review.opened_files(wave), *review.opened_documents(wave))]
    if opened:
        what = said("open in Excel: {files}", files=", ".join(sorted(opened)))
        yield Finding("note", what, said("Save and close it before the next run."))
