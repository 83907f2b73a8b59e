"""Import batches: who read which file when, what came of it, and what a person said about possible doubles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
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
    # The scope of who read it: a dinas sees and undoes the batches of its own region.
    region: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    # The counts of rows; under "notes" what was said of figures (see `services.import_notes`).
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class ImportChange(Base):
    """What one batch did to one record: ``before`` is null where the batch created it.

    The record still is as the batch left it while its version is ``version_after``.
    """

    __tablename__ = "import_changes"
    __table_args__ = (Index("ix_import_changes_kind_record_id", "kind", "record_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None]
    version_before: Mapped[int | None]
    version_after: Mapped[int]


class RecordAlias(Base):
    """A key that belongs to a record merged into another: the next upload under it reaches that other one.

    ``fingerprint`` is the content that last came under this key, so that the same file again changes nothing.
    """

    __tablename__ = "record_aliases"
    __table_args__ = (
        UniqueConstraint("kind", "source", "external_id"),
        Index("ix_record_aliases_kind_record_id", "kind", "record_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    external_id: Mapped[str] = mapped_column(index=True)
    fingerprint: Mapped[str] = mapped_column(default="")
    record_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class DuplicateReview(Base):
    """A new record that looks like one already there: a question for a person, asked once.

    ``pair_key`` is made of what the two records say of themselves, not of our ids, so that the decision holds
    when the same file comes again. Decisions: ``same`` (merged) or ``different``.
    """

    __tablename__ = "duplicate_reviews"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str]
    new_id: Mapped[int] = mapped_column(BigInteger)
    similar_id: Mapped[int] = mapped_column(BigInteger)
    similarity: Mapped[float]
    pair_key: Mapped[str] = mapped_column(unique=True)
    decision: Mapped[str | None] = mapped_column(index=True)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
