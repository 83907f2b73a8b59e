"""Suggestions: pairings that were stored, and which of them somebody was shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class Suggestion(Base):
    """One stored pairing of the last batch ranking, with its explanation as it was."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("need_id", "umkm_id"),
        Index("ix_suggestions_umkm_score", "umkm_id", "score"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"))
    product_id: Mapped[int | None] = mapped_column(BigInteger)
    position: Mapped[int]
    score: Mapped[float]
    key: Mapped[float]
    eligibility: Mapped[str]
    distance_km: Mapped[float | None]
    checks: Mapped[list[Any]] = mapped_column(default=list)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    model_version: Mapped[str]
    catalog_version: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Exposure(Base):
    """A suggestion somebody was shown: who looks at what decides what is tried, and so what is learned."""

    __tablename__ = "exposures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    score: Mapped[float]
    model_version: Mapped[str]
    role: Mapped[str]
    shown_at: Mapped[datetime] = mapped_column(default=utcnow)
