"""What goes out comes in again as the same records: JSONL, CSV and XLSX, over records a person would never think of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from marshmallow import Schema

from matchmaker.domain.categories import BUYER_TYPES, CATEGORIES
from matchmaker.domain.certificates import STATUSES, TYPES
from matchmaker.domain.pipeline import STAGES
from matchmaker.errors import InvalidRecordError
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.needs import NeedBodySchema, NeedSchema
from matchmaker.schemas.outcomes import OutcomeSchema
from matchmaker.schemas.products import ProductSchema
from matchmaker.schemas.reading import load
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.spreadsheets.official import PRODUCT_KEY, SHEETS, UMKM_KEY
from matchmaker.spreadsheets.reading import read_file
from matchmaker.spreadsheets.records import Kind
from matchmaker.spreadsheets.writing import CSV_FIELDS, write_file

SCHEMAS: dict[Kind, Schema] = {
    "umkm": UmkmSchema(),
    "buyers": BuyerSchema(),
    "needs": NeedSchema(),
    "outcomes": OutcomeSchema(),
}
FORMATS = (".jsonl", ".csv", ".xlsx")
# Texts that spreadsheets, CSV readers or we ourselves might take for something else.
TRICKY = (
    "=1+1",
    '=HYPERLINK("http://x.invalid")',
    "+62 812",
    "-5",
    "@SUM(A1)",
    "'quoted",
    "''twice",
    "'=1+1",
    "007",
    "1.500",
    "1,5 jt",
    "-",
    "Tidak ada",
    "sda",
    "TRUE",
    "true",
    "#N/A",
    "Jumlah",
    "Total 5",
    "CONTOH: warung",
    "[1, 2]",
    "{}",
    "NaN",
    "a;b",
    "a,b",
    'say "x"',
    "_x0041_",
    "_x000D_",
    "12.345",
    "2029-08-17",
    "1E+05",
    "Kab. Lebak",
    "nama",
    "No",
    "(1)",
    "½ Matang",
    "Bu’e",
    "Café",
    "日本",
    "🙂",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "tab\tstop",
    "\u0085",
    "\ufdd0",
)
letters = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
words = st.one_of(st.sampled_from(TRICKY), st.text(letters, min_size=1, max_size=30))
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
amounts = st.one_of(
    st.none(), st.integers(0, 10**9), st.floats(0, 1e6, allow_subnormal=False).map(lambda x: round(x, 5))
)
rupiah = st.one_of(st.none(), st.integers(1, 2**63 - 1))
days = st.one_of(st.none(), st.integers(0, 3_650))
dates = st.one_of(st.none(), st.dates().filter(lambda d: d.year > 1900).map(lambda d: d.isoformat()))
lists = st.lists(words, max_size=3)
certificates = st.one_of(
    st.none(),
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(TYPES),
                "number": st.one_of(st.none(), words),
                "valid_until": dates,
                "status": st.sampled_from(STATUSES),
            }
        ),
        max_size=3,
    ),
)
maybe = lambda strategy: st.one_of(st.none(), strategy)  # noqa: E731
points = st.one_of(
    st.just((None, None)),
    st.tuples(st.floats(-11, 6).map(lambda x: round(x, 7)), st.floats(95, 141).map(lambda x: round(x, 7))),
)
products = st.lists(
    st.fixed_dictionaries(
        {
            "external_id": maybe(keys),
            "name": words,
            "description": maybe(words),
            "category": maybe(st.sampled_from(CATEGORIES)),
            "unit": maybe(words),
            "price_idr": rupiah,
            "capacity_per_month": amounts,
            "moq": amounts,
            "lead_time_days": days,
            "shelf_life_days": days,
            "gtin": maybe(st.just("8991234567897")),
            "certificates": certificates,
            "export_countries": maybe(lists),
            "trade_terms": maybe(st.lists(st.sampled_from(("outright", "consignment")))),
        }
    ),
    max_size=3,
    unique_by=(lambda p: " ".join(p["name"].casefold().split()), lambda p: p["external_id"] or p["name"]),
)
needs = st.fixed_dictionaries(
    {
        "external_id": maybe(keys),
        "title": words,
        "description": maybe(words),
        "category": maybe(st.sampled_from(CATEGORIES)),
        "required_certificates": st.lists(st.sampled_from(TYPES), unique=True),
        "volume_per_month": maybe(st.integers(1, 10**6)),
        "unit": maybe(words),
        "max_price_idr": rupiah,
        "radius_km": maybe(st.floats(1, 900).map(lambda x: round(x, 3))),
        "max_lead_time_days": days,
        "payment_days": days,
        "recurring": maybe(st.booleans()),
        "open_from": dates,
        "trade_terms": maybe(st.sampled_from(("outright", "consignment", "either"))),
    }
)


def umkm_record(parts: dict[str, Any]) -> dict[str, Any]:
    lat, lon = parts.pop("point")
    return {**parts, "lat": lat, "lon": lon}


RECORDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "umkm": st.fixed_dictionaries(
        {
            "external_id": keys,
            "name": words,
            "owner_name": maybe(words),
            "nib": maybe(st.just("9999000000007")),
            "phone": maybe(st.just("081200001234")),
            "email": maybe(st.just("a@b.invalid")),
            "address": maybe(words),
            "regency": maybe(words),
            "village": maybe(words),
            "point": points,
            "scale": maybe(st.sampled_from(("micro", "small"))),
            "capital_idr": rupiah,
            "workers_male": maybe(st.integers(0, 99)),
            "founded_year": maybe(st.integers(1900, 2026)),
            "active": maybe(st.booleans()),
            "description": maybe(words),
            "certificates": certificates,
            "products": products,
            "clusters": lists,
            "marketplace_urls": lists,
        }
    ).map(umkm_record),
    "buyers": st.fixed_dictionaries(
        {
            "external_id": keys,
            "name": words,
            "type": st.sampled_from(BUYER_TYPES),
            "association": maybe(words),
            "regency": maybe(words),
            "point": points,
            "description": maybe(words),
            "needs": st.lists(needs, max_size=2),
        }
    ).map(umkm_record),
    "needs": st.tuples(needs, keys, keys).map(lambda t: {**t[0], "external_id": t[1], "buyer_external_id": t[2]}),
    "outcomes": st.fixed_dictionaries(
        {
            "external_id": keys,
            "umkm_external_id": keys,
            "need_external_id": keys,
            "product": maybe(words),
            "month": st.sampled_from(("2025-01", "2024-12")),
            "stage": st.sampled_from(sorted(STAGES)),
            "reason": maybe(words),
            "value_idr": rupiah,
        }
    ),
}


def dumped(kind: Kind, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records as an export hands them out: read by the schema and dumped by it."""
    try:
        clean = [load(SCHEMAS[kind], record, strict=False)[0] for record in records]
    except InvalidRecordError:
        reject()  # a record that the schema refuses never goes out
    return [SCHEMAS[kind].dump(one) for one in clean]


