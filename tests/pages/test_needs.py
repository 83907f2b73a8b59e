"""Needs: the form says what is wrong beside the field, and reads numbers as they are written here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from api.extensions import KEY
from matchmaker import clock
from matchmaker.domain.access import SYSTEM
from matchmaker.services import needs
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]


def stored(app: Any, need_id: int) -> dict[str, Any]:
    with app.extensions[KEY].database.read() as session:
        return needs.record(needs.get(session, SYSTEM, need_id))


def test_a_need_is_posted_as_it_is_written(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    answer = visit("association").post(
        "/kebutuhan/baru",
        {
            "buyer_id": str(ids["B1"]), "title": "  Gula semut   untuk kopi ", "category": "food",
            "volume_per_month": "1.250,5", "unit": "kg", "max_price_idr": "Rp 45.000", "payment_days": "0",
            "required_certificates": ["HALAL", "PIRT"], "recurring": "true", "open_until": "2030-01-31",
        },
    )  # fmt: skip
    record = stored(app, int(answer.headers["Location"].rpartition("/")[2]))
    assert record["title"] == "Gula semut untuk kopi"
    assert (record["volume_per_month"], record["max_price_idr"], record["payment_days"]) == (1250.5, 45000, 0)
    assert record["required_certificates"] == ["HALAL", "PIRT"]
    assert record["radius_km"] is None, "what was left empty is unknown, not zero"
    assert record["recurring"] is True


def test_posting_the_same_form_twice_makes_one_need(visit: Visit, ids: dict[str, int]) -> None:
    visitor = visit("association")
    form = {"buyer_id": str(ids["B1"]), "title": "Sandal kamar"}
    first, second = visitor.post("/kebutuhan/baru", form), visitor.post("/kebutuhan/baru", form)
    assert first.headers["Location"] == second.headers["Location"]


def test_numbers_follow_the_language_of_the_page(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    visitor = visit("association")
    visitor.get("/bahasa?pilih=en")
    form = {"buyer_id": str(ids["B1"]), "title": "Palm sugar", "volume_per_month": "1,250.5"}
    answer = visitor.post("/kebutuhan/baru", form)
    assert stored(app, int(answer.headers["Location"].rpartition("/")[2]))["volume_per_month"] == 1250.5


def test_editing_shows_what_is_there_and_may_take_away(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    visitor, path = visit("association"), f"/kebutuhan/{ids['N1']}/ubah"
    page = visitor.get(path).get_data(as_text=True)
    assert 'value="12.000"' in page
    assert re.search(r'id="required_certificates-HALAL" value="HALAL" checked', page)
    answer = visitor.post(path, {"title": "Keripik pisang", "max_price_idr": "", "volume_per_month": "600"})
    assert answer.status_code == 302
    record = stored(app, ids["N1"])
    assert (record["max_price_idr"], record["volume_per_month"], record["required_certificates"]) == (None, 600, [])
    assert record["external_id"] == "N1"


def test_one_cannot_post_for_somebody_else(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    answer = visit("association").post("/kebutuhan/baru", {"buyer_id": str(ids["B3"]), "title": "Gula"})
    assert answer.status_code == 403
    assert "bukan untuk akun Anda" in words(answer)
    assert "Hotel Pusri" not in words(visit("association").get("/kebutuhan/baru"))


def test_closing_a_need_ends_its_suggestions(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    visitor = visit("association")
    assert visitor.post(f"/kebutuhan/{ids['N1']}/tutup").status_code == 302
    yesterday = clock.today() - timedelta(days=1)
    assert stored(app, ids["N1"])["open_until"] == yesterday.isoformat()
    assert "Keripik pisang untuk kamar tamu" not in words(visitor.get("/kebutuhan"))
    assert "Keripik pisang untuk kamar tamu" in words(visitor.get("/kebutuhan?semua=true"))
    assert "Usulkan" not in words(visitor.get(f"/kebutuhan/{ids['N1']}"))


def test_each_sees_the_needs_one_answers_for(visit: Visit) -> None:
    assert "Keripik pisang" in words(visit("association").get("/kebutuhan"))
    assert "Sapu lidi" not in words(visit("association").get("/kebutuhan"))
    assert "Keripik pisang" not in words(visit("buyer").get("/kebutuhan"))
    assert "Sapu lidi" in words(visit("admin").get("/kebutuhan"))


def test_an_owner_reads_a_need_but_not_its_other_suppliers(visit: Visit, ids: dict[str, int]) -> None:
    page = words(visit("owner").get(f"/kebutuhan/{ids['N1']}"))
    assert "500 bungkus" in page
    assert "Abon Ikan Rangkas" not in page


def test_why_not_finds_an_umkm_by_typing(visit: Visit, ids: dict[str, int]) -> None:
    answer = visit("association").get(f"/kebutuhan/{ids['N1']}/mengapa?nama=abon")
    assert f'href="/mengapa?need={ids["N1"]}&amp;umkm={ids["U2"]}"' in answer.get_data(as_text=True)
    assert "Tidak ada UMKM bernama" in words(visit("association").get(f"/kebutuhan/{ids['N1']}/mengapa?nama=zzz"))


def test_a_missing_need_is_a_page_of_ours(visit: Visit) -> None:
    answer = visit("dinas").get("/kebutuhan/999999999999999999999999")
    assert answer.status_code == 404
    assert "tidak ditemukan" in words(answer)
