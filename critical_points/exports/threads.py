"""Steps done at the same time by threads, what they give in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_THREADS = 2

#: So many things more than threads are held by `side_by_side`: one is made, and one waits for a thread.
_MORE = 2

#: So many things are looked at by `side_by_side` at a time.
AT_ONCE = _THREADS + _MORE

_T = TypeVar("_T")
_R = TypeVar("_R")


def side_by_side(step: Callable[[_T], _R], things: Iterable[_T], threads: int = _THREADS) -> Iterator[_R]:
    """Give what a step gives for each thing, in their order; some of them are done at the same time."""
    with ThreadPoolExecutor(threads) as others:
        coming: deque[Future[_R]] = deque()
        for thing in things:
            coming.append(others.submit(step, thing))
            if len(coming) == threads + _MORE:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
