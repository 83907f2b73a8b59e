"""One certificate of an UMKM or of a product, and lists of them as files write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from matchmaker.domain.certificates import STATUSES, TYPES, canonical_type, number_problem
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import LIST_LENGTH, Day, RecordField, Text, Word, one_of
from matchmaker.schemas.reading import current_reading


class CertificateSchema(RecordSchema):
    """``{type, number, valid_until, status}``; without a status a certificate is declared."""

    type = Word(canonical_type, words=TYPES, unknown="unknown_certificate", doubtful=True, required=True)
    number = Text(length=100)
    valid_until = Day()
    status = Word(one_of(STATUSES), words=STATUSES)


class CertificateList(RecordField):
    """A list of certificates or bare types. Null is unknown, an empty list says there are none.

    A type that is no known one is left out with a warning in files, refused in the API.
    """

    default_error_messages = {"type": "not_a_list", "long": "too_long"}
    _schema = CertificateSchema()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list | tuple):
            raise self.make_error("type")
        if len(value) > LIST_LENGTH:
            raise self.make_error("long")
        read, errors = [], {}
        for position, item in enumerate(value):
            try:
                read.append(self._one(item))
            except ValidationError as error:
                errors[position] = error.messages
        if errors:
            raise ValidationError(errors)
        return [certificate for certificate in read if certificate is not None]

    def _one(self, item: Any) -> dict[str, Any] | None:
        record = {"type": item} if isinstance(item, str) else item
        if not isinstance(record, Mapping):
            raise ValidationError("not_an_object")
        clean: dict[str, Any] = self._schema.load(dict(record))
        if clean.get("type") is None:
            if not str(record.get("type") or "").strip():
                raise ValidationError({"type": ["required"]})
            return None
        if clean.get("number") and (problem := number_problem(clean["type"], clean["number"])):
            current_reading().warn(f"certificates.{clean['type']}.number", clean["number"], problem)
        return {"number": None, "valid_until": None, "status": "declared"} | {
            key: value for key, value in clean.items() if value is not None
        }

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[dict[str, Any]] | None:
        if value is None:
            return None
        dumped: list[dict[str, Any]] = self._schema.dump(value, many=True)
        return dumped
