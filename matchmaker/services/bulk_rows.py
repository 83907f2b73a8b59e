"""Rows written past the ORM: keys are reserved beforehand, rows go in by executemany, on PostgreSQL by COPY.

All within the transaction of the session, so that a batch is there as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Dialect, Table, func, select, text
from sqlalchemy.orm import Session

from matchmaker.models.base import Base

Row = Sequence[Any]
_NEXT = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")


def table_of(kind: type[Base]) -> Table:
    """The table behind a mapped class."""
    found: Any = kind.__table__
    assert isinstance(found, Table)
    return found


class Growth:
    """Tells PostgreSQL how large tables have become within the transaction.

    It plans by what it knew when the tables were looked at last: an import into an empty database would read a
    growing table whole for every thousand keys.
    """

    def __init__(self, session: Session, *kinds: type[Base]) -> None:
        self._session = session
        self._tables = ", ".join(kind.__tablename__ for kind in kinds)
        self._rows, self._told_at = 0, 0

    def add(self, rows: int) -> None:
        """Note that rows were written; the database is told whenever they have doubled."""
        self._rows += rows
        if rows and self._rows >= 2 * self._told_at and self._session.get_bind().dialect.name == "postgresql":
            self._told_at = self._rows
            self._session.execute(text(f"ANALYZE {self._tables}"))


def reserve(session: Session, kind: type[Base], count: int) -> list[int]:
    """Ids that nobody else will be given, ascending; on SQLite because there is one writer at a time."""
    if not count:
        return []
    table = table_of(kind)
    if session.get_bind().dialect.name == "postgresql":
        return sorted(session.scalars(_NEXT, {"name": table.name, "count": count}))
    last = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def write(session: Session, kind: type[Base], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows of the named columns; the others are left null, Python's defaults are not filled in."""
    listed = [list(row) for row in rows]
    if not listed:
        return
    connection = session.connection()
    _convert(listed, table_of(kind), names, connection.dialect)
    columns = ", ".join(f'"{name}"' for name in names)
    table = kind.__tablename__
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
            for row in listed:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of our own tables
        connection.exec_driver_sql(statement, [tuple(row) for row in listed])


def update(session: Session, kind: type[Base], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Write the named columns of rows that are there; each row ends with its id."""
    listed = [list(row) for row in rows]
    connection = session.connection()
    _convert(listed, table_of(kind), names, connection.dialect)
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    values = ", ".join(f'"{name}" = {mark}' for name in names)
    statement = f'UPDATE "{kind.__tablename__}" SET {values} WHERE id = {mark}'  # noqa: S608 - as above
    connection.exec_driver_sql(statement, [tuple(row) for row in listed])


def _convert(rows: list[list[Any]], table: Table, names: Sequence[str], dialect: Dialect) -> None:
    """Bring values to what the driver takes, by the columns' own types; null stays null."""
    for place, name in enumerate(names):
        convert = _converter(table, name, dialect)
        if convert is None:
            continue
        before: Any = None
        found: Any = None
        for row in rows:
            value = row[place]
            if value is None:
                continue
            # All rows of one writing have their moment in common.
            if value is not before:
                before, found = value, convert(value)
            row[place] = found


def _converter(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    column = table.c[name].type
    return _json if isinstance(column, JSON) else column.dialect_impl(dialect).bind_processor(dialect)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def attributes(names: Sequence[str]) -> Callable[[Any], Row]:
    """Reads the named attributes of a record as a row."""
    read: Callable[[Any], Row] = attrgetter(*names)
    return read
