"""What a product's price, unit and words tell beyond its fields: bulk, size of a piece, made to order."""

from __future__ import annotations

import math
from functools import lru_cache

from matchmaker.scoring.quantities import Measure, conversion, measure
from matchmaker.scoring.reading import ProductReading

CHEAP_IDR_PER_KG, DEAR_IDR_PER_KG = 60_000.0, 110_000.0
"""Up to the first price freight between islands (roughly Rp 10,000-20,000 a kg) eats the margin; from the
second it hardly matters: pepper, spices and fine coffee travel, sugar and crackers do not."""
CHEAP_IDR_PER_LITRE, DEAR_IDR_PER_LITRE = 80_000.0, 200_000.0
"""Liquids are heavy and need stronger packing."""

BULK_OF_CATEGORY: dict[str, float] = {
    "food": 0.7, "beverage": 0.8, "agriculture": 1.0, "plantation": 0.4, "fishery": 0.8, "craft": 0.0,
    "fashion": 0.0, "metal": 0.5, "home_decor": 0.3, "personal_care": 0.2, "service": 1.0, "trade": 0.6,
}  # fmt: skip
"""Where no price per weight is known: how much a category suffers from the way between islands."""
BULK_UNKNOWN = 0.5

PIECE_BASES: tuple[str, ...] = ("g", "ml", "cm")

_FREIGHT_PRICES = (
    (measure("kg"), CHEAP_IDR_PER_KG, DEAR_IDR_PER_KG),
    (measure("liter"), CHEAP_IDR_PER_LITRE, DEAR_IDR_PER_LITRE),
)
KEPT_MEASURES = 8_192
"""So many measures are remembered with their weight."""

OWN_WORD = 0.5
"""Words of a product's name and description weigh at least this; those of the business less."""
_TO_ORDER = frozenset({
    "custom", "kustom", "costum", "bordir", "bordiran", "sablon", "logo", "ukir", "grafir", "laser", "pesanan", "pesan",
})  # fmt: skip


def bulkiness(price_idr: int | None, held: Measure | None, category: str | None) -> float:
    """How much goods suffer from freight between islands, 0 (dear for their weight) to 1 (cheap or heavy).

    ``price_idr`` is asked for one unit, which holds ``held``.
    """
    by_category = BULK_OF_CATEGORY.get(category or "", BULK_UNKNOWN)
    weighed = _weighed(held) if price_idr and held is not None else None
    if weighed is None or not price_idr:
        return by_category
    factor, cheap, dear = weighed
    measured = _bulk_of_price(price_idr / factor, cheap, dear)
    return min(measured, by_category) if category in {"craft", "fashion"} else measured


@lru_cache(maxsize=KEPT_MEASURES)
def _weighed(held: Measure) -> tuple[float, float, float] | None:
    """Kilos or else litres in one unit, and the prices of one between which goods get dear; None if neither."""
    for asked, cheap, dear in _FREIGHT_PRICES:
        found = None if asked is None else conversion(held, asked)
        if found is not None and found.factor > 0:
            return found.factor, cheap, dear
    return None


def _bulk_of_price(price: float, cheap: float, dear: float) -> float:
    share = (math.log(dear) - math.log(max(price, 1.0))) / (math.log(dear) - math.log(cheap))
    return min(max(share, 0.0), 1.0)


def piece_size(reading: ProductReading) -> tuple[int, float]:
    """Position in `PIECE_BASES` and amount of one piece or pack; (-1, nan) when the text tells none."""
    quantity = reading.quantity
    if quantity is None or quantity.base not in PIECE_BASES:
        return -1, math.nan
    return PIECE_BASES.index(quantity.base), quantity.amount


def made_to_order(reading: ProductReading) -> bool:
    """Whether the product's own words say that names, logos or sizes are made as the buyer wishes."""
    return any(reading.tokens[word] >= OWN_WORD for word in _TO_ORDER & reading.tokens.keys())
