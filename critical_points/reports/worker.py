"""A warm process: it has imported everything and read the protected results, and runs notebooks at once.

Where a process can be copied, each notebook has a copy of its own, which ends with it. Where it cannot (Windows), or
not safely (macOS), notebooks take turns in the process, whose state is put back after each.

It is told what to do by lines of JSON, and tells by lines of JSON how that goes; outputs go into files.
"""

from __future__ import annotations

import gc
import os
import queue
import random
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from json import dumps, loads
from pathlib import Path
from typing import Any

#: In a notebook's folder: its cells, and what they have shown.
CELLS, SHOWN = "cells.json", "shown.jsonl"

#: What is imported when it is used first.
_LATE = (
    *("seaborn", "scipy.special", "scipy.stats", "simplemma", "openpyxl", "babel.lists"),
    *(f"critical_points.{room}" for room in ("figures", "tables", "sentences", "plan", "notes", "workbook", "sharing")),
)

Tell = Callable[..., None]


def main() -> None:
    """Serve until nobody has anything more to be done: ``worker.py forks|turns FOLDER LOG LANGUAGE …``."""
    way, root, log, *languages = sys.argv[1:]
    asked, answers = os.dup(0), os.dup(1)
    _redirect(0, os.devnull, os.O_RDONLY)
    for stream in (1, 2):
        _redirect(stream, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.chdir(root)

    def tell(**facts: object) -> None:
        os.write(answers, dumps(facts).encode() + b"\n")

    _import_all()
    tell(ready=os.getpid())
    _read_ahead(languages)
    (_serve_in_copies if way == "forks" else _serve_in_turn)(asked, tell)


def _redirect(stream: int, path: str, flags: int) -> None:
    file = os.open(path, flags, 0o600)
    os.dup2(file, stream)
    os.close(file)


def _import_all() -> None:
    """Import what notebooks need, so that each begins at once."""
    import pyarrow as pa
    from PIL import Image

    pa.set_cpu_count(1)  # a process that is copied has one thread
    Image.preinit()
    for name in _LATE:
        import_module(name)
    _rehearse()


def _read_ahead(languages: Iterable[str]) -> None:
    """Read what does not follow from the answers while these are still counted; what cannot be read is told later."""
    from critical_points.language import Language
    from critical_points.messages import fall_silent
    from critical_points.notes import sheet_of
    from critical_points.notes.words import base_forms
    from critical_points.workbook import load_plan
    from critical_points.workspace import open_review

    with suppress(Exception):
        review = open_review(Path.cwd())
        for code in languages:
            Language(code).listing([Language(code).text("{n} text"), Language(code).percent(0.5)])
        load_plan(review)
        if any(sheet_of(review, wave).is_file() for wave in review.waves):  # else nobody asks for words
            base_forms("sana", review.language.code)
    fall_silent()


def _rehearse() -> None:
    """Run a cell, and put back what it might have changed: the first one takes longest."""
    from critical_points.reports.shell import ZMQInteractiveShell, own_streams
    from critical_points.reports.state import settings_kept

    with settings_kept():
        shell = ZMQInteractiveShell.instance()
        shell.outputs.begin()
        with own_streams(shell.outputs):
            shell.run_cell("import matplotlib.pyplot\n{}", store_history=True)
        ZMQInteractiveShell.clear_instance()


def _prepare(environment: Mapping[str, str], waves: list[str | None], languages: Iterable[str] = ()) -> None:
    """Compute what many pages ask for; what does not work now will tell why in a notebook."""
    from critical_points.messages import fall_silent

    os.environ.update(environment)
    with suppress(Exception):
        _compute(waves, languages)
    for name in environment:
        os.environ.pop(name, None)
    fall_silent()
    gc.collect()
    gc.freeze()  # nobody looks through all of this again


def _compute(waves: list[str | None], languages: Iterable[str]) -> None:
    """Compute what is the same in every language, and measure the names that stand in many figures of each."""
    from critical_points import estimates
    from critical_points.notes import published_notes
    from critical_points.plan import target_progress
    from critical_points.releases import open_results
    from critical_points.sharing import compare_with_others, open_benchmark
    from critical_points.workbook import load_plan
    from critical_points.workspace import open_review

    review = open_review(Path.cwd())
    safe = open_results(review, waves)
    wave, before = next(name for name in waves if name), waves[-1]
    for compute in (estimates.describe, estimates.votes, estimates.distribution, estimates.respondents):
        compute(safe)
    estimates.priorities(safe, wave)
    estimates.compare_groups(safe, wave)
    for kind in ("point", "level", "item"):
        estimates.compare_waves(safe, wave, before, kind)
    for name in dict.fromkeys(filter(None, waves)):
        estimates.partnership(safe, name, review.threshold)
    target_progress(safe, load_plan(review), wave, before)
    published_notes(review, wave, safe)
    for code in languages:
        _draw(open_results(open_review(Path.cwd(), language=code), waves), wave, before)
    others = open_benchmark(review, wave)
    if others is not None:
        compare_with_others(safe, others, wave, "point")
        compare_with_others(safe, others, wave, "level")


def _draw(safe: Any, wave: str, before: str | None) -> None:
    """Draw what there is of one point, as each point's page does: the names in it are measured, and fonts are found."""
    from critical_points import figures
    from critical_points.figures.vectors import render_svg

    point = safe.labels.instrument.points[0].key
    for ax in (
        figures.wave_changes(safe, wave, before, point=point),
        figures.group_intervals(safe, wave, point),
        figures.distributions(safe, wave, point=point),
    ):
        figure = ax.get_figure(root=True)
        if figure is not None:
            render_svg(figure)


def _serve_in_copies(asked: int, tell: Tell) -> None:
    """Give each notebook a copy of this process."""
    woken, wake = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    running: dict[int, int] = {}
    shell = _new_shell()  # nobody has used it: each copy of it is as new
    lines = _Lines(asked)
    while not lines.at_end:
        ready, _, _ = select.select([asked, woken], [], [])
        if woken in ready:
            with suppress(BlockingIOError):
                os.read(woken, 4096)
            for pid, status in _ended(running):
                tell(job=running.pop(pid), gone=os.waitstatus_to_exitcode(status))
        for task in lines.read() if asked in ready else ():
            if task["do"] == "prepare":
                _prepare(task["environment"], task["waves"], task["languages"])
            else:
                running[_copy(task, tell, shell, (woken, wake, asked))] = task["job"]
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _copy(task: Mapping[str, Any], tell: Tell, shell: Any, ours: Iterable[int]) -> int:
    """Run a notebook in a copy of this process, which ends with it; return the copy's number."""
    pid = os.fork()
    if pid:
        return pid
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for handle in ours:
        os.close(handle)
    code = 1
    try:
        _run(task, tell, shell)
        code = 0
    finally:
        os._exit(code)


class _Lines:
    """Lines of JSON from a pipe."""

    def __init__(self, handle: int) -> None:
        self._handle, self._rest, self.at_end = handle, b"", False

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield what has come; `at_end` is True where nothing more will."""
        read = os.read(self._handle, 1 << 16)
        self.at_end = not read
        *lines, self._rest = (self._rest + read).split(b"\n")
        yield from map(loads, lines)


def _ended(running: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    for pid in list(running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            yield pid, status


def _serve_in_turn(asked: int, tell: Tell) -> None:
    """Run one notebook after another in this process."""
    from critical_points.reports.state import put_back, settings_kept, take_state

    tasks: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def listen() -> None:
        lines = _Lines(asked)
        while not lines.at_end:
            for task in lines.read():
                tasks.put(task)
        os._exit(0)  # whoever asked is gone

    threading.Thread(target=listen, daemon=True).start()
    state = take_state()
    while True:
        task = tasks.get()
        if task["do"] == "prepare":
            _prepare(task["environment"], task["waves"], task["languages"])
            state = take_state()
            continue
        with settings_kept():
            _run(task, tell, _new_shell())
        if not put_back(state):
            os._exit(0)  # another process takes its place
        tell(job=task["job"], gone=0)


def _new_shell() -> Any:
    """Return the process's IPython anew."""
    from critical_points.reports.shell import ZMQInteractiveShell

    ZMQInteractiveShell.clear_instance()
    return ZMQInteractiveShell.instance()


def _run(task: Mapping[str, Any], tell: Tell, shell: Any) -> None:
    """Run a notebook's cells, and tell how it ended: "whole", "failed" with the error, or "kernel": it needs one."""
    import numpy as np

    from critical_points.reports.shell import own_streams

    folder = Path(task["folder"])
    os.environ.update(task["environment"])
    sys.path.insert(0, "")
    random.seed()
    np.random.seed()
    cells = loads((folder / CELLS).read_text(encoding="utf-8"))
    if any(shell.needs_kernel(cell["source"]) for cell in cells):
        tell(job=task["job"], ended="kernel")
        return
    with own_streams(shell.outputs):
        ended = _run_cells(shell, cells, folder, lambda **facts: tell(job=task["job"], **facts))
    tell(job=task["job"], **ended)


def _run_cells(shell: Any, cells: list[dict[str, Any]], folder: Path, tell: Tell) -> dict[str, str]:
    with (folder / SHOWN).open("w", encoding="utf-8") as file:
        for cell in cells:
            tell(begun=cell["index"])
            shell.outputs.begin()
            result = shell.run_cell(cell["source"], store_history=True)
            shown = shell.outputs.cells[-1]
            facts = {"index": cell["index"], "count": result.execution_count, "shown": _without_names(shown)}
            file.write(dumps(facts) + "\n")
            file.flush()
            tell(ran=cell["index"])
            error = result.error_before_exec or result.error_in_exec
            if error is not None and not cell["may_fail"]:
                return {"ended": "failed", "error": f"{type(error).__name__}: {error}"}
        for cell, outputs in zip(cells, shell.outputs.cells, strict=True):  # some were updated by later cells
            file.write(dumps({"index": cell["index"], "shown": _without_names(outputs)}) + "\n")
    return {"ended": "whole"}


def _without_names(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in output.items() if key != "display"} for output in outputs]


if __name__ == "__main__":
    main()
