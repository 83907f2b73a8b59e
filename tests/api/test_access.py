"""Who may do what over HTTP; every route of the API has an answer for nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.app import HEADERS
from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.services import keys, users


def test_nobody_gets_401_on_every_route(app: Any, caller: Callable[..., Any]) -> None:
    nobody = caller(None)
    checked = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1") or rule.rule.endswith("openapi.json"):
            continue
        path = rule.rule.removeprefix("/api/v1").replace("<key>", "1").replace("<int:partnership_id>", "1")
        path = path.replace("<action>", "contacted")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            query = "?need=N1&umkm=U1" if path == "/why" else ""
            answer = nobody(method, path + query, **({"json": {}} if method in ("POST", "PATCH") else {}))
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            assert "Bearer" in answer.headers["WWW-Authenticate"]
            checked += 1
    assert checked >= 20


def test_a_wrong_key_is_401(caller: Callable[..., Any]) -> None:
    stranger = caller(None)
    object.__setattr__(stranger, "key", "tm_wrong")
    assert stranger("GET", "/umkm").status_code == 401


def test_a_revoked_key_is_401(app: Any, caller: Callable[..., Any]) -> None:
    dinas = caller("dinas", region="Kabupaten Lebak")
    assert dinas("GET", "/umkm").status_code == 200
    with app.extensions[KEY].database.write() as session:
        keys.revoke(session, SYSTEM, "dinas key")
    assert dinas("GET", "/umkm").status_code == 401


def test_dinas_writes_in_its_region_only(caller: Callable[..., Any]) -> None:
    dinas = caller("dinas", region="Kabupaten Purwakarta")
    assert dinas("PATCH", "/umkm/U3", json={"description": "sapu"}).status_code == 200
    assert dinas("PATCH", "/umkm/U1", json={"description": "x"}).status_code == 403
    moved = dinas("PATCH", "/umkm/U3", json={"regency": "Kabupaten Lebak"})
    assert moved.status_code == 403, "nor may a record be moved out of reach"
    assert dinas("GET", "/umkm/U3").json["regency"] == "Kabupaten Purwakarta"


def test_owner_sees_and_changes_the_own_business_only(caller: Callable[..., Any]) -> None:
    owner = caller("owner", umkm="U1")
    assert owner("GET", "/umkm/U1/suggestions").status_code == 200
    assert owner("GET", "/umkm/U2/suggestions").status_code == 403
    assert owner("GET", "/needs/N1/suggestions").status_code == 403
    assert owner("GET", "/search/suppliers?q=abon").status_code == 403
    assert owner("GET", "/pairings").status_code == 403
    assert owner("PATCH", "/umkm/U1", json={"description": "enak"}).status_code == 200
    assert owner("DELETE", "/umkm/U1").status_code == 403


def test_contacts_are_hidden_from_buyers(caller: Callable[..., Any], admin: Any) -> None:
    association = caller("association", association="PHRI Banten")
    assert admin("GET", "/umkm/U1").json["phone"] == "+6281200001111"
    assert association("GET", "/umkm/U1").json["phone"] is None


def test_association_reaches_its_members_needs(caller: Callable[..., Any]) -> None:
    phri, other = caller("association", association="PHRI Banten"), caller("association", association="PHRI Bali")
    assert phri("GET", "/needs/N1/suggestions").status_code == 200
    assert other("GET", "/needs/N1/suggestions").status_code == 403
    assert phri("POST", "/needs", json={"buyer_external_id": "B1", "title": "Kopi"}).status_code == 201
    assert phri("POST", "/needs", json={"buyer_external_id": "B2", "title": "Kopi"}).status_code == 403


def test_the_nik_is_never_shown_whole(admin: Any) -> None:
    made = admin("POST", "/umkm", json={"name": "Rahasia", "nik": "3602010101800000"})
    assert made.json["nik"] == "************0000"
    again = admin("PATCH", f"/umkm/{made.json['id']}", json={"nik": "************0000", "name": "Rahasia 2"})
    assert again.json["nik"] == "************0000"


def test_a_session_cookie_reads_but_does_not_write(app: Any) -> None:
    with app.extensions[KEY].database.write() as session:
        user = users.add(session, SYSTEM, name="a", role="admin", password="cukup-panjang")
        user_id, epoch = user.id, user.session_epoch
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["user_id"], cookie["epoch"] = user_id, epoch
    assert client.get("/api/v1/umkm").status_code == 200
    assert client.post("/api/v1/umkm", json={"name": "x"}).status_code == 401


def test_rate_limit(app: Any, caller: Callable[..., Any]) -> None:
    from api.auth import LIMITER, RateLimit

    app.extensions[LIMITER] = RateLimit(3)
    admin = caller("admin")
    statuses = [admin("GET", "/umkm?limit=1").status_code for _ in range(5)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses[3:]


@pytest.mark.parametrize("path", ["/livez", "/api/v1/openapi.json", "/docs", "/api/v1/umkm", "/nothing-here"])
def test_headers_on_every_answer(app: Any, path: str) -> None:
    answer = app.test_client().get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
