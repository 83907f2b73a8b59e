"""Backup and restore through rows as JSON lines, so that a backup of SQLite restores into PostgreSQL and back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.db import UNAVAILABLE, Database
from matchmaker.errors import UnusableFileError
from matchmaker.models import Base
from matchmaker.models.base import UtcDateTime
from matchmaker.services.database import upgrade

FORMAT = "temu-mitra-backup-1"
MANIFEST = "manifest.json"
BATCH = 1_000  # rows inserted at once
SKIPPED = frozenset({"regions", "idempotent_requests"})  # rebuilt by the installation; of no use later


def tables() -> list[Table]:
    """All tables that hold records, parents first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in SKIPPED]


def write(database: Database, path: Path) -> int:
    """Write all rows as of one moment; the file appears whole or not at all."""
    total = 0
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)  # it holds what only the office may see
    with database.reader.connect() as connection, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        counts = {}
        for table in tables():
            with archive.open(f"{table.name}.jsonl", "w") as file:
                counts[table.name] = 0
                for row in connection.execution_options(yield_per=BATCH).execute(select(table)).mappings():
                    file.write(json.dumps(dict(row), default=_plain, ensure_ascii=False).encode() + b"\n")
                    counts[table.name] += 1
            total += counts[table.name]
        archive.writestr(MANIFEST, json.dumps({"format": FORMAT, "rows": counts}))
    partial.replace(path)
    return total


def restore(database: Database, path: Path) -> int:
    """Replace all rows by those of a backup, in one transaction.

    Raises
    ------
    UnusableFileError
        The file is no backup of ours, or damaged.
    """
    if not path.is_file():
        raise UnusableFileError("file_missing", file=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            counts = _counts(archive, path)
            upgrade(database)
            with database.writer.begin() as connection:
                return _replace(connection, archive, counts, path)
    except UNAVAILABLE:
        raise
    except (zipfile.BadZipFile, LookupError, TypeError, ValueError, AttributeError, SQLAlchemyError) as error:
        raise UnusableFileError("not_a_backup", file=path.name) from error


def _counts(archive: zipfile.ZipFile, path: Path) -> dict[str, int]:
    """How many rows of each table a backup says it holds; one with tables that we do not know is not ours."""
    manifest = json.loads(archive.read(MANIFEST))
    counts = manifest.get("rows") if isinstance(manifest, dict) and manifest.get("format") == FORMAT else None
    if not isinstance(counts, dict) or set(counts) - {table.name for table in tables()}:
        raise UnusableFileError("not_a_backup", file=path.name)
    return counts


def _replace(connection: Connection, archive: zipfile.ZipFile, counts: dict[str, int], path: Path) -> int:
    for table in reversed(tables()):
        connection.execute(delete(table))
    total = 0
    for table in tables():
        if table.name not in counts:
            continue  # a backup from before this table was there
        written = 0
        for batch in _batches(archive, table):
            connection.execute(insert(table), batch)
            written += len(batch)
        if written != counts[table.name]:
            raise UnusableFileError("not_a_backup", file=path.name)
        total += written
        if connection.dialect.name == "postgresql" and "id" in table.c:
            _advance(connection, table)
    return total


def _advance(connection: Connection, table: Table) -> None:
    """PostgreSQL's counters do not follow rows that bring their own ids."""
    last = connection.scalar(select(func.max(table.c.id)))
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name})
    if sequence and last:
        connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _batches(archive: zipfile.ZipFile, table: Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as file:
        for line in file:
            batch.append(_typed(table, json.loads(line)))
            if len(batch) >= BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    for column in table.columns:
        value = row.get(column.name)
        if isinstance(value, str):
            if isinstance(column.type, UtcDateTime):
                row[column.name] = datetime.fromisoformat(value)
            elif column.type.python_type is date:
                row[column.name] = date.fromisoformat(value)
    return row


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
