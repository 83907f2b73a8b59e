"""The catalogue's version: what every change of a rankable record has to pass through."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from matchmaker.models import CatalogDeletion, CatalogState, DuplicateReview, ImportChange, Outcome, RecordAlias
from matchmaker.models.base import Tracked

# The name of each kind of record in the catalogue, and of its files and batches.
NOUNS = {"umkm": "umkm", "buyer": "buyers", "need": "needs"}
_KEY = "catalog_version"


def bump(session: Session) -> int:
    """Raise the version once per transaction and return it; the row stays locked until the commit."""
    if _KEY not in session.info or session.info.get("catalog_transaction") is not session.get_transaction():
        session.execute(update(CatalogState).where(CatalogState.id == 1).values(version=CatalogState.version + 1))
        session.info[_KEY] = current(session)
        session.info["catalog_transaction"] = session.get_transaction()
    version: int = session.info[_KEY]
    return version


def pretend(session: Session) -> None:
    """Let a session that writes nothing go through changes: the version is read and never raised."""
    session.info[_KEY] = current(session)
    session.info["catalog_transaction"] = session.get_transaction()
    session.info["catalog_pretended"] = True


def hold(session: Session) -> None:
    """Let no other transaction change records until this one ends; with SQLite there is one writer anyway."""
    if session.info.get("catalog_pretended"):
        return
    session.execute(select(CatalogState.version).where(CatalogState.id == 1).with_for_update())


def current(session: Session) -> int:
    """The version this transaction sees."""
    return session.scalar(select(CatalogState.version).where(CatalogState.id == 1)) or 0


def touch(session: Session, record: Tracked) -> None:
    """Mark a record as changed in this transaction, for readers of the catalogue and for ETag."""
    record.changed_in = bump(session)


def forget(session: Session, kind: str, record_id: int) -> None:
    """Note that a record is about to go, and drop what is kept about it: its id may be given out again."""
    noun = NOUNS[kind]
    session.execute(delete(ImportChange).where(ImportChange.kind == noun, ImportChange.record_id == record_id))
    session.execute(delete(RecordAlias).where(RecordAlias.kind == noun, RecordAlias.record_id == record_id))
    if kind == "umkm":
        theirs = select(Outcome.id).where(Outcome.umkm_id == record_id)
        session.execute(delete(ImportChange).where(ImportChange.kind == "outcomes", ImportChange.record_id.in_(theirs)))
    about = or_(DuplicateReview.new_id == record_id, DuplicateReview.similar_id == record_id)
    open_questions = delete(DuplicateReview).where(DuplicateReview.kind == noun, DuplicateReview.decision.is_(None))
    session.execute(open_questions.where(about))
    session.add(CatalogDeletion(version=bump(session), kind=kind, record_id=record_id))
