"""Who may do what: one line per operation, one column per caller; then where a reach ends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.errors import SettingsError
from matchmaker.services import keys, users
from tests.api.conftest import Caller, make_key, serving

CALLERS: dict[str, dict[str, Any]] = {
    "admin": {"role": "admin"},
    "dinas": {"role": "dinas", "region": "Kabupaten Lebak"},
    "far": {"role": "dinas", "region": "Bali"},
    "phri": {"role": "association", "association": "PHRI Banten"},
    "other": {"role": "association", "association": "PHRI Bali"},
    "buyer": {"role": "buyer", "buyer": "B1"},
    "owner": {"role": "owner", "umkm": "U1"},
    "rival": {"role": "owner", "umkm": "U2"},
}
NEW_UMKM = {"name": "Baru", "regency": "Kabupaten Lebak"}
NEW_BUYER = {"name": "Hotel Baru", "type": "hotel", "regency": "Kabupaten Lebak", "association": "PHRI Banten"}
NEW_NEED = {"buyer_external_id": "B1", "title": "Kopi"}
PROPOSAL = {"umkm_external_id": "U1", "need_external_id": "N1"}
#   operation, body, and who may (the others get 403)
TABLE: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/umkm", None, set(CALLERS)),
    ("GET", "/umkm/U1", None, set(CALLERS)),
    ("POST", "/umkm", NEW_UMKM, {"admin", "dinas"}),
    ("PATCH", "/umkm/U1", {"description": "x"}, {"admin", "dinas", "owner"}),
    ("DELETE", "/umkm/U1", None, {"admin", "dinas"}),
    ("GET", "/umkm/U1/suggestions", None, {"admin", "dinas", "owner"}),
    ("GET", "/buyers", None, set(CALLERS)),
    ("GET", "/buyers/B1", None, set(CALLERS)),
    ("POST", "/buyers", NEW_BUYER, {"admin", "dinas", "phri"}),
    ("PATCH", "/buyers/B1", {"description": "x"}, {"admin", "dinas", "phri", "buyer"}),
    ("DELETE", "/buyers/B1", None, {"admin", "dinas"}),
    ("GET", "/needs", None, set(CALLERS)),
    ("GET", "/needs/N1", None, set(CALLERS)),
    ("POST", "/needs", NEW_NEED, {"admin", "dinas", "phri", "buyer"}),
    ("PATCH", "/needs/N1", {"description": "x"}, {"admin", "dinas", "phri", "buyer"}),
    ("DELETE", "/needs/N1", None, {"admin", "dinas", "phri", "buyer"}),
    ("GET", "/needs/N1/suggestions", None, {"admin", "dinas", "phri", "buyer"}),
    ("GET", "/search/suppliers?q=keripik", None, {"admin", "dinas", "far", "phri", "other", "buyer"}),
    ("GET", "/pairings", None, {"admin", "dinas", "far"}),
    ("GET", "/why?need=N1&umkm=U1", None, {"admin", "dinas", "phri", "buyer", "owner"}),
    ("GET", "/partnerships", None, set(CALLERS)),
    ("POST", "/partnerships", PROPOSAL, {"admin", "dinas", "phri", "buyer", "owner"}),
    ("GET", "/partnerships/{id}", None, {"admin", "dinas", "phri", "buyer", "owner"}),
    ("POST", "/partnerships/{id}/contacted", {}, {"admin", "dinas", "phri", "buyer", "owner"}),
    ("POST", "/partnerships/{id}/orders", {"quantity": 1}, {"admin", "dinas", "phri", "buyer", "owner"}),
    ("GET", "/partnerships/{id}/drafts/perjanjian", None, {"admin", "dinas", "phri", "buyer", "owner"}),
    ("GET", "/reports/umkm", None, {"admin", "dinas", "far"}),
    ("GET", "/umkm/U1/unlocks", None, {"admin", "dinas", "owner"}),
    ("GET", "/unlocks", None, {"admin", "dinas", "far"}),
]


@pytest.mark.parametrize("who", CALLERS)
def test_the_table(small_database: Path, tmp_path: Path, who: str) -> None:
    """There is a partnership from the start: who is let through may meet a 409, and nothing is deleted."""
    with serving(small_database, tmp_path) as app:
        admin = Caller(app.test_client(), make_key(app, "admin"))
        made = admin("POST", "/partnerships", json=PROPOSAL).json["id"]
        caller = Caller(app.test_client(), make_key(app, **CALLERS[who]))
        for method, path, body, allowed in TABLE:
            path = path.format(id=made)
            answer = caller(method, path, json=body) if body is not None else caller(method, path)
            expected = {200, 201, 409} if who in allowed else {403}
            assert answer.status_code in expected, f"{method} {path}: {answer.status_code}"
            assert who in allowed or answer.json["code"] == "forbidden"


def plain(path: str) -> str:
    """A path with a star for what names a record."""
    named = r"/(U1|B1|N1|<key>|\{id\}|<int:\w+>|<action>|contacted|<name>|<kind>|perjanjian)"
    path = re.sub(named, "/*", path.partition("?")[0])
    return path.replace("/reports/umkm", "/reports/*")


def test_every_operation_has_its_line(app: Any) -> None:
    listed = {(method, plain(path)) for method, path, _, _ in TABLE}
    routes = {
        (method, plain(rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == listed


def test_a_need_of_others_cannot_be_taken_over_by_its_key(caller: Callable[..., Any], admin: Any) -> None:
    """POST of a known key updates it: that must ask whose it is, not only whose it shall be."""
    other = caller("association", association="PHRI Bali")
    admin(
        "POST", "/buyers", json={"external_id": "B7", "name": "Hotel Bali", "type": "hotel", "association": "PHRI Bali"}
    )
    stolen = {"external_id": "N1", "buyer_external_id": "B7", "title": "Milik kami"}
    assert other("POST", "/needs", json=stolen).status_code == 403
    nested = {"needs": [{"external_id": "N1", "title": "Milik kami"}]}
    assert other("PATCH", "/buyers/B7", json=nested).status_code == 403
    assert (
        other(
            "POST", "/buyers", json={"external_id": "B7", "name": "Hotel Bali", "type": "hotel", **nested}
        ).status_code
        == 403
    )
    assert other("PATCH", "/needs/N1", json={"buyer_external_id": "B7"}).status_code == 403
    holder = caller("association", association="PHRI Banten")
    assert holder("PATCH", "/needs/N1", json={"buyer_external_id": "B7"}).status_code == 403, "nor given away"
    need = admin("GET", "/needs/N1").json
    assert (need["title"], need["buyer"]["name"]) == ("Keripik pisang untuk kamar tamu", "Hotel Multatuli")


def test_nobody_writes_oneself_out_of_reach(caller: Callable[..., Any], admin: Any) -> None:
    dinas = caller("dinas", region="Kabupaten Lebak")
    for path in ("/umkm/U1", "/buyers/B1"):
        for change in ({"regency": "Kabupaten Purwakarta"}, {"regency": None}):
            assert dinas("PATCH", path, json=change).status_code == 403, path
    phri = caller("association", association="PHRI Banten")
    assert phri("PATCH", "/buyers/B1", json={"association": "PHRI Bali"}).status_code == 403
    assert admin("GET", "/buyers/B1").json["association"] == "PHRI Banten"


def test_a_record_without_a_region_is_outside_every_region(caller: Callable[..., Any], admin: Any) -> None:
    made = admin("POST", "/umkm", json={"name": "Entah Di Mana"}).json["id"]
    dinas = caller("dinas", region="Banten")
    assert dinas("PATCH", f"/umkm/{made}", json={"regency": "Kabupaten Lebak"}).status_code == 403
    assert dinas("POST", "/umkm", json={"name": "Tanpa Daerah"}).status_code == 403
    assert dinas("PATCH", "/umkm/U1", json={"description": "x"}).status_code == 200, "a regency of the province"


def test_an_owner_declares_and_only_the_office_verifies(caller: Callable[..., Any], admin: Any) -> None:
    owner = caller("owner", umkm="U1")
    declared = [{"type": "HALAL", "number": "ID1"}, "PIRT"]
    assert owner("PATCH", "/umkm/U1", json={"certificates": declared}).status_code == 200
    verified = [{"type": "HALAL", "number": "ID1", "status": "verified"}]
    assert owner("PATCH", "/umkm/U1", json={"certificates": verified}).status_code == 403
    on_product = {"products": [{"external_id": "P1", "certificates": verified}]}
    assert owner("PATCH", "/umkm/U1", json=on_product).status_code == 403
    assert caller("dinas", region="Banten")("PATCH", "/umkm/U1", json={"certificates": verified}).status_code == 200
    kept = [*verified, "NIB"]
    assert owner("PATCH", "/umkm/U1", json={"certificates": kept}).status_code == 200, "what is verified may stay"
    rejected = [{"type": "HALAL", "number": "ID1", "status": "rejected"}]
    assert admin("PATCH", "/umkm/U1", json={"certificates": rejected}).status_code == 200
    again = owner("PATCH", "/umkm/U1", json={"certificates": [{"type": "HALAL", "number": "ID1"}]})
    assert again.status_code == 403, "what was rejected is not declared again"
    renewed = [*rejected, {"type": "HALAL", "number": "ID2"}]
    assert owner("PATCH", "/umkm/U1", json={"certificates": renewed}).status_code == 200, "a new one is"


def test_contacts_are_for_those_who_need_them(small_database: Path, tmp_path: Path) -> None:
    with serving(small_database, tmp_path) as app:
        admin = Caller(app.test_client(), make_key(app, "admin"))
        admin("PATCH", "/buyers/B1", json={"phone": "081200009999"})
        see_umkm, see_buyer = set(), set()
        for who, scope in CALLERS.items():
            caller = Caller(app.test_client(), make_key(app, **scope))
            if caller("GET", "/umkm/U1").json["phone"]:
                see_umkm.add(who)
            if caller("GET", "/buyers/B1").json["phone"]:
                see_buyer.add(who)
            listed = next(u for u in caller("GET", "/umkm").json["items"] if u["external_id"] == "U1")
            assert bool(listed["phone"]) == (who in see_umkm)
        assert see_umkm == {"admin", "dinas", "owner"}
        assert see_buyer == {"admin", "dinas", "phri", "buyer"}


@pytest.fixture
def scoped(small_database: Path, tmp_path: Path) -> Iterator[Any]:
    with serving(small_database, tmp_path, region_scope="Kabupaten Purwakarta") as made:
        yield made


@pytest.mark.parametrize("role", ["admin", "dinas"])
def test_a_key_without_a_region_has_the_scope_of_the_installation(scoped: Any, role: str) -> None:
    key = Caller(scoped.test_client(), make_key(scoped, role))
    assert key("PATCH", "/umkm/U3", json={"description": "x"}).status_code == 200
    assert key("PATCH", "/umkm/U1", json={"description": "x"}).status_code == 403
    assert key("POST", "/umkm", json={"name": "Luar", "regency": "Kabupaten Lebak"}).status_code == 403
    assert key("GET", "/umkm/U1").json["phone"] is None
    assert key("GET", "/partnerships").json["total"] == 0
    assert all("Purwakarta" in str(p["umkm"]["regency"]) for p in key("GET", "/pairings").json["items"])


@pytest.mark.parametrize("role", ["admin", "dinas"])
def test_a_key_with_a_region_has_that_one(scoped: Any, role: str) -> None:
    key = Caller(scoped.test_client(), make_key(scoped, role, region="Kabupaten Lebak"))
    assert key("PATCH", "/umkm/U1", json={"description": "x"}).status_code == 200
    assert key("PATCH", "/umkm/U3", json={"description": "x"}).status_code == 403


def test_the_scope_binds_people_too(scoped: Any) -> None:
    with scoped.extensions[KEY].database.write() as session:
        user = users.add(session, SYSTEM, name="d", role="dinas", password="cukup-panjang")
        seen = {"user_id": user.id, "epoch": user.session_epoch}
    client = scoped.test_client()
    with client.session_transaction() as cookie:
        cookie.update(seen)
    assert client.get("/api/v1/umkm/U1").json["phone"] is None


def test_a_scope_that_is_no_region_stops_the_start(small_database: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError), serving(small_database, tmp_path, region_scope="Narnia"):
        pass


def test_keys_are_kept_as_hashes_only(app: Any, caller: Callable[..., Any], tmp_path: Path) -> None:
    key = caller("admin").key
    assert key.startswith("tm_")
    assert len(key) > 40, "nothing to guess"
    with app.extensions[KEY].database.read() as session:
        row = keys.everything(session)[0]
    assert row.key_hash == hashlib.sha256(key.encode()).hexdigest()
    written = b"".join(path.read_bytes() for path in tmp_path.glob("api.db*"))
    assert key.encode() not in written
    assert row.key_hash.encode() in written


def test_a_key_whose_business_is_gone_can_do_nothing(caller: Callable[..., Any], admin: Any) -> None:
    owner = caller("owner", umkm="U2")
    assert owner("PATCH", "/umkm/U2", json={"description": "x"}).status_code == 200
    assert admin("DELETE", "/umkm/U2").status_code == 204
    assert owner("POST", "/umkm", json={"name": "x", "regency": "Kabupaten Lebak"}).status_code == 403
    assert owner("GET", "/partnerships").json["total"] == 0
