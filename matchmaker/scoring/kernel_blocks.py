"""Compiled: where the columns that a need asks for lie in memory.

An index is a few blocks of postings, whose arrays are handed over by their addresses.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, floats_at, ints_at, longs_at, part

# Of one block of postings: number of its stack, its first row, how many columns; addresses of columns, starts, rows
# and values.
STACK, FIRST_ROW, COLUMNS, COLUMNS_AT, STARTS_AT, ROWS_AT, VALUES_AT, BLOCK_FIELDS = range(8)

# Of one column in one block: addresses of its rows and values, how many, first row of the block.
SEGMENT_ROWS_AT, SEGMENT_VALUES_AT, SEGMENT_ROWS, SEGMENT_FIRST_ROW, SEGMENT_FIELDS = range(5)


@compiled
def find_segments(terms: Any, blocks: Any, segments: Any, first: Any) -> None:
    """Where the columns of ``terms`` (t, 2: stack, column) lie.

    ``segments`` (t * len(blocks), SEGMENT_FIELDS) is filled; those of term i are ``first[i]`` to ``first[i + 1]``.
    """
    count = 0
    for term in range(len(terms)):
        first[term] = count
        for number in range(len(blocks)):
            block = blocks[number]
            if block[STACK] != terms[term, 0]:
                continue
            columns = ints_at(block[COLUMNS_AT], block[COLUMNS])
            at = np.searchsorted(columns, terms[term, 1])
            if at == len(columns) or columns[at] != terms[term, 1]:
                continue
            starts = longs_at(block[STARTS_AT], block[COLUMNS] + 1)
            segment = segments[count]
            segment[SEGMENT_ROWS_AT] = block[ROWS_AT] + 4 * starts[at]
            segment[SEGMENT_VALUES_AT] = block[VALUES_AT] + 4 * starts[at]
            segment[SEGMENT_ROWS] = starts[at + 1] - starts[at]
            segment[SEGMENT_FIRST_ROW] = block[FIRST_ROW]
            count += 1
    first[len(terms)] = count


@part
def cell(row: int, term: int, segments: Any, first: Any) -> Any:
    """What one row has of the column of one term."""
    for segment in range(first[term], first[term + 1]):
        place, stop = row - segments[segment, SEGMENT_FIRST_ROW], segments[segment, SEGMENT_ROWS]
        rows = ints_at(segments[segment, SEGMENT_ROWS_AT], stop)
        if place < 0 or stop == 0 or rows[stop - 1] < place:
            continue
        at, end = 0, stop - 1
        while at < end:
            middle = (at + end) >> 1
            if rows[middle] < place:
                at = middle + 1
            else:
                end = middle
        if rows[at] == place:
            return floats_at(segments[segment, SEGMENT_VALUES_AT], stop)[at]
    return np.float32(0.0)
