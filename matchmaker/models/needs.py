"""Needs of buyers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, Sourced, Tracked

if TYPE_CHECKING:
    from matchmaker.models.buyers import Buyer


class Need(Sourced, Tracked, Base):
    """What one buyer wants; volumes count ``unit`` per month, prices are rupiah per ``unit``."""

    __tablename__ = "needs"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_needs_source_fingerprint", "source", "fingerprint"),
        # A need for nothing is a slip of the form; unknown is null.
        CheckConstraint("volume_per_month > 0", name="volume_positive"),
        CheckConstraint("open_until >= open_from", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyers.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    description: Mapped[str | None]
    category: Mapped[str | None] = mapped_column(index=True)
    required_certificates: Mapped[list[Any]] = mapped_column(default=list)
    preferred_certificates: Mapped[list[Any]] = mapped_column(default=list)
    volume_per_month: Mapped[float | None]
    unit: Mapped[str | None]
    max_price_idr: Mapped[int | None] = mapped_column(BigInteger)
    radius_km: Mapped[float | None]
    max_lead_time_days: Mapped[int | None]
    min_shelf_life_days: Mapped[int | None]
    payment_days: Mapped[int | None]
    trade_terms: Mapped[str | None]
    recurring: Mapped[bool | None]
    open_from: Mapped[date | None]
    open_until: Mapped[date | None] = mapped_column(index=True)

    buyer: Mapped[Buyer] = relationship(back_populates="needs")

    @property
    def buyer_external_id(self) -> str:
        """The key of the buyer, as the record names it."""
        return self.buyer.external_id
