"""`matchmaker-bench`, or `python -m benchmarks`: quality and speed as tables."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

REFERENCE_UMKM, REFERENCE_NEEDS = 121_458, 5_000
"""Kalimantan Tengah's count of UMKM, and a province's worth of needs."""
LARGE_UMKM = 1_000_000

QUALITY_PARTS = ("collection", "west", "east", "robustness", "coverage", "awards", "outcomes", "learning", "exposure")
"""Written here too, so that the command's help needs no scorer."""

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def main() -> None:
    """Run one benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="matchmaker-bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    quality = commands.add_parser("quality", help="ranking quality against baselines")
    quality.add_argument("--only", choices=QUALITY_PARTS, default=None)
    speed = commands.add_parser("speed", help="speed against peers")
    speed.add_argument("--no-peers", action="store_true", help="ours only")
    market = commands.add_parser("generate", help="record files of an invented market")
    market.add_argument("--out", type=Path, default=Path("market"), help="folder for the three files")
    imports = commands.add_parser("imports", help="files in and out by the real commands, SQLite and PostgreSQL")
    imports.add_argument("--rank-all", action="store_true", help="rank all needs too, suggestions stored")
    http = commands.add_parser("http", help="the service over HTTP: start, memory, answers a second")
    http.add_argument("--requests", type=int, default=1_000, help="searches of each kind")
    http.add_argument("--connections", type=int, default=16, help="at once")
    large = commands.add_parser("large", help="the speed of one catalogue of a million, read once and kept")
    large.add_argument("--no-cluster", action="store_true", help="do not compare Dask with one worker and two")
    dask = commands.add_parser("dask", help="that comparison alone")
    for one, umkm in ((speed, REFERENCE_UMKM), (market, REFERENCE_UMKM), (imports, REFERENCE_UMKM),
                      (http, REFERENCE_UMKM), (large, LARGE_UMKM), (dask, LARGE_UMKM)):  # fmt: skip
        one.add_argument("--umkm", type=int, default=umkm)
        one.add_argument("--needs", type=int, default=REFERENCE_NEEDS)
        one.add_argument("--seed", type=int, default=1)
    _run(parser.parse_args())


def _run(arguments: argparse.Namespace) -> None:
    if arguments.command == "quality":
        from benchmarks.quality import report as quality

        quality.run(arguments.only)
    elif arguments.command == "speed":
        from benchmarks.speed import report as speed

        speed.run(arguments.umkm, arguments.needs, arguments.seed, peers=not arguments.no_peers)
    elif arguments.command in ("large", "dask"):
        from benchmarks.speed import large

        tables = arguments.command == "large"
        cluster = not (tables and arguments.no_cluster)
        large.run(arguments.umkm, arguments.needs, arguments.seed, tables=tables, cluster=cluster)
    elif arguments.command == "imports":
        from benchmarks.speed import imports

        imports.run(arguments.umkm, arguments.needs, arguments.seed, ranking=arguments.rank_all)
    elif arguments.command == "http":
        from benchmarks.serving import report as serving

        serving.run(arguments.umkm, arguments.needs, arguments.seed, arguments.requests, arguments.connections)
    else:
        from benchmarks.speed.generator import generate

        generate(arguments.out, arguments.umkm, arguments.needs, arguments.seed)


if __name__ == "__main__":
    sys.exit(main())
