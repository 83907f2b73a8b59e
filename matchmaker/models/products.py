"""Products of an UMKM."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId
from matchmaker.models.certificates import Certificate


class Product(Base):
    """One product; ``price_idr`` is rupiah per ``unit``, quantities count ``unit``."""

    __tablename__ = "products"
    __table_args__ = (
        # A negative price would rank first for every need with a ceiling.
        CheckConstraint("price_idr > 0", name="price_positive"),
        CheckConstraint("capacity_per_month >= 0", name="capacity_not_negative"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    external_id: Mapped[str | None]
    name: Mapped[str]
    description: Mapped[str | None]
    category: Mapped[str | None] = mapped_column(index=True)
    unit: Mapped[str | None]
    price_idr: Mapped[int | None] = mapped_column(BigInteger)
    capacity_per_month: Mapped[float | None]
    moq: Mapped[float | None]
    lead_time_days: Mapped[int | None]
    shelf_life_days: Mapped[int | None]
    gtin: Mapped[str | None]
    certificates_listed: Mapped[bool] = mapped_column(default=False)
    export_countries: Mapped[list[Any] | None]
    trade_terms: Mapped[list[Any] | None]

    own_certificates: Mapped[list[Certificate]] = relationship(
        cascade="all, delete-orphan", back_populates="product", order_by=Certificate.id
    )

    @property
    def certificates(self) -> list[Certificate] | None:
        """The product's own certificates, or None where nobody asked."""
        return self.own_certificates if self.certificates_listed else None
