"""Certificates of an UMKM or of one of its products."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.models.base import Base, BigId, utcnow

if TYPE_CHECKING:
    from matchmaker.models.products import Product


class Certificate(Base):
    """One certificate. With a product it is the product's own, without one it covers the whole business."""

    __tablename__ = "certificates"
    __table_args__ = (
        # Anything else would make "held" undefined: only declared and verified ones count.
        CheckConstraint("status IN ('declared', 'verified', 'rejected')", name="status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    umkm_id: Mapped[int] = mapped_column(ForeignKey("umkm.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    type: Mapped[str]
    number: Mapped[str | None]
    valid_until: Mapped[date | None]
    status: Mapped[str] = mapped_column(default="declared")
    # Since when the type is on record for this business or product; null where it was before moments were kept.
    recorded_at: Mapped[datetime | None] = mapped_column(default=utcnow)

    product: Mapped[Product | None] = relationship(back_populates="own_certificates")
