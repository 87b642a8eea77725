"""Notebooks run as Jupyter runs them: each in a fresh kernel of this very Python, two side by side."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from concurrent.futures import TimeoutError as NotYetError
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from critical_points.messages import said
from critical_points.reports.failures import Failure, failed_at

#: How many notebooks run at the same time.
SIDE_BY_SIDE = min(2, os.cpu_count() or 1)

_START_WITHIN = 120  # seconds: a cold start under a virus scanner is slow
_TRIES = 3
_TO_CLEAN_UP = 20  # seconds
_LOG = "kernel.log"

_T = TypeVar("_T")


def run_in_kernels(
    notebooks: Mapping[Path, NotebookNode],
    root: Path,
    told: Callable[[str], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[Path, Failure]:
    """Run notebooks to their end, as `critical_points.reports.execution.run_notebooks` does, each in a kernel."""

    async def run_all(scratch: Path) -> dict[Path, Failure]:
        room = asyncio.Semaphore(SIDE_BY_SIDE)

        async def run(path: Path, node: NotebookNode, number: int) -> Failure | None:
            async with room:
                return await _run(node, path, _Setting(root, scratch / str(number), environment or {}), told)

        jobs = [run(path, node, number) for number, (path, node) in enumerate(notebooks.items())]
        failures = await asyncio.gather(*jobs)
        return {path: failure for path, failure in zip(notebooks, failures, strict=True) if failure}

    with tempfile.TemporaryDirectory(prefix="critical-points-", ignore_cleanup_errors=True) as scratch:
        return _in_own_loop(run_all(Path(scratch)))


class _ThisPython(KernelSpecManager):
    """Knows one kernel: the Python that is running now, whatever kernels are installed on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name=kernel_name, language="python")


@dataclass(frozen=True)
class _Setting:
    """Where a kernel runs: its folder, a folder for its own files, and its further variables."""

    root: Path
    scratch: Path
    environment: Mapping[str, str]


async def _run(node: NotebookNode, path: Path, setting: _Setting, told: Callable[[str], None] | None) -> Failure | None:
    setting.scratch.mkdir()
    begun: list[int] = []
    try:
        async with _kernel(setting) as (manager, connection):
            client = NotebookClient(
                node,
                km=manager,
                timeout=None,
                on_cell_execute=lambda cell_index, **_: begun.append(cell_index),
                on_cell_executed=lambda **_: told and told(path.stem),
            )
            client.kc = connection
            await client.async_execute()
    except CellExecutionError as error:
        return failed_at(node, path, begun, f"{error.ename}: {error.evalue}")
    except (RuntimeError, OSError) as error:
        why = _last_line(setting.scratch / _LOG) or str(error)
        stopped = said("its Python stopped, perhaps for want of memory ({why})", why=why)
        return failed_at(node, path, begun, stopped if begun else said("its Python did not start ({why})", why=why))
    return None


@asynccontextmanager
async def _kernel(setting: _Setting) -> AsyncIterator[tuple[AsyncKernelManager, AsyncKernelClient]]:
    """Give a kernel that has just started; at the end of the block, it ends."""
    for tries_left in reversed(range(_TRIES)):
        manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=_ThisPython(),
            connection_file=str(setting.scratch / f"kernel{tries_left}.json"),
            transport=_transport(setting.scratch),
        )
        connection: AsyncKernelClient | None = None
        try:
            await _launch(manager, setting)
            connection = manager.client()
            connection.start_channels()
            try:
                await connection.wait_for_ready(timeout=_START_WITHIN)
            except RuntimeError:  # another program has taken a port meanwhile, perhaps
                if tries_left:
                    continue
                raise
            connection.allow_stdin = False
            yield manager, connection
            return
        finally:
            if connection is not None:
                connection.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)


async def _launch(manager: AsyncKernelManager, setting: _Setting) -> None:
    """Launch a kernel that leaves no trace on the machine; what it says by itself goes into a file."""
    ours = {"IPYTHONDIR": str(setting.scratch), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    environment = {**os.environ, **ours, **setting.environment}
    no_history, folder = ["--HistoryManager.hist_file=:memory:"], str(setting.root)
    with (setting.scratch / _LOG).open("wb") as log:
        await manager.start_kernel(
            extra_arguments=no_history, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=log
        )


def _transport(scratch: Path) -> str:
    """Return "ipc", sockets that are files, where the system has them and their names are not too long for it."""
    return "ipc" if sys.platform != "win32" and len(os.fsencode(scratch)) < 80 else "tcp"


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _in_own_loop(work: Coroutine[Any, Any, _T]) -> _T:
    """Run `work` in a thread of its own: it runs within Jupyter, too, and Ctrl-C reaches the caller."""
    loop = asyncio.SelectorEventLoop()  # the one that ZeroMQ works with on every system
    thread = threading.Thread(target=loop.run_forever, name="notebooks", daemon=True)
    thread.start()
    job = asyncio.run_coroutine_threadsafe(work, loop)
    try:
        while True:
            try:
                return job.result(timeout=0.2)  # in slices: on Windows, Ctrl-C does not end a long wait
            except NotYetError:
                if job.done():
                    raise
    finally:
        job.cancel()
        asyncio.run_coroutine_threadsafe(_rest(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _rest() -> None:
    """Wait until every other task of this loop has cleaned up after itself."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    _, hanging = await asyncio.wait(others, timeout=_TO_CLEAN_UP) if others else (set(), set())
    for task in hanging:
        task.cancel()
