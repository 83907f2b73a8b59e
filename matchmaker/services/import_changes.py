"""What an import changes in a record: before and after of each field, as a person would tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from matchmaker.services.images import Image
from matchmaker.services.import_reading import SCHEMAS
from matchmaker.services.import_results import Change
from matchmaker.spreadsheets.records import Kind

SHOWN_DIGITS = 4  # of a NIK (UU 27/2022: no more than is needed)
_APART = frozenset({"products", "certificates", "needs", "external_id"})
_OF_PRODUCTS = (
    "name", "description", "category", "unit", "price_idr", "capacity_per_month", "moq", "lead_time_days",
    "shelf_life_days", "gtin", "export_countries", "trade_terms",
)  # fmt: skip


def between(kind: Kind, before: Image, after: Image) -> list[Change]:
    """The fields that differ between two images of one record, its products and certificates among them."""
    names = [name for name in SCHEMAS[kind].fields if name not in _APART and name in after]
    changes = [
        Change(name, _shown(name, before.get(name)), _shown(name, after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]
    changes += _certificates(before.get("certificates"), after.get("certificates"), None)
    return [*changes, *_products(before.get("products") or [], after.get("products") or [])]


def _shown(name: str, value: Any) -> Any:
    if name == "nik" and value:
        return f"…{str(value)[-SHOWN_DIGITS:]}"
    return None if value == [] else value


def _products(before: Iterable[Image], after: Iterable[Image]) -> Iterator[Change]:
    there = {one["id"]: one for one in before}
    for one in after:
        old = there.pop(one["id"], None) if one["id"] is not None else None
        if old is None:
            yield Change("products", None, one["name"])
            continue
        for name in _OF_PRODUCTS:
            if old.get(name) != one.get(name):
                yield Change(f"products.{name}", _shown(name, old.get(name)), _shown(name, one.get(name)), old["name"])
        yield from _certificates(old.get("certificates"), one.get("certificates"), old["name"])
    for gone in there.values():
        yield Change("products", gone["name"], None)


def _certificates(before: Iterable[Image] | None, after: Iterable[Image] | None, part: str | None) -> Iterator[Change]:
    """Certificates by their type: what is said of each before and after."""
    said, says = _by_type(before or []), _by_type(after or [])
    for kind in sorted({*said, *says}):
        if said.get(kind) != says.get(kind):
            yield Change(f"certificate.{kind}", said.get(kind), says.get(kind), part)


def _by_type(certificates: Iterable[Image]) -> dict[str, list[Image]]:
    """What is said of each type; a business has a PIRT for each of its products."""
    found: dict[str, list[Image]] = {}
    for one in certificates:
        found.setdefault(one["type"], []).append({name: one.get(name) for name in ("status", "number", "valid_until")})
    return found
