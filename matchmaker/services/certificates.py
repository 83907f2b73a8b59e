"""Which certificates count on a day, as conditions of SQL: `domain.certificates.is_held` written for queries."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from matchmaker.models import Certificate, Product, Umkm


def held_on(day: date) -> ColumnElement[bool]:
    """Declared or verified, and not expired on the day; a test holds this against the rule in `domain`."""
    return and_(
        Certificate.status != "rejected",
        or_(Certificate.valid_until.is_(None), Certificate.valid_until >= day),
    )


def asked() -> ColumnElement[bool]:
    """Whether somebody asked this UMKM for its certificates: without that, none on record is no "none"."""
    own = select(Product.id).where(Product.umkm_id == Umkm.id, Product.certificates_listed).exists()
    return or_(Umkm.certificates_listed, own)
