"""The record of one need of a buyer (CONTRACT 3)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from matchmaker.domain.categories import CATEGORIES, canonical_category
from matchmaker.domain.certificates import TYPES, canonical_type
from matchmaker.domain.terms import BUYER_TERMS, canonical_terms
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import (
    NAME_LENGTH,
    TEXT_LENGTH,
    Day,
    Flag,
    Key,
    Number,
    Rupiah,
    Text,
    Word,
    Words,
)
from matchmaker.schemas.products import MAX_DAYS

MAX_RADIUS_KM = 6_000  # Sabang to Merauke is 5,245 km


class NeedBodySchema(RecordSchema):
    """A need without its buyer: as it stands inside a buyer's record."""

    external_id = Key(length=200)
    title = Text(required=True, length=NAME_LENGTH)
    description = Text(length=TEXT_LENGTH, lines=True)
    category = Word(canonical_category, words=CATEGORIES, unknown="unknown_category", doubtful=True)
    required_certificates = Words(Word(canonical_type, words=TYPES, unknown="unknown_certificate", doubtful=True))
    preferred_certificates = Words(Word(canonical_type, words=TYPES, unknown="unknown_certificate", doubtful=True))
    volume_per_month = Number(positive=True)
    unit = Text(length=60)
    max_price_idr = Rupiah(zero_is_unknown=True)
    radius_km = Number(maximum=MAX_RADIUS_KM, positive=True)
    max_lead_time_days = Number(whole=True, maximum=MAX_DAYS)
    min_shelf_life_days = Number(whole=True, maximum=MAX_DAYS)
    payment_days = Number(whole=True, maximum=3_650)
    trade_terms = Word(canonical_terms, words=BUYER_TERMS)
    recurring = Flag()
    open_from = Day()
    open_until = Day()

    @validates_schema
    def dates_in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A need cannot close before it opens."""
        begin, end = data.get("open_from"), data.get("open_until")
        if begin is not None and end is not None and end < begin:
            raise ValidationError({"open_until": ["closes_before_it_opens"]})


class NeedSchema(NeedBodySchema):
    """One need as it comes in by file or API; ``buyer_external_id`` says whose it is."""

    buyer_external_id = Key(required=True, length=200)
