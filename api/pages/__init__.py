"""The web pages, by what they show."""

from __future__ import annotations

from flask import Flask

from api.pages import (
    activities,
    batches,
    business,
    downloads,
    duplicates,
    import_columns,
    imports,
    issued,
    keys,
    login,
    needs,
    overview,
    pairings,
    partnerships,
    products,
    public,
    register,
    reports,
    search,
    shell,
    targets,
    umkm,
    unlocks,
    users,
)

__all__ = [
    "activities",
    "batches",
    "business",
    "downloads",
    "duplicates",
    "import_columns",
    "imports",
    "issued",
    "keys",
    "login",
    "needs",
    "overview",
    "pairings",
    "partnerships",
    "products",
    "public",
    "register",
    "reports",
    "search",
    "targets",
    "umkm",
    "unlocks",
    "users",
]


def init_app(app: Flask) -> None:
    """Register all pages."""
    shell.init_app(app)
    app.register_blueprint(shell.pages)
