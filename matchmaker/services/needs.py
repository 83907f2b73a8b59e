"""Needs of buyers: take them in, hand them out, change them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.domain.access import Actor, Target, holds, permits
from matchmaker.errors import ConflictError, ForbiddenError, InvalidRecordError, NotFoundError, Problem
from matchmaker.matching import suggestions as matching
from matchmaker.matching.profiles import need_profile
from matchmaker.models import Buyer, Need, Partnership, RecordAlias
from matchmaker.schemas.needs import NeedSchema
from matchmaker.services import catalog
from matchmaker.services.identity import Naming, Upsert, anywhere, assign, by_key, find, identify

SCHEMA = NeedSchema()
LISTS = ("required_certificates", "preferred_certificates")
WITH_BUYER = (joinedload(Need.buyer),)


def target(need: Need) -> Target:
    """What an access rule asks of a need: its buyer's place and association."""
    return target_of(need.buyer)


def target_of(buyer: Buyer) -> Target:
    """What an access rule asks of a buyer."""
    return Target(
        regency_code=buyer.regency_code,
        province_code=buyer.province_code,
        association=buyer.association,
        buyer_id=buyer.id,
    )


def upsert(
    session: Session,
    actor: Actor,
    clean: dict[str, Any],
    *,
    source: str = "default",
    known: dict[str, Need] | None = None,
    buyers: dict[str, Buyer] | None = None,
) -> Upsert:
    """Create the need of a clean record, or bring the one there up to date.

    Raises
    ------
    InvalidRecordError
        There is no buyer with this key.
    ForbiddenError
        The actor may not write needs of this buyer.
    """
    key = clean.get("buyer_external_id")
    buyer = (buyers or {}).get(key or "") or buyer_named(session, source, key)
    if not permits(actor, "need.write", target_of(buyer)):
        raise ForbiddenError("forbidden", action="need.write", record=key)
    body = {name: value for name, value in clean.items() if name != "buyer_external_id"}
    return upsert_for(session, actor, buyer, body, source=source, known=known)


def post(session: Session, actor: Actor, buyer_id: int, body: dict[str, Any]) -> Need:
    """Post a need of a buyer chosen by our id, from a form; the same need posted twice is one.

    Raises
    ------
    InvalidRecordError
        There is no such buyer.
    ForbiddenError
        The actor does not answer for it.
    """
    buyer = session.get(Buyer, buyer_id)
    if buyer is None:
        raise InvalidRecordError([Problem("buyer_id", buyer_id, "unknown_buyer")])
    if not permits(actor, "need.write", target_of(buyer)):
        raise ForbiddenError("forbidden", action="need.write", record=buyer.external_id)
    need: Need = upsert_for(session, actor, buyer, body, source="default").record
    session.flush()
    return need


def is_open(need: Need, day: date) -> bool:
    """Whether suppliers are looked for on a day."""
    return matching.is_open(need_profile(need), day)


def buyer_named(session: Session, source: str, key: str | None) -> Buyer:
    """The buyer a need names: of the same source first.

    Raises
    ------
    InvalidRecordError
        There is none.
    """
    found = (find(session, Buyer, source, key) or anywhere(session, Buyer, key)) if key else None
    if found is None:
        raise InvalidRecordError([Problem("buyer_external_id", key, "unknown_buyer")])
    return found


def _under_merged_buyer(session: Session, buyer: Buyer, body: dict[str, Any], source: str) -> Need | None:
    """A need without a key of its own that came under a buyer which was merged into this one."""
    keys = select(RecordAlias.external_id).where(
        RecordAlias.kind == "buyers", RecordAlias.record_id == buyer.id, RecordAlias.source == source
    )
    for key in session.scalars(keys) if buyer.id is not None else ():
        found = find(session, Need, source, identify(source, {**body, "buyer_external_id": key})[0])
        if found is not None:
            return found
    return None


def upsert_for(
    session: Session,
    actor: Actor,
    buyer: Buyer,
    body: dict[str, Any],
    *,
    source: str,
    known: dict[str, Need] | None = None,
) -> Upsert:
    """Create or update one need of a buyer that is at hand and that the actor answers for.

    Raises
    ------
    ForbiddenError
        The key is that of a need the actor does not answer for: it can be neither changed nor taken over.
    """
    external_id, digest, own = identify(source, {**body, "buyer_external_id": buyer.external_id})
    need = known.get(external_id) if known is not None else find(session, Need, source, external_id)
    if need is None and own:
        need = _under_merged_buyer(session, buyer, body, source)
    if need is None:
        if not body.get("title"):
            # A change may name a need by its key alone; one that is not there yet needs its title.
            raise InvalidRecordError([Problem("title", None, "required")])
        need = Need(source=source, external_id=external_id, fingerprint=digest, own_id=own, version=1)
        need.required_certificates, need.preferred_certificates = [], []
        apply(need, body)
        need.buyer = buyer
        session.add(need)
        catalog.touch(session, need)
        return Upsert("created", need)
    require(actor, "need.write", need)
    if own and need.fingerprint == digest:
        return Upsert("unchanged", need)
    moved = move_to(session, actor, need, buyer)
    changed = apply(need, body) or moved
    if changed:
        catalog.touch(session, need)
        need.version += 1
    return Upsert("updated" if changed else "unchanged", need)


