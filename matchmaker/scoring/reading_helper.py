"""A process of its own that reads runs of UMKM for another one: both ends.

It is a fresh Python, not a fork: whoever builds a catalogue may have threads and open connections. It gets one end
of a socket as its standard input and answers every run that it is sent until the other end is closed.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import msgspec

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.framing import receive, send
from matchmaker.scoring.packing import unpacked
from matchmaker.scoring.runs import read_run, to_bytes

QUEUED = 2
"""Runs that lie ready for a helper, so that it never waits."""
LAST_WORK_S = 5.0
"""So long a helper may take to end by itself once nobody listens."""

log = logging.getLogger(__name__)
_encoder = msgspec.msgpack.Encoder()


class Helper:
    """The end of whoever wants help, with a thread that waits for the answers.

    Raises
    ------
    OSError
        No process can be started.
    """

    def __init__(self) -> None:
        self._connection, theirs = socket.socketpair()
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [sys.executable, "-m", "matchmaker.scoring.reading_helper"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._thread = ThreadPoolExecutor(1, "reading")
        self._asked: list[Future[bytearray]] = []
        self._is_up = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        self._thread.shutdown()
        self._connection.close()
        try:
            self._process.wait(LAST_WORK_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def process_id(self) -> int:
        """Its number with the operating system."""
        return self._process.pid

    def ask(self, profiles: Sequence[bytes]) -> Future[bytearray] | None:
        """Have a run read; None when it has enough to do, or is no more. An empty answer is none."""
        self._asked = [one for one in self._asked if not one.done()]
        if not self._is_up or len(self._asked) >= QUEUED:
            return None
        self._asked.append(self._thread.submit(self._answer, _encoder.encode(profiles)))
        return self._asked[-1]

    def hang_up(self) -> None:
        """Ask for nothing more; who waits for an answer gets an empty one."""
        self._is_up = False
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, asked: bytes) -> bytearray:
        answer = bytearray()
        if self._is_up:
            with contextlib.suppress(OSError):
                send(self._connection, asked)
                answer = receive(self._connection)
            if not answer and self._is_up:
                self._is_up = False
                log.warning("a helper for reading is gone; what it had is read here")
        return answer


def serve(connection: socket.socket) -> None:
    """Read what comes until nothing comes any more."""
    analyzer = Analyzer()
    gc.collect()
    gc.disable()  # readings hold no cycles, and looking for them among the lexicon takes a fifth of the time
    decoder = msgspec.msgpack.Decoder(list[bytes])
    while asked := receive(connection):
        send(connection, to_bytes(read_run([unpacked(profile) for profile in decoder.decode(asked)], analyzer)))


if __name__ == "__main__":
    with socket.socket(fileno=0) as own_end, contextlib.suppress(ConnectionError):
        serve(own_end)
