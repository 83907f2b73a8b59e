"""Search for suppliers: words and filters in, ranked and explained hits with facet counts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.regions import gazetteer
from matchmaker.errors import ForbiddenError
from matchmaker.matching import Scorer, SearchQuery
from matchmaker.matching.catalog import LiveCatalog, State
from matchmaker.matching.search import search_suppliers
from matchmaker.services.suggestions import Suggestion, shape_named
from matchmaker.texts import DEFAULT_LOCALE, has, text

FACET_NAMES = {"category": "category", "certificate": "certificate", "eligibility": "eligibility"}
SHOWN_FACETS = 12  # values per facet; the rest are found by typing


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, how many there are in all, and for each facet its values with name and count."""

    items: list[Suggestion]
    total: int
    facets: dict[str, list[dict[str, Any]]]


def suppliers(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    query: SearchQuery,
    *,
    limit: int = 20,
    offset: int = 0,
    locale: str = DEFAULT_LOCALE,
) -> Found:
    """Suppliers that match, best first.

    Raises
    ------
    ForbiddenError
        The actor's role does not search.
    """
    if not permits(actor, "search.suppliers"):
        raise ForbiddenError("forbidden", action="search.suppliers", record="")
    with catalog.at(session) as scorer:
        state, asked = catalog.state(session), (query, limit, offset, locale)
        found: Found | None = catalog.answers.get(state, asked)
        if found is None:
            found = _found(scorer, state, query, limit, offset, locale)
            catalog.answers.put(state, asked, found)
    return found


def _found(scorer: Scorer, state: State, query: SearchQuery, limit: int, offset: int, locale: str) -> Found:
    ranked, names, total, facets = search_suppliers(
        scorer, state.version, query, first=offset, top=offset + limit, day=state.day
    )
    named = {name: _named(name, counts, locale) for name, counts in facets.items()}
    return Found(shape_named(ranked, names, locale), total, named)


def query_of(wanted: dict[str, Any]) -> SearchQuery:
    """The scorer's query from clean parameters: ``near`` is a (lat, lon) pair, regions are codes."""
    lat, lon = wanted.get("near") or (None, None)
    return SearchQuery(
        q=wanted.get("q"),
        category=wanted.get("category"),
        certificates=tuple(wanted.get("certificates") or ()),
        province_code=wanted.get("province"),
        regency_code=wanted.get("regency"),
        lat=lat,
        lon=lon,
        radius_km=wanted.get("radius_km"),
        max_price_idr=wanted.get("max_price_idr"),
        min_capacity=wanted.get("min_capacity"),
        max_lead_time_days=wanted.get("max_lead_time_days"),
        buyer_type=wanted.get("buyer_type") or "other",
    )


def _named(facet: str, counts: dict[str, int], locale: str) -> list[dict[str, Any]]:
    shown = list(counts.items())[:SHOWN_FACETS]
    return [{"value": value, "name": _name(facet, value, locale), "count": count} for value, count in shown]


def _name(facet: str, value: str, locale: str) -> str:
    table = gazetteer()
    if facet == "regency_code" and value in table.regencies:
        return table.regencies[value].name
    if facet == "province_code" and value in table.provinces:
        return table.provinces[value].name
    key = f"{FACET_NAMES.get(facet, facet)}.{value}"
    return text(key, locale) if has(key) else value
