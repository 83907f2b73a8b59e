"""The search for suppliers."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, read_query
from api.pages.shell import pages
from api.schemas import SearchQuery
from matchmaker.domain.access import Actor, permits
from matchmaker.domain.certificates import TYPES
from matchmaker.errors import NotFoundError
from matchmaker.schemas.fields import Number
from matchmaker.services import buyers, products, search

PER_PAGE = 20
LAST_PAGE = 50  # who reads a thousand hits needs other words, not more pages
# A search without words has no match to speak of, and that a query is short is no fault of the supplier.
SAID_OF_THE_QUERY = ("need_vague", "other_factors")


class SupplierQuery(SearchQuery):
    """The search of the API, with the page and the buyer it is made for."""

    halaman = Number(whole=True, minimum=1, maximum=LAST_PAGE)
    untuk = Number(whole=True, maximum=2**63 - 1)


QUERY = SupplierQuery(exclude=("cursor", "limit", "near", "buyer_type"))
WISHES = tuple(name for name in QUERY.fields if name not in ("halaman", "untuk"))


@pages.get("/cari", endpoint="search")
def search_suppliers() -> ResponseReturnValue:
    """Search suppliers by words and filters."""
    who = actor()
    form = read_query(QUERY, request.args, request_locale())
    asked = any(form.clean.get(name) for name in WISHES)
    number = form.clean.get("halaman") or 1
    found = search.suppliers(
        parts().catalog,
        session(),
        who,
        search.query_of({**form.clean, **_seen_from(who, form)}),
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        locale=request_locale(),
    )
    return render_template(
        "search.html",
        form=form,
        found=found,
        asked=asked,
        number=number,
        last=min(LAST_PAGE, -(-found.total // PER_PAGE)),
        offers=products.offers(session(), (hit["product"]["id"] for hit in found.items if hit["product"])),
        buyers=_own_buyers(who),
        certificates=TYPES,
        may_post=permits(who, "need.write"),
        said_of_the_query=SAID_OF_THE_QUERY,
    )


def _own_buyers(who: Actor) -> list[Any]:
    """Whom one may search for; a buyer searches for itself."""
    return buyers.reachable(session(), who) if who.role in ("association", "dinas") else []


def _seen_from(who: Actor, form: Form) -> dict[str, Any]:
    """Whose eyes the search has: the place and kind of the buyer it is made for."""
    chosen = form.clean.get("untuk") or who.buyer_id
    if not chosen:
        return {}
    try:
        buyer = buyers.get(session(), who, chosen)
    except NotFoundError:
        return {}
    return {"near": buyers.point(buyer), "buyer_type": buyer.type}
