"""Compiled: the relevance of single rows in the order and precision of `relevance`: both agree to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, part
from matchmaker.scoring.kernel_asked_text import AskedText, Space
from matchmaker.scoring.kernel_blocks import cell
from matchmaker.scoring.kernel_lent import lent_space, lent_text
from matchmaker.scoring.kernel_stretch import (
    ADDED,
    ANY_ORIGIN,
    ANY_SAID,
    DESCRIBED,
    FACET,
    GRAM,
    HEAD,
    NEAR,
    NEGATED,
    ORIGIN,
    REGION,
    SAID,
    SPEAKING,
    SUMS,
    TOKEN,
    WIDER,
    all_words,
    region_of,
)  # fmt: skip


@part
def _sums_at(place: int, asked: AskedText, space: Space) -> None:
    """The sums of one row of a stretch, in the order of the channels."""
    sums, speaks = space.sums, False
    for at in range(SUMS):
        sums[at] = np.float32(0.0)
    for channel in range(len(asked.channels)):
        found = space.values[channel, place] if space.touched[channel] else np.float32(0.0)
        target = asked.channels[channel, 0]
        if found > 0 and (speaks or SPEAKING[target]):
            speaks = True
            value = found * asked.channel_weights[channel]
            sums[target] = sums[target] + value if ADDED[target] else max(sums[target], value)


@part
def _exactly(sums: Any, needs: Any, weights: Any, negated_least: Any) -> Any:
    """See `relevance.RelevanceOver._log_odds`, in the same order and precision."""
    facet = sums[FACET] / needs[0] if needs[0] else sums[FACET]
    met = sums[HEAD] + facet * needs[0]
    negated = min(sums[NEGATED], np.float32(1.0))
    odds = weights[0]
    odds += weights[1] * (met / needs[1])
    odds += weights[2] * (met / needs[2])
    odds += weights[3] * ((needs[3] - sums[HEAD]) / needs[4])
    odds += weights[4] * (sums[GRAM] / needs[5])
    odds += weights[5] * (sums[TOKEN] / needs[6])
    odds += weights[6] * max(sums[REGION], np.float32(0.0))
    odds += weights[7] * max(-sums[REGION], np.float32(0.0))
    odds += weights[8] * sums[DESCRIBED]
    odds += weights[9] * (negated if negated >= negated_least else np.float32(0.0))
    return odds


@part
def exactly_at(place: int, asked: AskedText, space: Space) -> Any:
    """The exact log-odds of one row of a stretch; how it meets the wished region is left in the sums."""
    _sums_at(place, asked, space)
    sums = space.sums
    if asked.with_regions:
        sums[REGION] = region_of(sums[SAID], sums[WIDER], sums[ORIGIN], sums[NEAR], sums[ANY_SAID], sums[ANY_ORIGIN])
    return _exactly(sums, asked.scales, asked.weights, asked.negated_least)


@compiled
def exact_log_odds(rows: Any, owned: AskedText, own_space: Space, out_odds: Any, out_regions: Any) -> None:
    """The log-odds of some rows as `relevance` reckons them, and how they meet the wished region, shape (len(rows),).

    One row at a time is enough for the working space.
    """
    asked, space = lent_text(owned), lent_space(own_space)
    values, touched = space.values, space.touched
    for number in range(len(rows)):
        for slot in range(len(touched)):
            values[slot, 0], touched[slot] = np.float32(0.0), True
        for term in range(len(asked.slots)):
            worth = cell(rows[number], term, asked.segments, asked.first) * asked.qualities[term]
            slot = asked.slots[term]
            values[slot, 0] = max(values[slot, 0], worth)
        for channel in range(len(asked.channels)):
            all_words(channel, asked.channels, asked.literals, values, touched)
        out_odds[number] = exactly_at(0, asked, space)
        out_regions[number] = space.sums[REGION]
