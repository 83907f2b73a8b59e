"""One way to the three kinds of records for callers that treat them alike: read, list, create, change, remove."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.domain.access import Actor, holds
from matchmaker.errors import ConflictError, ForbiddenError
from matchmaker.models import Buyer, Need, Umkm
from matchmaker.services import buyers, catalog, duplicates, needs, umkm
from matchmaker.services.identity import find

Record = dict[str, Any]


def read(session: Session, actor: Actor, kind: str, key: str) -> Record:
    """One record as the actor may see it."""
    return _dump(_get(session, actor, kind, key), actor)


def page(
    session: Session, actor: Actor, kind: str, *, after: int, limit: int, filters: dict[str, Any]
) -> tuple[list[Record], int]:
    """A page of records and how many there are in all."""
    if not holds(actor, f"{_singular(kind)}.read"):
        raise ForbiddenError("forbidden", action=f"{_singular(kind)}.read", record="")
    region = filters.get("regency") or filters.get("province")
    shared: dict[str, Any] = {"after": after, "limit": limit, "regency_code": region, "name": filters.get("name")}
    found: list[Umkm] | list[Buyer] | list[Need]
    if kind == "umkm":
        found, total = umkm.page(session, **shared)
    elif kind == "buyers":
        found, total = buyers.page(session, buyer_type=filters.get("type"), **shared)
    else:
        day = clock.today() if filters.get("open") else None
        found, total = needs.page(session, buyer_id=filters.get("buyer_id"), open_on=day, **shared)
    return [_dump(one, actor) for one in found], total


def create(session: Session, actor: Actor, kind: str, clean: Record) -> tuple[bool, Record]:
    """Create a record, or bring the one with its external id up to date; says which."""
    if kind == "umkm":
        done = umkm.upsert(session, actor, clean)
    elif kind == "buyers":
        done = buyers.upsert(session, actor, clean)
    else:
        done = needs.upsert(session, actor, clean)
    session.flush()
    if kind in duplicates.MERGES and done.status == "created":
        return _standing(session, actor, done.record)
    return done.status == "created", _dump(done.record, actor)


def _standing(session: Session, actor: Actor, made: Umkm | Buyer) -> tuple[bool, Record]:
    """A new UMKM or buyer, or the one that it was called the same as before."""
    stands: Umkm | Buyer = duplicates.settle(session, actor, made)
    return stands is made, _dump(stands, actor)


def change(session: Session, actor: Actor, kind: str, key: str, clean: Record) -> Record:
    """Change fields of one record: absent keeps, null clears.

    Raises
    ------
    ForbiddenError
        The actor does not answer for the record, or would no longer after the change.
    ConflictError
        The new external id belongs to another record.
    """
    found = _get(session, actor, kind, key)
    if isinstance(found, Umkm):
        umkm.require(actor, "umkm.write", found)
        umkm.require_move(actor, found, clean)
        umkm.require_verifier(actor, found, clean)
        _, changed = umkm.apply(session, found, clean, strict=True)
    elif isinstance(found, Buyer):
        buyers.require(actor, "buyer.write", found)
        buyers.require_move(actor, found, clean)
        changed = _change_buyer(session, actor, found, clean)
    else:
        needs.require(actor, "need.write", found)
        changed = _change_need(session, actor, found, clean)
    if _rename(session, found, clean) or changed:
        found.version += 1
        catalog.touch(session, found)
    session.flush()
    return _dump(found, actor)


def _change_buyer(session: Session, actor: Actor, found: Buyer, clean: Record) -> bool:
    _, changed = buyers.apply(found, clean, strict=True)
    if changed:
        # The place and kind of a buyer are part of each of its needs in the catalogue.
        for need in found.needs:
            catalog.touch(session, need)
    _, needs_changed = buyers.merge_needs(session, actor, found, clean.get("needs") or [], found.source)
    return changed or needs_changed


def _change_need(session: Session, actor: Actor, found: Need, clean: Record) -> bool:
    moved = False
    if "buyer_external_id" in clean:
        buyer = needs.buyer_named(session, found.source, clean["buyer_external_id"])
        moved = needs.move_to(session, actor, found, buyer)
    return needs.apply(found, clean) or moved


def _rename(session: Session, found: Umkm | Buyer | Need, clean: Record) -> bool:
    """Take a new external id; one of our own (null, or the same again) stays."""
    new = clean.get("external_id")
    if not new or new == found.external_id:
        return False
    if find(session, type(found), found.source, new) is not None:
        raise ConflictError("external_id_taken", id=new)
    found.external_id, found.own_id = new, False
    return True


def remove(session: Session, actor: Actor, kind: str, key: str) -> None:
    """Delete one record."""
    found = _get(session, actor, kind, key)
    if isinstance(found, Umkm):
        umkm.delete(session, actor, found)
    elif isinstance(found, Buyer):
        buyers.delete(session, actor, found)
    else:
        needs.delete(session, actor, found)


def _get(session: Session, actor: Actor, kind: str, key: str) -> Umkm | Buyer | Need:
    if kind == "umkm":
        return umkm.get(session, actor, key)
    if kind == "buyers":
        return buyers.get(session, actor, key)
    return needs.get(session, actor, key)


def _dump(found: Umkm | Buyer | Need, actor: Actor) -> Record:
    if isinstance(found, Umkm):
        return umkm.record(found, actor)
    if isinstance(found, Buyer):
        return buyers.record(found, actor)
    return needs.record(found)


def _singular(kind: str) -> str:
    return {"umkm": "umkm", "buyers": "buyer", "needs": "need"}[kind]
