"""Import a file: every row is accounted for, and either the whole batch is in the database or nothing of it.

The law: read = created + updated + unchanged + duplicates + rejected, and the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.access import Actor
from matchmaker.errors import ForbiddenError, InvalidRecordError, Problem
from matchmaker.models import Buyer, Need, Outcome, Umkm
from matchmaker.models.base import Sourced
from matchmaker.services import batches, buyers, duplicates, import_layouts, import_notes, needs, outcomes, umkm
from matchmaker.services.identity import Upsert, find_many, identify
from matchmaker.services.import_bulk import Bulk, mark_repaired
from matchmaker.services.import_groups import PARTS, Group
from matchmaker.services.import_kin import same_name
from matchmaker.services.import_reading import Groups, clean_records, read
from matchmaker.services.import_references import attach_products, name_buyers, names_only
from matchmaker.services.import_results import COUNTED, ImportResult, place_of, problem_record
from matchmaker.spreadsheets.layouts import Told
from matchmaker.spreadsheets.records import CellProblem, Kind, SourceRow

__all__ = ["COUNTED", "ImportResult", "clean_records", "problem_record", "read", "run"]

CHUNK = 1_000  # groups written between two flushes
TABLES: dict[Kind, type[Sourced]] = {"umkm": Umkm, "buyers": Buyer, "needs": Need, "outcomes": Outcome}
OPTIONS: dict[Kind, tuple[Any, ...]] = {
    "umkm": umkm.WITH_PARTS,
    "buyers": buyers.WITH_PARTS,
    "needs": (joinedload(Need.buyer),),
    "outcomes": (),
}
Progress = Callable[[int, int], None]


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
    """Read a file and write its records within the caller's transaction.

    ``told`` is what people said of its columns; else what the office confirmed for such a list before.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all; nothing was changed.
    ForbiddenError
        The actor may not import.
    """
    started = datetime.now(UTC)
    result, groups = read(actor, kind, path, defaults or {}, told or import_layouts.told(session, actor, kind))
    result.confirmed = import_layouts.confirmation(session, actor, kind, result.layout)
    batch = batches.begin(session, actor, kind, path, source)
    log = batches.Log(session, batch)
    write(session, actor, kind, groups, source, result, log, progress)
    if kind in duplicates.MERGES:
        result.questions = duplicates.look(session, log.created(kind), actor, log, kind)
    result.seconds = (datetime.now(UTC) - started).total_seconds()
    batch.counts = {name: getattr(result, name) for name in COUNTED}
    if (notes := import_notes.of_figures(result.warnings))["count"]:
        batch.counts |= {"notes": notes}
    result.batch = batch.id
    session.flush()
    return result


def write(
    session: Session,
    actor: Actor,
    kind: Kind,
    groups: Groups,
    source: str,
    result: ImportResult,
    log: batches.Log,
    progress: Progress | None = None,
) -> None:
    """Write the groups in chunks; each row is counted by what happened to its business."""
    pending = iter(groups)
    done = 0
    touched: set[str] = set()
    keys = outcomes.Keys(session, source) if kind == "outcomes" else None
    bulk = Bulk(session, actor, source, log) if kind == "umkm" else None
    while chunk := list(islice(pending, CHUNK)):
        ready = bulk.take(chunk) if bulk is not None else {}
        rest = [one for place, one in enumerate(chunk) if place not in ready]
        rest, ids, known = known_records(session, kind, source, rest, result)
        if bulk is not None:
            bulk.write(ready)
        left = dict(zip(map(id, rest), ids, strict=True))
        with session.no_autoflush:
            for place, one in enumerate(chunk):
                if place in ready:
                    count(kind, one, *ready[place], result, touched)
                elif id(one) in left:
                    external_id = left[id(one)]
                    write_one(session, actor, kind, one, source, result, known, external_id, keys, touched, log)
        session.flush()
        log.flush()
        done += len(chunk)
        if progress is not None:
            progress(done, len(groups))


def known_records(
    session: Session, kind: Kind, source: str, chunk: list[Group], result: ImportResult
) -> tuple[list[Group], list[str], dict[str, Any]]:
    """The groups of a chunk with their keys and the records that are there; names stand in for keys where one fits."""

    def refuse(row: SourceRow, problem: Problem) -> None:
        result.reject([place_of(row, problem)])

    if kind == "needs":
        chunk = name_buyers(session, source, chunk, refuse)
    ids = [identify(source, one.clean)[0] for one in chunk]
    known = find_many(session, TABLES[kind], source, ids, OPTIONS[kind])
    if kind == "umkm" and any(names_only(one) for one in chunk):
        chunk = attach_products(session, source, chunk, [key in known for key in ids], refuse)
        ids = [identify(source, one.clean)[0] for one in chunk]
        known.update(find_many(session, Umkm, source, [key for key in ids if key not in known], OPTIONS[kind]))
    return chunk, ids, known


def write_one(
    session: Session,
    actor: Actor,
    kind: Kind,
    one: Group,
    source: str,
    result: ImportResult,
    known: dict[str, Any],
    external_id: str,
    keys: outcomes.Keys | None,
    touched: set[str],
    log: batches.Log,
) -> None:
    """Write one business, or refuse its rows; each row is counted by what happened."""
    there = known.get(external_id)
    before = log.before(kind, there) if there is not None else []
    try:
        done = _upsert(session, actor, kind, one.clean, source, known, keys)
    except InvalidRecordError as error:
        for row in one.rows:
            result.reject([place_of(row, problem) for problem in error.problems])
        return
    except ForbiddenError as error:
        refuse_scope(one, error, result)
        return
    known[external_id] = done.record
    log.after(kind, done.record, before)
    mark_repaired(done.record, one)
    count(kind, one, external_id, done, result, touched)


def refuse_scope(one: Group, error: ForbiddenError, result: ImportResult) -> None:
    """Refuse the rows of a business that lies where the actor may not write."""
    for row in one.rows:
        problem = CellProblem(row.row, None, error.params.get("record"), "outside_scope", sheet=row.sheet)
        result.reject([problem])


def count(kind: Kind, one: Group, external_id: str, done: Upsert, result: ImportResult, touched: set[str]) -> None:
    """Count the rows of a business by what happened to it, and the business once."""
    setattr(result, done.status, getattr(result, done.status) + len(one.rows))
    result.note(one.rows, done.status)
    result.records += external_id not in touched
    touched.add(external_id)
    result.parts += len({_part_key(part) for part in one.clean.get(PARTS.get(kind, "")) or []})
    result.warnings.extend(place_of(one.rows[0], problem) for problem in done.warnings)


def _part_key(part: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two products of one business, or two needs of one buyer, the same."""
    if part.get("external_id"):
        return (str(part["external_id"]),)
    return same_name(part.get("name") or part.get("title")), same_name(part.get("unit"))


def _upsert(
    session: Session,
    actor: Actor,
    kind: Kind,
    clean: dict[str, Any],
    source: str,
    known: dict[str, Any],
    keys: outcomes.Keys | None,
) -> Upsert:
    if kind == "umkm":
        return umkm.upsert(session, actor, clean, source=source, strict=False, known=known)
    if kind == "buyers":
        return buyers.upsert(session, actor, clean, source=source, strict=False, known=known)
    if kind == "needs":
        return needs.upsert(session, actor, clean, source=source, known=known)
    return outcomes.upsert(session, actor, clean, source=source, known=known, keys=keys)
