"""Sign-in cookies: new at the door, dead with the password, the account or the secret, and only for reading here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.services import users
from tests.api.conftest import serving
from tests.pages.conftest import Visitor

PASSWORD = "kata-sandi-uji"
NEW = "kata-sandi-lain"


@pytest.fixture
def app(small_database: Path, tmp_path: Path) -> Iterator[Any]:
    with serving(small_database, tmp_path) as made:
        with made.extensions[KEY].database.write() as session:
            for name, role in (("ani", "admin"), ("budi", "dinas")):
                users.add(session, SYSTEM, name=name, role=role, password=PASSWORD)
        yield made


def visitor(app: Any) -> Visitor:
    return Visitor(app.test_client())


def cookie_of(one: Visitor) -> str | None:
    found = one.client.get_cookie("session")
    return found.value if found else None


def reads(one: Visitor) -> bool:
    return bool(one.get("/api/v1/umkm").status_code == 200)


def test_what_stood_in_the_cookie_before_is_gone_after_signing_in(app: Any) -> None:
    """An attacker who planted a session knows nothing of the one that is signed in."""
    one = visitor(app)
    planted = one.token()
    with one.client.session_transaction() as cookie:
        cookie["user_id"], cookie["epoch"], cookie["planted"] = 1, 999, "x"
    before = cookie_of(one)
    assert one.sign_in("budi", PASSWORD).status_code == 302
    assert cookie_of(one) != before
    with one.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") is None or cookie["csrf_token"] != planted
    assert reads(one)
    thief = visitor(app)
    thief.client.set_cookie("session", before or "")
    assert not reads(thief)


def test_a_new_password_ends_every_other_session_and_unused_links_stay_single(app: Any) -> None:
    here, elsewhere = visitor(app), visitor(app)
    for one in (here, elsewhere):
        one.sign_in("budi", PASSWORD)
        assert reads(one)
    assert here.post("/akun", {"sandi": PASSWORD, "sandi_baru": NEW}).status_code == 302
    assert reads(here)
    assert not reads(elsewhere)
    assert visitor(app).sign_in("budi", PASSWORD).status_code == 422
    assert visitor(app).sign_in("budi", NEW).status_code == 302


def test_an_account_that_is_switched_off_is_out_at_once(app: Any) -> None:
    one = visitor(app)
    one.sign_in("budi", PASSWORD)
    with app.extensions[KEY].database.write() as session:
        next(user for user in users.everyone(session) if user.name == "budi").active = False
    assert not reads(one)
    assert visitor(app).sign_in("budi", PASSWORD).status_code == 422


@pytest.mark.parametrize("forged", ["x", "eyJ1c2VyX2lkIjoxfQ.aaaa.bbbb", ""])
def test_a_cookie_that_we_did_not_sign_is_nobody(app: Any, forged: str) -> None:
    one = visitor(app)
    one.client.set_cookie("session", forged)
    assert not reads(one)


def test_a_cookie_signed_with_another_secret_is_nobody(app: Any, small_database: Path, tmp_path: Path) -> None:
    one = visitor(app)
    one.sign_in("ani", PASSWORD)
    folder = tmp_path / "other"
    folder.mkdir()
    with serving(small_database, folder, secret_key="another-secret") as other:
        stranger = visitor(other)
        stranger.client.set_cookie("session", cookie_of(one) or "")
        assert not reads(stranger)


def test_a_bad_key_is_not_helped_by_a_good_cookie(app: Any) -> None:
    one = visitor(app)
    one.sign_in("ani", PASSWORD)
    assert one.get("/api/v1/umkm", headers={"Authorization": "Bearer tm_x"}).status_code == 401


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_cookie_never_writes_here(app: Any, method: str) -> None:
    one = visitor(app)
    one.sign_in("ani", PASSWORD)
    path = "/api/v1/umkm" if method == "POST" else "/api/v1/umkm/U1"
    assert one.client.open(path, method=method, json={"name": "x"}).status_code == 401


def test_what_a_reader_got_is_not_for_other_readers(app: Any) -> None:
    one = visitor(app)
    one.sign_in("ani", PASSWORD)
    answer = one.get("/api/v1/umkm/U1")
    assert "private" in answer.headers["Cache-Control"]
    assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer.vary)
