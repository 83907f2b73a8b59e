"""The relevance of all rows in one compiled pass: what `relevance.RelevanceOver` says, some ten times as quick.

A need becomes a `text_program.TextProgram`: which columns are asked for, and what each does to a row. The rows
are gone through in stretches that fit the processor's cache; within a stretch every column is read once, from
where the stretch before left off. Rows that no column touches cost nothing. The sums are taken in the
order and precision of `relevance`, so that both agree to the last bits (tests/scoring/test_kernel_text.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, floats_at, ints_at, longs_at, part

# Sums of a row; `REGION` is put together from those behind it.
(
    HEAD, FACET, DESCRIBED, GRAM, TOKEN, NEGATED, REGION, SAID, WIDER, ORIGIN, NEAR, ANY_SAID, ANY_ORIGIN, SUMS,
) = range(14)  # fmt: skip
FOUND = REGION + 1
"""So many of them decide the relevance of a row."""

STRETCH = 4_096
"""Rows gone through at a time: all sums of so many rows lie in the second-level cache."""
SLACK = 1e-3
"""Log-odds: far more than rounding in single precision makes up."""
UNTOUCHED = np.float32(-np.inf)
BLOCK_FIELDS = 7
"""Of one block of postings: stack, address of columns, of starts, of rows, of values; number of columns; first row."""
SEGMENT_FIELDS = 4
"""Of one column in one block: address of its rows, address of its values, how many, first row of the block."""


@compiled
def find_segments(terms: Any, blocks: Any, segments: Any, first: Any) -> None:
    """Where the columns of ``terms`` (t, 2: stack, column) lie.

    ``segments`` (t * len(blocks), 4) is filled; those of term i are ``first[i]`` to ``first[i + 1]``.
    """
    count = 0
    for term in range(len(terms)):
        first[term] = count
        for block in range(len(blocks)):
            if blocks[block, 0] != terms[term, 0]:
                continue
            columns = ints_at(blocks[block, 1], blocks[block, 5])
            at = np.searchsorted(columns, terms[term, 1])
            if at == len(columns) or columns[at] != terms[term, 1]:
                continue
            starts = longs_at(blocks[block, 2], blocks[block, 5] + 1)
            segments[count, 0] = blocks[block, 3] + 4 * starts[at]
            segments[count, 1] = blocks[block, 4] + 4 * starts[at]
            segments[count, 2] = starts[at + 1] - starts[at]
            segments[count, 3] = blocks[block, 6]
            count += 1
    first[len(terms)] = count


@part
def _raise(
    term_range: Any, qualities: Any, segments: Any, first: Any, cursors: Any, low: int, high: int, out: Any, noted: Any
) -> int:
    """``out = max(out, quality * column)`` over the rows ``low`` to ``high`` of some terms.

    Notes what it raised from 0; returns how many places of ``noted`` are filled.
    """
    count = 0
    for term in range(term_range[0], term_range[1]):
        quality = qualities[term]
        for segment in range(first[term], first[term + 1]):
            rows = ints_at(segments[segment, 0], segments[segment, 2])
            at, stop = cursors[segment], segments[segment, 2]
            before = low - segments[segment, 3]
            end = high - segments[segment, 3]
            if at < stop and rows[at] < end:
                values = floats_at(segments[segment, 1], stop)
                while at < stop and rows[at] < end:
                    place = rows[at] - before
                    value = values[at] * quality
                    if value > out[place]:
                        if out[place] == 0.0:
                            noted[count] = place
                            count += 1
                        out[place] = value
                    at += 1
                cursors[segment] = at
    return count


@part
def _use(
    target: int, weight: Any, slope: Any, values: Any, noted: Any, count: int, sums: Any, most: Any, start: Any
) -> None:
    """Let the ``count`` noted rows have what was found, and forget it; ``most`` follows with ``slope``.

    What speaks for no row (what the need excludes, other regions) is only kept for rows that something
    spoke for before: it must come last.
    """
    adds = target in (FACET, DESCRIBED, GRAM, TOKEN)
    speaks = adds or target in (HEAD, SAID, ORIGIN, WIDER)
    for number in range(count):
        place = noted[number]
        value = values[place] * weight
        values[place] = np.float32(0.0)
        if most[place] == UNTOUCHED:
            if not speaks:
                continue
            most[place] = start
            sums[place] = np.float32(0.0)
        had = sums[place, target]
        has = had + value if adds else max(had, value)
        sums[place, target] = has
        most[place] += (has - had) * slope


@part
def _all_words(
    words: Any, word_terms: Any, literal: Any, qualities: Any, segments: Any, first: Any, cursors: Any,
    low: int, high: int, least: Any, noted: Any, other: Any, other_noted: Any, out: Any, out_noted: Any, count: int,
) -> int:  # fmt: skip
    """Raise ``out`` by the least of some words' values: all of them must be there. Returns the places noted in it."""
    words_count = _raise(word_terms[words[0]], qualities, segments, first, cursors, low, high, least, noted)
    for word in range(words[0] + 1, words[1]):
        others = _raise(word_terms[word], qualities, segments, first, cursors, low, high, other, other_noted)
        for number in range(words_count):
            place = noted[number]
            least[place] = min(least[place], other[place])
        for number in range(others):
            other[other_noted[number]] = np.float32(0.0)
    for number in range(words_count):
        place = noted[number]
        value = min(least[place], np.float32(1.0)) * literal
        least[place] = np.float32(0.0)
        if value > out[place]:
            if out[place] == 0.0:
                out_noted[count] = place
                count += 1
            out[place] = value
    return count


