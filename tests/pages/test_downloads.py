"""The records of the region as files and on paper: all of them, none of another region, no NIK."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from api.pages.downloads import FILES, KINDS
from matchmaker.services.lists import LISTS
from tests.pages.conftest import words


def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_in_every_kind_of_file(visit: Any, kind: str) -> None:
    visitor = visit("dinas")
    page = visitor.get("/unduh").get_data(as_text=True)
    for ending in (*FILES, *(["pdf"] if kind in LISTS else [])):
        assert f'href="/unduh/{kind}.{ending}"' in page
        answer = visitor.get(f"/unduh/{kind}.{ending}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert visitor.get(f"/unduh/{kind}.exe").status_code == 404
    assert visitor.get("/unduh/users.xlsx").status_code == 404


def test_only_the_own_region_and_all_of_it(visit: Any, ids: dict[str, int]) -> None:
    dinas, admin = visit("dinas"), visit("admin")
    assert {one["external_id"] for one in lines(dinas.get("/unduh/umkm.jsonl"))} == {"U1", "U2"}
    assert {one["external_id"] for one in lines(admin.get("/unduh/umkm.jsonl"))} == {"U1", "U2", "U3"}
    assert {one["external_id"] for one in lines(dinas.get("/unduh/buyers.jsonl"))} == {"B1", "B2"}
    assert {one["external_id"] for one in lines(dinas.get("/unduh/needs.jsonl"))} == {"N1"}
    assert {one["external_id"] for one in lines(admin.get("/unduh/needs.jsonl"))} == {"N1", "N2"}
    for maker, need in (("U1", "N1"), ("U3", "N2")):
        admin.post("/usulkan", {"umkm_id": str(ids[maker]), "need_id": str(ids[need])})
    assert len(lines(admin.get("/unduh/partnerships.jsonl"))) == 2
    assert [one["umkm"]["external_id"] for one in lines(dinas.get("/unduh/partnerships.jsonl"))] == ["U1"]


def test_the_printed_list_says_what_the_workbook_says(visit: Any) -> None:
    visitor = visit("dinas")
    pages = PdfReader(io.BytesIO(visitor.get("/unduh/umkm.pdf").data)).pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (842, 595), "A4 across"
    said = " ".join(pages[0].extract_text().split())
    sheet = load_workbook(io.BytesIO(visitor.get("/unduh/umkm.xlsx").data))["umkm"]
    head = [cell.value for cell in next(sheet.iter_rows())]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows
    for row in rows:
        assert str(row["name"]) in said
    assert f"{len(rows)} catatan" in said
    assert "data pribadi" in said
    assert "Keripik pisang manis 100 gr" in said
    assert "Halal, NIB, PIRT" in said
    assert "belum diketahui" in said


def test_no_nik_leaves_by_a_page(visit: Any, app: Any) -> None:
    from api.extensions import KEY
    from matchmaker.models import Umkm

    with app.extensions[KEY].database.write() as session:
        for one in session.query(Umkm):
            one.nik = "3602010101900000"
    visitor = visit("dinas")
    for ending in ("jsonl", "csv"):
        assert b"3602010101900000" not in visitor.get(f"/unduh/umkm.{ending}").data
    assert "3602010101900000" not in PdfReader(io.BytesIO(visitor.get("/unduh/umkm.pdf").data)).pages[0].extract_text()


def test_the_list_of_businesses_leads_there(visit: Any) -> None:
    assert "Unduh data" in words(visit("dinas").get("/umkm"))
    assert "Unduh data" not in words(visit("association").get("/umkm"))
