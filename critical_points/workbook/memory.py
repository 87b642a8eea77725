"""A workbook that was read is not read again in the same process while it is as it was: many pages ask for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from critical_points.fingerprints import of_file
from critical_points.instrument import Instrument
from critical_points.memory import Memory
from critical_points.messages import spoken
from critical_points.workbook.filled import Filled
from critical_points.workbook.reading import read_workbook

_read: Memory[Filled] = Memory()


def read_once(path: Path, instrument: Instrument) -> Filled:
    """Return what a filled workbook says, as `read_workbook` does; one that cannot be read is tried each time.

    Parameters
    ----------
    path : Path
        The file: known again by its name and its content.
    instrument : Instrument
        What is asked.
    """
    content = of_file(path)
    if not content:
        return read_workbook(path, instrument)

    def read() -> Filled:
        filled = read_workbook(path, instrument)
        return replace(filled, values=MappingProxyType(dict(filled.values)))

    # problems are told in the language that is spoken
    return _read.find((path, content, instrument.fingerprint, spoken()), read)


def forget() -> None:
    """Forget every file: what is asked for next is read."""
    _read.clear()
