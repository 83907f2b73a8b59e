"""The quick reading of plain records and the schemas say the same, whatever stands in a record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from marshmallow import Schema

from matchmaker.errors import InvalidRecordError
from matchmaker.schemas import reading
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.certificates import CertificateSchema
from matchmaker.schemas.needs import NeedBodySchema, NeedSchema
from matchmaker.schemas.outcomes import OutcomeSchema
from matchmaker.schemas.plain import CHECKS, load, read_plain
from matchmaker.schemas.products import ProductSchema
from matchmaker.schemas.umkm import UmkmSchema

UMKM, BUYER, NEED = UmkmSchema(), BuyerSchema(), NeedSchema()
# The rules of a record as a whole that have a twin in `plain.CHECKS`, or that only bring values to their form.
KNOWN_HOOKS = {
    UmkmSchema: {"drop_blanks", "point_inside_indonesia", "both_or_neither"},
    BuyerSchema: {"drop_blanks", "point_inside_indonesia", "both_or_neither"},
    NeedSchema: {"drop_blanks", "dates_in_order"},
    NeedBodySchema: {"drop_blanks", "dates_in_order"},
    ProductSchema: {"drop_blanks"},
    CertificateSchema: {"drop_blanks"},
}

WORDS = st.sampled_from(
    ["Keripik Bu Tini", "  dua  kata ", "", "   ", "a\nb", "a\r\nb", "a\tb", "\u00a0", "nul\0", "\ud800", "\ufffe",
     "micro", "Mikro", "UMI", "HALAL", "P-IRT", "NIB", "snack", "KULINER", "outright", "konsinyasi", "hotel", "Hotel",
     "2026-01-31", "2026-02-30", "2026-W01-1", "20260131", "٢٠٢٦-01-31", "081200001234", "0812-0000-1234", "12,5",
     "9999000000001", "9.99E+12", "3602010101900000", "************0000", "4006381333931", "x@y.invalid", "xy.invalid",
     "7", "-7", "1.9", "1e5", "NaN", "true", "PIRT,HALAL", "x" * 61, "x" * 121, "x" * 301, "x" * 1001, "Banten"]
)  # fmt: skip
NUMBERS = st.sampled_from(
    [0, 1, -1, 7, 1.0, 1.9, -0.0, 0.5, 2026, 1799, 10**6, 10**12, 10**12 + 1, 10**30, 3650.0, 3651, -6.2, 106.8, 51.5,
     float("nan"), float("inf"), float("-inf"), 2**63, 2**63 - 1, -1e301, True, False]
)  # fmt: skip
ODD_VALUES = st.one_of(WORDS, NUMBERS, st.none(), st.text(max_size=8), st.just([]), st.just({}), st.just([None]))


def records(fields: dict[str, Any], nested: dict[str, Any] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Records with some of the fields: mostly what they want, now and then anything."""
    likely = {name: st.one_of(wanted, wanted, ODD_VALUES) for name, wanted in fields.items()}
    parts = {name: st.one_of(st.lists(one, max_size=3), st.lists(one, max_size=3), ODD_VALUES)
             for name, one in (nested or {}).items()}  # fmt: skip
    extra = {"id": st.just(4), "scale_by_rule": st.just("micro"), "colour": st.just("red"), " ": WORDS}
    return st.fixed_dictionaries({}, optional=likely | parts | extra)


NAME = st.sampled_from(["Keripik Bu Tini", " Tahu  Jaya ", "Kopi Toraja é"])
COUNT = st.sampled_from([0, 1, 7, 30, 5.0, 2.5])
DAY = st.sampled_from(["2026-01-31", "2027-12-01", " 2026-05-05 "])
CERTIFICATE = records(
    {
        "type": st.sampled_from(["HALAL", "P-IRT", "nib"]),
        "number": st.sampled_from(["9999000000001", "ID32110000000000001", "  "]),
        "valid_until": DAY,
        "status": st.sampled_from(["declared", "Verified", "rejected"]),
    }
)
CERTIFICATES = st.one_of(CERTIFICATE, st.sampled_from(["HALAL", "PIRT", "SNI", "nonsense", " ", None]))
PLACE = {"province": st.just("Banten"), "regency": st.just("Kab. Lebak"), "district": st.just("Rangkasbitung"),
         "lat": st.sampled_from([-6.36, -6, 51.5]), "lon": st.sampled_from([106.25, 106, 0])}  # fmt: skip
