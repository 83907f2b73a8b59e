"""The schema of the database: bring it up, take it down, and fill the table of regions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.regions import gazetteer
from matchmaker.errors import SettingsError
from matchmaker.models import CatalogState, Region

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision` and make sure the regions and the catalogue's version row are there."""
    with database.writer.begin() as connection, _named(revision):
        command.upgrade(_config(connection), revision)
    if revision == "head":
        with database.write() as session:
            fill_regions(session)
            if session.get(CatalogState, 1) is None:
                session.add(CatalogState(id=1, version=0))


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the schema back to `revision`."""
    with database.writer.begin() as connection, _named(revision):
        command.downgrade(_config(connection), revision)


@contextmanager
def _named(revision: str) -> Iterator[None]:
    """Name the revision that Alembic does not know, or cannot get to from where the schema is."""
    try:
        yield
    except CommandError as error:
        raise SettingsError("unknown_revision", value=revision) from error


def is_current(database: Database) -> bool:
    """Whether the schema is at the newest revision."""
    with database.reader.connect() as connection:
        heads = set(ScriptDirectory.from_config(_config(connection)).get_heads())
        return set(MigrationContext.configure(connection).get_current_heads()) == heads


def fill_regions(session: Session) -> int:
    """Write provinces, regencies and districts once; returns how many were written."""
    if session.scalar(select(func.count()).select_from(Region)):
        return 0
    table = gazetteer()
    rows = [
        {"code": r.code, "name": r.name, "level": level, "parent_code": parent(r.code), "lat": r.lat, "lon": r.lon}
        for level, regions in (
            ("province", table.provinces),
            ("regency", table.regencies),
            ("district", table.districts),
        )
        for r in regions.values()
    ]
    session.execute(insert(Region), rows)
    return len(rows)


def parent(code: str) -> str | None:
    """The code of the region above: ``"36.02.01"`` lies in ``"36.02"``, a province in none."""
    return code.rpartition(".")[0] or None
