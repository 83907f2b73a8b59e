"""The service over HTTP at the size of a province: start, memory, answers a second, and where the time goes.

    python -m benchmarks http

imports a generated market once, starts one real web process on this machine and asks it over loopback. Every
query is another one, so that nothing is answered from memory unless the line says so.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from urllib.parse import quote

from benchmarks.serving import client, profiled
from benchmarks.serving.server import Place, Running, command, generated, serving
from benchmarks.speed.market import market_folder

API = "/api/v1"
WARM_UP = 50
REMEMBERED = 100
"""Different searches that are asked again and again: fewer than a process remembers."""
PROFILED = 250
"""Searches under the profiler; the first fifth warms up."""
HEAVY = 20
"""Requests of kinds that take long by nature, and that are remembered from then on."""


def run(umkm: int, needs: int, seed: int, requests: int, connections: int) -> None:
    """Print the table."""
    place = generated(umkm, needs, seed)
    key = command(place, "key", "create", "--role", "dinas", "--name", "load").split()[-1]
    print(f"market: {umkm:,} UMKM, {needs:,} needs; one web process, {connections} connections, loopback")
    command(place, "worker", "--once")  # leaves a snapshot to start from, and stored suggestions
    with serving(place) as server:
        _starts(server)
        _answers(server, key, _queries(market_folder(umkm, needs, seed), seed), requests, connections)
        memory = server.memory()
        print(f"memory after the load: {memory.resident:.0f} MB resident, of which {memory.shared:.0f} MB of files")
        _visible(server, place, key)
    titles = _queries(market_folder(umkm, needs, seed), seed)[:PROFILED]
    profiled.show(place, key, [_search(title) for title in titles])


def _starts(server: Running) -> None:
    memory = server.memory()
    print(f"ready from a snapshot after {server.ready_after:.2f} s of the clock, "
          f"{server.processor_seconds():.2f} s of a core")  # fmt: skip
    print(f"memory when ready: {memory.resident:.0f} MB resident, of which {memory.shared:.0f} MB of files")


def _queries(folder: Path, seed: int) -> list[str]:
    """What buyers would type: the titles of the market's needs, each once, in random order."""
    lines = (folder / "needs.jsonl").read_text("utf8").splitlines()
    titles = sorted({json.loads(line)["title"] for line in lines})
    random.Random(seed).shuffle(titles)
    return titles


def _answers(server: Running, key: str, titles: list[str], requests: int, connections: int) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    words = [_search(title) for title in titles]
    filtered = [f"{path}&certificates=HALAL&max_price_idr=100000" for path in words]
    client.run(server.base, words[:WARM_UP], 1, headers)
    alone, together = words[WARM_UP:][:requests], words[WARM_UP + requests :][:requests]
    cases = [
        ("search, words, one after the other", alone, 1),
        (f"search, words, {connections} at once", together, connections),
        (f"the same again, {connections} at once", together[-REMEMBERED:] * 5, connections),
        (f"search, words and filters, {connections} at once", filtered[WARM_UP:][: requests // 2], connections),
        ("search by category alone, one after the other", _by_category(), 1),
        ("the whole list, no words, no filters", [f"{API}/search/suppliers?limit=20"] * HEAVY, 1),
        ("suppliers for a need, one after the other", [f"{API}/needs/{n}/suggestions" for n in range(1, 201)], 1),
        ("pairings of the region, one after the other", [f"{API}/pairings"] * HEAVY, 1),
        (f"UMKM, 20 a page, {connections} at once", [f"{API}/umkm?limit=20"] * 300, connections),
        (f"livez, {connections} at once", ["/livez"] * 2_000, connections),
    ]
    print(f"\n  {'answers, ms':48}{'p50':>8}{'p99':>8}{'a second':>10}{'core ms':>9}{'KB':>6}{'asked':>7}{'own MB':>8}")
    for name, paths, at_once in cases:
        before = server.processor_seconds()
        load = client.run(server.base, paths, at_once, headers)
        core = 1_000 * (server.processor_seconds() - before) / len(paths)
        size = load.body_bytes / len(paths) / 1_000
        failed = f"  {load.failed} FAILED" if load.failed else ""
        print(f"  {name:48}{load.percentile(0.5):8.1f}{load.percentile(0.99):8.1f}{load.per_second:10.0f}{core:9.2f}"
              f"{size:6.1f}{len(paths):7}{server.memory().own:8.0f}{failed}")  # fmt: skip


def _search(title: str) -> str:
    return f"{API}/search/suppliers?limit=20&q={quote(title)}"


def _by_category() -> list[str]:
    from matchmaker.domain.categories import CATEGORIES

    return [f"{API}/search/suppliers?limit=20&category={name}" for name in CATEGORIES]


def _visible(server: Running, place: Place, key: str) -> None:
    """How long after a commit of another process the next answer shows it."""
    import tempfile
    import time

    record = {"external_id": "LOAD-1", "name": "Usaha Uji Beban", "regency": "Kabupaten Lebak",
              "products": [{"external_id": "LOAD-P1", "name": "gantungan kunci zirkon ungu"}]}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.jsonl"
        file.write_text(json.dumps(record | {"description": f"dicatat {time.time_ns()}"}) + "\n", "utf8")
        command(place, "import", "umkm", str(file), "--json")
    headers = {"Authorization": f"Bearer {key}"}
    load = client.run(server.base, [f"{API}/search/suppliers?q=gantungan+kunci+zirkon+ungu"], 1, headers)
    print(f"\nfirst answer after another process has written: {load.percentile(1.0):.0f} ms, change included")
