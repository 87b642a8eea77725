"""Many files counted: one after another here, or by workers – processes of this machine, or of others."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from uuid import uuid4

from critical_points.errors import CAP, CriticalPointsError, Fault, UnreadableError, WorkersError
from critical_points.fingerprints import of_program
from critical_points.messages import said, said_plural, speak, spoken

#: A share is at most so many files – what a lost worker costs –, and fewer where there would not be so many shares.
_MOST_FILES, _SHARES = 16, 64

#: So many counts wait here before they are added up.
_WAITING = 16

#: The rooms that counts follow from: workers must have the same.
_ROOMS = ("exports", "scales", "mapping", "cleaning", "tallies")

T = TypeVar("T")


@dataclass(frozen=True)
class _Share(Generic[T]):
    """What was counted of some files, and what is wrong with files or with the program itself."""

    counted: T | None = None
    errors: tuple[tuple[Path, CriticalPointsError], ...] = ()
    bug: Exception | None = None


def count_each(
    wave: str,
    paths: Sequence[Path],
    step: Callable[[Path], T],
    add_up: Callable[[Sequence[T]], T],
    executor: Executor | None = None,
) -> T:
    """Count every file once, and add the counts up.

    Parameters
    ----------
    wave : str
        The wave, for messages.
    paths : sequence of Path
        The files, at least one.
    step : callable
        Counts one file. Workers get it pickled: a function of a module, or a `functools.partial` of one.
    add_up : callable
        Adds counts up, to the same in whatever order.
    executor : Executor, optional
        Whatever has the interface of `concurrent.futures`: a ``ProcessPoolExecutor``, Dask's ``client.get_executor()``.
        Without one, the files are counted here, one after another.

    Returns
    -------
    whatever `add_up` returns

    Raises
    ------
    UnreadableError
        With every file that cannot be counted.
    WorkersError
        When workers were lost and the engine gave up, or when they have another installation of the program.
    """
    shares: Iterable[_Share[T]] = (
        (_count([path], step, add_up) for path in paths) if executor is None else _spread(paths, step, add_up, executor)
    )
    waiting: list[T] = []
    errors: list[tuple[Path, CriticalPointsError]] = []
    for share in shares:
        if share.bug:
            raise share.bug
        errors += share.errors
        waiting += [] if share.counted is None else [share.counted]
        if len(waiting) >= _WAITING:
            waiting = [add_up(waiting)]
    if errors:
        raise _all_of(wave, [error for _, error in sorted(errors, key=lambda found: found[0])])
    return add_up(waiting)


def _count(paths: Sequence[Path], step: Callable[[Path], T], add_up: Callable[[Sequence[T]], T]) -> _Share[T]:
    """Count some files. What is wrong with them comes back as a value, so that all of it can be told at once."""
    counts: list[T] = []
    errors: list[tuple[Path, CriticalPointsError]] = []
    try:
        for path in paths:
            try:
                counts.append(step(path))
            except CriticalPointsError as error:
                errors.append((path, error))
        return _Share(None if errors else add_up(counts), tuple(errors))
    except Exception as bug:  # so that whatever an engine raises is the engine's own: a worker that is gone
        bug.add_note(traceback.format_exc())
        return _Share(bug=bug)


def _work(
    paths: Sequence[Path], step: Callable[[Path], T], add_up: Callable[[Sequence[T]], T], language: str, _run: str
) -> tuple[str, _Share[T]]:
    """Count some files in a worker, and tell with which program.

    No two runs have the same arguments: an engine that keeps results by them never gives what was counted before.
    """
    speak(language)
    return of_program(*_ROOMS), _count(paths, step, add_up)


def _spread(
    paths: Sequence[Path], step: Callable[[Path], T], add_up: Callable[[Sequence[T]], T], executor: Executor
) -> Iterator[_Share[T]]:
    """Give shares of the files to workers, and yield what they counted as it comes."""
    size = min(_MOST_FILES, -(-len(paths) // _SHARES))
    run = uuid4().hex
    open_: dict[Future[tuple[str, _Share[T]]], Sequence[Path]] = {}
    try:
        for start in range(0, len(paths), size):
            some = paths[start : start + size]
            open_[executor.submit(_work, some, step, add_up, spoken(), run)] = some
        for future in as_completed(list(open_)):
            program, share = future.result()
            if program != of_program(*_ROOMS):
                raise _another_program()
            del open_[future]
            yield share
    except CriticalPointsError:
        raise
    except Exception as error:
        raise _lost(error, [path for some in open_.values() for path in some]) from error
    finally:
        for future in open_:
            future.cancel()


def _all_of(wave: str, errors: Sequence[CriticalPointsError]) -> CriticalPointsError:
    """Return the one error, or one that tells all of them."""
    if len(errors) == 1:
        return errors[0]
    faults = [Fault(str(error).replace("\n", "\n    ")) for error in errors]
    return UnreadableError(said("{n} files of wave {wave} cannot be read.", n=len(errors), wave=wave), faults)


def _another_program() -> WorkersError:
    return WorkersError(
        said("A worker has another installation than this one: its counts may differ, and none were taken."),
        [],
        said("install the same version of Python, of critical_points and of its libraries everywhere"),
    )


def _lost(error: Exception, paths: Sequence[Path]) -> WorkersError:
    names = sorted(path.name for path in paths)
    told = ", ".join([*names[:CAP], *["…"][: len(names) > CAP]])
    rest = said_plural(
        "{n} file was not counted yet: {names}", "{n} files were not counted yet: {names}", len(names), names=told
    )
    return WorkersError(
        said("The workers ended before every file was counted; there is no result."),
        [Fault(f"{type(error).__name__}: {error}"), Fault(rest)],
        said(
            "start the workers again and repeat; if they end again, start fewer of them, so that each has more memory, "
            "or count without workers"
        ),
    )
