"""The table of a market too large to hold as objects: 1,000,000 UMKM, each read from texts of its own.

    python -m benchmarks large

reads them once (minutes, over all cores, as a stream) and keeps the snapshot in the temporary folder for the next
run. A process of its own reads, so that the one that measures holds what a web process holds: the snapshot mapped in.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.records import need_profile, umkm_profile
from benchmarks.speed import report
from benchmarks.speed.clusters import compare
from benchmarks.speed.generator import NEEDS_PER_BUYER, Market
from benchmarks.speed.market import place_of
from benchmarks.speed.timing import anonymous_mb, peak_mb, resident_mb, seconds
from matchmaker.allocation import spare_memory
from matchmaker.scoring import snapshot
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.profiles import NeedProfile, UmkmProfile
from matchmaker.scoring.scorer import Scorer

TOLD_EVERY = 100_000
"""UMKM between two signs of life."""
PAIRED = 300
"""Needs ranked over all rows in one go; all 5,000 would take minutes and say the same."""
CLUSTER_NEEDS = 5_000
"""Needs that the clusters rank: enough that loading the catalogue does not decide."""


def run(umkm: int, needs: int, seed: int, *, tables: bool = True, cluster: bool = True) -> None:
    """Print the ``tables`` of one process, and what a ``cluster`` of two Dask workers gains over one."""
    spare_memory()
    bandwidth = report.machine()
    asked = needs_of(needs, seed)
    scorer = mapped_in(place_of(umkm, needs, seed) / "snapshot", umkm, seed)
    report.say(f"market: {scorer.catalogue.umkm_count:,} UMKM, {len(scorer.catalogue):,} product rows, seed {seed}")
    if tables:
        _, warming = seconds(scorer.warm_up)
        report.say(f"compiled code ready {warming:.2f} s; {_memory()}")
        report.measured(scorer, report.shuffled(asked), asked[:PAIRED], bandwidth)
        report.say(f"after {report.QUERIES:,} needs asked in four ways: {_memory()}")
    if cluster:
        compare(scorer, asked[:CLUSTER_NEEDS])


def needs_of(count: int, seed: int) -> list[NeedProfile]:
    """The first needs of a market, with the buyers they belong to."""
    market, n_buyers = Market(seed), max(1, count // NEEDS_PER_BUYER)
    buyers = {}
    for number in range(1, n_buyers + 1):
        buyer = market.buyer(number)
        buyers[buyer["external_id"]] = (number, buyer)
    needs = ((number, market.need(number, n_buyers)) for number in range(1, count + 1))
    return [need_profile(number, need, *buyers[need["buyer_external_id"]]) for number, need in needs]


def _memory() -> str:
    files = resident_mb() - anonymous_mb()
    return f"{resident_mb():,.0f} MB resident, of which {files:,.0f} MB of files; peak {peak_mb():,.0f} MB"


def mapped_in(folder: Path, umkm: int, seed: int) -> Scorer:
    """The scorer as a web process has it."""
    analyzer = Analyzer()
    found, mapping = seconds(lambda: snapshot.load(folder, analyzer, None))
    if found is None:
        _in_a_process_of_its_own(folder, umkm, seed)
        found, mapping = seconds(lambda: snapshot.load(folder, analyzer, None))
    if found is None:
        raise RuntimeError(f"{folder} was written and cannot be read: has the code changed meanwhile?")
    size = sum(file.stat().st_blocks * 512 for file in folder.iterdir()) / 2**20
    report.say(f"snapshot: {size:,.0f} MB on disk, checked and mapped in {mapping:.2f} s")
    return found.scorer


def _in_a_process_of_its_own(folder: Path, umkm: int, seed: int) -> None:
    report.say(f"reading {umkm:,} UMKM, once; the snapshot is kept for the next run ...")
    process = multiprocessing.get_context("spawn").Process(target=_build, args=(folder, umkm, seed))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"reading ended with status {process.exitcode}")


def _build(folder: Path, umkm: int, seed: int) -> None:
    """Read the market and keep the snapshot."""
    spare_memory()
    processes = len(os.sched_getaffinity(0))
    scorer, reading = seconds(lambda: Scorer.build(stream(umkm, seed), processes=processes))
    rows = len(scorer.catalogue)
    own, helpers = time.process_time(), os.times().children_user
    report.say(f"read over {processes} processes in {reading:.0f} s of the clock, {reading / rows * 1e6:.0f} us a row"
               f" (this process {own:.0f} s, helpers {helpers:.0f} s of a core); peak {peak_mb():,.0f} MB")  # fmt: skip
    _, saving = seconds(lambda: snapshot.save(scorer, folder, 1, {}))
    report.say(f"snapshot written in {saving:.1f} s; peak {peak_mb():,.0f} MB")


def stream(umkm: int, seed: int) -> Iterator[UmkmProfile]:
    """The businesses of a market one after the other, as `market.load_market` would give them."""
    market, began = Market(seed), time.perf_counter()
    for number in range(1, umkm + 1):
        yield umkm_profile(number, market.umkm(number))
        if number % TOLD_EVERY == 0:
            report.say(f"  {number:,} after {time.perf_counter() - began:.0f} s")
