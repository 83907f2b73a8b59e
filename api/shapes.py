"""How our record schemas read as JSON Schema (draft 2020-12, as OpenAPI 3.1 takes it)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields as plain

from api import descriptions
from api.schemas import Point, Reference, RegionName
from matchmaker.schemas import fields
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.certificates import CertificateList, CertificateSchema
from matchmaker.schemas.fields import LIST_LENGTH
from matchmaker.schemas.umkm import ProductList

Shape = dict[str, Any]
EXAMPLES = {
    "phone": "0812-0000-1111",
    "email": "bu.tini@contoh.invalid",
    "nib": "9999000000001",
    "regency": "Kabupaten Lebak",
    "province": "Banten",
    "near": "-6.36,106.25",
    "certificates": "HALAL,PIRT",
}


def reference(name: str) -> Shape:
    """A component schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def name_of(schema: Schema) -> str:
    """The name of a schema among the components."""
    return type(schema).__name__.removesuffix("Schema")


def body_shape(schema: Schema, *, partial: bool = False) -> Shape:
    """What a request may bring: unknown fields are refused, null clears, absent keeps."""
    properties = {name: property_of(schema, name, field) for name, field in schema.fields.items()}
    required = [name for name, field in schema.fields.items() if field.required and not partial]
    shape: Shape = {"type": "object", "properties": properties, "additionalProperties": False}
    return shape | ({"required": required} if required else {})


def record_shape(schema: Schema, more: dict[str, Shape]) -> Shape:
    """What an answer brings: every field, null where unknown, and what only we know."""
    properties = {name: _answered(schema, name, field) for name, field in schema.fields.items()}
    for name, shape in more.items():
        meaning = descriptions.of(name_of(schema), name)
        properties[name] = shape | ({"description": meaning} if meaning and "$ref" not in shape else {})
    return {"type": "object", "properties": properties, "required": list(properties)}


def property_of(schema: Schema, name: str, field: Any) -> Shape:
    """One field as a request may write it."""
    shape = _shape(field)
    if not field.required:
        shape = nullable(shape)
    return _described(schema, name, shape)


def _answered(schema: Schema, name: str, field: Any) -> Shape:
    """One field as an answer writes it: canonical, so keys are texts and certificates objects."""
    shape = _shape(field)
    if isinstance(field, fields.Key):
        shape = {"type": "string"}
    elif isinstance(field, CertificateList):
        shape = {"type": "array", "items": reference("Certificate")}
    elif isinstance(field, ProductList):
        shape = {"type": "array", "items": reference(f"{name_of(_nested(field))}Record")}
    return _described(schema, name, shape if field.required else nullable(shape))


def _described(schema: Schema, name: str, shape: Shape) -> Shape:
    meaning = descriptions.of(name_of(schema), name)
    shape = shape | ({"description": meaning} if meaning else {})
    return shape | ({"examples": [EXAMPLES[name]]} if name in EXAMPLES and "string" in shape.get("type", ()) else {})


def nullable(shape: Shape) -> Shape:
    """The shape, or null: unknown."""
    if "$ref" in shape or "oneOf" in shape:
        return {"oneOf": [*shape.get("oneOf", [shape]), {"type": "null"}]}
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    enum = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return shape | {"type": [*kinds, "null"]} | enum


def _shape(field: Any) -> Shape:
    for kind, shape_of in _SHAPES:
        if isinstance(field, kind):
            found: Shape = shape_of(field)
            return found
    raise TypeError(f"{type(field).__name__} has no description")


def _number(field: fields.Number) -> Shape:
    shape: Shape = {"type": "integer" if field.whole else "number"}
    if isinstance(field, fields.Rupiah):
        shape["format"] = "int64"
    if field.positive:
        shape["exclusiveMinimum"] = 0
    elif field.minimum is not None:
        shape["minimum"] = field.minimum
    return shape | {"maximum": field.maximum}


def _text(field: fields.Text) -> Shape:
    return {"type": "string", "maxLength": field.length} | ({"minLength": 1} if field.required else {})


def _word(field: fields.Word) -> Shape:
    return {"type": "string", "enum": list(field.words)}


def _words(field: fields.Words) -> Shape:
    return {"type": "array", "items": _shape(field.word), "maxItems": LIST_LENGTH}


def _certificates(_field: CertificateList) -> Shape:
    bare = _shape(CertificateSchema().fields["type"])
    return {"type": "array", "items": {"oneOf": [bare, reference("Certificate")]}, "maxItems": LIST_LENGTH}


def _parts(field: ProductList) -> Shape:
    return {"type": "array", "items": reference(name_of(_nested(field))), "maxItems": LIST_LENGTH}


def _nested(field: ProductList) -> RecordSchema:
    inner = field.inner
    assert isinstance(inner, plain.Nested)
    nested = inner.schema
    assert isinstance(nested, RecordSchema)
    return nested


# The first kind that fits decides.
_SHAPES: tuple[tuple[type[Any], Any], ...] = (
    (fields.Key, lambda field: {"type": ["string", "integer"], "maxLength": field.length}),
    (fields.Email, lambda field: {"type": "string", "maxLength": fields.MAX_EMAIL}),
    (fields.Text, _text),
    (fields.Number, _number),
    (fields.Flag, lambda _: {"type": "boolean"}),
    (fields.Day, lambda _: {"type": "string", "format": "date"}),
    (fields.Month, lambda _: {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}),
    (fields.Word, _word),
    (fields.Words, _words),
    (CertificateList, _certificates),
    (ProductList, _parts),
    (RegionName, lambda _: {"type": "string", "minLength": 1}),
    (Point, lambda _: {"type": "string", "pattern": r"^-?\d+(\.\d+)?,-?\d+(\.\d+)?$"}),
    (Reference, lambda _: {"type": ["string", "integer"]}),
)


def parameters(schema: Schema) -> list[Shape]:
    """Query parameters of a list or a search."""
    return [_parameter(schema, name, field) for name, field in schema.fields.items()]


def _parameter(schema: Schema, name: str, field: Any) -> Shape:
    shape = _shape(field)
    if isinstance(field, fields.Key):
        shape = {"type": "string", "minLength": 1, "maxLength": field.length}
    made: Shape = {"in": "query", "name": name, "required": field.required, "schema": shape}
    if isinstance(field, fields.Words):
        made |= {"style": "form", "explode": False}
    if meaning := descriptions.of(name_of(schema), name):
        made["description"] = meaning
    if name in EXAMPLES and shape["type"] == "string":
        made["example"] = EXAMPLES[name]
    return made
