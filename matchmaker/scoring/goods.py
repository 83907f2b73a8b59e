"""What a product's price, unit and words tell beyond its fields: bulk, size of a piece, made to order."""

from __future__ import annotations

import math

from matchmaker.scoring.profiles import ProductProfile
from matchmaker.scoring.quantities import common_factor
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

OWN_WORD = 0.5
"""Words of a product's name and description weigh at least this; those of the business less."""
_TO_ORDER = frozenset({
    "custom", "kustom", "costum", "bordir", "bordiran", "sablon", "logo", "ukir", "grafir", "laser", "pesanan", "pesan",
})  # fmt: skip


def bulkiness(product: ProductProfile | None, category: str | None) -> float:
    """How much goods suffer from freight between islands, 0 (dear for their weight) to 1 (cheap or heavy)."""
    by_category = BULK_OF_CATEGORY.get(category or "", BULK_UNKNOWN)
    if product is None or not product.price_idr or not product.unit:
        return by_category
    words = " ".join(filter(None, (product.name, product.description)))
    for unit, cheap, dear in (
        ("kg", CHEAP_IDR_PER_KG, DEAR_IDR_PER_KG),
        ("liter", CHEAP_IDR_PER_LITRE, DEAR_IDR_PER_LITRE),
    ):
        conversion = common_factor(product.unit, words, unit)
        if conversion is not None and conversion.factor > 0:
            measured = _bulk_of_price(product.price_idr / conversion.factor, cheap, dear)
            return min(measured, by_category) if category in {"craft", "fashion"} else measured
    return by_category


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
    own = [word for word, weight in zip(reading.tokens, reading.token_weights, strict=True) if weight >= OWN_WORD]
    return not _TO_ORDER.isdisjoint(own)
