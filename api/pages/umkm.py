"""One UMKM, and the list of them by name."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import read_query
from api.pages.shell import pages
from api.schemas import UmkmQuery
from matchmaker.clock import today
from matchmaker.domain.access import Actor, permits
from matchmaker.domain.pipeline import OPEN, RUNNING
from matchmaker.schemas.fields import Number
from matchmaker.services import needs, partnerships, suggestions, umkm

PER_PAGE = 50
SHOWN_SUGGESTIONS = 5
UNFINISHED = OPEN | RUNNING
SHOWN_NEEDS = 200  # choices of the proposal form


class UmkmListQuery(UmkmQuery):
    """The list of the API, continued after an id."""

    sesudah = Number(whole=True, maximum=2**63 - 1)


LIST_QUERY = UmkmListQuery(exclude=("cursor", "limit", "province"))


@pages.get("/umkm")
def umkm_list() -> ResponseReturnValue:
    """UMKM by name and place."""
    who = actor()
    form = read_query(LIST_QUERY, request.args, request_locale())
    found, total = umkm.page(
        session(),
        after=form.clean.get("sesudah") or 0,
        limit=PER_PAGE + 1,
        regency_code=form.clean.get("regency") or who.region,
        name=form.clean.get("name"),
    )
    more = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
    return render_template("umkm_list.html", form=form, found=found[:PER_PAGE], total=total, more=more)


@pages.get("/umkm/<int:umkm_id>")
def umkm_item(umkm_id: int) -> ResponseReturnValue:
    """One UMKM: what it makes, what it holds, whom to ask."""
    who = actor()
    found = umkm.get(session(), who, umkm_id)
    under_way = [partnerships.record(one) for one in partnerships.page(session(), who, umkm_id=found.id)[0]]
    return render_template(
        "umkm.html",
        umkm=umkm.record(found, who),
        today=today(),
        contact=permits(who, "umkm.contact", umkm.target(found)),
        may_keep=permits(who, "certificate.verify", umkm.target(found)),
        product_ids=[product.id for product in found.products],
        proposals=_best_needs(who, found),
        needs=_own_needs(who),
        chosen=request.args.get("need", type=int),
        partnerships=under_way,
        there={one["need"]["id"]: one for one in under_way if one["stage"] in UNFINISHED},
    )


def _best_needs(who: Actor, found: Any) -> list[dict[str, Any]]:
    """The needs that fit best, for those who may see them."""
    if who.role == "owner" or not permits(who, "suggestion.umkm", umkm.target(found)):
        return []
    return suggestions.for_umkm(
        parts().catalog, session(), who, found, limit=SHOWN_SUGGESTIONS, locale=request_locale()
    )


def _own_needs(who: Actor) -> list[Any]:
    """The open needs a buyer or association may propose this UMKM for."""
    if who.role not in ("association", "buyer"):
        return []
    return needs.reachable(session(), who, open_on=today(), limit=SHOWN_NEEDS)[0]
