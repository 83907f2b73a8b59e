"""Programmes of an office: trainings, help with permits, outlets, clusters; and who took part."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, Sourced, Tracked, utcnow
from matchmaker.models.buyers import Buyer
from matchmaker.models.umkm import Umkm


class Programme(Sourced, Tracked, Base):
    """One programme. ``certificates`` are the types it helps to; one without a region counts where its people are."""

    __tablename__ = "programmes"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_programmes_source_fingerprint", "source", "fingerprint"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    organiser: Mapped[str | None]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    province: Mapped[str | None]
    regency: Mapped[str | None]
    province_code: Mapped[str | None] = mapped_column(index=True)
    regency_code: Mapped[str | None] = mapped_column(index=True)
    quota: Mapped[int | None]
    slots_total: Mapped[int | None]
    certificates: Mapped[list[Any]] = mapped_column(default=list)
    topics: Mapped[list[Any]] = mapped_column(default=list)
    description: Mapped[str | None]

    participants: Mapped[list[ProgrammeParticipant]] = relationship(
        cascade="all, delete-orphan", order_by="ProgrammeParticipant.id"
    )

    @property
    def umkm_external_ids(self) -> list[str]:
        """Keys of the UMKM that take part, each once."""
        return list(dict.fromkeys(one.umkm.external_id for one in self.participants if one.umkm is not None))

    @property
    def buyer_external_ids(self) -> list[str]:
        """Keys of the buyers that take part."""
        return [one.buyer.external_id for one in self.participants if one.buyer is not None]

    @property
    def slots(self) -> list[ProgrammeParticipant]:
        """Places at an outlet with what is shown there."""
        return [one for one in self.participants if one.umkm is not None and one.slot is not None]


class ProgrammeParticipant(Base):
    """An UMKM or a buyer in a programme; at an outlet with the slot and the product shown there."""

    __tablename__ = "programme_participants"
    # Somebody takes part; a row without either would count as a participant that nobody can name.
    __table_args__ = (CheckConstraint("umkm_id IS NOT NULL OR buyer_id IS NOT NULL", name="somebody"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), index=True)
    umkm_id: Mapped[int | None] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id", ondelete="CASCADE"), index=True)
    slot: Mapped[int | None]
    product: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)

    umkm: Mapped[Umkm | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship()

    @property
    def umkm_external_id(self) -> str | None:
        """The key of the UMKM, as the record names it."""
        return self.umkm.external_id if self.umkm is not None else None
