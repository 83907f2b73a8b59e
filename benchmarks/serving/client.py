"""A small HTTP client for load: connections that stay open, one request after the other on each.

A load tool of its own process would be more exact, but none is among the locked packages; this one needs about a
tenth of a millisecond of processor time per request, which the figures include where client and server share cores.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_REQUESTS = 20_000
"""A load is bounded: a benchmark that never ends is none."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load did: seconds of each request, ascending; seconds in all; answers that were none."""

    seconds: tuple[float, ...]
    elapsed: float
    failed: int
    body_bytes: int

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return 1_000 * self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.seconds) / self.elapsed


def run(base: str, paths: Sequence[str], connections: int, headers: dict[str, str] | None = None) -> Load:
    """GET every path once over so many connections.

    Raises
    ------
    ValueError
        There are no requests, or more than a benchmark should make.
    """
    if not 0 < len(paths) <= MOST_REQUESTS:
        raise ValueError(f"between 1 and {MOST_REQUESTS} requests, not {len(paths)}")
    return asyncio.run(_run(base, paths, connections, headers or {}))


async def _run(base: str, paths: Sequence[str], connections: int, headers: dict[str, str]) -> Load:
    address = urlsplit(base)
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": address.netloc, **headers}.items())
    todo = iter([f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in paths])
    began = time.perf_counter()
    parts = await asyncio.gather(
        *(_visit(address.hostname or "127.0.0.1", address.port or 80, todo) for _ in range(connections))
    )
    elapsed = time.perf_counter() - began
    seconds = tuple(sorted(one for part in parts for one, _, _ in part))
    failed = sum(1 for part in parts for _, status, _ in part if status != 200)
    return Load(seconds, elapsed, failed, sum(size for part in parts for _, _, size in part))


async def _visit(host: str, port: int, todo: Iterator[bytes]) -> list[tuple[float, int, int]]:
    reader, writer = await asyncio.open_connection(host, port)
    done = []
    try:
        for request in todo:
            began = time.perf_counter()
            writer.write(request)
            status, size = await _answer(reader)
            done.append((time.perf_counter() - began, status, size))
    finally:
        writer.close()
    return done


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Status and length of one answer; its body is read to the end."""
    lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    size = _length(lines[1:])
    await reader.readexactly(size)
    return int(lines[0].split()[1]), size


def _length(lines: Iterable[bytes]) -> int:
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without a length")
