"""The register kept by hand by an office: businesses, their permits and products, buyers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]
SHOP = {"name": "Dodol Rekaan", "regency": "Kabupaten Lebak", "phone": "081200001234", "scale": "micro",
        "description": "dodol durian", "active": "true"}  # fmt: skip
HOTEL = {"name": "Hotel Baru Contoh", "type": "hotel", "regency": "Kabupaten Lebak", "phone": "081200005678"}


def made(answer: Any) -> str:
    """Where a saved form leads to."""
    assert answer.status_code == 302, words(answer)
    return str(answer.headers["Location"])


def test_a_business_at_the_counter_is_entered_and_corrected(visit: Visit) -> None:
    dinas = visit("dinas")
    assert 'value="Kabupaten Lebak"' in dinas.get("/umkm/baru").get_data(as_text=True), "the office's own region"
    address = made(dinas.post("/umkm/baru", SHOP))
    page = words(dinas.get(address))
    assert "Dodol Rekaan" in page
    assert "+6281200001234" in page.replace(" ", "")
    assert made(dinas.post("/umkm/baru", SHOP)) == address, "the same form sent twice is one business"
    form = dinas.get(f"{address}/ubah").get_data(as_text=True)
    assert re.search(r'<option value="micro" selected', form)
    made(dinas.post(f"{address}/ubah", SHOP | {"description": "", "village": "Muara"}))
    page = words(dinas.get(address))
    assert "Muara" in page
    assert "dodol durian" not in page, "what was emptied is unknown again"


def test_what_is_wrong_is_said_beside_its_field(visit: Visit) -> None:
    dinas = visit("dinas")
    answer = dinas.post("/umkm/baru", SHOP | {"name": "", "nib": "123", "regency": "Kabupaten Antah"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'id="name-salah"' in page
    outside = dinas.post("/umkm/baru", SHOP | {"regency": "Kota Palembang"})
    assert outside.status_code == 422
    assert "Di luar wilayah kerja Anda" in words(outside)
    assert "Dodol Rekaan" not in words(visit("admin").get("/umkm?name=dodol"))


def test_a_permit_is_looked_at(visit: Visit) -> None:
    dinas = visit("dinas")
    address = made(dinas.post("/umkm/baru", SHOP))
    entered = {"type": "HALAL", "number": "ID9990000001", "status": "declared"}
    made(dinas.post(f"{address}/izin", entered))
    assert "halal · menurut UMKM" in words(dinas.get(f"{address}/izin"))
    made(dinas.post(f"{address}/izin", entered | {"status": "verified"}))
    page = words(dinas.get(f"{address}/izin"))
    assert "halal · sudah diperiksa" in page
    assert "menurut UMKM ID" not in page, "the permit did not double"
    made(dinas.post(f"{address}/izin", entered | {"number": "ID9990000002"}))
    assert words(dinas.get(f"{address}/izin")).count("halal · ") == 2, "a verified one stays beside another number"
    wrong = dinas.post(f"{address}/izin", {"type": "", "valid_until": "besok", "status": "verified"})
    assert wrong.status_code == 422


def test_a_product_of_a_business_without_a_phone(visit: Visit) -> None:
    dinas = visit("dinas")
    address = made(dinas.post("/umkm/baru", SHOP))
    product = {"name": "Dodol durian", "unit": "kg", "price_idr": "60.000", "category": "food"}
    assert made(dinas.post(f"{address}/produk/baru", product)) == address
    page = dinas.get(address).get_data(as_text=True)
    found = re.search(rf'href="({address}/produk/\d+)"', page)
    assert found is not None
    made(dinas.post(found[1], {"price_idr": "65.000", "capacity_per_month": "40"}))
    shown = words(dinas.get(address))
    assert "Rp 65.000 per kg" in shown.replace("\xa0", " ")
    assert "40 kg" in shown
    assert dinas.post(found[1], {"price_idr": "murah"}).status_code == 422
    assert dinas.get(f"{address}/produk/999999").status_code == 404


def test_a_buyer_is_entered_on_the_way_to_its_first_need(visit: Visit) -> None:
    dinas = visit("dinas")
    assert "/pembeli/baru" in dinas.get("/kebutuhan/baru").get_data(as_text=True)
    address = made(dinas.post("/pembeli/baru", HOTEL | {"association": "PHRI Banten"}))
    number = address.split("pembeli=")[1]
    form = dinas.get(address).get_data(as_text=True)
    assert re.search(rf'<option value="{number}" selected>Hotel Baru Contoh', form)
    edited = made(dinas.post(f"/pembeli/{number}/ubah", HOTEL | {"association": "PHRI Banten", "district": "Maja"}))
    assert edited == "/kebutuhan"
    assert 'value="Maja"' in dinas.get(f"/pembeli/{number}/ubah").get_data(as_text=True)
    assert visit("association").get(f"/pembeli/{number}/ubah").status_code == 200


def test_an_association_enters_buyers_of_its_own_and_of_no_other(visit: Visit) -> None:
    association = visit("association")
    assert 'name="association"' not in association.get("/pembeli/baru").get_data(as_text=True)
    address = made(association.post("/pembeli/baru", HOTEL | {"association": "PHRI Sumsel"}))
    number = address.split("pembeli=")[1]
    admin = visit("admin").get(f"/pembeli/{number}/ubah").get_data(as_text=True)
    assert 'value="PHRI Banten"' in admin
    made(association.post(f"/pembeli/{number}/ubah", HOTEL | {"association": "PHRI Sumsel"}))
    assert 'value="PHRI Banten"' in visit("admin").get(f"/pembeli/{number}/ubah").get_data(as_text=True)


@pytest.mark.parametrize("role", ["association", "buyer", "owner"])
@pytest.mark.parametrize("path", ["/umkm/baru", "/umkm/1/ubah", "/umkm/1/izin", "/umkm/1/produk/baru"])
def test_the_register_of_businesses_is_kept_by_offices(role: str, path: str, visit: Visit) -> None:
    assert visit(role).get(path).status_code == 403
    assert visit(role).post(path, SHOP).status_code == 403


@pytest.mark.parametrize("role", ["buyer", "owner"])
def test_nobody_else_enters_buyers(role: str, visit: Visit) -> None:
    assert visit(role).get("/pembeli/baru").status_code == 403
    assert visit(role).post("/pembeli/baru", HOTEL).status_code == 403


def test_an_office_keeps_its_own_region_only(visit: Visit) -> None:
    """A business of another region is shown without the buttons, and its forms are closed."""
    admin = visit("admin")
    far = made(admin.post("/umkm/baru", SHOP | {"name": "Pempek Jauh Rekaan", "regency": "Kota Palembang"}))
    dinas = visit("dinas")
    assert "Periksa izin" not in words(dinas.get(far))
    assert dinas.get(f"{far}/ubah").status_code == 403
    assert dinas.post(f"{far}/izin", {"type": "HALAL", "status": "verified"}).status_code == 403
