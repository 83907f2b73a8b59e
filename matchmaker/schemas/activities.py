"""The records of an event and of a programme, the same for files and pages."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from matchmaker.domain.activities import (
    EVENT_KINDS,
    PROGRAMME_KINDS,
    canonical_event_kind,
    canonical_programme_kind,
)
from matchmaker.domain.certificates import TYPES, canonical_type
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import NAME_LENGTH, TEXT_LENGTH, Day, Key, Number, Rupiah, Text, Word, Words
from matchmaker.schemas.umkm import ProductList

MAX_PEOPLE = 10_000_000  # at one event; above it a cell holds something else
MAX_SLOTS = 100_000


class ActivitySchema(RecordSchema):
    """What events and programmes share."""

    external_id = Key(length=200)
    name = Text(required=True, length=NAME_LENGTH)
    starts_on = Day(required=True)
    ends_on = Day()
    province = Text(length=120)
    regency = Text(length=120)
    description = Text(length=TEXT_LENGTH, lines=True)
    umkm_external_ids = Words(Key(length=200))
    buyer_external_ids = Words(Key(length=200))

    @validates_schema
    def days_in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Nothing ends before it begins."""
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            raise ValidationError({"ends_on": ["dates_out_of_order"]})


class StallSchema(RecordSchema):
    """What one UMKM sold on one day of an event."""

    umkm_external_id = Key(required=True, length=200)
    day = Day()
    turnover_idr = Rupiah()


class EventSchema(ActivitySchema):
    """One event with who took part and what was sold."""

    kind = Word(canonical_event_kind, words=EVENT_KINDS, unknown="unknown_word", required=True)
    venue = Text(length=300)
    district = Text(length=120)
    zone = Text(length=120)
    invited = Number(whole=True, maximum=MAX_PEOPLE)
    visitors = Number(whole=True, maximum=MAX_PEOPLE)
    turnover_idr = Rupiah()
    stalls = ProductList(fields.Nested(StallSchema), allow_none=True)


class SlotSchema(RecordSchema):
    """One place at an outlet and the product shown there."""

    slot = Number(whole=True, maximum=MAX_SLOTS, required=True)
    umkm_external_id = Key(required=True, length=200)
    product = Text(length=NAME_LENGTH)


class ProgrammeSchema(ActivitySchema):
    """One programme with who takes part."""

    kind = Word(canonical_programme_kind, words=PROGRAMME_KINDS, unknown="unknown_word", required=True)
    organiser = Text(length=NAME_LENGTH)
    quota = Number(whole=True, maximum=MAX_PEOPLE)
    slots_total = Number(whole=True, maximum=MAX_SLOTS)
    certificates = Words(Word(canonical_type, words=TYPES, unknown="unknown_certificate", doubtful=True))
    topics = Words(Text(length=200))
    slots = ProductList(fields.Nested(SlotSchema), allow_none=True)
