"""The speed table: ours and its peers over the same rows, in one run, queries in random order."""

from __future__ import annotations

import math
import os
import platform
import random
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.speed.market import GeneratedMarket, load_market, query_text
from benchmarks.speed.peers import PEERS
from benchmarks.speed.sql_hybrid import hybrid_in_sql
from benchmarks.speed.timing import Times, peak_mb, resident_mb, seconds, stream_bytes_per_second, timed
from matchmaker.scoring import snapshot
from matchmaker.scoring.profiles import NeedProfile
from matchmaker.scoring.reading_processes import processes_for
from matchmaker.scoring.reckoning import Listing
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.text_program import text_program

DAY = date(2026, 11, 21)
QUERIES = 1_000
CHANGES = 300
SHUFFLE_SEED = 5
TOP = 20
THREADS = 2
POSTING_BYTES, FIGURE_BYTES = 8, 4
"""One entry of a column (row and value), and the log-odds that the pass over the text writes of every row."""


def run(umkm: int, needs: int, seed: int, peers: bool = True) -> None:
    """Generate (or find) the market, then print every table."""
    bandwidth = machine()
    market, loading = seconds(lambda: load_market(umkm, needs, seed))
    rows = sum(len(one.products) or 1 for one in market.umkm)
    say(f"market: {len(market.umkm):,} UMKM, {rows:,} product rows, {len(market.needs):,} needs (read {loading:.1f} s)")
    scorer = _built(market, rows)
    asked = shuffled(market.needs)
    ours = measured(scorer, asked, market.needs, bandwidth)
    _changes(scorer, market)
    if peers:
        _peers(market, asked, ours)


def measured(
    scorer: Scorer, asked: Sequence[NeedProfile], needs: Sequence[NeedProfile], bandwidth: float
) -> dict[str, Times]:
    """The tables of one catalogue: single needs, and all pairs."""
    ours = _online(scorer, asked)
    _bound(scorer, asked, ours["list"], bandwidth)
    _all_pairs(scorer, needs)
    say(f"resident memory now {resident_mb():,.0f} MB, at most {peak_mb():,.0f} MB")
    return ours


def _built(market: GeneratedMarket, rows: int) -> Scorer:
    """The scorer, built and then mapped in from a snapshot as a web process would have it."""
    scorer, building = seconds(lambda: Scorer.build(market.umkm))
    say(f"build from profiles: {building:.1f} s, {building / rows * 1e6:.0f} us a row; peak {peak_mb():,.0f} MB")
    processes = processes_for(rows)
    if processes > 1:
        _, building = seconds(lambda: Scorer.build(market.umkm, analyzer=scorer.analyzer, processes=processes))
        say(f"the same read over {processes} processes: {building:.1f} s, {building / rows * 1e6:.0f} us a row")
    with tempfile.TemporaryDirectory(prefix="temu-mitra-bench-") as folder:
        _, saving = seconds(lambda: snapshot.save(scorer, Path(folder) / "snapshot", 1, {}))
        found, mapping = seconds(lambda: snapshot.load(Path(folder) / "snapshot", scorer.analyzer, None))
        assert found is not None
        _, warming = seconds(found.scorer.warm_up)
        _, first = seconds(lambda: found.scorer.rank_need(market.needs[0], as_of=DAY))
        say(f"snapshot: written {saving:.1f} s, mapped in {mapping:.2f} s, compiled code ready {warming:.2f} s,"
             f" first list {first:.2f} s")  # fmt: skip
        return found.scorer


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def machine() -> float:
    """Say what machine this is; returns the bytes a second that one thread streams from memory."""
    bandwidth = stream_bytes_per_second()
    say(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},"
         f" memory stream {bandwidth / 1e9:.1f} GB/s on one thread, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    return bandwidth


def shuffled(needs: Sequence[NeedProfile]) -> list[NeedProfile]:
    """So many of the needs as are asked, in random order, the same in every run."""
    chosen = random.Random(SHUFFLE_SEED).choices(needs, k=QUERIES)
    random.Random(SHUFFLE_SEED + 1).shuffle(chosen)
    return chosen


def _head(name: str) -> None:
    say(f"\n  {name + ', ms':<44}{'p50':>9}{'p99':>9}{'calls':>7}   processor p50, p99")


def _row(name: str, times: Times, note: str = "") -> None:
    busy = f"{times.busy_p50:.3f} {times.busy_p99:.3f}"
    say(f"  {name:<44}{times.p50:>9.3f}{times.p99:>9.3f}{times.calls:>7}   {busy:<16} {note}")


