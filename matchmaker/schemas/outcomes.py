"""The record of one past pairing and what became of it (CONTRACT 3)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from matchmaker.domain.pipeline import STAGES
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import Key, Month, Rupiah, Text, Word, one_of


class OutcomeSchema(RecordSchema):
    """History: the transition table does not apply. Names a need, or a buyer and the product as a text."""

    external_id = Key(length=200)
    umkm_external_id = Key(required=True, length=200)
    need_external_id = Key(length=200)
    buyer_external_id = Key(length=200)
    product = Text(length=300)
    month = Month()
    stage = Word(one_of(STAGES), unknown="unknown_stage", required=True)
    reason = Text()
    value_idr = Rupiah()

    @validates_schema
    def names_a_counterpart(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Without a need or a buyer there is no pairing."""
        if not data.get("need_external_id") and not data.get("buyer_external_id"):
            raise ValidationError({"need_external_id": ["need_or_buyer_required"]})
