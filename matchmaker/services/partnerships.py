"""Partnerships: propose a pairing, move it along the pipeline, record what was really bought."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVarTuple

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql import Select

from matchmaker import clock
from matchmaker.domain.access import Actor, Target, permits
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.domain.pipeline import ACTIONS, INITIAL, NEEDS_REASON, OPEN, RUNNING, STAGES, may_move, next_stages
from matchmaker.errors import ConflictError, ForbiddenError, InvalidRecordError, NotFoundError, Problem
from matchmaker.models import Buyer, Need, Order, Partnership, PartnershipEvent, Umkm
from matchmaker.services import catalog

Row = TypeVarTuple("Row")
WITH_PARTS = (
    joinedload(Partnership.umkm),
    joinedload(Partnership.need).joinedload(Need.buyer),
    joinedload(Partnership.product),
    selectinload(Partnership.events),
    selectinload(Partnership.orders),
)


def target_of(umkm: Umkm, need: Need) -> Target:
    """What an access rule asks of a pairing: both places, both owners."""
    return Target(
        regency_code=umkm.regency_code,
        province_code=umkm.province_code,
        other_regency_code=need.buyer.regency_code,
        other_province_code=need.buyer.province_code,
        association=need.buyer.association,
        buyer_id=need.buyer_id,
        umkm_id=umkm.id,
    )


def propose(
    session: Session,
    actor: Actor,
    umkm: Umkm,
    need: Need,
    *,
    product_id: int | None = None,
    pattern: str | None = None,
    note: str | None = None,
    score: float | None = None,
    model_version: str | None = None,
) -> Partnership:
    """Open a partnership for a pairing.

    Raises
    ------
    ForbiddenError
        The actor has neither side in reach.
    ConflictError
        An unfinished partnership of the two is there already, also when two propose at once.
    """
    if not permits(actor, "partnership.propose", target_of(umkm, need)):
        raise ForbiddenError("forbidden", action="partnership.propose", record=umkm.external_id)
    problems = []
    if pattern is not None and pattern not in PATTERNS:
        problems.append(Problem("pattern", pattern, "unknown_pattern"))
    if product_id is not None and product_id not in {p.id for p in umkm.products}:
        problems.append(Problem("product_id", product_id, "unknown_product"))
    if problems:
        raise InvalidRecordError(problems)
    unfinished = select(Partnership.id).where(
        Partnership.umkm_id == umkm.id, Partnership.need_id == need.id, Partnership.stage.in_(OPEN | RUNNING)
    )
    if (there := session.scalar(unfinished)) is not None:
        raise ConflictError("partnership_exists", id=there)
    partnership = Partnership(
        umkm=umkm,
        need=need,
        product_id=product_id,
        stage=INITIAL,
        pattern=pattern,
        score=score,
        model_version=model_version,
        version=1,
    )
    partnership.events.append(PartnershipEvent(from_stage=None, to_stage=INITIAL, actor=actor.name, reason=note))
    session.add(partnership)
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError("partnership_exists", id=None) from error
    return partnership


def move(
    session: Session,
    actor: Actor,
    partnership: Partnership,
    action: str,
    reason: str | None = None,
    *,
    value_idr: int | None = None,
) -> None:
    """Move a partnership to the stage an action names; stage and event are written in one flush.

    ``value_idr`` is what was signed, rupiah over the whole agreement: it belongs to the move to ``agreed``.

    Raises
    ------
    NotFoundError
        There is no such action.
    ConflictError
        The stage cannot follow the present one; ``next`` lists those that can.
    InvalidRecordError
        The stage asks for a reason and none was given.
    """
    require(actor, "partnership.move", partnership)
    stage = ACTIONS.get(action)
    if stage is None:
        raise NotFoundError("unknown_action", id=action)
    if not may_move(partnership.stage, stage):
        raise ConflictError(
            "stage_cannot_follow", stage=partnership.stage, target=stage, next=list(next_stages(partnership.stage))
        )
    if stage in NEEDS_REASON and not (reason or "").strip():
        raise InvalidRecordError([Problem("reason", reason, "reason_required")])
    if value_idr is not None and stage != "agreed":
        raise InvalidRecordError([Problem("value_idr", value_idr, "value_without_agreement")])
    event = PartnershipEvent(from_stage=partnership.stage, to_stage=stage, actor=actor.name, reason=reason)
    event.value_idr = value_idr
    partnership.events.append(event)
    partnership.stage = stage
    partnership.version += 1
    # Agreements commit capacity, so what the UMKM can still take changes with them.
    catalog.touch(session, partnership.umkm)
    session.flush()


def add_order(session: Session, actor: Actor, partnership: Partnership, clean: dict[str, Any]) -> Order:
    """Record a purchase; the first one makes an agreed partnership active.

    Raises
    ------
    ConflictError
        The partnership was never agreed, or has ended.
    """
    require(actor, "partnership.order", partnership)
    if partnership.stage not in RUNNING:
        raise ConflictError("orders_need_agreement", stage=partnership.stage)
    problems = []
    quantity = clean.get("quantity")
    if not quantity or quantity <= 0:
        problems.append(Problem("quantity", quantity, "zero" if quantity == 0 else "required"))
    if problems:
        raise InvalidRecordError(problems)
    order = Order(
        ordered_on=clean.get("ordered_on") or clock.today(),
        quantity=quantity,
        unit=clean.get("unit"),
        value_idr=clean.get("value_idr"),
        note=clean.get("note"),
    )
    partnership.orders.append(order)
    if partnership.stage == "agreed":
        move(session, actor, partnership, "active", "first order")
    session.flush()
    return order


def require(actor: Actor, action: str, partnership: Partnership) -> None:
    """Refuse what the access table does not allow."""
    if not permits(actor, action, target_of(partnership.umkm, partnership.need)):
        raise ForbiddenError("forbidden", action=action, record=str(partnership.id))


def get(session: Session, actor: Actor, partnership_id: int) -> Partnership:
    """One partnership.

    Raises
    ------
    NotFoundError
        There is none.
    """
    found = session.get(Partnership, partnership_id, options=WITH_PARTS) if partnership_id < 2**63 else None
    if found is None:
        raise NotFoundError("partnership_not_found", id=partnership_id)
    require(actor, "partnership.read", found)
    return found


def page(
    session: Session,
    actor: Actor,
    *,
    after: int = 0,
    limit: int = 50,
    stage: str | None = None,
    umkm_id: int | None = None,
    need_id: int | None = None,
) -> tuple[list[Partnership], int]:
    """Partnerships the actor may see, newest first, and how many there are; ``after`` is the last id shown."""
    query = within_reach(select(Partnership).join(Partnership.umkm).join(Partnership.need).join(Need.buyer), actor)
    for column, value in (
        (Partnership.stage, stage),
        (Partnership.umkm_id, umkm_id),
        (Partnership.need_id, need_id),
    ):
        if value is not None:
            query = query.where(column == value)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if after:
        query = query.where(Partnership.id < after)
    rows = session.scalars(query.order_by(Partnership.id.desc()).limit(limit).options(*WITH_PARTS))
    return list(rows.unique()), total


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many partnerships in reach stand at each stage, in the order of the pipeline."""
    query = select(Partnership.id, Partnership.stage).join(Partnership.umkm).join(Partnership.need).join(Need.buyer)
    found = within_reach(query, actor).subquery()
    rows = session.execute(select(found.c.stage, func.count()).group_by(found.c.stage))
    by_stage = {row[0]: row[1] for row in rows}
    return {stage: by_stage[stage] for stage in STAGES if stage in by_stage}


