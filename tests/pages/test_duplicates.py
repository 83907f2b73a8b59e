"""Possible doubles on the page: side by side, answered by a button."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.pages.conftest import words

FILE = (
    '{"external_id": "Z1", "name": "Dodol Bu Iin", "owner_name": "Iin", "regency": "Kabupaten Lebak"}\n'
    '{"external_id": "Z2", "name": "Dodol Iin", "owner_name": "Bu Iin", "regency": "Kabupaten Lebak", '
    '"description": "dodol durian"}\n'
)


def upload(visitor: Any) -> str:
    data = {"jenis": "umkm", "berkas": (io.BytesIO(FILE.encode()), "dodol.jsonl")}
    page = visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True).get_data(
        as_text=True
    )
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    return words(visitor.post("/impor/simpan", {"jenis": "umkm", "token": token[1]}))


def question(visitor: Any) -> str:
    found = re.search(r'action="(/ganda/\d+)"', visitor.get("/ganda").get_data(as_text=True))
    assert found is not None
    return found[1]


def test_the_same_business_is_merged(visit: Any) -> None:
    visitor = visit("dinas")
    assert "1 data baru mirip dengan data lain" in upload(visitor)
    shown = words(visitor.get("/ganda"))
    assert "Dodol Bu Iin" in shown
    assert "Dodol Iin" in shown
    assert "dodol durian" in shown
    done = visitor.post(question(visitor), {"jawaban": "same"}, follow_redirects=True)
    assert "Digabungkan menjadi Dodol Bu Iin" in words(done)
    assert "Tidak ada pertanyaan" in words(done)
    assert "mirip dengan data lain" not in upload(visitor)


def test_a_no_is_kept(visit: Any) -> None:
    visitor = visit("dinas")
    upload(visitor)
    address = question(visitor)
    assert visitor.post(address, {"jawaban": "mungkin"}).status_code == 422
    done = visitor.post(address, {"jawaban": "different"}, follow_redirects=True)
    assert "bukan usaha yang sama" in words(done)
    assert visitor.post(address, {"jawaban": "same"}).status_code == 409
    assert visitor.post("/ganda/999999", {"jawaban": "same"}).status_code == 404


def test_only_staff_answers(visit: Any) -> None:
    dinas = visit("dinas")
    upload(dinas)
    address = question(dinas)
    for role in ("association", "buyer", "owner"):
        assert visit(role).post(address, {"jawaban": "same"}).status_code == 403


def test_a_merge_is_parted_again_by_its_button(visit: Any) -> None:
    visitor = visit("dinas")
    upload(visitor)
    question = re.search(r'action="(/ganda/\d+)"', visitor.get("/ganda").get_data(as_text=True))
    assert question is not None
    merged = visitor.post(question[1], {"jawaban": "same"}, follow_redirects=True)
    assert "Penggabungan terakhir" in words(merged)
    button = re.search(r'action="(/ganda/gabungan/\d+/pisahkan)"', merged.get_data(as_text=True))
    assert button is not None
    for role in ("association", "buyer", "owner"):
        assert visit(role).post(button[1]).status_code == 403
    parted = visitor.post(button[1], {"jenis": "umkm"}, follow_redirects=True)
    assert "dipisahkan lagi; pertanyaannya terbuka kembali" in words(parted)
    assert "1 pertanyaan belum dijawab" in words(parted)
    assert visitor.post(button[1], {"jenis": "umkm"}).status_code == 409


def test_buyers_have_questions_of_their_own(visit: Any) -> None:
    visitor = visit("dinas")
    lines = (
        '{"name": "Hotel Melati Contoh", "type": "hotel", "regency": "Kabupaten Lebak"}\n'
        '{"name": "Melati Contoh Hotel", "type": "hotel", "regency": "Kabupaten Lebak", '
        '"needs": [{"title": "Sabun"}]}\n'
    )
    data = {"jenis": "buyers", "berkas": (io.BytesIO(lines.encode()), "hotel.jsonl")}
    page = visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True)
    token = re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))
    assert token is not None
    visitor.post("/impor/simpan", {"jenis": "buyers", "token": token[1]})
    shown = words(visitor.get("/ganda?jenis=buyers"))
    assert "UMKM (0) Pembeli (1)" in shown
    assert "Kebutuhan belum diketahui Sabun" in shown
    assert "0 pertanyaan belum dijawab" in words(visitor.get("/ganda"))
