"""What all pages share: the words, the language, the way home, addresses of static files that carry their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from api.auth import actor_or_none
from api.errors import UnauthorizedError, request_locale
from api.extensions import SAFE_METHODS
from matchmaker import clock
from matchmaker.domain.regions import gazetteer
from matchmaker.texts import LOCALES, text, write

HASH_LENGTH = 10
STATIC = Path(__file__).resolve().parent.parent / "static"
LOCAL_LENGTH = 2_000  # characters of an address to come back to

pages = Blueprint("pages", __name__)

# Where each role begins, and the tabs it sees: endpoint and key of the text.
HOMES = {
    "admin": "pages.pairings",
    "dinas": "pages.pairings",
    "association": "pages.search",
    "buyer": "pages.search",
    "owner": "pages.business",
}
_BUYER_TABS = ("search", "needs", "partnerships")
_STAFF_TABS = ("pairings", "search", "needs", "umkm_list", "partnerships", "overview", "reports", "imports")
TABS = {
    "admin": (*_STAFF_TABS, "users"),
    "dinas": _STAFF_TABS,
    "association": _BUYER_TABS,
    "buyer": _BUYER_TABS,
    "owner": ("business", "products", "partnerships"),
}


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:HASH_LENGTH]


def static_url(name: str) -> str:
    """Address of a static file; it changes with the content, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=_hash(name))


def local_path(target: str | None) -> str | None:
    """The address where it stays on this site, else None: a sign-in must not send people elsewhere."""
    if not target or len(target) > LOCAL_LENGTH or not target.startswith("/"):
        return None
    plain = target.isprintable() and "\\" not in target and not target.startswith("//")
    return target if plain else None


def partial() -> bool:
    """Whether htmx asks for a piece of the page; without it the whole page is answered."""
    return request.headers.get("HX-Request") == "true"


def home() -> str:
    """The address where the signed-in person begins."""
    who = actor_or_none()
    return url_for(HOMES[who.role]) if who else url_for("pages.landing")


def day(value: date | datetime | str | None) -> str:
    """A day as the language writes it; moments come in UTC and are shown by the office's clock."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        value = clock.day_of(value)
    return write("day", value, request_locale())


def moment(value: datetime) -> str:
    """A moment by the office's clock, with its zone."""
    there = value.astimezone(clock.zone())
    return f"{write('day', there.date(), request_locale())}, {there:%H.%M} {there.tzname()}"


def whole(sentence: str) -> str:
    """The sentence with its amounts held together: a line must not end between "Rp" and the figure."""
    return sentence.replace("Rp ", "Rp\u00a0")


def percent(share: float) -> str:
    """A share of one as a whole percentage; what is not quite nothing is not written as 0."""
    if 0 < share < 0.01:
        return "< 1\u00a0%"
    return f"{round(share * 100)}\u00a0%"


@lru_cache(maxsize=2_000)
def regency_name(written: str) -> str:
    """The usual name of a regency that was written in any form ("KAB. LEBAK"); an unknown one as it stands."""
    found, problem = gazetteer().find_regency(written)
    return written if found is None or problem else found.name


def region_name(code: str | None) -> str | None:
    """The name of a province or regency by its code."""
    table = gazetteer()
    found = table.regencies.get(code or "") or table.provinces.get(code or "")
    return found.name if found else None


def changed_url(**changes: Any) -> str:
    """The present address with some of its parameters changed; None takes one out. Paging starts again."""
    arguments: dict[str, Any] = {key: request.args.getlist(key) for key in request.args if key != "halaman"}
    arguments |= changes
    return url_for(request.endpoint or "", **(request.view_args or {}), **{k: v for k, v in arguments.items() if v})


@pages.errorhandler(UnauthorizedError)
def sign_in_first(_error: UnauthorizedError) -> ResponseReturnValue:
    """Send who is not signed in to the door, and from there back again."""
    back = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    door = url_for("pages.login", lanjut=back)
    if partial():
        return Response(status=401, headers={"HX-Redirect": url_for("pages.login")})
    return redirect(door)


@pages.errorhandler(CSRFError)
def form_too_old(_error: CSRFError) -> ResponseReturnValue:
    """A form that was open longer than its session changes nothing: sign in again, or load it again."""
    if actor_or_none() is None:
        flash(text("page.error.form_too_old", request_locale()))
        return sign_in_first(UnauthorizedError())
    title, detail = text("title.400", request_locale()), text("page.error.form_too_old", request_locale())
    return render_template("error.html", status=400, title=title, detail=detail, extra={}), 400


@pages.after_request
def keep_private(response: Response) -> Response:
    """Pages show what only their reader may see: no cache but the reader's own, and that asks again."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.add("Vary", "Cookie")
    return response


def init_app(app: Flask) -> None:
    """Give templates their words."""
    app.add_template_filter(whole)

    @app.context_processor
    def words() -> dict[str, Any]:
        locale = request_locale()

        def t(key: str, **facts: Any) -> str:
            return whole(text(key, locale, **facts))

        def w(name: str, value: Any) -> str:
            return whole(write(name, value, locale))

        def place(written: str | None) -> str:
            return regency_name(written) if written else text("page.place_unknown", locale)

        def options(prefix: str, codes: Iterable[str]) -> list[tuple[str, str]]:
            return [(code, t(f"{prefix}.{code}")) for code in codes]

        return {
            "t": t, "w": w, "locale": locale, "locales": LOCALES, "static_url": static_url, "actor": actor_or_none,
            "tabs": TABS, "options": options, "place": place, "region_name": region_name, "percent": percent,
            "day": day, "moment": moment, "changed_url": changed_url, "partial": partial(),
            "here": request.full_path.rstrip("?") if request.method in SAFE_METHODS else "/",
        }  # fmt: skip
