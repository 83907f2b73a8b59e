"""The door: passwords, one-time links, how often one may try, where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.extensions import KEY
from api.pages.attempts import PER_ADDRESS, PER_NAME
from api.pages.shell import local_path
from matchmaker.domain.access import SYSTEM
from matchmaker.services import users
from tests.pages.conftest import PASSWORD, PEOPLE, Visitor, words

Visit = Callable[..., Visitor]
BEGIN = {"admin": "/pasangan", "dinas": "/pasangan", "association": "/cari", "buyer": "/cari", "owner": "/usaha"}


@pytest.fixture
def make_link(app: Any) -> Callable[[str], str]:
    def make(name: str) -> str:
        with app.extensions[KEY].database.write() as session:
            return users.make_link(session, SYSTEM, name)

    return make


@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_begins_at_its_own_page(name: str, visit: Visit) -> None:
    visitor = visit(None)
    assert visitor.sign_in(name).headers["Location"] == "/"
    assert visitor.get("/").headers["Location"] == BEGIN[name]


def test_after_signing_in_one_is_where_one_wanted_to_be(visit: Visit) -> None:
    visitor = visit(None)
    assert visitor.get("/kebutuhan?nama=gula").headers["Location"] == "/masuk?lanjut=/kebutuhan?nama%3Dgula"
    answer = visitor.post("/masuk", {"nama": "dinas", "sandi": PASSWORD, "lanjut": "/kebutuhan?nama=gula"})
    assert answer.headers["Location"] == "/kebutuhan?nama=gula"


@pytest.mark.parametrize("where", ["//jahat.invalid", "https://jahat.invalid", "/\\jahat.invalid", "/\tx", "x", ""])
def test_the_door_leads_nowhere_else(where: str, visit: Visit) -> None:
    assert local_path(where) is None
    answer = visit(None).post("/masuk", {"nama": "dinas", "sandi": PASSWORD, "lanjut": where})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_sound_the_same(visit: Visit) -> None:
    wrong = visit(None).sign_in("dinas", "bukan ini")
    unknown = visit(None).sign_in("tidak ada", "bukan ini")
    assert wrong.status_code == unknown.status_code == 422
    assert "Nama akun atau kata sandi tidak cocok." in words(wrong)
    assert "Nama akun atau kata sandi tidak cocok." in words(unknown)


def test_guessing_is_stopped_even_when_the_guess_is_right_at_last(visit: Visit) -> None:
    visitor = visit(None)
    for _ in range(PER_NAME):
        assert visitor.sign_in("dinas", "salah").status_code == 422
    stopped = visitor.sign_in("dinas")
    assert stopped.status_code == 429
    assert "Tunggu lima menit" in words(stopped)
    assert visitor.sign_in("owner").status_code == 302, "other names go on"


def test_a_hall_full_of_owners_may_share_one_address(visit: Visit) -> None:
    for _ in range(PER_ADDRESS + 5):
        assert visit(None).sign_in("owner").status_code == 302


def test_a_form_older_than_its_session_leads_to_the_door_and_says_why(visit: Visit, ids: dict[str, int]) -> None:
    visitor = visit(None)
    answer = visitor.client.post("/usulkan", data={"umkm_id": str(ids["U1"]), "need_id": str(ids["N1"])})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/masuk")
    assert "belum tersimpan" in words(visitor.get("/masuk"))
    assert "belum tersimpan" in words(visit("dinas").client.post("/usulkan", data={}))
    piece = visit(None).client.post("/usulkan", data={}, headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["HX-Redirect"]) == (401, "/masuk")


def test_a_link_signs_in_once(visit: Visit, make_link: Callable[[str], str]) -> None:
    token = make_link("owner")
    first = visit(None)
    assert "satu kali" in words(first.get(f"/masuk/{token}"))
    assert first.get(f"/masuk/{token}").status_code == 200, "looking at the link does not spend it"
    assert first.post(f"/masuk/{token}").headers["Location"] == "/"
    assert "Pembeli untuk usaha saya" in words(first.get("/usaha"))
    second = visit(None).post(f"/masuk/{token}")
    assert second.status_code == 422
    assert "sudah dipakai" in words(second)


def test_who_comes_by_link_without_a_password_is_asked_for_one(
    app: Any, visit: Visit, make_link: Callable[[str], str]
) -> None:
    with app.extensions[KEY].database.write() as session:
        users.add(session, SYSTEM, name="bu siti", role="owner", umkm="U2")
    visitor = visit(None)
    assert visitor.post(f"/masuk/{make_link('bu siti')}").headers["Location"] == "/akun"
    assert visitor.post("/akun", {"sandi_baru": "pendek"}).status_code == 422
    assert visitor.post("/akun", {"sandi_baru": "abon ikan enak"}).headers["Location"] == "/usaha"
    assert visitor.get("/usaha").status_code == 200, "this session goes on"
    assert visit(None).sign_in("bu siti", "abon ikan enak").status_code == 302


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(visit: Visit) -> None:
    here, elsewhere = visit("dinas"), visit("dinas")
    refused = here.post("/akun", {"sandi": "bukan", "sandi_baru": "sandi yang baru"})
    assert refused.status_code == 422
    assert "Kata sandi lama tidak cocok" in words(refused)
    assert here.post("/akun", {"sandi": PASSWORD, "sandi_baru": "sandi yang baru"}).status_code == 302
    assert here.get("/data").status_code == 200
    assert elsewhere.get("/data").status_code == 302


def test_signing_out(visit: Visit) -> None:
    visitor = visit("dinas")
    assert visitor.post("/keluar").headers["Location"] == "/"
    assert visitor.get("/data").headers["Location"].startswith("/masuk")


def test_the_session_cookie_is_not_for_scripts_nor_for_other_sites(visit: Visit) -> None:
    cookie = visit(None).sign_in("dinas").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_demo_accounts_are_offered_in_the_demo_only(app: Any, visit: Visit) -> None:
    assert "akun contoh" in words(visit(None).get("/masuk"))
    part = app.extensions[KEY]
    from dataclasses import replace

    part.settings = replace(part.settings, demo=False)
    assert "akun contoh" not in words(visit(None).get("/masuk"))
