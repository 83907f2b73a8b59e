"""Targets of a year, as an office sets them for its own region."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.forms import Form, read, read_query, shown
from api.pages.shell import pages, region_name
from api.schemas import RegionName
from matchmaker.clock import today
from matchmaker.domain.access import permits
from matchmaker.domain.indicators import FIRST_YEAR, INDICATORS, LAST_YEAR
from matchmaker.domain.money import MAX_IDR
from matchmaker.errors import ForbiddenError
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import Number
from matchmaker.services import overview, targets
from matchmaker.texts import text


class TargetQuery(RecordSchema):
    """Of which year, and of which part of the region."""

    year = Number(whole=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    regency = RegionName("regency")


QUERY = TargetQuery()
VALUES = RecordSchema.from_dict({one.code: Number(maximum=MAX_IDR) for one in INDICATORS})()


@pages.get("/target", endpoint="targets")
def target_list() -> ResponseReturnValue:
    """The form with the targets in force."""
    return _form(None)


@pages.post("/target")
def set_targets() -> ResponseReturnValue:
    """Set the targets of a year; a field left empty takes its target back."""
    form = read(VALUES, request.form, request_locale())
    if not form.good:
        return _form(form)
    year, region = _asked()
    values = {one.code: form.clean.get(one.code) for one in INDICATORS}
    written = targets.put(session(), actor(), year, region, values)
    flash(text("page.target.saved", request_locale(), count=written))
    return redirect(url_for("pages.targets", year=year, regency=None if actor().region else region))


def _asked() -> tuple[int, str | None]:
    """The year and the region of the address; an office with a region has no other."""
    if not permits(actor(), "target.write"):
        raise ForbiddenError("forbidden", action="target.write", record="")
    wanted = read_query(QUERY, request.args, request_locale()).clean
    return wanted.get("year") or today().year, actor().region or wanted.get("regency")


def _form(form: Form | None) -> ResponseReturnValue:
    year, region = _asked()
    there = targets.in_force(session(), region, year)
    typed = {code: _plain(one.value) for code, one in there.items()}
    page = render_template(
        "targets.html",
        form=form or Form(values=shown(VALUES, typed, request_locale())),
        year=year,
        region=region,
        region_name=region_name(region) or text("page.report.everywhere", request_locale()),
        indicators=INDICATORS,
        regencies=overview.regencies(session()) if actor().region is None else [],
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
    )
    return page, 200 if form is None else 422


def _plain(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value
