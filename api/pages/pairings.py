"""The broker's list, the whole reckoning of one pairing, and the proposal."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import read, read_query
from api.pages.reckoning import chance, steps
from api.pages.shell import pages, partial
from api.schemas import ELIGIBILITIES, PairingQuery, ProposalSchema, WhyQuery
from matchmaker import jobs
from matchmaker.domain.access import permits
from matchmaker.domain.categories import BUYER_TYPES, CATEGORIES
from matchmaker.errors import ConflictError, InvalidQueryError, Problem
from matchmaker.schemas.fields import Number
from matchmaker.services import needs, overview, pairings, partnerships, proposals, suggestions, umkm

PER_PAGE = 20


class PairingListQuery(PairingQuery):
    """The filters of the API, and the page."""

    halaman = Number(whole=True, minimum=1, maximum=10_000)


QUERY = PairingListQuery(exclude=("cursor", "limit"))
PROPOSAL = ProposalSchema(only=("umkm_id", "need_id", "product_id", "note"))


@pages.get("/pasangan", endpoint="pairings")
def pairings_list() -> ResponseReturnValue:
    """Ranked pairings of the region."""
    who, form = actor(), read_query(QUERY, request.args, request_locale())
    number = form.clean.pop("halaman", None) or 1
    found = pairings.page(
        parts().catalog,
        session(),
        who,
        pairings.Filters(**form.clean),
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        locale=request_locale(),
    )
    items = found.items
    suggestions.note_shown(parts().database, who, items)
    if found.stale:
        jobs.refresh_beside(parts().settings)
    return render_template(
        "pairings.html",
        form=form,
        items=items,
        total=found.total,
        found=found,
        number=number,
        last=-(-found.total // PER_PAGE),
        there=partnerships.unfinished(
            session(), who, umkm_ids=[i["umkm"]["id"] for i in items], need_ids=[i["need"]["id"] for i in items]
        ),
        regencies=overview.regencies(session()),
        buyer_types=BUYER_TYPES,
        categories=CATEGORIES,
        eligibilities=ELIGIBILITIES[:-1],
    )


@pages.get("/mengapa")
def why() -> ResponseReturnValue:
    """Why this pairing, or why not: every check and every step of the reckoning."""
    who, form = actor(), read(WhyQuery(), request.args, request_locale())
    if not form.good:
        raise InvalidQueryError([Problem(name, form.values.get(name), "required") for name in form.errors])
    need = needs.get(session(), who, form.clean["need"])
    one = umkm.get(session(), who, form.clean["umkm"])
    item = suggestions.why(parts().catalog, session(), who, need, one, locale=request_locale())
    return render_template(
        "why_part.html" if partial() else "why.html",
        item=item,
        steps=steps(item),
        start=chance(item["intercept"]),
        there=partnerships.unfinished(session(), who, umkm_ids=[one.id], need_ids=[need.id]).get((one.id, need.id)),
        may_propose=permits(who, "partnership.propose", partnerships.target_of(one, need)),
    )


@pages.post("/usulkan")
def propose() -> ResponseReturnValue:
    """Propose a pairing; where a partnership is under way already, that one is shown."""
    who, form = actor(), read(PROPOSAL, request.form, request_locale())
    wanted = form.clean
    one = umkm.get(session(), who, wanted.get("umkm_id", ""))
    need = needs.get(session(), who, wanted.get("need_id", ""))
    try:
        made = proposals.propose(
            parts().catalog, session(), who, one, need, product_id=wanted.get("product_id"), note=wanted.get("note")
        )
    except ConflictError as error:
        if error.params.get("id") is None:
            raise
        return _proposed(partnerships.record(partnerships.get(session(), who, error.params["id"])))
    return _proposed(partnerships.record(made))


def _proposed(partnership: dict[str, Any]) -> ResponseReturnValue:
    if partial():
        return render_template("proposed_part.html", there=partnership)
    return redirect(url_for("pages.partnership_item", partnership_id=partnership["id"]))
