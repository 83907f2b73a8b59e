"""Migrations up and down on both databases, and the schema they make is the one the models describe."""

from __future__ import annotations

from alembic import command
from sqlalchemy import func, inspect, select

from matchmaker.db import Database
from matchmaker.models import Base, CatalogState, Region
from matchmaker.services import database as schema


def test_up_makes_what_the_models_describe(database: Database) -> None:
    assert schema.is_current(database)
    with database.writer.begin() as connection:
        command.check(schema._config(connection))
    assert set(Base.metadata.tables) <= set(inspect(database.writer).get_table_names())


def test_down_leaves_nothing_and_up_again_works(database: Database) -> None:
    schema.downgrade(database)
    assert set(inspect(database.writer).get_table_names()) <= {"alembic_version"}
    assert not schema.is_current(database)
    schema.upgrade(database)
    assert schema.is_current(database)


def test_regions_are_filled_once(database: Database) -> None:
    schema.upgrade(database)
    with database.read() as session:
        query = select(Region.level, func.count().label("n")).group_by(Region.level)
        counts = {row.level: row.n for row in session.execute(query)}
        assert counts == {"province": 38, "regency": 514, "district": 7285}
        assert session.get(Region, "36.02").name == "Kabupaten Lebak"  # type: ignore[union-attr]
        assert session.get(CatalogState, 1) is not None
