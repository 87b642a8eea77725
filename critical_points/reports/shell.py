"""Cells run in this very process, with the outputs that a kernel would give."""

from __future__ import annotations

import builtins
import getpass
import io
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from json import dumps, loads
from typing import Any
from unittest.mock import patch

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Bool, Type
from traitlets.config import Config

Output = dict[str, Any]


class Outputs:
    """The outputs of a notebook's cells, as they come.

    Parameters
    ----------
    cells : list of (list of dict)
        The outputs of each cell that was begun, as a notebook's file holds them.
    """

    def __init__(self) -> None:
        self.cells: list[list[Output]] = []
        self._clear_before_next = False

    def begin(self) -> None:
        """Begin with another cell."""
        self.cells.append([])
        self._clear_before_next = False

    def add(self, output: Output, display: str | None = None) -> None:
        """Add an output to the cell that is run; one that has a name for `update` keeps it."""
        if self._clear_before_next:
            self.clear()
        self.cells[-1].append({**output, "display": display} if display else output)

    def write(self, name: str, text: str) -> None:
        """Add what a program prints: to what the stream has printed since the last other output, as a kernel does."""
        if self._clear_before_next:
            self.clear()
        for last in reversed(self.cells[-1]):
            if last["output_type"] != "stream":
                break
            if last["name"] == name:
                last["text"] += text
                return
        self.add({"output_type": "stream", "name": name, "text": text})

    def update(self, display: str, data: object, metadata: object) -> None:
        """Show something else in the place of what was shown under a name."""
        for output in (output for outputs in self.cells for output in outputs):
            if output.get("display") == display:
                output |= {"data": data, "metadata": metadata}

    def clear(self, *, wait: bool = False) -> None:
        """Take away what the cell has shown so far: now, or as soon as it shows something else."""
        self._clear_before_next = wait
        if not wait:
            self.cells[-1].clear()


class Printed(io.TextIOBase):
    """A standard stream that goes among the outputs."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self._outputs = name, outputs

    encoding = "UTF-8"

    def writable(self) -> bool:
        """Tell that one can write to it."""
        return True

    def write(self, text: str) -> int:
        """Add a text to the outputs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._outputs.write(self.name, text)
        return len(text)

    def fileno(self) -> int:
        """Return the process's own stream, which nobody reads: as with our kernels, other programs print nothing."""
        return 1 if self.name == "stdout" else 2


class _Hook(DisplayHook):  # type: ignore[misc] # IPython's types are not followed
    """Puts the value of a cell's last line among the outputs."""

    def start_displayhook(self) -> None:
        """Begin with a value."""
        self._is_active = True

    def write_output_prompt(self) -> None:
        """Write nothing: the output has its number."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Add the value, in every form that it has."""
        output = {"output_type": "execute_result", "metadata": _plain(md_dict or {}), "data": _plain(format_dict)}
        self.shell.outputs.add(output | {"execution_count": self.prompt_count})

    def log_output(self, format_dict: dict[str, Any]) -> None:
        """Keep no history."""

    def finish_displayhook(self) -> None:
        """End with a value."""
        self._is_active = False


class _Publisher(DisplayPublisher):  # type: ignore[misc] # as above
    """Puts what cells display among the outputs."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        """Add something displayed, or put it in the place of what was displayed before."""
        metadata = metadata or {}
        self._validate_data(data, metadata)
        name = (transient or {}).get("display_id")
        told: tuple[Any, Any] = (_plain(data), _plain(metadata))
        if name is not None:
            self.shell.outputs.update(name, *told)
        if not update:
            self.shell.outputs.add({"output_type": "display_data", "data": told[0], "metadata": told[1]}, name)

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown so far."""
        self.shell.outputs.clear(wait=wait)


class ZMQInteractiveShell(InteractiveShell):  # type: ignore[misc] # as above
    """An IPython that puts everything shown among its `outputs`, and leaves no trace on the machine.

    It has the name of a kernel's: by that name, libraries know that they are in a notebook.
    """

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    autoindent = Bool(False)

    def __init__(self, **settings: Any) -> None:
        self.outputs = Outputs()
        quiet = {"HistoryManager": {"enabled": False}, "HistoryAccessor": {"enabled": False}}
        super().__init__(config=Config(quiet), **settings)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.outputs.add(error)

    def init_virtualenv(self) -> None:
        """Look for no other environment than the one that runs."""

    def needs_kernel(self, source: str) -> bool:
        """Tell whether a cell asks for what only a kernel does as it should: magics, other programs, an event loop."""
        written = self.transform_cell(source)
        plain = "get_ipython()" not in written and "get_ipython" not in source
        return not plain or self.should_run_async(source, transformed_cell=written)


@contextmanager
def own_streams(outputs: Outputs) -> Iterator[None]:
    """Let everything printed go among the outputs, and nobody ask for input, until the end of the block."""
    with (
        patch.object(sys, "stdout", Printed("stdout", outputs)),
        patch.object(sys, "stderr", Printed("stderr", outputs)),
        patch.object(builtins, "input", _no_input("raw_input")),
        patch.object(getpass, "getpass", _no_input("getpass")),
    ):
        yield


def _no_input(name: str) -> Any:
    def ask(*_: object, **__: object) -> str:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return ask


def _plain(value: object) -> Any:
    """Return a value as it comes back from JSON, as from a kernel's messages."""
    return loads(dumps(value, default=_as_text))


def _as_text(value: object) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return b64encode(value).decode("ascii")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    return list(value) if isinstance(value, (set, tuple)) or hasattr(value, "__iter__") else str(value)
