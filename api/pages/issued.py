"""Issued reports: kept as they were, listed, downloaded again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.downloads import download
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import read_query
from api.pages.shell import pages, region_name
from api.schemas import ReportQuery
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import Number
from matchmaker.services import issued, reports
from matchmaker.texts import text

PER_PAGE = 50
QUERY = ReportQuery(exclude=("province",))


class IssueListQuery(RecordSchema):
    """Where the list goes on."""

    sesudah = Number(whole=True, maximum=10**9)


LIST_QUERY = IssueListQuery()


@pages.get("/laporan/terbitan", endpoint="issues")
def issue_list() -> ResponseReturnValue:
    """Issued reports of the region, the latest first."""
    start = read_query(LIST_QUERY, request.args, request_locale()).clean.get("sesudah") or 0
    found, total = issued.page(session(), actor(), after=start, limit=PER_PAGE)
    more = start + PER_PAGE if start + PER_PAGE < total else None
    return render_template("issued.html", items=found, more=more, region_name=region_name)


@pages.post("/laporan/<name>/terbitkan")
def issue_report(name: str) -> ResponseReturnValue:
    """Keep the report as it stands."""
    wanted = read_query(QUERY, request.args, request_locale()).clean
    made = reports.build(
        parts().catalog, session(), actor(), name, as_of=wanted.get("as_of"), region=wanted.get("regency")
    )
    kept = issued.issue(session(), actor(), made, parts().settings.office_name)
    flash(text("page.issue.made", request_locale(), number=str(kept.id)))
    return redirect(url_for("pages.issues"))


@pages.get("/laporan/terbitan/<int:issue_id>.pdf")
def issued_paper(issue_id: int) -> ResponseReturnValue:
    """An issued report to print."""
    found = issued.get(session(), actor(), issue_id)
    return download(issued.pdf(found, request_locale()), f"terbitan-{issue_id}-{found.name}.pdf")


@pages.get("/laporan/terbitan/<int:issue_id>.xlsx")
def issued_workbook(issue_id: int) -> ResponseReturnValue:
    """An issued report as a workbook."""
    found = issued.get(session(), actor(), issue_id)
    return download(issued.xlsx(found, request_locale()), f"terbitan-{issue_id}-{found.name}.xlsx")
