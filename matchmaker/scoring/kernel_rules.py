"""Compiled: what `eligibility` and `features` say of one row, without their explanations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_asked import (
    CAPACITY_TABLE,
    CAPACITY_UNKNOWN,
    CERTIFICATE_UNKNOWN,
    CUSTOMISATION,
    CUSTOMISATION_UNKNOWN,
    DELIVERY,
    DELIVERY_KM,
    DELIVERY_TABLE,
    DELIVERY_UNKNOWN,
    DISTANCE_TABLE,
    DISTANCE_UNKNOWN,
    EARTH_KM,
    FAILED,
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
    MAX_SAVING,
    MOQ_TABLE,
    MOQ_UNKNOWN,
    NEAR_KM,
    NO_CERTIFICATE,
    NO_PERMIT,
    NOT_ACTIVE,
    NOT_KNOWN,
    NOT_LOCAL,
    OTHER_TERMS,
    PAYMENT,
    PAYMENT_TABLE,
    PAYMENT_UNKNOWN,
    PERMIT_UNKNOWN,
    PIECE_BASE,
    PIECE_HIGH,
    PIECE_LOW,
    PIECE_TABLE,
    PIECE_UNKNOWN,
    PLACE_X,
    POINTS,
    PRICE_TABLE,
    PRICE_UNKNOWN,
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
    VOLUME,
    W_CAPACITY,
    W_CLOSED,
    W_DELIVERY,
    W_DETAILS,
    W_DISTANCE,
    W_FREIGHT,
    W_HEADROOM,
    W_LEAD_TIME,
    W_LOCAL,
    W_MISSING,
    W_MOQ,
    W_NEARNESS,
    W_PAYMENT,
    W_PERMITS,
    W_PIECE,
    W_PRICE,
    W_REGION,
    W_REGION_OTHER,
    W_SAVING,
    W_SHELF_LIFE,
    W_SPOILS,
    W_TERMS,
    W_TERMS_OTHER,
    W_TO_ORDER,
    W_UNKNOWN,
    W_WAY,
)  # fmt: skip
from matchmaker.scoring.kernel_order import interpolated

MOST_GAP, MOST_DISTANCE_GAP = 2.5, 3.0
"""A feature counts no more points of a gap than that; see `features._gap`."""


@part
def certificates(until: Any, groups: Any, day: float) -> tuple[int, int]:
    """How many groups of certificates are missing, and of how many it is not known."""
    missing = unknown = 0
    for group in range(len(groups)):
        good, known = False, True
        for number in range(groups.shape[2]):
            enough, must = groups[group, 0, number], groups[group, 1, number]
            good = good or (enough >= 0 and until[enough] >= day)
            known = known and (must < 0 or until[must] != -1)
        if not good and known:
            missing += 1
        elif not good:
            unknown += 1
    return missing, unknown


@part
def _gap(asked: Any, table: int, ratio: float, good: bool, unknown_points: float) -> tuple[float, float]:
    """Points of one rule, and those of them that are a failure and not only ignorance."""
    if ratio != ratio:
        return unknown_points, 0.0
    if good:
        return 0.0, 0.0
    points = interpolated(asked, table, ratio)
    return points, points


@part
def dearest_price(row: Any, price_factors: Any, amounts: Any) -> tuple[float, float]:
    """Price over ceiling where that is largest, NaN when it is not known for any ceiling; and 1 minus it.

    The second figure, the share saved, is 0 where one of several ceilings cannot be compared.
    """
    dearest, comparable = math.nan, True
    for limit in range(len(amounts)):
        ratio = row.price / price_factors[limit, row.measure] / amounts[limit]
        if ratio != ratio:
            comparable = False
        elif not dearest >= ratio:
            dearest = ratio
    return dearest, 1.0 - dearest if comparable and dearest == dearest else 0.0


@part
def _capacity(row: Any, asked: Any, factor: float) -> tuple[float, float, float]:
    """Points and failure of the rule, and capacity over volume."""
    ratio = row.capacity * factor / asked[VOLUME]
    good = ratio >= 1.0 - asked[TOLERANCE]
    points, failure = _gap(asked, CAPACITY_TABLE, ratio, good, asked[CAPACITY_UNKNOWN])
    return points, failure, ratio


@part
def _price(dearest: float, asked: Any) -> tuple[float, float]:
    return _gap(asked, PRICE_TABLE, dearest, dearest <= 1.0 + asked[TOLERANCE], asked[PRICE_UNKNOWN])


@part
def _distance(row: Any, asked: Any) -> float:
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
def _radius(away: float, asked: Any) -> tuple[float, float, float]:
    """Points and failure of the rule, and distance over radius."""
    ratio = away / max(asked[RADIUS], 0.1)
    good = ratio <= 1.0 + asked[TOLERANCE]
    points, failure = _gap(asked, DISTANCE_TABLE, ratio, good, asked[DISTANCE_UNKNOWN])
    return points, failure, ratio


@part
def early_points(
    row: Any, asked: Any, factor: float, dearest: float, limited: bool, missing: int, unknown: int
) -> float:
    """Points of the rules that tell most rows apart: no more than all points together."""
    points = asked[POINTS] + missing * asked[NO_CERTIFICATE] + unknown * asked[CERTIFICATE_UNKNOWN]
    if asked[VOLUME] == asked[VOLUME]:
        points += _capacity(row, asked, factor)[0]
    if limited:
        points += _price(dearest, asked)[0]
    if asked[RADIUS] == asked[RADIUS]:
        points += _radius(_distance(row, asked), asked)[0]
    return float(points)


@part
def _piece(row: Any, asked: Any) -> tuple[float, float]:
    amount = row.piece_amount if row.piece_base == asked[PIECE_BASE] else math.nan
    low, high = asked[PIECE_LOW], asked[PIECE_HIGH]
    good = amount >= low * (1 - asked[TOLERANCE]) and amount <= high * (1 + asked[TOLERANCE])
    off = max(low / amount, amount / high) if amount == amount else math.nan
    return _gap(asked, PIECE_TABLE, off, good, asked[PIECE_UNKNOWN])


@part
def _volume(row: Any, asked: Any, factor: float) -> tuple[float, float, int]:
    """Points, log-odds and unknown details by capacity and minimum order."""
    points, failure, ratio = _capacity(row, asked, factor)
    odds = asked[W_CAPACITY] * min(failure, MOST_GAP)
    if ratio == ratio:
        odds += asked[W_HEADROOM] * min(math.log2(max(ratio, 1.0)), 2.0) / 2.0
    if row.moq == row.moq:
        order = row.moq * factor / asked[VOLUME]
        gap, failure = _gap(asked, MOQ_TABLE, order, order <= 1.0 + asked[TOLERANCE], asked[MOQ_UNKNOWN])
        points += gap
        odds += asked[W_MOQ] * min(failure, MOST_GAP)
    return points, odds, 0 if ratio == ratio else 1


@part
def _amounts(
    row: Any, asked: Any, factor: float, dearest: float, saved: float, limited: bool
) -> tuple[float, float, int]:
    """Points, log-odds, and unknown details by `quantity_rules`."""
    points, odds, details = 0.0, 0.0, 0
    if asked[VOLUME] == asked[VOLUME]:
        points, odds, details = _volume(row, asked, factor)
    if limited:
        gap, failure = _price(dearest, asked)
        points += gap
        odds += asked[W_PRICE] * min(failure, MOST_GAP)
        if dearest == dearest:
            odds += asked[W_SAVING] * min(max(saved, 0.0), asked[MAX_SAVING])
        else:
            details += 1
    if asked[PIECE_BASE] == asked[PIECE_BASE]:
        gap, failure = _piece(row, asked)
        points += gap
        odds += asked[W_PIECE] * min(failure, MOST_GAP)
    return points, odds, details


@part
def _way(row: Any, asked: Any, away: float) -> tuple[float, float, int, int]:
    """Points, log-odds, unknown details and `HARD` by distance, the sea between, and what spoils on the way."""
    points, odds, details, hard = 0.0, 0.0, 0, 0
    over_sea = asked[ISLAND] >= 0 and row.island >= 0 and row.island != asked[ISLAND]
    if asked[RADIUS] == asked[RADIUS]:
        points, failure, ratio = _radius(away, asked)
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
def _times(row: Any, asked: Any) -> tuple[float, float, int]:
    """Points, log-odds and unknown details by shelf life, lead time and payment."""
    points, odds, details = 0.0, 0.0, 0
    if asked[SHELF_LIFE] == asked[SHELF_LIFE]:
        ratio = row.shelf_life / max(asked[SHELF_LIFE], 0.5)
        good = ratio >= 1.0 - asked[TOLERANCE]
        gap, failure = _gap(asked, SHELF_LIFE_TABLE, ratio, good, asked[SHELF_LIFE_UNKNOWN])
        points += gap
        odds += asked[W_SHELF_LIFE] * min(failure, MOST_GAP)
        details += 0 if ratio == ratio else 1
    if asked[LEAD_TIME] == asked[LEAD_TIME]:
        ratio, good = row.lead_time / max(asked[LEAD_TIME], 0.5), row.lead_time <= asked[LEAD_TIME]
        gap, failure = _gap(asked, LEAD_TIME_TABLE, ratio, good, asked[LEAD_TIME_UNKNOWN])
        points += gap
        odds += asked[W_LEAD_TIME] * min(failure, MOST_GAP)
    if asked[PAYMENT] == asked[PAYMENT]:
        days = row.payment_days
        ratio = asked[PAYMENT] / max(days, 1.0) if days == days else math.nan
        gap, failure = _gap(asked, PAYMENT_TABLE, ratio, days >= asked[PAYMENT], asked[PAYMENT_UNKNOWN])
        points += gap
        odds += asked[W_PAYMENT] * min(failure, MOST_GAP)
    return points, odds, details


@part
def _terms(row: Any, asked: Any) -> tuple[float, float]:
    """Points and log-odds by the terms of trade."""
    if asked[TERMS] <= 0:
        return 0.0, 0.0
    if row.terms == 0:
        return asked[TERMS_UNKNOWN], 0.0
    if row.terms & int(asked[TERMS]):
        return 0.0, asked[W_TERMS]
    return asked[OTHER_TERMS], asked[W_TERMS_OTHER] * asked[OTHER_TERMS]


@part
def _wishes(row: Any, asked: Any, away: float, region: float) -> tuple[float, float]:
    """Points and log-odds by region, delivery, making to order, and local goods."""
    points, odds = 0.0, asked[W_REGION] * min(max(region, 0.0), 1.0)
    if region < 0:
        gap = min(-region * asked[MADE_ELSEWHERE], 1.0)
        points += gap
        odds += asked[W_REGION_OTHER] * gap
    if asked[DELIVERY] > 0:
        ratio = away / asked[DELIVERY_KM]
        gap, failure = _gap(asked, DELIVERY_TABLE, ratio, ratio <= 1.0, asked[DELIVERY_UNKNOWN])
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


@part
def paper_gaps(asked: Any, missing: int, unknown: int, permits: Any, columns: Any) -> tuple[float, float]:
    """Points and log-odds by certificates asked for, and by the permits of ``columns``."""
    points = missing * asked[NO_CERTIFICATE] + unknown * asked[CERTIFICATE_UNKNOWN]
    odds = asked[W_MISSING] * min(missing, 2) + asked[W_UNKNOWN] * min(unknown, 2)
    lacking = 0
    for column in columns:
        if permits[column] == FAILED:
            lacking += 1
            points += asked[NO_PERMIT]
        elif permits[column] == NOT_KNOWN:
            points += asked[PERMIT_UNKNOWN]
    return points, odds + asked[W_PERMITS] * min(lacking, 2)


@part
def condition_gaps(
    row: Any, asked: Any, factor: float, dearest: float, saved: float, limited: bool, region: float
) -> tuple[float, float, int]:
    """Points, log-odds and `HARD` by everything but papers and relevance."""
    away = _distance(row, asked)
    points, odds, details = _amounts(row, asked, factor, dearest, saved, limited)
    way_points, way_odds, way_details, hard = _way(row, asked, away)
    time_points, time_odds, time_details = _times(row, asked)
    term_points, term_odds = _terms(row, asked)
    wish_points, wish_odds = _wishes(row, asked, away, region)
    points += way_points + time_points + term_points + wish_points
    odds += way_odds + time_odds + term_odds + wish_odds
    odds += asked[W_DETAILS] * (details + way_details + time_details)
    if not row.active:
        points += asked[NOT_ACTIVE]
        odds += asked[W_CLOSED] * min(asked[NOT_ACTIVE], MOST_GAP)
        hard = HARD
    return points, odds, hard
