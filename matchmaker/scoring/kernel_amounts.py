"""Compiled: what `quantity_rules` says of one row, without its explanations."""

from __future__ import annotations

import math
from typing import Any

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_asked import (
    CAPACITY_TABLE,
    CAPACITY_UNKNOWN,
    MAX_SAVING,
    MOQ_TABLE,
    MOQ_UNKNOWN,
    PIECE_BASE,
    PIECE_HIGH,
    PIECE_LOW,
    PIECE_TABLE,
    PIECE_UNKNOWN,
    PRICE_TABLE,
    PRICE_UNKNOWN,
    TOLERANCE,
    VOLUME,
    W_CAPACITY,
    W_HEADROOM,
    W_MOQ,
    W_PIECE,
    W_PRICE,
    W_SAVING,
)  # fmt: skip
from matchmaker.scoring.kernel_gaps import MOST_GAP, gap_of


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
def capacity(row: Any, asked: Any, factor: float) -> tuple[float, float, float]:
    """Points and failure of the rule, and capacity over volume."""
    ratio = row.capacity * factor / asked[VOLUME]
    good = ratio >= 1.0 - asked[TOLERANCE]
    points, failure = gap_of(asked, CAPACITY_TABLE, ratio, good, asked[CAPACITY_UNKNOWN])
    return points, failure, ratio


@part
def price(dearest: float, asked: Any) -> tuple[float, float]:
    return gap_of(asked, PRICE_TABLE, dearest, dearest <= 1.0 + asked[TOLERANCE], asked[PRICE_UNKNOWN])


@part
def _piece(row: Any, asked: Any) -> tuple[float, float]:
    amount = row.piece_amount if row.piece_base == asked[PIECE_BASE] else math.nan
    low, high = asked[PIECE_LOW], asked[PIECE_HIGH]
    good = amount >= low * (1 - asked[TOLERANCE]) and amount <= high * (1 + asked[TOLERANCE])
    off = max(low / amount, amount / high) if amount == amount else math.nan
    return gap_of(asked, PIECE_TABLE, off, good, asked[PIECE_UNKNOWN])


@part
def _volume(row: Any, asked: Any, factor: float) -> tuple[float, float, int]:
    """Points, log-odds and unknown details by capacity and minimum order."""
    points, failure, ratio = capacity(row, asked, factor)
    odds = asked[W_CAPACITY] * min(failure, MOST_GAP)
    if ratio == ratio:
        odds += asked[W_HEADROOM] * min(math.log2(max(ratio, 1.0)), 2.0) / 2.0
    if row.moq == row.moq:
        order = row.moq * factor / asked[VOLUME]
        gap, failure = gap_of(asked, MOQ_TABLE, order, order <= 1.0 + asked[TOLERANCE], asked[MOQ_UNKNOWN])
        points += gap
        odds += asked[W_MOQ] * min(failure, MOST_GAP)
    return points, odds, 0 if ratio == ratio else 1


@part
def amounts_gaps(
    row: Any, asked: Any, factor: float, dearest: float, saved: float, limited: bool
) -> tuple[float, float, int]:
    """Points, log-odds, and unknown details by `quantity_rules`."""
    points, odds, details = 0.0, 0.0, 0
    if asked[VOLUME] == asked[VOLUME]:
        points, odds, details = _volume(row, asked, factor)
    if limited:
        gap, failure = price(dearest, asked)
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
