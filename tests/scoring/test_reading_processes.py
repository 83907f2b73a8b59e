"""Reading over several processes: the same catalogue, whatever becomes of the helpers."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from matchmaker.scoring import reading_processes
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.framing import receive, send
from matchmaker.scoring.packing import packed, unpacked
from matchmaker.scoring.reading_helper import Helper
from matchmaker.scoring.reading_processes import FROM_ROWS, PackedRun, processes_for, read_all
from matchmaker.scoring.runs import from_bytes, read_run, to_bytes
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.snapshot import Packed, pack
from tests.scoring.markets import market
from tests.scoring.pairs import analyzer
from tests.scoring.small_lexicon import small_lexicon

RUN = 20


@pytest.fixture(scope="module")
def umkm() -> list[bytes]:
    return [packed(one) for one in market()[0]]


@pytest.fixture(scope="module")
def alone(umkm: list[bytes]) -> list[bytes]:
    return _bytes(read_all(umkm, analyzer(), 1, RUN))


def _bytes(runs: Iterator[PackedRun]) -> list[bytes]:
    """All that is entered of each run."""
    return [b"".join(run.profiles) + to_bytes(run.read) for run in runs]


def _contents(packed: Packed) -> tuple[dict[str, bytes], str]:
    return {name: array.tobytes() for name, array in packed.arrays.items()}, repr(packed.contents)


@pytest.mark.parametrize("processes", [2, 3])
def test_runs_are_the_same_from_several_processes(
    umkm: list[bytes], alone: list[bytes], processes: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert _bytes(read_all(umkm, analyzer(), processes, RUN)) == alone
    assert not caplog.records


def test_the_snapshot_is_the_same_from_two_processes(umkm: list[bytes]) -> None:
    many = [replace(unpacked(one), umkm_id=1000 * copy + place) for copy in range(6) for place, one in enumerate(umkm)]
    one, two = (Scorer.build(many, analyzer=analyzer(), processes=count) for count in (1, 2))
    assert len(one.catalogue) > 1_000
    assert _contents(pack(one)) == _contents(pack(two))


def test_helpers_take_part(umkm: list[bytes]) -> None:
    with Helper() as helper:
        asked = helper.ask(umkm[:RUN])
        assert asked is not None
        assert bytes(asked.result(60)) == to_bytes(read_run([unpacked(one) for one in umkm[:RUN]], analyzer()))


@pytest.mark.parametrize("deed", [signal.SIGKILL, signal.SIGSTOP])
def test_nothing_is_lost_with_a_helper(
    umkm: list[bytes],
    alone: list[bytes],
    deed: signal.Signals,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed or stopped with work in its hands."""
    monkeypatch.setattr(reading_processes, "PATIENCE_S", 2.0)
    monkeypatch.setattr("matchmaker.scoring.reading_helper.LAST_WORK_S", 0.2)
    begun: list[Helper] = []

    class Watched(Helper):
        def __init__(self) -> None:
            super().__init__()
            begun.append(self)

    monkeypatch.setattr(reading_processes, "Helper", Watched)
    runs = read_all(umkm, analyzer(), 2, RUN)
    got = []
    for run in runs:
        if not got:
            os.kill(begun[0].process_id, deed)
        got.append(b"".join(run.profiles) + to_bytes(run.read))
    assert got == alone
    assert any("read here" in record.message for record in caplog.records)
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0].process_id, 0)


def test_without_a_helper_this_process_reads_alone(
    umkm: list[bytes], alone: list[bytes], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert _bytes(read_all(umkm, analyzer(), 2, RUN)) == alone
    assert any("reads alone" in record.message for record in caplog.records)


def test_helpers_end_when_nobody_goes_on(umkm: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int | None] = []

    class Watched(Helper):
        def __exit__(self, *causes: object) -> None:
            super().__exit__(*causes)
            ended.append(self._process.poll())

    monkeypatch.setattr(reading_processes, "Helper", Watched)
    runs = read_all(umkm, analyzer(), 2, RUN)
    next(runs)
    runs.close()
    assert len(ended) == 1
    assert ended[0] is not None


def test_another_lexicon_is_read_here(umkm: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper knows only the lexicon as it is shipped."""
    monkeypatch.setattr(reading_processes, "Helper", None)
    own = Analyzer(small_lexicon())
    assert _bytes(read_all(umkm[:50], own, 2, RUN)) == _bytes(read_all(umkm[:50], own, 1, RUN))


def test_small_markets_need_no_helper() -> None:
    assert processes_for(FROM_ROWS - 1) == 1
    assert processes_for(10**6) >= 1


def test_a_run_comes_back_from_bytes(umkm: list[bytes]) -> None:
    run = read_run([unpacked(one) for one in umkm[:RUN]], analyzer())
    again = from_bytes(to_bytes(run))
    assert again.entries.ids == run.entries.ids
    assert again.entries.measures == run.entries.measures
    assert again.rows.words == run.rows.words
    for name, column in run.entries.columns.items():
        assert again.entries.columns[name].dtype == column.dtype
        np.testing.assert_array_equal(again.entries.columns[name], column)
    assert to_bytes(again) == to_bytes(run)


def test_messages_arrive_whole_or_not_at_all() -> None:
    one, other = socket.socketpair()
    with one, other:
        send(one, b"")
        send(one, b"x" * 100_000)
        one.sendall(b"\0" * 7 + b"\x09" + b"half")
        one.shutdown(socket.SHUT_WR)
        assert receive(other) == b""
        assert receive(other) == b"x" * 100_000
        assert receive(other) == b""
