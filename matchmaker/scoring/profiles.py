"""The scorer's own records: what it is told about UMKM, needs and outcomes, and what it answers.

Plain frozen dataclasses without I/O. `matchmaker.matching` fills them from database rows; tests and
benchmarks build them by hand. ``None`` always means unknown: it is never read as zero or false.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Verdict = Literal["pass", "fail", "unknown"]
Eligibility = Literal["eligible", "fixable", "unknown", "ineligible"]
CertificateStatus = Literal["declared", "verified", "rejected"]


@dataclass(frozen=True, slots=True)
class CertificateProfile:
    """One certificate of an UMKM or of one product."""

    type: str
    status: CertificateStatus = "declared"
    valid_until: date | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ProductProfile:
    """One product. ``price_idr`` is rupiah per ``unit``; capacities count ``unit`` per month."""

    product_id: int
    name: str
    external_id: str | None = None
    description: str | None = None
    category: str | None = None
    unit: str | None = None
    price_idr: int | None = None
    capacity_per_month: float | None = None
    committed_per_month: float = 0.0
    moq: float | None = None
    lead_time_days: int | None = None
    shelf_life_days: int | None = None
    certificates: tuple[CertificateProfile, ...] | None = None
    trade_terms: tuple[str, ...] | None = None
    export_countries: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class UmkmProfile:
    """One UMKM with its products. ``certificates=None`` means nobody asked; ``()`` means it has none."""

    umkm_id: int
    external_id: str
    name: str
    description: str | None = None
    province_code: str | None = None
    regency_code: str | None = None
    province: str | None = None
    regency: str | None = None
    lat: float | None = None
    lon: float | None = None
    scale: str | None = None
    active: bool | None = None
    founded_year: int | None = None
    max_payment_days: int | None = None
    certificates: tuple[CertificateProfile, ...] | None = None
    products: tuple[ProductProfile, ...] = ()
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedProfile:
    """One need and its buyer. Volumes count ``unit`` per month, prices are rupiah per ``unit``."""

    need_id: int
    external_id: str
    title: str
    buyer_id: int
    buyer_external_id: str = ""
    buyer_name: str = ""
    buyer_type: str = "other"
    description: str | None = None
    category: str | None = None
    required_certificates: tuple[str, ...] = ()
    preferred_certificates: tuple[str, ...] = ()
    volume_per_month: float | None = None
    unit: str | None = None
    max_price_idr: int | None = None
    radius_km: float | None = None
    max_lead_time_days: int | None = None
    min_shelf_life_days: int | None = None
    payment_days: int | None = None
    trade_terms: str | None = None
    recurring: bool | None = None
    open_from: date | None = None
    open_until: date | None = None
    province_code: str | None = None
    regency_code: str | None = None
    province: str | None = None
    regency: str | None = None
    lat: float | None = None
    lon: float | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeProfile:
    """What became of one pairing in the past; ``month`` is the first day of its month."""

    umkm_id: int
    month: date
    stage: str
    need: NeedProfile | None = None
    buyer_id: int | None = None
    product_text: str | None = None
    reason: str | None = None
    value_idr: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One eligibility rule looked at for one pairing; ``facts`` are the numbers its sentence needs.

    ``rule`` is a stable code, with a subject behind a colon where one rule covers several things
    (``certificate:HALAL``). ``hard`` failures are beyond fixing. `matchmaker.texts` writes the sentences.
    """

    rule: str
    verdict: Verdict
    hard: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One addend of the log-odds: all contributions plus the intercept give the log-odds exactly."""

    code: str
    contribution: float
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScoredPairing:
    """One ranked pairing of an UMKM (with its best product) and a need.

    ``score`` is the estimated probability (0..1) of reaching ``agreed``; ``key`` falls strictly in the
    order people see. ``reasons`` holds every contribution, largest magnitude first.
    """

    umkm_id: int
    product_id: int | None
    need_id: int
    score: float
    key: float
    intercept: float
    eligibility: Eligibility
    distance_km: float | None
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]
    model_version: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a list calls the UMKM of a pairing and its best product, as the catalogue has them."""

    umkm_id: int
    external_id: str
    name: str
    regency: str | None
    product_id: int | None
    product_name: str | None
