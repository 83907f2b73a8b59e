"""Compiled: key and verdict of every hit of a search, the best row of each UMKM, and what hits are counted by.

A search needs those of all hits, to order and to count them, and the whole story only of the few that are shown.
Keys serve to find those few; they are reckoned once more by the plain code, as in `shortlist`. Verdicts are counted
as they come out here: a row so close to the edge of a rule that rounding might decide is marked, and left to the
plain code (tests/scoring/test_search_compiled.py holds both ways against each other).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, lent, part
from matchmaker.scoring.kernel_amounts import dearest_price
from matchmaker.scoring.kernel_asked import (
    BEST,
    DAY,
    Demands,
)  # fmt: skip
from matchmaker.scoring.kernel_keys import row_key
from matchmaker.scoring.kernel_lent import lent_demands
from matchmaker.scoring.kernel_order import likelier
from matchmaker.scoring.kernel_papers import certificates
from matchmaker.scoring.kernel_verdicts import (
    BEYOND,
    DOUBTFUL,
    INELIGIBLE,
    by_amounts,
    by_papers,
    by_times,
    by_way,
    by_wishes,
    verdict,
)  # fmt: skip
from matchmaker.scoring.kernel_way import distance

MARKS_OF_PAPERS = 16
"""Bits of `_marks` that stand for certificates; there are twelve types."""
GATHERED = 128
"""Rows fetched at a time."""


@compiled
def judge_hits(
    rows: Any, texts: Any, regions: Any, history: Any, records: Any, permits: Any, owned: Demands,
    out_keys: Any, out_verdicts: Any, out_doubts: Any, out_slots: Any, out_marks: Any,
) -> None:  # fmt: skip
    """Key and verdict of ``rows`` (n,), where rounding might decide, whose they are, and their `_marks`, into the
    ``out`` arrays (n,).

    ``texts`` and ``regions`` are their relevance, ``history`` is what the track record adds to the log-odds of success;
    shape (n,).
    """
    asked, demands = lent(owned.asked), lent_demands(owned)
    gathered = np.empty(GATHERED, dtype=records.dtype)
    papers = np.empty((GATHERED, permits.shape[1]), dtype=permits.dtype)
    for start in range(0, len(rows), GATHERED):
        stop = min(start + GATHERED, len(rows))
        _gather(rows, start, stop, records, permits, gathered, papers)
        for at in range(start, stop):
            row = gathered[at - start]
            out_keys[at], said = _judge(
                row, lent(papers[at - start]), float(texts[at]), regions[at], history[at], asked, demands
            )
            out_verdicts[at], out_doubts[at], out_slots[at] = verdict(said), (said & DOUBTFUL) != 0, row.slot
            out_marks[at] = _marks(row, asked[DAY])


@part
def _gather(rows: Any, start: int, stop: int, records: Any, permits: Any, gathered: Any, papers: Any) -> None:
    """Copy what is known of some rows side by side, see `kernel_keys`."""
    for at in range(start, stop):
        gathered[at - start] = records[rows[at]]
        for column in range(permits.shape[1]):
            papers[at - start, column] = permits[rows[at], column]


@part
def _marks(row: Any, day: float) -> int:
    """What a row is counted by beside its verdict and its place: a bit for each certificate held, then the category."""
    marks = (row.category + 1) << MARKS_OF_PAPERS
    for column in range(len(row.held_until)):
        if row.held_until[column] >= day:
            marks |= 1 << column
    return int(marks)


@part
def _judge(
    row: Any, papers: Any, text: float, region: float, history: float, asked: Any, demands: Demands
) -> tuple[float, int]:
    """Key of one row, and what the rules say of it."""
    factor = demands.volume_factors[row.measure]
    dearest, saved = dearest_price(row, demands.price_factors, demands.amounts)
    missing, unknown = certificates(row.held_until, demands.groups, asked[DAY])
    away = distance(row, asked)
    said = (
        by_amounts(row, asked, factor, dearest, len(demands.amounts) > 0)
        | by_times(row, asked)
        | by_way(row, asked, away)
    )
    said |= by_wishes(row, asked, away, region) | by_papers(missing, unknown, papers, demands.permit_columns)
    if not row.active:
        said |= BEYOND
    likely = likelier(text, row, asked, demands.category_shifts[row.category], factor, dearest) / asked[BEST]
    early = (factor, dearest, saved, missing, unknown)
    key, _ = row_key(row, papers, text, likely, region, history, asked, demands, early)
    return key, said


@part
def _end_of_group(slots: Any, start: int) -> int:
    """Where the rows of the UMKM of place ``start`` end; they stand together."""
    stop = start + 1
    while stop < len(slots) and slots[stop] == slots[start]:
        stop += 1
    return stop


@part
def _best_of(keys: Any, verdicts: Any, start: int, stop: int) -> int:
    """The place of the largest key, the first of equals; -1 where no row may be shown."""
    best = -1
    for place in range(start, stop):
        if verdicts[place] != INELIGIBLE and (best < 0 or keys[place] > keys[best]):
            best = place
    return best


@compiled
def doubtful(
    slots: Any, marks: Any, keys: Any, verdicts: Any, texts: Any, regions: Any, doubts: Any, close: float
) -> Any:
    """Places of the rows that the plain code has to judge: those at an edge, and the rows of an UMKM whose keys lie
    ``close`` to the best and that would be counted otherwise. All rows of an UMKM or none.

    Rows with the same key by the same relevance meet the same rules, so that they are as good by the plain code too.
    """
    found = np.empty(len(slots), dtype=np.int64)
    count, start = 0, 0
    while start < len(slots):
        stop = _end_of_group(slots, start)
        best, doubt = _best_of(keys, verdicts, start, stop), False
        for place in range(start, stop):
            doubt = doubt or doubts[place]
            if best < 0 or place == best or keys[place] < keys[best] - close or verdicts[place] == INELIGIBLE:
                continue
            same = keys[place] == keys[best] and texts[place] == texts[best] and regions[place] == regions[best]
            if not same:
                doubt = doubt or verdicts[place] != verdicts[best] or marks[place] != marks[best]
        if doubt:
            for place in range(start, stop):
                found[count] = place
                count += 1
        start = stop
    return found[:count]


@compiled
def best_of_each(
    slots: Any, marks: Any, keys: Any, verdicts: Any, by_verdict: Any, by_category: Any, by_certificate: Any
) -> Any:
    """Places of the best row of every UMKM that may be shown; counts them by what they are, unknown left out."""
    found = np.empty(len(slots), dtype=np.int64)
    count, start = 0, 0
    while start < len(slots):
        stop = _end_of_group(slots, start)
        best = _best_of(keys, verdicts, start, stop)
        start = stop
        if best < 0:
            continue
        found[count] = best
        count += 1
        by_verdict[verdicts[best]] += 1
        category = (marks[best] >> MARKS_OF_PAPERS) - 1
        if category >= 0:
            by_category[category] += 1
        for column in range(len(by_certificate)):
            by_certificate[column] += (marks[best] >> column) & 1
    return found[:count]


@compiled
def tally(column: Any, rows: Any) -> Any:
    """Codes that stand in ``column`` at some rows, ascending, and how often, shape (2, k); negative ones left out."""
    largest = -1
    for row in rows:
        largest = max(largest, column[row])
    counts = np.zeros(largest + 1, dtype=np.int64)
    for row in rows:
        if column[row] >= 0:
            counts[column[row]] += 1
    codes = np.flatnonzero(counts)
    found = np.empty((2, len(codes)), dtype=np.int64)
    for place in range(len(codes)):
        found[0, place], found[1, place] = codes[place], counts[codes[place]]
    return found


@compiled
def from_key_on(rows: Any, keys: Any, verdicts: Any, least: float) -> Any:
    """Places of the rows that may be shown and whose key is at least ``least``, ascending."""
    found = np.empty(len(rows), dtype=np.int64)
    count = 0
    for place in range(len(rows)):
        if keys[place] >= least and verdicts[place] != INELIGIBLE:
            found[count] = place
            count += 1
    return found[:count]
