"""`/umkm/{id}/unlocks`, `/unlocks`: which permit or improvement opens which needs."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView

from api.answers import json_answer, query
from api.auth import actor
from api.docs import blueprint, describe
from api.errors import request_locale
from api.extensions import parts, session
from api.schemas import UnlockQuery
from matchmaker.services import umkm, unlocks

blp = blueprint("unlocks", "Peluang yang terbuka bila syarat dilengkapi")


class UmkmUnlocks(MethodView):
    """What one UMKM could do."""

    def get(self, key: str) -> Response:
        """Improvements of one UMKM, the one that opens most needs by itself first."""
        who = actor()
        items = unlocks.of_umkm(parts().catalog, session(), who, umkm.get(session(), who, key), request_locale())
        return json_answer({"items": items, "next_cursor": None, "total": len(items)})


class RegionUnlocks(MethodView):
    """What would open most in a region."""

    def get(self) -> Response:
        """Improvements of a region in the order that opens most pairings, each after the ones before it."""
        wanted = query(UnlockQuery())
        region = wanted.get("regency") or wanted.get("province")
        items = unlocks.of_region(parts().catalog, session(), actor(), region, request_locale())
        return json_answer({"items": items, "next_cursor": None, "total": len(items)})


describe(UmkmUnlocks, "get", "What opens which needs for one UMKM")
describe(RegionUnlocks, "get", "What opens most pairings of a region", query_schema=UnlockQuery)
blp.add_url_rule("/umkm/<key>/unlocks", "umkm_unlocks", UmkmUnlocks)
blp.add_url_rule("/unlocks", "unlocks", RegionUnlocks)
