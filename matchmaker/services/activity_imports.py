"""Import a list of events or programmes: every row is accounted for, and the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.regions import gazetteer
from matchmaker.errors import ForbiddenError, InvalidRecordError, UnusableFileError
from matchmaker.schemas.reading import load
from matchmaker.services import activities, batches
from matchmaker.services.activities import Kind
from matchmaker.services.identity import find, identify
from matchmaker.services.import_results import COUNTED, ImportResult, place_of
from matchmaker.spreadsheets import activity_files
from matchmaker.spreadsheets.records import CellProblem, FileReading, SourceRow

MARKS = frozenset({"invented"})  # what demo records say of themselves; no field of a record


def run(
    session: Session,
    actor: Actor,
    kind: Kind,
    path: Path,
    *,
    source: str = "default",
    defaults: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Read a file and write its records within the caller's transaction; ``defaults`` fill what a row lacks.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all, or a default names no field; nothing was changed.
    ForbiddenError
        The actor may not import.
    """
    if not permits(actor, "activity.write"):
        raise ForbiddenError("forbidden", action="activity.write", record=kind)
    started = datetime.now(UTC)
    fills = _fills(kind, defaults or {})
    reading = activity_files.read(path, frozenset(activities.SCHEMAS[kind].fields))
    batch = batches.begin(session, actor, kind, path, source)
    result = _take(session, actor, kind, reading, source, fills, batches.Log(session, batch), progress)
    result.seconds = (datetime.now(UTC) - started).total_seconds()
    batch.counts = {name: getattr(result, name) for name in COUNTED}
    result.batch = batch.id
    session.flush()
    return result


def preview(session: Session, actor: Actor, kind: Kind, path: Path, *, source: str = "default") -> ImportResult:
    """Say what `run` would do with a file, row by row. The session has to be one that writes; it is left as it was.

    Lists of an office's own activities are short, so they are written and taken back within one moment.

    Raises
    ------
    UnusableFileError, ForbiddenError
        See `run`.
    """
    if not permits(actor, "activity.write"):
        raise ForbiddenError("forbidden", action="activity.write", record=kind)
    reading = activity_files.read(path, frozenset(activities.SCHEMAS[kind].fields))
    trial = session.begin_nested()
    try:
        log = batches.Log(session, batches.begin(session, actor, kind, path, source))
        return _take(session, actor, kind, reading, source, {}, log, None, verdicts=True)
    finally:
        trial.rollback()
        session.expire_all()


def _take(
    session: Session,
    actor: Actor,
    kind: Kind,
    reading: FileReading,
    source: str,
    fills: dict[str, str],
    log: batches.Log,
    progress: Callable[[int, int], None] | None,
    *,
    verdicts: bool = False,
) -> ImportResult:
    # Activities go their own way in, but are counted and printed like all other files.
    result = ImportResult(kind, sheet=reading.sheet, header_row=reading.header_row, columns=reading.columns)  # type: ignore[arg-type]
    result.unknown_columns = reading.unknown_columns
    result.verdicts = [] if verdicts else None
    seen: set[bytes] = set()
    for row in reading.rows:
        result.read += 1
        if row.digest in seen:
            result.double(row)
            continue
        seen.add(row.digest)
        row.record = fills | row.record
        _write(session, actor, kind, row, source, result, log)
        if progress is not None:
            progress(result.read, len(reading.rows))
    session.flush()
    return result


def _fills(kind: Kind, defaults: Mapping[str, str]) -> dict[str, str]:
    known = activities.SCHEMAS[kind].fields
    for name in defaults:
        if name not in known:
            raise UnusableFileError("unknown_set_field", name=name, known=sorted(known))
    return dict(defaults)


def _write(
    session: Session, actor: Actor, kind: Kind, row: SourceRow, source: str, result: ImportResult, log: batches.Log
) -> None:
    if row.errors:
        result.reject(row.errors)
        return
    said = {name: value for name, value in row.record.items() if name not in MARKS}
    try:
        clean, warnings = load(activities.SCHEMAS[kind], said, strict=False)
        clean = _placed(actor, clean)
        there = find(session, activities.TABLES[kind], source, identify(source, clean)[0])
        before = log.before(kind, there) if there is not None else []
        done = activities.upsert(session, actor, kind, clean, source=source)
    except InvalidRecordError as error:
        result.reject([place_of(row, problem) for problem in error.problems])
        return
    except ForbiddenError as error:
        result.reject([CellProblem(row.row, None, error.params.get("record"), "outside_scope", sheet=row.sheet)])
        return
    log.after(kind, done.record, before)
    session.flush()
    log.flush()
    result.note([row], done.status)
    setattr(result, done.status, getattr(result, done.status) + 1)
    result.records += 1
    result.warnings.extend(place_of(row, problem) for problem in (*warnings, *done.warnings))


def _placed(actor: Actor, clean: dict[str, Any]) -> dict[str, Any]:
    """What an office lists without a place happens in its own region."""
    if actor.region is None or clean.get("regency") or clean.get("province"):
        return clean
    table = gazetteer()
    if actor.region in table.regencies:
        return clean | {"regency": table.regencies[actor.region].name}
    return clean | {"province": table.provinces[actor.region].name}
