"""People and programs that may sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class User(Base):
    """One person. The password is an Argon2 hash; a one-time link is stored as its SHA-256."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('admin', 'dinas', 'association', 'buyer', 'owner')", name="role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    region: Mapped[str | None]
    association: Mapped[str | None]
    umkm_id: Mapped[int | None] = mapped_column(ForeignKey("umkm.id", ondelete="SET NULL"))
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id", ondelete="SET NULL"))
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    link_expires_at: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class ApiKey(Base):
    """One key of a script: only its SHA-256 is kept."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    region: Mapped[str | None]
    association: Mapped[str | None]
    umkm_id: Mapped[int | None] = mapped_column(ForeignKey("umkm.id", ondelete="SET NULL"))
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id", ondelete="SET NULL"))
    key_hash: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class IdempotentRequest(Base):
    """The answer to a write that carried an Idempotency-Key, so that a repeat gets the same answer."""

    __tablename__ = "idempotent_requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    request_hash: Mapped[str]
    status: Mapped[int]
    body: Mapped[str]
    headers: Mapped[str] = mapped_column(default="{}")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
