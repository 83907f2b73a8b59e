"""The pipeline: partnerships by stage, one partnership with its moves, what was really bought."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.downloads import download
from api.errors import request_locale
from api.extensions import session
from api.pages.forms import Form, read, read_query
from api.pages.shell import pages
from api.schemas import DraftQuery, MoveSchema, OrderSchema, PartnershipQuery
from matchmaker.domain.access import permits
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.domain.pipeline import FAILURE, NEEDS_REASON, RUNNING
from matchmaker.errors import InvalidRecordError, StaleRecordError
from matchmaker.schemas.fields import Number, Word, one_of
from matchmaker.services import agreements, buyers, needs, partnerships, umkm
from matchmaker.texts import text

PER_PAGE = 40


class PartnershipListQuery(PartnershipQuery):
    """The list of the API, continued after an id."""

    sesudah = Number(whole=True, maximum=2**63 - 1)


class MoveForm(MoveSchema):
    """A move, and the version of the partnership it was decided on."""

    version = Number(whole=True, required=True)


class DraftForm(DraftQuery):
    """Which draft, and of which pattern."""

    kind = Word(one_of(agreements.KINDS), words=agreements.KINDS, required=True)


LIST_QUERY = PartnershipListQuery(exclude=("cursor", "limit", "umkm_id"))
MOVE = MoveForm()
ORDER = OrderSchema()
DRAFT = DraftForm()


@pages.get("/kemitraan", endpoint="partnerships")
def partnerships_list() -> ResponseReturnValue:
    """Partnerships in reach, newest first, one stage at a time or all."""
    who, form = actor(), read_query(LIST_QUERY, request.args, request_locale())
    after = form.clean.pop("sesudah", None) or 0
    found, _ = partnerships.page(session(), who, after=after, limit=PER_PAGE + 1, **form.clean)
    return render_template(
        "partnerships.html",
        form=form,
        items=[partnerships.record(one) for one in found[:PER_PAGE]],
        more=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
        counts=partnerships.counts(session(), who),
    )


@pages.get("/kemitraan/<int:partnership_id>")
def partnership_item(partnership_id: int) -> ResponseReturnValue:
    """One partnership: both sides, what happened, what can follow, what was bought."""
    return _item(partnership_id)


@pages.post("/kemitraan/<int:partnership_id>/pindah/<action>")
def move(partnership_id: int, action: str) -> ResponseReturnValue:
    """Move to another stage, as long as nobody else has moved it meanwhile."""
    who, form = actor(), read(MOVE, request.form, request_locale())
    found = partnerships.get(session(), who, partnership_id)
    if "value_idr" in form.errors:
        return _item(partnership_id, moving=form, action=action)
    if form.clean.get("version") != found.version:
        raise StaleRecordError(id=partnership_id)
    try:
        partnerships.move(
            session(), who, found, action, form.clean.get("reason"), value_idr=form.clean.get("value_idr")
        )
    except InvalidRecordError as error:
        form.refuse(error, request_locale())
        return _item(partnership_id, moving=form, action=action)
    flash(text("page.partnership.moved", request_locale(), stage=found.stage))
    return redirect(url_for("pages.partnership_item", partnership_id=partnership_id))


@pages.post("/kemitraan/<int:partnership_id>/pesanan")
def add_order(partnership_id: int) -> ResponseReturnValue:
    """Record a purchase."""
    who, form = actor(), read(ORDER, request.form, request_locale())
    if not form.good:
        return _item(partnership_id, ordering=form)
    partnerships.add_order(session(), who, partnerships.get(session(), who, partnership_id), form.clean)
    flash(text("page.partnership.ordered", request_locale()))
    return redirect(url_for("pages.partnership_item", partnership_id=partnership_id))


@pages.get("/kemitraan/<int:partnership_id>/draf")
def partnership_draft(partnership_id: int) -> ResponseReturnValue:
    """A draft agreement as a Word file."""
    wanted = read_query(DRAFT, request.args, request_locale()).clean
    kind = wanted.get("kind") or agreements.KINDS[0]
    name, content = agreements.draft(session(), actor(), partnership_id, kind, wanted.get("pattern"))
    return download(content, name)


def _item(
    partnership_id: int, *, moving: Form | None = None, action: str | None = None, ordering: Form | None = None
) -> ResponseReturnValue:
    who = actor()
    found = partnerships.get(session(), who, partnership_id)
    target = partnerships.target_of(found.umkm, found.need)
    shown: dict[str, Any] = {
        "item": partnerships.record(found),
        "umkm": umkm.record(found.umkm, who),
        "need": needs.record(found.need),
        "buyer": buyers.record(found.need.buyer, who),
        "sees_umkm": permits(who, "umkm.contact", umkm.target(found.umkm)),
        "sees_buyer": permits(who, "buyer.contact", needs.target_of(found.need.buyer)),
        "may_move": permits(who, "partnership.move", target),
        "may_order": permits(who, "partnership.order", target) and found.stage in RUNNING,
    }
    page = render_template(
        "partnership.html",
        **shown,
        moving=moving or Form(),
        action=action,
        ordering=ordering or Form(values={"unit": found.need.unit or ""}),
        needs_reason=NEEDS_REASON,
        failure=FAILURE,
        drafts=agreements.KINDS,
        patterns=PATTERNS,
    )
    return page, 200 if moving is None and ordering is None else 422
