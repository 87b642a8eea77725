"""What was found once is not looked for again in the same process while nothing that it follows from has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Self, TypeVar

T = TypeVar("T")

#: So many things are kept where nobody tells.
KEPT = 256


class Memory(OrderedDict[Hashable, T]):
    """Things by what they follow from, those last asked for; a module keeps one under a name of its own.

    Whoever is given a thing must not be able to change it for the next: keep what cannot be changed, or give copies.

    Parameters
    ----------
    things : iterable of (key, thing)
        What is there at first.
    most : int
        So many things are kept.
    """

    def __init__(self, things: Iterable[tuple[Hashable, T]] = (), /, *, most: int = KEPT) -> None:
        super().__init__(things)
        self._most = most

    def copy(self) -> Self:
        """Return a memory of its own with the same things."""
        return type(self)(self.items(), most=self._most)

    def find(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key; what is not is made now, and kept.

        Parameters
        ----------
        key : Hashable
            All that the thing follows from.
        make : callable
            Makes it; what it raises is not kept.
        """
        if key not in self:
            self[key] = make()
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)
        return self[key]
