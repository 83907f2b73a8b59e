"""Search over the live catalogue."""

from __future__ import annotations

from datetime import date

from matchmaker.matching.suggestions import Ranked
from matchmaker.scoring.profiles import Named
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.search import SearchQuery

Facets = dict[str, dict[str, int]]


def search_suppliers(
    scorer: Scorer, version: int, query: SearchQuery, *, first: int, top: int, day: date
) -> tuple[Ranked, list[Named], int, Facets]:
    """The best ``top`` suppliers without those before place ``first``, their names, how many match in all, and facets.

    ``version`` is that of the catalogue in ``scorer``.
    """
    found = scorer.search(query, top=top, as_of=day, first=first)
    return Ranked(found.pairings, {}, version), found.names, found.total, found.facets
