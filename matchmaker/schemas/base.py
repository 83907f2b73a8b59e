"""What all record schemas share: blank is absent, null clears, unknown fields do not pass unnoticed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, pre_load

from matchmaker.schemas.reading import current_reading

# What our own outputs add to a record: it may come back in, and says nothing.
READ_ONLY = frozenset(
    {"id", "source", "created_at", "updated_at", "version", "etag", "province_code", "regency_code", "district_code",
     "village_code", "scale_by_rule", "coordinates_from", "inferred", "buyer", "umkm", "links"}
)  # fmt: skip


class RecordSchema(Schema):
    """A record of CONTRACT 3."""

    class Meta(Schema.Meta):
        unknown = EXCLUDE

    error_messages = {"type": "not_an_object", "unknown": "unknown_field"}

    @pre_load
    def drop_blanks(self, record: Any, **kwargs: Any) -> Any:
        """A blank says nothing; an explicit null clears. Unknown fields: an error, in files a warning."""
        if not isinstance(record, Mapping):
            raise ValidationError("not_an_object")
        kept = {}
        for key, value in record.items():
            if key not in self.fields:
                if key not in READ_ONLY:
                    self._unknown(str(key), value)
            elif not (isinstance(value, str) and not value.strip() and not self.fields[key].required):
                kept[key] = value
        return kept

    def _unknown(self, key: str, value: Any) -> None:
        try:
            current_reading().doubt(key, value, "unknown_field")
        except ValidationError as error:
            raise ValidationError({key: error.messages}) from error
