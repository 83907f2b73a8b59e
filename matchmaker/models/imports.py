"""Import batches: who read which file when, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class ImportBatch(Base):
    """One file that was read, with its counts as they were printed."""

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DuplicateReview(Base):
    """A new record that looks like one already there: a question for a person, asked once."""

    __tablename__ = "duplicate_reviews"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str]
    new_id: Mapped[int]
    similar_id: Mapped[int]
    similarity: Mapped[float]
    pair_key: Mapped[str] = mapped_column(unique=True)
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
