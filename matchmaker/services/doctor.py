"""What is configured, and whether it works."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from matchmaker.db import Database
from matchmaker.domain.regions import gazetteer
from matchmaker.errors import TemuMitraError
from matchmaker.models import Buyer, Need, Umkm
from matchmaker.services.database import is_current
from matchmaker.settings import Settings
from matchmaker.texts import error_text


def examine(settings: Settings) -> dict[str, Any]:
    """Settings with secrets hidden, and one line for everything that has to work."""
    database = Database(settings.database_url)
    checks: list[tuple[str, Callable[[], str]]] = [
        ("settings", lambda: _settings(settings)),
        ("regions", _regions),
        ("schema", lambda: _schema(database)),
        ("records", lambda: _records(database)),
        ("front-end files", _front_end),
    ]
    return {"settings": settings.redacted(), "checks": [_check(name, look) for name, look in checks]}


def _check(name: str, look: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "detail": look()}
    except TemuMitraError as error:
        return {"name": name, "ok": False, "detail": error_text(error, "en")}
    except Exception as error:
        # A doctor reports whatever is wrong, of whatever kind.
        return {"name": name, "ok": False, "detail": f"{type(error).__name__}: {str(error).splitlines()[0]}"}


def _settings(settings: Settings) -> str:
    settings.check()
    return "demo" if settings.demo else "production"


def _regions() -> str:
    table = gazetteer()
    return f"{len(table.provinces)} provinces, {len(table.regencies)} regencies, {len(table.districts)} districts"


def _schema(database: Database) -> str:
    if not is_current(database):
        raise TemuMitraError("schema_not_current")
    return "current"


def _records(database: Database) -> str:
    with database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Umkm, Buyer, Need)]
    return f"{counts[0]} UMKM, {counts[1]} buyers, {counts[2]} needs"


def _front_end() -> str:
    spec = find_spec("api")
    if spec is None or not spec.submodule_search_locations:
        raise TemuMitraError("front_end_missing")
    vendor = Path(next(iter(spec.submodule_search_locations))) / "static" / "vendor"
    if not (vendor / "htmx.min.js").is_file():
        raise TemuMitraError("front_end_missing")
    return str(len(list(vendor.iterdir()))) + " files"
