"""The owner's own pages: buyers for the business, what is missing, what it says of itself."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, cleared, read, shown
from api.pages.shell import pages
from matchmaker.domain.certificates import TYPES
from matchmaker.errors import ForbiddenError
from matchmaker.schemas.certificates import CertificateSchema
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.services import needs, partnerships, records, suggestions, umkm
from matchmaker.texts import text

MOST_CARDS = 10
FEWEST_CARDS = 3
WORTH_SHOWING = 0.1  # match below which a card is shown only to reach the fewest
INFERRED_CARDS = 3
# Where an owner mends what a rule found missing.
MENDED_IN_PRODUCT = frozenset(
    {"capacity", "moq", "price", "lead_time", "shelf_life", "freshness", "trade_terms", "piece"}
)
MENDED_IN_BUSINESS = frozenset({"payment", "certificate", "permit", "active"})
FORM = UmkmSchema(only=("description", "phone", "max_payment_days"))
CERTIFICATE = CertificateSchema(exclude=("status",))


def own() -> Any:
    """The owner's own UMKM.

    Raises
    ------
    ForbiddenError
        The account is tied to none.
    """
    who = actor()
    if who.umkm_id is None:
        raise ForbiddenError("no_business", action="umkm.write", record=who.name)
    return umkm.get(session(), who, who.umkm_id)


@pages.get("/usaha")
def business() -> ResponseReturnValue:
    """Buyers for my business."""
    who, mine = actor(), own()
    posted = _worth(_suggest(mine, inferred=False, limit=MOST_CARDS))
    suggestions.note_shown(parts().database, who, posted)
    ids = [item["need"]["id"] for item in posted]
    return render_template(
        "business.html",
        mine=umkm.record(mine, who),
        posted=posted,
        inferred=_suggest(mine, inferred=True, limit=INFERRED_CARDS),
        needs={need_id: needs.record(needs.get(session(), who, need_id)) for need_id in ids},
        there=partnerships.unfinished(session(), who, umkm_ids=[mine.id], need_ids=ids),
        in_product=MENDED_IN_PRODUCT,
        in_business=MENDED_IN_BUSINESS,
    )


def _suggest(mine: Any, *, inferred: bool, limit: int) -> list[dict[str, Any]]:
    return suggestions.for_umkm(
        parts().catalog, session(), actor(), mine, limit=limit, inferred=inferred, locale=request_locale()
    )


def _worth(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for place, item in enumerate(items) if place < FEWEST_CARDS or item["score"] >= WORTH_SHOWING]


@pages.get("/usaha/data")
def business_data() -> ResponseReturnValue:
    """What the business says of itself."""
    record = umkm.record(own(), actor())
    return _data(Form(values=shown(FORM, record, request_locale())), Form())


@pages.post("/usaha/data")
def change_business() -> ResponseReturnValue:
    """Change it."""
    mine, form = own(), read(FORM, request.form, request_locale())
    if not form.good:
        return _data(form, Form())
    records.change(session(), actor(), "umkm", str(mine.id), cleared(FORM, form.clean))
    flash(text("page.business.saved", request_locale()))
    return redirect(url_for("pages.business_data"))


@pages.post("/usaha/sertifikat")
def add_certificate() -> ResponseReturnValue:
    """Declare a certificate; those that are there stay as they are."""
    mine, form = own(), read(CERTIFICATE, request.form, request_locale())
    if not form.good:
        record = umkm.record(mine, actor())
        return _data(Form(values=shown(FORM, record, request_locale())), form)
    there = umkm.record(mine, actor())["certificates"] or []
    kept = [one for one in there if one["type"] != form.clean["type"] or one["status"] == "verified"]
    records.change(session(), actor(), "umkm", str(mine.id), {"certificates": clean_certificates([*kept, form.clean])})
    flash(text("page.business.saved", request_locale()))
    return redirect(url_for("pages.business_data"))


def clean_certificates(certificates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Certificates as a record holds them, of those that were shown and one that was entered."""
    read_again: list[dict[str, Any]] = UmkmSchema(only=("certificates",)).load({"certificates": certificates})[
        "certificates"
    ]
    return read_again


def _data(form: Form, certificate: Form) -> ResponseReturnValue:
    page = render_template(
        "business_data.html", form=form, certificate=certificate, mine=umkm.record(own(), actor()), types=TYPES
    )
    return page, 200 if form.good and certificate.good else 422
