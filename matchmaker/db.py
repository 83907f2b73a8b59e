"""Engines and sessions for SQLite and PostgreSQL.

SQLite's driver begins a transaction only before the first write, so a read-then-update transaction can lose
another's update without an error. Writers therefore begin with ``BEGIN IMMEDIATE`` on a connection whose own
transaction handling is off; readers get an engine of their own that refuses to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.errors import SettingsError

__all__ = ["UNAVAILABLE", "Database", "Session", "is_clash"]

# What a driver raises when the database cannot answer now: gone, restarting, locked for too long, no connection free.
UNAVAILABLE: tuple[type[Exception], ...] = (OperationalError, InterfaceError, PoolTimeoutError)
BUSY_TIMEOUT_MS = 10_000
POOL_SIZE = 8  # connections a web process keeps to PostgreSQL
POOL_OVERFLOW = 8


class Database:
    """The two ways into one database: `write` for what changes it, `read` for what does not.

    Raises
    ------
    SettingsError
        The address is neither SQLite's nor PostgreSQL's.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url.strip())
        if not self.url.startswith(("sqlite:///", "sqlite://", "postgresql+psycopg://")):
            raise SettingsError("bad_database_url")
        self.is_sqlite = self.url.startswith("sqlite")
        if self.is_sqlite:
            _make_folder(self.url)
        try:
            self.writer = _engine(self.url, writes=True)
        except (ArgumentError, ValueError) as error:
            raise SettingsError("bad_database_url") from error
        self.reader = _engine(self.url, writes=False) if self.is_sqlite else self.writer
        self._write = sessionmaker(self.writer, expire_on_commit=False)
        self._read = sessionmaker(self.reader, expire_on_commit=False)

    def write_session(self) -> Session:
        """A session that may change rows; the caller commits or rolls back."""
        return self._write()

    def read_session(self) -> Session:
        """A session that only reads; SQLite refuses a write through it."""
        return self._read()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with self._write.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One reading session, seeing one state of the database."""
        with self._read() as session:
            yield session

    def is_there(self) -> bool:
        """Whether the file of an SQLite database still is where it was: an open connection outlives its file."""
        file = make_url(self.url).database if self.is_sqlite else None
        return not file or file == ":memory:" or file.startswith("file:") or Path(file).is_file()

    def dispose(self) -> None:
        """Close all pooled connections."""
        self.writer.dispose()
        if self.reader is not self.writer:
            self.reader.dispose()


def is_clash(error: Exception) -> bool:
    """Whether two writers met: a key that another took, a record that another deleted, in the same moment."""
    if not isinstance(error, IntegrityError):
        return False
    said = f"{type(error.orig).__name__} {getattr(error.orig, 'sqlite_errorname', '')}".lower()
    return "unique" in said or "foreign" in said or "primarykey" in said


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return f"postgresql+psycopg://{url[len(prefix) :]}"
    return url


def _make_folder(url: str) -> None:
    database = make_url(url).database
    if database and database != ":memory:" and not database.startswith("file:"):
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _engine(url: str, *, writes: bool) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_pre_ping=True, json_deserializer=orjson.loads
        )
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        if writes:
            cursor.execute("PRAGMA journal_mode = WAL")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
