"""UMKM: one business with its products."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, Sourced, Tracked
from matchmaker.models.certificates import Certificate
from matchmaker.models.products import Product


class Umkm(Sourced, Tracked, Base):
    """One business. Place names stay as written; the codes are what they were resolved to.

    ``certificates_listed`` tells "none" (true, no rows) from "nobody asked" (false).
    ``coordinates_from``: given, repaired, district or regency (the centroid), or null.
    """

    __tablename__ = "umkm"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_umkm_source_fingerprint", "source", "fingerprint"),
        # A scale outside these words could not be compared with the scale by rule.
        CheckConstraint("scale IN ('micro', 'small', 'medium')", name="scale"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    owner_name: Mapped[str | None]
    nik: Mapped[str | None]
    nib: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[str | None]
    province: Mapped[str | None]
    regency: Mapped[str | None]
    district: Mapped[str | None]
    village: Mapped[str | None]
    province_code: Mapped[str | None] = mapped_column(index=True)
    regency_code: Mapped[str | None] = mapped_column(index=True)
    district_code: Mapped[str | None]
    village_code: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    coordinates_from: Mapped[str | None]
    scale: Mapped[str | None]
    capital_idr: Mapped[int | None] = mapped_column(BigInteger)
    annual_sales_idr: Mapped[int | None] = mapped_column(BigInteger)
    workers_male: Mapped[int | None]
    workers_female: Mapped[int | None]
    founded_year: Mapped[int | None]
    active: Mapped[bool | None]
    description: Mapped[str | None]
    max_payment_days: Mapped[int | None]
    certificates_listed: Mapped[bool] = mapped_column(default=False)
    clusters: Mapped[list[Any]] = mapped_column(default=list)
    marketplace_urls: Mapped[list[Any]] = mapped_column(default=list)

    products: Mapped[list[Product]] = relationship(cascade="all, delete-orphan", order_by=Product.id)
    all_certificates: Mapped[list[Certificate]] = relationship(cascade="all, delete-orphan", order_by=Certificate.id)

    # What its parts are made of: an UMKM that is no row yet (see `services.plain_umkm`) has parts that are none either.
    make_product: ClassVar[type[Product]] = Product
    make_certificate: ClassVar[type[Certificate]] = Certificate

    @property
    def certificates(self) -> list[Certificate] | None:
        """The business's own certificates, or None where nobody asked."""
        return (
            [c for c in self.all_certificates if c.product_id is None and c.product is None]
            if self.certificates_listed
            else None
        )
