"""The register kept by hand: a business that comes to the counter, a hotel that calls, a permit that was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.business import clean_certificates
from api.pages.forms import Form, cleared, read, shown
from api.pages.shell import pages, region_name
from matchmaker.clock import today
from matchmaker.domain.access import Actor, permits
from matchmaker.domain.categories import BUYER_TYPES
from matchmaker.domain.certificates import STATUSES, TYPES
from matchmaker.domain.scale import SCALES
from matchmaker.errors import ForbiddenError, InvalidRecordError
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.certificates import CertificateSchema
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.services import buyers, records, umkm
from matchmaker.texts import text

PLACE = ("regency", "district")
UMKM = UmkmSchema(
    only=("name", "owner_name", "phone", "email", "nib", *PLACE, "village", "address", "scale", "description",
          "max_payment_days", "active")
)  # fmt: skip
BUYER = BuyerSchema(only=("name", "type", *PLACE, "association", "phone", "email", "description"))
CERTIFICATE = CertificateSchema()
Save = Callable[[dict[str, Any]], int]


@pages.get("/umkm/baru")
def new_umkm() -> ResponseReturnValue:
    """The empty form of a business, in the region of whoever registers it."""
    return _umkm_form(_beginning(_may("umkm.delete")))


@pages.post("/umkm/baru")
def create_umkm() -> ResponseReturnValue:
    """Put a business into the register; one that is there already under all the same words stays one."""
    who = _may("umkm.delete")
    return _saved(UMKM, lambda clean: _id_of(who, "umkm", clean), _umkm_form, _to_umkm)


@pages.get("/umkm/<int:umkm_id>/ubah")
def edit_umkm(umkm_id: int) -> ResponseReturnValue:
    """What the register says of a business, to be corrected."""
    one = _writable(umkm_id)
    return _umkm_form(Form(values=shown(UMKM, umkm.record(one, actor()), request_locale())), one)


@pages.post("/umkm/<int:umkm_id>/ubah")
def change_umkm(umkm_id: int) -> ResponseReturnValue:
    """Correct it; what was left empty is unknown again."""
    one = _writable(umkm_id)
    return _saved(
        UMKM,
        lambda clean: _changed("umkm", umkm_id, cleared(UMKM, clean)),
        lambda form: _umkm_form(form, one),
        _to_umkm,
    )


@pages.get("/umkm/<int:umkm_id>/izin")
def umkm_permits(umkm_id: int) -> ResponseReturnValue:
    """The permits of a business, each with what the office found."""
    return _permits(_writable(umkm_id), Form(values={"status": "verified"}))


@pages.post("/umkm/<int:umkm_id>/izin")
def keep_permit(umkm_id: int) -> ResponseReturnValue:
    """Enter a permit, or what was found of one; another of its type that was not verified gives way."""
    one, form = _writable(umkm_id), read(CERTIFICATE, request.form, request_locale())
    if not form.good:
        return _permits(one, form)
    entered = form.clean
    there = umkm.record(one, actor())["certificates"] or []
    kept = [other for other in there if other["type"] != entered["type"] or _stands_beside(other, entered)]
    _changed("umkm", umkm_id, {"certificates": clean_certificates([*kept, entered])})
    flash(text("page.register.permit_saved", request_locale()))
    return redirect(url_for("pages.umkm_permits", umkm_id=umkm_id))


@pages.get("/pembeli/baru")
def new_buyer() -> ResponseReturnValue:
    """The empty form of a buyer."""
    return _buyer_form(_beginning(_may_add_buyers()))


@pages.post("/pembeli/baru")
def create_buyer() -> ResponseReturnValue:
    """Put a buyer into the register, and go on to its first need."""
    who = _may_add_buyers()

    def save(clean: dict[str, Any]) -> int:
        own = {"association": who.association} if who.role == "association" else {}
        return _id_of(who, "buyers", clean | own)

    return _saved(BUYER, save, _buyer_form, lambda buyer_id: url_for("pages.new_need", pembeli=buyer_id))


@pages.get("/pembeli/<int:buyer_id>/ubah")
def edit_buyer(buyer_id: int) -> ResponseReturnValue:
    """What the register says of a buyer, to be corrected."""
    one = _writable_buyer(buyer_id)
    return _buyer_form(Form(values=shown(BUYER, buyers.record(one, actor()), request_locale())), one)


@pages.post("/pembeli/<int:buyer_id>/ubah")
def change_buyer(buyer_id: int) -> ResponseReturnValue:
    """Correct it; what was left empty is unknown again, but for the association of who may not leave it."""
    one, who = _writable_buyer(buyer_id), actor()

    def save(clean: dict[str, Any]) -> int:
        kept = {} if permits(who, "buyer.delete") else {"association": one.association}
        return _changed("buyers", buyer_id, cleared(BUYER, clean) | kept)

    return _saved(BUYER, save, lambda form: _buyer_form(form, one), lambda _: url_for("pages.needs"))


def _saved(
    schema: Schema, save: Save, again: Callable[[Form], ResponseReturnValue], then: Callable[[int], str]
) -> ResponseReturnValue:
    """Read the form, save it and go on; else the form again with what is wrong."""
    form = read(schema, request.form, request_locale())
    if form.good:
        try:
            record_id = save(form.clean)
        except InvalidRecordError as error:
            session().rollback()
            form.refuse(error, request_locale())
        except ForbiddenError:
            # The actor may keep the register, so it is the place that lies outside the region.
            session().rollback()
            form.errors["regency"] = [text("page.register.outside", request_locale())]
        else:
            flash(text("page.register.saved", request_locale()))
            return redirect(then(record_id))
    return again(form)


def _to_umkm(umkm_id: int) -> str:
    return url_for("pages.umkm_item", umkm_id=umkm_id)


def _id_of(who: Actor, kind: str, clean: dict[str, Any]) -> int:
    _, record = records.create(session(), who, kind, clean)
    return int(record["id"])


def _changed(kind: str, record_id: int, clean: dict[str, Any]) -> int:
    records.change(session(), actor(), kind, str(record_id), clean)
    return record_id


def _may(action: str) -> Actor:
    """Whoever is signed in, if it is for them; what only an office may delete only an office enters."""
    who = actor()
    if not permits(who, action):
        raise ForbiddenError("forbidden", action=action, record="")
    return who


def _may_add_buyers() -> Actor:
    who = actor()
    return who if who.role == "association" else _may("buyer.delete")


def _writable(umkm_id: int) -> Any:
    one = umkm.get(session(), actor(), umkm_id)
    umkm.require(actor(), "certificate.verify", one)
    return one


def _writable_buyer(buyer_id: int) -> Any:
    one = buyers.get(session(), actor(), buyer_id)
    buyers.require(actor(), "buyer.write", one)
    return one


def _beginning(who: Actor) -> Form:
    whole_regency = who.region is not None and "." in who.region
    return Form(values={"regency": (region_name(who.region) or "") if whole_regency else ""})


def _stands_beside(other: dict[str, Any], entered: dict[str, Any]) -> bool:
    """Whether a permit of the same type is another one: verified under another number."""
    return other["status"] == "verified" and other["number"] is not None and other["number"] != entered.get("number")


def _umkm_form(form: Form, one: Any = None) -> ResponseReturnValue:
    page = render_template("umkm_form.html", form=form, one=one, scales=SCALES)
    return page, 200 if form.good else 422


def _buyer_form(form: Form, one: Any = None) -> ResponseReturnValue:
    page = render_template(
        "buyer_form.html", form=form, one=one, types=BUYER_TYPES, asks_association=permits(actor(), "buyer.delete")
    )
    return page, 200 if form.good else 422


def _permits(one: Any, form: Form) -> ResponseReturnValue:
    page = render_template(
        "umkm_permits.html", umkm=umkm.record(one, actor()), form=form, today=today(), types=TYPES, statuses=STATUSES
    )
    return page, 200 if form.good else 422
