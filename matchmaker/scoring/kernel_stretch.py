"""Compiled: the relevance of one stretch of rows, reckoned for many rows at a time.

Every column is read once, from where the stretch before left off, into one array per channel; what follows from those
arrays goes in wide steps. The figures are right but for rounding; `kernel_exact` has those to the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import floats_at, ints_at, part
from matchmaker.scoring.kernel_asked_text import AskedText, Space
from matchmaker.scoring.kernel_blocks import (
    SEGMENT_FIRST_ROW,
    SEGMENT_ROWS,
    SEGMENT_ROWS_AT,
    SEGMENT_VALUES_AT,
)  # fmt: skip

# Sums of a row; `REGION` is put together from those behind it.
(
    HEAD, FACET, DESCRIBED, GRAM, TOKEN, NEGATED, REGION, SAID, WIDER, ORIGIN, NEAR, ANY_SAID, ANY_ORIGIN, SUMS,
) = range(14)  # fmt: skip
ADDED = np.array([one in (FACET, DESCRIBED, GRAM, TOKEN) for one in range(SUMS)])
"""Sums that add up; of the others the best counts."""
SPEAKING = ADDED | np.array([one in (HEAD, SAID, WIDER, ORIGIN) for one in range(SUMS)])
"""Sums that speak for a row at all; what speaks against it counts only for rows that something speaks for."""

ROUGH, FROM_HEAD, AGAINST, FIRST_OF_REGION = range(4)
"""Of a stretch, row by row: log-odds so far, the best head, what is denied; and the six sums that `REGION` is of."""
SIDES = FIRST_OF_REGION + SUMS - SAID


@part
def slopes_of(needs: Any, weights: Any, slopes: Any) -> Any:
    """What one unit of each sum adds to the log-odds: they are linear in what speaks for a row. Returns the start."""
    met = weights[1] / needs[1] + weights[2] / needs[2]
    slopes[HEAD] = met - weights[3] / needs[4]
    slopes[FACET] = met
    slopes[GRAM] = weights[4] / needs[5]
    slopes[TOKEN] = weights[5] / needs[6]
    slopes[DESCRIBED] = weights[8]
    return weights[0] + weights[3] * needs[3] / needs[4]


@part
def _read_column(term: int, low: int, high: int, asked: AskedText, space: Space) -> None:
    """Raise the values of the slot of one term by its column times its quality, over the rows ``low`` to ``high``."""
    segments, first, cursors, values, touched = asked.segments, asked.first, space.cursors, space.values, space.touched
    quality, slot = asked.qualities[term], asked.slots[term]
    for segment in range(first[term], first[term + 1]):
        at, stop = cursors[segment], segments[segment, SEGMENT_ROWS]
        rows = ints_at(segments[segment, SEGMENT_ROWS_AT], stop)
        end = high - segments[segment, SEGMENT_FIRST_ROW]
        if at == stop or rows[at] >= end:
            continue
        if not touched[slot]:
            touched[slot] = True
            for place in range(values.shape[1]):
                values[slot, place] = np.float32(0.0)
        before = low - segments[segment, SEGMENT_FIRST_ROW]
        found = floats_at(segments[segment, SEGMENT_VALUES_AT], stop)
        while at < stop and rows[at] < end:
            worth = found[at] * quality
            if worth > values[slot, rows[at] - before]:
                values[slot, rows[at] - before] = worth
            at += 1
        cursors[segment] = at


@part
def all_words(channel: int, channels: Any, literals: Any, values: Any, touched: Any) -> None:
    """Raise a channel to the least of its words' values: all of them must be there."""
    first, last = len(channels) + channels[channel, 3], len(channels) + channels[channel, 4]
    for word in range(first, last):
        if not touched[word]:
            return
    if first == last:
        return
    literal, one = literals[channel], np.float32(1.0)
    for word in range(first + 1, last):
        for place in range(values.shape[1]):
            other = values[word, place]
            values[first, place] = other if other < values[first, place] else values[first, place]
    for place in range(values.shape[1]):
        least = values[first, place]
        values[first, place] = (least if least < one else one) * literal
    raise_row(values, channel, values, first, one, touched[channel])
    touched[channel] = True