PRODUCT = records(
    {"external_id": st.sampled_from(["P1", 7, " P 2 "]), "name": NAME, "description": NAME, "unit": st.just("kg"),
     "category": st.sampled_from(["snack", "food", "kuliner"]), "price_idr": st.sampled_from([0, 15000, 15000.0]),
     "capacity_per_month": COUNT, "moq": COUNT, "lead_time_days": COUNT, "shelf_life_days": COUNT,
     "gtin": st.sampled_from(["4006381333931", 4006381333931, "4006381333932"]),
     "export_countries": st.lists(NAME, max_size=3), "trade_terms": st.lists(st.just("outright"), max_size=2)},
    {"certificates": CERTIFICATES},
)  # fmt: skip
UMKM_RECORD = records(
    {"external_id": st.sampled_from(["U1", 1]), "name": NAME, "owner_name": NAME, "nik": st.just("3602010101900000"),
     "nib": st.just("9999000000001"), "phone": st.just("081200001234"), "email": st.just("x@y.invalid"), **PLACE,
     "scale": st.sampled_from(["micro", "kecil"]), "capital_idr": COUNT, "annual_sales_idr": COUNT,
     "workers_male": COUNT, "founded_year": st.sampled_from([1999, 2026.0]), "active": st.booleans(),
     "description": NAME, "max_payment_days": COUNT, "clusters": st.lists(NAME, max_size=3),
     "marketplace_urls": st.lists(NAME, max_size=2)},
    {"certificates": CERTIFICATES, "products": PRODUCT},
)  # fmt: skip
NEED_FIELDS = {"external_id": st.just("N1"), "title": NAME, "description": NAME, "category": st.just("snack"),
               "required_certificates": st.lists(st.sampled_from(["HALAL", "halal", "x"]), max_size=3),
               "volume_per_month": COUNT, "unit": st.just("kg"), "max_price_idr": COUNT, "radius_km": COUNT,
               "max_lead_time_days": COUNT, "payment_days": COUNT, "trade_terms": st.sampled_from(["outright", "x"]),
               "recurring": st.booleans(), "open_from": DAY, "open_until": DAY}  # fmt: skip
NEED_RECORD = records(NEED_FIELDS | {"buyer_external_id": st.just("B1")})
BUYER_RECORD = records(
    {"external_id": st.just("B1"), "name": NAME, "type": st.just("hotel"), "phone": st.just("081200001234"), **PLACE},
    {"needs": records(NEED_FIELDS)},
)


def outcome(schema: Schema, record: Any, read: Any) -> Any:
    """What a reading comes to: the clean record with the types of its values, or what was wrong with it."""
    try:
        clean, warnings = read(schema, record, strict=False)
    except InvalidRecordError as error:
        return "refused", [repr(problem) for problem in error.problems]
    return _exactly(clean), [repr(problem) for problem in warnings]


def _exactly(value: Any) -> Any:
    """A value whose equality also asks for the same types: 7 is not 7.0."""
    if isinstance(value, dict):
        return {name: _exactly(one) for name, one in value.items()}
    return [_exactly(one) for one in value] if isinstance(value, list) else repr(value)


def _same(schema: Schema, record: dict[str, Any]) -> None:
    assert outcome(schema, record, load) == outcome(schema, record, reading.load)
    plain = read_plain(schema, record)
    if plain is not None:
        assert reading.load(schema, record, strict=True) == (plain, []), "the strict reading has nothing to add"


QUIET = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@QUIET
@given(UMKM_RECORD)
@example({"name": "x", "phone": float("nan"), "nik": float("inf")})
@example({"name": "x", "lat": 1e9, "lon": None})
@example({"name": "x", "description": "a\n\nb ", "certificates": ["NIB", {"type": "NIB", "number": "1"}]})
def test_a_business(record: dict[str, Any]) -> None:
    _same(UMKM, record)


@QUIET
@given(PRODUCT)
def test_a_product(record: dict[str, Any]) -> None:
    _same(UMKM, {"name": "x", "products": [record]})


@QUIET
@given(BUYER_RECORD)
def test_a_buyer(record: dict[str, Any]) -> None:
    _same(BUYER, record)


@QUIET
@given(NEED_RECORD)
@example({"title": "x", "buyer_external_id": "B", "open_from": "2026-02-01", "open_until": "2026-01-01"})
def test_a_need(record: dict[str, Any]) -> None:
    _same(NEED, record)


def test_a_usual_record_is_plain() -> None:
    product = {"name": "Keripik", "price_idr": 15000, "unit": "kg", "certificates": ["PIRT"]}
    found = read_plain(UMKM, {"name": " Bu  Tini ", "lat": -6.36, "lon": 106.25, "nib": "9999000000001", "phone": "",
                              "certificates": [{"type": "Halal", "valid_until": "2027-01-31"}],
                              "products": [product]})  # fmt: skip
    assert found is not None, "the quick way would never be taken"
    assert (found["name"], "phone" in found) == ("Bu Tini", False)
    assert found["certificates"][0]["type"] == "HALAL"
    assert found["products"][0]["certificates"] == [
        {"type": "PIRT", "number": None, "valid_until": None, "status": "declared"}
    ]


@pytest.mark.parametrize("schema", [*CHECKS], ids=lambda one: one.__name__)
def test_no_rule_without_its_twin(schema: type[Schema]) -> None:
    hooks = {name for listed in schema._hooks.values() for name, *_ in listed}
    assert hooks == KNOWN_HOOKS[schema], "a new rule of the schema needs its twin in plain.CHECKS"


def test_other_schemas_are_asked() -> None:
    record = {"umkm_external_id": "U1", "stage": "active", "buyer_external_id": "B1"}
    assert read_plain(OutcomeSchema(), record) is None
    assert load(OutcomeSchema(), record)[0]["stage"] == "active"
