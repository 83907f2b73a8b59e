"""Reports as they were issued: kept word for word, so that a figure once given out can be shown again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class IssuedReport(Base):
    """One report as it stood when it was issued; ``content`` holds it in each language."""

    __tablename__ = "issued_reports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    region: Mapped[str | None] = mapped_column(index=True)
    as_of: Mapped[date]
    office: Mapped[str]
    actor: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(default=utcnow)
    content: Mapped[dict[str, Any]]
