"""Two records of one business become one: the older stays, the key of the other leads to it from then on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from matchmaker.domain.pipeline import OPEN, RUNNING
from matchmaker.errors import ConflictError
from matchmaker.models import (
    ApiKey,
    Certificate,
    DuplicateReview,
    EventParticipant,
    EventStall,
    Exposure,
    Outcome,
    Partnership,
    Product,
    ProgrammeParticipant,
    RecordAlias,
    Suggestion,
    Umkm,
    User,
)
from matchmaker.services import catalog
from matchmaker.services.products import same_product

KIND = "umkm"
# The source under which aliases by content are kept; no file can be read under a name with a NUL-like mark.
CONTENT = "\x1fcontent"
# What says who a record is, and not what it says.
IDENTITY = frozenset({"id", "source", "external_id", "own_id", "fingerprint", "certificates_listed", "version",
                      "created_at", "updated_at", "changed_in"})  # fmt: skip
LISTS = ("clusters", "marketplace_urls")
# Whatever stands on an UMKM, by its id.
STANDING: tuple[Any, ...] = (
    Partnership, Outcome, User, ApiKey, Exposure, EventParticipant, EventStall, ProgrammeParticipant,
)  # fmt: skip


def merge(session: Session, old: Umkm, new: Umkm, *, content: str | None = None, newer_wins: bool = False) -> None:
    """Take the newer record into the older one; with ``newer_wins`` its values replace, else they only fill gaps.

    ``content`` names what a record without a key of its own says of itself, to know it when it comes changed.

    Raises
    ------
    ConflictError
        Both have an unfinished partnership for the same need: end one of them first.
    """
    _check_partnerships(session, old, new)
    _fill(old, new, newer_wins)
    _merge_products(session, old, new, newer_wins)
    _merge_certificates(session, old, new)
    session.flush()
    remember(session, KIND, old, new, content)
    _repoint(session, old.id, new.id)
    catalog.forget(session, KIND, new.id)
    old.version += 1
    catalog.touch(session, old)
    session.flush()
    session.expunge(new)
    session.execute(delete(Umkm).where(Umkm.id == new.id).execution_options(synchronize_session=False))
    session.expire(old)
    session.refresh(old)


def _check_partnerships(session: Session, old: Umkm, new: Umkm) -> None:
    unfinished = select(Partnership.need_id).where(Partnership.stage.in_(OPEN | RUNNING))
    mine = set(session.scalars(unfinished.where(Partnership.umkm_id == old.id)))
    if mine.intersection(session.scalars(unfinished.where(Partnership.umkm_id == new.id))):
        raise ConflictError("merge_two_partnerships", id=old.external_id, other=new.external_id)


def _fill(old: Umkm, new: Umkm, newer_wins: bool) -> None:
    for name in inspect(Umkm).columns.keys():  # noqa: SIM118 - iterating the mapping gives columns
        value = getattr(new, name)
        if name in LISTS:
            setattr(old, name, list(dict.fromkeys([*getattr(old, name), *value])))
        elif name not in IDENTITY and value is not None and (newer_wins or getattr(old, name) is None):
            setattr(old, name, value)


def _merge_products(session: Session, old: Umkm, new: Umkm, newer_wins: bool) -> None:
    """Products the older record lacks move over; those it has get what they lack."""
    moved = []
    for product in list(new.products):
        there = same_product(
            old.products, {"external_id": product.external_id, "name": product.name, "unit": product.unit}
        )
        if there is None:
            moved.append(product.id)
            continue
        for column in inspect(Product).columns.keys():  # noqa: SIM118 - as above
            value = getattr(product, column)
            takes = newer_wins or getattr(there, column) is None
            if column not in ("id", "umkm_id", "certificates_listed") and value is not None and takes:
                setattr(there, column, value)
        session.execute(update(Partnership).where(Partnership.product_id == product.id).values(product_id=there.id))
        if product.certificates_listed and not there.certificates_listed:
            _give(session, select(Certificate.id).where(Certificate.product_id == product.id), old.id, there.id)
            there.certificates_listed = True
    session.execute(update(Product).where(Product.id.in_(moved)).values(umkm_id=old.id))
    session.execute(update(Certificate).where(Certificate.product_id.in_(moved)).values(umkm_id=old.id))


def _merge_certificates(session: Session, old: Umkm, new: Umkm) -> None:
    """Types the older record does not list come over."""
    have = {one.type for one in old.certificates or []}
    query = select(Certificate.id).where(Certificate.umkm_id == new.id, Certificate.product_id.is_(None))
    if new.certificates_listed:
        _give(session, query.where(Certificate.type.not_in(have)), old.id, None)
        old.certificates_listed = True


def _give(session: Session, ids: Any, umkm_id: int, product_id: int | None) -> None:
    found = list(session.scalars(ids))
    values = {"umkm_id": umkm_id, "product_id": product_id}
    session.execute(update(Certificate).where(Certificate.id.in_(found)).values(**values))


def remember(session: Session, kind: str, old: Any, new: Any, content: str | None) -> None:
    """Keys that led to the newer record lead to the older one, its own key among them."""
    mine = RecordAlias.kind == kind
    session.execute(update(RecordAlias).where(mine, RecordAlias.record_id == new.id).values(record_id=old.id))
    keys = [(new.source, new.external_id, new.fingerprint)] + ([(CONTENT, content, "")] if content else [])
    for source, key, fingerprint in keys:
        session.execute(delete(RecordAlias).where(mine, RecordAlias.source == source, RecordAlias.external_id == key))
        session.add(RecordAlias(kind=kind, source=source, external_id=key, fingerprint=fingerprint, record_id=old.id))


def _repoint(session: Session, old_id: int, new_id: int) -> None:
    """Whatever stood on the newer record stands on the older one."""
    session.execute(delete(Suggestion).where(Suggestion.umkm_id == new_id))
    for table in STANDING:
        session.execute(update(table).where(table.umkm_id == new_id).values(umkm_id=old_id))
    settle_reviews(session, KIND, old_id, new_id)


def settle_reviews(session: Session, kind: str, old_id: int, new_id: int) -> None:
    """Open questions about the newer record are about the older one; one about the two of them is answered."""
    undecided = DuplicateReview.decision.is_(None)
    for column in (DuplicateReview.new_id, DuplicateReview.similar_id):
        session.execute(
            update(DuplicateReview)
            .where(DuplicateReview.kind == kind, undecided, column == new_id)
            .values({column: old_id})
        )
    both = DuplicateReview.new_id == DuplicateReview.similar_id
    session.execute(delete(DuplicateReview).where(DuplicateReview.kind == kind, undecided, both))