@part
def _region(sums: Any) -> Any:
    """See `relevance.RelevanceOver._region`."""
    if sums[SAID] > 0:
        return np.float32(1.0)
    if sums[ANY_SAID] > 0 and sums[WIDER] == 0:
        return np.float32(-1.0)
    elsewhere = sums[ANY_ORIGIN] > 0 and sums[NEAR] == 0
    made = np.float32(0.6) if sums[ORIGIN] > 0 else np.float32(-0.4) if elsewhere else np.float32(0.0)
    return max(made, sums[WIDER]) if sums[WIDER] > 0 else made


@part
def _log_odds(found: Any, needs: Any, weights: Any, negated_least: Any) -> Any:
    """See `relevance.RelevanceOver._log_odds`, in the same order and precision."""
    facet = found[FACET] / needs[0] if needs[0] else found[FACET]
    met = found[HEAD] + facet * needs[0]
    odds = weights[0]
    odds += weights[1] * (met / needs[1])
    odds += weights[2] * (met / needs[2])
    odds += weights[3] * ((needs[3] - found[HEAD]) / needs[4])
    odds += weights[4] * (found[GRAM] / needs[5])
    odds += weights[5] * (found[TOKEN] / needs[6])
    odds += weights[6] * max(found[REGION], np.float32(0.0))
    odds += weights[7] * max(-found[REGION], np.float32(0.0))
    odds += weights[8] * found[DESCRIBED]
    odds += weights[9] * _negated(found, negated_least)
    return odds


@part
def _negated(found: Any, least: Any) -> Any:
    negated = min(found[NEGATED], np.float32(1.0))
    return negated if negated >= least else np.float32(0.0)


@compiled
def log_odds(found: Any, places: Any, needs: Any, weights: Any, negated_least: Any, out: Any) -> None:
    """The log-odds of some of the rows that `rows_met` found, into ``out``, shape (len(places),)."""
    for number in range(len(places)):
        out[number] = _log_odds(found[places[number]], needs, weights, negated_least)


@part
def _slopes(needs: Any, weights: Any, slopes: Any) -> Any:
    """What one unit of each sum adds to the log-odds: they are linear in what speaks for a row. Returns the start."""
    met = weights[1] / needs[1] + weights[2] / needs[2]
    slopes[HEAD] = met - weights[3] / needs[4]
    slopes[FACET] = met
    slopes[GRAM] = weights[4] / needs[5]
    slopes[TOKEN] = weights[5] / needs[6]
    slopes[DESCRIBED] = weights[8]
    slopes[SAID] = weights[6]
    slopes[ORIGIN] = weights[6]
    slopes[WIDER] = weights[6]
    return weights[0] + weights[3] * needs[3] / needs[4]


@compiled
def rows_met(
    n_rows: int, alive: Any, channels: Any, channel_weights: Any, literals: Any, word_terms: Any, qualities: Any,
    segments: Any, first: Any, needs: Any, weights: Any, negated_least: Any, something: float,
    with_regions: bool, out_rows: Any, out_rough: Any, out_found: Any,
) -> int:  # fmt: skip
    """Rows that meet the need with log-odds of at least ``something``, ascending, with what was found of it.

    ``out_rough`` is their log-odds but for rounding, ``out_found`` (n_rows, FOUND) what `log_odds` makes the exact
    ones of. Returns how many places of the ``out`` arrays are filled.
    """
    cursors = np.zeros(first[-1], dtype=np.int64)
    sums = np.zeros((STRETCH, SUMS), dtype=np.float32)
    scratch = np.zeros((3, STRETCH), dtype=np.float32)
    noted = np.empty((3, STRETCH), dtype=np.int32)
    most = np.empty(STRETCH, dtype=np.float32)
    slopes = np.zeros(SUMS, dtype=np.float32)
    start = _slopes(needs, weights, slopes)
    least, surely = weights[0] - SLACK, something + SLACK
    met = 0
    for low in range(0, n_rows, STRETCH):
        high = min(low + STRETCH, n_rows)
        most[:] = UNTOUCHED
        for channel in range(len(channels)):
            terms, words = channels[channel, 1:3], channels[channel, 3:5]
            count = _raise(terms, qualities, segments, first, cursors, low, high, scratch[0], noted[0])
            if words[1] > words[0]:
                count = _all_words(
                    words, word_terms, literals[channel], qualities, segments, first, cursors, low, high,
                    scratch[1], noted[1], scratch[2], noted[2], scratch[0], noted[0], count,
                )  # fmt: skip
            target = channels[channel, 0]
            _use(target, channel_weights[channel], slopes[target], scratch[0], noted[0], count, sums, most, start)
        for place in range(high - low):
            if most[place] > least and alive[low + place]:
                rough = most[place] + weights[9] * _negated(sums[place], negated_least)
                if with_regions:
                    region = _region(sums[place])
                    rough -= weights[6] * (sums[place, SAID] + sums[place, ORIGIN] + sums[place, WIDER])
                    rough += weights[6] * max(region, np.float32(0.0)) + weights[7] * max(-region, np.float32(0.0))
                    sums[place, REGION] = region
                if rough > least and rough < surely:
                    exact = _log_odds(sums[place], needs, weights, negated_least)
                    rough = exact if exact >= something else UNTOUCHED
                if rough > least:
                    out_rows[met] = low + place
                    out_rough[met] = rough
                    out_found[met] = sums[place, :FOUND]
                    met += 1
    return met
