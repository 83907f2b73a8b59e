"""Import batches: what each did to which record, their history, and undoing a whole one.

A record is given back only while it still is as the batch left it (its version says so) and nothing stands on
it; everything else is kept and named. Undoing a later batch makes the records fit the earlier one again.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, or_, select, true, update
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, Target, permits
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError
from matchmaker.models import (
    ApiKey,
    Buyer,
    CatalogDeletion,
    DuplicateReview,
    Event,
    EventParticipant,
    EventStall,
    ImportBatch,
    ImportChange,
    Need,
    Outcome,
    Partnership,
    Programme,
    ProgrammeParticipant,
    RecordAlias,
    Umkm,
    User,
)
from matchmaker.models.base import utcnow
from matchmaker.services import bulk_rows, catalog, images, needs, umkm
from matchmaker.services.images import Image

CHUNK = 500  # records looked at in one query
FIRST_VERSION = 1  # of a record as it is created
TAKING_PART: tuple[Any, ...] = (EventParticipant, ProgrammeParticipant, EventStall)  # the last are of UMKM alone
TABLES: dict[str, type[Any]] = {
    "umkm": Umkm, "buyers": Buyer, "needs": Need, "outcomes": Outcome, "events": Event, "programmes": Programme,
}  # fmt: skip
# Parts go before what they belong to.
ORDER = ("events", "programmes", "outcomes", "needs", "buyers", "umkm")
CATALOG_KINDS = {noun: kind for kind, noun in catalog.NOUNS.items()}
Key = tuple[str, int]


@dataclass(slots=True)
class Noted:
    """One record that the batch is about to write; without an image it is new."""

    kind: str
    record: Any
    image: Image | None
    version: int | None


class Log:
    """Writes down what one batch does, within the transaction that does it."""

    def __init__(self, session: Session, batch: ImportBatch) -> None:
        self._session, self._batch = session, batch
        self._pending: list[Noted] = []
        self._seen: set[Key] = set()
        self._created: dict[str, list[int]] = {}
        # Ascending, eight bytes a record: a file may bring a million.
        self._in_bulk: dict[str, array[int]] = {}

    def before(self, kind: str, record: Any) -> list[Noted]:
        """Images of a record that is there, and of the needs of a buyer; call it before the record is written."""
        found = [Noted(kind, record, images.take(record), record.version)]
        if isinstance(record, Buyer):
            found += [Noted("needs", need, images.take(need), need.version) for need in record.needs]
        return found

    def after(self, kind: str, record: Any, before: Iterable[Noted]) -> None:
        """Note what was written: new records, and those whose version went up."""
        noted = {id(one.record): one for one in before}
        written = [(kind, record)]
        if isinstance(record, Buyer):
            written += [("needs", need) for need in record.needs]
        for what, one in written:
            there = noted.get(id(one))
            if there is not None and one.version != there.version:
                self._pending.append(there)
            elif there is None and one.id is None:
                self._pending.append(Noted(what, one, None, None))

    def created(self, kind: str) -> Sequence[int]:
        """Ids of the records of a kind that the batch created."""
        return array("q", self._created.get(kind, ())) + self._in_bulk.get(kind, array("q"))

    def created_in_bulk(self, kind: str, ids: Sequence[int]) -> None:
        """Store that records were created, all in their first version."""
        columns = ("batch_id", "kind", "record_id", "version_after")
        rows = ((self._batch.id, kind, one, FIRST_VERSION) for one in ids)
        bulk_rows.write(self._session, ImportChange, columns, rows)
        self._in_bulk.setdefault(kind, array("q")).extend(ids)

    def changed_in_bulk(self, kind: str, before: Any, record: Any) -> None:
        """Note a record that was written, and what it was before; both are plain (see `plain_umkm`)."""
        self._pending.append(Noted(kind, record, images.take(before), before.version))

    def flush(self) -> None:
        """Store what is pending; call it when the records have their ids."""
        rows = []
        for one in self._pending:
            key = (one.kind, one.record.id)
            if key in self._seen or self._was_in_bulk(key):
                self._session.execute(self._same(key).values(version_after=one.record.version))
                continue
            self._seen.add(key)
            if one.image is None:
                self._created.setdefault(one.kind, []).append(one.record.id)
            rows.append(
                {
                    "batch_id": self._batch.id,
                    "kind": one.kind,
                    "record_id": one.record.id,
                    "before": one.image,
                    "version_before": one.version,
                    "version_after": one.record.version,
                }
            )
        if rows:
            self._session.execute(insert(ImportChange), rows)
        self._pending.clear()

    def _was_in_bulk(self, key: Key) -> bool:
        ids = self._in_bulk.get(key[0], ())
        place = bisect_left(ids, key[1])
        return place < len(ids) and ids[place] == key[1]

    def _same(self, key: Key) -> Any:
        return update(ImportChange).where(
            ImportChange.batch_id == self._batch.id, ImportChange.kind == key[0], ImportChange.record_id == key[1]
        )


def begin(session: Session, actor: Actor, kind: str, path: Path, source: str) -> ImportBatch:
    """Write down who reads which file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    batch = ImportBatch(
        kind=kind, source=source, file_name=path.name, file_sha256=digest, actor=actor.name, region=actor.region
    )
    session.add(batch)
    session.flush()
    return batch


