"""`matchmaker-bench`, or `python -m benchmarks`: quality and speed as tables."""

from __future__ import annotations

import argparse
import os
import sys

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def main() -> None:
    """Run one benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="matchmaker-bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    quality = commands.add_parser("quality", help="ranking quality against baselines")
    quality.add_argument("--only", choices=["collection", "robustness", "awards", "outcomes"], default=None)
    arguments = parser.parse_args()
    if arguments.command == "quality":
        from benchmarks.quality.report import run

        run(arguments.only)


if __name__ == "__main__":
    sys.exit(main())
