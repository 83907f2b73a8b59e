"""One table from errors to answers: RFC 9457 problem details under /api, a page elsewhere."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from matchmaker.db import UNAVAILABLE, is_clash
from matchmaker.errors import (
    CatalogueUnavailableError,
    ConflictError,
    ForbiddenError,
    InvalidRecordError,
    NotFoundError,
    Problem,
    SettingsError,
    StaleRecordError,
    TemuMitraError,
    UnusableFileError,
)
from matchmaker.texts import error_text, has, locale_of, problem_text, text

LOG = logging.getLogger("temu_mitra.api")
HTTP_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
PROBLEM = "application/problem+json"


class UnauthorizedError(TemuMitraError):
    """Nobody known is asking."""

    code = "unauthorized"


class TooManyRequestsError(TemuMitraError):
    """One key asks too often."""

    code = "too_many_requests"


class BadRequestError(TemuMitraError):
    """The request itself cannot be read."""

    code = "bad_request"


class UnsupportedMediaError(TemuMitraError):
    """The body is of a kind that is not read here."""

    code = "unsupported_media_type"


class DatabaseUnavailableError(TemuMitraError):
    """The database cannot answer now."""

    code = "database_unavailable"


# The first class that fits decides.
STATUS: tuple[tuple[type[TemuMitraError], int], ...] = (
    (UnauthorizedError, 401),
    (ForbiddenError, 403),
    (NotFoundError, 404),
    (StaleRecordError, 412),
    (ConflictError, 409),
    (InvalidRecordError, 422),
    (BadRequestError, 400),
    (UnsupportedMediaError, 415),
    (UnusableFileError, 422),
    (TooManyRequestsError, 429),
    (CatalogueUnavailableError, 503),
    (DatabaseUnavailableError, 503),
    (SettingsError, 422),
    (TemuMitraError, 500),
)


def init_app(app: Flask) -> None:
    """Register the table; the framework's own HTTP errors take the same shapes."""
    app.register_error_handler(TemuMitraError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether a program is asking."""
    return request.path.startswith("/api/")


def status_of(error: TemuMitraError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def _ours(error: TemuMitraError) -> Response:
    status = status_of(error)
    locale = request_locale()
    detail = error_text(error, locale)
    extra: dict[str, Any] = {}
    if isinstance(error, InvalidRecordError):
        extra["errors"] = [_problem(problem, locale) for problem in error.problems]
    elif error.params:
        extra["params"] = {name: _plain(value) for name, value in error.params.items()}
    response = _answer(status, error.code, detail, extra)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="temu-mitra"'
    if status == 415:
        response.headers["Accept"] = "application/json"
    if status in (429, 503):
        response.headers["Retry-After"] = "1"
    return response


def _problem(problem: Problem, locale: str) -> dict[str, Any]:
    message = problem_text(problem, locale, with_field=False)
    return {"path": problem.path, "value": _plain(problem.value), "code": problem.code, "message": message}


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    original = getattr(error, "original_exception", None)
    if original is not None:
        # Raised while the answer was being finished: at the commit.
        return _unexpected(original)
    code = HTTP_CODES.get(status, f"http_{status}")
    key = f"error.{code}"
    locale = request_locale()
    response = _answer(status, code, text(key, locale) if has(key) else (error.description or error.name), {})
    for name, value in error.get_headers(None):
        if name.lower() in ("allow", "retry-after", "www-authenticate", "location"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    if isinstance(error, UNAVAILABLE):
        LOG.error("the database cannot answer %s %s: %s", request.method, request.path, error)
        return _ours(DatabaseUnavailableError())
    if is_clash(error):
        LOG.warning("two writers met on %s %s: %s", request.method, request.path, error)
        return _ours(ConflictError("conflict"))
    LOG.exception("unexpected error on %s %s", request.method, request.path)
    return _answer(500, "error", text("error.error", request_locale()), {})


def _answer(status: int, code: str, detail: str, extra: dict[str, Any]) -> Response:
    title = text(f"title.{status}", request_locale()) if has(f"title.{status}") else code
    if wants_json():
        body = {
            "type": f"urn:temu-mitra:error:{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
        }
        return Response(orjson.dumps({**body, **extra}), status, mimetype=PROBLEM)
    return Response(render_template("error.html", status=status, title=title, detail=detail, extra=extra), status)


def request_locale() -> str:
    """The language of this request: chosen by query or cookie, else what the browser prefers; Indonesian first."""
    chosen = request.args.get("lang") or request.cookies.get("lang")
    if chosen:
        return locale_of(chosen)
    if wants_json():
        return locale_of(request.accept_languages.best_match(["id", "en"]) or "id")
    return locale_of("id")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
            return str(value)
        return value.encode("utf8", "replace").decode() if isinstance(value, str) else value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)[:200]
