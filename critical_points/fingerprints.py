"""Checksums of what results follow from: the files of a workspace, and this very program."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: Libraries whose next version may compute or draw otherwise.
_LIBRARIES = ("pandas", "numpy", "scipy", "pyarrow", "matplotlib", "seaborn", "pillow", "ipython", "nbconvert", "babel")

#: Folders that are made from the others.
_MADE = ("reports", "data/processed")


def of_parts(*parts: object) -> str:
    """Return one checksum of several things, by what they are as text."""
    told = hashlib.sha256()
    for part in parts:
        text = repr(part).encode()
        told.update(b"%d:%s" % (len(text), text))
    return told.hexdigest()


def of_file(path: Path) -> str:
    """Return the checksum of a file, "" for one that cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""


@cache
def of_program(*rooms: str) -> str:
    """Return the checksum of this package, or of some of its rooms, and of the libraries that it works with."""
    package = Path(__file__).parent
    folders = [package / room for room in rooms] or [package]
    paths = sorted(path for folder in folders for path in _files(folder, ()))
    files = [(path.relative_to(package).as_posix(), of_file(path)) for path in paths]
    return of_parts(platform.python_version(), files, [(name, _version(name)) for name in _LIBRARIES])


def of_workspace(root: Path, without: Iterable[Path] = ()) -> str:
    """Return the checksum of every file of a workspace but hidden ones, results, and those named."""
    left_out = set(without)
    made = [root / name for name in _MADE]
    paths = sorted(path for path in _files(root, made) if path not in left_out)
    return of_parts([(path.relative_to(root).as_posix(), of_file(path)) for path in paths])


def _files(folder: Path, without: Iterable[Path]) -> Iterator[Path]:
    left_out = set(without)
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if not _passed_over(name) and here / name not in left_out]
        yield from (here / name for name in names if not _passed_over(name))


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
