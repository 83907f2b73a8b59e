"""Keys of scripts: a new one is shown once, an old one is switched off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.forms import Form, read
from api.pages.shell import pages
from api.pages.users import FORM, refuse
from matchmaker.domain.access import ROLES, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError, SettingsError
from matchmaker.services import keys
from matchmaker.texts import text


@pages.get("/admin/kunci", endpoint="keys")
def all_keys() -> ResponseReturnValue:
    """All keys; what they are cannot be shown."""
    return _page(Form())


@pages.post("/admin/kunci")
def create_key() -> ResponseReturnValue:
    """Make a key."""
    form = read(FORM, request.form, request_locale())
    if form.good:
        try:
            return _page(Form(), keys.create(session(), actor(), **form.clean))
        except (InvalidRecordError, SettingsError) as error:
            refuse(form, error)
    return _page(form)


@pages.post("/admin/kunci/cabut")
def revoke_key() -> ResponseReturnValue:
    """Switch a key off."""
    keys.revoke(session(), actor(), request.form.get("name", ""))
    flash(text("page.keys.revoked", request_locale()))
    return redirect(url_for("pages.keys"))


def _page(form: Form, made: str | None = None) -> ResponseReturnValue:
    if not permits(actor(), "key.manage"):
        raise ForbiddenError("forbidden", action="key.manage", record="")
    page = render_template("keys.html", form=form, everything=keys.everything(session()), roles=ROLES, made=made)
    return page, 200 if form.good else 422
