"""Reports: the figures of a region as tables and charts, as a workbook, on paper, and table by table as pictures."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.downloads import download
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, read_query
from api.pages.shell import pages
from api.schemas import ReportQuery
from matchmaker import clock
from matchmaker.domain.access import permits
from matchmaker.errors import ForbiddenError
from matchmaker.services import overview, reports
from matchmaker.services.reports import charts, files, printing
from matchmaker.services.reports.wording import cell_written, written

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
        today=clock.today(),
        regencies=overview.regencies(session()) if actor().region is None else [],
        charts=charts.for_screen(shown),
        shown_rows=SHOWN_ROWS,
        written=lambda figure: written(figure, request_locale()),
        cell=lambda value: cell_written(value, request_locale()),
    )


@pages.get("/laporan/<name>.xlsx")
def report_file(name: str) -> ResponseReturnValue:
    """The same figures as a workbook."""
    made = _asked(name)
    return _download(files.xlsx(made, request_locale()), made, "xlsx")


@pages.get("/laporan/<name>.pdf")
def report_paper(name: str) -> ResponseReturnValue:
    """The same figures to print."""
    made = _asked(name)
    office = parts().settings.office_name
    return _download(printing.pdf(made, request_locale(), office), made, "pdf")


@pages.get("/laporan/<name>/<table>.png")
def report_picture(name: str, table: str) -> ResponseReturnValue:
    """One table of the report with its chart, as a picture."""
    made = _asked(name)
    image = printing.picture(made, table, request_locale(), parts().settings.office_name)
    return _download(image, made, "png", part=table)


def _download(content: bytes, made: reports.Report, ending: str, part: str = "") -> Response:
    """A file that says in its name what it holds: report, region, day."""
    said = ("laporan", made.name, part, made.region or "semua", made.as_of.isoformat())
    return download(content, f"{'-'.join(word for word in said if word)}.{ending}")


def _asked(name: str) -> reports.Report:
    """The report with the day and region of the address."""
    return _build(name, read_query(QUERY, request.args, request_locale()))


def _build(name: str, form: Form) -> reports.Report:
    wanted = form.clean
    return reports.build(
        parts().catalog, session(), actor(), name, as_of=wanted.get("as_of"), region=wanted.get("regency")
    )
