"""A workbook that was read is not read again in the same process while it is as it was: many pages ask for it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from critical_points.fingerprints import of_file
from critical_points.instrument import Instrument
from critical_points.messages import spoken
from critical_points.workbook.filled import Filled
from critical_points.workbook.reading import read_workbook

#: So many files are kept, those last asked for.
KEPT = 256

_read: OrderedDict[tuple[object, ...], Filled] = OrderedDict()


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
    key = (path, content, instrument.fingerprint, spoken())  # problems are told in the language that is spoken
    if not content:
        return read_workbook(path, instrument)
    if key not in _read:
        filled = read_workbook(path, instrument)
        _read[key] = replace(filled, values=MappingProxyType(dict(filled.values)))
    _read.move_to_end(key)
    while len(_read) > KEPT:
        _read.popitem(last=False)
    return _read[key]


def forget() -> None:
    """Forget every file: what is asked for next is read."""
    _read.clear()
