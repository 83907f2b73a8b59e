"""Suggestions over HTTP: one shape, exact sums, changes seen at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from matchmaker.db import Database

SHAPE = {"umkm", "product", "need", "buyer", "score", "eligibility", "distance_km", "checks", "reasons",
         "model_version", "catalog_version"}  # fmt: skip


def exact(item: dict[str, Any]) -> None:
    total = item["intercept"] + sum(reason["contribution"] for reason in item["reasons"])
    assert total == pytest.approx(math.log(item["score"] / (1 - item["score"])), abs=1e-6)


def test_suppliers_for_a_need(admin: Any) -> None:
    items = admin("GET", "/needs/N1/suggestions").json["items"]
    assert items[0]["umkm"]["external_id"] == "U1"
    assert items[0]["eligibility"] == "eligible"
    for item in items:
        assert set(item) >= SHAPE
        assert len(item["reasons"]) <= 4
        exact(item)
    evidence = {check["rule"]: check["evidence"] for check in items[0]["checks"]}
    assert evidence["capacity"] == "Kapasitas 3.000 bungkus/bulan, dibutuhkan 500."
    assert evidence["price"] == "Harga Rp 10.000 per bungkus, batas Rp 12.000."


def test_buyers_for_an_umkm_have_the_same_score(admin: Any) -> None:
    from_need = admin("GET", "/needs/N1/suggestions").json["items"][0]
    from_umkm = admin("GET", "/umkm/U1/suggestions").json["items"][0]
    assert from_umkm["need"]["external_id"] == "N1"
    assert from_umkm["score"] == from_need["score"]
    assert from_umkm["reasons"] == from_need["reasons"]


def test_inferred_needs_are_marked_and_apart(admin: Any) -> None:
    posted = admin("GET", "/umkm/U1/suggestions").json["items"]
    inferred = admin("GET", "/umkm/U1/suggestions?inferred=true").json["items"]
    assert all("inferred" not in item["need"] for item in posted)
    assert inferred
    assert all(item["need"]["inferred"] for item in inferred)
    assert {item["buyer"]["name"] for item in inferred} == {"Bioskop Rangkas"}


def test_why_not(admin: Any) -> None:
    item = admin("GET", "/why?need=N1&umkm=U2").json
    exact(item)
    failed = {check["rule"] for check in item["checks"] if check["verdict"] == "fail"}
    assert {"certificate:HALAL", "certificate:PIRT"} <= failed
    assert all(check["fix"] for check in item["checks"] if check["verdict"] == "fail")


def test_a_change_is_seen_by_the_next_answer(admin: Any) -> None:
    admin("PATCH", "/umkm/U1", json={"products": [{"external_id": "P1", "name": "Keripik pisang manis 100 gr",
                                                   "price_idr": 20000}]})  # fmt: skip
    item = admin("GET", "/needs/N1/suggestions").json["items"][0]
    assert item["eligibility"] == "fixable"
    admin("DELETE", "/umkm/U1")
    names = {item["umkm"]["external_id"] for item in admin("GET", "/needs/N1/suggestions").json["items"]}
    assert "U1" not in names


def test_a_word_never_seen_is_searchable_at_once(admin: Any) -> None:
    admin(
        "POST", "/umkm", json={"external_id": "U9", "name": "Dapur Zyxwolia", "products": [{"name": "zyxwolia kering"}]}
    )
    items = admin("GET", "/search/suppliers?q=zyxwolia").json["items"]
    assert items
    assert items[0]["umkm"]["external_id"] == "U9"


def test_search_has_facets_and_pages(admin: Any) -> None:
    answer = admin("GET", "/search/suppliers?q=keripik&limit=1").json
    assert {"items", "next_cursor", "total", "facets"} <= set(answer)
    assert any(value["value"] == "36.02" for value in answer["facets"]["regency_code"])


@pytest.mark.parametrize("query", ["near=91,200", "near=x", "certificates=ISO", "category=rockets", "radius_km=-1"])
def test_bad_searches_are_refused(admin: Any, query: str) -> None:
    assert admin("GET", f"/search/suppliers?{query}").status_code == 422


def test_pairings_of_a_region(caller: Callable[..., Any], admin: Any) -> None:
    everything = admin("GET", "/pairings").json
    assert everything["items"][0]["umkm"]["external_id"] == "U1"
    assert admin("GET", "/pairings?regency=Kabupaten+Purwakarta").json["total"] <= everything["total"]
    assert admin("GET", "/pairings?buyer_type=cinema").json["total"] == 0
    elsewhere = caller("dinas", region="Bali")
    assert elsewhere("GET", "/pairings").json["total"] == 0


def test_english_on_demand(admin: Any) -> None:
    item = admin("GET", "/needs/N1/suggestions", headers={"Accept-Language": "en"}).json["items"][0]
    assert any("fits" in reason["text"] for reason in item["reasons"])


def test_suggestions_are_shown_also_when_nobody_can_note_them(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer is long at work: reading does not wait for it to fail."""

    def busy(_self: Database) -> Any:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(Database, "write", busy)
    assert admin("GET", "/needs/N1/suggestions").json["items"]
