"""The catalogue's version: every write that changes what can be ranked bumps it in its own transaction."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId


class CatalogState(Base):
    """One row. Bumping it locks it, so versions follow the order of commits."""

    __tablename__ = "catalog_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class CatalogDeletion(Base):
    """A record that is gone, for readers that still hold it."""

    __tablename__ = "catalog_deletions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
