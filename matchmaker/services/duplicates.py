"""Possible doubles: found when UMKM or buyers come in, put to a person once, the answer kept for every later upload."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.likeness import Sketch, alike
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError
from matchmaker.models import Buyer, DuplicateReview, RecordAlias
from matchmaker.models.base import utcnow
from matchmaker.services import merging, partings
from matchmaker.services.batches import Log
from matchmaker.services.duplicate_subjects import SUBJECTS, Subject, sharing
from matchmaker.services.identity import find
from matchmaker.services.merging_buyers import merge_buyers
from matchmaker.services.regions import within

FEW = 20  # new records up to which the database looks for those that share a word, instead of the whole regency
CHUNK = 500  # keys looked up in one query
SAME, DIFFERENT = "same", "different"
MERGES: dict[str, Callable[..., None]] = {"umkm": merging.merge, "buyers": merge_buyers}


def look(session: Session, new: Sequence[int], actor: Actor, log: Log | None = None, kind: str = "umkm") -> int:
    """Ask about new records that resemble older ones of their regency; returns how many questions are new.

    What was called the same before is merged at once, what was called different is left alone.
    """
    session.flush()
    asked, subject = 0, SUBJECTS[kind]
    new = array("q", sorted(new))
    for regency in _regencies(session, subject, new):
        sketches = {sketch.record_id: sketch for sketch in _sketches(session, subject, regency, new)}
        wanted = {one for one in sketches if _is_among(one, new)}
        for gone in _merge_known(session, subject, [sketches[one] for one in sorted(wanted)], actor, log):
            wanted.discard(gone)
            del sketches[gone]
        pairs = list(alike(sketches.values(), wanted))
        known = _known(session, [_pair_key(kind, one, other) for one, other, _ in pairs])
        asked += sum(_ask(session, kind, one, other, likeness, known) for one, other, likeness in pairs)
    session.flush()
    return asked


def _is_among(record_id: int, ascending: Sequence[int]) -> bool:
    place = bisect_left(ascending, record_id)
    return place < len(ascending) and ascending[place] == record_id


def settle(session: Session, actor: Actor, made: Any) -> Any:
    """Look at one new record; returns it, or the older one into which it was merged at once."""
    source, external_id = made.source, made.external_id
    kind = "buyers" if isinstance(made, Buyer) else "umkm"
    look(session, [made.id], actor, kind=kind)
    return find(session, type(made), source, external_id) or made


def _regencies(session: Session, subject: Subject, new: Sequence[int]) -> list[str | None]:
    if not new:
        return []
    table = subject.table
    query = select(table.regency_code).distinct()
    if len(new) <= FEW:
        return list(session.scalars(query.where(table.id.in_(new))))
    return list(session.scalars(query.where(table.id >= min(new))))


def _sketches(session: Session, subject: Subject, regency: str | None, new: Sequence[int]) -> Iterator[Sketch]:
    home = subject.table.regency_code
    query = select(*subject.columns).where(home == regency if regency else home.is_(None))
    if len(new) <= FEW:
        rows = session.execute(select(*subject.columns).where(subject.table.id.in_(new))).all()
        query = query.where(sharing(subject, rows, new))
    for row in session.execute(query):
        yield subject.sketch(row)


def _pair_key(kind: str, one: Sketch, other: Sketch) -> str:
    """The same for the two whichever came first, and whatever ids they got."""
    return f"{kind}|" + "|".join(sorted((one.key, other.key)))


def _known(session: Session, keys: Iterable[str]) -> dict[str, DuplicateReview]:
    wanted = list(dict.fromkeys(keys))
    found: dict[str, DuplicateReview] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for review in session.scalars(select(DuplicateReview).where(DuplicateReview.pair_key.in_(part))):
            found[review.pair_key] = review
    return found


def _ask(
    session: Session, kind: str, one: Sketch, other: Sketch, likeness: float, known: dict[str, DuplicateReview]
) -> bool:
    key = _pair_key(kind, one, other)
    review = known.get(key)
    if review is None:
        review = DuplicateReview(
            kind=kind, new_id=one.record_id, similar_id=other.record_id, similarity=round(likeness, 3), pair_key=key
        )
        session.add(review)
        known[key] = review
        return True
    if review.decision != DIFFERENT:
        # The records were taken back and came again under other ids.
        review.new_id, review.similar_id, review.decision = one.record_id, other.record_id, None
    return False


def _merge_known(session: Session, subject: Subject, new: list[Sketch], actor: Actor, log: Log | None) -> Iterator[int]:
    """Merge new records that say of themselves what a merged one said; gives the ids that are gone."""
    by_key: dict[str, int] = {}
    keys = list({sketch.key for sketch in new})
    for start in range(0, len(keys), CHUNK):
        query = select(RecordAlias.external_id, RecordAlias.record_id).where(
            RecordAlias.kind == subject.kind,
            RecordAlias.source == merging.CONTENT,
            RecordAlias.external_id.in_(keys[start : start + CHUNK]),
        )
        by_key |= dict(session.execute(query).all())
    for sketch in new:
        if sketch.key in by_key and _merge_again(session, subject, sketch, by_key[sketch.key], actor, log):
            yield sketch.record_id


def _merge_again(
    session: Session, subject: Subject, sketch: Sketch, old_id: int, actor: Actor, log: Log | None
) -> bool:
    old = session.get(subject.table, old_id, options=subject.options)
    new = session.get(subject.table, sketch.record_id, options=subject.options)
    if old is None or new is None or old is new or not _reaches(subject, actor, old):
        return False
    before = log.before(subject.kind, old) if log is not None else []
    MERGES[subject.kind](session, old, new, content=sketch.key, newer_wins=True)
    if log is not None:
        log.after(subject.kind, old, before)
        log.flush()
    return True


def _reaches(subject: Subject, actor: Actor, record: Any) -> bool:
    try:
        subject.require(actor, subject.action, record)
    except ForbiddenError:
        return False
    return True


def page(
    session: Session, actor: Actor, *, limit: int = 20, after: int = 0, kind: str = "umkm"
) -> tuple[list[DuplicateReview], int]:
    """Open questions about records of the actor's region, the likeliest first, and how many there are.

    Raises
    ------
    ForbiddenError
        The actor's role does not decide.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record="")
    new, old = aliased(SUBJECTS[kind].table), aliased(SUBJECTS[kind].table)
    query = (
        select(DuplicateReview)
        .join(new, new.id == DuplicateReview.new_id)
        .join(old, old.id == DuplicateReview.similar_id)
        .where(DuplicateReview.kind == kind, DuplicateReview.decision.is_(None))
        .where(within(new, actor.region), within(old, actor.region))
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(DuplicateReview.similarity.desc(), DuplicateReview.id)
    return list(session.scalars(query.limit(limit).offset(after))), total


def pair(session: Session, review: DuplicateReview) -> tuple[Any, Any]:
    """The older and the newer of the two records.

    Raises
    ------
    NotFoundError
        One of them is gone.
    """
    ids = sorted((review.new_id, review.similar_id))
    subject = SUBJECTS[review.kind]
    old, new = (session.get(subject.table, one, options=subject.options) for one in ids)
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


def decide(session: Session, actor: Actor, review: DuplicateReview, *, same: bool) -> Any:
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
    subject = SUBJECTS[review.kind]
    for one in (old, new):
        subject.require(actor, subject.action, one)
    review.decision = SAME if same else DIFFERENT
    review.decided_by, review.decided_at = actor.name, utcnow()
    if same:
        parting = partings.prepare(session, actor, review, old, new)
        MERGES[review.kind](session, old, new, content=subject.sketch(new).key if new.own_id else None)
        partings.keep(session, parting, old)
    session.flush()
    return old
