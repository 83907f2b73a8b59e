"""Compiled: how well a few rows meet each thing that a need asks for; see `relevance.RelevanceIndex.explain_rows`."""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, floats_at, ints_at, part

GROUP_FIELDS = 4
"""Of one thing asked for: its first term and the one behind its last; the same for the words that must all be there."""


@part
def _cell(segments: Any, start: int, stop: int, row: int) -> Any:
    """The value of one column at ``row``; its parts lie in some segments, see `kernel_text.find_segments`."""
    for segment in range(start, stop):
        place, count = row - segments[segment, 3], segments[segment, 2]
        if place < 0:
            continue
        rows = ints_at(segments[segment, 0], count)
        low, high = 0, count
        while low < high:
            middle = (low + high) >> 1
            if rows[middle] < place:
                low = middle + 1
            else:
                high = middle
        if low < count and rows[low] == place:
            return floats_at(segments[segment, 1], count)[low]
    return np.float32(0.0)


@compiled
def meet(groups: Any, qualities: Any, literals: Any, segments: Any, first: Any, rows: Any, out: Any) -> None:
    """How well each of ``rows`` (n,) meets each of ``groups`` (g, `GROUP_FIELDS`), into ``out`` (n, g).

    The best of the terms, each times its quality, or the least of the words times their literal worth.
    """
    for number in range(len(rows)):
        for group in range(len(groups)):
            best = np.float32(0.0)
            for term in range(groups[group, 0], groups[group, 1]):
                value = _cell(segments, first[term], first[term + 1], rows[number])
                best = max(best, value * qualities[term])
            if groups[group, 2] < groups[group, 3]:
                least = np.float32(np.inf)
                for term in range(groups[group, 2], groups[group, 3]):
                    least = min(least, _cell(segments, first[term], first[term + 1], rows[number]))
                best = max(best, least * literals[group])
            out[number, group] = best
