"""Merges of two records that a person called the same, with what it takes to part them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class RecordMerge(Base):
    """One merge: the record that stayed as it was before, the one that went, and what was moved from it.

    The merge can be undone while the record that stayed has ``version_after``. ``moved`` gives for each table the ids
    of the rows that stood on the record that went.
    """

    __tablename__ = "record_merges"
    __table_args__ = (Index("ix_record_merges_kind_kept_id", "kind", "kept_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str]
    review_id: Mapped[int | None] = mapped_column(BigInteger)
    kept_id: Mapped[int] = mapped_column(BigInteger)
    version_after: Mapped[int]
    kept_before: Mapped[dict[str, Any]]
    gone: Mapped[dict[str, Any]]
    moved: Mapped[dict[str, Any]]
    merged_by: Mapped[str]
    merged_at: Mapped[datetime] = mapped_column(default=utcnow)
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
