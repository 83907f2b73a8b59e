"""How often somebody may try to sign in: enough for slips of the finger, too few for guessing."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Hashable

WINDOW = 300.0  # seconds
PER_NAME = 6  # tries of one name from one address within the window
PER_ADDRESS = 40  # wrong tries of all names from one address: an office may share one
MOST_KEPT = 20_000  # keys remembered at once, so that made-up names cannot fill the memory


class Attempts:
    """Tries of this process within the window; with several processes each counts for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tries: dict[Hashable, deque[float]] = {}

    def allow(self, name: str, address: str) -> bool:
        """Count one try; False when it is one too many."""
        now = time.monotonic()
        with self._lock:
            if len(self._tries) > MOST_KEPT:
                self._tries = {key: tries for key, tries in self._tries.items() if tries and tries[-1] > now - WINDOW}
            free = [self._take(key, limit, now) for key, limit in _counted(name, address)]
        return all(free)

    def forgive(self, name: str, address: str) -> None:
        """Take back a try that was right: fifty owners in one hall may sign in through one address."""
        with self._lock:
            for key, _ in _counted(name, address):
                if self._tries.get(key):
                    self._tries[key].pop()

    def _take(self, key: Hashable, limit: int, now: float) -> bool:
        tries = self._tries.setdefault(key, deque(maxlen=limit + 1))
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        tries.append(now)
        return len(tries) <= limit


def _counted(name: str, address: str) -> tuple[tuple[Hashable, int], ...]:
    return ((name.lower(), address), PER_NAME), (address, PER_ADDRESS)
