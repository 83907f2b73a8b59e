"""The same batch ranking on a Dask cluster of one worker and of two, all processes of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.speed.report import DAY, TOP, say
from matchmaker.allocation import APART_FROM
from matchmaker.matching.engines import DaskEngine
from matchmaker.scoring.profiles import NeedProfile
from matchmaker.scoring.scorer import Scorer

BLOCK = 50
"""Needs a worker ranks at a time."""
START_SECONDS = 60.0
THRIFTY = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": str(APART_FROM)}
"""What `allocation.spare_memory` says, for processes that are not of the product."""


def compare(scorer: Scorer, needs: Sequence[NeedProfile]) -> None:
    """Print what two workers gain over one, from an empty cluster to the last list."""
    blocks = [needs[start : start + BLOCK] for start in range(0, len(needs), BLOCK)]
    say(f"\n  {f'Dask, {len(needs):,} needs explained':<44}{'in all, s':>10}{'first block':>13}{'needs/s':>9}")
    spent, keys = {}, {}
    for workers in (1, 2):
        spent[workers], first, keys[workers] = _ranked(scorer, blocks, workers)
        name = f"{workers} worker{'s' * (workers > 1)}, the catalogue sent"
        say(f"  {name:<44}{spent[workers]:>10.1f}{first:>13.1f}{len(needs) / spent[workers]:>9.0f}")
    same = "the same lists" if keys[1] == keys[2] else "OTHER LISTS"
    say(f"  two workers against one: {spent[1] / spent[2]:.2f} times as quick, {same}")


def _ranked(scorer: Scorer, blocks: Sequence[Sequence[NeedProfile]], workers: int) -> tuple[float, float, list[Any]]:
    """Seconds until all lists were there, the sending of the catalogue included, and the first; who stands on them."""
    with running(workers) as address:
        engine = DaskEngine(_NoDatabase(), _Fixed(scorer), address)  # type: ignore[arg-type]
        began = time.perf_counter()
        ranked, first = [], 0.0
        for lists, _ in engine.rank(blocks, TOP, DAY):
            first = first or time.perf_counter() - began
            ranked += lists
        spent = time.perf_counter() - began
    return spent, first, [[(one.need_id, one.umkm_id, one.key) for one in pairings] for pairings in ranked]


class _NoDatabase:
    """What an engine asks a database for, where nothing is stored in one."""

    @contextmanager
    def read(self) -> Iterator[None]:
        yield None


class _Fixed:
    """A live catalogue that never changes."""

    version = 1

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    @contextmanager
    def alone(self, _session: None) -> Iterator[Scorer]:
        yield self._scorer


@contextmanager
def running(workers: int) -> Iterator[str]:
    """A cluster with its workers ready; its address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="temu-mitra-bench-") as folder:
        processes = [_start(folder, "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")]
        try:
            processes += [
                _start(folder, "dask_worker", address, "--no-nanny", "--no-dashboard", "--nthreads", "1")
                for _ in range(workers)
            ]
            _await(address, workers)
            yield address
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait(timeout=30)


def _start(folder: str, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    environment = os.environ | THRIFTY | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    with (Path(folder) / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def _await(address: str, workers: int) -> None:
    import distributed

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with distributed.Client(address, timeout=2, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=START_SECONDS)
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
