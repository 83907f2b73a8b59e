"""Buyers: take them in, hand them out, change them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matchmaker.domain.access import Actor, holds, permits
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError, Problem
from matchmaker.matching.profiles import centroid
from matchmaker.models import Buyer, Need, Partnership
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.services import catalog, needs
from matchmaker.services.identity import Upsert, anywhere, assign, find, identify
from matchmaker.services.regions import place

SCHEMA = BuyerSchema()
CONTACT_FIELDS = ("phone", "email")
WITH_PARTS = (selectinload(Buyer.needs),)


def upsert(
    session: Session,
    actor: Actor,
    clean: dict[str, Any],
    *,
    source: str = "default",
    strict: bool = True,
    known: dict[str, Buyer] | None = None,
) -> Upsert:
    """Create the buyer of a clean record with its needs, or bring the one there up to date.

    Raises
    ------
    InvalidRecordError
        A region that does not exist, in the strict reading.
    ForbiddenError
        The actor may not write this buyer.
    """
    external_id, digest, own = identify(source, clean)
    buyer = known.get(external_id) if known is not None else find(session, Buyer, source, external_id)
    created = buyer is None
    if buyer is None:
        buyer = Buyer(source=source, external_id=external_id, fingerprint=digest, own_id=own, version=1)
    else:
        require(actor, "buyer.write", buyer)
        if own and buyer.fingerprint == digest:
            return Upsert("unchanged", buyer)
    warnings, changed = apply(buyer, clean, strict=strict)
    require(actor, "buyer.write", buyer)
    if created:
        session.add(buyer)
    if created or changed:
        # The place and kind of a buyer are part of each of its needs in the catalogue.
        catalog.touch(session, buyer)
        for need in buyer.needs:
            catalog.touch(session, need)
    more, needs_changed = _merge_needs(session, buyer, clean.get("needs") or [], source)
    if not created and (changed or needs_changed):
        buyer.version += 1
    status = "created" if created else "updated" if changed or needs_changed else "unchanged"
    return Upsert(status, buyer, (*warnings, *more))  # type: ignore[arg-type]


def apply(buyer: Buyer, clean: dict[str, Any], *, strict: bool) -> tuple[list[Problem], bool]:
    """Write a clean record onto a buyer: absent keeps, null clears."""
    values = {key: value for key, value in clean.items() if key not in ("needs", "external_id")}
    changed = assign(buyer, values)
    if values.get("lat") is not None and buyer.coordinates_from != "given":
        buyer.coordinates_from = "given"
    return place(buyer, clean, strict=strict), changed


def _merge_needs(
    session: Session, buyer: Buyer, records: list[dict[str, Any]], source: str
) -> tuple[list[Problem], bool]:
    warnings: list[Problem] = []
    changed = False
    for record in records:
        done = needs.upsert_for(session, buyer, record, source=source)
        warnings.extend(done.warnings)
        changed |= done.status != "unchanged"
    return warnings, changed


def require(actor: Actor, action: str, buyer: Buyer) -> None:
    """Refuse what the access table does not allow."""
    if not permits(actor, action, needs.target_of(buyer)):
        raise ForbiddenError("forbidden", action=action, record=buyer.external_id)


def get(session: Session, actor: Actor, key: str | int) -> Buyer:
    """One buyer by our id, or by its external id.

    Raises
    ------
    NotFoundError
        There is none.
    """
    buyer = None
    if str(key).isdigit() and int(key) < 2**63:
        buyer = session.get(Buyer, int(key), options=WITH_PARTS)
    buyer = buyer or anywhere(session, Buyer, str(key))
    if buyer is None:
        raise NotFoundError("buyer_not_found", id=key)
    if not holds(actor, "buyer.read"):
        raise ForbiddenError("forbidden", action="buyer.read", record=buyer.external_id)
    return buyer


def page(
    session: Session,
    *,
    after: int = 0,
    limit: int = 50,
    regency_code: str | None = None,
    buyer_type: str | None = None,
    name: str | None = None,
) -> tuple[list[Buyer], int]:
    """Buyers in the order of their ids after `after`, and how many there are in all."""
    query = select(Buyer)
    if regency_code:
        column = Buyer.regency_code if "." in regency_code else Buyer.province_code
        query = query.where(column == regency_code)
    if buyer_type:
        query = query.where(Buyer.type == buyer_type)
    if name:
        query = query.where(Buyer.name.icontains(name, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.where(Buyer.id > after).order_by(Buyer.id).limit(limit).options(*WITH_PARTS))
    return list(rows), total


def reachable(session: Session, actor: Actor, *, limit: int = 500) -> list[Buyer]:
    """Buyers the actor answers for, by name.

    Raises
    ------
    ForbiddenError
        The actor's role answers for none.
    """
    if not holds(actor, "buyer.write"):
        raise ForbiddenError("forbidden", action="buyer.write", record="")
    query = select(Buyer).where(needs.within_reach(actor)).order_by(Buyer.name, Buyer.id).limit(limit)
    return list(session.scalars(query))


def point(buyer: Buyer) -> tuple[float, float] | None:
    """Where the buyer stands: its own coordinates, else the middle of its district or regency."""
    lat, lon = (buyer.lat, buyer.lon) if buyer.lat is not None else centroid(buyer.district_code, buyer.regency_code)
    return None if lat is None or lon is None else (lat, lon)


def delete(session: Session, actor: Actor, buyer: Buyer) -> None:
    """Delete a buyer and its needs, unless a partnership stands on one of them.

    Raises
    ------
    ConflictError
        A partnership refers to one of its needs.
    """
    require(actor, "buyer.delete", buyer)
    query = select(Partnership.id).join(Need, Need.id == Partnership.need_id).where(Need.buyer_id == buyer.id)
    if session.scalar(query.limit(1)) is not None:
        raise ConflictError("buyer_has_partnerships", id=buyer.external_id)
    for need in buyer.needs:
        catalog.forget(session, "need", need.id)
    catalog.forget(session, "buyer", buyer.id)
    session.delete(buyer)
    session.flush()


def record(buyer: Buyer, actor: Actor) -> dict[str, Any]:
    """The record of a buyer as `actor` may see it."""
    dumped: dict[str, Any] = SCHEMA.dump(buyer)
    if not permits(actor, "buyer.contact", needs.target_of(buyer)):
        for name in CONTACT_FIELDS:
            dumped[name] = None
    return {
        "id": buyer.id,
        **dumped,
        "source": buyer.source,
        "regency_code": buyer.regency_code,
        "updated_at": buyer.updated_at.isoformat() if buyer.updated_at else None,
        "version": buyer.version,
    }
