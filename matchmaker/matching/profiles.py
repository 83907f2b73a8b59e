"""From rows to the scorer's records. Reads columns, not objects: a province has a quarter million products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.regions import gazetteer
from matchmaker.models import Buyer, Certificate, Need, Outcome, Product, Umkm
from matchmaker.scoring.profiles import (
    CertificateProfile,
    NeedProfile,
    OutcomeProfile,
    ProductProfile,
    UmkmProfile,
)

CHUNK = 2_000  # UMKM read at once: bounds memory while a province loads
_UMKM = (
    Umkm.id, Umkm.external_id, Umkm.name, Umkm.description, Umkm.province_code, Umkm.regency_code, Umkm.district_code,
    Umkm.province, Umkm.regency, Umkm.lat, Umkm.lon, Umkm.scale, Umkm.active, Umkm.founded_year,
    Umkm.max_payment_days, Umkm.certificates_listed, Umkm.clusters,
)  # fmt: skip
_PRODUCT = (
    Product.id, Product.umkm_id, Product.name, Product.external_id, Product.description, Product.category, Product.unit,
    Product.price_idr, Product.capacity_per_month, Product.moq, Product.lead_time_days, Product.shelf_life_days,
    Product.certificates_listed, Product.trade_terms, Product.export_countries,
)  # fmt: skip
_CERTIFICATE = (
    Certificate.umkm_id, Certificate.product_id, Certificate.type, Certificate.status, Certificate.valid_until,
    Certificate.number,
)  # fmt: skip
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
    if ids is not None:
        for start in range(0, len(ids), CHUNK):
            yield from _chunk(session, committed, sorted(ids)[start : start + CHUNK])
        return
    last = 0
    while True:
        part = list(session.scalars(select(Umkm.id).where(Umkm.id > last).order_by(Umkm.id).limit(CHUNK)))
        if not part:
            return
        yield from _chunk(session, committed, part)
        last = part[-1]


def _chunk(session: Session, committed: Commitments, ids: Sequence[int]) -> Iterator[UmkmProfile]:
    certificates: dict[tuple[int, int | None], list[CertificateProfile]] = defaultdict(list)
    row: Any
    for row in session.execute(select(*_CERTIFICATE).where(Certificate.umkm_id.in_(ids)).order_by(Certificate.id)):
        certificates[row.umkm_id, row.product_id].append(
            CertificateProfile(row.type, row.status, row.valid_until, row.number)
        )
    products: dict[int, list[ProductProfile]] = defaultdict(list)
    for row in session.execute(select(*_PRODUCT).where(Product.umkm_id.in_(ids)).order_by(Product.id)):
        own = tuple(certificates[row.umkm_id, row.id]) if row.certificates_listed else None
        products[row.umkm_id].append(_product(row, own, committed.get((row.umkm_id, row.id), 0.0)))
    for row in session.execute(select(*_UMKM).where(Umkm.id.in_(ids)).order_by(Umkm.id)):
        listed = tuple(certificates[row.id, None]) if row.certificates_listed else None
        yield _umkm(row, listed, tuple(products[row.id]))


def _product(row: Any, certificates: tuple[CertificateProfile, ...] | None, committed: float) -> ProductProfile:
    return ProductProfile(
        product_id=row.id,
        name=row.name,
        external_id=row.external_id,
        description=row.description,
        category=row.category,
        unit=row.unit,
        price_idr=row.price_idr,
        capacity_per_month=row.capacity_per_month,
        committed_per_month=committed,
        moq=row.moq,
        lead_time_days=row.lead_time_days,
        shelf_life_days=row.shelf_life_days,
        certificates=certificates,
        trade_terms=tuple(row.trade_terms) if row.trade_terms is not None else None,
        export_countries=tuple(row.export_countries) if row.export_countries is not None else None,
    )


def _umkm(
    row: Any, certificates: tuple[CertificateProfile, ...] | None, products: tuple[ProductProfile, ...]
) -> UmkmProfile:
    lat, lon = (row.lat, row.lon) if row.lat is not None else centroid(row.district_code, row.regency_code)
    return UmkmProfile(
        umkm_id=row.id,
        external_id=row.external_id,
        name=row.name,
        description=row.description,
        province_code=row.province_code,
        regency_code=row.regency_code,
        province=row.province,
        regency=row.regency,
        lat=lat,
        lon=lon,
        scale=row.scale,
        active=row.active,
        founded_year=row.founded_year,
        max_payment_days=row.max_payment_days,
        certificates=certificates,
        products=products,
        clusters=tuple(row.clusters or ()),
    )


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
