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


def test_the_history_says_how_figures_were_read(visit: Any) -> None:
    """A range, a fraction: what the cell said, and what was made of it; telephone numbers are not kept there."""
    visitor = visit("dinas")
    content = (
        "Nama Usaha;Kab/Kota;No HP;Produk;Harga;Kapasitas per Bulan;Satuan\n"
        "Dodol Contoh;Kab. Lebak;0812-0000;Dodol;Rp 10.000 - 15.000;1/2;kg\n"
    )
    data = {"jenis": "umkm", "berkas": (io.BytesIO(content.encode()), "dodol.csv")}
    page = visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True)
    shown = words(page)
    assert '"Rp 10.000 - 15.000" adalah rentang; dibaca 15.000, ujung atasnya' in shown
    assert '"1/2" adalah pecahan; dibaca 0,5' in shown
    assert "Unduh berkas dengan kolom Peringatan" in shown
    assert "kolom Kesalahan" not in shown, "there is no error"
    token = re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))
    assert token is not None
    done = visitor.post("/impor/simpan", {"jenis": "umkm", "token": token[1]})
    assert "Unduh berkas dengan kolom Peringatan" in words(done)
    address = re.search(r'href="(/impor/riwayat/\d+)"', done.get_data(as_text=True))
    assert address is not None
    kept = words(visitor.get(address[1]))
    assert "2 angka dibaca dengan catatan" in kept
    assert "ujung atasnya" in kept
    assert "0812-0000" not in kept


def test_a_clean_file_offers_no_column_of_problems(visit: Any) -> None:
    content = "Nama Usaha;Kab/Kota;Produk;Harga\nDodol Contoh;Kab. Lebak;Dodol;15.000\n"
    data = {"jenis": "umkm", "berkas": (io.BytesIO(content.encode()), "dodol.csv")}
    page = words(visit("dinas").post("/impor", data, content_type="multipart/form-data", follow_redirects=True))
    assert "Baru 1" in page
    assert "Unduh berkas dengan kolom" not in page