@part
def raise_row(out: Any, to: int, values: Any, source: int, weight: Any, held: bool) -> None:
    """``out[to] = max(out[to], weight * values[source])`` if something is held there, else the latter."""
    if held:
        for place in range(values.shape[1]):
            value = weight * values[source, place]
            out[to, place] = value if value > out[to, place] else out[to, place]
    else:
        for place in range(values.shape[1]):
            out[to, place] = weight * values[source, place]


@part
def _add_row(out: Any, to: int, slope: Any, values: Any, source: int) -> None:
    for place in range(values.shape[1]):
        out[to, place] += slope * values[source, place]


@part
def _deny(weight: Any, least: Any, sides: Any) -> None:
    one, none = np.float32(1.0), np.float32(0.0)
    for place in range(sides.shape[1]):
        denied = sides[AGAINST, place]
        denied = denied if denied < one else one
        sides[ROUGH, place] += weight * (denied if denied >= least else none)


@part
def region_of(said: Any, wider: Any, origin: Any, near: Any, any_said: Any, any_origin: Any) -> Any:
    """See `relevance.RelevanceOver._region`; without branches, so that it goes in wide steps."""
    none, elsewhere = np.float32(0.0), np.float32(-0.4)
    made = elsewhere if (any_origin > none) & (near == none) else none
    made = np.float32(0.6) if origin > none else made
    wide = wider if wider > made else made
    made = wide if wider > none else made
    made = np.float32(-1.0) if (any_said > none) & (wider == none) else made
    return np.float32(1.0) if said > none else made


@part
def _add_regions(weights: Any, sides: Any, regions: Any) -> None:
    first, none = FIRST_OF_REGION - SAID, np.float32(0.0)
    for place in range(sides.shape[1]):
        region = region_of(
            sides[first + SAID, place], sides[first + WIDER, place], sides[first + ORIGIN, place],
            sides[first + NEAR, place], sides[first + ANY_SAID, place], sides[first + ANY_ORIGIN, place],
        )  # fmt: skip
        regions[place] = region
        sides[ROUGH, place] += weights[6] * (region if region > none else none)
        sides[ROUGH, place] += weights[7] * (-region if region < none else none)


@part
def _put_together(asked: AskedText, start: Any, space: Space) -> None:
    """The log-odds of a stretch but for rounding, and how it meets the wished region."""
    sides, values, slopes = space.sides, space.values, space.slopes
    head = denied = False
    for place in range(sides.shape[1]):
        sides[ROUGH, place] = start
    for side in range(FIRST_OF_REGION, SIDES if asked.with_regions else FIRST_OF_REGION):
        for place in range(sides.shape[1]):
            sides[side, place] = np.float32(0.0)
    for channel in range(len(asked.channels)):
        target, weight = asked.channels[channel, 0], asked.channel_weights[channel]
        if not space.touched[channel]:
            continue
        if ADDED[target]:
            _add_row(sides, ROUGH, slopes[target] * weight, values, channel)
        elif target == HEAD:
            raise_row(sides, FROM_HEAD, values, channel, weight, head)
            head = True
        elif target == NEGATED:
            raise_row(sides, AGAINST, values, channel, weight, denied)
            denied = True
        else:
            raise_row(sides, FIRST_OF_REGION + target - SAID, values, channel, weight, True)
    if head:
        _add_row(sides, ROUGH, slopes[HEAD], sides, FROM_HEAD)
    if denied:
        _deny(asked.weights[9], asked.negated_least, sides)
    if asked.with_regions:
        _add_regions(asked.weights, sides, space.regions)


@part
def reckon_stretch(low: int, high: int, asked: AskedText, start: Any, space: Space) -> bool:
    """Read all columns over the rows ``low`` to ``high``, and reckon; whether anything speaks for any of them."""
    for slot in range(len(space.touched)):
        space.touched[slot] = False
    for term in range(len(asked.slots)):
        _read_column(term, low, high, asked, space)
    speaks = False
    for channel in range(len(asked.channels)):
        all_words(channel, asked.channels, asked.literals, space.values, space.touched)
        speaks |= space.touched[channel] and SPEAKING[asked.channels[channel, 0]]
    if speaks:
        _put_together(asked, start, space)
    return bool(speaks)