def page(session: Session, actor: Actor, *, after: int = 0, limit: int = 50) -> list[ImportBatch]:
    """Batches in the actor's reach, newest first; ``after`` is the last id shown.

    Raises
    ------
    ForbiddenError
        The actor's role does not import.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record="")
    query = select(ImportBatch).where(_within(actor)).order_by(ImportBatch.id.desc()).limit(limit)
    if after:
        query = query.where(ImportBatch.id < after)
    return list(session.scalars(query))


def _within(actor: Actor) -> ColumnElement[bool]:
    """A dinas sees what was read under its own region or a part of it."""
    if actor.region is None:
        return true()
    return or_(ImportBatch.region == actor.region, ImportBatch.region.startswith(f"{actor.region}."))


def get(session: Session, actor: Actor, batch_id: int) -> ImportBatch:
    """One batch.

    Raises
    ------
    NotFoundError
        There is none in the actor's reach.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record=str(batch_id))
    found: ImportBatch | None = None
    if 0 < batch_id < 2**63:
        found = session.scalars(select(ImportBatch).where(ImportBatch.id == batch_id, _within(actor))).first()
    if found is None:
        raise NotFoundError("batch_not_found", id=batch_id)
    return found


def record(batch: ImportBatch) -> dict[str, Any]:
    """A batch as it goes out."""
    return {
        "id": batch.id,
        "kind": batch.kind,
        "source": batch.source,
        "file": batch.file_name,
        "sha256": batch.file_sha256,
        "actor": batch.actor,
        "at": batch.at.isoformat(),
        "counts": {name: count for name, count in batch.counts.items() if name != "notes"},
        "notes": batch.counts.get("notes"),
        "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
        "undone_by": batch.undone_by,
    }


@dataclass(slots=True)
class Undone:
    """What undoing a batch came to; ``kept`` are records that stay, each with the code of the reason."""

    removed: int = 0
    restored: int = 0
    gone: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {"removed": self.removed, "restored": self.restored, "gone": self.gone, "kept": self.kept}

    def keep(self, kind: str, found: Any, reason: str) -> None:
        """Note a record that stays."""
        name = getattr(found, "name", None) or getattr(found, "title", None) or found.external_id
        self.kept.append(
            {"kind": kind, "id": found.id, "external_id": found.external_id, "name": name, "reason": reason}
        )


def undo(session: Session, actor: Actor, batch: ImportBatch) -> Undone:
    """Take back what a batch did, within the caller's transaction.

    Raises
    ------
    ConflictError
        The batch is undone already, or was read before batches were kept in detail.
    """
    if batch.undone_at is not None:
        raise ConflictError("batch_undone", id=batch.id)
    result = Undone()
    for kind in ORDER:
        for changes in _changes(session, batch, kind):
            _undo_chunk(session, actor, batch, kind, changes, result)
    batch.undone_at, batch.undone_by = utcnow(), actor.name
    session.flush()
    return result


def _changes(session: Session, batch: ImportBatch, kind: str) -> Iterator[list[ImportChange]]:
    last = 0
    while True:
        query = select(ImportChange).where(ImportChange.batch_id == batch.id, ImportChange.kind == kind)
        part = list(session.scalars(query.where(ImportChange.id > last).order_by(ImportChange.id).limit(CHUNK)))
        if not part:
            return
        yield part
        last = part[-1].id


