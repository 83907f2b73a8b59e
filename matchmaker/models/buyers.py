"""Buyers: hotels, restaurants, cinemas, retail and other outlets."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, Sourced, Tracked
from matchmaker.models.needs import Need


class Buyer(Sourced, Tracked, Base):
    """One buyer with the needs it posted."""

    __tablename__ = "buyers"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_buyers_source_fingerprint", "source", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    type: Mapped[str] = mapped_column(index=True)
    association: Mapped[str | None] = mapped_column(index=True)
    chain: Mapped[str | None]
    province: Mapped[str | None]
    regency: Mapped[str | None]
    district: Mapped[str | None]
    province_code: Mapped[str | None] = mapped_column(index=True)
    regency_code: Mapped[str | None] = mapped_column(index=True)
    district_code: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    coordinates_from: Mapped[str | None]
    description: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]

    needs: Mapped[list[Need]] = relationship(back_populates="buyer", cascade="all, delete-orphan", order_by=Need.id)
