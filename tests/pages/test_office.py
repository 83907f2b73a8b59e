"""Pages of offices: the region at a glance, files in, accounts and keys."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.extensions import KEY
from matchmaker.services import umkm, uploads, users
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]
LINES = (
    b'{"external_id": "X1", "name": "Emping Bu Nani", "regency": "Kabupaten Lebak", "products": [{"name": "Emping"}]}\n'
    b'{"external_id": "X2", "name": "Anyaman Pak Jaro", "regency": "Kabupaten Lebak", "capital_idr": -5}\n'
)


def upload(visitor: Visitor, content: bytes, name: str = "umkm.jsonl", kind: str = "umkm") -> Any:
    data = {"jenis": kind, "berkas": (io.BytesIO(content), name)}
    return visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True)


def count(app: Any) -> int:
    with app.extensions[KEY].database.read() as session:
        return umkm.page(session)[1]


def token_of(answer: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def test_the_region_counts_what_is_known_and_what_is_not(visit: Visit) -> None:
    page = words(visit("dinas").get("/data"))
    assert "Kabupaten Lebak" in page
    assert "UMKM tercatat 2" in page
    assert "Produk dengan harga 2 dari 2" in page
    assert "Produk dengan kapasitas 1 dari 2" in page
    assert "halal 1 dari 2 50 %" in page
    everywhere = words(visit("admin").get("/data"))
    assert "UMKM tercatat 3" in everywhere
    assert "halal 1 belum diketahui 1 dari 3 33 %" in everywhere


def test_a_need_without_supplier_is_named(visit: Visit) -> None:
    page = words(visit("admin").get("/data"))
    assert "1 kebutuhan belum punya pemasok yang memenuhi syarat" in page
    assert "Sapu lidi untuk kebun hotel" in page


def test_a_preview_saves_nothing_and_the_confirmation_what_it_said(app: Any, visit: Visit) -> None:
    visitor = visit("dinas")
    preview = upload(visitor, LINES)
    page = words(preview)
    assert "Baris terbaca 2 Baru 1 Diperbarui 0 Tidak berubah 0 Baris kembar 0 Ditolak 1" in page
    assert "tidak boleh negatif" in page
    assert "Belum ada yang disimpan" in page
    assert count(app) == 3
    done = visitor.post("/impor/simpan", {"token": token_of(preview), "jenis": "umkm"})
    assert "Baru 1" in words(done)
    assert count(app) == 4
    again = visitor.post("/impor/simpan", {"token": token_of(preview), "jenis": "umkm"})
    assert again.status_code == 404, "a file is used once"


def test_an_office_list_as_it_is(app: Any, visit: Visit) -> None:
    lines = (
        "DATA UMKM KECAMATAN CIBADAK;;;\n;;;\nNo;Nama Usaha;Kabupaten;Warna Pintu\n1;Emping Bu Nani;Kab. Lebak;biru\n"
    )
    preview = upload(visit("dinas"), lines.encode("cp1252"), "Data UMKM 2026.csv")
    page = words(preview)
    assert "Baru 1" in page
    assert "judul kolom di baris 3" in page
    assert "Kolom ini tidak dikenal dan tidak dibaca: Warna Pintu" in page
    assert count(app) == 3


def test_a_preview_can_be_cancelled(app: Any, visit: Visit, tmp_path: Path) -> None:
    visitor = visit("dinas")
    token = token_of(upload(visitor, LINES))
    assert visitor.post("/impor/batal", {"token": token}).status_code == 302
    assert not list((tmp_path / uploads.FOLDER).rglob("*.jsonl"))


def test_a_file_of_another_region_is_refused_row_by_row(app: Any, visit: Visit) -> None:
    line = b'{"external_id": "Y1", "name": "Gula Aren", "regency": "Kabupaten Purwakarta"}\n'
    page = words(upload(visit("dinas"), line))
    assert "Ditolak 1" in page
    assert "di luar wilayah Anda" in page


@pytest.mark.parametrize(
    ("content", "name"), [(b"MZ\x90\x00", "jahat.exe"), (b"", "kosong"), (b"bukan json", "x.jsonl"), (b"x", "../../x")]
)
def test_a_file_of_another_kind_is_named_and_forgotten(
    content: bytes, name: str, app: Any, visit: Visit, tmp_path: Path
) -> None:
    answer = upload(visit("dinas"), content, name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert [path for path in (tmp_path / uploads.FOLDER).rglob("*") if path.is_file()] == []
    assert count(app) == 3


def test_somebody_elses_upload_is_out_of_reach(visit: Visit) -> None:
    token = token_of(upload(visit("dinas"), LINES))
    assert visit("admin").post("/impor/simpan", {"token": token, "jenis": "umkm"}).status_code == 404
    assert visit("dinas").post("/impor/simpan", {"token": "../../pages.db", "jenis": "umkm"}).status_code == 404


def test_a_new_account_comes_with_its_link(app: Any, visit: Visit) -> None:
    form = {"name": "bu rina", "role": "dinas", "region": "Kab. Lebak"}
    answer = visit("admin").post("/admin/akun", form)
    link = re.search(r"https?://[^<]+(/masuk/[^<\s]+)", answer.get_data(as_text=True))
    assert link is not None
    visitor = visit(None)
    assert visitor.post(link[1]).headers["Location"] == "/akun"
    assert "Kabupaten Lebak" in words(visitor.get("/data"))
    assert link[1] not in visit("admin").get("/admin/akun").get_data(as_text=True), "shown once"


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"name": "", "role": "dinas"}, "name", "wajib diisi"),
        ({"name": "dinas", "role": "dinas"}, "name", "sudah dipakai"),
        ({"name": "x", "role": ""}, "role", "wajib diisi"),
        ({"name": "x", "role": "raja"}, "role", "tidak dikenal"),
        ({"name": "x", "role": "dinas", "region": "Atlantis"}, "region", "tidak ditemukan"),
        ({"name": "x", "role": "owner", "umkm": "tidak ada"}, "umkm", "tidak ada"),
    ],
)
def test_a_slip_in_a_new_account(form: dict[str, str], field: str, said: str, app: Any, visit: Visit) -> None:
    answer = visit("admin").post("/admin/akun", form)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-salah">[^<]*{said}', answer.get_data(as_text=True), re.IGNORECASE)
    with app.extensions[KEY].database.read() as session:
        assert len(users.everyone(session)) == 5


def test_a_key_is_shown_once_works_and_is_switched_off(app: Any, visit: Visit) -> None:
    visitor = visit("admin")
    made = visitor.post("/admin/kunci", {"name": "skrip", "role": "dinas", "region": "Kabupaten Lebak"})
    key = re.search(r"tm_[\w-]+", made.get_data(as_text=True))
    assert key is not None
    header = {"Authorization": f"Bearer {key[0]}"}
    assert app.test_client().get("/api/v1/umkm", headers=header).status_code == 200
    assert key[0] not in visitor.get("/admin/kunci").get_data(as_text=True)
    assert visitor.post("/admin/kunci/cabut", {"name": "skrip"}).status_code == 302
    assert app.test_client().get("/api/v1/umkm", headers=header).status_code == 401


def test_the_first_link_names_the_public_address(app: Any, visit: Visit) -> None:
    from dataclasses import replace

    part = app.extensions[KEY]
    part.settings = replace(part.settings, public_url="https://temu.dinas.invalid/")
    page = visit("admin").post("/admin/akun/tautan", {"name": "owner"}).get_data(as_text=True)
    assert "https://temu.dinas.invalid/masuk/" in page
    assert visit("admin").post("/admin/akun/tautan", {"name": "tidak ada"}).status_code == 404
