"""Reading over several processes: a province's texts are half a minute's work for one.

Helpers (`reading_helper`) are sent runs of packed profiles and answer with arrays; meanwhile this process reads
runs, too. Runs come back in their order, so that the catalogue is the same however many have read it. A helper that
cannot be started, dies or falls silent costs time only: what it was to read is read here.
"""

from __future__ import annotations

import gc
import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.packing import unpacked
from matchmaker.scoring.reading_helper import Helper
from matchmaker.scoring.runs import ReadRun, from_bytes, read_run

FROM_ROWS = 20_000
"""Fewer rows are read before a helper has loaded the lexicon."""
RUN_UMKM = 1_000
"""So many UMKM are read together: a quarter of a second's work, two megabytes."""
MOST_PROCESSES = 4
"""More would wait for the one that collects what they read."""
MOST_WAITING = 64
"""Runs kept at most behind one that a helper still has: some 100 MB."""
PATIENCE_S = 60.0
"""A helper that needs longer for a quarter of a second's work has fallen silent."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class PackedRun:
    """A run of UMKM, packed, and what was read of it."""

    profiles: list[bytes]
    read: ReadRun


@dataclass(slots=True)
class _Asked:
    """A run that a helper was asked to read."""

    profiles: list[bytes]
    helper: Helper
    answer: Future[bytearray]


def processes_for(rows: int) -> int:
    """How many processes are worth having for so many product rows on this machine."""
    if rows < FROM_ROWS:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_PROCESSES)


def read_all(
    profiles: Iterable[bytes], analyzer: Analyzer, processes: int = 1, run_umkm: int = RUN_UMKM
) -> Iterator[PackedRun]:
    """Read packed profiles in runs of so many, in their order, over so many processes, this one included.

    Helpers have the lexicon as it is shipped; with another one (`Analyzer.as_shipped`) all is read here.
    """
    todo = iter(profiles)
    with ExitStack() as ends:
        helpers = _started(processes - 1, ends) if analyzer.as_shipped else []
        waiting: deque[PackedRun | _Asked] = deque()
        while run := list(islice(todo, run_umkm)):
            waiting.append(_begun(run, analyzer, helpers))
            while waiting and (_is_there(waiting[0]) or len(waiting) > MOST_WAITING):
                yield _finished(waiting.popleft(), analyzer)
        while waiting:
            yield _finished(waiting.popleft(), analyzer)


def _started(count: int, ends: ExitStack) -> list[Helper]:
    try:
        return [ends.enter_context(Helper()) for _ in range(count)]
    except OSError as error:
        log.warning("no helper for reading, this process reads alone: %s", error)
        return []


def _begun(run: list[bytes], analyzer: Analyzer, helpers: Sequence[Helper]) -> PackedRun | _Asked:
    """Given to a helper that has time, else read here."""
    for helper in helpers:
        answer = helper.ask(run)
        if answer is not None:
            return _Asked(run, helper, answer)
    return _read_here(run, analyzer)


def _read_here(run: list[bytes], analyzer: Analyzer) -> PackedRun:
    collects = gc.isenabled()
    gc.disable()  # a quarter of a second without looking for cycles, of which readings have none
    try:
        return PackedRun(run, read_run([unpacked(profile) for profile in run], analyzer))
    finally:
        if collects:
            gc.enable()


def _is_there(one: PackedRun | _Asked) -> bool:
    return isinstance(one, PackedRun) or one.answer.done()


def _finished(one: PackedRun | _Asked, analyzer: Analyzer) -> PackedRun:
    if isinstance(one, PackedRun):
        return one
    try:
        answer = one.answer.result(PATIENCE_S)
    except TimeoutError:
        log.warning("a helper for reading has fallen silent; what it had is read here")
        one.helper.hang_up()
        answer = bytearray()
    return PackedRun(one.profiles, from_bytes(answer)) if answer else _read_here(one.profiles, analyzer)
