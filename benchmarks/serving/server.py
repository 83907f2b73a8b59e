"""A real server over a generated market: started, watched until it is ready, measured, stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.market import market_folder

READY_WITHIN = 900.0
"""Seconds; without a snapshot the catalogue is built from the database first."""
LOOK_EVERY = 0.02
RATE_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where one installation keeps its records and its files."""

    database_url: str
    instance: Path

    def environment(self, port: int = 8000) -> dict[str, str]:
        """Settings of a process of this installation."""
        return os.environ | {
            "MATCHMAKER_DATABASE_URL": self.database_url,
            "MATCHMAKER_INSTANCE_PATH": str(self.instance),
            "MATCHMAKER_SECRET_KEY": "key-of-a-benchmark-on-loopback",
            "MATCHMAKER_DEMO": "0",
            "MATCHMAKER_HOST": "127.0.0.1",
            "MATCHMAKER_PORT": str(port),
            "MATCHMAKER_RATE_LIMIT_PER_SECOND": str(RATE_LIMIT),
            "MATCHMAKER_LOG_LEVEL": "WARNING",
        }


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident megabytes of a process: its own, and pages of files that processes share."""

    own: float
    shared: float

    @property
    def resident(self) -> float:
        """Both together."""
        return self.own + self.shared


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers; ``ready_after`` seconds went by from its start."""

    base: str
    pid: int
    ready_after: float

    def memory(self) -> Memory:
        """Of its web process."""
        status = Path(f"/proc/{self._worker()}/status").read_text("utf8")
        kilobytes = {name: int(rest.split()[0]) for name, rest in _fields(status) if name.startswith("Rss")}
        return Memory(kilobytes["RssAnon"] / 1024, (kilobytes["RssFile"] + kilobytes["RssShmem"]) / 1024)

    def processor_seconds(self) -> float:
        """Seconds its web process has used a core for."""
        parts = Path(f"/proc/{self._worker()}/stat").read_text("utf8").rpartition(") ")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def _worker(self) -> str:
        """The child with the most memory: besides workers a server may have helpers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("utf8").split() or [str(self.pid)]
        return max(children, key=lambda pid: int(Path(f"/proc/{pid}/statm").read_text("utf8").split()[1]))


def _fields(status: str) -> Iterator[tuple[str, str]]:
    for line in status.splitlines():
        name, _, rest = line.partition(":")
        yield name, rest


def generated(umkm: int, needs: int, seed: int) -> Place:
    """An installation with an imported market; made once, which takes minutes at the size of a province."""
    folder = market_folder(umkm, needs, seed)
    place = Place(f"sqlite:///{folder}/market.db", folder / "instance")
    done = folder / "imported"
    if not done.exists():
        (folder / "market.db").unlink(missing_ok=True)
        command(place, "db", "upgrade")
        for kind in ("umkm", "buyers", "needs"):
            command(place, "import", kind, str(folder / f"{kind}.jsonl"), "--json")
        done.touch()
    return place


def command(place: Place, *arguments: str) -> str:
    """What a command of the product prints.

    Raises
    ------
    CalledProcessError
        It failed.
    """
    started = [sys.executable, "-c", "from matchmaker.cli import main; main()", *arguments]
    return subprocess.run(started, env=place.environment(), check=True, capture_output=True, text=True).stdout


@contextmanager
def serving(place: Place) -> Iterator[Running]:
    """A server with one web process, from ready to stopped.

    Raises
    ------
    RuntimeError
        It ended, or is not ready in time.
    """
    port = free_port()
    started = [sys.executable, "-c", "from matchmaker.cli import main; main()", "serve"]
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(started, env=place.environment(port), stdout=said, stderr=said)
        try:
            base = f"http://127.0.0.1:{port}"
            _await_ready(base, process, began)
            yield Running(base, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _await_ready(base: str, process: subprocess.Popen[bytes], began: float) -> None:
    while time.perf_counter() - began < READY_WITHIN:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_EVERY)
    raise RuntimeError(f"the server was not ready after {READY_WITHIN:.0f} s")
