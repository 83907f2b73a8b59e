"""Nothing is lost when many write at once, and readers cannot write."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.errors import ConflictError
from matchmaker.models import Partnership, Umkm
from matchmaker.services import catalog, needs, partnerships, umkm
from tests.factories import add_need, add_umkm

THREADS, ROUNDS = 4, 25


def test_no_read_then_update_is_lost(database: Database) -> None:
    with database.write() as session:
        key = add_umkm(session, workers_male=0).id

    def work() -> None:
        for _ in range(ROUNDS):
            with database.write() as session:
                found = session.get_one(Umkm, key, with_for_update=True)
                found.workers_male = (found.workers_male or 0) + 1
                catalog.touch(session, found)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(Umkm, key).workers_male == THREADS * ROUNDS
        assert catalog.current(session) == THREADS * ROUNDS + 1


def test_two_proposals_at_once_leave_one_partnership(database: Database) -> None:
    with database.write() as session:
        umkm_id, need_id = add_umkm(session).id, add_need(session).id
    ready, outcomes = threading.Barrier(2), []

    def propose() -> None:
        with database.write_session() as session:
            ready.wait()
            try:
                partnerships.propose(
                    session, SYSTEM, umkm.get(session, SYSTEM, str(umkm_id)), needs.get(session, SYSTEM, str(need_id))
                )
                session.commit()
                outcomes.append("made")
            except ConflictError:
                session.rollback()
                outcomes.append("conflict")

    threads = [threading.Thread(target=propose) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "made"]
    with database.read() as session:
        assert session.query(Partnership).count() == 1


def test_sqlite_settings(sqlite_database: Database) -> None:
    with sqlite_database.writer.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) == 10_000


def test_sqlite_reader_cannot_write(sqlite_database: Database) -> None:
    with sqlite_database.reader.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("UPDATE catalog_state SET version = 5"))


def test_an_error_leaves_nothing_behind(database: Database) -> None:
    def fail_half_way() -> None:
        with database.write() as session:
            add_umkm(session, external_id="HALF")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail_half_way()
    with database.read() as session:
        assert session.query(Umkm).count() == 0
        assert catalog.current(session) == 0
