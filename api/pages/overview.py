"""What the region has, and what is missing."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.extensions import parts, session
from api.pages.shell import pages
from matchmaker.domain.regions import gazetteer
from matchmaker.services import overview as service


@pages.get("/data")
def overview() -> ResponseReturnValue:
    """Counts and gaps of the region."""
    who = actor()
    today = date.today()  # noqa: DTZ011 - a calendar day of the office
    found = service.of_region(parts().catalog, session(), who, today)
    table = gazetteer()
    place = table.regencies.get(who.region or "") or table.provinces.get(who.region or "")
    return render_template("overview.html", found=found, place=place.name if place else None, today=today)
