"""One product of an UMKM."""

from __future__ import annotations

from matchmaker.domain.categories import CATEGORIES, canonical_category
from matchmaker.domain.terms import SUPPLIER_TERMS, canonical_terms
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.certificates import CertificateList
from matchmaker.schemas.fields import NAME_LENGTH, TEXT_LENGTH, Gtin, Key, Number, Rupiah, Text, Word, Words

MAX_DAYS = 36_500  # a hundred years: iron keeps, a longer figure is a slip


def _supplier_terms(word: str) -> str | None:
    terms = canonical_terms(word)
    return terms if terms in SUPPLIER_TERMS else None


class ProductSchema(RecordSchema):
    """Prices are rupiah per ``unit``; capacity and minimum order count ``unit``."""

    external_id = Key(length=200)
    name = Text(required=True, length=NAME_LENGTH)
    description = Text(length=TEXT_LENGTH, lines=True)
    category = Word(canonical_category, words=CATEGORIES, unknown="unknown_category", doubtful=True)
    unit = Text(length=60)
    price_idr = Rupiah(zero_is_unknown=True)
    capacity_per_month = Number()
    moq = Number()
    lead_time_days = Number(whole=True, maximum=MAX_DAYS)
    shelf_life_days = Number(whole=True, maximum=MAX_DAYS)
    gtin = Gtin()
    certificates = CertificateList()
    export_countries = Words(Text(length=80))
    trade_terms = Words(Word(_supplier_terms, words=SUPPLIER_TERMS))
