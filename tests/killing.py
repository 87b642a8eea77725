"""A report killed (SIGKILL) at seeded random moments, and what must hold after each."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

_MADE = re.compile(r'<footer>.*<time datetime="([^"]+)">.*</footer>', re.DOTALL)
_KERNELS_END_WITHIN = 20  # seconds


@dataclass(frozen=True)
class Kill:
    """One kill: when, in which phase it found the run, and everything that was not as it must be."""

    seconds: float
    phase: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """The run that is killed.

    Parameters
    ----------
    command : sequence of str
        What makes the report.
    cwd : Path
        Where it is started.
    root : Path
        The workspace.
    reports : Path
        Where the report comes.
    made_anew : Path, optional
        A folder that is removed before each run that is killed, so that the run makes it again.
    """

    command: Sequence[str]
    cwd: Path
    root: Path
    reports: Path
    made_anew: Path | None = None

    @property
    def note(self) -> Path:
        """The note that everything is built; it is there while the pages take their places."""
        return self.reports.parent / f".{self.reports.name}.staging" / ".complete.json"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the run in a session of its own."""
        if self.made_anew is not None:
            shutil.rmtree(self.made_anew, ignore_errors=True)
        return subprocess.Popen(
            self.command,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def whole(self) -> tuple[float, float]:
        """Let it run to its end; return how long it took in all, and for putting the pages in place."""
        begun, publishing, process = time.perf_counter(), 0.0, self.start()
        while process.poll() is None:
            if self.note.exists():
                since = time.perf_counter()
                while self.note.exists() and process.poll() is None:
                    time.sleep(0.0002)
                publishing = time.perf_counter() - since
            time.sleep(0.0002)
        if process.returncode != 0:
            raise RuntimeError(f"the run itself fails: {' '.join(self.command)}")
        return time.perf_counter() - begun, publishing


def rehearse(run: Run, times: int, seed: int) -> Iterator[Kill]:
    """Kill a run again and again, each time followed by a whole one; every third while pages take their places."""
    random = Random(seed)
    seconds, publishing = run.whole()
    raw = raw_files(run.root)
    for number in range(times):
        before = {path.name: path.read_text(encoding="utf-8") for path in run.reports.glob("*.html")}
        (run.root / "changed.txt").write_text(str(number))  # else the pages would be as they are
        process, begun = run.start(), time.perf_counter()
        if number % 3 == 2:
            while not run.note.exists() and process.poll() is None:
                time.sleep(0.0002)
            time.sleep(random.uniform(0, publishing))
        else:
            time.sleep(random.uniform(0, seconds))
        moment = time.perf_counter() - begun
        kernels = kill(process)
        phase = phase_of(run, before)
        faults = [*broken_pages(run, before), *still_there(kernels)]
        faults += [] if raw_files(run.root) == raw else ["raw files changed by the killed run"]
        faults += next_run(run, before)
        faults += [] if raw_files(run.root) == raw else ["raw files changed by the next run"]
        yield Kill(moment, phase, tuple(faults))


def kill(process: subprocess.Popen[bytes]) -> list[int]:
    """Kill a run's whole process group at once; return its kernels, which have groups of their own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGSTOP)  # it does nothing more while its kernels are looked for
    kernels = descendants(process.pid)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return kernels


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    started = children(pid)
    return started + [further for one in started for further in descendants(one)]


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in path.read_text().split()]
    return found


def phase_of(run: Run, before: dict[str, str]) -> str:
    """Return how far the killed run had come."""
    if run.note.exists():
        return "publishing"
    if run.note.parent.exists():
        return "building"
    pages = {path.name: path.read_text(encoding="utf-8") for path in run.reports.glob("*.html")}
    return "not yet begun" if pages == before else "done"


def broken_pages(run: Run, before: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with the pages as they are: one that is gone, or not whole."""
    pages = {path.name: path.read_text(encoding="utf-8") for path in run.reports.glob("*.html")}
    for name in sorted(before.keys() | pages.keys()):
        if name not in pages:
            yield f"{name} is gone"
        elif not pages[name].startswith("<!DOCTYPE html>") or not pages[name].rstrip().endswith("</html>"):
            yield f"{name} is not whole"
        elif not _MADE.search(pages[name]):
            yield f"{name} has no time of making in its footer"


def next_run(run: Run, before: dict[str, str]) -> Iterator[str]:
    """Run to the end and yield what is wrong after it."""
    done = subprocess.run(run.command, cwd=run.cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        yield f"the next run failed: {done.stderr.decode()[-500:]}"
        return
    yield from broken_pages(run, before)
    made = {match[1] for path in run.reports.glob("*.html") if (match := _MADE.search(path.read_text("utf-8")))}
    if len(made) != 1:
        yield f"pages of {len(made)} different runs"
    if any(time_of in text for time_of in made for text in before.values()):
        yield "the next run wrote nothing new"
    left = [path.name for path in run.reports.parent.iterdir() if path.name.startswith(".")]
    left += [path.name for path in run.reports.glob(".*")]
    if left:
        yield f"left behind: {', '.join(left)}"


def still_there(kernels: Sequence[int]) -> Iterator[str]:
    """Yield the kernels that do not end by themselves."""
    until = time.monotonic() + _KERNELS_END_WITHIN
    while any(map(is_alive, kernels)) and time.monotonic() < until:
        time.sleep(0.1)
    for pid in filter(is_alive, kernels):
        yield f"kernel {pid} lives on"
        os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs (one that has ended, but that nobody has asked for, does not)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def raw_files(root: Path) -> dict[str, str]:
    """Return the checksum of every file under data/raw, mapping included."""
    files = sorted(path for path in (root / "data" / "raw").rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
