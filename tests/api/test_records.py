"""Records over HTTP: the shapes of CONTRACT 5, errors as problem details, nothing half-saved."""

from __future__ import annotations

from typing import Any

import pytest

PROBLEM = "application/problem+json"

BAD_UMKM: list[tuple[str, Any, str, str]] = [
    ("no name", {"regency": "Lebak"}, "name", "required"),
    ("blank name", {"name": "   "}, "name", "required"),
    ("a list", [{"name": "x"}], "", "not_an_object"),
    ("unknown region", {"name": "x", "regency": "Kabupaten Narnia"}, "regency", "unknown_region"),
    ("region of another province", {"name": "x", "province": "Bali", "regency": "Lebak"}, "regency", "region_conflict"),
    ("negative price", {"name": "x", "products": [{"name": "y", "price_idr": -1}]}, "products.0.price_idr", "negative"),
    (
        "price of 10^30",
        {"name": "x", "products": [{"name": "y", "price_idr": 10.0**30}]},
        "products.0.price_idr",
        "too_large",
    ),
    (
        "half a rupiah",
        {"name": "x", "products": [{"name": "y", "price_idr": 1.5}]},
        "products.0.price_idr",
        "not_a_whole_number",
    ),
    ("true as a number", {"name": "x", "workers_male": True}, "workers_male", "not_a_number"),
    ("product without name", {"name": "x", "products": [{"price_idr": 1}]}, "products.0.name", "required"),
    ("outside Indonesia", {"name": "x", "lat": 48.2, "lon": 16.4}, "lat", "outside_indonesia"),
    ("null island", {"name": "x", "lat": 0, "lon": 0}, "lat", "outside_indonesia"),
    ("unknown certificate", {"name": "x", "certificates": ["ISO 9001"]}, "certificates.0.type", "unknown_certificate"),
    (
        "unknown category",
        {"name": "x", "products": [{"name": "y", "category": "rockets"}]},
        "products.0.category",
        "unknown_category",
    ),
    ("NUL", {"name": "x\x00y"}, "name", "control_character"),
    ("no telephone", {"name": "x", "phone": "besok"}, "phone", "invalid_phone"),
    ("NIB too short", {"name": "x", "nib": "123"}, "nib", "invalid_nib"),
    ("unknown field", {"name": "x", "nama": "y"}, "nama", "unknown_field"),
    ("a year to come", {"name": "x", "founded_year": 3026}, "founded_year", "too_large"),
]


