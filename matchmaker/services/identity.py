"""Who a record is: the source's own key, or the fingerprint of its content (CONTRACT 3)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.orm import Session

from matchmaker.errors import Problem
from matchmaker.models import RecordAlias
from matchmaker.models.base import Sourced

OWN_PREFIX = "TM-"
OWN_LENGTH = 12  # base32 characters: 60 bits, no clash to fear among 65 million
PREFETCH = 500  # keys looked up at once, well under the 32,766 variables SQLite takes
Status = Literal["created", "updated", "unchanged"]
Naming = Literal["id", "key", "external_id"]
Record = TypeVar("Record", bound=Sourced)
_OUR_ID = re.compile(r"[0-9]{1,19}")  # `isdigit` also takes superscripts, and int() gives up at 4,301 digits


@dataclass(frozen=True, slots=True)
class Upsert:
    """What happened to one record, and what was noticed."""

    status: Status
    record: Any
    warnings: tuple[Problem, ...] = ()


def fingerprint(source: str, clean: dict[str, Any]) -> str:
    """SHA-256 of the content of a record within its source; unknown values and the order of keys do not count."""
    content = {key: value for key, value in clean.items() if value is not None and value != []}
    text = json.dumps([source, content], sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def own_id(digest: str) -> str:
    """The public id of a record whose source gave none: ``TM-`` and twelve letters of its fingerprint."""
    return OWN_PREFIX + base64.b32encode(bytes.fromhex(digest)).decode()[:OWN_LENGTH]


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def identify(source: str, clean: dict[str, Any]) -> tuple[str, str, bool]:
    """External id, fingerprint and whether the id is ours."""
    digest = fingerprint(source, clean)
    given = clean.get("external_id")
    return (given, digest, False) if given else (own_id(digest), digest, True)


def any_source(table: type[Sourced]) -> ColumnElement[bool]:
    """True of every record, said so that its key is found by the index of source and key: sources are few.

    Each source is stepped to from the one before by that index too.
    """
    sources = select(func.min(table.source).label("source")).cte("sources", recursive=True)
    following = select(func.min(table.source)).where(table.source > sources.c.source).scalar_subquery()
    sources = sources.union_all(select(following).where(sources.c.source.is_not(None)))
    return table.source.in_(select(sources.c.source))


def find(session: Session, table: type[Record], source: str, external_id: str) -> Record | None:
    """The record of a source with this key; an id of ours is found whatever source is named."""
    query = select(table).where(table.external_id == external_id)
    query = query.where(any_source(table) if external_id.startswith(OWN_PREFIX) else table.source == source)
    found: Record | None = session.scalars(query.order_by(table.source != source).limit(1)).first()
    return found if found is not None else _merged_into(session, table, external_id, source)


def find_many(
    session: Session, table: type[Record], source: str, external_ids: Iterable[str], options: Sequence[Any] = ()
) -> dict[str, Record]:
    """All records of a source with these keys, a few queries for the lot."""
    wanted = list(dict.fromkeys(external_ids))
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), PREFETCH):
        part = wanted[start : start + PREFETCH]
        query = select(table).options(*options)
        for row in session.scalars(query.where(table.source == source, table.external_id.in_(part))):
            found[row.external_id] = row
        ours = [key for key in part if key.startswith(OWN_PREFIX) and key not in found]
        if ours:
            for row in session.scalars(query.where(any_source(table), table.external_id.in_(ours))):
                found[row.external_id] = row
        missing = [key for key in part if key not in found]
        found |= _merged_many(session, table, source, missing, options)
    return found


def alias(session: Session, table: type[Sourced], source: str, external_id: str) -> RecordAlias | None:
    """The alias under which a merged record's key lives on, or None."""
    query = select(RecordAlias).where(RecordAlias.kind == _noun(table), RecordAlias.external_id == external_id)
    if not external_id.startswith(OWN_PREFIX):
        query = query.where(RecordAlias.source == source)
    return session.scalars(query.limit(1)).first()


def _noun(table: type[Sourced]) -> str:
    """What records of a table are called in files and batches: the table's own name."""
    name: str = getattr(table, "__tablename__", "")
    return name


def _merged_into(session: Session, table: type[Record], external_id: str, source: str | None) -> Record | None:
    query = select(RecordAlias.record_id).where(
        RecordAlias.kind == _noun(table), RecordAlias.external_id == external_id
    )
    if source is not None and not external_id.startswith(OWN_PREFIX):
        query = query.where(RecordAlias.source == source)
    record_id = session.scalar(query.order_by(RecordAlias.id).limit(1))
    return None if record_id is None else session.get(table, record_id)


def _merged_many(
    session: Session, table: type[Record], source: str, external_ids: list[str], options: Sequence[Any]
) -> dict[str, Record]:
    """Records that the keys of merged ones lead to."""
    if not external_ids:
        return {}
    query = select(RecordAlias.external_id, RecordAlias.source, RecordAlias.record_id).where(
        RecordAlias.kind == _noun(table), RecordAlias.external_id.in_(external_ids)
    )
    ids = {
        key: record_id
        for key, of_source, record_id in session.execute(query)
        if of_source == source or key.startswith(OWN_PREFIX)
    }
    if not ids:
        return {}
    key_column = inspect(table).primary_key[0]
    rows = session.scalars(select(table).where(key_column.in_(set(ids.values()))).options(*options))
    by_id = {row.id: row for row in rows}  # type: ignore[attr-defined]
    return {key: by_id[record_id] for key, record_id in ids.items() if record_id in by_id}


def anywhere(session: Session, table: type[Record], external_id: str, options: Sequence[Any] = ()) -> Record | None:
    """The record with this key in any source: the default source first, then the oldest."""
    if not _storable(external_id):
        return None
    query = (
        select(table)
        .where(table.external_id == external_id, any_source(table))
        .order_by(table.source != "default", *inspect(table).primary_key)
    )
    found: Record | None = session.scalars(query.limit(1).options(*options)).first()
    return found if found is not None else _merged_into(session, table, external_id, None)


def by_key(
    session: Session, table: type[Record], key: str | int, options: Sequence[Any] = (), *, by: Naming = "id"
) -> Record | None:
    """The record that a key names. Sources number their rows too, so "7" may be an id of ours and one of theirs.

    ``by`` says what is meant: ``id`` (an address) ours, else theirs; ``key`` (a command line) theirs, else ours;
    ``external_id`` theirs and nothing else.
    """
    text = str(key)
    if by == "id":
        return _by_id(session, table, text, options) or anywhere(session, table, text, options)
    found = anywhere(session, table, text, options)
    return found or (_by_id(session, table, text, options) if by == "key" else None)


def _by_id(session: Session, table: type[Record], text: str, options: Sequence[Any]) -> Record | None:
    if not _OUR_ID.fullmatch(text) or int(text) >= 2**63:
        return None
    found: Record | None = session.get(table, int(text), options=options)
    return found


def _storable(text: str) -> bool:
    """Whether a database can hold this text at all: PostgreSQL knows no NUL, and neither knows half a surrogate."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def assign(record: Any, values: dict[str, Any]) -> bool:
    """Set what differs; returns whether anything did."""
    changed = False
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed = True
    return changed
