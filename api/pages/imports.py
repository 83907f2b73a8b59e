"""Files in: upload, preview of what would happen, confirmation."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.shell import pages
from matchmaker.domain.access import permits
from matchmaker.errors import ForbiddenError, UnusableFileError
from matchmaker.services import imports, uploads
from matchmaker.spreadsheets.records import KINDS
from matchmaker.texts import error_text, text

SHOWN_PROBLEMS = 200  # a page longer than that is not read; the count says how many there are
SOURCE = "default"


@pages.get("/impor", endpoint="imports")
def import_form() -> ResponseReturnValue:
    """Choose a file."""
    _allowed()
    return render_template("import.html", kinds=KINDS)


@pages.post("/impor")
def preview_import() -> ResponseReturnValue:
    """Say what the file would do; nothing is saved."""
    _allowed()
    upload = request.files.get("berkas")
    if upload is None or not upload.filename:
        return _refused(text("page.import.no_file", request_locale()))
    token = uploads.keep(parts().settings.instance, actor(), upload.filename, upload.stream)
    try:
        result = _run(token)
    except UnusableFileError as error:
        uploads.forget(parts().settings.instance, actor(), token)
        return _refused(error_text(error, request_locale()))
    finally:
        session().rollback()
    return _result(result, token=token, file=upload.filename)


@pages.post("/impor/simpan")
def confirm_import() -> ResponseReturnValue:
    """Do what the preview said."""
    _allowed()
    token = request.form.get("token", "")
    try:
        result = _run(token)
    except UnusableFileError as error:
        return _refused(error_text(error, request_locale()))
    uploads.forget(parts().settings.instance, actor(), token)
    return _result(result, token=None, file=None)


@pages.post("/impor/batal")
def cancel_import() -> ResponseReturnValue:
    """Forget the file."""
    uploads.forget(parts().settings.instance, actor(), request.form.get("token", ""))
    return redirect(url_for("pages.imports"))


def _allowed() -> None:
    if not permits(actor(), "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record="")


def _run(token: str) -> Any:
    path = uploads.find(parts().settings.instance, actor(), token)
    source = request.form.get("sumber", "").strip()[:100] or SOURCE
    return imports.run(session(), actor(), _kind(), path, source=source)


def _kind() -> Any:
    kind = request.form.get("jenis")
    return kind if kind in KINDS else KINDS[0]


def _refused(problem: str) -> ResponseReturnValue:
    return render_template("import.html", kinds=KINDS, problem=problem, kind=request.form.get("jenis")), 422


def _result(result: Any, *, token: str | None, file: str | None) -> ResponseReturnValue:
    return render_template(
        "import_result.html",
        result=result.as_dict(request_locale()),
        kind=_kind(),
        source=request.form.get("sumber", "").strip()[:100],
        token=token,
        file=file,
        shown=SHOWN_PROBLEMS,
    )
