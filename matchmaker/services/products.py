"""Products of an UMKM, and the certificates of both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidRecordError, Problem
from matchmaker.models import Certificate, Product, Umkm
from matchmaker.models.base import utcnow
from matchmaker.services.identity import assign


def offers(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What a buyer asks first of a product: price, unit, capacity, by product id."""
    columns = (Product.id, Product.price_idr, Product.unit, Product.capacity_per_month, Product.lead_time_days)
    return {row.id: row._asdict() for row in session.execute(select(*columns).where(Product.id.in_(set(ids))))}


def merge_products(umkm: Umkm, records: list[dict[str, Any]]) -> bool:
    """Merge products by external id, else by name and unit; none is deleted. Returns whether anything changed.

    Raises
    ------
    InvalidRecordError
        A product that is not there yet has no name; a change may name one that is by its key alone.
    """
    changed = False
    for position, clean in enumerate(records):
        product = same_product(umkm.products, clean)
        if product is None:
            if not clean.get("name"):
                raise InvalidRecordError([Problem(f"products.{position}.name", None, "required")])
            product = umkm.make_product(name=clean["name"], certificates_listed=False)
            umkm.products.append(product)
            changed = True
        changed |= assign(product, {key: value for key, value in clean.items() if key != "certificates"})
        if "certificates" in clean:
            changed |= set_certificates(umkm, product, clean["certificates"])
    return changed


def same_product(products: list[Product], clean: dict[str, Any]) -> Product | None:
    """The product a record speaks of: by external id, else by name and unit."""
    key = clean.get("external_id")
    if key:
        for product in products:
            if product.external_id == key:
                return product
    name, unit = _same(clean.get("name")), _same(clean.get("unit"))
    if not name:
        return None
    for product in products:
        if key and product.external_id:
            continue
        if _same(product.name) == name and (_same(product.unit) == unit or not unit):
            return product
    return None


def _same(text: str | None) -> str:
    return " ".join((text or "").lower().split())


def set_certificates(umkm: Umkm, product: Product | None, records: list[dict[str, Any]] | None) -> bool:
    """Replace the certificates of the business, or of one product; null says that nobody asked."""
    owner: Umkm | Product = product if product is not None else umkm
    rows = product.own_certificates if product is not None else umkm.all_certificates
    mine = [row for row in rows if product is not None or (row.product_id is None and row.product is None)]
    listed = records is not None
    wanted = sorted({_content(r) for r in records or []}, key=str)
    have = sorted((_content(_fields(row)) for row in mine), key=str)
    if wanted == have and owner.certificates_listed == listed:
        return False
    owner.certificates_listed = listed
    since = {row.type: _recorded(row) for row in mine}
    for row in mine:
        if _content(_fields(row)) not in wanted:
            rows.remove(row)
    for content in wanted:
        if content not in have:
            row = umkm.make_certificate(**dict(zip(_NAMES, content, strict=True)))
            row.recorded_at = since[row.type] if row.type in since else utcnow()
            rows.append(row)
            if product is not None:
                umkm.all_certificates.append(row)
    return True


def _recorded(row: Certificate) -> datetime | None:
    """Since when the type is on record: a new number or a renewal is no new certificate to count."""
    return row.recorded_at if row.id is not None else row.recorded_at or utcnow()


_NAMES = ("type", "number", "valid_until", "status")


def _fields(row: Certificate) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _NAMES}


def _content(record: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in _NAMES)
