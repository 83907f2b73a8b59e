"""Events of an office: bazaars, exhibitions, forums, business meetings; who took part and what was sold."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, Sourced, Tracked, utcnow
from matchmaker.models.buyers import Buyer
from matchmaker.models.umkm import Umkm


class Event(Sourced, Tracked, Base):
    """One event. ``visitors`` and ``turnover_idr`` are known, if at all, after it."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_events_source_fingerprint", "source", "fingerprint"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    venue: Mapped[str | None]
    province: Mapped[str | None]
    regency: Mapped[str | None]
    district: Mapped[str | None]
    province_code: Mapped[str | None] = mapped_column(index=True)
    regency_code: Mapped[str | None] = mapped_column(index=True)
    district_code: Mapped[str | None]
    zone: Mapped[str | None]
    invited: Mapped[int | None]
    visitors: Mapped[int | None]
    turnover_idr: Mapped[int | None] = mapped_column(BigInteger)
    description: Mapped[str | None]

    participants: Mapped[list[EventParticipant]] = relationship(
        cascade="all, delete-orphan", order_by="EventParticipant.id"
    )
    stalls: Mapped[list[EventStall]] = relationship(cascade="all, delete-orphan", order_by="EventStall.id")

    @property
    def umkm_external_ids(self) -> list[str]:
        """Keys of the UMKM that took part."""
        return [one.umkm.external_id for one in self.participants if one.umkm is not None]

    @property
    def buyer_external_ids(self) -> list[str]:
        """Keys of the buyers that took part."""
        return [one.buyer.external_id for one in self.participants if one.buyer is not None]


class EventParticipant(Base):
    """An UMKM or a buyer that took part."""

    __tablename__ = "event_participants"
    # Somebody takes part; a row without either would count as a participant that nobody can name.
    __table_args__ = (CheckConstraint("umkm_id IS NOT NULL OR buyer_id IS NOT NULL", name="somebody"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    umkm_id: Mapped[int | None] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id", ondelete="CASCADE"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)

    umkm: Mapped[Umkm | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship()


class EventStall(Base):
    """What one UMKM sold on one day of an event."""

    __tablename__ = "event_stalls"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    day: Mapped[date | None]
    turnover_idr: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)

    umkm: Mapped[Umkm] = relationship()

    @property
    def umkm_external_id(self) -> str:
        """The key of the UMKM, as the record names it."""
        return self.umkm.external_id
