"""Accounts: who there is, a new one, a one-time link."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, read
from api.pages.shell import pages
from matchmaker.domain.access import ROLES, permits
from matchmaker.errors import ConflictError, ForbiddenError, InvalidRecordError, SettingsError
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import Text, Word, one_of
from matchmaker.services import users
from matchmaker.texts import error_text

NAME_LENGTH = 80


class SpeakerForm(RecordSchema):
    """Whom an account or a key speaks for."""

    name = Text(required=True, length=NAME_LENGTH)
    role = Word(one_of(ROLES), unknown="unknown_role", required=True)
    region = Text(length=120)
    association = Text(length=200)
    umkm = Text(length=200)
    buyer = Text(length=200)


FORM: Schema = SpeakerForm()


@pages.get("/admin/akun", endpoint="users")
def accounts() -> ResponseReturnValue:
    """All accounts."""
    return _page(Form())


@pages.post("/admin/akun")
def create_user() -> ResponseReturnValue:
    """Create an account; its one-time link is shown once."""
    form = read(FORM, request.form, request_locale())
    if form.good:
        try:
            users.add(session(), actor(), **form.clean)
        except (InvalidRecordError, ConflictError, SettingsError) as error:
            refuse(form, error)
        else:
            return _page(Form(), *_link(form.clean["name"]))
    return _page(form)


@pages.post("/admin/akun/tautan")
def link_user() -> ResponseReturnValue:
    """A new one-time link for an account."""
    return _page(Form(), *_link(request.form.get("name", "")))


def refuse(form: Form, error: InvalidRecordError | ConflictError | SettingsError) -> None:
    """Put what a service refused beside the field it is about."""
    if isinstance(error, InvalidRecordError):
        form.refuse(error, request_locale())
    else:
        field = "region" if isinstance(error, SettingsError) else "name"
        form.errors.setdefault(field, []).append(error_text(error, request_locale()))


def _link(name: str) -> tuple[str, str]:
    token = users.make_link(session(), actor(), name)
    base = parts().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    return name, base + url_for("pages.link", token=token)


def _page(form: Form, name: str | None = None, link: str | None = None) -> ResponseReturnValue:
    if not permits(actor(), "user.manage"):
        raise ForbiddenError("forbidden", action="user.manage", record="")
    everyone: list[Any] = users.everyone(session())
    page = render_template(
        "users.html", form=form, everyone=everyone, roles=ROLES, name=name, link=link, hours=users.LINK_HOURS
    )
    return page, 200 if form.good else 422
