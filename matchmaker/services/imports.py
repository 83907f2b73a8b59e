"""Import a file: every row is accounted for, and either the whole batch is in the database or nothing of it.

The law: read = created + updated + unchanged + duplicates + rejected, and the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from marshmallow import Schema
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError, Problem
from matchmaker.models import Buyer, Need, Outcome, Umkm
from matchmaker.models.base import Sourced
from matchmaker.schemas.plain import load
from matchmaker.services import batches, buyers, duplicates, needs, outcomes, umkm
from matchmaker.services.identity import Upsert, find_many, identify
from matchmaker.services.import_bulk import Bulk
from matchmaker.services.import_groups import PARTS, Group, collect, same_name
from matchmaker.services.import_references import attach_products, name_buyers, names_only
from matchmaker.spreadsheets.reading import read_file
from matchmaker.spreadsheets.records import CellProblem, Kind, SourceRow
from matchmaker.texts import DEFAULT_LOCALE, problem_text

COUNTED = ("read", "created", "updated", "unchanged", "rejected", "duplicates")
CHUNK = 1_000  # groups written between two flushes
SHOWN_VALUE = 500  # characters of a bad value that a result repeats
SCHEMAS: dict[Kind, Schema] = {
    "umkm": umkm.SCHEMA,
    "buyers": buyers.SCHEMA,
    "needs": needs.SCHEMA,
    "outcomes": outcomes.SCHEMA,
}
TABLES: dict[Kind, type[Sourced]] = {"umkm": Umkm, "buyers": Buyer, "needs": Need, "outcomes": Outcome}
OPTIONS: dict[Kind, tuple[Any, ...]] = {
    "umkm": umkm.WITH_PARTS,
    "buyers": buyers.WITH_PARTS,
    "needs": (joinedload(Need.buyer),),
    "outcomes": (),
}
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class ImportResult:
    """What became of a file. The first six count data rows; errors refused their row, warnings did not."""

    kind: Kind
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0
    records: int = 0
    parts: int = 0
    seconds: float = 0.0
    errors: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)
    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    batch: int | None = None
    questions: int = 0

    def as_dict(self, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
        """The result as CONTRACT 4 prints it."""
        result: dict[str, Any] = {name: getattr(self, name) for name in COUNTED}
        if self.kind in PARTS:
            result |= {self.kind: self.records, PARTS[self.kind]: self.parts}
        else:
            result[self.kind] = self.records
        result["batch"], result["possible_duplicates"] = self.batch, self.questions
        result["seconds"] = round(self.seconds, 2)
        result["errors"] = [problem_record(problem, locale) for problem in self.errors]
        result["warnings"] = [problem_record(problem, locale) for problem in self.warnings]
        result["sheet"], result["header_row"] = self.sheet, self.header_row
        result["columns"], result["unknown_columns"] = self.columns, self.unknown_columns
        return result


def problem_record(problem: CellProblem, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
    """One problem as it is printed: where it stands in the file, what stands there, why it will not do."""
    params = {"column": problem.column or "", **problem.params}
    sentence = problem_text(
        Problem(problem.column or "", problem.value, problem.code, params), locale, with_field=False
    )
    value = problem.value
    if value is not None and not isinstance(value, str | int | float | bool):
        value = str(value)
    if isinstance(value, float) and value != value:
        value = "NaN"
    if isinstance(value, str):
        value = value[:SHOWN_VALUE].encode("utf8", "replace").decode()
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": value,
        "message": sentence,
        "code": problem.code,
    }


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
    """Read a file and write its records within the caller's transaction.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all; nothing was changed.
    ForbiddenError
        The actor may not import.
    """
    started = datetime.now(UTC)
    result, groups = read(actor, kind, path, defaults or {})
    batch = batches.begin(session, actor, kind, path, source)
    log = batches.Log(session, batch)
    write(session, actor, kind, groups, source, result, log, progress)
    if kind == "umkm":
        result.questions = duplicates.look(session, log.created("umkm"), actor, log)
    result.seconds = (datetime.now(UTC) - started).total_seconds()
    batch.counts = {name: getattr(result, name) for name in COUNTED}
    result.batch = batch.id
    session.flush()
    return result


def read(actor: Actor, kind: Kind, path: Path, defaults: Mapping[str, str]) -> tuple[ImportResult, list[Group]]:
    """Read a file into the records it says, one per business; what was refused on the way is in the result.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all.
    ForbiddenError
        The actor may not import.
    """
    if actor.role not in ("admin", "dinas") or not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record=path.name)
    reading = read_file(path, kind, defaults)
    result = ImportResult(kind, read=len(reading.rows), sheet=reading.sheet, header_row=reading.header_row,
                          columns=reading.columns, unknown_columns=reading.unknown_columns,
                          warnings=list(reading.warnings))  # fmt: skip
    return result, group(kind, distinct(reading.rows, result), result)


def clean_records(kind: Kind, path: Path) -> list[Mapping[str, Any]]:
    """The records of a file as they would be imported, nothing written; refused rows are left out."""
    clean: list[Mapping[str, Any]] = []
    for row in read_file(path, kind, {}).rows:
        if not row.errors:
            try:
                clean.append(load(SCHEMAS[kind], row.record, strict=False)[0])
            except InvalidRecordError:
                continue
    return clean


def distinct(rows: Iterable[SourceRow], result: ImportResult) -> Iterator[SourceRow]:
    """Rows that are not an earlier accepted row again; refused rows are counted and left out."""
    seen: set[bytes] = set()
    for row in rows:
        if row.errors:
            _reject(row, row.errors, result)
        elif row.digest in seen:
            result.duplicates += 1
        else:
            before = result.rejected
            yield row
            # Whoever takes the row may refuse it; a second such row is refused again, not a duplicate.
            if result.rejected == before:
                seen.add(row.digest)
                result.warnings.extend(row.warnings)


def group(kind: Kind, rows: Iterable[SourceRow], result: ImportResult) -> list[Group]:
    """Read each row by the schema, and put the rows of one business together."""

    def clean_of(row: SourceRow) -> dict[str, Any]:
        clean, warnings = load(SCHEMAS[kind], row.record, strict=False)
        result.warnings.extend(_at(row, problem) for problem in warnings)
        return clean

    def refuse(row: SourceRow, error: InvalidRecordError) -> None:
        _reject(row, [_at(row, problem) for problem in error.problems], result)

    grouping = collect(kind, rows, clean_of, refuse)
    result.warnings.extend(grouping.warnings)
    return grouping.groups()


def write(
    session: Session,
    actor: Actor,
    kind: Kind,
    groups: list[Group],
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
        _reject(row, [_at(row, problem)], result)

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
            _reject(row, [_at(row, problem) for problem in error.problems], result)
        return
    except ForbiddenError as error:
        refuse_scope(one, error, result)
        return
    known[external_id] = done.record
    log.after(kind, done.record, before)
    if any(problem.code == "coordinates_repaired" for row in one.rows for problem in row.warnings):
        done.record.coordinates_from = "repaired"
    count(kind, one, external_id, done, result, touched)


def refuse_scope(one: Group, error: ForbiddenError, result: ImportResult) -> None:
    """Refuse the rows of a business that lies where the actor may not write."""
    for row in one.rows:
        problem = CellProblem(row.row, None, error.params.get("record"), "outside_scope", sheet=row.sheet)
        _reject(row, [problem], result)


def count(kind: Kind, one: Group, external_id: str, done: Upsert, result: ImportResult, touched: set[str]) -> None:
    """Count the rows of a business by what happened to it, and the business once."""
    setattr(result, done.status, getattr(result, done.status) + len(one.rows))
    result.records += external_id not in touched
    touched.add(external_id)
    result.parts += len({_part_key(part) for part in one.clean.get(PARTS.get(kind, "")) or []})
    result.warnings.extend(_at(one.rows[0], problem) for problem in done.warnings)


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


def _reject(row: SourceRow, problems: Iterable[CellProblem], result: ImportResult) -> None:
    result.rejected += 1
    result.errors.extend(problems)


def _at(row: SourceRow, problem: Problem) -> CellProblem:
    """Where a problem of the record stands in the file: the heading its field came from, else the field."""
    path = problem.path
    column = row.columns.get(path) or row.columns.get(path.split(".")[-1]) or path or None
    for part, (sheet, number) in row.places.items():
        if path.startswith(f"{part}."):
            return CellProblem(number, path.split(".")[-1], problem.value, problem.code, problem.params, sheet)
    return CellProblem(row.row, column, problem.value, problem.code, problem.params, row.sheet)
