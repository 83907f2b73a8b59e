"""What importing a file would do, without writing: the same rows refused, the same records created or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor
from matchmaker.errors import ForbiddenError
from matchmaker.services import batches, buyers, catalog, images, import_layouts, imports, outcomes, umkm
from matchmaker.services.identity import Upsert
from matchmaker.services.import_bulk import Bulk
from matchmaker.services.import_changes import between
from matchmaker.services.import_groups import Group
from matchmaker.services.import_reading import Groups
from matchmaker.services.import_results import Change
from matchmaker.services.imports import CHUNK, ImportResult, Progress
from matchmaker.services.regions import PLACE_FIELDS, place
from matchmaker.spreadsheets.layouts import Told
from matchmaker.spreadsheets.records import Kind

# A new record of these kinds depends on nothing in the database but the scope of who writes it.
ALONE: dict[str, tuple[str, Callable[[Actor, str, Any], None]]] = {
    "umkm": ("umkm.write", umkm.require),
    "buyers": ("buyer.write", buyers.require),
}


class _Changes(batches.Log):
    """A log of what is never written: it only says what would change in the record at hand."""

    def __init__(self) -> None:
        self.last: list[Change] = []

    def after(self, kind: str, record: Any, before: Iterable[batches.Noted]) -> None:
        """Compare each record with its image."""
        self.last = []
        for one in before:
            if one.image is not None and one.version != one.record.version:
                self.last += between(one.kind, one.image, images.take(one.record))  # type: ignore[arg-type]


def run(
    session: Session,
    actor: Actor,
    kind: Kind,
    path: Path,
    *,
    source: str = "default",
    defaults: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    told: Told | None = None,
) -> ImportResult:
    """Say what `imports.run` would do with a file, row by row; the database stays as it is.

    A session that only reads will do, so that nobody who writes has to wait: records are changed in memory alone.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all.
    ForbiddenError
        The actor may not import.
    """
    started = datetime.now(UTC)
    known = told or import_layouts.told(session, actor, kind)
    result, groups = imports.read(actor, kind, path, defaults or {}, known, verdicts=True)
    result.confirmed = import_layouts.confirmation(session, actor, kind, result.layout)
    # A session of its own on the same connection, within a savepoint that is never released.
    with Session(session.connection(), join_transaction_mode="create_savepoint", autoflush=False) as scratch:
        catalog.pretend(scratch)
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
    log = _Changes()
    bulk = Bulk(scratch, actor, source, log) if kind == "umkm" else None
    while chunk := list(islice(pending, CHUNK)):
        done += len(chunk)
        if bulk is not None:
            chunk = list(_by_bulk(bulk, chunk, result, touched))
        chunk, ids, known = imports.known_records(scratch, kind, source, chunk, result)
        for one, external_id in zip(chunk, ids, strict=True):
            if external_id in touched:
                imports.count(kind, one, external_id, Upsert("unchanged", None), result, touched)
            elif kind in ALONE and external_id not in known:
                _create(actor, kind, one, external_id, result, touched)
            else:
                imports.write_one(scratch, actor, kind, one, source, result, known, external_id, keys, touched, log)
                _say_changes(result, log)
        scratch.expunge_all()
        if progress is not None:
            progress(done, len(groups))


def _by_bulk(bulk: Bulk, chunk: list[Group], result: ImportResult, touched: set[str]) -> Iterator[Group]:
    """Count what needs no ORM, as the import does; gives the groups that are left."""
    ready = bulk.take(chunk)
    for place_in_chunk, one in enumerate(chunk):
        if place_in_chunk not in ready:
            yield one
            continue
        external_id, done = ready[place_in_chunk]
        if external_id in touched:
            done = Upsert("unchanged", None)
        imports.count("umkm", one, external_id, done, result, touched)
        if done.status == "updated" and result.verdicts:
            result.verdicts[-1].changes = bulk.changed(done)


def _say_changes(result: ImportResult, log: _Changes) -> None:
    if result.verdicts and result.verdicts[-1].status == "updated":
        result.verdicts[-1].changes = log.last
    log.last = []


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
