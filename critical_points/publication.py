"""Files put in their place all together or not at all, even if the run is killed in the middle.

What is published is first built in a folder beside its place. When all of it is there, a note says so, and
each file takes the place of the old one, which is kept until all have done so. A run that is killed leaves
either an incomplete folder, which the next run removes, or a complete one, which the next run puts in place.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from critical_points.errors import Fault, WriteError, why_not
from critical_points.messages import said

#: The file that makes sure that one run at a time works in a workspace.
LOCK = ".critical-points.lock"

_COMPLETE = ".complete.json"
_UNDO = ".undo.json"
_GONE = ".gone.json"
_OLD = ".old"

#: A virus scanner holds a new file for a moment on Windows: how long to wait, in seconds, again and again.
_PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8) if sys.platform == "win32" else ()

_FULL, _READ_ONLY = (errno.ENOSPC, errno.EDQUOT), errno.EROFS


@contextmanager
def only_run(root: Path, patience: float = 0) -> Iterator[None]:
    """Keep every other run out of a workspace until the end of the block.

    The lock is the operating system's own: it ends with the run, however the run ends. Within the block, the
    same thread may take it again.

    Parameters
    ----------
    root : Path
        The workspace.
    patience : float, default 0
        How many seconds to wait for another run to end.

    Raises
    ------
    WriteError
        When another run is under way, or the workspace cannot be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / LOCK, timeout=0, is_singleton=True)
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise WriteError(
            said("Another run is under way in {folder}.", folder=root),
            next_step=said("Wait until it has ended, and try again."),
        ) from error
    except OSError as error:
        raise explain(error, root) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def publishing(target: Path) -> Iterator[Path]:
    """Give an empty folder; at the end of the block, what is in it is published all together.

    Parameters
    ----------
    target : Path
        The folder where the files belong. Other files in it stay as they are.

    Yields
    ------
    Path
        The folder to build in. An error in the block removes it, and nothing is published.

    Raises
    ------
    WriteError
        When something cannot be written; then everything in `target` is as it was.
    """
    try:
        staged = stage(target)
    except OSError as error:
        raise explain(error, target) from error
    try:
        yield staged
    except OSError as error:
        discard(staged)
        raise explain(error, target) from error
    except BaseException:
        discard(staged)
        raise
    publish(staged, target)


