"""The relevance of all rows in one compiled pass: what `relevance.RelevanceOver` says with numpy.

A need becomes a `text_program.TextProgram`: which columns are asked for, and what each does to a row. The rows
are gone through in stretches that fit the processor's cache (`kernel_stretch`); one that no column touches costs
nothing. The figures so found are right but for rounding; where that matters they are taken once more by
`kernel_exact` (tests/scoring/test_kernel_text.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, largest, lent, part
from matchmaker.scoring.kernel_asked_text import AskedText, Space
from matchmaker.scoring.kernel_exact import exactly_at
from matchmaker.scoring.kernel_lent import lent_space, lent_text
from matchmaker.scoring.kernel_stretch import REGION, ROUGH, reckon_stretch, slopes_of

NEIGHBOURS = 64
"""So many rows are passed over together where none of them has what is looked for."""
SLACK = 1e-3
"""Log-odds: far more than rounding in single precision makes up."""


@compiled
def rows_met(
    alive: Any, owned: AskedText, own_space: Space, something: float, out_rows: Any, out_odds: Any, out_regions: Any
) -> int:
    """Rows that meet the need with log-odds of at least ``something``, ascending, into the ``out`` arrays (n_rows,).

    ``alive`` (n_rows,) are the rows that are there at all. The log-odds are those of `relevance`; ``out_regions`` is
    how the wished region is met. Returns how many places of the ``out`` arrays are filled.
    """
    asked, space = lent_text(owned), lent_space(own_space)
    start, least = np.float32(slopes_of(asked.scales, asked.weights, space.slopes)), np.float32(something - SLACK)
    met, stretch = 0, space.sides.shape[1]
    for low in range(0, len(alive), stretch):
        high = min(low + stretch, len(alive))
        if not reckon_stretch(low, high, asked, start, space):
            continue
        for place in range(high - low):
            rough = space.sides[ROUGH, place]
            if rough < least or rough <= start or not alive[low + place]:
                continue
            odds = exactly_at(place, asked, space)
            if odds >= something:
                out_rows[met], out_odds[met], out_regions[met] = low + place, odds, space.sums[REGION]
                met += 1
    return met


@part
def _keep(rough: Any, alive: Any, all_alive: bool, low: int, high: int, least: Any, out: Any) -> None:
    """Put down the log-odds of a stretch, minus infinity for rows that come to nothing or are gone."""
    nothing = np.float32(-np.inf)
    for place in range(high - low):
        out[low + place] = rough[place] if rough[place] >= least else nothing
    if not all_alive:
        for row in range(low, high):
            out[row] = out[row] if alive[row] else nothing


@part
def _find_peaks(odds: Any, low: int, high: int, peaks: Any) -> None:
    for place in range(low // NEIGHBOURS, (high + NEIGHBOURS - 1) // NEIGHBOURS):
        peaks[place] = largest(odds, place * NEIGHBOURS, min((place + 1) * NEIGHBOURS, high))


@compiled
def all_odds(
    alive: Any, all_alive: bool, owned: AskedText, own_space: Space, something: float, out_odds: Any, out_regions: Any,
    out_peaks: Any,
) -> None:  # fmt: skip
    """The log-odds of all rows but for rounding, into ``out_odds`` (n_rows,); minus infinity below ``something``.

    ``out_regions`` (n_rows,) is filled where a region is wished only, ``out_peaks`` (n_rows / NEIGHBOURS,) with the
    largest of each so many. The rows are gone through s at a time, a multiple of NEIGHBOURS.
    """
    asked, space = lent_text(owned), lent_space(own_space)
    start = np.float32(slopes_of(asked.scales, asked.weights, space.slopes))
    least = max(np.float32(something - SLACK), np.nextafter(start, np.float32(np.inf)))
    stretch = space.sides.shape[1]
    for low in range(0, len(alive), stretch):
        high = min(low + stretch, len(alive))
        if not reckon_stretch(low, high, asked, start, space):
            out_odds[low:high] = -np.inf
            out_peaks[low // NEIGHBOURS : (high + NEIGHBOURS - 1) // NEIGHBOURS] = -np.inf
            continue
        _keep(lent(space.sides[ROUGH]), alive, all_alive, low, high, least, out_odds)
        if asked.with_regions:
            out_regions[low:high] = space.regions[: high - low]
        _find_peaks(out_odds, low, high, out_peaks)
