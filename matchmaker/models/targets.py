"""Targets of an office: what it set itself for a year, to be held against what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class Target(Base):
    """One target as it was set. A new value is a new row, so that a report of an earlier day finds what stood then."""

    __tablename__ = "targets"
    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_in_reach"),
        Index("ix_targets_year_indicator", "year", "indicator"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year: Mapped[int]
    indicator: Mapped[str]
    region: Mapped[str | None]
    # Null takes a target back.
    value: Mapped[float | None]
    note: Mapped[str | None]
    actor: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
