"""What was found is kept until the catalogue changes: people page back and forth, and many ask for the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Memory(Generic[Answer]):
    """The last few answers by what was asked; all of one state, so that none outlives a change."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, state: Hashable, asked: Hashable) -> Answer | None:
        """The answer given in this state, or None."""
        with self._lock:
            if state != self._state or asked not in self._answers:
                return None
            self._answers.move_to_end(asked)
            return self._answers[asked]

    def put(self, state: Hashable, asked: Hashable, answer: Answer) -> None:
        """Keep an answer; those of another state go, and the one longest unused where there are too many."""
        with self._lock:
            if state != self._state:
                self._state = state
                self._answers.clear()
            self._answers[asked] = answer
            self._answers.move_to_end(asked)
            if len(self._answers) > self._size:
                self._answers.popitem(last=False)
