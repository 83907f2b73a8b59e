"""Targets on the page: typed as people type, kept, shown in the LKjIP, and only of the own region."""

from __future__ import annotations

from typing import Any

from matchmaker.clock import today
from tests.pages.conftest import words


def test_a_target_typed_in_stands_in_the_lkjip(visit: Any) -> None:
    visitor = visit("dinas")
    answer = visitor.post("/target", {"holders_nib": "80", "value_realised": "1.500.000", "agreements": ""})
    assert answer.status_code == 302
    page = visitor.get(f"/target?year={today().year}").get_data(as_text=True)
    assert 'value="80"' in page
    assert 'value="1.500.000"' in page
    found = visitor.get("/api/v1/reports/lkjip").get_json()["tables"][0]
    targets = {one["name"]: one["denominator"] for one in found["figures"]}
    assert (targets["lkjip:holders_nib"], targets["lkjip:value_realised"]) == (80, 1_500_000)
    assert targets["lkjip:agreements"] is None
    shown = words(visitor.get("/laporan/lkjip"))
    assert "Indikator Target Realisasi Capaian Belum diketahui" in shown
    assert "belum diisi" in shown
    visitor.post("/target", {"holders_nib": ""})
    assert visitor.get("/api/v1/reports/lkjip").get_json()["tables"][0]["figures"][1]["denominator"] is None


def test_what_is_no_number_is_named_and_nothing_is_kept(visit: Any) -> None:
    visitor = visit("dinas")
    answer = visitor.post("/target", {"holders_nib": "banyak", "agreements": "5"})
    assert answer.status_code == 422
    assert "banyak" in answer.get_data(as_text=True)
    assert 'value="5"' not in visitor.get("/target").get_data(as_text=True)


def test_an_office_sets_its_own_region_only(visit: Any) -> None:
    visit("dinas").post("/target?regency=32.14", {"agreements": "5"})
    admin = visit("admin")
    assert 'value="5"' not in admin.get("/target?regency=32.14").get_data(as_text=True)
    assert 'value="5"' in admin.get("/target?regency=36.02").get_data(as_text=True)
    admin.post("/target?regency=32.14&year=2027", {"agreements": "9"})
    assert 'value="9"' in admin.get("/target?regency=32.14&year=2027").get_data(as_text=True)
    assert 'value="9"' not in admin.get("/target?regency=32.14").get_data(as_text=True)
