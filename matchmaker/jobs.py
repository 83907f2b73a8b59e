"""Work in the background, each a function that `matchmaker worker` calls again and again."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matchmaker.db import Database
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.services import batch
from matchmaker.settings import PREFIX, Settings

LOCK = "refresh.lock"  # within the instance; held while suggestions are refreshed on this machine
REST = 300.0  # seconds between two refreshes that nobody but a reader of a list asked for
NICENESS = 10  # background work gives way to answers
COMMAND = "from matchmaker.cli import main; main()"

_starting = threading.Lock()
_started: subprocess.Popen[bytes] | None = None


def refresh_suggestions(database: Database, catalog: LiveCatalog) -> dict[str, Any] | None:
    """Rank what has changed since suggestions were stored; None when all are fresh."""
    if batch.is_fresh(database, catalog):
        return None
    return batch.rank_all(database, catalog)


@contextmanager
def alone(instance: Path) -> Iterator[bool]:
    """Whether nobody else on this machine refreshes suggestions now; if so, nobody does until the block ends."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def refresh_beside(settings: Settings) -> bool:
    """Refresh suggestions in a process of its own, unless one is at it or was a short while ago; whether it began.

    For installations without a `matchmaker worker`: the list that was asked for goes out as it is, the next one is
    newer.
    """
    global _started
    with _starting:
        if _started is not None and _started.poll() is None:
            return False
        if time.time() - _last_begun(settings.instance) < REST:
            return False
        with alone(settings.instance) as free:
            if not free:
                return False
            (settings.instance / LOCK).touch()
        _started = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-c", COMMAND, "worker", "--once"],
            env=os.environ | environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        return True


def environment(settings: Settings) -> dict[str, str]:
    """What a process of the same installation needs to know."""
    names = ("database_url", "instance_path", "time_zone", "log_level")
    return {PREFIX + name.upper(): str(getattr(settings, name)) for name in names}


def _last_begun(instance: Path) -> float:
    """When a refresh last began, as seconds since the epoch; long ago where none ever did."""
    try:
        return (instance / LOCK).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def give_way() -> None:
    """Let the machine answer people first."""
    os.nice(NICENESS)
