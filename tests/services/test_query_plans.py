"""PostgreSQL finds what lists show by an index: no page of a list reads a whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.services import buyers, database, needs, partnerships, umkm
from tests.factories import add_need, add_umkm

LISTS: dict[str, Callable[[Session], Any]] = {
    "umkm": lambda session: umkm.page(session, after=10),
    "umkm of a regency": lambda session: umkm.page(session, after=10, regency_code="36.02"),
    "umkm of a province": lambda session: umkm.page(session, after=10, regency_code="36"),
    "buyers": lambda session: buyers.page(session, after=10),
    "hotels of a regency": lambda session: buyers.page(session, after=10, regency_code="36.02", buyer_type="hotel"),
    "needs": lambda session: needs.page(session, after=10),
    "needs of a buyer": lambda session: needs.page(session, after=0, buyer_id=1),
    "open needs": lambda session: needs.page(session, after=10, open_on=date(2026, 11, 21)),
    "partnerships": lambda session: partnerships.page(session, SYSTEM, after=10),
}


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Statements sent within the block, with their parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    found = Database(postgresql_url)
    database.downgrade(found)
    database.upgrade(found)
    with found.write() as session:
        for number in range(30):
            add_umkm(session, external_id=f"E{number}", regency="Kabupaten Lebak", products=[{"name": "Abon"}])
            add_need(session, external_id=f"EN{number}")
    yield found
    found.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize("ask", LISTS.values(), ids=LISTS.keys())
def test_pages_are_found_by_an_index(postgresql: Database, ask: Callable[[Session], Any]) -> None:
    """Sequential scans are forbidden for the planner, so that it takes one only where nothing else is possible.

    Counting all rows of a table is the one thing that may read it whole.
    """
    with statements(postgresql.reader) as sent, postgresql.read() as session:
        ask(session)
    pages = [(sql, values) for sql, values in sent if sql.startswith("SELECT") and not sql.startswith("SELECT count")]
    assert pages
    with postgresql.read() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        for sql, values in pages:
            plan = session.connection().exec_driver_sql(f"EXPLAIN {sql}", values)
            whole = "\n".join(str(row[0]) for row in plan)
            assert "Seq Scan" not in whole, f"{sql}\n{whole}"
