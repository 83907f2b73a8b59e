"""Possible doubles: found when UMKM come in, put to a person once, and the answer kept for every later upload."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.likeness import SHORTEST, Sketch, alike, bare, business_name, person_name, phone_tail
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError
from matchmaker.models import DuplicateReview, RecordAlias, Umkm
from matchmaker.models.base import utcnow
from matchmaker.services import merging, umkm
from matchmaker.services.batches import Log
from matchmaker.services.identity import find
from matchmaker.services.regions import within

KIND = "umkm"
FEW = 20  # new records up to which the database looks for those that share a word, instead of the whole regency
CHUNK = 500  # keys looked up in one query
MEASURED = ("given", "repaired")  # a centroid is no spot
SAME, DIFFERENT = "same", "different"
_COLUMNS = (
    Umkm.id, Umkm.source, Umkm.external_id, Umkm.own_id, Umkm.name, Umkm.owner_name, Umkm.nib, Umkm.phone,
    Umkm.regency_code, Umkm.district, Umkm.village, Umkm.lat, Umkm.lon, Umkm.coordinates_from,
)  # fmt: skip


def look(session: Session, new: Sequence[int], actor: Actor, log: Log | None = None) -> int:
    """Ask about new records that resemble older ones of their regency; returns how many questions are new.

    What was called the same before is merged at once, what was called different is left alone.
    """
    session.flush()
    asked = 0
    new = array("q", sorted(new))
    for regency in _regencies(session, new):
        sketches = {sketch.record_id: sketch for sketch in _sketches(session, regency, new)}
        wanted = {one for one in sketches if _is_among(one, new)}
        for gone in _merge_known(session, [sketches[one] for one in sorted(wanted)], actor, log):
            wanted.discard(gone)
            del sketches[gone]
        pairs = list(alike(sketches.values(), wanted))
        known = _known(session, [_pair_key(one, other) for one, other, _ in pairs])
        asked += sum(_ask(session, one, other, likeness, known) for one, other, likeness in pairs)
    session.flush()
    return asked


def _is_among(record_id: int, ascending: Sequence[int]) -> bool:
    place = bisect_left(ascending, record_id)
    return place < len(ascending) and ascending[place] == record_id


def settle(session: Session, actor: Actor, made: Umkm) -> Umkm:
    """Look at one new record; returns it, or the older one into which it was merged at once."""
    source, external_id = made.source, made.external_id
    look(session, [made.id], actor)
    return find(session, Umkm, source, external_id) or made


def _regencies(session: Session, new: Sequence[int]) -> list[str | None]:
    if not new:
        return []
    query = select(Umkm.regency_code).distinct()
    if len(new) <= FEW:
        return list(session.scalars(query.where(Umkm.id.in_(new))))
    return list(session.scalars(query.where(Umkm.id >= min(new))))


def _sketches(session: Session, regency: str | None, new: Sequence[int]) -> Iterator[Sketch]:
    query = select(*_COLUMNS).where(Umkm.regency_code == regency if regency else Umkm.regency_code.is_(None))
    if len(new) <= FEW:
        query = query.where(_sharing(session, new))
    for row in session.execute(query):
        yield _sketch(row)


def _sharing(session: Session, new: Sequence[int]) -> Any:
    """Records that share a word, a number or an NIB with one of a few new ones."""
    rows = session.execute(select(*_COLUMNS).where(Umkm.id.in_(new))).all()
    words = {word for row in rows for word in business_name(row.name).split() if len(word) >= SHORTEST}
    nibs = {row.nib for row in rows if row.nib}
    phones = {row.phone for row in rows if row.phone}
    owners = {word for row in rows for word in person_name(row.owner_name).split() if len(word) >= SHORTEST}
    return or_(
        Umkm.id.in_(new),
        Umkm.nib.in_(nibs),
        Umkm.phone.in_(phones),
        *(func.lower(Umkm.name).contains(word, autoescape=True) for word in sorted(words)),
        *(func.lower(Umkm.owner_name).contains(word, autoescape=True) for word in sorted(owners)),
    )


def _sketch(row: Any) -> Sketch:
    name, owner = business_name(row.name), person_name(row.owner_name)
    spot = f"{bare(row.district)}/{bare(row.village)}" if row.village else ""
    measured = row.lat is not None and row.lon is not None and row.coordinates_from in MEASURED
    point = (row.lat, row.lon) if measured else None
    # A key of the source's own says who it is for ever; numbers and addresses get filled in and corrected.
    said = ["", row.source, row.external_id]
    if row.own_id:
        said = [name, owner, row.regency_code or "", bare(row.district), bare(row.village)]
    key = hashlib.sha256("\x1f".join(said).encode()).hexdigest()
    return Sketch(row.id, name, owner, row.nib or "", phone_tail(row.phone), spot, key, point)


def _pair_key(one: Sketch, other: Sketch) -> str:
    """The same for the two whichever came first, and whatever ids they got."""
    return f"{KIND}|" + "|".join(sorted((one.key, other.key)))


def _known(session: Session, keys: Iterable[str]) -> dict[str, DuplicateReview]:
    wanted = list(dict.fromkeys(keys))
    found: dict[str, DuplicateReview] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for review in session.scalars(select(DuplicateReview).where(DuplicateReview.pair_key.in_(part))):
            found[review.pair_key] = review
    return found


def _ask(session: Session, one: Sketch, other: Sketch, likeness: float, known: dict[str, DuplicateReview]) -> bool:
    key = _pair_key(one, other)
    review = known.get(key)
    if review is None:
        review = DuplicateReview(
            kind=KIND, new_id=one.record_id, similar_id=other.record_id, similarity=round(likeness, 3), pair_key=key
        )
        session.add(review)
        known[key] = review
        return True
    if review.decision != DIFFERENT:
        # The records were taken back and came again under other ids.
        review.new_id, review.similar_id, review.decision = one.record_id, other.record_id, None
    return False


def _merge_known(session: Session, new: list[Sketch], actor: Actor, log: Log | None) -> Iterator[int]:
    """Merge new records that say of themselves what a merged one said; gives the ids that are gone."""
    by_key: dict[str, int] = {}
    keys = list({sketch.key for sketch in new})
    for start in range(0, len(keys), CHUNK):
        query = select(RecordAlias.external_id, RecordAlias.record_id).where(
            RecordAlias.kind == KIND,
            RecordAlias.source == merging.CONTENT,
            RecordAlias.external_id.in_(keys[start : start + CHUNK]),
        )
        by_key |= dict(session.execute(query).all())
    for sketch in new:
        if sketch.key in by_key and _merge_again(session, sketch, by_key[sketch.key], actor, log):
            yield sketch.record_id


def _merge_again(session: Session, sketch: Sketch, old_id: int, actor: Actor, log: Log | None) -> bool:
    old = session.get(Umkm, old_id, options=umkm.WITH_PARTS)
    new = session.get(Umkm, sketch.record_id, options=umkm.WITH_PARTS)
    if old is None or new is None or old is new or not permits(actor, "umkm.write", umkm.target(old)):
        return False
    before = log.before(KIND, old) if log is not None else []
    merging.merge(session, old, new, content=sketch.key, newer_wins=True)
    if log is not None:
        log.after(KIND, old, before)
        log.flush()
    return True


def page(session: Session, actor: Actor, *, limit: int = 20, after: int = 0) -> tuple[list[DuplicateReview], int]:
    """Open questions about UMKM of the actor's region, the likeliest first, and how many there are.

    Raises
    ------
    ForbiddenError
        The actor's role does not decide.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record="")
    new, old = aliased(Umkm), aliased(Umkm)
    query = (
        select(DuplicateReview)
        .join(new, new.id == DuplicateReview.new_id)
        .join(old, old.id == DuplicateReview.similar_id)
        .where(DuplicateReview.kind == KIND, DuplicateReview.decision.is_(None))
        .where(within(new, actor.region), within(old, actor.region))
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(DuplicateReview.similarity.desc(), DuplicateReview.id)
    return list(session.scalars(query.limit(limit).offset(after))), total


def pair(session: Session, review: DuplicateReview) -> tuple[Umkm, Umkm]:
    """The older and the newer of the two records.

    Raises
    ------
    NotFoundError
        One of them is gone.
    """
    ids = sorted((review.new_id, review.similar_id))
    old, new = (session.get(Umkm, one, options=umkm.WITH_PARTS) for one in ids)
    if old is None or new is None:
        raise NotFoundError("review_not_found", id=review.id)
    return old, new


def get(session: Session, review_id: int) -> DuplicateReview:
    """One question.

    Raises
    ------
    NotFoundError
        There is none.
    """
    found = session.get(DuplicateReview, review_id) if 0 < review_id < 2**63 else None
    if found is None:
        raise NotFoundError("review_not_found", id=review_id)
    return found


def decide(session: Session, actor: Actor, review: DuplicateReview, *, same: bool) -> Umkm:
    """Answer a question for good; the same business becomes one record, the older, which is returned.

    Raises
    ------
    ForbiddenError
        One of the two lies outside the actor's region.
    ConflictError
        It was answered already, or both have a partnership under way for one need.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record=str(review.id))
    if review.decision is not None:
        raise ConflictError("review_decided", id=review.id)
    old, new = pair(session, review)
    for one in (old, new):
        umkm.require(actor, "umkm.write", one)
    review.decision = SAME if same else DIFFERENT
    review.decided_by, review.decided_at = actor.name, utcnow()
    if same:
        merging.merge(session, old, new, content=_sketch(new).key if new.own_id else None)
    session.flush()
    return old
