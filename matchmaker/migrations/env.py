"""Runs migrations on the engine that `matchmaker.services.database` hands over."""

from alembic import context
from sqlalchemy import Connection

from matchmaker.models import Base


def run(connection: Connection) -> None:
    """Run within the caller's transaction; batches let SQLite change tables."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
