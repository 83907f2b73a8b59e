"""`/reports`: figures of a region, each with formula, numerator, denominator and what is not known."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView

from api.answers import json_answer, query
from api.auth import actor
from api.docs import blueprint, describe
from api.errors import request_locale
from api.extensions import parts, session
from api.schemas import ReportQuery
from matchmaker.services import reports

blp = blueprint("reports", "Laporan")


class ReportItem(MethodView):
    """One report."""

    def get(self, name: str) -> Response:
        """A report (umkm, certificates, partnerships, needs, events, ...) as of the end of a day."""
        wanted = query(ReportQuery())
        region = wanted.get("regency") or wanted.get("province")
        made = reports.build(parts().catalog, session(), actor(), name, as_of=wanted.get("as_of"), region=region)
        return json_answer(reports.as_dict(made, request_locale()))


describe(ReportItem, "get", "A report of the region", query_schema=ReportQuery, answer="Report")
blp.add_url_rule("/reports/<name>", "report", ReportItem)
