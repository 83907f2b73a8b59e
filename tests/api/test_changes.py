"""PATCH: absent keeps, null clears, for every field of every record; what one field cannot judge alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Caller, make_key, serving

FULL: dict[str, dict[str, Any]] = {
    "umkm": {
        "external_id": "FU", "name": "Lengkap", "owner_name": "Tini", "nik": "3602010101800000",
        "nib": "9999000000001", "phone": "+6281200001111", "email": "tini@contoh.invalid", "address": "Jl. Contoh 1",
        "province": "Banten", "regency": "Kabupaten Lebak", "district": "Rangkasbitung", "village": "Cijoro",
        "lat": -6.36, "lon": 106.25, "scale": "micro", "capital_idr": 1_000, "annual_sales_idr": 2_000,
        "workers_male": 0, "workers_female": 3, "founded_year": 2001, "active": False, "description": "a\nb",
        "max_payment_days": 0, "certificates": [{"type": "HALAL", "number": "ID1", "valid_until": "2030-01-01",
        "status": "verified"}], "clusters": ["Sentra"], "marketplace_urls": ["https://contoh.invalid/x"],
    },
    "buyers": {
        "external_id": "FB", "name": "Hotel Lengkap", "type": "hotel", "association": "PHRI Banten", "chain": "C",
        "province": "Banten", "regency": "Kabupaten Lebak", "district": "Rangkasbitung", "lat": -6.36, "lon": 106.25,
        "description": "d", "phone": "+6281200002222", "email": "h@contoh.invalid",
    },
    "needs": {
        "external_id": "FN", "buyer_external_id": "B1", "title": "Kopi", "description": "d", "category": "beverage",
        "required_certificates": ["HALAL"], "preferred_certificates": ["PIRT"], "volume_per_month": 10.5,
        "unit": "kg", "max_price_idr": 100, "radius_km": 5.5, "max_lead_time_days": 0, "min_shelf_life_days": 0,
        "payment_days": 14, "trade_terms": "either", "recurring": False, "open_from": "2026-01-01",
        "open_until": "2027-01-01",
    },
}  # fmt: skip
CHANGED: dict[str, Any] = {
    "name": "Lain", "title": "Teh", "owner_name": "Siti", "nik": "3602010101810000", "nib": "9999000000002",
    "phone": "+6281200003333", "email": "lain@contoh.invalid", "address": "Jl. Lain", "scale": "small",
    "capital_idr": 0, "annual_sales_idr": 0, "workers_male": 9, "workers_female": 0, "founded_year": 1999,
    "active": True, "description": "lain", "max_payment_days": 30, "certificates": [], "clusters": [],
    "marketplace_urls": [], "type": "cafe", "association": "Lain", "chain": "D", "category": "food",
    "required_certificates": [], "preferred_certificates": [], "volume_per_month": 1, "unit": "porsi",
    "max_price_idr": 200, "radius_km": 10, "max_lead_time_days": 3, "min_shelf_life_days": 3, "payment_days": 0,
    "trade_terms": "outright", "recurring": True, "open_from": "2026-02-01", "open_until": "2026-12-01",
    "lat": -6.5, "lon": 106.5, "district": "Cibadak", "village": "Pasar",
}  # fmt: skip
REQUIRED = {("umkm", "name"), ("buyers", "name"), ("buyers", "type"), ("needs", "title"),
            ("needs", "buyer_external_id")}  # fmt: skip
# Lists without an "unknown" of their own are empty when cleared; a key of ours or theirs stays.
EMPTY = {"clusters", "marketplace_urls", "required_certificates", "preferred_certificates"}
FIELDS = [(kind, name) for kind, record in FULL.items() for name in record]


@pytest.fixture(scope="module")
def admin(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with serving(small_database, tmp_path_factory.mktemp("changes")) as app:
        yield Caller(app.test_client(), make_key(app, "admin"))


@pytest.fixture
def full(admin: Caller) -> Iterator[Any]:
    """Full records, new for each test."""

    def make(kind: str) -> dict[str, Any]:
        made = admin("POST", f"/{kind}", json=FULL[kind])
        assert made.status_code == 201, made.json
        found: dict[str, Any] = made.json
        return found

    yield make
    for kind, record in FULL.items():
        admin("DELETE", f"/{kind}/{record['external_id']}")


def shown(kind: str, name: str) -> Any:
    return "************0000" if name == "nik" else FULL[kind][name]


def rest(record: dict[str, Any], *names: str) -> dict[str, Any]:
    """A record without these fields and without what counts its changes."""
    return {key: value for key, value in record.items() if key not in {*names, "updated_at", "version"}}


@pytest.mark.parametrize("kind", FULL)
def test_what_goes_in_comes_out(full: Any, kind: str) -> None:
    made = full(kind)
    for name in FULL[kind]:
        assert made[name] == shown(kind, name), name


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_null_clears_one_field_and_keeps_the_others(admin: Caller, full: Any, kind: str, name: str) -> None:
    made = full(kind)
    answer = admin("PATCH", f"/{kind}/{made['id']}", json={name: None})
    if (kind, name) in REQUIRED:
        assert answer.status_code == 422
        assert (answer.json["errors"][0]["path"], answer.json["errors"][0]["code"]) == (name, "required")
        assert admin("GET", f"/{kind}/{made['id']}").json == made
        return
    assert answer.status_code == 200, answer.json
    cleared = [] if name in EMPTY else made["external_id"] if name == "external_id" else None
    assert answer.json[name] == cleared
    # Half a point is none; the regency's code goes with its name; the rule's scale needs the sales.
    along = {"lat": ("lon",), "lon": ("lat",), "regency": ("regency_code",), "annual_sales_idr": ("scale_by_rule",)}
    assert rest(answer.json, name, *along.get(name, ())) == rest(made, name, *along.get(name, ()))
    for other in ("lat", "lon") if name in ("lat", "lon") else ():
        assert answer.json[other] is None


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, n in FIELDS if n in CHANGED])
def test_one_field_changes_alone(admin: Caller, full: Any, kind: str, name: str) -> None:
    made = full(kind)
    answer = admin("PATCH", f"/{kind}/{made['id']}", json={name: CHANGED[name]})
    assert answer.status_code == 200, answer.json
    assert answer.json[name] == ("************0000" if name == "nik" else CHANGED[name])
    assert answer.json["version"] == made["version"] + 1
    along = ("scale_by_rule",) if name in ("annual_sales_idr", "capital_idr") else ("buyer",)
    assert rest(answer.json, name, *along) == rest(made, name, *along)


@pytest.mark.parametrize("kind", FULL)
def test_a_change_that_changes_nothing_is_none(admin: Caller, full: Any, kind: str) -> None:
    made = full(kind)
    for body in ({}, FULL[kind], {"id": 99, "version": 7, "source": "x", "updated_at": "x"}):
        answer = admin("PATCH", f"/{kind}/{made['id']}", json=body)
        assert answer.status_code == 200
        assert answer.json == made
    assert (
        admin("PATCH", f"/{kind}/{made['id']}", json={"title" if kind == "needs" else "name": "  "}).status_code == 422
    )


def test_a_point_is_judged_with_the_half_that_is_there(admin: Caller, full: Any) -> None:
    path = f"/umkm/{full('umkm')['id']}"
    far = admin("PATCH", path, json={"lat": 48.2})
    assert {(e["path"], e["code"]) for e in far.json["errors"]} >= {("lat", "outside_indonesia")}
    admin("PATCH", path, json={"lat": None})
    half = admin("PATCH", path, json={"lat": -6.4})
    assert (half.status_code, half.json["errors"][0]["code"]) == (422, "coordinates_incomplete")
    assert admin("PATCH", path, json={"lat": -6.4, "lon": 106.2}).json["lon"] == 106.2


def test_dates_are_judged_with_the_one_that_is_there(admin: Caller, full: Any) -> None:
    need = full("needs")
    for body in ({"open_until": "2025-12-31"}, {"open_from": "2027-06-01"}):
        answer = admin("PATCH", f"/needs/{need['id']}", json=body)
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "closes_before_it_opens")


def test_a_known_need_posted_with_one_date_only_is_judged_with_the_other(admin: Caller, full: Any) -> None:
    full("needs")
    body = {"external_id": "FN", "buyer_external_id": "B1", "title": "Kopi", "open_until": "2025-12-31"}
    answer = admin("POST", "/needs", json=body)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "closes_before_it_opens")


def test_a_need_moves_to_another_buyer_unless_a_partnership_stands_on_it(admin: Caller, full: Any) -> None:
    need = full("needs")
    moved = admin("PATCH", f"/needs/{need['id']}", json={"buyer_external_id": "B2"})
    assert (moved.status_code, moved.json["buyer"]["name"]) == (200, "Bioskop Rangkas")
    unknown = admin("PATCH", f"/needs/{need['id']}", json={"buyer_external_id": "B99"})
    assert (unknown.status_code, unknown.json["errors"][0]["code"]) == (422, "unknown_buyer")
    made = admin("POST", "/partnerships", json={"umkm_external_id": "U1", "need_external_id": "N1"})
    assert made.status_code == 201
    stays = admin("PATCH", "/needs/N1", json={"buyer_external_id": "B2"})
    assert (stays.status_code, stays.json["errors"][0]["code"]) == (422, "need_has_partnerships")


def test_a_product_is_named_by_its_key_alone_only_where_it_is_there(admin: Caller) -> None:
    changed = admin("PATCH", "/umkm/U1", json={"products": [{"external_id": "P1", "price_idr": 11_000}]})
    assert changed.status_code == 200, changed.json
    assert (changed.json["products"][0]["name"], changed.json["products"][0]["price_idr"]) == (
        "Keripik pisang manis 100 gr", 11_000)  # fmt: skip
    for product in ({"price_idr": 5}, {"external_id": "P77", "price_idr": 5}):
        answer = admin("PATCH", "/umkm/U1", json={"products": [product]})
        assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "products.0.name")


def test_a_need_within_a_buyer_is_named_by_its_key_alone_only_where_it_is_there(admin: Caller) -> None:
    changed = admin("PATCH", "/buyers/B1", json={"needs": [{"external_id": "N1", "radius_km": 90}]})
    assert changed.status_code == 200, changed.json
    assert changed.json["needs"][0]["radius_km"] == 90
    answer = admin("PATCH", "/buyers/B1", json={"needs": [{"title": "ok"}, {"radius_km": 5}]})
    assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "needs.1.title")
    assert len(admin("GET", "/buyers/B1").json["needs"]) == 1, "nothing half-saved"


@pytest.mark.parametrize("name", ["price_idr", "unit", "description", "category", "capacity_per_month", "moq",
                                  "lead_time_days", "shelf_life_days", "gtin", "certificates", "export_countries",
                                  "trade_terms"])  # fmt: skip
def test_null_clears_a_field_of_a_product(admin: Caller, name: str) -> None:
    whole = {"external_id": "PX", "name": "Sale", "price_idr": 5, "unit": "kg", "description": "d", "category": "food",
             "capacity_per_month": 1, "moq": 1, "lead_time_days": 1, "shelf_life_days": 1, "gtin": "4006381333931",
             "certificates": ["HALAL"], "export_countries": ["Jepang"], "trade_terms": ["outright"]}  # fmt: skip
    admin("PATCH", "/umkm/U3", json={"products": [whole]})
    answer = admin("PATCH", "/umkm/U3", json={"products": [{"external_id": "PX", name: None}]})
    assert answer.status_code == 200, answer.json
    product = next(one for one in answer.json["products"] if one["external_id"] == "PX")
    assert product[name] is None
    kept = {key: value for key, value in product.items() if key != name}
    certificates = [{"type": "HALAL", "number": None, "valid_until": None, "status": "declared"}]
    assert kept == {
        key: certificates if key == "certificates" else value for key, value in whole.items() if key != name
    }


def test_a_new_key_must_be_free(admin: Caller, full: Any) -> None:
    made = full("umkm")
    taken = admin("PATCH", f"/umkm/{made['id']}", json={"external_id": "U1"})
    assert (taken.status_code, taken.json["code"]) == (409, "external_id_taken")
    renamed = admin("PATCH", f"/umkm/{made['id']}", json={"external_id": "FU2"})
    assert renamed.json["external_id"] == "FU2"
    assert admin("GET", "/umkm/FU").status_code == 404
    admin("DELETE", "/umkm/FU2")


def test_numbers_of_theirs_and_of_ours_are_told_apart(admin: Caller) -> None:
    """A source that numbers its rows: "1" is the key of one business and the id of another."""
    made = admin("POST", "/umkm", json={"external_id": "1", "name": "Nomor Satu", "products": [{"name": "keripik"}]})
    assert made.json["id"] != 1
    assert admin("GET", "/umkm/1").json["external_id"] == "U1", "an address means our id"
    body = {"umkm_external_id": "1", "need_external_id": "N1"}
    assert admin("POST", "/partnerships", json=body).json["umkm"]["name"] == "Nomor Satu"
    body = {"umkm_external_id": "2", "need_external_id": "N1"}
    assert admin("POST", "/partnerships", json=body).status_code == 404, "2 is an id of ours and nobody's key"
