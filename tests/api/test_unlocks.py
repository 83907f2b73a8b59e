"""`/unlocks` and `/umkm/{id}/unlocks`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.conftest import Caller


def test_what_opens_a_need(admin: Caller) -> None:
    product = {"name": "Keripik pisang manis 100 gr", "unit": "bungkus", "price_idr": 9000, "capacity_per_month": 4000,
               "moq": 10, "lead_time_days": 2, "shelf_life_days": 120}  # fmt: skip
    body = {"external_id": "U9", "name": "Keripik Pisang Rangkas", "regency": "Kabupaten Lebak",
            "certificates": ["PIRT"], "max_payment_days": 60, "products": [product]}  # fmt: skip
    assert admin("POST", "/umkm", json=body).status_code == 201
    answer = admin("GET", "/umkm/U9/unlocks").get_json()
    halal = next(item for item in answer["items"] if item["improvement"] == "certificate:HALAL")
    assert halal["opens_alone"] == 1
    assert halal["needs"][0]["need"]["external_id"] == "N1"
    assert halal["fix"]
    region = admin("GET", "/unlocks?regency=Kabupaten Lebak").get_json()["items"]
    assert region[0]["improvement"] == "certificate:HALAL"
    assert [one["external_id"] for one in region[0]["umkm"]] == ["U9"]
    assert admin("PATCH", "/umkm/U9", json={"certificates": ["PIRT", "HALAL"]}).status_code == 200
    assert admin("GET", "/umkm/U9/unlocks").get_json()["items"] == []


def test_who_may_ask(caller: Callable[..., Caller]) -> None:
    cases: list[tuple[str, dict[str, Any], int, int]] = [
        ("dinas", {"region": "Kabupaten Lebak"}, 200, 200),
        ("dinas", {"region": "Kabupaten Purwakarta"}, 403, 403),
        ("association", {"association": "PHRI Banten"}, 403, 403),
    ]
    for role, scope, own, region in cases:
        asks = caller(role, **scope)
        assert asks("GET", "/umkm/U1/unlocks").status_code == own, role
        assert asks("GET", "/unlocks?regency=36.02").status_code == region, role
