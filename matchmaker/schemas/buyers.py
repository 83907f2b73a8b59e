"""The record of one buyer with its needs (CONTRACT 3)."""

from __future__ import annotations

from marshmallow import fields

from matchmaker.domain.categories import BUYER_TYPES, canonical_buyer_type
from matchmaker.schemas.fields import NAME_LENGTH, TEXT_LENGTH, Email, Key, Phone, Text, Word
from matchmaker.schemas.needs import NeedBodySchema
from matchmaker.schemas.umkm import PlacedSchema, ProductList


class BuyerSchema(PlacedSchema):
    """One buyer; ``association`` ("PHRI Banten") says who may search and post on its behalf."""

    external_id = Key(length=200)
    name = Text(required=True, length=NAME_LENGTH)
    type = Word(canonical_buyer_type, words=BUYER_TYPES, unknown="unknown_buyer_type", required=True)
    association = Text(length=200)
    chain = Text(length=200)
    description = Text(length=TEXT_LENGTH, lines=True)
    phone = Phone()
    email = Email()
    needs = ProductList(fields.Nested(NeedBodySchema), allow_none=True)
