"""Reports: the figures of a region as tables and charts, and as a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, read_query
from api.pages.shell import pages
from api.schemas import ReportQuery
from matchmaker.domain.access import permits
from matchmaker.errors import ForbiddenError
from matchmaker.services import overview, reports
from matchmaker.services.reports import files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ROWS = 50  # of a listing on the page; the workbook has them all
QUERY = ReportQuery(exclude=("province",))


@pages.get("/laporan", endpoint="reports")
def reports_list() -> ResponseReturnValue:
    """The first report, for those who may read any."""
    if not permits(actor(), "report.read"):
        raise ForbiddenError("forbidden", action="report.read", record="")
    return redirect(url_for("pages.report", name=reports.NAMES[0]))


@pages.get("/laporan/<name>")
def report(name: str) -> ResponseReturnValue:
    """One report: every figure with its formula, as table and chart."""
    form = read_query(QUERY, request.args, request_locale())
    made = _build(name, form)
    shown = reports.as_dict(made, request_locale())
    return render_template(
        "report.html",
        report=shown,
        names=reports.NAMES,
        form=form,
        as_of=made.as_of,
        today=date.today(),  # noqa: DTZ011 - a calendar day of the office
        regencies=overview.regencies(session()) if actor().region is None else [],
        charts=_charts(shown),
        shown_rows=SHOWN_ROWS,
        ratio=lambda value: format_decimal(value, "0.00", locale=request_locale()),
    )


@pages.get("/laporan/<name>.xlsx")
def report_file(name: str) -> ResponseReturnValue:
    """The same figures as a workbook."""
    made = _build(name, read_query(QUERY, request.args, request_locale()))
    file_name = f"laporan-{name}-{made.region or 'semua'}-{made.as_of.isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(files.xlsx(made, request_locale()), 200, headers, mimetype=XLSX)


def _build(name: str, form: Form) -> reports.Report:
    wanted = form.clean
    return reports.build(
        parts().catalog, session(), actor(), name, as_of=wanted.get("as_of"), region=wanted.get("regency")
    )


def _charts(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """What the charts draw: the numerators of each table that has one, as the table shows them."""
    return [
        {
            "id": table["name"],
            "kind": table["chart"],
            "title": table["title"],
            "labels": [one["label"] for one in _drawn(table)],
            "values": [one["numerator"] for one in _drawn(table)],
        }
        for table in shown["tables"]
        if table["chart"]
    ]


def _drawn(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Figures of the table's first kind: rupiah and head counts do not share an axis."""
    figures: list[dict[str, Any]] = table["figures"]
    return [one for one in figures if one["kind"] == figures[0]["kind"]]
