"""The owner's pages: buyers with what is missing and where to mend it, products, certificates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.services import records, umkm, users
from tests.pages.conftest import PASSWORD, Visitor, words

Visit = Callable[..., Visitor]


def product(app: Any, key: str = "P1") -> dict[str, Any]:
    with app.extensions[KEY].database.read() as session:
        record = umkm.record(umkm.get(session, SYSTEM, "U1"), SYSTEM)
        return next(one for one in record["products"] if one["external_id"] == key)


def test_a_card_says_who_buys_what_and_why(visit: Visit) -> None:
    page = words(visit("owner").get("/usaha"))
    assert "Hotel · Hotel Multatuli" in page
    assert "Perlu 500 bungkus per bulan" in page
    assert "Harga sampai Rp 12.000 per bungkus" in page
    assert "Memenuhi syarat" in page
    assert "Saya berminat, usulkan" in page


def test_guesses_stand_apart_and_cannot_be_proposed(visit: Visit) -> None:
    posted, _, guessed = visit("owner").get("/usaha").get_data(as_text=True).partition("Mungkin juga membutuhkan")
    assert "Bioskop Rangkas" in guessed, "a buyer that has posted no need"
    assert "Bioskop Rangkas" not in posted
    assert "dugaan, belum diminta" in guessed
    assert "<form" not in guessed.split("<footer")[0]


def test_what_is_missing_leads_to_where_it_is_mended(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    with app.extensions[KEY].database.write() as session:
        change = {"certificates": [], "products": [{"external_id": "P1", "name": "Keripik pisang", "price_idr": None}]}
        records.change(session, SYSTEM, "umkm", "U1", change)
    answer = visit("owner").get("/usaha")
    page = words(answer)
    assert "Yang perlu dilengkapi" in page
    assert "Urus halal; dinas dapat mendampingi." in page
    assert "Isi harga dan satuannya." in page
    assert f'href="/usaha/produk/{ids["P1"]}"' in answer.get_data(as_text=True)
    assert 'href="/usaha/data"' in answer.get_data(as_text=True)


def test_price_and_capacity_are_changed_and_the_rest_stays(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    before = product(app)
    form = {"price_idr": "11.500", "capacity_per_month": "2.500", "moq": "", "lead_time_days": "4",
            "shelf_life_days": "120", "trade_terms": ["outright"]}  # fmt: skip
    assert visit("owner").post(f"/usaha/produk/{ids['P1']}", form).headers["Location"] == "/usaha/produk"
    after = product(app)
    assert (after["price_idr"], after["capacity_per_month"], after["moq"]) == (11500, 2500, None)
    assert after["trade_terms"] == ["outright"]
    assert (after["name"], after["unit"], after["external_id"]) == (before["name"], before["unit"], "P1")
    assert "Rp 11.500 per bungkus" in words(visit("owner").get("/usaha/produk"))


def test_a_slip_in_a_product_is_named_and_changes_nothing(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    answer = visit("owner").post(f"/usaha/produk/{ids['P1']}", {"price_idr": "-1", "capacity_per_month": "5"})
    assert answer.status_code == 422
    assert re.search(r'id="price_idr-salah">[^<]*negatif', answer.get_data(as_text=True))
    assert product(app)["capacity_per_month"] == 3000


def test_a_new_product_can_be_found(visit: Visit) -> None:
    form = {"name": "Sale pisang gulung", "unit": "pak", "price_idr": "17.000"}
    assert visit("owner").post("/usaha/produk/baru", form).status_code == 302
    assert "Sale pisang gulung" in words(visit("association").get("/cari?q=sale+pisang"))
    assert visit("owner").post("/usaha/produk/baru", {"unit": "pak"}).status_code == 422


def test_another_business_product_is_out_of_reach(visit: Visit, ids: dict[str, int]) -> None:
    assert visit("owner").get(f"/usaha/produk/{ids['P2']}").status_code == 404
    assert visit("owner").post(f"/usaha/produk/{ids['P2']}", {"price_idr": "1"}).status_code == 404


def test_a_certificate_is_declared_and_the_others_stay(app: Any, visit: Visit) -> None:
    form = {"type": "HKI", "number": "IDM000000001", "valid_until": "2031-05-01"}
    assert visit("owner").post("/usaha/sertifikat", form).status_code == 302
    with app.extensions[KEY].database.read() as session:
        held = umkm.record(umkm.get(session, SYSTEM, "U1"), SYSTEM)["certificates"]
    assert {one["type"] for one in held} == {"HALAL", "PIRT", "NIB", "HKI"}
    assert {"type": "HKI", "number": "IDM000000001", "valid_until": "2031-05-01", "status": "declared"} in held
    assert visit("owner").post("/usaha/sertifikat", {"type": ""}).status_code == 422


def test_an_owner_cannot_verify_their_own_certificate(app: Any, visit: Visit) -> None:
    form = {"type": "SNI", "status": "verified"}
    assert visit("owner").post("/usaha/sertifikat", form).status_code == 302
    with app.extensions[KEY].database.read() as session:
        held = umkm.record(umkm.get(session, SYSTEM, "U1"), SYSTEM)["certificates"]
    assert next(one["status"] for one in held if one["type"] == "SNI") == "declared"


@pytest.mark.parametrize(("phone", "said"), [("12", "bukan nomor telepon"), ("halo", "bukan nomor telepon")])
def test_a_wrong_telephone_is_named(phone: str, said: str, visit: Visit) -> None:
    answer = visit("owner").post("/usaha/data", {"phone": phone, "max_payment_days": "30"})
    assert answer.status_code == 422
    assert re.search(rf'id="phone-salah">[^<]*{said}', answer.get_data(as_text=True))


def test_an_owner_without_a_business_is_told_what_to_do(app: Any, visit: Visit) -> None:
    with app.extensions[KEY].database.write() as session:
        users.add(session, SYSTEM, name="tanpa usaha", role="owner", password=PASSWORD)
    answer = visit("tanpa usaha").get("/usaha")
    assert answer.status_code == 403
    assert "hubungi dinas" in words(answer)
