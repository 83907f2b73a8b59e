"""Compiled: what `logistics` says of one row, without its explanations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_asked import (
    CUSTOMISATION,
    CUSTOMISATION_UNKNOWN,
    DELIVERY,
    DELIVERY_KM,
    DELIVERY_TABLE,
    DELIVERY_UNKNOWN,
    DISTANCE_TABLE,
    DISTANCE_UNKNOWN,
    EARTH_KM,
    FARTHEST,
    FIXABLE_RADIUS,
    FRESHNESS_TABLE,
    HARD,
    ISLAND,
    KEEPING_DAYS,
    LEAD_TIME,
    LEAD_TIME_TABLE,
    LEAD_TIME_UNKNOWN,
    LOCAL,
    LOCAL_KM,
    LOCAL_UNKNOWN,
    MADE_ELSEWHERE,
    NEAR_KM,
    NOT_LOCAL,
    OTHER_TERMS,
    PAYMENT,
    PAYMENT_TABLE,
    PAYMENT_UNKNOWN,
    PLACE_X,
    PROVINCE,
    RADIUS,
    ROAD_KM_PER_DAY,
    SAME_DAY_KM,
    SEA_DAYS,
    SHELF_LIFE,
    SHELF_LIFE_TABLE,
    SHELF_LIFE_UNKNOWN,
    SPOILS_AFTER,
    TERMS,
    TERMS_UNKNOWN,
    TOLERANCE,
    W_DELIVERY,
    W_DISTANCE,
    W_FREIGHT,
    W_LEAD_TIME,
    W_LOCAL,
    W_NEARNESS,
    W_PAYMENT,
    W_REGION,
    W_REGION_OTHER,
    W_SHELF_LIFE,
    W_SPOILS,
    W_TERMS,
    W_TERMS_OTHER,
    W_TO_ORDER,
    W_WAY,
)  # fmt: skip
from matchmaker.scoring.kernel_gaps import MOST_GAP, gap_of
from matchmaker.scoring.kernel_order import interpolated

MOST_DISTANCE_GAP = 3.0
"""The same as `kernel_gaps.MOST_GAP` for the distance."""


@part
def distance(row: Any, asked: Any) -> float:
    """See `geo.distance_km`."""
    squared = np.float32(0.0)
    for axis in range(3):
        difference = row.place[axis] - np.float32(asked[PLACE_X + axis])
        squared += difference * difference
    return float(2.0 * asked[EARTH_KM] * math.asin(min(math.sqrt(squared) / 2.0, 1.0)))


@part
def out_of_question(row: Any, asked: Any) -> bool:
    """Whether the row is closed or certainly further away than can be bridged."""
    if not row.active:
        return True
    squared = np.float32(0.0)
    for axis in range(3):
        difference = row.place[axis] - np.float32(asked[PLACE_X + axis])
        squared += difference * difference
    return bool(squared > asked[FARTHEST])


@part
def radius(away: float, asked: Any) -> tuple[float, float, float]:
    """Points and failure of the rule, and distance over radius."""
    ratio = away / max(asked[RADIUS], 0.1)
    good = ratio <= 1.0 + asked[TOLERANCE]
    points, failure = gap_of(asked, DISTANCE_TABLE, ratio, good, asked[DISTANCE_UNKNOWN])
    return points, failure, ratio


@part
def way_gaps(row: Any, asked: Any, away: float) -> tuple[float, float, int, int]:
    """Points, log-odds, unknown details and `HARD` by distance, the sea between, and what spoils on the way."""
    points, odds, details, hard = 0.0, 0.0, 0, 0
    over_sea = asked[ISLAND] >= 0 and row.island >= 0 and row.island != asked[ISLAND]
    if asked[RADIUS] == asked[RADIUS]:
        points, failure, ratio = radius(away, asked)
        odds += asked[W_DISTANCE] * min(failure, MOST_DISTANCE_GAP)
        details += 0 if ratio == ratio else 1
        hard = HARD if ratio > asked[FIXABLE_RADIUS] else 0
    elif over_sea and row.bulk > 0:
        points += row.bulk
        odds += asked[W_FREIGHT] * min(row.bulk, MOST_GAP)
    if away == away:
        odds += asked[W_NEARNESS] * math.exp(-away / asked[NEAR_KM])
    if row.shelf_life == row.shelf_life:
        gap, more = _spoiling(row, asked, away, over_sea)
        points += gap
        odds += more
    return points, odds, details, hard


@part
def _spoiling(row: Any, asked: Any, away: float, over_sea: bool) -> tuple[float, float]:
    """Points and log-odds of goods that may spoil on the way."""
    days, gap, odds = row.shelf_life, 0.0, 0.0
    transit = asked[SEA_DAYS] if over_sea else 0.0
    transit += away / asked[ROAD_KM_PER_DAY] if away > asked[SAME_DAY_KM] else 0.0
    share = transit / max(days, 0.5)
    if share > asked[SPOILS_AFTER]:
        gap = interpolated(asked, FRESHNESS_TABLE, share)
        odds += asked[W_SPOILS] * min(gap, MOST_GAP)
    if away == away:
        way = math.exp(-days / asked[KEEPING_DAYS]) * math.log1p(away / 20.0)
        odds += asked[W_WAY] * min(max(way, 0.0), 3.0)
    return gap, odds


@part
def times_gaps(row: Any, asked: Any) -> tuple[float, float, int]:
    """Points, log-odds and unknown details by shelf life, lead time and payment."""
    points, odds, details = 0.0, 0.0, 0
    if asked[SHELF_LIFE] == asked[SHELF_LIFE]:
        ratio = row.shelf_life / max(asked[SHELF_LIFE], 0.5)
        good = ratio >= 1.0 - asked[TOLERANCE]
        gap, failure = gap_of(asked, SHELF_LIFE_TABLE, ratio, good, asked[SHELF_LIFE_UNKNOWN])
        points += gap
        odds += asked[W_SHELF_LIFE] * min(failure, MOST_GAP)
        details += 0 if ratio == ratio else 1
    if asked[LEAD_TIME] == asked[LEAD_TIME]:
        ratio, good = row.lead_time / max(asked[LEAD_TIME], 0.5), row.lead_time <= asked[LEAD_TIME]
        gap, failure = gap_of(asked, LEAD_TIME_TABLE, ratio, good, asked[LEAD_TIME_UNKNOWN])
        points += gap
        odds += asked[W_LEAD_TIME] * min(failure, MOST_GAP)
    if asked[PAYMENT] == asked[PAYMENT]:
        days = row.payment_days
        ratio = asked[PAYMENT] / max(days, 1.0) if days == days else math.nan
        gap, failure = gap_of(asked, PAYMENT_TABLE, ratio, days >= asked[PAYMENT], asked[PAYMENT_UNKNOWN])
        points += gap
        odds += asked[W_PAYMENT] * min(failure, MOST_GAP)
    return points, odds, details


@part
def terms_gaps(row: Any, asked: Any) -> tuple[float, float]:
    """Points and log-odds by the terms of trade."""
    if asked[TERMS] <= 0:
        return 0.0, 0.0
    if row.terms == 0:
        return asked[TERMS_UNKNOWN], 0.0
    if row.terms & int(asked[TERMS]):
        return 0.0, asked[W_TERMS]
    return asked[OTHER_TERMS], asked[W_TERMS_OTHER] * asked[OTHER_TERMS]


@part
def wishes_gaps(row: Any, asked: Any, away: float, region: float) -> tuple[float, float]:
    """Points and log-odds by region, delivery, making to order, and local goods."""
    points, odds = 0.0, asked[W_REGION] * min(max(region, 0.0), 1.0)
    if region < 0:
        gap = min(-region * asked[MADE_ELSEWHERE], 1.0)
        points += gap
        odds += asked[W_REGION_OTHER] * gap
    if asked[DELIVERY] > 0:
        ratio = away / asked[DELIVERY_KM]
        gap, failure = gap_of(asked, DELIVERY_TABLE, ratio, ratio <= 1.0, asked[DELIVERY_UNKNOWN])
        points += gap
        odds += asked[W_DELIVERY] * min(failure, MOST_GAP)
    if asked[CUSTOMISATION] > 0:
        points += 0.0 if row.made_to_order else asked[CUSTOMISATION_UNKNOWN]
        odds += asked[W_TO_ORDER] if row.made_to_order else 0.0
    if asked[LOCAL] > 0:
        if row.province < 0 and away != away:
            points += asked[LOCAL_UNKNOWN]
        elif row.province != asked[PROVINCE] and not away <= asked[LOCAL_KM]:
            points += asked[NOT_LOCAL]
            odds += asked[W_LOCAL] * asked[NOT_LOCAL]
    return points, odds
