"""What anybody may see: what Temu Mitra is, and in which language."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from api.auth import actor_or_none
from api.pages.shell import home, local_path, pages
from matchmaker.texts import locale_of

YEAR = 365 * 24 * 3600  # seconds


@pages.get("/")
def landing() -> ResponseReturnValue:
    """What this is, for who is not signed in; everybody else goes to where they begin."""
    return redirect(home()) if actor_or_none() else render_template("landing.html")


@pages.get("/bahasa")
def language() -> ResponseReturnValue:
    """Remember the language of this browser."""
    response = redirect(local_path(request.args.get("kembali")) or "/")
    response.set_cookie("lang", locale_of(request.args.get("pilih")), max_age=YEAR, samesite="Lax", httponly=True)
    return response
