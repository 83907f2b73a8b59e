"""What a row of a list says of products: the one it is about, and those of counted columns ("Produk 2")."""

from __future__ import annotations

import re
from typing import Any

from matchmaker.domain.terms import SUPPLIER_TERMS, canonical_terms
from matchmaker.spreadsheets.cell_readers import json_list
from matchmaker.spreadsheets.drafts import Draft, is_bad, permit_of
from matchmaker.spreadsheets.grids import shorten, text_of
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.quantities import monthly, settle_units, written_period, written_unit
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.words import says_nothing

NAME_OF_LINE = 80  # characters; a longer line of business describes more than one product
# Fields that make a row speak of a product; unit and export countries alone do not.
TELLING = (
    "name", "description", "category", "price_idr", "capacity_per_month", "moq", "lead_time_days", "shelf_life_days",
    "gtin",
)  # fmt: skip


def product(draft: Draft, table: Table) -> None:
    """The product a row is about, named by its column, else by the line of business, else like the business."""
    goods = draft.product
    texts = [str(text) for _, text in draft.parts.pop("line.texts", [])]
    _figures(draft, goods)
    own_column = table.of("products.name")
    variant = _piece(draft, "products.variant") if own_column else ""
    size = _piece(draft, "products.size") if own_column else ""
    if own_column is None and texts and len(texts[0]) <= NAME_OF_LINE:
        goods["name"] = texts.pop(0)
    if isinstance(goods.get("name"), str):
        goods["name"] = ", ".join(" ".join(part.split()) for part in goods["name"].splitlines() if part.strip(" -•"))
    if texts:
        there = draft.record.get("description")
        draft.record["description"] = "\n".join([*([there] if there else []), *texts])
    if not any(goods.get(name) is not None for name in TELLING):
        return
    if not goods.get("name"):
        telling = [name for name in TELLING if name != "category" and goods.get(name) is not None]
        if own_column is not None:
            if telling:
                draft.error(own_column, None, "required")
            return
        goods["name"] = draft.record.get("name")
    _add(draft, draft, 1, variant, size)


def further_product(draft: Draft, own: Draft, number: int) -> None:
    """A product of counted columns ("Produk 2"), read for itself; figures without its name belong to nobody."""
    goods = own.product
    _figures(own, goods)
    if goods.get("name"):
        _add(draft, own, number, _piece(own, "products.variant"), _piece(own, "products.size"))
    elif any(goods.get(name) for name in TELLING):
        own.warn(None, number, "product_without_name")
    draft.errors.extend(own.errors)
    draft.warnings.extend(own.warnings)


def _figures(draft: Draft, goods: dict[str, Any]) -> None:
    beside = written_unit(draft, goods) or written_period(draft)
    monthly(draft, goods, "capacity_per_month", "capacity", beside)
    settle_units(draft, goods)
    _trade_terms(draft, goods)


def _add(draft: Draft, own: Draft, number: int, variant: str, size: str) -> None:
    """Put a product into the record of its business; ``own`` is the draft that it was read into."""
    goods = own.product
    _brand(own, goods)
    # Tastes and sizes have prices of their own: without them in its name one product would overwrite the other.
    goods["name"] = " ".join(part for part in (goods["name"], variant, size) if part)
    if goods.get("name"):
        there = draft.record.get("products", []) if number > 1 else []
        draft.record["products"] = [*there, {key: value for key, value in goods.items() if value is not None}]
        draft.items.append(number)


def _piece(draft: Draft, target: str) -> str:
    """What tells products of one name apart; a bare figure takes the measure of its heading ("Netto (gr)")."""
    said = []
    for column, cell in draft.kept(target):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        parts = json_list(draft, column, cell)
        text = ", ".join(map(str, parts)) if parts is not None else text_of(cell)
        bare = re.fullmatch(r"[\d.,]+", text)
        said.append(f"{text} {column.remark or _measure_of(column)}".strip() if bare else text)
    return " ".join(said)


def _measure_of(column: Column) -> str:
    last = column.heading.split()[-1].lower()
    return last if last in ("gr", "gram", "ml", "kg", "liter", "cm", "pcs") else ""


def _brand(draft: Draft, goods: dict[str, Any]) -> None:
    brand = goods.pop("brand", None)
    # In a column "Merek" people also write how far its registration has come.
    if brand and permit_of("HKI", brand).held is None:
        there = goods.get("description")
        goods["description"] = f"{there}\nMerek {brand}" if there else f"Merek {brand}"


def _trade_terms(draft: Draft, goods: dict[str, Any]) -> None:
    written = goods.pop("trade_terms", None)
    if not written:
        return
    words = written if isinstance(written, list) else [written]
    split = [part.strip() for word in words for part in re.split(r"[,/;&]|\bdan\b|\batau\b", str(word)) if part.strip()]
    terms: list[str] = []
    for word in split:
        term = canonical_terms(word)
        if term == "either":
            terms.extend(SUPPLIER_TERMS)
        elif term:
            terms.append(term)
        else:
            draft.warn(None, shorten(word), "unknown_word")
    if terms:
        goods["trade_terms"] = list(dict.fromkeys(terms))
