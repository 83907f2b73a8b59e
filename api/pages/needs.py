"""Needs: the list of one's own, the form, and the suppliers suggested for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, cleared, read, read_query, shown
from api.pages.shell import pages
from api.schemas import PageQuery
from matchmaker.clock import today
from matchmaker.domain.access import Actor, permits
from matchmaker.domain.categories import CATEGORIES
from matchmaker.domain.terms import BUYER_TERMS
from matchmaker.errors import InvalidRecordError
from matchmaker.schemas.fields import NAME_LENGTH, Flag, Number, Text
from matchmaker.schemas.needs import NeedBodySchema
from matchmaker.services import buyers, needs, partnerships, products, records, suggestions, umkm
from matchmaker.texts import text

PER_PAGE = 30
SHOWN_SUPPLIERS, MORE_SUPPLIERS = 10, 50
SHOWN_CHOICES = 8
ASKED_BY_BUYERS = ("HALAL", "PIRT", "BPOM_MD", "NIB", "GS1_BARCODE", "HACCP", "SLHS", "NKV", "SNI", "ORGANIC", "HKI")


class NeedListQuery(PageQuery):
    """Which needs, and which page of them."""

    nama = Text(length=200)
    semua = Flag()
    halaman = Number(whole=True, minimum=1, maximum=10_000)


LIST_QUERY = NeedListQuery(exclude=("cursor", "limit"))


class NeedForm(NeedBodySchema):
    """A need as it is typed in, with the buyer it belongs to."""

    buyer_id = Number(whole=True, maximum=2**63 - 1, required=True)


NEW_FORM = NeedForm(exclude=("external_id",))
CHANGE_FORM = NeedBodySchema(exclude=("external_id",))


@pages.get("/kebutuhan", endpoint="needs")
def needs_list() -> ResponseReturnValue:
    """The needs one answers for."""
    form = read_query(LIST_QUERY, request.args, request_locale())
    number = form.clean.get("halaman") or 1
    found, total = needs.reachable(
        session(),
        actor(),
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        open_on=None if form.clean.get("semua") else today(),
        name=form.clean.get("nama"),
    )
    return render_template(
        "needs.html", form=form, found=found, total=total, number=number, last=-(-total // PER_PAGE), today=today()
    )


@pages.get("/kebutuhan/<int:need_id>")
def need_item(need_id: int) -> ResponseReturnValue:
    """One need with the suppliers suggested for it."""
    who = actor()
    need = needs.get(session(), who, need_id)
    everyone, many = request.args.get("semua") == "1", request.args.get("banyak") == "1"
    items = _suppliers(who, need, everyone, MORE_SUPPLIERS if many else SHOWN_SUPPLIERS)
    suggestions.note_shown(parts().database, who, items)
    return render_template(
        "need.html",
        need=needs.record(need),
        items=items,
        everyone=everyone,
        shown=SHOWN_SUPPLIERS if not many else MORE_SUPPLIERS + 1,
        may_see=permits(who, "suggestion.need", needs.target(need)),
        may_edit=permits(who, "need.write", needs.target(need)),
        open_now=needs.is_open(need, today()),
        there=_there(who, need_id, items),
        offers=products.offers(session(), (item["product"]["id"] for item in items if item["product"])),
    )


def _suppliers(who: Actor, need: Any, everyone: bool, limit: int) -> list[dict[str, Any]]:
    if not permits(who, "suggestion.need", needs.target(need)):
        return []
    return suggestions.for_need(
        parts().catalog, session(), who, need, limit=limit, include_ineligible=everyone,
        locale=request_locale(),
    )  # fmt: skip


def _there(who: Actor, need_id: int, items: list[dict[str, Any]]) -> dict[tuple[int, int], dict[str, Any]]:
    ids = [item["umkm"]["id"] for item in items]
    return partnerships.unfinished(session(), who, umkm_ids=ids, need_ids=[need_id])


@pages.get("/kebutuhan/<int:need_id>/mengapa")
def why_not(need_id: int) -> ResponseReturnValue:
    """Choose an UMKM by typing, to ask why it is or is not suggested for this need."""
    need = needs.get(session(), actor(), need_id)
    name = request.args.get("nama", "").strip()
    found = umkm.page(session(), name=name, limit=SHOWN_CHOICES)[0] if name else []
    return render_template("why_not.html", need=need, name=name, found=found)


@pages.get("/kebutuhan/baru")
def new_need() -> ResponseReturnValue:
    """The empty form."""
    asked = {"buyer_id": request.args.get("pembeli", ""), "title": request.args.get("judul", "")[:NAME_LENGTH]}
    return _form(actor(), Form(values=asked))


@pages.post("/kebutuhan/baru")
def create_need() -> ResponseReturnValue:
    """Post a need."""
    who, form = actor(), read(NEW_FORM, request.form, request_locale())
    if form.good:
        try:
            need = needs.post(session(), who, form.clean.pop("buyer_id"), form.clean)
        except InvalidRecordError as error:
            form.refuse(error, request_locale())
        else:
            flash(text("page.need.saved", request_locale()))
            return redirect(url_for("pages.need_item", need_id=need.id))
    return _form(who, form)


@pages.get("/kebutuhan/<int:need_id>/ubah")
def edit_need(need_id: int) -> ResponseReturnValue:
    """The form filled with what is there."""
    who = actor()
    need = needs.get(session(), who, need_id)
    needs.require(who, "need.write", need)
    return _form(who, Form(values=shown(CHANGE_FORM, needs.record(need), request_locale())), need)


@pages.post("/kebutuhan/<int:need_id>/ubah")
def change_need(need_id: int) -> ResponseReturnValue:
    """Change a need; what was left empty is unknown again."""
    who, form = actor(), read(CHANGE_FORM, request.form, request_locale())
    if form.good:
        try:
            records.change(session(), who, "needs", str(need_id), cleared(CHANGE_FORM, form.clean))
        except InvalidRecordError as error:
            form.refuse(error, request_locale())
        else:
            flash(text("page.need.saved", request_locale()))
            return redirect(url_for("pages.need_item", need_id=need_id))
    return _form(who, form, needs.get(session(), who, need_id))


@pages.post("/kebutuhan/<int:need_id>/tutup")
def close_need(need_id: int) -> ResponseReturnValue:
    """Close a need as of yesterday: it is suggested no more, and its partnerships stay."""
    who, yesterday = actor(), today() - timedelta(days=1)
    begins = needs.get(session(), who, need_id).open_from
    earlier = begins if begins is not None and begins <= yesterday else None
    records.change(session(), who, "needs", str(need_id), {"open_from": earlier, "open_until": yesterday})
    flash(text("page.need.closed_now", request_locale()))
    return redirect(url_for("pages.need_item", need_id=need_id))


def _form(who: Actor, form: Form, need: Any = None) -> ResponseReturnValue:
    shown_form = render_template(
        "need_form.html",
        form=form,
        need=need,
        buyers=buyers.reachable(session(), who),
        categories=CATEGORIES,
        certificates=ASKED_BY_BUYERS,
        terms=BUYER_TERMS,
    )
    return shown_form, 200 if form.good else 422
