"""Which permit or improvement opens most: in a region for whoever plans coaching, of one UMKM for who helps it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.shell import pages
from matchmaker.services import umkm, unlocks

SHOWN_STEPS = 25  # beyond, a step opens next to nothing
SHOWN_NAMES = 8  # needs and UMKM named per step; the rest stands behind a fold


@pages.get("/peluang", endpoint="unlocks")
def region_unlocks() -> ResponseReturnValue:
    """Steps of a region, each counted after the ones before it."""
    who = actor()
    region = request.args.get("daerah") or who.region
    items = unlocks.of_region(parts().catalog, session(), who, region, request_locale())
    return render_template(
        "unlocks.html", items=items[:SHOWN_STEPS], left=max(0, len(items) - SHOWN_STEPS), region=region,
        names=SHOWN_NAMES,
    )  # fmt: skip


@pages.get("/umkm/<int:umkm_id>/peluang")
def umkm_unlocks(umkm_id: int) -> ResponseReturnValue:
    """Steps of one UMKM, the one that opens most by itself first."""
    who = actor()
    found = umkm.get(session(), who, str(umkm_id))
    items = unlocks.of_umkm(parts().catalog, session(), who, found, request_locale())
    return render_template("umkm_unlocks.html", items=items, umkm={"id": found.id, "name": found.name})
