"""Which model ranks: the promoted artifact of this installation, or the prior."""

from __future__ import annotations

from matchmaker.matching.catalog import LiveCatalog
from matchmaker.services.partnerships import committed
from matchmaker.settings import Settings


def open_catalog(settings: Settings) -> LiveCatalog:
    """The live catalogue of one process, ranking with the promoted model."""
    return LiveCatalog(committed)