def _undo_chunk(
    session: Session, actor: Actor, batch: ImportBatch, kind: str, changes: list[ImportChange], result: Undone
) -> None:
    ids = [change.record_id for change in changes]
    options = umkm.WITH_PARTS if kind == "umkm" else ()
    found = {
        one.id: one for one in session.scalars(select(TABLES[kind]).where(TABLES[kind].id.in_(ids)).options(*options))
    }
    standing = _standing(session, kind, [change.record_id for change in changes if change.before is None])
    removable = []
    for change in changes:
        one = found.get(change.record_id)
        if one is None:
            result.gone += 1
        elif not _reaches(actor, kind, one):
            result.keep(kind, one, "outside_scope")
        elif one.version != change.version_after:
            result.keep(kind, one, "changed_since")
        elif change.before is not None:
            _restore(session, kind, one, change, result)
        elif one.id in standing:
            result.keep(kind, one, "in_use")
        else:
            removable.append(one)
    _remove(session, kind, removable)
    result.removed += len(removable)


def _reaches(actor: Actor, kind: str, found: Any) -> bool:
    if kind in ("events", "programmes"):
        there = Target(regency_code=found.regency_code, province_code=found.province_code)
        return permits(actor, "activity.write", there)
    if kind in ("umkm", "outcomes"):
        return permits(actor, "umkm.write", umkm.target(found if kind == "umkm" else found.umkm))
    return permits(actor, "buyer.write", needs.target_of(found if kind == "buyers" else found.buyer))


def _standing(session: Session, kind: str, ids: list[int]) -> set[int]:
    """Of these records, those something else stands on."""
    if not ids:
        return set()
    queries: dict[str, tuple[Select[Any], ...]] = {
        "outcomes": (),
        "events": (),
        "programmes": (),
        "needs": (
            select(Partnership.need_id).where(Partnership.need_id.in_(ids)),
            select(Outcome.need_id).where(Outcome.need_id.in_(ids)),
        ),
        "buyers": (
            select(Need.buyer_id).where(Need.buyer_id.in_(ids)),
            select(Outcome.buyer_id).where(Outcome.buyer_id.in_(ids)),
            select(User.buyer_id).where(User.buyer_id.in_(ids)),
            select(ApiKey.buyer_id).where(ApiKey.buyer_id.in_(ids)),
            *(select(table.buyer_id).where(table.buyer_id.in_(ids)) for table in TAKING_PART[:2]),
        ),
        "umkm": (
            select(Partnership.umkm_id).where(Partnership.umkm_id.in_(ids)),
            select(Outcome.umkm_id).where(Outcome.umkm_id.in_(ids)),
            select(User.umkm_id).where(User.umkm_id.in_(ids)),
            select(ApiKey.umkm_id).where(ApiKey.umkm_id.in_(ids)),
            *(select(table.umkm_id).where(table.umkm_id.in_(ids)) for table in TAKING_PART),
        ),
    }
    merged = select(RecordAlias.record_id).where(RecordAlias.kind == kind, RecordAlias.record_id.in_(ids))
    return {found for query in (*queries[kind], merged) for found in session.scalars(query)}


def _restore(session: Session, kind: str, found: Any, change: ImportChange, result: Undone) -> None:
    assert change.before is not None
    stayed = images.put_back(session, found, change.before)
    found.version += 1
    if kind in CATALOG_KINDS:
        catalog.touch(session, found)
        for need in found.needs if kind == "buyers" else ():
            catalog.touch(session, need)
    # An earlier batch left the record as it now is again, so that one can be undone next.
    session.execute(
        update(ImportChange)
        .where(
            ImportChange.kind == kind,
            ImportChange.record_id == found.id,
            ImportChange.batch_id < change.batch_id,
            ImportChange.version_after == change.version_before,
        )
        .values(version_after=found.version)
    )
    # What last came under the key of a merged record is no longer what stands here.
    aliases = update(RecordAlias).where(RecordAlias.kind == kind, RecordAlias.record_id == found.id)
    session.execute(aliases.values(fingerprint=""))
    result.restored += 1
    if stayed:
        result.keep(kind, found, "product_in_use")


def _remove(session: Session, kind: str, records: list[Any]) -> None:
    """Delete records nothing stands on; parts go with them by the database's own rule."""
    ids = [one.id for one in records]
    if not ids:
        return
    session.flush()
    if kind in CATALOG_KINDS:
        version = catalog.bump(session)
        rows = [{"version": version, "kind": CATALOG_KINDS[kind], "record_id": one} for one in ids]
        session.execute(insert(CatalogDeletion), rows)
    for one in records:
        session.expunge(one)
    session.execute(
        delete(DuplicateReview).where(
            DuplicateReview.kind == kind,
            DuplicateReview.decision.is_(None),
            or_(DuplicateReview.new_id.in_(ids), DuplicateReview.similar_id.in_(ids)),
        )
    )
    session.execute(delete(TABLES[kind]).where(TABLES[kind].id.in_(ids)).execution_options(synchronize_session=False))
