"""Who may look at something that is changed in place: many readers at once, or one who changes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Gate:
    """Readers share, a change is alone. Who waits to make a change goes before readers that come later.

    A thread that reads may ask to read again within; it must not ask for a change then, which would wait for itself.
    """

    def __init__(self) -> None:
        self._turn = threading.Condition(threading.Lock())
        self._readers = self._waiting = 0
        self._changing = False
        self._own = threading.local()

    @property
    def reading(self) -> bool:
        """Whether this thread reads at the moment."""
        return getattr(self._own, "depth", 0) > 0

    @contextmanager
    def read(self, current: Callable[[], bool], renew: Callable[[], None]) -> Iterator[None]:
        """Read what is ``current``; if it is not, ``renew`` it first, alone, and read on with nobody in between.

        Within another such block of the same thread nothing is renewed: what is read stays what it is.
        """
        if not self.reading:
            self._enter(current, renew)
        self._own.depth = getattr(self._own, "depth", 0) + 1
        try:
            yield
        finally:
            self._own.depth -= 1
            if not self.reading:
                self._leave()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Be alone.

        Raises
        ------
        RuntimeError
            This thread reads.
        """
        if self.reading:
            raise RuntimeError("a thread that reads cannot wait for all readers")
        with self._turn:
            self._wait_alone()
        try:
            yield
        finally:
            with self._turn:
                self._changing = False
                self._turn.notify_all()

    def _enter(self, current: Callable[[], bool], renew: Callable[[], None]) -> None:
        with self._turn:
            self._turn.wait_for(lambda: not self._changing and not self._waiting)
            if current():
                self._readers += 1
                return
            self._wait_alone()
        renewed = False
        try:
            if not current():
                renew()
            renewed = True
        finally:
            with self._turn:
                self._changing = False
                self._readers += renewed
                self._turn.notify_all()

    def _wait_alone(self) -> None:
        """With the turn held: wait until nobody reads or changes, and be the one who changes."""
        self._waiting += 1
        try:
            self._turn.wait_for(lambda: not self._changing and not self._readers)
        finally:
            self._waiting -= 1
        self._changing = True

    def _leave(self) -> None:
        with self._turn:
            self._readers -= 1
            if not self._readers:
                self._turn.notify_all()
