"""Large arrays that are used again and again: lent to one borrower at a time, kept for the next.

One for every thread would hold as much as all threads need at once, though few of them ever do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

KEPT = 2
"""So many lie ready at most; who needs more at the same moment gets new ones, which go when they are given back."""
SPARE = 8
"""One part in so many more than asked for, because catalogues grow."""


class _Loan:
    """What a lent array stands on: when the array and all its views are gone, its memory is ready to be lent again."""

    __slots__ = ("__array_interface__", "_memory", "_pool")

    def __init__(self, memory: Bytes, pool: Scratch) -> None:
        self._memory, self._pool = memory, pool
        self.__array_interface__: dict[str, Any] = memory.__array_interface__

    def __del__(self) -> None:
        self._pool.take_back(self._memory)


class Scratch:
    """Memory to lend, uninitialised; safe to use from several threads at once."""

    def __init__(self) -> None:
        self._ready: list[Bytes] = []

    def lend(self, size: int) -> Bytes:
        """An array of ``size`` bytes or more, a multiple of eight: the borrower's as long as it or a view is held."""
        while self._ready:
            try:
                memory = self._ready.pop()
            except IndexError:  # another thread was quicker
                break
            if len(memory) >= size:
                return np.asarray(_Loan(memory, self))
        words = -(-(size + size // SPARE) // 8)
        return np.asarray(_Loan(np.empty(words, dtype=np.int64).view(np.uint8), self))

    def take_back(self, memory: Bytes) -> None:
        """Keep memory that was lent, if there is not enough of it."""
        if len(self._ready) < KEPT:
            self._ready.append(memory)
