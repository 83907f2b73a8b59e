"""Files in: upload, a look at what would happen, confirmation."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.downloads import download
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.shell import pages
from matchmaker.domain.access import permits
from matchmaker.errors import ForbiddenError, UnusableFileError
from matchmaker.services import import_layouts, import_preview, imports, uploads
from matchmaker.services.import_reports import write_report
from matchmaker.services.import_results import ImportResult
from matchmaker.spreadsheets.layouts import Told, fields_of
from matchmaker.spreadsheets.reading import first_rows
from matchmaker.spreadsheets.records import KINDS, Kind
from matchmaker.texts import error_text, text

SHOWN_PROBLEMS = 200  # a page longer than that is not read; the count says how many there are
SHOWN_ROWS = 100  # rows named per verdict
OPEN_CHANGES = 10  # changed records whose changes stand open; more are folded
SOURCE = "default"
REPORT_NAME = "kesalahan.xlsx"


@pages.get("/impor", endpoint="imports")
def import_form() -> ResponseReturnValue:
    """Choose a file."""
    allowed()
    return render_template("import.html", kinds=KINDS)


@pages.get("/impor/formulir/<jenis>.xlsx")
def import_template(jenis: str) -> ResponseReturnValue:
    """The official form to fill in; its example rows are never imported."""
    from matchmaker.spreadsheets.template import write_template  # 10 MB, loaded by who needs it

    allowed()
    kind = next((one for one in KINDS if one == jenis), KINDS[0])
    form = io.BytesIO()
    write_template(form, kind)
    return download(form.getvalue(), f"formulir-{kind}.xlsx")


@pages.post("/impor")
def upload_import() -> ResponseReturnValue:
    """Take a file in and go on to the look at it; whoever writes meanwhile does not wait for that."""
    allowed()
    upload = request.files.get("berkas")
    if upload is None or not upload.filename:
        return refused(text("page.import.no_file", request_locale()))
    token = uploads.keep(parts().settings.instance, actor(), upload.filename, upload.stream)
    return redirect(look_url(token), code=303)


@pages.get("/impor/periksa/<token>")
def preview_import(token: str) -> ResponseReturnValue:
    """Say what the file would do; nothing is saved."""
    allowed()
    try:
        path, result = looked_at(token)
    except UnusableFileError as error:
        return _unusable(token, error)
    return show(result, path, token)


@pages.get("/impor/periksa/<token>/kesalahan.xlsx")
def preview_report(token: str) -> ResponseReturnValue:
    """The file back with its errors beside each row."""
    allowed()
    path, result = looked_at(token)
    return download(_report(path, result), REPORT_NAME)


@pages.post("/impor/simpan")
def confirm_import() -> ResponseReturnValue:
    """Do what the preview said."""
    allowed()
    token = request.form.get("token", "")
    path = uploads.find(parts().settings.instance, actor(), token)
    try:
        result = imports.run(session(), actor(), kind_of(), path, source=source_of() or SOURCE, told=told_here())
    except UnusableFileError as error:
        return refused(error_text(error, request_locale()))
    report = None
    if result.rejected or _noted(result):
        content = io.BytesIO(_report(path, result))
        report = uploads.keep(parts().settings.instance, actor(), REPORT_NAME, content)
    uploads.forget(parts().settings.instance, actor(), token)
    return render_template(
        "import_done.html",
        result=result.as_dict(request_locale()),
        kind=kind_of(),
        report=report,
        notes=result.notes,
        shown=SHOWN_PROBLEMS,
    )


@pages.get("/impor/laporan/<token>.xlsx")
def saved_report(token: str) -> ResponseReturnValue:
    """The errors of a file that was saved without its rejected rows."""
    allowed()
    return download(uploads.find(parts().settings.instance, actor(), token).read_bytes(), REPORT_NAME)


@pages.post("/impor/batal")
def cancel_import() -> ResponseReturnValue:
    """Forget the file."""
    uploads.forget(parts().settings.instance, actor(), request.form.get("token", ""))
    return redirect(url_for("pages.imports"))


def allowed() -> None:
    """Refuse whoever does not import.

    Raises
    ------
    ForbiddenError
        The actor is no office.
    """
    if not permits(actor(), "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record="")


def looked_at(token: str) -> tuple[Path, ImportResult]:
    """The uploaded file and what it would do."""
    path = uploads.find(parts().settings.instance, actor(), token)
    return path, import_preview.run(session(), actor(), kind_of(), path, source=source_of() or SOURCE, told=told_here())


def told_here() -> Told:
    """What is known of the columns: what the office confirmed before, and the heading that was chosen for this file."""
    row = request.values.get("baris", 0, type=int)
    sheet = request.values.get("lembar") or None
    return import_layouts.told(session(), actor(), kind_of(), sheet=sheet, header_row=row if row > 0 else None)


def look_url(token: str, **others: Any) -> str:
    """The address of the look at an uploaded file, with what was chosen so far."""
    chosen = {name: request.values.get(name) or None for name in ("jenis", "sumber", "lembar", "baris")}
    return url_for("pages.preview_import", token=token, **{**chosen, **others})


def kind_of() -> Kind:
    """The kind of records that the file holds."""
    kind = request.values.get("jenis")
    return next((one for one in KINDS if one == kind), KINDS[0])


def source_of() -> str:
    """The name of the source, as it was typed."""
    return request.values.get("sumber", "").strip()[:100]


def refused(problem: str) -> ResponseReturnValue:
    """The form again, with what is wrong."""
    return render_template("import.html", kinds=KINDS, problem=problem, kind=kind_of()), 422


def _unusable(token: str, error: UnusableFileError) -> ResponseReturnValue:
    """A file without a heading that is understood can still be told where it stands; any other is forgotten."""
    problem = error_text(error, request_locale())
    path = uploads.find(parts().settings.instance, actor(), token)
    sheets = first_rows(path, kind_of()) if error.code == "no_heading" else []
    if not any(len(rows) > 1 for _, rows in sheets):
        uploads.forget(parts().settings.instance, actor(), token)
        return refused(problem)
    page = render_template(
        "import_heading.html", problem=problem, file=path.name, token=token, sheets=sheets,
        row_url=lambda sheet, row: look_url(token, lembar=sheet, baris=row),
    )  # fmt: skip
    return page, 422


def show(result: ImportResult, path: Path, token: str, problem: str | None = None) -> ResponseReturnValue:
    """The page of the look at a file."""
    by_status: dict[str, list[Any]] = {}
    for verdict in result.verdicts or []:
        by_status.setdefault(verdict.status, []).append(verdict)
    page = render_template(
        "import_preview.html", result=result.as_dict(request_locale()), kind=kind_of(), source=source_of(),
        token=token, file=path.name, verdicts=by_status, choices=result.choices, layout=result.layout,
        sheets=result.sheets,
        fields=fields_of(kind_of()), chosen_sheet=request.values.get("lembar", ""),
        chosen_row=request.values.get("baris", ""), noted=_noted(result), problem=problem, notes=result.notes,
        shown=SHOWN_PROBLEMS, shown_rows=SHOWN_ROWS, open_changes=OPEN_CHANGES,
    )  # fmt: skip
    return (page, 422) if problem else page


def _noted(result: ImportResult) -> bool:
    """Whether a row that goes in was read with a doubt; notes on the file as a whole stand beside no row."""
    return any(one.row is not None for one in result.warnings[result.notes :])


def _report(path: Path, result: ImportResult) -> bytes:
    with TemporaryDirectory() as folder:
        written = Path(folder) / REPORT_NAME
        write_report(path, result, written, request_locale())
        return written.read_bytes()
