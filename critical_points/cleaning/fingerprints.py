"""Which of very many things stand twice, by a number for each of them, in little memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]

#: So many numbers are looked through at a time; more of them are kept in a file that is gone when the program ends.
_AT_ONCE = 1 << 20


class Fingerprints:
    """Numbers of 64 bits that things are known again by.

    Two different things of ten million have the same number about once in 400,000 times: what rests on that is told as
    a doubt, or compared in full.
    """

    def __init__(self) -> None:
        self._held: list[Numbers] = []
        self._n = 0
        self._file: IO[bytes] | None = None

    def __len__(self) -> int:
        return self._n

    def add(self, numbers: Numbers) -> None:
        """Keep some more."""
        self._held.append(numbers)
        self._n += len(numbers)
        if sum(map(len, self._held)) > _AT_ONCE:
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the numbers
            for held in self._held:
                self._file.write(held.tobytes())
            self._held = []

    def repeated(self) -> tuple[Numbers, int]:
        """Return the numbers that stand more than once, in order, and how many different ones there are."""
        bits = (self._n // _AT_ONCE).bit_length()
        found, different = [np.zeros(0, dtype=np.uint64)], 0
        for number in range(1 << bits):
            one = np.concatenate([np.zeros(0, dtype=np.uint64), *self._within(number, bits)])
            one.sort()
            same = one[1:] == one[:-1]
            different += len(one) - int(same.sum())
            found.append(np.unique(one[1:][same]))
        return np.concatenate(found), different

    def _within(self, number: int, bits: int) -> Iterator[Numbers]:
        """Give the numbers whose first bits are those of one number."""
        for block in self._blocks():
            yield block[block >> np.uint64(64 - bits) == number] if bits else block

    def _blocks(self) -> Iterator[Numbers]:
        if self._file is not None:
            self._file.seek(0)
            while read := self._file.read(8 * _AT_ONCE):
                yield np.frombuffer(read, dtype=np.uint64)
            self._file.seek(0, 2)
        yield from self._held
