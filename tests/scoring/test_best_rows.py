"""The order of rows is that of a plain sort by key, tie and product, and the first row of each UMKM stands."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.scoring.reckoning import _falling, _first_of_each


@pytest.mark.parametrize("count", [0, 1, 2, 7, 50, 3_000])
@pytest.mark.parametrize("levels", [1, 3, 1_000, 10**9])
def test_as_a_plain_sort_has_it(count: int, levels: int) -> None:
    draw = np.random.default_rng(count + levels)
    keys = draw.integers(0, levels, count) / 7.0
    tie = draw.integers(0, max(1, count // 2), count)
    product_no = draw.integers(0, 4, count).astype(np.int32)
    slots = draw.integers(0, max(1, count // 2), count).astype(np.int32)
    order = _falling(keys, tie, product_no)
    np.testing.assert_array_equal(order, np.lexsort((product_no, tie, -keys)))
    _, first = np.unique(slots[order], return_index=True)
    np.testing.assert_array_equal(np.flatnonzero(_first_of_each(slots[order])), np.sort(first))
