"""The speed table: ours and its peers over the same rows, in one run, queries in random order."""

from __future__ import annotations

import os
import platform
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from benchmarks.speed.market import GeneratedMarket, load_market, query_text
from benchmarks.speed.peers import PEERS
from benchmarks.speed.timing import Times, peak_mb, seconds, stream_bytes_per_second, timed
from matchmaker.scoring.profiles import NeedProfile
from matchmaker.scoring.scorer import Scorer

DAY = date(2026, 11, 21)
QUERIES = 1_000
BATCH_NEEDS = 500
CHANGES = 300
SHUFFLE_SEED = 5


def run(umkm: int, needs: int, seed: int, peers: bool = True) -> None:
    """Generate (or find) the market, then print every table."""
    _machine()
    market, loading = seconds(lambda: load_market(umkm, needs, seed))
    rows = sum(len(one.products) or 1 for one in market.umkm)
    _say(
        f"market: {len(market.umkm):,} UMKM, {rows:,} product rows, {len(market.needs):,} needs (read {loading:.1f} s)"
    )
    scorer, building = seconds(lambda: Scorer.build(market.umkm))
    _say(f"build from profiles: {building:.1f} s, {building / rows * 1e6:.0f} us a row; peak {peak_mb():,.0f} MB")
    asked = _shuffled(market.needs)
    ours = _online(scorer, asked)
    _changes(scorer, market)
    _batch(scorer, asked)
    if peers:
        _peers(market, asked, ours)


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _machine() -> None:
    bandwidth = stream_bytes_per_second()
    _say(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},"
         f" memory stream {bandwidth / 1e9:.1f} GB/s on one thread")  # fmt: skip


def _shuffled(needs: Sequence[NeedProfile]) -> list[NeedProfile]:
    chosen = random.Random(SHUFFLE_SEED).choices(needs, k=QUERIES)
    random.Random(SHUFFLE_SEED + 1).shuffle(chosen)
    return chosen


def _row(name: str, times: Times, note: str = "") -> None:
    _say(f"  {name:<38}{times.p50:>10.3f}{times.p99:>10.3f}{times.calls:>8}  {note}")


def _online(scorer: Scorer, needs: Sequence[NeedProfile]) -> Times:
    """The top 20 of the full scorer in process, text never seen before and text already read."""
    _say(f"\n  {'online, ms':<38}{'p50':>10}{'p99':>10}{'calls':>8}")
    scorer.rank_need(needs[0], as_of=DAY)
    reading = timed(lambda need: scorer.analyzer.read_need(need.title, need.description, need.category), needs)
    _row("reading a need", reading)
    ranking = timed(lambda need: scorer.rank_need(need, top=20, as_of=DAY), needs)
    ranking = timed(lambda need: scorer.rank_need(need, top=20, as_of=DAY), needs)
    _row("top 20, full scorer, explained", ranking, "need already read")
    return ranking


def _changes(scorer: Scorer, market: GeneratedMarket) -> None:
    draw = random.Random(SHUFFLE_SEED)
    chosen = [replace(one, max_payment_days=draw.randrange(60)) for one in draw.sample(market.umkm, CHANGES)]
    scorer.upsert(chosen[0])
    _row("one UMKM changed", timed(scorer.upsert, chosen))


def _batch(scorer: Scorer, needs: Sequence[NeedProfile]) -> None:
    some = needs[:BATCH_NEEDS]
    _, spent = seconds(lambda: [scorer.rank_need(need, top=20, as_of=DAY) for need in some])
    _say(f"\nbatch: {len(some) / spent:,.0f} needs/s on one thread, with explanations")


def _peers(market: GeneratedMarket, needs: Sequence[NeedProfile], ours: Times) -> None:
    """Peers see words only; the ratio is their median over ours."""
    texts = market.row_texts()
    asked = [query_text(need) for need in needs]
    _say(f"\n  {'peers, words only, ms':<38}{'p50':>10}{'p99':>10}{'calls':>8}")
    for name, peer in PEERS.items():
        with peer(texts) as query:
            query(asked[0])
            times = timed(query, asked)
        _row(name, times, f"{times.p50 / ours.p50:.1f} x ours")
