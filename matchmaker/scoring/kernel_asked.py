"""What the compiled loops are told of a need and of a row: the places of all numbers in their arrays.

Numbers and tables are arguments of the loops, put together by `demands` from the modules whose rules they belong to.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

# Numbers of a need, in one float64 array; NaN where the need does not ask.
(
    BEST, OPENNESS, PRECISION, PROBABILITY_SHARE, INTERCEPT, POINTS, VOLUME, RADIUS, LEAD_TIME, SHELF_LIFE,
    PAYMENT, TERMS, PIECE_BASE, PIECE_LOW, PIECE_HIGH, DELIVERY, LOCAL, PROVINCE, CUSTOMISATION, DAY, ISLAND, PLACE_X,
    PLACE_Y, PLACE_Z, FAINTEST, OTHER_UNIT, UNIT_ASKED, RIGHT_TEXT, RIGHT_WIDTH, RELATED_TEXT,
    RELATED_WIDTH, LIFT, LARGEST_GAIN, TOLERANCE, MATCH_TEXT, MATCH_WIDTH, NEAR_KM, KEEPING_DAYS, EARTH_KM,
    SAME_DAY_KM, ROAD_KM_PER_DAY, SEA_DAYS, SPOILS_AFTER, DELIVERY_KM, LOCAL_KM, MADE_ELSEWHERE, FIXABLE_RADIUS,
    TEXT_CENTRE, TEXT_SPREAD, TEXT_NOTHING, MAX_SAVING, COMPLYING_REACH, UNKNOWN_REACH, MOST_ODDS, FARTHEST,
    NUMBERS,
) = range(56)  # fmt: skip

# Points where something is unknown or simply not so, behind the numbers.
(
    NO_CERTIFICATE, CERTIFICATE_UNKNOWN, NO_PERMIT, PERMIT_UNKNOWN, NOT_ACTIVE, CAPACITY_UNKNOWN, MOQ_UNKNOWN,
    PRICE_UNKNOWN, PIECE_UNKNOWN, DISTANCE_UNKNOWN, LEAD_TIME_UNKNOWN, SHELF_LIFE_UNKNOWN, PAYMENT_UNKNOWN,
    OTHER_TERMS, TERMS_UNKNOWN, DELIVERY_UNKNOWN, CUSTOMISATION_UNKNOWN, NOT_LOCAL, LOCAL_UNKNOWN, POINTS_END,
) = range(NUMBERS, NUMBERS + 20)  # fmt: skip

# Weights of features, behind the points; see `demands.FEATURES` for their codes.
(
    W_MATCH, W_REGION, W_REGION_OTHER, W_MISSING, W_UNKNOWN, W_PREFERRED, W_PERMITS, W_CAPACITY, W_HEADROOM, W_MOQ,
    W_PRICE, W_SAVING, W_DISTANCE, W_NEARNESS, W_FREIGHT, W_LEAD_TIME, W_SHELF_LIFE, W_SPOILS, W_WAY, W_PAYMENT,
    W_TERMS_OTHER, W_TERMS, W_PIECE, W_DELIVERY, W_LOCAL, W_TO_ORDER, W_DETAILS, W_CLOSED, WEIGHTS_END,
) = range(POINTS_END, POINTS_END + 29)  # fmt: skip

# Tables of points behind the weights, each `TABLE_WIDTH` places and then as many values.
TABLE_WIDTH = 9
(
    GAINS, FADES, LIFT_TEXT, PRICE_SHIFT, CAPACITY_TABLE, MOQ_TABLE, PRICE_TABLE, PIECE_TABLE, DISTANCE_TABLE,
    LEAD_TIME_TABLE, SHELF_LIFE_TABLE, FRESHNESS_TABLE, PAYMENT_TABLE, DELIVERY_TABLE, ASKED_END,
) = range(WEIGHTS_END, WEIGHTS_END + 15 * 2 * TABLE_WIDTH, 2 * TABLE_WIDTH)  # fmt: skip

HELD, LACKING, HARD = 1, 2, 4
"""Bits of a row's standing: it holds all required certificates, certainly lacks one, is beyond fixing."""
PASSED, NOT_KNOWN, FAILED = 1, 2, 3
"""Verdicts on permits, as in `verdicts`."""

RECORD = np.dtype(
    [
        ("price", np.float64), ("capacity", np.float64), ("moq", np.float64), ("place", np.float32, (3,)),
        ("held_until", np.int32, (12,)), ("slot", np.int32), ("measure", np.int32), ("product_no", np.int32),
        ("province", np.int32),
        ("lead_time", np.float32), ("shelf_life", np.float32), ("payment_days", np.float32), ("bulk", np.float32),
        ("piece_amount", np.float32), ("category", np.int8), ("island", np.int8), ("terms", np.int8),
        ("piece_base", np.int8), ("active", np.bool_), ("made_to_order", np.bool_),
    ],
    align=True,
)  # fmt: skip
"""What is looked at of one row, side by side in memory; see `catalogue.Rows`."""


class Demands(NamedTuple):
    """One need as arrays.

    ``asked`` (ASKED_END,): numbers, points, weights and tables as named above. ``groups`` and ``preferred`` (g, 2, k)
    of certificates, ended by -1: the columns of which one is enough, and those that must be known; ``permit_columns``
    of the permits that the need does not require itself; ``category_shifts`` (13,); ``volume_factors`` (m,) and
    ``price_factors`` (l, m) by the number of a measure, ``amounts`` (l,) of the ceilings.
    """

    asked: Any
    groups: Any
    preferred: Any
    permit_columns: Any
    category_shifts: Any
    volume_factors: Any
    price_factors: Any
    amounts: Any
