"""Search over the live catalogue."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.suggestions import Ranked
from matchmaker.scoring.search import SearchQuery


def search_suppliers(
    catalog: LiveCatalog, session: Session, query: SearchQuery, *, top: int
) -> tuple[Ranked, int, dict[str, dict[str, int]]]:
    """The best ``top`` suppliers, how many match in all, and facet counts."""
    with catalog.at(session) as scorer:
        result = scorer.search(query, top=top, as_of=clock.today())
        return Ranked(result.pairings, {}, catalog.version), result.total, result.facets
