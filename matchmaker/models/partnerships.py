"""Partnerships in progress, every move they made, and what was really bought."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.pipeline import INITIAL, OPEN, RUNNING
from matchmaker.models.base import Base, BigId, Tracked, utcnow
from matchmaker.models.buyers import Buyer
from matchmaker.models.needs import Need
from matchmaker.models.products import Product
from matchmaker.models.umkm import Umkm

_UNFINISHED = ", ".join(f"'{stage}'" for stage in sorted(OPEN | RUNNING))


class Partnership(Tracked, Base):
    """One UMKM and one need on their way from proposal to delivery."""

    __tablename__ = "partnerships"
    __table_args__ = (
        # Two brokers proposing the same pairing at once must not both succeed.
        Index(
            "uq_partnerships_unfinished",
            "umkm_id",
            "need_id",
            unique=True,
            sqlite_where=text(f"stage IN ({_UNFINISHED})"),
            postgresql_where=text(f"stage IN ({_UNFINISHED})"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="RESTRICT"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="RESTRICT"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="SET NULL"))
    stage: Mapped[str] = mapped_column(default=INITIAL, index=True)
    pattern: Mapped[str | None]
    volume_per_month: Mapped[float | None]
    score: Mapped[float | None]
    model_version: Mapped[str | None]

    umkm: Mapped[Umkm] = relationship()
    need: Mapped[Need] = relationship()
    product: Mapped[Product | None] = relationship()
    events: Mapped[list[PartnershipEvent]] = relationship(
        back_populates="partnership", cascade="all, delete-orphan", order_by="PartnershipEvent.id"
    )
    orders: Mapped[list[Order]] = relationship(cascade="all, delete-orphan", order_by="Order.id")

    @property
    def buyer(self) -> Buyer:
        """The buyer whose need it is."""
        return self.need.buyer


class PartnershipEvent(Base):
    """One move, written in the same flush as the new stage."""

    __tablename__ = "partnership_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    from_stage: Mapped[str | None]
    to_stage: Mapped[str]
    actor: Mapped[str]
    reason: Mapped[str | None]
    # What was signed, rupiah over the whole agreement: with the move to ``agreed``, so that it has its day.
    value_idr: Mapped[int | None] = mapped_column(BigInteger)

    partnership: Mapped[Partnership] = relationship(back_populates="events")


class Order(Base):
    """One purchase under a partnership: the realisation that a signature alone is not."""

    __tablename__ = "orders"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    ordered_on: Mapped[date]
    quantity: Mapped[float]
    unit: Mapped[str | None]
    value_idr: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
