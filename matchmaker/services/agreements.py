"""Agreement drafts of a partnership: what the records say goes in, what they do not say stays a blank.

The draft is for people to finish and for a lawyer to check; nothing in it is binding, and nothing is guessed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.documents import agreements
from matchmaker.documents.agreements import Facts, Row, Span, known, value
from matchmaker.domain.access import Actor
from matchmaker.domain.certificates import is_held
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.errors import InvalidQueryError, NotFoundError, Problem
from matchmaker.models import Certificate, Partnership
from matchmaker.services import buyers, needs, partnerships, umkm
from matchmaker.services.reports.figures import first_up
from matchmaker.texts import text, write

KINDS = agreements.KINDS
LOCALE = "id"  # an agreement on kemitraan is written in Indonesian, whoever asks for it
_GOODS = ("goods", "specification", "volume", "price", "lead_time", "shelf_life")


def draft(
    session: Session, actor: Actor, partnership_id: int, kind: str, pattern: str | None = None
) -> tuple[str, bytes]:
    """A draft as a Word file: its name and its content. ``pattern`` stands in where the partnership has none.

    Raises
    ------
    NotFoundError
        There is no such partnership, or no such kind of draft.
    ForbiddenError
        The partnership is not in the actor's reach.
    InvalidQueryError
        There is no such pattern.
    """
    if kind not in KINDS:
        raise NotFoundError("draft_not_found", id=kind)
    if pattern is not None and pattern not in PATTERNS:
        raise InvalidQueryError([Problem("pattern", pattern, "unknown_pattern")])
    found = partnerships.get(session, actor, partnership_id)
    chosen = found.pattern or pattern
    from matchmaker.documents import word_files  # 5 MB, loaded by who needs it

    today = clock.today()
    records = {
        "umkm": umkm.record(found.umkm, actor),
        "buyer": buyers.record(found.need.buyer, actor),
        "need": needs.record(found.need),
    }
    facts = _facts(found, records, chosen, today)
    permits = _permits(found, today)
    made = agreements.compose(
        kind,
        chosen,
        facts,
        {"goods": _goods(facts), "certificates": permits},
        _notes(found, records, facts, permits, chosen),
    )
    return f"draf-{kind.replace('_', '-')}-{found.id}.docx", word_files.docx(made)


def _facts(found: Partnership, records: dict[str, dict[str, Any]], pattern: str | None, today: date) -> Facts:
    """Everything the wording asks for by name; what only the parties know is left out and so stays blank."""
    one, buyer, need = records["umkm"], records["buyer"], records["need"]
    return {
        "buyer": buyer["name"],
        "buyer_place": _place(buyer),
        "buyer_contact": _joined(buyer["phone"], buyer["email"]),
        "umkm": one["name"],
        "umkm_signatory": one["owner_name"],
        "umkm_nib": one["nib"],
        "umkm_place": _place(one),
        "umkm_contact": _joined(one["phone"], one["email"]),
        "umkm_scale": text(f"scale.{one['scale']}", LOCALE) if one["scale"] else None,
        "need_title": need["title"],
        "goods": found.product.name if found.product else need["title"],
        "specification": _joined(found.product.description if found.product else None, need["description"]),
        "pattern": text(f"pattern.{pattern}", LOCALE).lower() if pattern else None,
        "delivery_place": _place(buyer),
        "made_on": write("day", today, LOCALE),
        **_terms(found),
    }


def _terms(found: Partnership) -> Facts:
    """Quantities, money and days. What one side said and nobody agreed on yet is flagged, to be looked at."""
    need, product = found.need, found.product
    signed = next((event.value_idr for event in reversed(found.events) if event.value_idr is not None), None)
    return {
        "volume": _volume(found),
        "price": _price(product.price_idr, product.unit) if product and product.price_idr else None,
        "value": write("value_idr", signed, LOCALE) if signed is not None else None,
        "payment": _days("payment", need.payment_days),
        "trade_terms": Span(value(need.trade_terms), flagged=True) if need.trade_terms else None,
        "lead_time": _days("lead_time", need.max_lead_time_days),
        "shelf_life": _days("shelf_life", need.min_shelf_life_days),
    }


def _volume(found: Partnership) -> str | Span | None:
    """What was agreed a month, else what the need asks; in the need's unit."""
    need, agreed = found.need, found.volume_per_month
    if not need.unit or not (agreed or need.volume_per_month):
        return None
    number = write("n", agreed or need.volume_per_month, LOCALE)
    if agreed:
        return value("volume", number=number, unit=need.unit)
    return Span(value("volume_asked", number=number, unit=need.unit), flagged=True)


