"""What was computed of the same counts once is not computed again in the same process: pages ask for it many times."""

from __future__ import annotations

import hashlib
import inspect
import pickle
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, TypeVar, cast

import pandas as pd

from critical_points.memory import Memory

F = TypeVar("F", bound=Callable[..., pd.DataFrame])

_results: Memory[pd.DataFrame] = Memory()

#: By shape and columns, frames and their checksums: to see that a frame equals another takes a sixth of the time.
_checksums: Memory[list[tuple[pd.DataFrame, bytes]]] = Memory()

#: So many frames of the same shape and columns are kept.
_ALIKE = 4


def remembered(compute: F) -> F:
    """Return `compute` as a function that computes once what follows from the same counts and arguments.

    Counts are the same where they hold the same, whoever has read them: what was changed in place is another question.
    Everybody is given a frame of their own.
    """
    asked = inspect.signature(compute)

    @wraps(compute)
    def found(*args: Any, **kwargs: Any) -> pd.DataFrame:
        bound = asked.bind(*args, **kwargs)
        bound.apply_defaults()
        told = [fingerprint(one) if _holds_frames(one) else one for one in bound.arguments.values()]
        if not all(isinstance(one, Hashable) for one in told):
            return compute(*args, **kwargs)
        return _results.find((compute, *told), lambda: compute(*args, **kwargs)).copy()

    return cast("F", found)


def forget() -> None:
    """Forget every result: what is asked for next is computed."""
    _results.clear()
    _checksums.clear()


def _holds_frames(value: object) -> bool:
    """Tell whether a value is of the kind of `Protected` or `Plan`: facts and frames under names."""
    return is_dataclass(value) and any(isinstance(part, pd.DataFrame) for part in vars(value).values())


def fingerprint(told_of: Any) -> str:
    """Return a checksum of what results follow from: of `Protected`, every frame, the minimum, headcounts, instrument.

    Everything else that holds frames under names has one, too; of its labels, only the instrument counts.
    """
    told = hashlib.blake2b(type(told_of).__name__.encode(), digest_size=16)
    for field in fields(told_of):
        value = getattr(told_of, field.name)
        if isinstance(value, pd.DataFrame):
            told.update(_checksum(value))
        else:
            told.update((value.instrument.fingerprint if field.name == "labels" else repr(value)).encode())
    return told.hexdigest()


def _checksum(frame: pd.DataFrame) -> bytes:
    """Return a checksum of a frame; one that equals a frame gone through before has its checksum.

    What is kept shares its values with the frame it was, and pandas never writes into shared values.
    """
    kept = _checksums.find((frame.shape, *frame.columns), list)
    for known, checksum in kept:
        if known.equals(frame):
            return checksum
    told = hashlib.blake2b(digest_size=16)
    told.update(pickle.dumps(frame, protocol=5, buffer_callback=lambda part: told.update(part.raw())))
    kept[:] = [(frame.copy(deep=False), told.digest()), *kept[: _ALIKE - 1]]
    return told.digest()
