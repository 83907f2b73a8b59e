"""The web pages, by who uses them."""

from __future__ import annotations

from flask import Flask

from api.pages import shell


def init_app(app: Flask) -> None:
    """Register all pages."""
    shell.init_app(app)
