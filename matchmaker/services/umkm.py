"""UMKM: take them in, hand them out, change them."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matchmaker.domain.access import Actor, Target, holds, permits
from matchmaker.domain.contact import is_masked
from matchmaker.domain.scale import scale_by_rule
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError, Problem
from matchmaker.models import Partnership, Product, Umkm
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.services import catalog
from matchmaker.services.identity import Naming, Upsert, alias, assign, by_key, find, identify
from matchmaker.services.products import merge_products, set_certificates
from matchmaker.services.regions import moved, place, settled_point

SCHEMA = UmkmSchema()
NESTED = ("certificates", "products")
# Who may not see contacts sees the business without them (UU 27/2022).
CONTACT_FIELDS = ("owner_name", "nik", "phone", "email", "address", "capital_idr", "annual_sales_idr")
WITH_PARTS = (
    selectinload(Umkm.products).selectinload(Product.own_certificates),
    selectinload(Umkm.all_certificates),
)


class _Said(NamedTuple):
    """What is said of one certificate."""

    type: str
    number: str | None
    valid_until: date | None
    status: str


def target(umkm: Umkm) -> Target:
    """What an access rule asks of an UMKM."""
    return Target(regency_code=umkm.regency_code, province_code=umkm.province_code, umkm_id=umkm.id)


def upsert(
    session: Session,
    actor: Actor,
    clean: dict[str, Any],
    *,
    source: str = "default",
    strict: bool = True,
    known: dict[str, Umkm] | None = None,
) -> Upsert:
    """Create the UMKM of a clean record, or bring the one there up to date.

    ``known`` are records already looked up by external id; without it the database is asked.

    Raises
    ------
    InvalidRecordError
        A region that does not exist, in the strict reading.
    ForbiddenError
        The actor may not write this UMKM.
    """
    key = identify(source, clean)
    umkm = known.get(key[0]) if known is not None else find(session, Umkm, source, key[0])
    if umkm is None:
        done = make(session, actor, clean, source, key, strict=strict)
        session.add(done.record)
        return done
    return bring(session, actor, umkm, clean, source, key, strict=strict)


def bring(
    session: Session,
    actor: Actor,
    umkm: Umkm,
    clean: dict[str, Any],
    source: str,
    key: tuple[str, str, bool],
    *,
    strict: bool,
) -> Upsert:
    """Bring an UMKM that is there up to date; ``key`` is what `identify` says of the record.

    Raises
    ------
    InvalidRecordError, ForbiddenError
        See `upsert`.
    """
    external_id, digest, own = key
    require(actor, "umkm.write", umkm)
    merged = alias(session, Umkm, source, external_id) if umkm.external_id != external_id else None
    if (merged.fingerprint if merged is not None else own and umkm.fingerprint) == digest:
        return Upsert("unchanged", umkm)
    require_move(actor, umkm, clean)
    require_verifier(actor, umkm, clean)
    warnings, changed = apply(session, umkm, clean, strict=strict)
    if merged is not None:
        merged.fingerprint = digest
    if changed:
        catalog.touch(session, umkm)
        umkm.version += 1
    return Upsert("updated" if changed else "unchanged", umkm, tuple(warnings))


def make(
    session: Session,
    actor: Actor,
    clean: dict[str, Any],
    source: str,
    key: tuple[str, str, bool],
    *,
    strict: bool,
    kind: type[Umkm] = Umkm,
) -> Upsert:
    """A new UMKM of a clean record, not yet in the session; ``kind`` is what stands for it (see `plain_umkm`).

    Raises
    ------
    InvalidRecordError, ForbiddenError
        See `upsert`.
    """
    umkm = kind(source=source, external_id=key[0], fingerprint=key[1], own_id=key[2], version=1)
    umkm.certificates_listed = False
    umkm.clusters, umkm.marketplace_urls = [], []
    warnings, _ = apply(session, umkm, clean, strict=strict)
    require(actor, "umkm.write", umkm)
    catalog.touch(session, umkm)
    return Upsert("created", umkm, tuple(warnings))


def apply(session: Session, umkm: Umkm, clean: dict[str, Any], *, strict: bool) -> tuple[list[Problem], bool]:
    """Write a clean record onto an UMKM: absent keeps, null clears, products merge, nothing is deleted."""
    values = {key: value for key, value in clean.items() if key not in NESTED and key != "external_id"}
    if values.get("nik") and is_masked(values["nik"]):
        del values["nik"]
    for listed in ("clusters", "marketplace_urls"):
        if listed in values and values[listed] is None:
            values[listed] = []
    where = settled_point(umkm, clean)
    changed = assign(umkm, values | where)
    if where:
        umkm.coordinates_from = "given" if where["lat"] is not None else None
    warnings = place(umkm, clean, strict=strict)
    if "certificates" in clean:
        changed |= set_certificates(umkm, None, clean["certificates"])
    if clean.get("products"):
        changed |= merge_products(umkm, clean["products"])
    return warnings, changed


def require(actor: Actor, action: str, umkm: Umkm) -> None:
    """Refuse what the access table does not allow.

    Raises
    ------
    ForbiddenError
        Naming action and record.
    """
    if not permits(actor, action, target(umkm)):
        raise ForbiddenError("forbidden", action=action, record=umkm.external_id)


def require_move(actor: Actor, umkm: Umkm, clean: dict[str, Any]) -> None:
    """Refuse a change that would take the UMKM out of the actor's reach; asked before anything is written.

    Raises
    ------
    ForbiddenError
        The new place lies elsewhere.
    """
    if actor.region is None:
        return
    province, regency = moved(umkm, clean)
    there = Target(regency_code=regency, province_code=province, umkm_id=umkm.id)
    if not permits(actor, "umkm.write", there):
        raise ForbiddenError("forbidden", action="umkm.write", record=umkm.external_id)


def require_verifier(actor: Actor, umkm: Umkm, clean: dict[str, Any]) -> None:
    """An owner declares certificates; that one was verified or rejected is for the office to say.

    Raises
    ------
    ForbiddenError
        The record would say so anew, or declare again just what was rejected.
    """
    if permits(actor, "certificate.verify", target(umkm)):
        return
    there = {_Said(row.type, row.number, row.valid_until, row.status) for row in umkm.all_certificates}
    lists = [clean.get("certificates"), *(product.get("certificates") for product in clean.get("products") or [])]
    for one in (certificate for listed in lists for certificate in listed or []):
        said = _Said(one["type"], one.get("number"), one.get("valid_until"), one["status"])
        again = said._replace(status="rejected") in there
        if said not in there and (one["status"] != "declared" or again):
            raise ForbiddenError("forbidden", action="certificate.verify", record=umkm.external_id)


def get(session: Session, actor: Actor, key: str | int, *, by: Naming = "id") -> Umkm:
    """One UMKM by our id, or by its external id (see `identity.by_key`).

    Raises
    ------
    NotFoundError
        There is none.
    """
    umkm = by_key(session, Umkm, key, WITH_PARTS, by=by)
    if umkm is None:
        raise NotFoundError("umkm_not_found", id=key)
    if not holds(actor, "umkm.read"):
        raise ForbiddenError("forbidden", action="umkm.read", record=umkm.external_id)
    return umkm


def page(
    session: Session, *, after: int = 0, limit: int = 50, regency_code: str | None = None, name: str | None = None
) -> tuple[list[Umkm], int]:
    """UMKM in the order of their ids after `after`, and how many there are in all."""
    query = select(Umkm)
    if regency_code:
        column = Umkm.regency_code if "." in regency_code else Umkm.province_code
        query = query.where(column == regency_code)
    if name:
        query = query.where(Umkm.name.icontains(name, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.where(Umkm.id > after).order_by(Umkm.id).limit(limit).options(*WITH_PARTS))
    return list(rows), total


def delete(session: Session, actor: Actor, umkm: Umkm) -> None:
    """Delete an UMKM that no partnership stands on.

    Raises
    ------
    ConflictError
        A partnership refers to it: set it inactive instead.
    """
    require(actor, "umkm.delete", umkm)
    if session.scalar(select(Partnership.id).where(Partnership.umkm_id == umkm.id).limit(1)) is not None:
        raise ConflictError("umkm_has_partnerships", id=umkm.external_id)
    catalog.forget(session, "umkm", umkm.id)
    session.delete(umkm)
    session.flush()


def record(umkm: Umkm, actor: Actor) -> dict[str, Any]:
    """The record of an UMKM as `actor` may see it; NIK is always masked."""
    dumped: dict[str, Any] = SCHEMA.dump(umkm)
    if not permits(actor, "umkm.contact", target(umkm)):
        for name in CONTACT_FIELDS:
            dumped[name] = None
    return {
        "id": umkm.id,
        **dumped,
        "source": umkm.source,
        "scale_by_rule": scale_by_rule(umkm.capital_idr, umkm.annual_sales_idr) if dumped["annual_sales_idr"] else None,
        "regency_code": umkm.regency_code,
        "updated_at": umkm.updated_at.isoformat() if umkm.updated_at else None,
        "version": umkm.version,
    }
