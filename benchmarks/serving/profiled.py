"""Where the time of one search request goes: the same application in this process, under Python's profiler.

The profiler slows small functions more than large ones, so the shares are rough; what counts is their order.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Sequence
from typing import Any

from werkzeug.test import EnvironBuilder

from benchmarks.serving.server import RATE_LIMIT, READY_WITHIN, Place

PARTS = (
    ("reading the words", "scoring/analyzer.py", "read_need"),
    ("finding and weighing the rows that meet them", "shortlist.py", "relevant"),
    ("filters", "scoring/search.py", "apply_filters"),
    ("verdict and key of all hits, compiled", "kernel_search.py", "judge_hits"),
    ("best row of each UMKM, and counts, compiled", "kernel_search.py", "best_of_each"),
    ("the rows shown, reckoned in full", "reckoning.py", "reckon"),
    ("what they meet, and their names", "scorer.py", "_shown"),
    ("checks and reasons", "pairings.py", "explained"),
    ("facets by name", "scoring/search.py", "named"),
    ("sentences", "services/suggestions.py", "shape_named"),
    ("who asks", "api/auth.py", "_by_key"),
    ("version of the catalogue", "matching/catalog.py", "_version"),
    ("reading the parameters", "api/answers.py", "query"),
    ("writing the answer", "api/answers.py", "page_answer"),
)
"""What is told apart: file and function, none of which calls another of them."""


def show(place: Place, key: str, paths: Sequence[str]) -> None:
    """Print the table for these requests."""
    from api.app import create_app
    from matchmaker.settings import load_settings

    app = create_app(load_settings(place.environment() | {"MATCHMAKER_RATE_LIMIT_PER_SECOND": str(RATE_LIMIT)}))
    deadline = time.perf_counter() + READY_WITHIN
    while _ask(app, "/readyz", key) != "200 OK" and time.perf_counter() < deadline:
        time.sleep(0.1)
    warm, measured = paths[: len(paths) // 5], paths[len(paths) // 5 :]
    for path in warm:
        _ask(app, path, key)
    profile = cProfile.Profile(time.thread_time)
    for path in measured:
        profile.runcall(_ask, app, path, key)
    _print(pstats.Stats(profile), len(measured))


def _ask(app: Any, path: str, key: str) -> str:
    name, _, arguments = path.partition("?")
    headers = {"Authorization": f"Bearer {key}"}
    environ = EnvironBuilder(path=name, query_string=arguments, headers=headers).get_environ()
    said: list[str] = []
    b"".join(app.wsgi_app(environ, lambda status, _headers, _error=None: said.append(status)))
    return said[0]


def _print(stats: pstats.Stats, requests: int) -> None:
    spent: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = stats.stats  # type: ignore[attr-defined]
    total = _seconds(spent, "serving/profiled.py", "_ask")
    print(f"\n  {'one search, core ms under the profiler':48}{1_000 * total / requests:8.2f}   share")
    rest = total
    for words, file, function in PARTS:
        seconds = _seconds(spent, file, function)
        rest -= seconds
        print(f"  {words:48}{1_000 * seconds / requests:8.2f}{seconds / total:8.0%}")
    print(f"  {'the rest: routing, sessions, headers':48}{1_000 * rest / requests:8.2f}{rest / total:8.0%}")


def _seconds(spent: dict[tuple[str, int, str], tuple[int, int, float, float, Any]], file: str, function: str) -> float:
    return sum(told[3] for (path, _, name), told in spent.items() if path.endswith(file) and name == function)
