"""Warm processes: started while the answers are still being counted, they run notebooks side by side."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from critical_points.reports.failures import Failure

#: How many notebooks run at the same time.
SIDE_BY_SIDE = min(4, os.cpu_count() or 1)

#: Ways to a fresh state for each notebook: a copy of the process, or its state put back.
FORKS, TURNS = "forks", "turns"

#: What ends a report's processes is told again and again, so that Ctrl-C is heard on Windows, too.
_SLICE = 0.2  # seconds

_CELLS, _SHOWN, _LOG = "cells.json", "shown.jsonl", "warm.log"
_SKIPPED, _MAY_FAIL = "skip-execution", "raises-exception"


def usual_way() -> str:
    """Return how notebooks are run here: on macOS, libraries of the system cannot be copied with a process."""
    return FORKS if hasattr(os, "fork") and sys.platform != "darwin" else TURNS


@contextmanager
def warm_processes(root: Path, way: str | None = None, languages: Iterable[str] = ()) -> Iterator[Warm]:
    """Start processes that run notebooks in a folder; at the end of the block they end, whatever they do.

    Parameters
    ----------
    root : Path
        The folder in which notebooks run.
    way : {"forks", "turns"}, optional
        By default that of the system.
    languages : iterable of str
        The languages of the notebooks: what is the same for all notebooks of each is read and measured once.
    """
    scratch = Path(tempfile.mkdtemp(prefix="critical-points-"))
    warm = Warm(root, scratch, way or usual_way(), languages)
    try:
        warm.start()
        yield warm
    finally:
        warm.end()
        shutil.rmtree(scratch, ignore_errors=True)


@dataclass(eq=False)
class _Process:
    """One process, and the notebooks that it runs now."""

    popen: subprocess.Popen[bytes]
    room: int
    running: set[int] = field(default_factory=set)
    over: bool = False

    def ask(self, **task: Any) -> None:
        """Tell it what to do; one that has ended does not hear it, and that is seen by its end."""
        assert self.popen.stdin is not None
        with suppress(OSError):
            self.popen.stdin.write(json.dumps(task).encode() + b"\n")
            self.popen.stdin.flush()


@dataclass
class _Job:
    """A notebook, how far it has come, and how it ended."""

    path: Path
    node: NotebookNode
    folder: Path
    begun: list[int] = field(default_factory=list)
    ended: str = ""
    error: str = ""


class Warm:
    """The warm processes of one run; see `warm_processes`."""

    def __init__(self, root: Path, scratch: Path, way: str, languages: Iterable[str] = ()) -> None:
        self._root, self._scratch, self._way, self._languages = root, scratch, way, list(languages)
        self._processes: list[_Process] = []
        self._events: queue.SimpleQueue[tuple[_Process, dict[str, Any] | None]] = queue.SimpleQueue()
        self._prepared: dict[str, Any] | None = None
        self._numbers = iter(range(1 << 30))
        self._failed_starts = 0

    def start(self) -> None:
        """Start as many processes as the way needs."""
        for _ in range(1 if self._way == FORKS else SIDE_BY_SIDE):
            self._start_one()

    def prepare(
        self, environment: Mapping[str, str], waves: Sequence[str | None], languages: Iterable[str] | None = None
    ) -> None:
        """Let the processes read the protected results, and compute what many pages ask for.

        Parameters
        ----------
        environment : Mapping of str to str
            Variables that notebooks will have.
        waves : sequence of (str or None)
            The wave of the report, and the one it is compared with.
        languages : iterable of str, optional
            The languages of the notebooks; by default those that were told at the start.
        """
        chosen = self._languages if languages is None else list(languages)
        self._prepared = {"environment": dict(environment), "waves": list(waves), "languages": chosen}
        for process in self._processes:
            process.ask(do="prepare", **self._prepared)

    def run(
        self,
        notebooks: Mapping[Path, NotebookNode],
        environment: Mapping[str, str],
        told: Callable[[str], None],
        done: Callable[[Path], None],
    ) -> tuple[dict[Path, Failure], list[Path]]:
        """Run notebooks; return those that failed, and those that must be run in a kernel.

        `told` is called with the name after each cell, `done` with each notebook that is whole, while others run.
        """
        from critical_points.reports.failures import failed_at

        jobs = {number: self._job(path, node) for number, (path, node) in zip(self._numbers, notebooks.items())}  # noqa: B905 – the numbers go on
        waiting = deque(sorted(jobs, key=lambda number: -len(jobs[number].node.cells)))  # the longest ones first
        whole: deque[Path] = deque()
        while waiting or whole or any(process.running for process in self._processes):
            self._hand_out(waiting, jobs, environment)
            if not (self._processes or whole):
                break  # none starts: kernels will tell why
            try:
                process, facts = self._events.get(timeout=0 if whole else _SLICE)
            except queue.Empty:
                if whole:
                    done(whole.popleft())
                continue
            if facts is None:
                self._bury(process, bool(waiting))
            elif "job" in facts and facts["job"] in jobs:
                job = jobs[facts["job"]]
                _note(job, process, facts, told)
                if facts.get("ended") == "whole":
                    whole.append(job.path)
            elif "ready" in facts:
                self._failed_starts = 0
        failures = {
            job.path: failed_at(job.node, job.path, job.begun, job.error)
            for job in jobs.values()
            if job.ended == "failed"
        }
        return failures, [job.path for job in jobs.values() if job.ended not in ("whole", "failed")]

    def end(self) -> None:
        """End the processes, and what their notebooks have started."""
        for process in self._processes:
            if hasattr(os, "killpg"):
                with suppress(OSError):
                    os.killpg(process.popen.pid, signal.SIGKILL)
            process.popen.kill()
        for process in self._processes:
            process.popen.wait()
            for pipe in (process.popen.stdin, process.popen.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        self._processes.clear()

    def _start_one(self) -> None:
        log = str(self._scratch / _LOG)
        told = [self._way, str(self._root), log, *self._languages]
        command = [sys.executable, "-P", "-m", "critical_points.reports.worker", *told]
        ours = {"IPYTHONDIR": str(self._scratch), "PYDEVD_DISABLE_FILE_VALIDATION": "1", "PAGER": "cat"}
        drawn = {"MPLBACKEND": os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"}
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ours, **drawn},
            **apart,
        )
        process = _Process(popen, SIDE_BY_SIDE if self._way == FORKS else 1)
        self._processes.append(process)
        self._failed_starts += 1  # until it is ready
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        if self._prepared is not None:
            process.ask(do="prepare", **self._prepared)

    def _listen(self, process: _Process) -> None:
        """Put what a process tells among the events, from a thread of its own."""
        assert process.popen.stdout is not None
        with suppress(ValueError, OSError):
            for line in process.popen.stdout:
                self._events.put((process, json.loads(line)))
        self._events.put((process, None))

    def _job(self, path: Path, node: NotebookNode) -> _Job:
        folder = Path(tempfile.mkdtemp(prefix="notebook-", dir=self._scratch))
        cells = [
            {"index": index, "source": cell.source, "may_fail": _MAY_FAIL in tags}
            for index, cell in enumerate(node.cells)
            if cell.cell_type == "code"
            and cell.source.strip()
            and _SKIPPED not in (tags := cell.metadata.get("tags", []))
        ]
        (folder / _CELLS).write_text(json.dumps(cells), encoding="utf-8")
        return _Job(path, node, folder)

    def _hand_out(self, waiting: deque[int], jobs: Mapping[int, _Job], environment: Mapping[str, str]) -> None:
        for process in self._processes:
            while waiting and len(process.running) < process.room:
                number = waiting.popleft()
                process.running.add(number)
                process.ask(do="run", job=number, folder=str(jobs[number].folder), environment=dict(environment))

    def _bury(self, process: _Process, needed: bool) -> None:
        """Do without a process that has ended; start another one where there is more to do."""
        self._processes.remove(process)
        process.popen.wait()
        process.running.clear()
        if needed and self._failed_starts <= 2 * SIDE_BY_SIDE:
            self._start_one()


def _note(job: _Job, process: _Process, facts: Mapping[str, Any], told: Callable[[str], None]) -> None:
    """Note what a process tells of a notebook."""
    if "begun" in facts:
        job.begun.append(facts["begun"])
    elif "ran" in facts:
        told(job.path.stem)
    elif "ended" in facts:
        job.ended, job.error = facts["ended"], facts.get("error", "")
        _take_outputs(job)
    elif "gone" in facts:
        process.running.discard(facts["job"])


def _take_outputs(job: _Job) -> None:
    """Put what the cells have shown into the notebook."""
    from nbformat import from_dict

    shown = job.folder / _SHOWN
    lines = shown.read_text(encoding="utf-8").splitlines() if shown.is_file() else []
    for line in lines:
        with suppress(ValueError):  # half a line, of a process that was ended
            facts = json.loads(line)
            cell = job.node.cells[facts["index"]]
            cell.outputs = [from_dict(output) for output in facts["shown"]]
            cell.execution_count = facts.get("count", cell.execution_count)
    job.node.metadata["language_info"] = from_dict(
        {"name": "python", "pygments_lexer": "ipython3", "file_extension": ".py", "mimetype": "text/x-python"}
    )
