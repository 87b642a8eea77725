"""Files of other organisations in a workspace: taken once, opened for every report."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from critical_points.errors import CriticalPointsError, Fault, UnreadableError
from critical_points.messages import said
from critical_points.publication import only_run, publishing
from critical_points.sharing.addition import Others, add_up
from critical_points.sharing.files import Shared
from critical_points.sharing.reading import read_shared
from critical_points.workspace import Review


def take_files(review: Review, wave: str, files: Iterable[Path]) -> list[Path]:
    """Copy files of other organisations into the wave's folder, after reading them all.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        This organisation's wave that they are set beside.
    files : iterable of Path
        Files made by ``critical-points share``. One of an organisation that was taken before takes its place.

    Returns
    -------
    list of Path
        The copies, one an organisation, named by it.

    Raises
    ------
    UnreadableError
        When any cannot be read: every fault of all, and nothing is copied.
    SettingsError
        When an organisation is there twice, or there would be fewer than three others.
    WriteError
        When they cannot be copied.
    """
    shared = _read_all(review, files)
    folder = review.benchmark_folder(wave)
    new = {name_copy(one.organisation) for one in shared}
    kept = [path for path in review.benchmark_files(wave) if path.name not in new]
    add_up([*shared, *_read_all(review, kept)], review.organisation)
    with only_run(review.root), publishing(folder) as staged:
        for one in shared:
            shutil.copyfile(one.file, staged / name_copy(one.organisation))
    return [folder / name_copy(one.organisation) for one in shared]


def open_benchmark(review: Review, wave: str | None = None) -> Others | None:
    """Return the sum of the files that were taken for a wave, or None where there are none.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str, optional
        This organisation's wave; by default the newest.

    Returns
    -------
    Others or None

    Raises
    ------
    UnreadableError, SettingsError
        As `take_files`.
    """
    files = review.benchmark_files(review.wave(wave or review.newest).name)
    return add_up(_read_all(review, files), review.organisation) if files else None


def _read_all(review: Review, files: Iterable[Path]) -> list[Shared]:
    found, faults = [], []
    for path in files:
        try:
            found.append(read_shared(path, review.instrument))
        except CriticalPointsError as error:
            faults += list(error.faults) or [Fault(error.message, str(path))]
    if faults:
        raise UnreadableError(
            said("Files of other organisations cannot be added up."), faults, said("ask for new ones")
        )
    return found


def name_copy(organisation: str) -> str:
    """Return the file of an organisation's copy: letters, digits and dashes only, so that it stays in its folder."""
    plain = re.sub(r"[\W_]+", "-", organisation.casefold()).strip("-")[:60]
    return f"{plain or 'organisation'}.csv"