def _price(price: int, unit: str | None) -> Span:
    written = write("value_idr", price, LOCALE)
    return Span(value("price", price=written, unit=unit) if unit else value("price_bare", price=written), flagged=True)


def _days(name: str, days: int | None) -> Span | None:
    return None if days is None else Span(value(name, days=write("n", days, LOCALE)), flagged=True)


def _place(record: dict[str, Any]) -> str | None:
    parts = (record.get("address"), record.get("village"), record["district"], record["regency"], record["province"])
    return _joined(*parts)


def _joined(*parts: str | None) -> str | None:
    return ", ".join(part for part in parts if part) or None


def _goods(facts: Facts) -> list[Row]:
    words = agreements.wording()["tables"]
    head: Row = tuple(Span(one) for one in words["heads"])
    return [head, *((Span(words["goods"][name]), known(name, facts[name])) for name in _GOODS)]


def _permits(found: Partnership, today: date) -> list[Row]:
    """Each permit the need asks for: held, not held, or never asked about."""
    words = agreements.wording()["tables"]
    rows: list[Row] = [tuple(Span(one) for one in words["certificates"])]
    asked = [(name, words["required"]) for name in found.need.required_certificates]
    asked += [(name, words["preferred"]) for name in found.need.preferred_certificates]
    for name, how in asked:
        rows.append((Span(first_up(text(f"certificate.{name}", LOCALE))), Span(how), *_standing(found, name, today)))
    if len(rows) == 1:
        rows.append((Span(words["none_required"]), *(Span("–") for _ in range(len(rows[0]) - 1))))
    return rows


def _standing(found: Partnership, name: str, today: date) -> tuple[Span, Span, Span]:
    """State, number and last day of one permit of the UMKM, of the product where it has one of its own."""
    words = agreements.wording()["tables"]
    nothing = Span("–")
    held = _held(found, name, today)
    if held is not None:
        until = write("day", held.valid_until, LOCALE) if held.valid_until else words["endless"]
        return Span(words["held"][held.status]), Span(held.number or words["endless"]), Span(until)
    if name == "NIB" and found.umkm.nib:
        return Span(words["held"]["declared"]), Span(found.umkm.nib), Span(words["endless"])
    if not found.umkm.certificates_listed:
        return Span(text("word.unknown", LOCALE), flagged=True), nothing, nothing
    return Span(words["not_held"], flagged=True), nothing, nothing


def _held(found: Partnership, name: str, today: date) -> Certificate | None:
    ours = [one for one in found.umkm.all_certificates if one.product_id in (None, found.product_id)]
    valid = [one for one in ours if one.type == name and is_held(one.status, one.valid_until, today)]
    return max(valid, key=lambda one: (one.product_id is not None, one.status == "verified"), default=None)


def _notes(
    found: Partnership,
    records: dict[str, dict[str, Any]],
    facts: Facts,
    permits: list[Row],
    pattern: str | None,
) -> list[str]:
    """What whoever checks the draft has to know about where its values come from, and where they clash."""
    words, need = agreements.wording()["notes"], found.need
    longest = records["umkm"]["max_payment_days"]
    said = []
    if need.max_price_idr:
        highest = write("value_idr", need.max_price_idr, LOCALE)
        said.append(words["needed_price"].format(price=highest, unit=need.unit or "satuan"))
    if need.payment_days is not None and longest is not None and need.payment_days > longest:
        said.append(words["payment_gap"].format(days=need.payment_days, longest=longest))
    if lacking := [row[0].text for row in permits[1:] if len(row) > 2 and row[2].flagged]:
        said.append(words["permits"].format(names=", ".join(lacking)))
    said.append(words["scale"].format(umkm_scale=facts["umkm_scale"] or text("word.unknown", LOCALE)))
    return [*said, *([] if pattern else [words["no_pattern"]])]
