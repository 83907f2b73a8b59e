"""What all tables share: naming, UTC times, who changed what when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite only numbers rows by itself when the key is a plain INTEGER; it holds 64 bits all the same.
BigId = BigInteger().with_variant(Integer, "sqlite")


def utcnow() -> datetime:
    """The present moment with its time zone."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC whatever the database makes of time zones; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring the moment to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite hands back a naive moment that we know to be UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), list[Any]: JSON, dict[str, Any]: JSON}


class Tracked:
    """Columns of a record that people change: moments, and a version for ETag and If-Match."""

    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    version: Mapped[int] = mapped_column(default=1)
    # The catalogue's version when this record last changed: readers fetch what is newer than theirs.
    changed_in: Mapped[int] = mapped_column(BigInteger, default=0, index=True)


class Sourced:
    """Columns of a record that came from somewhere: the source's own key, or our fingerprint of its content.

    ``external_id`` is never empty: a record without one gets a public id of ours (``own_id`` true).
    """

    source: Mapped[str] = mapped_column(default="default")
    external_id: Mapped[str]
    own_id: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[str] = mapped_column(default="")
