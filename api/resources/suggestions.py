"""`/search/suppliers`, suggestions in both directions, `/pairings`, and the counter-question `/why`."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView

from api.answers import decode_cursor, json_answer, page_answer, query
from api.auth import actor
from api.components import INTEGER, MOMENT, TEXT, listed, page_of, whole
from api.docs import blueprint, describe
from api.errors import request_locale
from api.extensions import parts, session
from api.schemas import PairingQuery, SearchQuery, SuggestionQuery, WhyQuery
from api.shapes import Shape, nullable, reference
from matchmaker import jobs
from matchmaker.services import needs, pairings, search, suggestions, umkm

DEFAULT_LIMIT = 20
LISTED = page_of(reference("Suggestion"))
_FACETS: Shape = {"type": "object", "additionalProperties": listed(whole(value=TEXT, name=TEXT, count=INTEGER))}
BROKERED = page_of(reference("Suggestion"), as_of=nullable(MOMENT), pending_needs=INTEGER)
FOUND = page_of(reference("Suggestion"), facets=_FACETS)

# Put together once: marshmallow copies every field of a schema that is made.
SEARCH_QUERY, SUGGESTION_QUERY, PAIRING_QUERY, WHY_QUERY = SearchQuery(), SuggestionQuery(), PairingQuery(), WhyQuery()

blp = blueprint("suggestions", "Pencarian, saran, dan pasangan")


class SupplierSearch(MethodView):
    """Search for suppliers."""

    def get(self) -> Response:
        """Ranked suppliers with reasons, and facet counts."""
        wanted = query(SEARCH_QUERY)
        limit = wanted.pop("limit", None) or DEFAULT_LIMIT
        offset = decode_cursor(wanted.pop("cursor", None))
        found = search.suppliers(
            parts().catalog,
            session(),
            actor(),
            search.query_of(wanted),
            limit=limit,
            offset=offset,
            locale=request_locale(),
        )
        last = offset + limit if found.total > offset + limit else None
        return page_answer(found.items, last, found.total, {"facets": found.facets})


class NeedSuggestions(MethodView):
    """Suppliers for a need."""

    def get(self, key: str) -> Response:
        """The best suppliers for one need."""
        wanted = query(SUGGESTION_QUERY)
        items = suggestions.for_need(
            parts().catalog,
            session(),
            actor(),
            needs.get(session(), actor(), key),
            limit=wanted.get("limit") or DEFAULT_LIMIT,
            include_ineligible=bool(wanted.get("ineligible")),
            locale=request_locale(),
        )
        suggestions.note_shown(parts().database, actor(), items)
        return page_answer(items, None, len(items))


class UmkmSuggestions(MethodView):
    """Buyers' needs for an UMKM."""

    def get(self, key: str) -> Response:
        """The best needs for one UMKM; ``inferred=true`` gives usual needs of buyers that have posted none."""
        wanted = query(SUGGESTION_QUERY)
        items = suggestions.for_umkm(
            parts().catalog,
            session(),
            actor(),
            umkm.get(session(), actor(), key),
            limit=wanted.get("limit") or DEFAULT_LIMIT,
            inferred=bool(wanted.get("inferred")),
            include_ineligible=bool(wanted.get("ineligible")),
            locale=request_locale(),
        )
        suggestions.note_shown(parts().database, actor(), items)
        return page_answer(items, None, len(items))


class Pairings(MethodView):
    """The broker's list."""

    def get(self) -> Response:
        """Ranked pairings over a whole region."""
        wanted = query(PAIRING_QUERY)
        limit = wanted.pop("limit", None) or DEFAULT_LIMIT
        offset = decode_cursor(wanted.pop("cursor", None))
        found = pairings.page(
            parts().catalog,
            session(),
            actor(),
            pairings.Filters(**wanted),
            limit=limit,
            offset=offset,
            locale=request_locale(),
        )
        suggestions.note_shown(parts().database, actor(), found.items)
        if found.stale:
            jobs.refresh_beside(parts().settings)
        last = offset + limit if found.total > offset + limit else None
        return page_answer(found.items, last, found.total, {"as_of": found.as_of, "pending_needs": found.pending})


class Why(MethodView):
    """The counter-question."""

    def get(self) -> Response:
        """Why this UMKM for this need, or why not: every check and every contribution."""
        wanted = query(WHY_QUERY)
        item = suggestions.why(
            parts().catalog,
            session(),
            actor(),
            needs.get(session(), actor(), wanted["need"]),
            umkm.get(session(), actor(), wanted["umkm"]),
            locale=request_locale(),
        )
        return json_answer(item)


describe(
    SupplierSearch,
    "get",
    "Search suppliers",
    query_schema=SearchQuery,
    answer=FOUND,
)
describe(NeedSuggestions, "get", "Suppliers for a need", query_schema=SuggestionQuery, answer=LISTED)
describe(UmkmSuggestions, "get", "Buyers' needs for an UMKM", query_schema=SuggestionQuery, answer=LISTED)
describe(Pairings, "get", "Pairings of a region", query_schema=PairingQuery, answer=BROKERED)
describe(Why, "get", "Why this pairing, or why not", query_schema=WhyQuery, answer="Suggestion")
blp.add_url_rule("/search/suppliers", "search_suppliers", SupplierSearch)
blp.add_url_rule("/needs/<key>/suggestions", "need_suggestions", NeedSuggestions)
blp.add_url_rule("/umkm/<key>/suggestions", "umkm_suggestions", UmkmSuggestions)
blp.add_url_rule("/pairings", "pairings", Pairings)
blp.add_url_rule("/why", "why", Why)