def unfinished(
    session: Session, actor: Actor, *, umkm_ids: Iterable[int], need_ids: Iterable[int]
) -> dict[tuple[int, int], dict[str, Any]]:
    """Open and running partnerships in reach between these UMKM and needs: id and stage by (umkm, need)."""
    query = select(Partnership.id, Partnership.stage, Partnership.umkm_id, Partnership.need_id)
    query = query.join(Partnership.umkm).join(Partnership.need).join(Need.buyer)
    query = query.where(Partnership.umkm_id.in_(set(umkm_ids)), Partnership.need_id.in_(set(need_ids)))
    rows = session.execute(within_reach(query, actor).where(Partnership.stage.in_(OPEN | RUNNING)))
    return {(row.umkm_id, row.need_id): {"id": row.id, "stage": row.stage} for row in rows}


def within_reach(query: Select[*Row], actor: Actor) -> Select[*Row]:
    """The rule of `access` as a condition of SQL; a test holds the two against each other."""
    if actor.role == "owner":
        return query.where(Partnership.umkm_id == (actor.umkm_id or 0))
    if actor.role == "buyer":
        return query.where(Need.buyer_id == (actor.buyer_id or 0))
    if actor.role == "association":
        return query.where(Buyer.association == (actor.association or ""))
    if actor.role in ("admin", "dinas") and actor.region:
        column = "regency_code" if "." in actor.region else "province_code"
        return query.where(or_(getattr(Umkm, column) == actor.region, getattr(Buyer, column) == actor.region))
    return query


def committed(session: Session) -> dict[tuple[int, int | None], float]:
    """Volume a month promised under running partnerships, by UMKM and product."""
    rows = session.execute(
        select(
            Partnership.umkm_id,
            Partnership.product_id,
            func.sum(func.coalesce(Partnership.volume_per_month, Need.volume_per_month, 0)),
        )
        .join(Need, Need.id == Partnership.need_id)
        .where(Partnership.stage.in_(RUNNING))
        .group_by(Partnership.umkm_id, Partnership.product_id)
    )
    return {(umkm_id, product_id): float(volume) for umkm_id, product_id, volume in rows}


def record(partnership: Partnership) -> dict[str, Any]:
    """A partnership as it goes out, with its events, orders and the stages that can follow."""
    need, umkm, product = partnership.need, partnership.umkm, partnership.product
    return {
        "id": partnership.id,
        "stage": partnership.stage,
        "next_stages": list(next_stages(partnership.stage)),
        "pattern": partnership.pattern,
        "volume_per_month": partnership.volume_per_month,
        "score": partnership.score,
        "model_version": partnership.model_version,
        "umkm": {"id": umkm.id, "external_id": umkm.external_id, "name": umkm.name, "regency": umkm.regency},
        "product": {"id": product.id, "name": product.name} if product else None,
        "need": {"id": need.id, "external_id": need.external_id, "title": need.title},
        "buyer": {"id": need.buyer.id, "name": need.buyer.name, "type": need.buyer.type},
        "events": [
            {
                "at": e.at.isoformat(),
                "from": e.from_stage,
                "to": e.to_stage,
                "actor": e.actor,
                "reason": e.reason,
                "value_idr": e.value_idr,
            }
            for e in partnership.events
        ],
        "orders": [order_record(order) for order in partnership.orders],
        "created_at": partnership.created_at.isoformat(),
        "updated_at": partnership.updated_at.isoformat(),
        "version": partnership.version,
    }


def order_record(order: Order) -> dict[str, Any]:
    """One purchase as it goes out."""
    return {
        "id": order.id,
        "ordered_on": order.ordered_on.isoformat(),
        "quantity": order.quantity,
        "unit": order.unit,
        "value_idr": order.value_idr,
        "note": order.note,
    }
