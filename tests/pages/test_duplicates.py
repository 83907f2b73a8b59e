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
