"""What importing a file would do, without writing: the same rows refused, the same records created or changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor
from matchmaker.errors import ForbiddenError
from matchmaker.services import batches, buyers, imports, outcomes, umkm
from matchmaker.services.identity import Upsert
from matchmaker.services.import_groups import Group
from matchmaker.services.import_reading import Groups
from matchmaker.services.imports import CHUNK, ImportResult, Progress
from matchmaker.services.regions import PLACE_FIELDS, place
from matchmaker.spreadsheets.records import Kind

# A new record of these kinds depends on nothing in the database but the scope of who writes it.
ALONE: dict[str, tuple[str, Callable[[Actor, str, Any], None]]] = {
    "umkm": ("umkm.write", umkm.require),
    "buyers": ("buyer.write", buyers.require),
}


class _Nothing(batches.Log):
    """A log of what is never written."""

    def __init__(self) -> None:
        pass

    def before(self, kind: str, record: Any) -> list[batches.Noted]:
        """Keep no image: nothing will change."""
        return []

    def after(self, kind: str, record: Any, before: Any) -> None:
        """Note nothing."""


def run(
    session: Session,
    actor: Actor,
    kind: Kind,
    path: Path,
    *,
    source: str = "default",
    defaults: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Say what `imports.run` would do with a file; the database stays as it is.

    ``session`` has to be one that may write: records that would change are changed, and taken back.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all.
    ForbiddenError
        The actor may not import.
    """
    started = datetime.now(UTC)
    result, groups = imports.read(actor, kind, path, defaults or {})
    # A session of its own on the same connection, within a savepoint that is never released.
    with Session(session.connection(), join_transaction_mode="create_savepoint", autoflush=False) as scratch:
        _try(scratch, actor, kind, groups, source, result, progress)
    result.seconds = (datetime.now(UTC) - started).total_seconds()
    return result


def _try(
    scratch: Session,
    actor: Actor,
    kind: Kind,
    groups: Groups,
    source: str,
    result: ImportResult,
    progress: Progress | None,
) -> None:
    pending, done = iter(groups), 0
    touched: set[str] = set()
    keys = outcomes.Keys(scratch, source) if kind == "outcomes" else None
    while chunk := list(islice(pending, CHUNK)):
        done += len(chunk)
        chunk, ids, known = imports.known_records(scratch, kind, source, chunk, result)
        for one, external_id in zip(chunk, ids, strict=True):
            if external_id in touched:
                imports.count(kind, one, external_id, Upsert("unchanged", None), result, touched)
            elif kind in ALONE and external_id not in known:
                _create(actor, kind, one, external_id, result, touched)
            else:
                imports.write_one(
                    scratch, actor, kind, one, source, result, known, external_id, keys, touched, _Nothing()
                )
        scratch.expunge_all()
        if progress is not None:
            progress(done, len(groups))


def _create(actor: Actor, kind: Kind, one: Group, external_id: str, result: ImportResult, touched: set[str]) -> None:
    """A record that is not there yet: only its place is looked up, and whether the actor may write there."""
    names = {name: one.clean.get(name) for name in (*PLACE_FIELDS, "address")}
    codes = {f"{name}_code": None for name in PLACE_FIELDS}
    record: Any = SimpleNamespace(
        id=None, external_id=external_id, association=one.clean.get("association"), **names, **codes
    )
    warnings = place(record, one.clean, strict=False)
    action, require = ALONE[kind]
    try:
        require(actor, action, record)
    except ForbiddenError as error:
        imports.refuse_scope(one, error, result)
        return
    imports.count(kind, one, external_id, Upsert("created", None, tuple(warnings)), result, touched)