def _online(scorer: Scorer, needs: Sequence[NeedProfile]) -> dict[str, Times]:
    """The top 20 of the full scorer in process; needs are read before, but for the first row."""
    _head("online")
    reading = timed(lambda need: scorer.analyzer.read_need(need.title, need.description, need.category), needs)
    _row("reading a need", reading)
    for need in needs:
        scorer.rank_need(need, as_of=DAY)
    ways = {
        "words": ("words alone, all rows", lambda need: text_alone(scorer, need, words_only=True)),
        "text": ("words and concepts, all rows", lambda need: text_alone(scorer, need, words_only=False)),
        "list": ("top 20, full scorer", lambda need: shortlisted(scorer, need)),
        "explained": ("top 20, full scorer, explained", lambda need: scorer.rank_need(need, top=TOP, as_of=DAY)),
    }
    found = {}
    for key, (name, way) in ways.items():
        found[key] = timed(way, needs)
        _row(name, found[key])
    return found


def text_alone(scorer: Scorer, need: NeedProfile, *, words_only: bool) -> list[int]:
    """Rows of the 20 most relevant goods by their text: what the peers do, or that with the concepts of the lexicon."""
    reading = scorer.read_need(need)
    met = scorer.finder.met(replace(reading, elements=()) if words_only else reading)
    rows = met.rows_between(met.level_with(2 * TOP), math.inf)
    if len(rows) < TOP:
        rows = met.rows_between(-math.inf, math.inf)
    return [int(row) for row in rows[np.argsort(-met.odds[rows])[:TOP]]]


def shortlisted(scorer: Scorer, need: NeedProfile) -> int:
    """The compiled part of a list: which rows of all stand on it, by text, rules, features and key."""
    found = scorer.finder.shortlist(scorer.model, scorer.asked(need, DAY), Listing(TOP, False, 0.0))
    return len(found.index)


def _bound(scorer: Scorer, needs: Sequence[NeedProfile], ours: Times, bandwidth: float) -> None:
    """What the memory alone would take for the bytes that a list reads and writes."""
    touched = []
    for need in needs[:CHANGES]:
        reading = scorer.read_need(need)
        stacks = list(scorer.index.stacks().values())
        postings = sum(
            stacks[stack].column_length(int(column))
            for stack, column in text_program(scorer.index, reading).terms.tolist()
        )
        touched.append(postings * POSTING_BYTES + len(scorer.index) * FIGURE_BYTES)
    least = float(np.median(touched)) / bandwidth * 1e3
    megabytes = float(np.median(touched)) / 1e6
    say(f"  memory-stream bound {least:.3f} ms for {megabytes:.2f} MB; ours {ours.p50 / least:.0f} times")


def _all_pairs(scorer: Scorer, needs: Sequence[NeedProfile]) -> None:
    """Every need against every row, two threads, the lists not explained."""
    pairs = len(needs) * scorer.catalogue.umkm_count
    with ThreadPoolExecutor(THREADS) as pool:
        _, spent = seconds(lambda: list(pool.map(lambda need: shortlisted(scorer, need), needs)))
    say(f"\nall pairs: {len(needs):,} needs x {scorer.catalogue.umkm_count:,} UMKM in {spent:.1f} s"
         f" on {THREADS} threads, {pairs / spent / 1e6:,.0f} million pairs/s")  # fmt: skip


def _changes(scorer: Scorer, market: GeneratedMarket) -> None:
    draw = random.Random(SHUFFLE_SEED)
    chosen = [replace(one, max_payment_days=draw.randrange(60)) for one in draw.sample(market.umkm, 2 * CHANGES)]
    scorer.upsert(chosen[0])
    _head("changes")
    _row("one UMKM changed, its texts read anew", timed(scorer.upsert, chosen[:CHANGES]))
    read = [(one, scorer.read(one)) for one in chosen[CHANGES:]]
    _row("the catalogue and the index alone", timed(lambda pair: scorer.enter(*pair), read))


def _peers(market: GeneratedMarket, needs: Sequence[NeedProfile], ours: dict[str, Times]) -> None:
    """Words only against our words alone, and the hybrid in SQL against our list."""
    texts = market.row_texts()
    asked = [query_text(need) for need in needs]
    _head("peers, words only")
    for name, peer in PEERS.items():
        with peer(texts) as query:
            query(asked[0])
            times = timed(query, asked)
        _row(name, times, _ratio(times, ours["words"], ours["list"]))
    _head("peer, words and some of the rules")
    with hybrid_in_sql(market.umkm) as query:
        times = timed(query, needs)
    _row("PostgreSQL, ts_rank and rules over all rows", times, _ratio(times, ours["words"], ours["list"]))


def _ratio(times: Times, words: Times, full: Times) -> str:
    return f"{times.p50 / words.p50:.1f} x our words alone, {times.p50 / full.p50:.1f} x our full list"
