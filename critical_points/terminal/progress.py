"""How far a run is, for whoever waits before a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

#: So many lines tell how far a run is where its output is no terminal.
_MOST_LINES = 20


@contextmanager
def working(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Show that something is under way, on a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """Give a function ``advance(done, total, what)`` that moves a progress bar, or prints lines to a file."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _tell_progress
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, description=what, completed=done, total=total)


def _tell_progress(done: int, total: int, what: str) -> None:
    """Print how far a run is, about twenty times in all."""
    if done == total or done * _MOST_LINES // total > (done - 1) * _MOST_LINES // total:
        sys.stderr.write(f"{done}/{total} {what}\n")
        sys.stderr.flush()
