"""Postings of several runs in one, by sorting or without: the same, and nothing of nothing."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.scoring import postings
from matchmaker.scoring.postings import Postings, joined


def _part(seed: int, n_rows: int) -> Postings:
    draw = np.random.default_rng(seed)
    held = draw.random((n_rows, 12)) < 0.3
    rows, columns = (np.asarray(one, dtype=np.int32) for one in np.nonzero(held))
    return Postings.of_rows(rows, columns * np.int32(7), draw.random(len(rows), dtype=np.float32), n_rows)


def test_nothing_joined_is_nothing() -> None:
    none = joined([])
    assert none.n_rows == len(none.columns) == len(none.rows) == 0


@pytest.mark.parametrize("sizes", [(0, 0), (3, 0, 5), (1, 40, 2, 200)])
def test_both_ways_of_joining_agree(sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [_part(seed, size) for seed, size in enumerate(sizes)]
    by_sorting = joined(parts)
    monkeypatch.setattr(postings, "SORTED_FROM", 0)
    without = joined(parts)
    for name in ("columns", "starts", "rows", "values"):
        np.testing.assert_array_equal(getattr(by_sorting, name), getattr(without, name))
    assert by_sorting.n_rows == without.n_rows == sum(sizes)
