"""Quantities with their units and periods: so many a month, counted in the unit of the product."""

from __future__ import annotations

import re
from typing import Any

from matchmaker.spreadsheets.amounts import PERIODS
from matchmaker.spreadsheets.drafts import Draft, is_bad
from matchmaker.spreadsheets.grids import text_of
from matchmaker.spreadsheets.words import says_nothing

PER_MONTH = {"month": 1.0, "year": 1 / 12, "week": 52 / 12}
# Different words for one unit; units not listed differ when their words differ.
SAME_UNITS = {
    "bks": "bungkus", "bgks": "bungkus", "bngks": "bungkus", "buah": "pcs", "bh": "pcs", "pc": "pcs", "piece": "pcs",
    "pieces": "pcs", "biji": "pcs", "unit": "pcs", "btl": "botol", "ktk": "kotak", "lbr": "lembar", "psg": "pasang",
    "lsn": "lusin", "kilo": "kg", "kilogram": "kg", "kgs": "kg", "gr": "gram", "g": "gram", "ltr": "liter",
    "lt": "liter",
    "l": "liter", "ptg": "potong", "pck": "pak", "pack": "pak", "pcak": "pak", "tpls": "toples", "ekr": "ekor",
    "sct": "sachet", "saset": "sachet", "box": "kotak", "dos": "dus", "karung": "karung", "krg": "karung",
    "org": "orang",
}  # fmt: skip


def _plain(unit: str) -> str:
    word = " ".join(unit.lower().replace(".", " ").split()).partition(" isi ")[0]  # "box isi 12" counts boxes
    return SAME_UNITS.get(word, word)


COUNTED = frozenset({"pcs", "potong"})
# How many of the second unit one of the first is.
CONVERSIONS = {
    ("lusin", "pcs"): 12, ("kodi", "pcs"): 20, ("gros", "pcs"): 144, ("gross", "pcs"): 144, ("rim", "lembar"): 500,
    ("ton", "kg"): 1_000, ("kuintal", "kg"): 100, ("kwintal", "kg"): 100, ("kg", "gram"): 1_000, ("liter", "ml"): 1_000,
}  # fmt: skip


def ratio(one: str, other: str) -> float | None:
    """How many of the other unit one is, or None where they measure different things."""
    a, b = _plain(one), _plain(other)
    if a == b:
        return 1.0
    if (a, b) in CONVERSIONS:
        return float(CONVERSIONS[a, b])
    return 1 / CONVERSIONS[b, a] if (b, a) in CONVERSIONS else None


def written_period(draft: Draft) -> str | None:
    """The period that stands in a column of its own ("Periode: bulan")."""
    for column, cell in draft.kept("capacity_period"):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        words = [word for word in re.findall("[a-z]+", text_of(cell).lower()) if word not in ("per", "tiap", "setiap")]
        period = PERIODS.get(words[0].removeprefix("per")) if len(words) == 1 else None
        if period:
            return period
        draft.warn(column, cell, "unknown_word")
    return None


def written_unit(draft: Draft, fields: dict[str, Any]) -> str | None:
    """Take the unit out of its column; returns the period that stands with it ("Buah/Thn")."""
    for column, cell in draft.kept("products.unit"):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        said = text_of(cell)
        unit, *rest = re.split(r"\s*(?:/|\bper\b)\s*", said)
        period = PERIODS.get(rest[0].lower().strip(". ")) if len(rest) == 1 else None
        if period and unit.strip():
            fields["unit"] = unit.strip()
            return period
        fields["unit"] = said
    return None


def monthly(draft: Draft, fields: dict[str, Any], target: str, stem: str, beside: str | None = None) -> None:
    """Bring a quantity to so many a month, whatever period its column or its cell names.

    A figure per day says nothing of how many days are worked, one without any period nothing at all: both are left
    out with a warning. ``beside`` is a period that stands in the column of the unit.
    """
    fields.pop(target, None)
    own = f"products.{target}" if f"products.{target}" in draft.amounts else target
    sources = ((own, "month"), (f"{stem}_year", "year"), (f"{stem}_week", "week"), (stem, beside))
    for source, heading_period in sources:
        draft.record.pop(source, None)
        if source not in draft.amounts or fields.get(target) is not None:
            continue
        column, amount = draft.amounts[source]
        period = amount.period or heading_period
        if period not in PER_MONTH:
            draft.warn(column, amount.value, "per_day" if period == "day" else "no_period")
            continue
        value = amount.value if period == "month" else round(amount.value * PER_MONTH[period], 2)
        fields[target] = int(value) if value == int(value) else value
        draft.amounts[f"products.{target}"] = (column, amount)
        if period != heading_period or period != "month":
            draft.warn(column, amount.value, "brought_to_month", read=fields[target])


def settle_units(draft: Draft, goods: dict[str, Any]) -> None:
    """One unit for all figures of a product: its own column's, else one written beside a figure.

    A figure counted in another unit cannot be kept and is left out with a warning.
    """
    figures = [
        (name, *draft.amounts[f"products.{name}"])
        for name in ("price_idr", "capacity_per_month", "moq")
        if f"products.{name}" in draft.amounts and goods.get(name) is not None
    ]
    written = {name: amount.unit or column.unit for name, column, amount in figures}
    unit = goods.get("unit") or next((word for word in written.values() if word), None)
    if unit:
        goods["unit"] = unit
    for name, column, amount in figures:
        own = written[name]
        factor = ratio(own, unit) if own and unit else 1.0
        if factor is None and not amount.unit and _plain(str(own)) in COUNTED:
            factor = 1.0  # "(unit)" in a heading counts whatever the goods are counted in
        if factor is None:
            draft.warn(column, f"{amount.value} {own}", "unit_differs", unit=unit)
            goods.pop(name)
        elif factor != 1.0:
            # A price is for one of its unit, so it goes the other way.
            value = goods[name] / factor if name == "price_idr" else goods[name] * factor
            goods[name] = round(value) if name == "price_idr" or value == int(value) else round(value, 2)
            draft.warn(column, f"{amount.value} {own}", "unit_converted", read=f"{goods[name]} {unit}")
