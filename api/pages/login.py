"""Sign in by name and password or by a one-time link, sign out, set a password."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import TooManyRequestsError, request_locale
from api.extensions import parts, session
from api.pages.attempts import Attempts
from api.pages.shell import home, local_path, pages
from matchmaker.domain.access import Actor
from matchmaker.errors import ForbiddenError, InvalidRecordError
from matchmaker.services import seeds, users
from matchmaker.texts import problem_text, text

ATTEMPTS = "sign_in_attempts"


def attempts() -> Attempts:
    """The tries counted by the running app."""
    found: Attempts = current_app.extensions.setdefault(ATTEMPTS, Attempts())
    return found


@pages.get("/masuk")
def login() -> ResponseReturnValue:
    """The door."""
    return _door()


@pages.post("/masuk")
def sign_in() -> ResponseReturnValue:
    """Check name and password."""
    name, address = request.form.get("nama", "").strip(), request.remote_addr or ""
    if not attempts().allow(name, address):
        return _door(text("page.login.too_often", request_locale()), 429)
    # A reading session: hashing takes its time and must not hold the only writer of SQLite meanwhile.
    with parts().database.read() as reading:
        user = users.check_password(reading, name, request.form.get("sandi", ""))
    if user is None:
        return _door(text("page.login.wrong", request_locale()), 422)
    attempts().forgive(name, address)
    _open(user)
    return redirect(local_path(request.form.get("lanjut")) or url_for("pages.landing"))


def _door(problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    accounts = [account["name"] for account in seeds.DEMO_ACCOUNTS] + [seeds.DEMO_OWNER]
    shown = render_template(
        "login.html",
        problem=problem,
        name=request.form.get("nama", ""),
        onward=local_path(request.values.get("lanjut")) or "",
        accounts=accounts if parts().settings.demo else [],
        password=seeds.DEMO_PASSWORD,
        cookie_is_lost=_cookie_is_lost(),
    )
    return shown, status


def _cookie_is_lost() -> bool:
    """Whether the browser will drop the session cookie: it wants https and the page came by plain http.

    Told by the browser itself where it can be: those of today send ``Sec-Fetch`` headers only where they take the
    connection for safe, which holds behind a proxy too.
    """
    if not current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure:
        return False
    proxied = request.headers.get("X-Forwarded-Proto", "").lower() == "https"
    return not proxied and "Sec-Fetch-Mode" not in request.headers


def _open(user: Any) -> None:
    cookie.clear()
    cookie.permanent = True
    cookie["user_id"], cookie["epoch"] = user.id, user.session_epoch


@pages.get("/masuk/<token>")
def link(token: str) -> ResponseReturnValue:
    """A one-time link asks for a press first: messengers open links to preview them, and that must not spend it."""
    return render_template("link.html", token=token)


@pages.post("/masuk/<token>")
def use_link(token: str) -> ResponseReturnValue:
    """Spend a one-time link. Tries are counted by token: nobody guesses one, and a hall may share an address."""
    if not attempts().allow(token, request.remote_addr or ""):
        raise TooManyRequestsError
    user = users.use_link(session(), token)
    if user is None:
        return render_template("link.html", token=token, spent=True), 422
    attempts().forgive(token, request.remote_addr or "")
    _open(user)
    return redirect(url_for("pages.account") if user.password_hash is None else url_for("pages.landing"))


@pages.post("/keluar")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    cookie.clear()
    return redirect(url_for("pages.landing"))


@pages.get("/akun")
def account() -> ResponseReturnValue:
    """One's own account: who one is here, and the password."""
    return _account(actor())


@pages.post("/akun")
def set_password() -> ResponseReturnValue:
    """Set a new password; other sessions of the account end."""
    who = actor()
    user = users.by_id(session(), _user_id(who))
    if user is None or (user.password_hash and not _knows(who)):
        return _account(who, {"sandi": text("page.login.wrong_password", request_locale())})
    try:
        users.set_password(session(), user, request.form.get("sandi_baru", ""))
    except InvalidRecordError as error:
        return _account(who, {"sandi_baru": problem_text(error.problems[0], request_locale(), with_field=False)})
    _open(user)
    flash(text("page.account.saved", request_locale()))
    return redirect(home())


def _knows(who: Actor) -> bool:
    if not attempts().allow(who.name, request.remote_addr or ""):
        raise TooManyRequestsError
    with parts().database.read() as reading:
        known = users.check_password(reading, who.name, request.form.get("sandi", "")) is not None
    if known:
        attempts().forgive(who.name, request.remote_addr or "")
    return known


def _account(who: Actor, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    user = users.by_id(session(), _user_id(who))
    has_password = bool(user and user.password_hash)
    shown = render_template("account.html", who=who, has_password=has_password, problems=problems or {})
    return shown, 422 if problems else 200


def _user_id(who: Actor) -> int:
    if who.user_id is None:
        raise ForbiddenError("forbidden", action="account", record=who.name)
    return who.user_id
