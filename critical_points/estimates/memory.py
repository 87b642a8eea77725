"""What was computed of the same counts once is not computed again in the same process: pages ask for it many times."""

from __future__ import annotations

import hashlib
import inspect
import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar, cast

import pandas as pd

from critical_points.disclosure import Protected

F = TypeVar("F", bound=Callable[..., pd.DataFrame])

#: So many results are kept, those last asked for.
KEPT = 256

_results: OrderedDict[tuple[object, ...], pd.DataFrame] = OrderedDict()


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
        safe, *others = bound.arguments.values()
        key = (compute, fingerprint(safe) if isinstance(safe, Protected) else None, *others)
        if key[1] is None or not all(isinstance(other, Hashable) for other in others):
            return compute(*args, **kwargs)
        if key not in _results:
            _results[key] = compute(*args, **kwargs)
        _results.move_to_end(key)
        while len(_results) > KEPT:
            _results.popitem(last=False)
        return _results[key].copy()

    return cast("F", found)


def forget() -> None:
    """Forget every result: what is asked for next is computed."""
    _results.clear()


def fingerprint(safe: Protected) -> str:
    """Return a checksum of all that results follow from: every frame, the minimum, the headcounts, the instrument."""
    told = hashlib.blake2b(digest_size=16)
    for field in fields(safe):
        value = getattr(safe, field.name)
        if isinstance(value, pd.DataFrame):
            told.update(pickle.dumps(value, protocol=5, buffer_callback=lambda part: told.update(part.raw())))
        else:
            told.update((value.instrument.fingerprint if field.name == "labels" else repr(value)).encode())
    return told.hexdigest()
