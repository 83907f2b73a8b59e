"""Lent memory is nobody else's until the last view of it is gone, and then used again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from matchmaker.scoring import scratch
from matchmaker.scoring.scratch import Scratch


def address(array: np.ndarray) -> int:
    return int(array.__array_interface__["data"][0])


def test_what_is_let_go_is_lent_again() -> None:
    pool = Scratch()
    first = pool.lend(1_000)
    where = address(first)
    part = first[100:200].view(np.float32)
    del first
    other = pool.lend(1_000)
    assert address(other) != where
    part[:] = 1.0
    del part
    assert address(pool.lend(900)) == where
    assert len(pool.lend(1_100)) >= 1_100


def test_what_has_become_too_small_goes() -> None:
    pool = Scratch()
    pool.lend(100)
    pool.lend(10_000)
    sizes = [len(pool.lend(5_000)) for _ in range(2)]
    assert min(sizes) >= 10_000


def test_no_more_is_kept_than_some() -> None:
    pool = Scratch()
    held = [pool.lend(64) for _ in range(5 * scratch.KEPT)]
    assert len({address(one) for one in held}) == 5 * scratch.KEPT
    del held
    kept = [pool.lend(64) for _ in range(scratch.KEPT)]
    assert len({address(one) for one in kept}) == scratch.KEPT


def test_threads_never_share_a_loan() -> None:
    pool = Scratch()

    def work(number: int) -> bool:
        for _ in range(300):
            mine = pool.lend(4_096)
            mine[:] = number
            if not (mine == number).all():
                return False
            del mine
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(8)))
