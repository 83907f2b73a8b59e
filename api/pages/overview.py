"""What the region has, and what is missing."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.extensions import parts, session
from api.pages.shell import pages, region_name
from matchmaker import jobs
from matchmaker.clock import today
from matchmaker.services import overview as service


@pages.get("/data")
def overview() -> ResponseReturnValue:
    """Counts and gaps of the region."""
    who = actor()
    found = service.of_region(parts().catalog, session(), who, today())
    if found.stale:
        jobs.refresh_beside(parts().settings)
    return render_template("overview.html", found=found, where=region_name(who.region), today=today())
