"""The record of one UMKM with its products (CONTRACT 3)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from matchmaker.domain.regions import inside_indonesia
from matchmaker.domain.scale import SCALES, canonical_scale
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.certificates import CertificateList
from matchmaker.schemas.fields import (
    LIST_LENGTH,
    NAME_LENGTH,
    TEXT_LENGTH,
    Email,
    Flag,
    Key,
    Nib,
    Nik,
    Number,
    Phone,
    Rupiah,
    Text,
    Word,
    Words,
)
from matchmaker.schemas.products import ProductSchema
from matchmaker.schemas.reading import current_reading

YEARS = (1800, 2100)
MAX_WORKERS = 1_000_000
MAX_PAYMENT_DAYS = 3_650


class PlacedSchema(RecordSchema):
    """A record that stands somewhere: place names as written, and coordinates in degrees (WGS 84)."""

    province = Text(length=120)
    regency = Text(length=120)
    district = Text(length=120)
    lat = Number(minimum=None, maximum=1e9)
    lon = Number(minimum=None, maximum=1e9)

    @validates_schema
    def point_inside_indonesia(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A point outside Indonesia refuses the record: it would put the business into another country."""
        lat, lon = data.get("lat"), data.get("lon")
        if lat is not None and lon is not None and not inside_indonesia(lat, lon):
            raise ValidationError({"lat": ["outside_indonesia"], "lon": ["outside_indonesia"]})

    @post_load
    def both_or_neither(self, data: dict[str, Any], partial: Any = None, **kwargs: Any) -> dict[str, Any]:
        """Half a coordinate is none."""
        lat, lon = data.get("lat"), data.get("lon")
        if not partial and (lat is None) != (lon is None):
            half = "lat" if lon is None else "lon"
            current_reading().warn(half, data[half], "coordinates_incomplete")
            data.pop("lat", None)
            data.pop("lon", None)
        return data


class ProductList(fields.List[Any]):
    """The products of an UMKM. Null is taken as absent: an import deletes nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("not_a_list")
        if len(value) > LIST_LENGTH:
            raise ValidationError("too_long")
        read: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        return read


class UmkmSchema(PlacedSchema):
    """One UMKM as it comes in and goes out. ``active`` null counts as active."""

    external_id = Key(length=200)
    name = Text(required=True, length=NAME_LENGTH)
    owner_name = Text(length=NAME_LENGTH)
    nik = Nik()
    nib = Nib()
    phone = Phone()
    email = Email()
    address = Text()
    village = Text(length=120)
    scale = Word(canonical_scale, words=SCALES, unknown="unknown_scale", doubtful=True)
    capital_idr = Rupiah()
    annual_sales_idr = Rupiah()
    workers_male = Number(whole=True, maximum=MAX_WORKERS)
    workers_female = Number(whole=True, maximum=MAX_WORKERS)
    founded_year = Number(whole=True, minimum=YEARS[0], maximum=YEARS[1])
    active = Flag()
    description = Text(length=TEXT_LENGTH, lines=True)
    max_payment_days = Number(whole=True, maximum=MAX_PAYMENT_DAYS)
    certificates = CertificateList()
    products = ProductList(fields.Nested(ProductSchema), allow_none=True)
    clusters = Words(Text(length=200))
    marketplace_urls = Words(Text(length=2_000))
