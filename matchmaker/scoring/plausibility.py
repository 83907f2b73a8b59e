"""What category, unit and price say about what a product is, where the words leave it open.

A buyer who asks by purpose ("something sweet on the pillow every night") shares hardly a word with the
maker. But budgets are set near the price of the goods meant, and goods are counted in their own way: what
costs nearly the ceiling per kilo is likelier meant than what costs a twentieth of it. Counts the more, the
less the words settle; only orders a list, the score of a pair stays free of it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.block import Block
from matchmaker.scoring.catalogue import CATEGORIES
from matchmaker.scoring.conditions import NeedConditions

Doubles = NDArray[np.float64]

SAME_CATEGORY, NEAR_CATEGORY, OTHER_CATEGORY = 0.3, -0.4, -1.5
"""Shifts of log-odds. Categories are often set carelessly, so they count less than they could."""
NEAR: tuple[frozenset[str], ...] = (
    frozenset({"food", "beverage", "agriculture", "plantation", "fishery"}),
    frozenset({"craft", "fashion", "home_decor", "metal"}),
    frozenset({"personal_care", "agriculture", "plantation"}),
    frozenset({"trade", "service"}),
)
"""Categories that makers and buyers mix up."""
EDIBLE_CERTIFICATES = frozenset({"PIRT", "HALAL", "NKV", "SLHS"})
"""Who requires one of these without naming a category mostly means something to eat or drink."""
OTHER_UNIT = -1.5
"""Sold by a unit that cannot be compared: the litre where pieces are asked for."""
PRICE_RATIOS = (0.05, 0.2, 0.5, 0.8, 1.05, 1.4, 2.0, 4.0)
PRICE_SHIFTS = (-1.2, -0.72, 0.72, 1.8, 1.8, 1.08, 0.0, -1.2)
"""Price over ceiling, and what it says: people name a ceiling a little above what the goods cost."""

FAINTEST = 0.015
"""Relevance taken for rows that share nothing with the need."""
MOST = SAME_CATEGORY + max(PRICE_SHIFTS)
"""The largest shift there is."""


EDIBLE = NEAR[0] | {"personal_care", "service"}
"""Categories for which those certificates make sense: catering is a service, and cosmetics are halal too."""


def shifts(block: Block) -> Doubles:
    """How much likelier each row is what is meant, in log-odds, shape (n,)."""
    return _category(block) + _unit(block) + _price(block)


def shifted(text: Doubles, by: Doubles | float) -> Doubles:
    """Relevance (0..1) after a shift of its log-odds."""
    inside = np.clip(text + FAINTEST, FAINTEST, 1.0 - 1e-6)
    return np.asarray(1.0 / (1.0 + np.exp(-(np.log(inside) - np.log1p(-inside) + by))))


def _category(block: Block) -> Doubles:
    return np.asarray(category_shifts(block.conditions)[block.rows.category])


def category_shifts(conditions: NeedConditions) -> Doubles:
    """Shift by category code, shape (13,); the last entry stands for rows without one."""
    return _category_shifts(conditions.category, not EDIBLE_CERTIFICATES.isdisjoint(conditions.required))


@cache
def _category_shifts(asked: str | None, edible: bool) -> Doubles:
    shifts = np.array([*(_category_shift(asked, edible, name) for name in CATEGORIES), 0.0])
    shifts.flags.writeable = False
    return shifts


def _category_shift(asked: str | None, edible: bool, offered: str) -> float:
    """``edible`` tells that certificates of food are required."""
    if asked is None:
        return 0.0 if not edible or offered in EDIBLE else OTHER_CATEGORY
    if asked == offered:
        return SAME_CATEGORY
    return NEAR_CATEGORY if any({asked, offered} <= group for group in NEAR) else OTHER_CATEGORY


def _unit(block: Block) -> Doubles:
    if block.conditions.volume is None or block.conditions.volume.unit is None:
        return np.zeros(len(block))
    other = np.isnan(block.volume_factor) & (block.rows.product_no >= 0)
    return np.where(other, OTHER_UNIT, 0.0)


def _price(block: Block) -> Doubles:
    if not block.conditions.prices:
        return np.zeros(len(block))
    amounts = np.array([limit.amount for limit in block.conditions.prices])[:, None]
    ratios = block.rows.price / block.price_factors / amounts
    dearest = np.where(np.isnan(ratios), -np.inf, ratios).max(axis=0)
    return np.where(np.isinf(dearest), 0.0, np.interp(dearest, PRICE_RATIOS, PRICE_SHIFTS))
