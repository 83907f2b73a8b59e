"""Outcomes: what became of past pairings. History for learning; partnerships in progress live elsewhere."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, Sourced, Tracked
from matchmaker.models.buyers import Buyer
from matchmaker.models.needs import Need
from matchmaker.models.umkm import Umkm


class Outcome(Sourced, Tracked, Base):
    """One past pairing; ``month`` is the first day of its month."""

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_outcomes_source_fingerprint", "source", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id", ondelete="SET NULL"), index=True)
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id", ondelete="SET NULL"), index=True)
    product: Mapped[str | None]
    month: Mapped[date | None] = mapped_column(index=True)
    stage: Mapped[str]
    reason: Mapped[str | None]
    value_idr: Mapped[int | None] = mapped_column(BigInteger)

    umkm: Mapped[Umkm] = relationship()
    need: Mapped[Need | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship()

    @property
    def umkm_external_id(self) -> str:
        """The key of the UMKM, as the record names it."""
        return self.umkm.external_id

    @property
    def need_external_id(self) -> str | None:
        """The key of the need, where the outcome names one."""
        return self.need.external_id if self.need else None

    @property
    def buyer_external_id(self) -> str | None:
        """The key of the buyer, where the outcome names one."""
        return self.buyer.external_id if self.buyer else None
