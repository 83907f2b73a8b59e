"""Who a record is: the source's own key, or the fingerprint of its content (CONTRACT 3)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import Problem
from matchmaker.models.base import Sourced

OWN_PREFIX = "TM-"
OWN_LENGTH = 12  # base32 characters: 60 bits, no clash to fear among 65 million
PREFETCH = 500  # keys looked up at once, well under the 32,766 variables SQLite takes
Status = Literal["created", "updated", "unchanged"]
Record = TypeVar("Record", bound=Sourced)


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


def find(session: Session, table: type[Record], source: str, external_id: str) -> Record | None:
    """The record of a source with this key; an id of ours is found whatever source is named."""
    query = select(table).where(table.external_id == external_id)
    if not external_id.startswith(OWN_PREFIX):
        query = query.where(table.source == source)
    found: Record | None = session.scalars(query.order_by(table.source != source).limit(1)).first()
    return found


def find_many(
    session: Session, table: type[Record], source: str, external_ids: Iterable[str], options: Sequence[Any] = ()
) -> dict[str, Record]:
    """All records of a source with these keys, a few queries for the lot."""
    wanted = list(dict.fromkeys(external_ids))
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), PREFETCH):
        part = wanted[start : start + PREFETCH]
        rows = session.scalars(select(table).where(table.external_id.in_(part)).options(*options))
        for row in rows:
            if row.source == source or row.external_id.startswith(OWN_PREFIX):
                found[row.external_id] = row
    return found


def anywhere(session: Session, table: type[Record], external_id: str) -> Record | None:
    """The record with this key in any source: the default source first, then the oldest."""
    query = select(table).where(table.external_id == external_id).order_by(table.source != "default").limit(1)
    found: Record | None = session.scalars(query).first()
    return found


def assign(record: Any, values: dict[str, Any]) -> bool:
    """Set what differs; returns whether anything did."""
    changed = False
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed = True
    return changed
