"""What an office said of the columns of its lists, remembered for the next one of the same layout."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.models.base import Base, BigId, utcnow


class ImportLayout(Base):
    """The columns of one layout as an office confirmed them.

    ``office`` is the code of its region, "" for the whole country. ``layout`` is the key of the heading, and
    ``columns`` gives for each column its place counted from 0, its heading, and the field it fills ("" leaves it out).
    """

    __tablename__ = "import_layouts"
    __table_args__ = (UniqueConstraint("office", "kind", "layout"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    office: Mapped[str]
    kind: Mapped[str]
    layout: Mapped[str]
    columns: Mapped[list[Any]]
    file_name: Mapped[str]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
