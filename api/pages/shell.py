"""What all pages share: the words, the language, addresses of static files that carry their hash."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from api.auth import actor_or_none
from api.errors import request_locale
from matchmaker.texts import LOCALES, text, write

HASH_LENGTH = 10
STATIC = Path(__file__).resolve().parent.parent / "static"


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:HASH_LENGTH]


def static_url(name: str) -> str:
    """Address of a static file; it changes with the content, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=_hash(name))


def init_app(app: Flask) -> None:
    """Give templates their words."""

    @app.context_processor
    def words() -> dict[str, Any]:
        locale = request_locale()

        def t(key: str, **facts: Any) -> str:
            return text(key, locale, **facts)

        def w(name: str, value: Any) -> str:
            return write(name, value, locale)

        return {
            "t": t, "w": w, "locale": locale, "locales": LOCALES, "static_url": static_url, "actor": actor_or_none,
        }  # fmt: skip
