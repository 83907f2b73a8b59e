"""Amounts and units of trade: what "80gr", "1/2 kg", "kodi" or "pack isi 5 x 100 gr" stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Base = Literal["g", "ml", "cm", "cm2", "piece", "hour"]

UNITS: dict[str, tuple[Base, float]] = {
    "g": ("g", 1), "gr": ("g", 1), "gram": ("g", 1), "kg": ("g", 1000), "kilo": ("g", 1000),
    "kilogram": ("g", 1000), "ons": ("g", 100), "kwintal": ("g", 100_000), "ton": ("g", 1_000_000),
    "ml": ("ml", 1), "cc": ("ml", 1), "liter": ("ml", 1000), "ltr": ("ml", 1000), "l": ("ml", 1000),
    "pcs": ("piece", 1), "buah": ("piece", 1), "biji": ("piece", 1), "lusin": ("piece", 12),
    "kodi": ("piece", 20), "gross": ("piece", 144), "rim": ("piece", 500),
}  # fmt: skip
"""Unit word -> (base, how many of the base one such unit is)."""

_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``amount`` of ``base``, said ``count`` times (a pack of 5 x 100 g: amount 100, count 5)."""

    amount: float
    base: Base
    count: float = 1.0

    @property
    def total(self) -> float:
        """The whole of it in ``base``."""
        return self.amount * self.count


@dataclass(frozen=True, slots=True)
class Conversion:
    """``factor`` need units are one product unit; ``exact`` is False where a size had to be assumed."""

    factor: float
    exact: bool = True


def parse_quantity(text: str | None) -> Quantity | None:
    """The first amount with a known unit in ``text``; None when there is none."""
    for match in _AMOUNT.finditer((text or "").lower()):
        unit = UNITS.get(match.group(2))
        if unit:
            return Quantity(float(match.group(1).replace(",", ".")) * unit[1], unit[0])
    return None


def common_factor(
    product_unit: str | None, product_text: str | None, need_unit: str | None, need_text: str | None = None
) -> Conversion | None:
    """How many need units one product unit is; None when the two cannot be compared."""
    if not product_unit or not need_unit:
        return None
    if product_unit.strip().lower() == need_unit.strip().lower():
        return Conversion(1.0)
    sold = _measure(product_unit, product_text)
    asked = _measure(need_unit, need_text)
    if sold is None or asked is None or sold.base != asked.base:
        return None
    return Conversion(sold.total / asked.total)


def _measure(unit: str, text: str | None) -> Quantity | None:
    known = UNITS.get(unit.strip().lower())
    if known:
        return Quantity(known[1], known[0])
    return parse_quantity(unit) or parse_quantity(text)
