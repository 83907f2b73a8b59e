"""Rules about amounts: capacity, minimum order, price, the size of one piece."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.block import Block
from matchmaker.scoring.goods import PIECE_BASES
from matchmaker.scoring.verdicts import Floats, RuleResult, judge

TOLERANCE = 1e-6
"""Relative slack, so that converting units forth and back never fails a condition met exactly."""


Table = tuple[tuple[float, ...], tuple[float, ...]]
"""Where, and how much there; straight lines between."""

CAPACITY_GAPS: Table = ((0.0, 0.25, 0.5, 0.75, 1.0), (2.5, 1.8, 1.1, 0.7, 0.5))
"""Gap points by capacity over volume."""
CAPACITY_UNKNOWN = 0.25
MOQ_GAPS: Table = ((1.0, 1.5, 3.0, 6.0), (0.5, 0.8, 1.5, 2.2))
"""Gap points by minimum order over volume."""
MOQ_UNKNOWN = 0.02
PRICE_GAPS: Table = ((1.0, 1.1, 1.25, 1.5, 2.0, 4.0), (0.5, 0.6, 1.0, 1.5, 2.2, 3.0))
"""Gap points by price over ceiling."""
PRICE_UNKNOWN = 0.2
PIECE_GAPS: Table = ((1.0, 1.3, 2.0, 4.0), (0.4, 0.6, 1.0, 1.6))
"""Gap points by how many times too small or too large a piece is."""
PIECE_UNKNOWN = 0.05


def interpolate(ratio: NDArray[np.float64], table: Table) -> Floats:
    """Gap points by how far off a condition is; NaN ratios give 0."""
    at, points = table
    values = np.interp(np.nan_to_num(ratio, nan=at[0]), at, points)
    return np.asarray(np.where(np.isnan(ratio), 0.0, values), dtype=np.float32)


def capacity(block: Block) -> RuleResult | None:
    """Capacity not yet committed against the volume asked, in the need's unit."""
    volume = block.conditions.volume
    if volume is None:
        return None
    offered = block.rows.capacity * block.volume_factor
    ratio = offered / volume.amount
    return judge(
        "capacity",
        ~np.isnan(ratio),
        ratio >= 1 - TOLERANCE,
        fail_points=interpolate(ratio, CAPACITY_GAPS),
        unknown_points=CAPACITY_UNKNOWN,
        essential=True,
        facts={"capacity": offered, "volume": volume.amount, "unit": volume.unit},
    )


def minimum_order(block: Block) -> RuleResult | None:
    """The smallest order the UMKM takes against the volume asked."""
    volume = block.conditions.volume
    if volume is None:
        return None
    least = block.rows.moq * block.volume_factor
    ratio = least / volume.amount
    return judge(
        "moq",
        ~np.isnan(ratio),
        ratio <= 1 + TOLERANCE,
        fail_points=interpolate(ratio, MOQ_GAPS),
        unknown_points=MOQ_UNKNOWN,
        concerns=~np.isnan(block.rows.moq),
        facts={"moq": least, "volume": volume.amount, "unit": volume.unit},
    )


def price(block: Block) -> RuleResult | None:
    """Price against the ceiling, per common unit; of several ceilings the one exceeded most counts."""
    limits = block.conditions.prices
    if not limits:
        return None
    amounts = np.array([limit.amount for limit in limits])[:, None]
    offered = block.rows.price / block.price_factors
    ratios = offered / amounts
    worst = np.argmax(np.nan_to_num(ratios, nan=-1.0), axis=0)
    pick = np.arange(len(block))
    ratio = ratios[worst, pick]
    return judge(
        "price",
        ~np.isnan(ratio),
        ratio <= 1 + TOLERANCE,
        fail_points=interpolate(ratio, PRICE_GAPS),
        unknown_points=PRICE_UNKNOWN,
        essential=True,
        facts={
            "price_idr": offered[worst, pick],
            "max_price_idr": amounts[worst, 0],
            "unit": lambda row: limits[worst[row]].unit,
        },
    )


def piece(block: Block) -> RuleResult | None:
    """The size of one piece against the range the text of the need gives."""
    ranges = block.conditions.pieces
    if not ranges:
        return None
    wanted = ranges[0]
    alike = block.rows.piece_base == PIECE_BASES.index(wanted.base)
    amount = np.where(alike, block.rows.piece_amount, np.nan)
    good = (amount >= wanted.low * (1 - TOLERANCE)) & (amount <= wanted.high * (1 + TOLERANCE))
    off = np.maximum(wanted.low / amount, amount / wanted.high)
    return judge(
        "piece",
        ~np.isnan(amount),
        good,
        fail_points=interpolate(off, PIECE_GAPS),
        unknown_points=PIECE_UNKNOWN,
        facts={"amount": amount, "low": wanted.low, "high": wanted.high, "base": wanted.base},
    )


RULES: tuple[Callable[[Block], RuleResult | None], ...] = (capacity, minimum_order, price, piece)