@pytest.mark.parametrize(("what", "body", "path", "code"), BAD_UMKM, ids=[row[0] for row in BAD_UMKM])
def test_bad_umkm_is_named_and_not_saved(admin: Any, what: str, body: Any, path: str, code: str) -> None:
    before = admin("GET", "/umkm").json["total"]
    answer = admin("POST", "/umkm", json=body)
    assert answer.status_code == 422, answer.json
    assert answer.content_type == PROBLEM
    named = {(error["path"], error["code"]) for error in answer.json["errors"]}
    assert {(path, code), (path.rpartition(".")[0], code)} & named
    assert admin("GET", "/umkm").json["total"] == before


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"buyer_external_id": "B1"}, "title", "required"),
        ({"buyer_external_id": "B1", "title": "x", "volume_per_month": 0}, "volume_per_month", "zero"),
        ({"buyer_external_id": "B9", "title": "x"}, "buyer_external_id", "unknown_buyer"),
        ({"buyer_external_id": "B1", "title": "x", "radius_km": -4}, "radius_km", "negative"),
        (
            {"buyer_external_id": "B1", "title": "x", "open_from": "2026-05-01", "open_until": "2026-04-01"},
            "open_until",
            "closes_before_it_opens",
        ),
        ({"buyer_external_id": "B1", "title": "x", "open_until": "31-02-2026"}, "open_until", "not_a_date"),
    ],
)
def test_bad_needs(admin: Any, body: dict[str, Any], path: str, code: str) -> None:
    answer = admin("POST", "/needs", json=body)
    assert answer.status_code == 422
    assert (path, code) in {(e["path"], e["code"]) for e in answer.json["errors"]}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"name": NaN}', b"[" * 100_000, b'{"name": "\xff"}', b'{"price": ' + b"9" * 5000 + b"}"]
)
def test_a_body_that_is_no_json_is_a_400(admin: Any, raw: bytes) -> None:
    answer = admin("POST", "/umkm", data=raw, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.content_type == PROBLEM


def test_create_read_change_delete(admin: Any) -> None:
    made = admin("POST", "/umkm", json={"name": "Kopi Halimun", "regency": "KAB. LEBAK", "certificates": ["halal"]})
    assert made.status_code == 201
    key, tag = made.json["id"], made.headers["ETag"]
    assert made.json["external_id"].startswith("TM-")
    assert made.json["regency_code"] == "36.02"
    assert made.json["certificates"] == [{"type": "HALAL", "number": None, "valid_until": None, "status": "declared"}]
    assert made.headers["Location"] == f"/api/v1/umkm/{key}"

    changed = admin("PATCH", f"/umkm/{key}", json={"phone": "0812-0000-9999"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.json["phone"] == "+6281200009999"
    assert changed.json["certificates"][0]["type"] == "HALAL", "absent keeps"
    stale = admin("PATCH", f"/umkm/{key}", json={"phone": None}, headers={"If-Match": tag})
    assert stale.status_code == 412
    cleared = admin("PATCH", f"/umkm/{key}", json={"certificates": None})
    assert cleared.json["certificates"] is None, "null clears"
    assert admin("GET", f"/umkm/{key}", headers={"If-None-Match": cleared.headers["ETag"]}).status_code == 304

    assert admin("DELETE", f"/umkm/{key}").status_code == 204
    gone = admin("GET", f"/umkm/{key}")
    assert gone.status_code == 404
    assert gone.content_type == PROBLEM


def test_products_merge_by_key_else_by_name_and_unit(admin: Any) -> None:
    body = {"products": [{"external_id": "P1", "price_idr": 9000, "name": "Keripik pisang manis 100 gr"},
                         {"name": "Sale pisang", "unit": "kg"}]}  # fmt: skip
    products = admin("PATCH", "/umkm/U1", json=body).json["products"]
    assert [(p["name"], p["price_idr"]) for p in products] == [
        ("Keripik pisang manis 100 gr", 9000),
        ("Sale pisang", None),
    ]
    again = admin("PATCH", "/umkm/U1", json={"products": [{"name": "sale  PISANG", "unit": "KG", "price_idr": 5}]})
    assert len(again.json["products"]) == 2


def test_the_same_record_twice_is_one(admin: Any) -> None:
    body = {"name": "Tanpa Kunci", "regency": "Lebak"}
    first, second = admin("POST", "/umkm", json=body), admin("POST", "/umkm", json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["id"] == second.json["id"]


def test_idempotency_key(admin: Any) -> None:
    headers = {"Idempotency-Key": "abc"}
    first = admin("POST", "/umkm", json={"name": "Sekali"}, headers=headers)
    again = admin("POST", "/umkm", json={"name": "Sekali"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    other = admin("POST", "/umkm", json={"name": "Lain"}, headers=headers)
    assert other.status_code == 409


def test_lists_page_by_opaque_cursor(admin: Any) -> None:
    seen, path = [], "/umkm?limit=2"
    while path:
        answer = admin("GET", path)
        seen += [item["external_id"] for item in answer.json["items"]]
        assert answer.json["total"] == 3
        cursor = answer.json["next_cursor"]
        if cursor:
            assert f"cursor={cursor}" in answer.headers["Link"]
            assert 'rel="next"' in answer.headers["Link"]
        path = f"/umkm?limit=2&cursor={cursor}" if cursor else ""
    assert seen == ["U1", "U2", "U3"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1000", "limit=x", "cursor=%%%", "cursor=djE6LTU", "regency=Narnia", "bogus=1"]
)
def test_bad_query_parameters_are_refused(admin: Any, query: str) -> None:
    answer = admin("GET", f"/umkm?{query}")
    assert answer.status_code == 422
    assert answer.json["code"] == "invalid_query"


def test_filter_by_region(admin: Any) -> None:
    assert admin("GET", "/umkm?regency=Kab.+Lebak").json["total"] == 2
    assert admin("GET", "/umkm?province=Jabar").json["total"] == 1


def test_method_not_allowed_names_what_is(admin: Any) -> None:
    answer = admin("PUT", "/umkm")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.content_type == PROBLEM


def test_buyers_with_needs(admin: Any) -> None:
    made = admin("POST", "/buyers", json={"name": "Kafe Baru", "type": "kafe", "needs": [{"title": "Biji kopi"}]})
    assert made.status_code == 201
    assert made.json["type"] == "cafe"
    assert made.json["needs"][0]["title"] == "Biji kopi"
    assert admin("GET", f"/needs?buyer_id={made.json['id']}").json["total"] == 1