def said(record: dict[str, Any]) -> dict[str, Any]:
    """What a record says: null and, but for certificates, an empty list say nothing."""
    kept: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, list):
            value = [said(part) if isinstance(part, dict) else part for part in value]
        if value is not None and not (value == [] and name not in ("certificates", "export_countries", "trade_terms")):
            kept[name] = value
    return kept


def ordered(record: dict[str, Any]) -> dict[str, Any]:
    """Certificates of a workbook stand on a sheet of their own: their order within a record does not count."""
    for holder in (record, *record.get("products", [])):
        if holder.get("certificates"):
            holder["certificates"] = sorted(holder["certificates"], key=repr)
    return record


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("kind", ["umkm", "buyers", "needs", "outcomes"])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_same_records_again(tmp_path: Path, kind: Kind, suffix: str, data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[kind], min_size=1, max_size=3, unique_by=lambda r: r["external_id"].strip()))
    before = dumped(kind, records)
    path = tmp_path / f"out{suffix}"
    assert write_file(path, kind, before) == len(before)
    reading = read_file(path, kind, {})
    assert [problem for row in reading.rows for problem in row.errors] == []
    assert reading.unknown_columns == []
    after = [SCHEMAS[kind].dump(load(SCHEMAS[kind], row.record, strict=False)[0]) for row in reading.rows]
    assert [ordered(said(record)) for record in after] == [ordered(said(record)) for record in before]


def test_sheets_name_every_field() -> None:
    assert set(SHEETS["umkm"]) == set(UmkmSchema().fields) - {"products"}
    assert set(SHEETS["products"]) == set(ProductSchema().fields) | {UMKM_KEY}
    assert set(SHEETS["certificates"]) == {UMKM_KEY, PRODUCT_KEY, "type", "number", "valid_until", "status"}
    assert set(SHEETS["buyers"]) == set(BuyerSchema().fields) - {"needs"}
    assert set(SHEETS["needs"]) == set(NeedBodySchema().fields) | {"buyer_external_id"}
    for kind, fields in CSV_FIELDS.items():
        assert set(fields) == set(SCHEMAS[kind].fields), kind  # type: ignore[index]
