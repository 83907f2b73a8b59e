"""The key of every row that could be listed, compiled: which rows deserve a full look.

What is reckoned here is what `eligibility`, `features` and `ranker` reckon, a row at a time and without their
explanations. It decides only which rows are looked at: every figure that anybody sees comes from those modules, and
tests/scoring/test_kernel_keys.py holds both against each other, rule by rule.
Numbers and tables come in as arguments: constants of other modules would be frozen into the kept machine code.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, lent, part
from matchmaker.scoring.kernel_asked import (
    BEST,
    COMPLYING_REACH,
    DAY,
    HARD,
    HELD,
    INTERCEPT,
    LACKING,
    MATCH_TEXT,
    MATCH_WIDTH,
    OPENNESS,
    POINTS,
    UNKNOWN_REACH,
    W_MATCH,
    W_PREFERRED,
    Demands,
)  # fmt: skip
from matchmaker.scoring.kernel_order import figure, key_of, least_log_odds, likelier, logistic, points_allowed
from matchmaker.scoring.kernel_rules import (
    certificates,
    condition_gaps,
    dearest_price,
    early_points,
    out_of_question,
    paper_gaps,
)  # fmt: skip

BELOW = -1.0
"""Key of a row that was left alone."""
LOG_ODDS_SLACK = 1e-3
"""Rough log-odds differ by less than this from the exact ones."""
BINS = 512
"""Steps of the histogram by which the most relevant rows are found."""
GATHERED = 128
"""Rows fetched at a time."""
STEPS = 24
"""In so many steps of relevance it is reckoned how many points a row may have."""
ROUNDING = 1e-5
"""A row that steps behind another has a key smaller than that by less than this share."""
RISE = 0.02
"""The points allowed are reckoned anew when the last of the best has risen by this share."""


@compiled
def best_text(rows: Any, rough: Any, first: int, records: Any, demands: Demands, most: float) -> tuple[float, int]:
    """The largest shifted relevance of all rows, and its place; ``first`` is the place that is looked at first.

    No row is shifted by more than ``most``, so that most rows need not be looked at.
    """
    asked = demands.asked
    best, at, least = 0.0, -1, -math.inf
    for number in range(-1, len(rows)):
        place = first if number < 0 else number
        if rough[place] < least:
            continue
        row = records[rows[place]]
        dearest, _ = dearest_price(row, demands.price_factors, demands.amounts)
        shift, factor = demands.category_shifts[row.category], demands.volume_factors[row.measure]
        shifted = likelier(figure(rough[place], asked), row, asked, shift, factor, dearest)
        if shifted > best:
            best, at = shifted, place
            least = least_log_odds(best, asked[OPENNESS] * most, asked) - LOG_ODDS_SLACK
    return best, at


@part
def _note(key: float, slot: int, best_keys: Any, best_slots: Any) -> None:
    """Put a key among the best of different UMKM if it is one of them."""
    least = 0
    for place in range(len(best_keys)):
        if best_slots[place] == slot:
            best_keys[place] = max(best_keys[place], key)
            return
        if best_keys[place] < best_keys[least]:
            least = place
    if key > best_keys[least]:
        best_keys[least], best_slots[least] = key, slot


@part
def _gather(rows: Any, start: int, stop: int, records: Any, permits: Any, gathered: Any, papers: Any) -> None:
    """Copy what is known of some rows side by side: the processor fetches far memory ahead when nothing else waits."""
    for at in range(start, stop):
        gathered[at - start] = records[rows[at]]
        for column in range(permits.shape[1]):
            papers[at - start, column] = permits[rows[at], column]


@part
def _surely(key: float, standing: int, grouped: bool, asked: Any) -> float:
    """The least a key can come to when the row steps behind rivals who hold the required certificates."""
    if not grouped or standing & HELD:
        return key
    reach = asked[COMPLYING_REACH] if standing & LACKING else asked[UNKNOWN_REACH]
    return float(reach * key * (1.0 - ROUNDING))


@part
def _lent(demands: Demands) -> Demands:
    return Demands(
        lent(demands.asked), lent(demands.groups), lent(demands.preferred), lent(demands.permit_columns),
        lent(demands.category_shifts), lent(demands.volume_factors), lent(demands.price_factors), lent(demands.amounts),
    )  # fmt: skip


@part
def _row_key(
    row: Any, papers: Any, log_odds: float, region: float, history: float, asked: Any, demands: Demands, early: Any
) -> tuple[float, int]:
    """Key and standing of one row; ``early`` is what `row_keys` knows of it already."""
    factor, dearest, saved, missing, unknown = early
    limited, grouped = len(demands.amounts) > 0, len(demands.groups) > 0
    points, odds, hard = condition_gaps(row, asked, factor, dearest, saved, limited, region)
    paper_points, paper_odds = paper_gaps(asked, missing, unknown, papers, demands.permit_columns)
    text = figure(log_odds, asked)
    odds += asked[INTERCEPT] + history + paper_odds
    odds += asked[W_MATCH] * logistic((text - asked[MATCH_TEXT]) / asked[MATCH_WIDTH])
    if len(demands.preferred):
        without = certificates(row.held_until, demands.preferred, asked[DAY])
        odds += asked[W_PREFERRED] * (1.0 - (without[0] + without[1]) / len(demands.preferred))
    likely = likelier(text, row, asked, demands.category_shifts[row.category], factor, dearest) / asked[BEST]
    held = grouped and missing + unknown == 0
    key = key_of(likely, asked[POINTS] + points + paper_points, odds, held, asked)
    return key, hard | (HELD if held else 0) | (LACKING if missing else 0)


@compiled
def row_keys(
    rows: Any, log_odds: Any, regions: Any, history: Any, records: Any, permits: Any, owned: Demands, most: float,
    low: float, width: float, with_hard: bool, best_keys: Any, best_slots: Any, out_keys: Any, out_standing: Any,
) -> None:  # fmt: skip
    """The keys of ``rows`` (n,) and their standing, into the ``out`` arrays, shape (n,).

    ``log_odds`` and ``regions`` of relevance and ``history`` (what the track record adds to the log-odds of success)
    have shape (n,). ``best_keys`` and ``best_slots`` (top,) hold what the best UMKM seen so far surely come to (minus
    infinity and -1 at first), and are kept up. A row that cannot reach the last of them, nor set another back that
    does, gets the key `BELOW`; ``low`` and ``width`` tell the steps of log-odds by which that is judged.
    """
    asked, demands = lent(owned.asked), _lent(owned)
    limited, grouped = len(demands.amounts) > 0, len(demands.groups) > 0
    gathered = np.empty(GATHERED, dtype=records.dtype)
    papers = np.empty((GATHERED, permits.shape[1]), dtype=permits.dtype)
    allowed = np.full((2, STEPS), math.inf)
    bar = 0.0
    out_keys[:], out_standing[:] = BELOW, 0
    for start in range(0, len(rows), GATHERED):
        stop = min(start + GATHERED, len(rows))
        if best_keys.min() > bar * (1.0 + RISE):
            bar = best_keys.min()
            points_allowed(bar, low, width, grouped, asked, most, allowed)
        _gather(rows, start, stop, records, permits, gathered, papers)
        for at in range(start, stop):
            row = gathered[at - start]
            if not with_hard and out_of_question(row, asked):
                continue
            factor = demands.volume_factors[row.measure]
            dearest, saved = dearest_price(row, demands.price_factors, demands.amounts)
            missing, unknown = certificates(row.held_until, demands.groups, asked[DAY])
            step = min(max(int((log_odds[at] - low) / width), 0), STEPS - 1)
            least = early_points(row, asked, factor, dearest, limited, missing, unknown)
            if least > allowed[int(grouped and missing + unknown == 0), step]:
                continue
            early = (factor, dearest, saved, missing, unknown)
            key, standing = _row_key(
                row, lent(papers[at - start]), log_odds[at], regions[at], history[at], asked, demands, early
            )
            out_keys[at], out_standing[at] = key, standing
            if with_hard or not standing & HARD:
                _note(_surely(key, standing, grouped, asked), row.slot, best_keys, best_slots)


@compiled
def level_with(rough: Any, count: int) -> float:
    """Log-odds above which about ``count`` rows lie, or somewhat more."""
    if len(rough) <= count:
        return -math.inf
    low, high = rough.min(), rough.max()
    width = max((high - low) / BINS, 1e-9)
    bins = np.zeros(BINS + 1, dtype=np.int64)
    for place in range(len(rough)):
        bins[int((rough[place] - low) / width)] += 1
    above = 0
    for at in range(BINS, -1, -1):
        above += bins[at]
        if above >= count:
            return float(low + (at - 1) * width)
    return -math.inf


@compiled
def places_between(rough: Any, level: float, below: float) -> Any:
    """Places with log-odds from ``level`` to ``below`` (exclusive), ascending."""
    places = np.empty(len(rough), dtype=np.int64)
    count = 0
    for place in range(len(rough)):
        if level <= rough[place] < below:
            places[count] = place
            count += 1
    return places[:count]