def stage(target: Path) -> Path:
    """Return a new empty folder beside `target`, after finishing what a killed run has left there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    settle(target.parent)
    staged = _staging(target)
    staged.mkdir()
    return staged


def discard(staged: Path) -> None:
    """Remove a folder of `stage` and what is in it."""
    shutil.rmtree(staged, ignore_errors=True)


def take_away(staged: Path, names: Iterable[str]) -> None:
    """Let files of `target` go when those of `staged` take their place: none of them before, none if that fails.

    Parameters
    ----------
    staged : Path
        A folder made by `stage`.
    names : iterable of str
        Files as paths inside `target`; one that is not there is passed over.
    """
    (staged / _GONE).write_text(json.dumps([*_gone(staged), *names]), encoding="utf-8")


def publish(staged: Path, target: Path) -> tuple[Path, ...]:
    """Put every file of a folder in its place, or none.

    Parameters
    ----------
    staged : Path
        A folder made by `stage`; it is gone afterwards.
    target : Path
        The folder where its files belong.

    Returns
    -------
    tuple of Path
        The published files.

    Raises
    ------
    WriteError
        When a file cannot take its place; then all are as they were.
    """
    names = sorted(path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file())
    names = [name for name in names if name != _GONE]
    try:
        for name in names:
            _to_disk(staged / name)
        _write_note(staged, {name: (target / name).exists() for name in [*names, *_gone(staged)]})
    except OSError as error:
        discard(staged)
        raise explain(error, target) from error
    _finish(staged, target)
    return tuple(target / name for name in names)


def settle(folder: Path) -> None:
    """Finish what a killed run has left in `folder`: what was complete is published, the rest is removed.

    Parameters
    ----------
    folder : Path
        The folder in which the published folders are, such as ``reports``.

    Raises
    ------
    WriteError
        When a file cannot take its place; then all are as they were before that run.
    """
    for staged in sorted(folder.glob(".*.staging")):
        target = folder / staged.name.removeprefix(".").removesuffix(".staging")
        if (staged / _UNDO).exists():
            _undo(staged, target)
        elif (staged / _COMPLETE).exists():
            _finish(staged, target)
        else:
            try:
                shutil.rmtree(staged)
            except OSError as error:
                raise explain(error, target) from error


def is_settled(target: Path) -> bool:
    """Tell whether `target` is whole: no other run is publishing it, and none was killed while it did."""
    return not _staging(target).exists()


def explain(error: OSError, target: Path) -> WriteError:
    """Return an error of the operating system as one that says what could not be written and what to do."""
    return WriteError(
        said("{target} could not be written; what was there before is as it was.", target=target),
        [_fault(error, target)],
        _what_to_do(error),
    )


def _what_to_do(error: OSError) -> str:
    if error.errno in _FULL:
        return said("Make room on the disk and try again.")
    if error.errno == _READ_ONLY:
        return said("Choose a folder that can be written to, or ask for the right to write to this one.")
    return _close_it()


def _close_it() -> str:
    return said(
        "Close the files in other programs, such as Excel, let OneDrive finish, see that you have the right to write "
        "to the folder, and try again."
    )


def _staging(target: Path) -> Path:
    return target.parent / f".{target.name}.staging"


def _fault(error: OSError, target: Path) -> Fault:
    return Fault(why_not(error), str(error.filename2 or error.filename or target))


def _finish(staged: Path, target: Path) -> None:
    """Put every staged file in its place; a second call after a kill goes on where the first one was."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in _read_note(staged / _COMPLETE):
            if (staged / name).exists():
                _keep_old(target / name, staged / _OLD / name)
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                _move(staged / name, target / name)
        for name in _gone(staged):
            _keep_old(target / name, staged / _OLD / name)
            (target / name).unlink(missing_ok=True)
        _to_disk(target)
    except OSError as error:
        _undo(staged, target)
        raise explain(error, target) from error
    except BaseException:
        _undo(staged, target)
        raise
    discard(staged)


def _keep_old(path: Path, kept: Path) -> None:
    """Keep the file that is about to be replaced; what is kept is whole or not there."""
    if kept.exists() or not path.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, kept)  # takes no room, so it works on a full disk
    except OSError:  # a file system without links
        part = kept.with_name(f"{kept.name}.part")
        shutil.copyfile(path, part)
        _to_disk(part)
        part.replace(kept)


def _undo(staged: Path, target: Path) -> None:
    """Put the old files back; if this is killed or fails, a later run goes on with it."""
    try:
        if not (staged / _UNDO).exists():
            (staged / _COMPLETE).replace(staged / _UNDO)
        for name, was_there in _read_note(staged / _UNDO).items():
            if (staged / _OLD / name).exists():
                _move(staged / _OLD / name, target / name)
            elif not was_there:
                (target / name).unlink(missing_ok=True)
    except OSError as error:
        back = said("The earlier files are in {folder}, and the next run puts them back.", folder=staged / _OLD)
        raise WriteError(
            said("{target} could neither be written nor put back as it was.", target=target),
            [_fault(error, target)],
            f"{_close_it()} {back}",
        ) from error
    discard(staged)


def _gone(staged: Path) -> list[str]:
    """Return the files that are taken away; none that is staged, too."""
    note = staged / _GONE
    names: list[str] = json.loads(note.read_text(encoding="utf-8")) if note.exists() else []
    return names


def _write_note(staged: Path, files: Mapping[str, bool]) -> None:
    part = staged / f"{_COMPLETE}.part"
    part.write_text(json.dumps(files), encoding="utf-8")
    _to_disk(part)
    part.replace(staged / _COMPLETE)
    _to_disk(staged)


def _read_note(note: Path) -> dict[str, bool]:
    """Return the names of the files, and of each whether there was one of that name before."""
    files: dict[str, bool] = json.loads(note.read_text(encoding="utf-8"))
    return files


def _move(source: Path, target: Path) -> None:
    for seconds in _PATIENCE:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    source.replace(target)


def _to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk and would survive a power cut."""
    folder = path.is_dir()
    if folder and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        if not folder or error.errno != errno.EINVAL:  # some file systems have no fsync for folders
            raise
    finally:
        os.close(handle)
