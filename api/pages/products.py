"""Products: price, capacity and the other things buyers ask for, kept by the owner or by the office for one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.business import own
from api.pages.forms import Form, cleared, read, shown
from api.pages.shell import pages
from matchmaker.domain.categories import CATEGORIES
from matchmaker.domain.terms import SUPPLIER_TERMS
from matchmaker.errors import NotFoundError
from matchmaker.schemas.products import ProductSchema
from matchmaker.services import records, umkm
from matchmaker.texts import text

ASKED = ("price_idr", "capacity_per_month", "moq", "lead_time_days", "shelf_life_days", "trade_terms")
NEW = ProductSchema(only=("name", "unit", "description", "category", *ASKED))
# Name and unit say which product it is; a change of the unit would change what every number means.
CHANGE = ProductSchema(only=("description", *ASKED))


@pages.get("/usaha/produk")
def products() -> ResponseReturnValue:
    """My products."""
    return render_template("products.html", mine=own(), asked=ASKED)


@pages.get("/usaha/produk/baru")
def new_product() -> ResponseReturnValue:
    """The empty form."""
    own()
    return _form(Form())


@pages.post("/usaha/produk/baru")
def create_product() -> ResponseReturnValue:
    """Add a product."""
    own()
    form = read(NEW, request.form, request_locale())
    return _save(form.clean) if form.good else _form(form)


@pages.get("/usaha/produk/<int:product_id>")
def edit_product(product_id: int) -> ResponseReturnValue:
    """The form with what is known."""
    product = _product(own(), product_id)
    return _form(Form(values=shown(CHANGE, CHANGE.dump(product), request_locale())), product)


@pages.post("/usaha/produk/<int:product_id>")
def change_product(product_id: int) -> ResponseReturnValue:
    """Change it; what is left empty is unknown again."""
    product, form = _product(own(), product_id), read(CHANGE, request.form, request_locale())
    return _save(_which(product) | cleared(CHANGE, form.clean)) if form.good else _form(form, product)


@pages.get("/umkm/<int:umkm_id>/produk/baru")
def new_product_of(umkm_id: int) -> ResponseReturnValue:
    """The empty form, for a product of a business that the office looks after."""
    return _form(Form(), of=_kept(umkm_id))


@pages.post("/umkm/<int:umkm_id>/produk/baru")
def create_product_of(umkm_id: int) -> ResponseReturnValue:
    """Add a product to it."""
    one, form = _kept(umkm_id), read(NEW, request.form, request_locale())
    return _save(form.clean, one) if form.good else _form(form, of=one)


@pages.get("/umkm/<int:umkm_id>/produk/<int:product_id>")
def edit_product_of(umkm_id: int, product_id: int) -> ResponseReturnValue:
    """The form with what is known of a product of it."""
    one = _kept(umkm_id)
    product = _product(one, product_id)
    return _form(Form(values=shown(CHANGE, CHANGE.dump(product), request_locale())), product, one)


@pages.post("/umkm/<int:umkm_id>/produk/<int:product_id>")
def change_product_of(umkm_id: int, product_id: int) -> ResponseReturnValue:
    """Change it; what is left empty is unknown again."""
    one, form = _kept(umkm_id), read(CHANGE, request.form, request_locale())
    product = _product(one, product_id)
    return _save(_which(product) | cleared(CHANGE, form.clean), one) if form.good else _form(form, product, one)


def _kept(umkm_id: int) -> Any:
    """A business of somebody else that the office may correct."""
    one = umkm.get(session(), actor(), umkm_id)
    umkm.require(actor(), "certificate.verify", one)
    return one


def _which(product: Any) -> dict[str, Any]:
    """What says which product is meant."""
    said = {"external_id": product.external_id, "name": product.name, "unit": product.unit}
    return {name: value for name, value in said.items() if value}


def _save(clean: dict[str, Any], of: Any = None) -> ResponseReturnValue:
    records.change(session(), actor(), "umkm", str((of or own()).id), {"products": [clean]})
    flash(text("page.product.saved", request_locale()))
    return redirect(_back(of))


def _product(one: Any, product_id: int) -> Any:
    for product in one.products:
        if product.id == product_id:
            return product
    raise NotFoundError("product_not_found", id=product_id)


def _back(of: Any) -> str:
    return url_for("pages.umkm_item", umkm_id=of.id) if of is not None else url_for("pages.products")


def _form(form: Form, product: Any = None, of: Any = None) -> ResponseReturnValue:
    page = render_template(
        "product_form.html", form=form, product=product, of=of, back=_back(of), categories=CATEGORIES,
        terms=SUPPLIER_TERMS,
    )  # fmt: skip
    return page, 200 if form.good else 422
