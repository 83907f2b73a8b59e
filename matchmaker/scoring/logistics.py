"""Rules about time, place and terms: distance, lead time, shelf life, payment, delivery."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matchmaker.scoring.block import Block
from matchmaker.scoring.catalogue import CONSIGNMENT, TERMS_UNKNOWN
from matchmaker.scoring.quantity_rules import TOLERANCE, Table, interpolate
from matchmaker.scoring.verdicts import RuleResult, judge

FIXABLE_RADIUS = 2.0
"""Up to this many times the radius a distance can be bridged; beyond it is out of the question."""
DAILY_DELIVERY_KM = 40.0
"""From how far fresh goods can be brought at a fixed early hour (assumption: an hour's drive)."""
SPOILS_AFTER = 0.5
"""Goods that spend more than this share of their shelf life on the way arrive too old to sell."""

DISTANCE_GAPS: Table = ((1.0, 1.25, 1.5, 2.0, 4.0), (0.6, 1.0, 1.3, 1.8, 3.0))
"""Gap points by distance over radius."""
DISTANCE_UNKNOWN = 0.4
LEAD_TIME_GAPS: Table = ((1.0, 1.5, 2.0, 4.0), (0.5, 0.8, 1.1, 1.8))
"""Gap points by days needed over days allowed."""
LEAD_TIME_UNKNOWN = 0.08
SHELF_LIFE_GAPS: Table = ((0.0, 0.25, 0.5, 0.75, 1.0), (2.4, 2.0, 1.2, 0.9, 0.6))
"""Gap points by days kept over days demanded."""
SHELF_LIFE_UNKNOWN = 0.2
FRESHNESS_GAPS: Table = ((0.5, 1.0, 2.0), (0.8, 1.5, 2.5))
"""Gap points by the share of the shelf life that is spent on the way."""
PAYMENT_GAPS: Table = ((1.0, 2.0, 4.0), (0.4, 0.6, 1.0))
"""Gap points by the days a buyer takes over the days the UMKM can wait."""
PAYMENT_UNKNOWN = 0.03
OTHER_TERMS, TERMS_NOT_KNOWN = 0.5, 0.03
DELIVERY_GAPS: Table = ((1.0, 2.0, 5.0), (0.5, 1.2, 2.0))
"""Gap points by distance over `DAILY_DELIVERY_KM`."""
DELIVERY_UNKNOWN = 0.1
CUSTOMISATION_UNKNOWN = 0.06
NOT_LOCAL, LOCAL_UNKNOWN = 0.5, 0.05


def distance(block: Block) -> RuleResult | None:
    """Distance against the radius of the need."""
    radius = block.conditions.radius_km
    if radius is None:
        return None
    ratio = np.asarray(block.distance / max(radius, 0.1), dtype=np.float64)
    return judge(
        "distance",
        ~np.isnan(ratio),
        ratio <= 1 + TOLERANCE,
        hard=ratio > FIXABLE_RADIUS,
        fail_points=interpolate(ratio, DISTANCE_GAPS),
        unknown_points=DISTANCE_UNKNOWN,
        essential=True,
        facts={"distance_km": block.distance, "radius_km": radius},
    )


def lead_time(block: Block) -> RuleResult | None:
    """Days from order to readiness."""
    allowed = block.conditions.lead_time_days
    if allowed is None:
        return None
    days = block.rows.lead_time
    ratio = np.asarray(days / max(allowed, 0.5), dtype=np.float64)
    return judge(
        "lead_time",
        ~np.isnan(days),
        days <= allowed,
        fail_points=interpolate(ratio, LEAD_TIME_GAPS),
        unknown_points=LEAD_TIME_UNKNOWN,
        facts={"lead_time_days": days, "max_lead_time_days": allowed},
    )


def shelf_life(block: Block) -> RuleResult | None:
    """How long the goods keep against what the buyer demands."""
    asked = block.conditions.shelf_life_days
    if asked is None:
        return None
    days = block.rows.shelf_life
    ratio = np.asarray(days / max(asked, 0.5), dtype=np.float64)
    return judge(
        "shelf_life",
        ~np.isnan(days),
        ratio >= 1 - TOLERANCE,
        fail_points=interpolate(ratio, SHELF_LIFE_GAPS),
        unknown_points=SHELF_LIFE_UNKNOWN,
        essential=True,
        facts={"shelf_life_days": days, "min_shelf_life_days": asked},
    )


def freshness(block: Block) -> RuleResult:
    """Goods that would be too old when they arrive; only short-lived goods are concerned."""
    days = block.rows.shelf_life
    share = np.asarray(block.transit / np.maximum(days, 0.5), dtype=np.float64)
    late = share > SPOILS_AFTER
    return judge(
        "freshness",
        np.ones(len(block), dtype=np.bool_),
        ~late,
        concerns=late,
        fail_points=interpolate(share, FRESHNESS_GAPS),
        unknown_points=0.0,
        facts={"shelf_life_days": days, "transit_days": block.transit},
    )


def payment(block: Block) -> RuleResult | None:
    """When the buyer pays against how long the UMKM can wait."""
    asked = block.conditions.payment_days
    if asked is None:
        return None
    days = block.rows.payment_days
    ratio = np.asarray(asked / np.maximum(days, 1.0), dtype=np.float64)
    return judge(
        "payment",
        ~np.isnan(days),
        days >= asked,
        fail_points=interpolate(ratio, PAYMENT_GAPS),
        unknown_points=PAYMENT_UNKNOWN,
        facts={"payment_days": asked, "max_payment_days": days},
    )


def trade_terms(block: Block) -> RuleResult | None:
    """Whether the UMKM sells on the buyer's terms: consignment or outright purchase."""
    asked = block.conditions.terms
    if not asked:
        return None
    return judge(
        "trade_terms",
        block.rows.terms != TERMS_UNKNOWN,
        (block.rows.terms & asked) != 0,
        fail_points=OTHER_TERMS,
        unknown_points=TERMS_NOT_KNOWN,
        facts={"asked": "consignment" if asked == CONSIGNMENT else "outright"},
    )


def shipping(block: Block) -> RuleResult | None:
    """Cheap or heavy goods from another island where the need gives no radius."""
    if block.conditions.radius_km is not None:
        return None
    concerns = block.over_sea & (block.rows.bulk > 0.0)
    return judge(
        "shipping",
        np.ones(len(block), dtype=np.bool_),
        ~concerns,
        concerns=concerns,
        fail_points=block.rows.bulk,
        unknown_points=0.0,
        facts={"distance_km": block.distance},
    )


MADE_ELSEWHERE = 1.6
"""Only made elsewhere (relevance -0.4) is not quite as bad as said to be another region's speciality (-1)."""


def region(block: Block) -> RuleResult | None:
    """The speciality of a named place: another region's is at best a substitute."""
    wished = block.relevance.region
    if not wished.any():
        return None
    return judge(
        "region",
        np.ones(len(block), dtype=np.bool_),
        wished > 0,
        concerns=wished != 0,
        fail_points=np.minimum(-wished * MADE_ELSEWHERE, 1.0),
        unknown_points=0.0,
    )


def delivery(block: Block) -> RuleResult | None:
    """Delivery at a fixed hour takes a supplier nearby."""
    asked = block.conditions.deliveries
    if not asked:
        return None
    ratio = np.asarray(block.distance / DAILY_DELIVERY_KM, dtype=np.float64)
    return judge(
        "delivery",
        ~np.isnan(ratio),
        ratio <= 1.0,
        fail_points=interpolate(ratio, DELIVERY_GAPS),
        unknown_points=DELIVERY_UNKNOWN,
        facts={"asked": asked[0].text, "distance_km": block.distance},
    )


def customisation(block: Block) -> RuleResult | None:
    """Names, logos or sizes made to order: known only where the UMKM says so."""
    asked = block.conditions.customisations
    if not asked:
        return None
    return judge(
        "customisation",
        block.rows.made_to_order,
        block.rows.made_to_order,
        fail_points=0.0,
        unknown_points=CUSTOMISATION_UNKNOWN,
        facts={"asked": asked[0].text},
    )


LOCAL_KM = 100.0
"""What a buyer still calls local when it comes from another province."""


def local(block: Block) -> RuleResult | None:
    """Goods of the buyer's own surroundings: the same province, or not far."""
    if not block.conditions.local or block.conditions.province < 0:
        return None
    near = (block.rows.province == block.conditions.province) | (block.distance <= LOCAL_KM)
    return judge(
        "local",
        (block.rows.province >= 0) | ~np.isnan(block.distance),
        near,
        fail_points=NOT_LOCAL,
        unknown_points=LOCAL_UNKNOWN,
        facts={"distance_km": block.distance},
    )


RULES: tuple[Callable[[Block], RuleResult | None], ...] = (
    distance, lead_time, shelf_life, freshness, payment, trade_terms, shipping, region, delivery, customisation, local,
)  # fmt: skip
