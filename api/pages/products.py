"""The owner's products: price, capacity and the other things buyers ask for."""

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
from matchmaker.services import records
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
    product = _mine(product_id)
    return _form(Form(values=shown(CHANGE, CHANGE.dump(product), request_locale())), product)


@pages.post("/usaha/produk/<int:product_id>")
def change_product(product_id: int) -> ResponseReturnValue:
    """Change it; what is left empty is unknown again."""
    product, form = _mine(product_id), read(CHANGE, request.form, request_locale())
    if not form.good:
        return _form(form, product)
    which = {"external_id": product.external_id, "name": product.name, "unit": product.unit}
    return _save({name: value for name, value in which.items() if value} | cleared(CHANGE, form.clean))


def _save(clean: dict[str, Any]) -> ResponseReturnValue:
    records.change(session(), actor(), "umkm", str(own().id), {"products": [clean]})
    flash(text("page.product.saved", request_locale()))
    return redirect(url_for("pages.products"))


def _mine(product_id: int) -> Any:
    for product in own().products:
        if product.id == product_id:
            return product
    raise NotFoundError("product_not_found", id=product_id)


def _form(form: Form, product: Any = None) -> ResponseReturnValue:
    page = render_template("product_form.html", form=form, product=product, categories=CATEGORIES, terms=SUPPLIER_TERMS)
    return page, 200 if form.good else 422
