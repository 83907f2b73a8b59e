"""Provinces, regencies and districts with Kemendagri codes."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base


class Region(Base):
    """One region. Levels: province, regency, district; the centroid is in degrees (WGS 84)."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
