"""API keys of scripts: shown once, kept as SHA-256."""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from matchmaker.domain.access import ROLES, Actor, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError, NotFoundError, Problem
from matchmaker.models import ApiKey, Buyer, Umkm
from matchmaker.services.regions import region_code
from matchmaker.services.users import hash_token, record_id

PREFIX = "tm_"
# Put together once, columns and not objects: every request with a key asks.
_KNOWN = select(
    ApiKey.id, ApiKey.role, ApiKey.name, ApiKey.region, ApiKey.association, ApiKey.umkm_id, ApiKey.buyer_id
).where(ApiKey.key_hash == bindparam("key_hash"), ApiKey.active)


def create(
    session: Session,
    actor: Actor,
    *,
    role: str,
    name: str,
    region: str | None = None,
    association: str | None = None,
    umkm: str | None = None,
    buyer: str | None = None,
) -> str:
    """Make a key and return it; it cannot be read again.

    Raises
    ------
    InvalidRecordError
        Unknown role.
    """
    if not permits(actor, "key.manage"):
        raise ForbiddenError("forbidden", action="key.manage", record=name)
    if role not in ROLES:
        raise InvalidRecordError([Problem("role", role, "unknown_role")])
    key = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            name=name,
            role=role,
            region=region_code(region) if region else None,
            association=association,
            umkm_id=record_id(session, Umkm, umkm, "umkm"),
            buyer_id=record_id(session, Buyer, buyer, "buyer"),
            key_hash=hash_token(key),
        )
    )
    session.flush()
    return key


def actor_of(session: Session, key: str, scope: str | None = None) -> Actor | None:
    """Whom a key speaks for, or None; a key without a region has the whole ``scope`` (REGION_SCOPE)."""
    row = session.connection().execute(_KNOWN, {"key_hash": hash_token(key)}).first()
    if row is None:
        return None
    return Actor(
        role=row.role,
        name=row.name,
        key_id=row.id,
        region=row.region or scope or None,
        association=row.association,
        umkm_id=row.umkm_id,
        buyer_id=row.buyer_id,
    )


def revoke(session: Session, actor: Actor, name: str) -> None:
    """Switch all keys of this name off.

    Raises
    ------
    NotFoundError
        There is none.
    """
    if not permits(actor, "key.manage"):
        raise ForbiddenError("forbidden", action="key.manage", record=name)
    rows = list(session.scalars(select(ApiKey).where(ApiKey.name == name, ApiKey.active)))
    if not rows:
        raise NotFoundError("key_not_found", id=name)
    for row in rows:
        row.active = False


def everything(session: Session) -> list[ApiKey]:
    """All keys, newest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.id.desc())))
