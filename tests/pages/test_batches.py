"""The history of imports on the page, and taking one back."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.pages.conftest import words

FILE = '{"external_id": "Z1", "name": "Dodol Bu Iin", "regency": "Kabupaten Lebak"}\n'


def upload(visitor: Any) -> None:
    data = {"jenis": "umkm", "berkas": (io.BytesIO(FILE.encode()), "dodol.jsonl")}
    page = visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True).get_data(
        as_text=True
    )
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    assert visitor.post("/impor/simpan", {"jenis": "umkm", "token": token[1]}).status_code == 200


def test_from_upload_to_undo(visit: Any) -> None:
    visitor = visit("dinas")
    upload(visitor)
    shown = words(visitor.get("/impor/riwayat"))
    assert "dodol.jsonl" in shown
    assert "dinas" in shown
    address = re.search(r'href="(/impor/riwayat/\d+)"', visitor.get("/impor/riwayat").get_data(as_text=True))
    assert address is not None
    assert "Sidik berkas" in words(visitor.get(address[1]))
    assert "Dodol Bu Iin" in words(visitor.get("/umkm?name=dodol"))
    done = visitor.post(f"{address[1]}/batalkan")
    assert done.status_code == 200
    assert "1 data dihapus, 0 data dikembalikan." in words(done)
    assert "Dodol Bu Iin" not in words(visitor.get("/umkm?name=dodol"))
    assert visitor.post(f"{address[1]}/batalkan").status_code == 409
    assert "Dibatalkan oleh dinas" in words(visitor.get(address[1]))


def test_others_know_nothing_of_it(visit: Any) -> None:
    admin = visit("admin")
    upload(admin)
    address = re.search(r'href="(/impor/riwayat/\d+)"', admin.get("/impor/riwayat").get_data(as_text=True))
    assert address is not None
    for role, status in (("dinas", 404), ("association", 403), ("buyer", 403), ("owner", 403)):
        assert visit(role).get(address[1]).status_code == status
        assert visit(role).post(f"{address[1]}/batalkan").status_code == status
    assert "dodol.jsonl" not in words(visit("dinas").get("/impor/riwayat"))
