"""Compiled: how well a few rows meet each thing that a need asks for; see `relevance.RelevanceIndex.explain_rows`."""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled
from matchmaker.scoring.kernel_blocks import cell

GROUP_FIELDS = 4
"""Of one thing asked for: its first term and the one behind its last; the same for the words that must all be there."""


@compiled
def meet(groups: Any, qualities: Any, literals: Any, segments: Any, first: Any, rows: Any, out: Any) -> None:
    """How well each of ``rows`` (n,) meets each of ``groups`` (g, `GROUP_FIELDS`), into ``out`` (n, g).

    The best of the terms, each times its quality, or the least of the words times their literal worth.
    """
    for number in range(len(rows)):
        for group in range(len(groups)):
            best = np.float32(0.0)
            for term in range(groups[group, 0], groups[group, 1]):
                value = cell(rows[number], term, segments, first)
                best = max(best, value * qualities[term])
            if groups[group, 2] < groups[group, 3]:
                least = np.float32(np.inf)
                for term in range(groups[group, 2], groups[group, 3]):
                    least = min(least, cell(rows[number], term, segments, first))
                best = max(best, least * literals[group])
            out[number, group] = best
