"""Buyers: take them in, hand them out, change them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matchmaker.domain.access import Actor, Target, holds, permits
from matchmaker.errors import ConflictError, ForbiddenError, InvalidRecordError, NotFoundError, Problem
from matchmaker.matching.profiles import centroid
from matchmaker.models import Buyer, Need, Partnership
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.services import catalog, needs
from matchmaker.services.identity import Upsert, alias, assign, by_key, find, identify
from matchmaker.services.regions import moved, place, settled_point

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
        merged = alias(session, Buyer, source, external_id) if buyer.external_id != external_id else None
        if (merged.fingerprint if merged is not None else own and buyer.fingerprint) == digest:
            return Upsert("unchanged", buyer)
        if merged is not None:
            merged.fingerprint = digest
        require_move(actor, buyer, clean)
    warnings, changed = apply(buyer, clean, strict=strict)
    if created:
        require(actor, "buyer.write", buyer)
        session.add(buyer)
    if created or changed:
        # The place and kind of a buyer are part of each of its needs in the catalogue.
        catalog.touch(session, buyer)
        for need in buyer.needs:
            catalog.touch(session, need)
    more, needs_changed = merge_needs(session, actor, buyer, clean.get("needs") or [], source)
    if not created and (changed or needs_changed):
        buyer.version += 1
    status = "created" if created else "updated" if changed or needs_changed else "unchanged"
    return Upsert(status, buyer, (*warnings, *more))  # type: ignore[arg-type]


def apply(buyer: Buyer, clean: dict[str, Any], *, strict: bool) -> tuple[list[Problem], bool]:
    """Write a clean record onto a buyer: absent keeps, null clears."""
    values = {key: value for key, value in clean.items() if key not in ("needs", "external_id")}
    where = settled_point(buyer, clean)
    changed = assign(buyer, values | where)
    if where:
        buyer.coordinates_from = "given" if where["lat"] is not None else None
    return place(buyer, clean, strict=strict), changed


def merge_needs(
    session: Session, actor: Actor, buyer: Buyer, records: list[dict[str, Any]], source: str
) -> tuple[list[Problem], bool]:
    """Merge the needs within a buyer's record: those with a known key are brought up to date, none is deleted."""
    warnings: list[Problem] = []
    changed = False
    for position, record in enumerate(records):
        try:
            done = needs.upsert_for(session, actor, buyer, record, source=source)
        except InvalidRecordError as error:
            raise InvalidRecordError([replace(p, path=f"needs.{position}.{p.path}") for p in error.problems]) from error
        warnings.extend(done.warnings)
        changed |= done.status != "unchanged"
    return warnings, changed


def require(actor: Actor, action: str, buyer: Buyer) -> None:
    """Refuse what the access table does not allow."""
    if not permits(actor, action, needs.target_of(buyer)):
        raise ForbiddenError("forbidden", action=action, record=buyer.external_id)


def require_move(actor: Actor, buyer: Buyer, clean: dict[str, Any]) -> None:
    """Refuse a change of place or association that would take the buyer out of the actor's reach.

    Raises
    ------
    ForbiddenError
        Asked before anything is written: the other rows of a file are still to be saved.
    """
    province, regency = moved(buyer, clean)
    there = Target(
        regency_code=regency,
        province_code=province,
        association=clean.get("association", buyer.association),
        buyer_id=buyer.id,
    )
    if not permits(actor, "buyer.write", there):
        raise ForbiddenError("forbidden", action="buyer.write", record=buyer.external_id)


def get(session: Session, actor: Actor, key: str | int) -> Buyer:
    """One buyer by our id, or by its external id.

    Raises
    ------
    NotFoundError
        There is none.
    """
    buyer = by_key(session, Buyer, key, WITH_PARTS)
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
