"""Readers share, a change is alone and is not kept waiting by those who come later."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from matchmaker.matching.gate import Gate

SOON = 5.0  # seconds within which a thread surely gets its turn


def always() -> bool:
    return True


def nothing() -> None:
    raise AssertionError("what is current is not renewed")


def test_readers_share() -> None:
    gate, both = Gate(), threading.Barrier(2)

    def read() -> None:
        with gate.read(always, nothing):
            both.wait(SOON)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: read(), range(2)))


def test_what_is_not_current_is_renewed_once_and_alone() -> None:
    gate, state, inside, log = Gate(), {"version": 0}, [0], []

    def renew() -> None:
        log.append(inside[0])
        time.sleep(0.01)
        state["version"] = 1

    def read(_: int) -> int:
        with gate.read(lambda: state["version"] == 1, renew):
            inside[0] += 1
            seen = state["version"]
            inside[0] -= 1
        return seen

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(200))) == {1}
    assert log == [0]


def test_a_change_waits_for_readers_and_later_readers_for_the_change() -> None:
    gate, log, reading, go = Gate(), [], threading.Event(), threading.Event()

    def first() -> None:
        with gate.read(always, nothing):
            reading.set()
            go.wait(SOON)
            log.append("first")

    def change() -> None:
        with gate.change():
            log.append("change")

    def later() -> None:
        with gate.read(always, nothing):
            log.append("later")

    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(first)]
        assert reading.wait(SOON)
        done.append(pool.submit(change))
        while not gate._waiting:
            time.sleep(0.001)
        done.append(pool.submit(later))
        time.sleep(0.02)
        assert log == []
        go.set()
        for one in done:
            one.result(SOON)
    assert log == ["first", "change", "later"]


def test_reading_again_within_does_not_wait_for_a_change() -> None:
    gate = Gate()
    with ThreadPoolExecutor(1) as pool:
        with gate.read(always, nothing):
            waiting = pool.submit(lambda: gate.change().__enter__())
            while not gate._waiting:
                time.sleep(0.001)
            with gate.read(lambda: False, nothing):
                assert gate.reading
            assert gate.reading
        waiting.result(SOON)
    assert not gate.reading


def test_who_reads_cannot_change() -> None:
    gate = Gate()
    with gate.read(always, nothing), pytest.raises(RuntimeError), gate.change():
        pass


def test_a_failure_lets_the_next_one_in() -> None:
    gate = Gate()
    with pytest.raises(ZeroDivisionError), gate.read(lambda: False, lambda: 1 // 0):
        pass
    with pytest.raises(ZeroDivisionError), gate.change():
        raise ZeroDivisionError
    with gate.read(always, nothing), pytest.raises(ZeroDivisionError), gate.read(always, nothing):
        raise ZeroDivisionError
    with gate.change():
        assert not gate.reading
