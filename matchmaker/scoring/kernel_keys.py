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
from matchmaker.scoring.kernel_amounts import dearest_price
from matchmaker.scoring.kernel_asked import (
    BEST,
    COMPLYING_REACH,
    DAY,
    FAINTEST,
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
from matchmaker.scoring.kernel_lent import lent_demands
from matchmaker.scoring.kernel_order import (
    SLACK,
    could_reach,
    figure,
    key_of,
    least_log_odds,
    logistic,
    logit_of,
    points_allowed,
    shift_of,
)  # fmt: skip
from matchmaker.scoring.kernel_papers import certificates, paper_gaps
from matchmaker.scoring.kernel_rules import condition_gaps, early_points
from matchmaker.scoring.kernel_text import NEIGHBOURS
from matchmaker.scoring.kernel_way import out_of_question

BELOW = -1.0
"""Key of a row that was left alone."""
LOG_ODDS_SLACK = 1e-3
"""Rough log-odds differ by less than this from the exact ones."""
GATHERED = 128
"""Rows fetched at a time."""
STEPS = 16
"""In so many steps of relevance it is reckoned how many points a row may have."""
ROUNDING = 1e-5
"""A row that steps behind another has a key smaller than that by less than this share."""
RISE = 0.1
"""The points allowed are reckoned anew when the last of the best has risen by this share."""


@part
def _shift(row: Any, demands: Demands) -> float:
    dearest, _ = dearest_price(row, demands.price_factors, demands.amounts)
    shift, factor = demands.category_shifts[row.category], demands.volume_factors[row.measure]
    return shift_of(row, demands.asked, shift, factor, dearest)


@compiled
def best_text(odds: Any, peaks: Any, first: int, records: Any, owned: Demands, most: float) -> tuple[float, int]:
    """The largest shifted relevance of all rows, and its row; ``first`` is the row that is looked at first.

    ``odds`` and ``peaks`` are those of `kernel_text.all_odds`. No row is shifted by more than ``most``, so that most
    rows need not be looked at. Rows on a level are many, so its log-odds are reckoned once.
    """
    demands = lent_demands(owned)
    asked, level = demands.asked, odds[first]
    logit = logit_of(figure(level, asked), asked[FAINTEST])
    best, at = logit + _shift(records[first], demands), first
    least = least_log_odds(logistic(best), asked[OPENNESS] * most, asked) - LOG_ODDS_SLACK
    for place in range(len(peaks)):
        if peaks[place] < least or peaks[place] == -math.inf:
            continue
        for row in range(place * NEIGHBOURS, min((place + 1) * NEIGHBOURS, len(odds))):
            if odds[row] >= least and odds[row] > -math.inf:
                if odds[row] != level:
                    level = odds[row]
                    logit = logit_of(figure(level, asked), asked[FAINTEST])
                shifted = logit + _shift(records[row], demands)
                if shifted > best:
                    best, at = shifted, row
                    least = least_log_odds(logistic(best), asked[OPENNESS] * most, asked) - LOG_ODDS_SLACK
    return logistic(best), at


@part
def _note(key: float, slot: int, best_keys: Any, best_slots: Any) -> float:
    """Put a key among the best of different UMKM if it is one of them; returns the least of those then."""
    least = 0
    for place in range(len(best_keys)):
        if best_slots[place] == slot:
            best_keys[place] = max(best_keys[place], key)
            return float(best_keys.min())
        if best_keys[place] < best_keys[least]:
            least = place
    if key > best_keys[least]:
        best_keys[least], best_slots[least] = key, slot
    return float(best_keys.min())


@part
def _gather(rows: Any, start: int, stop: int, records: Any, gathered: Any) -> None:
    """Copy what is known of some rows side by side: the processor fetches far memory ahead when nothing else waits."""
    for at in range(start, stop):
        gathered[at - start] = records[rows[at]]


@part
def _surely(key: float, standing: int, grouped: bool, asked: Any) -> float:
    """The least a key can come to when the row steps behind rivals who hold the required certificates."""
    if not grouped or standing & HELD:
        return key
    reach = asked[COMPLYING_REACH] if standing & LACKING else asked[UNKNOWN_REACH]
    return float(reach * key * (1.0 - ROUNDING))


@part
def row_key(
    row: Any, papers: Any, text: float, likely: float, region: float, history: float, asked: Any, demands: Demands,
    early: Any,
) -> tuple[float, int]:  # fmt: skip
    """Key and standing of one row of relevance ``text``, which is ``likely`` as a share of the best after its shift.

    ``early`` is known already: factor of the volume, dearest price and share saved, certificates missing and unknown.
    """
    factor, dearest, saved, missing, unknown = early
    limited, grouped = len(demands.amounts) > 0, len(demands.groups) > 0
    points, odds, hard = condition_gaps(row, asked, factor, dearest, saved, limited, region)
    paper_points, paper_odds = paper_gaps(asked, missing, unknown, papers, demands.permit_columns)
    odds += asked[INTERCEPT] + history + paper_odds
    odds += asked[W_MATCH] * logistic((text - asked[MATCH_TEXT]) / asked[MATCH_WIDTH])
    if len(demands.preferred):
        without = certificates(row.held_until, demands.preferred, asked[DAY])
        odds += asked[W_PREFERRED] * (1.0 - (without[0] + without[1]) / len(demands.preferred))
    held = grouped and missing + unknown == 0
    key = key_of(likely, asked[POINTS] + points + paper_points, odds, held, asked)
    return key, hard | (HELD if held else 0) | (LACKING if missing else 0)


@part
def _least_key(bar: float, held: bool, asked: Any) -> float:
    """A row with a smaller key is neither listed, nor does it set another one back that is."""
    return bar * (min(asked[COMPLYING_REACH], asked[UNKNOWN_REACH]) if held else 1.0) - SLACK


@part
def _leave_out(bar: float, asked: Any, keys: Any, standing: Any) -> None:
    for at in range(len(keys)):
        if keys[at] < _least_key(bar, standing[at] & HELD != 0, asked):
            keys[at] = BELOW


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
    asked, demands = lent(owned.asked), lent_demands(owned)
    limited, grouped = len(demands.amounts) > 0, len(demands.groups) > 0
    gathered = np.empty(GATHERED, dtype=records.dtype)
    allowed = np.full((2, STEPS), math.inf)
    bar, floor = 0.0, best_keys.min()
    level = text = logit = math.nan
    out_keys[:], out_standing[:] = BELOW, 0
    for start in range(0, len(rows), GATHERED):
        stop = min(start + GATHERED, len(rows))
        if floor > bar * (1.0 + RISE):
            bar = floor
            points_allowed(bar, low, width, grouped, asked, most, allowed)
        _gather(rows, start, stop, records, gathered)
        for at in range(start, stop):
            row = gathered[at - start]
            if not with_hard and out_of_question(row, asked):
                continue
            factor = demands.volume_factors[row.measure]
            dearest, saved = dearest_price(row, demands.price_factors, demands.amounts)
            missing, unknown = certificates(row.held_until, demands.groups, asked[DAY])
            held = grouped and missing + unknown == 0
            step = min(max(int((log_odds[at] - low) / width), 0), STEPS - 1)
            least = early_points(row, asked, factor, dearest, limited, missing, unknown)
            if least > allowed[int(held), step]:
                continue
            if log_odds[at] != level:
                level, text = log_odds[at], figure(log_odds[at], asked)
                logit = logit_of(text, asked[FAINTEST])
            likely = text
            if asked[OPENNESS] > 0.0:
                likely = logistic(logit + shift_of(row, asked, demands.category_shifts[row.category], factor, dearest))
            likely /= asked[BEST]
            if floor > 0.0 and not could_reach(_least_key(floor, held, asked), text, likely, least, held, asked):
                continue
            early = (factor, dearest, saved, missing, unknown)
            key, standing = row_key(
                row, lent(permits[rows[at]]), text, likely, regions[at], history[at], asked, demands, early
            )
            out_keys[at], out_standing[at] = key, standing
            surely = _surely(key, standing, grouped, asked)
            if surely > floor and (with_hard or not standing & HARD):
                floor = _note(surely, row.slot, best_keys, best_slots)
    if floor > 0.0:
        _leave_out(floor, asked, out_keys, out_standing)
