"""Times of many calls, and how fast this machine streams memory."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")

SLOW_MS = 20.0
"""Ways slower than this are asked only `SLOW_CALLS` times."""
SLOW_CALLS = 100
TRIAL_CALLS = 5


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of single calls by the clock, and what of it this thread had the processor."""

    p50: float
    p99: float
    calls: int
    busy_p50: float
    busy_p99: float


def timed(call: Callable[[T], object], arguments: Iterable[T]) -> Times:
    """Call once per argument; ways that prove slow get through the first `SLOW_CALLS` only."""
    listed = list(arguments)
    trial = [_once(call, one)[0] for one in listed[:TRIAL_CALLS]]
    if float(np.median(trial)) > SLOW_MS:
        listed = listed[:SLOW_CALLS]
    gc.collect()
    spent, busy = np.array([_once(call, one) for one in listed]).T
    middle, late = np.percentile(spent, (50, 99))
    busy_middle, busy_late = np.percentile(busy, (50, 99))
    return Times(float(middle), float(late), len(spent), float(busy_middle), float(busy_late))


def _once(call: Callable[[T], object], argument: T) -> tuple[float, float]:
    start, worked = time.perf_counter(), time.thread_time()
    call(argument)
    return (time.perf_counter() - start) * 1e3, (time.thread_time() - worked) * 1e3


def seconds(call: Callable[[], T]) -> tuple[T, float]:
    """The result of one call and how long it took."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def stream_bytes_per_second(size: int = 64 << 20, times: int = 7) -> float:
    """Bytes one thread reads per second from memory that no cache holds: the best of some sums."""
    data = np.ones(size // 8)
    best = min(seconds(data.sum)[1] for _ in range(times))
    return data.nbytes / best


def resident_mb() -> float:
    """Resident memory of this process now, in MB, pages shared with others included."""
    with open("/proc/self/statm", encoding="ascii") as pages:
        return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def anonymous_mb() -> float:
    """Resident memory of this process that is its own and of no file, in MB."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


def peak_mb() -> float:
    """Largest resident memory of this process so far, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
