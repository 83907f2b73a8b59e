"""The application: everything HTTP, put together once per process."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask, Response
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from api import auth, docs, errors, extensions, health, pages
from api.resources import partnerships, records, reports, suggestions, unlocks
from matchmaker import clock
from matchmaker.services.regions import region_code
from matchmaker.settings import Settings, load_settings

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
RESOURCES = [records.blp, suggestions.blp, partnerships.blp, reports.blp, unlocks.blp]
STATIC_AGE = timedelta(days=365)  # files carry their hash in the address, see `pages`


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Raises
    ------
    SettingsError
        The settings are not safe to serve with.
    """
    settings = settings or load_settings()
    settings.check()
    clock.use(settings.known_zone())
    if settings.region_scope:
        region_code(settings.region_scope)  # a misspelt bound would otherwise show with the first request
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # /readyz asks for the revision of the schema every few seconds, and Alembic tells of each look.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.cookies_need_tls,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_MIN_SIZE=1_000,
    )
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    _assemble(app, settings)
    return app


def _assemble(app: Flask, settings: Settings) -> None:
    extensions.init_app(app, settings)
    auth.init_app(app, settings)
    errors.init_app(app)
    health.init_app(app)
    docs.init_app(app, RESOURCES)
    csrf = CSRFProtect(app)
    for blueprint in RESOURCES:
        # Writes through the API need a key; a cookie only reads there (api.auth), so there is nothing to forge.
        csrf.exempt(blueprint)
    pages.init_app(app)
    Compress(app)
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