def apply(need: Need, body: dict[str, Any]) -> bool:
    """Write a clean record onto a need: absent keeps, null clears.

    Raises
    ------
    InvalidRecordError
        It would close before it opens; nothing was written.
    """
    values = {key: value for key, value in body.items() if key not in ("external_id", "buyer_external_id")}
    for name in LISTS:
        if name in values and values[name] is None:
            values[name] = []
    # The schema sees one record; on a change the other day may be the one that is there already.
    begin, end = values.get("open_from", need.open_from), values.get("open_until", need.open_until)
    if begin and end and end < begin:
        raise InvalidRecordError([Problem("open_until", end, "closes_before_it_opens")])
    return assign(need, values)


def move_to(session: Session, actor: Actor, need: Need, buyer: Buyer) -> bool:
    """Hand a need to another buyer; says whether it is another.

    Raises
    ------
    ForbiddenError
        The actor does not answer for that buyer.
    InvalidRecordError
        A partnership stands on the need as the present buyer's.
    """
    if buyer is need.buyer:
        return False
    if not permits(actor, "need.write", target_of(buyer)):
        raise ForbiddenError("forbidden", action="need.write", record=buyer.external_id)
    if has_partnerships(session, need):
        raise InvalidRecordError([Problem("buyer_external_id", buyer.external_id, "need_has_partnerships")])
    need.buyer = buyer
    return True


def has_partnerships(session: Session, need: Need) -> bool:
    """Whether any partnership, also a finished one, stands on the need."""
    return session.scalar(select(Partnership.id).where(Partnership.need_id == need.id).limit(1)) is not None


def require(actor: Actor, action: str, need: Need) -> None:
    """Refuse what the access table does not allow."""
    if not permits(actor, action, target(need)):
        raise ForbiddenError("forbidden", action=action, record=need.external_id)


def get(session: Session, actor: Actor, key: str | int, *, by: Naming = "id") -> Need:
    """One need by our id, or by its external id (see `identity.by_key`).

    Raises
    ------
    NotFoundError
        There is none.
    """
    need = by_key(session, Need, key, WITH_BUYER, by=by)
    if need is None:
        raise NotFoundError("need_not_found", id=key)
    if not holds(actor, "need.read"):
        raise ForbiddenError("forbidden", action="need.read", record=need.external_id)
    return need


def page(
    session: Session,
    *,
    after: int = 0,
    limit: int = 50,
    regency_code: str | None = None,
    buyer_id: int | None = None,
    open_on: date | None = None,
    name: str | None = None,
) -> tuple[list[Need], int]:
    """Needs in the order of their ids after `after`, and how many there are in all."""
    query = select(Need).join(Buyer)
    if regency_code:
        column = Buyer.regency_code if "." in regency_code else Buyer.province_code
        query = query.where(column == regency_code)
    if buyer_id is not None:
        query = query.where(Need.buyer_id == buyer_id)
    if open_on is not None:
        query = query.where(or_(Need.open_until.is_(None), Need.open_until >= open_on))
        query = query.where(or_(Need.open_from.is_(None), Need.open_from <= open_on))
    if name:
        query = query.where(Need.title.icontains(name, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.where(Need.id > after).order_by(Need.id).limit(limit).options(*WITH_BUYER))
    return list(rows), total


def reachable(
    session: Session,
    actor: Actor,
    *,
    limit: int = 50,
    offset: int = 0,
    open_on: date | None = None,
    name: str | None = None,
) -> tuple[list[Need], int]:
    """Needs the actor answers for, newest first, and how many there are in all.

    Raises
    ------
    ForbiddenError
        The actor's role has no needs of its own.
    """
    if not holds(actor, "need.write"):
        raise ForbiddenError("forbidden", action="need.write", record="")
    query = select(Need).join(Buyer).where(within_reach(actor))
    if open_on is not None:
        query = query.where(or_(Need.open_until.is_(None), Need.open_until >= open_on))
    if name:
        query = query.where(Need.title.icontains(name, autoescape=True) | Buyer.name.icontains(name, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Need.id.desc()).limit(limit).offset(offset).options(*WITH_BUYER))
    return list(rows), total


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The reach of `_BUYER_SIDE` in `access` as a condition on buyers; a test holds the two against each other."""
    if actor.role == "buyer":
        return Buyer.id == (actor.buyer_id or 0)
    if actor.role == "association":
        return Buyer.association == (actor.association or "")
    if actor.role in ("admin", "dinas") and actor.region:
        return (Buyer.regency_code if "." in actor.region else Buyer.province_code) == actor.region
    return true()


def all_open(session: Session, day: date | None = None) -> list[Need]:
    """Every need open on a day (default today), in the order of their ids, with its buyer."""
    day = day or clock.today()
    query = select(Need).where(or_(Need.open_until.is_(None), Need.open_until >= day))
    query = query.where(or_(Need.open_from.is_(None), Need.open_from <= day))
    return list(session.scalars(query.order_by(Need.id).options(*WITH_BUYER)))


def delete(session: Session, actor: Actor, need: Need) -> None:
    """Delete a need that no partnership stands on.

    Raises
    ------
    ConflictError
        A partnership refers to it: close it instead.
    """
    require(actor, "need.delete", need)
    if has_partnerships(session, need):
        raise ConflictError("need_has_partnerships", id=need.external_id)
    catalog.forget(session, "need", need.id)
    session.delete(need)
    session.flush()


def record(need: Need) -> dict[str, Any]:
    """The record of a need, with the buyer it belongs to."""
    dumped: dict[str, Any] = SCHEMA.dump(need)
    return {
        "id": need.id,
        **dumped,
        "source": need.source,
        "buyer": {"id": need.buyer.id, "name": need.buyer.name, "type": need.buyer.type},
        "updated_at": need.updated_at.isoformat() if need.updated_at else None,
        "version": need.version,
    }
