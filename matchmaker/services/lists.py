"""Lists of records on paper: what somebody takes along to a meeting. The workbook has every field and every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.documents import typesetting
from matchmaker.domain.access import Actor, permits
from matchmaker.domain.certificates import is_held
from matchmaker.domain.regions import gazetteer
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.services import exports
from matchmaker.services.reports import printing
from matchmaker.services.reports.figures import first_up
from matchmaker.texts import text, write

MOST_ROWS = 2_000  # some sixty pages; setting more would take the server hundreds of megabytes
SHOWN_PRODUCTS = 4
Record = Mapping[str, Any]
Row = tuple[Any, ...]


def _umkm(one: Record, locale: str) -> Row:
    names = [product["name"] for product in one["products"]]
    more = f" (+{len(names) - SHOWN_PRODUCTS})" if len(names) > SHOWN_PRODUCTS else ""
    scale = text(f"scale.{one['scale']}", locale) if one["scale"] else None
    return (one["external_id"], one["name"], one["owner_name"], one["phone"], _place(one), scale,
            ", ".join(names[:SHOWN_PRODUCTS]) + more, _held(one, locale))  # fmt: skip


def _held(one: Record, locale: str) -> str | None:
    """Types of certificates held today, of the business or a product; None where nobody asked."""
    lists = [one["certificates"], *(product["certificates"] for product in one["products"])]
    if all(given is None for given in lists) and not one["nib"]:
        return None
    said = [item for given in lists for item in given or ()]
    types = [item["type"] for item in said if is_held(item["status"], _day(item["valid_until"]), clock.today())]
    types += ["NIB"] if one["nib"] else []
    return ", ".join(first_up(text(f"certificate.{name}", locale)) for name in dict.fromkeys(types)) or "–"


def _day(said: Any) -> Any:
    return date.fromisoformat(said) if isinstance(said, str) else said


def _place(one: Record) -> str | None:
    return ", ".join(part for part in (one.get("district"), one["regency"]) if part) or None


def _buyer(one: Record, locale: str) -> Row:
    kind = text(f"buyer_type.{one['type']}", locale)
    return one["external_id"], one["name"], kind, one["association"], _place(one), one["phone"], len(one["needs"])


def _need(one: Record, locale: str) -> Row:
    volume = one["volume_per_month"]
    amount = f"{write('n', volume, locale)} {one['unit'] or ''}".strip() if volume is not None else None
    price = write("value_idr", one["max_price_idr"], locale) if one["max_price_idr"] is not None else None
    wanted = ", ".join(first_up(text(f"certificate.{name}", locale)) for name in one["required_certificates"]) or "–"
    return one["external_id"], one["title"], amount, price, wanted, one["open_until"]


def _partnership(one: Record, locale: str) -> Row:
    stage = text(f"stage.{one['stage']}", locale)
    values = [order["value_idr"] for order in one["orders"] if order["value_idr"] is not None]
    bought = write("value_idr", sum(values), locale) if values else None
    return str(one["id"]), one["umkm"]["name"], one["need"]["title"], one["buyer"]["name"], stage, bought


def _event(one: Record, locale: str) -> Row:
    sold = write("value_idr", one["turnover_idr"], locale) if one["turnover_idr"] is not None else None
    return one["name"], text(f"event_kind.{one['kind']}", locale), one["starts_on"], _place(one), one["visitors"], sold


def _programme(one: Record, locale: str) -> Row:
    kind = text(f"programme_kind.{one['kind']}", locale)
    return one["name"], kind, one["organiser"], one["starts_on"], one["ends_on"], len(one["umkm_external_ids"])


_KEY, _REGION, _PHONE = "report.column.key", "page.field.regency", "page.field.phone"
LISTS: dict[str, tuple[tuple[str, ...], Callable[[Record, str], Row]]] = {
    "umkm": (
        (_KEY, "page.field.name", "page.field.owner_name", _PHONE, _REGION, "page.field.scale", "list.products",
         "list.certificates"),
        _umkm,
    ),
    "buyers": ((_KEY, "page.field.name", "page.field.type", "page.field.association", _REGION, _PHONE,
                "list.open_needs"), _buyer),
    "needs": ((_KEY, "page.field.title", "page.field.volume_per_month", "page.field.max_price_idr",
               "page.field.required_certificates", "page.field.open_until"), _need),
    "partnerships": (("page.field.number", "page.field.umkm", "report.column.need", "page.field.buyer", "list.stage",
                      "list.bought"), _partnership),
    "events": (("page.field.name", "page.field.kind", "page.field.starts_on", _REGION, "page.field.visitors",
                "page.field.turnover_idr"), _event),
    "programmes": (("page.field.name", "page.field.kind", "page.field.organiser", "page.field.starts_on",
                    "page.field.ends_on", "report.column.participants"), _programme),
}  # fmt: skip


def pdf(session: Session, actor: Actor, kind: str, locale: str, office: str = "") -> bytes:
    """The list of one kind in the actor's region, A4 across.

    Raises
    ------
    NotFoundError
        There is no such list.
    ForbiddenError
        The actor may not take records out.
    """
    if kind not in LISTS:
        raise NotFoundError("list_not_found", id=kind)
    if not permits(actor, "records.export"):
        raise ForbiddenError("forbidden", action="records.export", record=kind)
    columns, row = LISTS[kind]
    found: Iterator[Record] = iter(exports.records(session, actor, kind, region=actor.region))
    rows = [row(one, locale) for one in islice(found, MOST_ROWS)]
    title = text(f"list.{kind}", locale)
    left_out = sum(1 for _ in found)
    shown = {"title": title, "as_of": clock.today().isoformat(), "region": _region(actor.region)}
    listing = {"title": title, "columns": [text(name, locale) for name in columns], "rows": rows}
    facts = printing.frame(shown, locale, office)
    listed = printing.listed(listing, locale, MOST_ROWS)
    listed["title"] = text("list.count", locale, count=len(rows) + left_out)
    listed["more"] = text("page.report.more_rows", locale, count=left_out) if left_out else None
    facts |= {"title": title, "tables": [], "listings": [listed], "landscape": True, "lead": text("list.lead", locale)}
    return typesetting.pdf("report", facts)


def _region(code: str | None) -> dict[str, str] | None:
    if code is None:
        return None
    table = gazetteer()
    found = table.regencies.get(code) or table.provinces[code]
    return {"code": code, "name": found.name}
