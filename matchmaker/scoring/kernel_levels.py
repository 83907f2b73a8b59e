"""Compiled: finding the rows of a level of relevance among all rows, without looking at every one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled
from matchmaker.scoring.kernel_text import NEIGHBOURS

BINS = 512
"""Steps of the histogram by which the most relevant rows are found."""
SAMPLED = 8
"""One of so many neighbourhoods is counted where many rows are wanted."""


@compiled
def level_with(odds: Any, peaks: Any, count: int, least: float) -> float:
    """Log-odds above which about ``count`` rows lie; minus infinity where hardly more have any.

    ``odds`` (n,) and ``peaks`` are those of `kernel_text.all_odds`, ``least`` is the least they can be. The
    distribution is taken from a sample: whoever uses the level must be right with any.
    """
    high = peaks.max() if len(peaks) else -math.inf
    if high == -math.inf:
        return -math.inf
    width = max((high - least) / BINS, 1e-9)
    bins = np.zeros(BINS + 1, dtype=np.int64)
    step = SAMPLED if len(peaks) >= SAMPLED * SAMPLED else 1
    for place in range(0, len(peaks), step):
        if peaks[place] > -math.inf:
            for row in range(place * NEIGHBOURS, min((place + 1) * NEIGHBOURS, len(odds))):
                if odds[row] > -math.inf:
                    bins[max(int((odds[row] - least) / width), 0)] += step
    above = 0
    for at in range(BINS, 0, -1):
        above += bins[at]
        if above >= count:
            return float(least + at * width)
    return -math.inf


@compiled
def rows_between(odds: Any, peaks: Any, level: float, below: float, found: Any) -> int:
    """Rows with log-odds from ``level`` to ``below`` (exclusive) and above minus infinity, ascending.

    They are put into ``found``, which must have room for all rows and one more. Returns how many they are.
    """
    count = 0
    for place in range(len(peaks)):
        if peaks[place] < level or peaks[place] == -math.inf:
            continue
        for row in range(place * NEIGHBOURS, min((place + 1) * NEIGHBOURS, len(odds))):
            found[count] = row  # written over by the next one where it does not count: quicker than asking first
            count += (level <= odds[row]) & (odds[row] < below) & (odds[row] > -math.inf)
    return count
