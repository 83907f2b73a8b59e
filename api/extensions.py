"""What the web layer holds per process: settings, database, live catalogue; and the session of one request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request

from matchmaker.db import Database, Session
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.services.models import open_catalog
from matchmaker.settings import Settings

KEY = "temu_mitra"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Parts:
    """The process-wide parts."""

    settings: Settings
    database: Database
    catalog: LiveCatalog


def init_app(app: Flask, settings: Settings) -> None:
    """Open the database and tie a session to every request: committed below status 400, else rolled back."""
    app.extensions[KEY] = Parts(settings, Database(settings.database_url), open_catalog(settings))
    app.after_request(_finish)
    app.teardown_request(_close)


def parts() -> Parts:
    """The parts of the running app."""
    found: Parts = current_app.extensions[KEY]
    return found


def session() -> Session:
    """The session of this request; one that only reads for safe methods."""
    if "session" not in g:
        database = parts().database
        if request.method not in SAFE_METHODS:
            # All of the body is here before the only writer of SQLite is taken: a slow client keeps nobody waiting.
            request.get_data(parse_form_data=True)
        g.session = database.read_session() if request.method in SAFE_METHODS else database.write_session()
    found: Session = g.session
    return found


def _finish(response: Response) -> Response:
    opened = g.get("session")
    if opened is not None and request.method not in SAFE_METHODS:
        if response.status_code < 400:
            opened.commit()
        else:
            opened.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
