"""Pair features: what a need and a product row have to do with each other, as bounded numbers.

Every feature is 0 where it says nothing, and its weight has a known sign: features are written so that
more of them is always better (+1) or always worse (-1). The names are the reason codes of explanations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.block import Block
from matchmaker.scoring.permits import held
from matchmaker.scoring.verdicts import FAIL, PASS, UNKNOWN, RuleResult

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feature:
    """One named feature: the sign its weight must have, the weight of day one, and how freely it may be learned.

    ``spread`` is the standard deviation of the prior on the weight, in log-odds per unit of the feature.
    """

    code: str
    sign: int
    weight: float
    spread: float
    column: Callable[[Block, dict[str, RuleResult]], Doubles]


Results = dict[str, RuleResult]


def matrix(block: Block, results: Sequence[RuleResult]) -> Doubles:
    """All features of all rows, shape (n, len(`PAIR_FEATURES`))."""
    named = {result.code: result for result in results}
    return np.stack([feature.column(block, named) for feature in PAIR_FEATURES], axis=1)


def _zeros(block: Block) -> Doubles:
    return np.zeros(len(block))


def _gap(code: str, most: float = 2.5) -> Callable[[Block, Results], Doubles]:
    """The points of a failed rule, at most ``most``."""

    def column(block: Block, results: Results) -> Doubles:
        result = results.get(code)
        if result is None:
            return _zeros(block)
        return np.minimum(np.where(result.verdict == FAIL, result.points, 0.0), most).astype(np.float64)

    return column


def _count(prefix: str, verdict: int, most: float = 2.0) -> Callable[[Block, Results], Doubles]:
    """How many rules of one family end in ``verdict``, at most ``most``."""

    def column(block: Block, results: Results) -> Doubles:
        family = [one.verdict == verdict for code, one in results.items() if code.startswith(prefix)]
        return np.minimum(np.sum(family, axis=0), most).astype(np.float64) if family else _zeros(block)

    return column


MATCH_TEXT, MATCH_WIDTH = 0.2, 0.07
"""Relevance at which half of the match is reached, and how sharply it rises: right goods asked for by purpose
or material often reach no more than 0.3."""


def _match(block: Block, results: Results) -> Doubles:
    """Relevance bent so that it saturates: among right products, a little more likeness decides nothing.

    This also keeps outcomes from teaching the wrong thing. Only plausible pairs are ever tried, and among
    those likeness hardly matters; with a straight line the fit would flatten it everywhere.
    """
    text = block.relevance.text.astype(np.float64)
    return np.asarray(1.0 / (1.0 + np.exp(-(text - MATCH_TEXT) / MATCH_WIDTH)))


def _region(block: Block, results: Results) -> Doubles:
    return np.clip(block.relevance.region, 0.0, 1.0).astype(np.float64)


def _preferred(block: Block, results: Results) -> Doubles:
    names = block.conditions.preferred
    if not names:
        return _zeros(block)
    shares = [held(block.rows, name, block.as_of)[1] for name in names]
    return np.asarray(np.mean(shares, axis=0), dtype=np.float64)


def _headroom(block: Block, results: Results) -> Doubles:
    volume = block.conditions.volume
    if volume is None:
        return _zeros(block)
    ratio = block.rows.capacity * block.volume_factor / volume.amount
    return np.asarray(np.clip(np.log2(np.fmax(ratio, 1.0)), 0.0, 2.0) / 2.0)


MOST_SAVING = 0.6
"""A price further below the ceiling than this share says no more."""


def _saving(block: Block, results: Results) -> Doubles:
    limits = block.conditions.prices
    if not limits:
        return _zeros(block)
    amounts = np.array([limit.amount for limit in limits])[:, None]
    shares = 1.0 - block.rows.price / block.price_factors / amounts
    return np.asarray(np.clip(np.nan_to_num(shares, nan=0.0).min(axis=0), 0.0, MOST_SAVING))


NEAR_KM = 60.0
"""At this distance nearness has fallen to 1/e."""


def _nearness(block: Block, results: Results) -> Doubles:
    return np.asarray(np.nan_to_num(np.exp(-block.distance / NEAR_KM), nan=0.0), dtype=np.float64)


KEEPING_DAYS = 14.0
"""Goods that keep longer than a few times this travel without care."""


def _perishable_way(block: Block, results: Results) -> Doubles:
    """Short shelf life times distance: what bakers and fishers know and no single condition says."""
    frailty = np.exp(-block.rows.shelf_life / KEEPING_DAYS)
    way = np.log1p(block.distance / 20.0)
    return np.asarray(np.clip(np.nan_to_num(frailty * way, nan=0.0), 0.0, 3.0), dtype=np.float64)


def _unknown_essentials(block: Block, results: Results) -> Doubles:
    family = [
        one.verdict == UNKNOWN for code, one in results.items() if one.essential and not code.startswith("certificate:")
    ]
    return np.sum(family, axis=0).astype(np.float64) if family else _zeros(block)


def _passes(code: str) -> Callable[[Block, Results], Doubles]:
    def column(block: Block, results: Results) -> Doubles:
        result = results.get(code)
        return _zeros(block) if result is None else (result.verdict == PASS).astype(np.float64)

    return column


def _vagueness(block: Block, results: Results) -> Doubles:
    return np.full(len(block), block.reading.vagueness)


PAIR_FEATURES: tuple[Feature, ...] = (
    Feature("product_match", +1, 5.0, 0.4, _match),
    Feature("region_match", +1, 0.5, 0.3, _region),
    Feature("region_other", -1, -0.8, 0.3, _gap("region")),
    Feature("certificates_missing", -1, -1.4, 0.5, _count("certificate:", FAIL)),
    Feature("certificates_unknown", -1, -0.6, 0.3, _count("certificate:", UNKNOWN)),
    Feature("certificates_preferred", +1, 0.4, 0.3, _preferred),
    Feature("permits_missing", -1, -0.25, 0.2, _count("permit:", FAIL)),
    Feature("capacity_short", -1, -0.8, 0.4, _gap("capacity")),
    Feature("capacity_headroom", +1, 0.4, 0.3, _headroom),
    Feature("minimum_order", -1, -0.6, 0.4, _gap("moq")),
    Feature("price_over", -1, -0.9, 0.4, _gap("price")),
    Feature("price_saving", +1, 0.6, 0.5, _saving),
    Feature("distance_beyond", -1, -0.9, 0.4, _gap("distance", 3.0)),
    Feature("nearness", +1, 0.6, 0.4, _nearness),
    Feature("freight", -1, -0.7, 0.4, _gap("shipping")),
    Feature("lead_time_long", -1, -0.7, 0.4, _gap("lead_time")),
    Feature("shelf_life_short", -1, -0.8, 0.4, _gap("shelf_life")),
    Feature("spoils_on_way", -1, -0.7, 0.4, _gap("freshness")),
    Feature("perishable_way", -1, -0.2, 0.4, _perishable_way),
    Feature("payment_wait", -1, -0.6, 0.4, _gap("payment")),
    Feature("trade_terms_other", -1, -0.8, 0.5, _gap("trade_terms")),
    Feature("trade_terms_match", +1, 0.2, 0.4, _passes("trade_terms")),
    Feature("piece_size", -1, -0.6, 0.3, _gap("piece")),
    Feature("delivery_far", -1, -0.8, 0.4, _gap("delivery")),
    Feature("not_local", -1, -0.5, 0.3, _gap("local")),
    Feature("made_to_order", +1, 0.4, 0.3, _passes("customisation")),
    Feature("details_unknown", -1, -0.25, 0.2, _unknown_essentials),
    Feature("need_not_open", -1, -0.5, 0.1, _gap("need_open")),
    Feature("business_closed", -1, -1.5, 0.1, _gap("active")),
    Feature("need_vague", -1, -0.8, 0.2, _vagueness),
)
