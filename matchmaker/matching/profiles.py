"""From rows to the scorer's records. Reads columns, not objects: a province has a quarter million products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.domain.regions import gazetteer
from matchmaker.models import Buyer, Certificate, Need, Outcome, Product, Umkm
from matchmaker.scoring.packing import packed, unpacked
from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile, UmkmProfile

CHUNK = 2_000  # UMKM read at once: bounds memory while a province loads
_UMKM = (
    Umkm.id, Umkm.external_id, Umkm.name, Umkm.description, Umkm.province_code, Umkm.regency_code, Umkm.district_code,
    Umkm.province, Umkm.regency, Umkm.lat, Umkm.lon, Umkm.scale, Umkm.active, Umkm.founded_year,
    Umkm.max_payment_days, Umkm.clusters, Umkm.certificates_listed,
)  # fmt: skip
_PRODUCT = (
    Product.umkm_id, Product.id, Product.name, Product.external_id, Product.description, Product.category, Product.unit,
    Product.price_idr, Product.capacity_per_month, Product.moq, Product.lead_time_days, Product.shelf_life_days,
    Product.trade_terms, Product.export_countries, Product.certificates_listed,
)  # fmt: skip
_CERTIFICATE = (
    Certificate.umkm_id, Certificate.product_id, Certificate.type, Certificate.status, Certificate.valid_until,
    Certificate.number,
)  # fmt: skip
_CERTIFICATE_FIELDS = ("type", "status", "valid_until", "number")
Fields = dict[str, Any]
Chosen = Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]
Commitments = dict[tuple[int, int | None], float]


def centroid(district_code: str | None, regency_code: str | None) -> tuple[float | None, float | None]:
    """Coordinates to stand in where a record has none: its district's where known, else its regency's."""
    table = gazetteer()
    for region in (table.districts.get(district_code or ""), table.regencies.get(regency_code or "")):
        if region is not None and region.lat is not None:
            return region.lat, region.lon
    return None, None


def umkm_profiles(session: Session, committed: Commitments, ids: Sequence[int] | None = None) -> Iterator[UmkmProfile]:
    """Profiles of all UMKM, or of those with these ids, in the order of their ids."""
    return map(unpacked, packed_profiles(session, committed, ids))


def packed_profiles(session: Session, committed: Commitments, ids: Sequence[int] | None = None) -> Iterator[bytes]:
    """The same packed (`packing.packed`), which is quicker than making them."""
    if ids is not None:
        for start in range(0, len(ids), CHUNK):
            some = sorted(ids)[start : start + CHUNK]
            yield from _chunk(session, committed, partial(_among, some))
        return
    last = 0
    while True:
        part = list(session.scalars(select(Umkm.id).where(Umkm.id > last).order_by(Umkm.id).limit(CHUNK)))
        if not part:
            return
        first, last = part[0], part[-1]
        yield from _chunk(session, committed, partial(_between, first, last))


def _among(ids: Sequence[int], column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(ids)


def _between(first: int, last: int, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.between(first, last)


def _chunk(session: Session, committed: Commitments, chosen: Chosen) -> Iterator[bytes]:
    """Packed profiles of the UMKM whose id (as whatever column) is ``chosen``."""
    connection = session.connection()  # rows of columns need nothing of what a session does for objects
    certificates: dict[tuple[int, int | None], list[Fields]] = defaultdict(list)
    row: Any
    for row in connection.execute(
        select(*_CERTIFICATE).where(chosen(Certificate.umkm_id)).order_by(Certificate.id)
    ).all():
        certificates[row[0], row[1]].append(dict(zip(_CERTIFICATE_FIELDS, row[2:], strict=True)))
    products: dict[int, list[Fields]] = defaultdict(list)
    for row in connection.execute(select(*_PRODUCT).where(chosen(Product.umkm_id)).order_by(Product.id)).all():
        umkm_id, product_id = row[0], row[1]
        own = certificates.get((umkm_id, product_id), []) if row[-1] else None
        products[umkm_id].append(_product(row, own, committed.get((umkm_id, product_id), 0.0)))
    for row in connection.execute(select(*_UMKM).where(chosen(Umkm.id)).order_by(Umkm.id)).all():
        listed = certificates.get((row[0], None), []) if row[-1] else None
        yield packed(_umkm(row, listed, products.get(row[0], [])))


def _product(row: Any, certificates: list[Fields] | None, committed: float) -> Fields:
    """The fields of a `ProductProfile`, in their order."""
    (_, product_id, name, external_id, description, category, unit, price, capacity, moq, lead_time, shelf_life,
     terms, countries, _) = row  # fmt: skip
    return {
        "product_id": product_id,
        "name": name,
        "external_id": external_id,
        "description": description,
        "category": category,
        "unit": unit,
        "price_idr": price,
        "capacity_per_month": capacity,
        "committed_per_month": committed,
        "moq": moq,
        "lead_time_days": lead_time,
        "shelf_life_days": shelf_life,
        "certificates": certificates,
        "trade_terms": terms,
        "export_countries": countries,
    }


def _umkm(row: Any, certificates: list[Fields] | None, products: list[Fields]) -> Fields:
    """The fields of an `UmkmProfile`, in their order."""
    (umkm_id, external_id, name, description, province_code, regency_code, district_code, province, regency,
     lat, lon, scale, active, founded_year, max_payment_days, clusters, _) = row  # fmt: skip
    if lat is None:
        lat, lon = centroid(district_code, regency_code)
    return {
        "umkm_id": umkm_id,
        "external_id": external_id,
        "name": name,
        "description": description,
        "province_code": province_code,
        "regency_code": regency_code,
        "province": province,
        "regency": regency,
        "lat": lat,
        "lon": lon,
        "scale": scale,
        "active": active,
        "founded_year": founded_year,
        "max_payment_days": max_payment_days,
        "certificates": certificates,
        "products": products,
        "clusters": clusters or [],
    }


def need_profile(need: Need) -> NeedProfile:
    """The profile of a need; its buyer must be at hand."""
    return NeedProfile(
        need_id=need.id,
        external_id=need.external_id,
        title=need.title,
        description=need.description,
        category=need.category,
        required_certificates=tuple(need.required_certificates),
        preferred_certificates=tuple(need.preferred_certificates),
        volume_per_month=need.volume_per_month,
        unit=need.unit,
        max_price_idr=need.max_price_idr,
        radius_km=need.radius_km,
        max_lead_time_days=need.max_lead_time_days,
        min_shelf_life_days=need.min_shelf_life_days,
        payment_days=need.payment_days,
        trade_terms=need.trade_terms,
        recurring=need.recurring,
        open_from=need.open_from,
        open_until=need.open_until,
        **buyer_fields(need.buyer),
    )


def buyer_fields(buyer: Buyer) -> dict[str, Any]:
    """What the profile of a need takes from its buyer."""
    lat, lon = (buyer.lat, buyer.lon) if buyer.lat is not None else centroid(buyer.district_code, buyer.regency_code)
    return {
        "buyer_id": buyer.id,
        "buyer_external_id": buyer.external_id,
        "buyer_name": buyer.name,
        "buyer_type": buyer.type,
        "province_code": buyer.province_code,
        "regency_code": buyer.regency_code,
        "province": buyer.province,
        "regency": buyer.regency,
        "lat": lat,
        "lon": lon,
    }


def outcome_profile(outcome: Outcome) -> OutcomeProfile | None:
    """The profile of a past outcome; None where its month is unknown: it cannot be put in time."""
    if outcome.month is None:
        return None
    return OutcomeProfile(
        umkm_id=outcome.umkm_id,
        month=outcome.month,
        stage=outcome.stage,
        need=need_profile(outcome.need) if outcome.need is not None else None,
        buyer_id=outcome.buyer_id,
        product_text=outcome.product,
        reason=outcome.reason,
        value_idr=outcome.value_idr,
    )
