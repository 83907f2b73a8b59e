"""Compiled: the verdict of the rules on one row, as `eligibility.overall` gives it, and where rounding might decide.

A row so close to the edge of a rule that single precision might see it otherwise is marked `DOUBTFUL`, and left to the
plain code.
"""

from __future__ import annotations

from typing import Any

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_asked import (
    DELIVERY,
    DELIVERY_KM,
    FAILED,
    FIXABLE_RADIUS,
    ISLAND,
    LEAD_TIME,
    LOCAL,
    LOCAL_KM,
    PAYMENT,
    PIECE_BASE,
    PIECE_HIGH,
    PIECE_LOW,
    PROVINCE,
    RADIUS,
    ROAD_KM_PER_DAY,
    SAME_DAY_KM,
    SEA_DAYS,
    SHELF_LIFE,
    SPOILS_AFTER,
    TERMS,
    TOLERANCE,
    VOLUME,
)  # fmt: skip

ELIGIBLE, OPEN, FIXABLE, INELIGIBLE = 0, 1, 2, 3
"""Verdicts, as positions in `eligibility.ELIGIBILITIES`."""
FAILS, UNKNOWN, BEYOND, DOUBTFUL = 1, 2, 4, 8
"""Bits of what the rules say of a row: one fails, an essential one is unknown, one fails beyond fixing, and one is so
close to its edge that single precision might see it otherwise."""
EDGE = 1e-5
"""Share by which single precision surely differs less."""


@part
def _close(value: float, limit: float) -> bool:
    return abs(value - limit) <= EDGE * abs(limit)


@part
def _nearly(days: float, limit: float) -> bool:
    """Close, but not the same: whole numbers of days are the same in any precision."""
    return days != limit and _close(days, limit)


@part
def by_amounts(row: Any, asked: Any, factor: float, dearest: float, limited: bool) -> int:
    """See `quantity_rules`."""
    said, slack = 0, asked[TOLERANCE]
    if asked[VOLUME] == asked[VOLUME]:
        ratio = row.capacity * factor / asked[VOLUME]
        if ratio != ratio:
            said |= UNKNOWN
        elif ratio < 1.0 - slack:
            said |= FAILS
        if row.moq * factor / asked[VOLUME] > 1.0 + slack:
            said |= FAILS
    if limited:
        if dearest != dearest:
            said |= UNKNOWN
        elif dearest > 1.0 + slack:
            said |= FAILS
    if asked[PIECE_BASE] == asked[PIECE_BASE] and row.piece_base == asked[PIECE_BASE]:
        amount, low, high = float(row.piece_amount), asked[PIECE_LOW], asked[PIECE_HIGH]
        if amount < low * (1.0 - slack) or amount > high * (1.0 + slack):
            said |= FAILS
        if _close(amount, low) or _close(amount, high):
            said |= DOUBTFUL
    return said


@part
def by_times(row: Any, asked: Any) -> int:
    """Lead time, shelf life and payment; see `logistics`."""
    said = 0
    if row.lead_time > asked[LEAD_TIME]:
        said |= FAILS
    if row.payment_days < asked[PAYMENT]:
        said |= FAILS
    if asked[SHELF_LIFE] == asked[SHELF_LIFE]:
        ratio = row.shelf_life / max(asked[SHELF_LIFE], 0.5)
        if ratio != ratio:
            said |= UNKNOWN
        elif ratio < 1.0 - asked[TOLERANCE]:
            said |= FAILS
    if (
        _nearly(row.lead_time, asked[LEAD_TIME])
        or _nearly(row.payment_days, asked[PAYMENT])
        or _nearly(row.shelf_life, max(asked[SHELF_LIFE], 0.5))
    ):
        said |= DOUBTFUL
    return said


@part
def by_way(row: Any, asked: Any, away: float) -> int:
    """Distance, the sea between, and what spoils on the way; see `logistics`."""
    said = 0
    over_sea = asked[ISLAND] >= 0 and row.island >= 0 and row.island != asked[ISLAND]
    if asked[RADIUS] == asked[RADIUS]:
        ratio, bridged = away / max(asked[RADIUS], 0.1), asked[FIXABLE_RADIUS]
        if ratio != ratio:
            said |= UNKNOWN
        elif ratio > 1.0 + asked[TOLERANCE]:
            said |= FAILS | BEYOND if ratio > bridged else FAILS
        if _close(ratio, 1.0) or _close(ratio, bridged):
            said |= DOUBTFUL
    elif over_sea and row.bulk > 0:
        said |= FAILS
    transit = asked[SEA_DAYS] if over_sea else 0.0
    transit += away / asked[ROAD_KM_PER_DAY] if away > asked[SAME_DAY_KM] else 0.0
    share = transit / max(float(row.shelf_life), 0.5)
    if share > asked[SPOILS_AFTER]:
        said |= FAILS
    if transit > 0.0 and (_close(share, asked[SPOILS_AFTER]) or _close(away, asked[SAME_DAY_KM])):
        said |= DOUBTFUL
    return said


@part
def by_wishes(row: Any, asked: Any, away: float, region: float) -> int:
    """Terms, region, delivery and local goods; see `logistics`."""
    said = FAILS if region < 0 else 0
    if asked[TERMS] > 0 and row.terms != 0 and not row.terms & int(asked[TERMS]):
        said |= FAILS
    if asked[DELIVERY] > 0:
        if away > asked[DELIVERY_KM]:
            said |= FAILS
        if _close(away, asked[DELIVERY_KM]):
            said |= DOUBTFUL
    if asked[LOCAL] > 0:
        if (row.province >= 0 or away == away) and row.province != asked[PROVINCE] and not away <= asked[LOCAL_KM]:
            said |= FAILS
        if _close(away, asked[LOCAL_KM]):
            said |= DOUBTFUL
    return said


@part
def by_papers(missing: int, unknown: int, permits: Any, columns: Any) -> int:
    said = (FAILS if missing else 0) | (UNKNOWN if unknown else 0)
    for column in columns:
        if permits[column] == FAILED:
            said |= FAILS
    return said


@part
def verdict(said: int) -> int:
    if said & BEYOND:
        return INELIGIBLE
    if said & FAILS:
        return FIXABLE
    return OPEN if said & UNKNOWN else ELIGIBLE
