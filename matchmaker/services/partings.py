"""Merges taken back: the record that went returns with all that stood on it, the one that stayed is as it was.

Only while the record that stayed is as the merge left it: what came afterwards belongs to nobody alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, true, update
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError
from matchmaker.models import Certificate, DuplicateReview, Need, Partnership, Product, RecordAlias, RecordMerge
from matchmaker.models.base import utcnow
from matchmaker.services import catalog, images, merging, merging_buyers
from matchmaker.services.duplicate_subjects import SUBJECTS
from matchmaker.services.products import same_product
from matchmaker.services.regions import within

STANDING = {"umkm": merging.STANDING, "buyers": merging_buyers.STANDING}
COLUMN = {"umkm": "umkm_id", "buyers": "buyer_id"}


def prepare(session: Session, actor: Actor, review: DuplicateReview, old: Any, new: Any) -> RecordMerge:
    """What it takes to part two records that are about to be merged; not stored yet."""
    kind = review.kind
    moved: dict[str, Any] = {
        table.__tablename__: list(session.scalars(select(table.id).where(getattr(table, COLUMN[kind]) == new.id)))
        for table in STANDING[kind]
    }
    aliases = select(RecordAlias.id).where(RecordAlias.kind == kind, RecordAlias.record_id == new.id)
    moved["record_aliases"] = list(session.scalars(aliases))
    if kind == "umkm":
        goods = select(Partnership.id, Partnership.product_id).where(Partnership.umkm_id == new.id)
        moved["goods"] = {str(one): product for one, product in session.execute(goods) if product is not None}
    return RecordMerge(
        kind=kind, review_id=review.id, kept_id=old.id, kept_before=images.take(old), gone=images.take(new),
        moved=moved, merged_by=actor.name,
    )  # fmt: skip


def keep(session: Session, merge: RecordMerge, old: Any) -> None:
    """Store what was prepared, now that the records are one."""
    merge.version_after = old.version
    session.add(merge)
    session.flush()


def page(session: Session, actor: Actor, kind: str, *, limit: int = 20) -> list[tuple[RecordMerge, Any]]:
    """Merges of the actor's region that are not undone, newest first, each with the record that stayed.

    Raises
    ------
    ForbiddenError
        The actor's role does not decide.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record="")
    table = SUBJECTS[kind].table
    query = (
        select(RecordMerge, table)
        .join(table, table.id == RecordMerge.kept_id)
        .where(RecordMerge.kind == kind, RecordMerge.undone_at.is_(None))
        .where(within(table, actor.region) if actor.region else true())
        .order_by(RecordMerge.id.desc())
    )
    return [(merge, record) for merge, record in session.execute(query.limit(limit))]


def undo(session: Session, actor: Actor, merge_id: int) -> tuple[Any, Any]:
    """Part what a person merged; returns the record that stayed and the one that came back. The question is open again.

    Raises
    ------
    NotFoundError
        There is no such merge, or the record that stayed is gone.
    ForbiddenError
        The record lies outside the actor's region.
    ConflictError
        It was undone already, or the record was changed afterwards.
    """
    merge = session.get(RecordMerge, merge_id) if 0 < merge_id < 2**63 else None
    subject = SUBJECTS[merge.kind] if merge is not None else None
    old = session.get(subject.table, merge.kept_id, options=subject.options) if merge and subject else None
    if merge is None or subject is None or old is None:
        raise NotFoundError("merge_not_found", id=merge_id)
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record=str(merge_id))
    subject.require(actor, subject.action, old)
    if merge.undone_at is not None:
        raise ConflictError("merge_undone", id=merge_id)
    if old.version != merge.version_after:
        raise ConflictError("merge_changed_since", id=old.external_id)
    back = _bring_back(session, merge, subject.table, old)
    merge.undone_by, merge.undone_at = actor.name, utcnow()
    _ask_again(session, merge, old, back)
    session.flush()
    return old, back


def _bring_back(session: Session, merge: RecordMerge, table: type[Any], old: Any) -> Any:
    gone, kind = merge.gone, merge.kind
    keys = [(gone["source"], gone["external_id"])]
    for source, key in keys:
        session.execute(
            delete(RecordAlias).where(
                RecordAlias.kind == kind, RecordAlias.source == source, RecordAlias.external_id == key
            )
        )
    contents = (RecordAlias.kind == kind, RecordAlias.record_id == old.id, RecordAlias.source == merging.CONTENT)
    session.execute(delete(RecordAlias).where(*contents, RecordAlias.created_at >= merge.merged_at))
    back = table(version=1)
    images.set_values(back, gone)
    session.add(back)
    session.flush()
    _move_back(session, merge, old.id, back.id)
    session.expire_all()
    images.put_back(session, back, gone)
    images.put_back(session, old, merge.kept_before)
    session.flush()
    if kind == "umkm":
        _goods_back(session, merge, back)
    old.version += 1
    for one in (old, back):
        catalog.touch(session, one)
    if kind == "buyers":
        for need in session.scalars(select(Need).where(Need.buyer_id.in_((old.id, back.id)))):
            catalog.touch(session, need)
    return back


def _move_back(session: Session, merge: RecordMerge, old_id: int, back_id: int) -> None:
    """Rows that stood on the record that went, and still stand on the one that stayed."""
    name = COLUMN[merge.kind]
    for table in STANDING[merge.kind]:
        column = getattr(table, name)
        ids = merge.moved.get(table.__tablename__, [])
        session.execute(update(table).where(table.id.in_(ids), column == old_id).values({name: back_id}))
    aliases = RecordAlias.id.in_(merge.moved["record_aliases"])
    session.execute(update(RecordAlias).where(aliases).values(record_id=back_id))
    if merge.kind == "umkm":
        goods = [one["id"] for one in merge.gone["products"]]
        there = session.scalars(select(Product.id).where(Product.id.in_(goods), Product.umkm_id == old_id)).all()
        session.execute(update(Product).where(Product.id.in_(there)).values(umkm_id=back_id))
        session.execute(update(Certificate).where(Certificate.product_id.in_(there)).values(umkm_id=back_id))


def _goods_back(session: Session, merge: RecordMerge, back: Any) -> None:
    """Partnerships whose product had become one with another's get their own again."""
    said = {one["id"]: one for one in merge.gone["products"]}
    for partnership, product in merge.moved.get("goods", {}).items():
        there = same_product(back.products, said[product]) if product in said else None
        if there is not None:
            row = update(Partnership).where(Partnership.id == int(partnership), Partnership.umkm_id == back.id)
            session.execute(row.values(product_id=there.id))


def _ask_again(session: Session, merge: RecordMerge, old: Any, back: Any) -> None:
    review = session.get(DuplicateReview, merge.review_id) if merge.review_id else None
    if review is not None:
        review.decision = review.decided_by = review.decided_at = None
        review.new_id, review.similar_id = back.id, old.id
