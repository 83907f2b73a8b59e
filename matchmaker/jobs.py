"""Work in the background, each a function that `matchmaker worker` calls again and again."""

from __future__ import annotations

from typing import Any

from matchmaker.db import Database
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.services import batch


def refresh_suggestions(database: Database, catalog: LiveCatalog) -> dict[str, Any] | None:
    """Rank what has changed since suggestions were stored; None when all are fresh."""
    if batch.is_fresh(database, catalog):
        return None
    return batch.rank_all(database, catalog)
