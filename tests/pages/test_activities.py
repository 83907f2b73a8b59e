"""Events and programmes on pages: typed in, changed, read from a file, and only of the own region."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.pages.conftest import words

EVENT = {"name": "Bazar Ramadan", "kind": "bazaar", "starts_on": "2026-03-02", "regency": "Kabupaten Lebak",
         "turnover_idr": "184.000.000", "participants": "U1, U2"}  # fmt: skip


def address(visitor: Any, name: str) -> str:
    page = visitor.get(f"/kegiatan/{name}").get_data(as_text=True)
    found = re.search(rf'href="(/kegiatan/{name}/\d+)"', page)
    assert found, page
    return found[1]


def test_an_event_typed_in_is_listed_and_can_be_changed(visit: Any) -> None:
    visitor = visit("dinas")
    assert visitor.post("/kegiatan/acara/baru", EVENT).status_code == 302
    shown = words(visitor.get("/kegiatan/acara"))
    assert "Bazar Ramadan Bazar 2 Mar 2026 Kabupaten Lebak belum diketahui Rp 184.000.000" in shown
    page = visitor.get(address(visitor, "acara"))
    assert 'value="184.000.000"' in page.get_data(as_text=True)
    assert "Peserta tercatat: Abon Ikan Rangkas, Keripik Pisang Bu Tini" in words(page)
    change = EVENT | {"visitors": "1.200", "turnover_idr": "", "participants": ""}
    assert visitor.post(address(visitor, "acara"), change).status_code == 302
    again = words(visitor.get("/kegiatan/acara"))
    assert "Kabupaten Lebak 1.200 belum diketahui" in again, "left empty is unknown, not 0"
    assert "Keripik Pisang Bu Tini" in words(visitor.get(address(visitor, "acara"))), "nobody is taken away"


def test_a_programme_keeps_what_its_form_does_not_show(visit: Any, app: Any) -> None:
    from api.extensions import KEY
    from matchmaker.domain.access import SYSTEM
    from matchmaker.services import activities

    visitor = visit("dinas")
    form = {"name": "Paket halal", "kind": "certification", "starts_on": "2026-02-02", "regency": "Kabupaten Lebak",
            "certificates": ["HALAL"], "quota": "40"}  # fmt: skip
    visitor.post("/kegiatan/program/baru", form)
    with app.extensions[KEY].database.write() as session:
        (found,), _ = activities.page(session, SYSTEM, "programmes")
        found.topics, found.slots_total = ["kemasan"], 7
    visitor.post(address(visitor, "program"), form | {"certificates": [], "quota": ""})
    with app.extensions[KEY].database.read() as session:
        (found,), _ = activities.page(session, SYSTEM, "programmes")
        assert (found.topics, found.slots_total, found.certificates, found.quota) == (["kemasan"], 7, [], None)
        assert found.regency_code == "36.02"


def test_what_is_wrong_is_said_beside_its_field(visit: Any) -> None:
    visitor = visit("dinas")
    bad = EVENT | {"starts_on": "", "turnover_idr": "banyak", "kind": "", "participants": ""}
    page = visitor.post("/kegiatan/acara/baru", bad)
    assert page.status_code == 422
    assert "Periksa 3 isian" in words(page)
    for field, wrong in (("participants", "siapa"), ("regency", "Atlantis"), ("ends_on", "2026-01-01")):
        answer = visitor.post("/kegiatan/acara/baru", EVENT | {"participants": ""} | {field: wrong})
        assert answer.status_code == 422, field
        assert f'id="{field}-salah"' in answer.get_data(as_text=True)
    assert visitor.post("/kegiatan/acara/baru", EVENT | {"regency": "Kota Palembang"}).status_code == 403
    assert "Belum ada yang dicatat" in words(visitor.get("/kegiatan/acara"))


def test_a_list_is_read_and_its_faults_told_row_by_row(visit: Any) -> None:
    visitor = visit("dinas")
    said = "nama,jenis,tanggal mulai,omzet,peserta\nPasar,Bazar,12-06-2026,Rp 6 juta,U1\nEkspo,pesta,1-1-2026,,\n"
    file = {"berkas": (io.BytesIO(said.encode()), "acara.csv")}
    look = visitor.post("/kegiatan/acara/berkas", file, content_type="multipart/form-data")
    assert look.status_code == 200
    assert "Baris terbaca 2 Baru 1 Diperbarui 0 Tidak berubah 0 Baris kembar 0 Ditolak 1" in words(look)
    assert "Baris 2 Pasar Baru" in words(look)
    assert "Belum ada yang dicatat" in words(visitor.get("/kegiatan/acara")), "looking keeps nothing"
    assert "acara.csv" not in words(visitor.get("/impor/riwayat"))
    token = re.search(r'name="token" value="([^"]+)"', look.get_data(as_text=True))
    assert token is not None
    page = visitor.post("/kegiatan/acara/simpan", {"token": token[1]})
    assert "2 baris dibaca: 1 baru, 0 diperbarui, 0 tetap, 0 kembar, 1 ditolak." in words(page)
    assert "Baris 3, jenis:" in words(page)
    assert "Rp 6.000.000" in words(page)
    none = visitor.post(
        "/kegiatan/acara/berkas", {"berkas": (io.BytesIO(b"%PDF-1"), "a.pdf")}, content_type="multipart/form-data"
    )
    assert none.status_code == 422
    history = re.search(r'href="(/impor/riwayat/\d+)"', page.get_data(as_text=True))
    assert history is not None
    assert "Acara" in words(visitor.get("/impor/riwayat"))
    assert "1 data dihapus" in words(visitor.post(f"{history[1]}/batalkan"))
    assert "Belum ada yang dicatat" in words(visitor.get("/kegiatan/acara"))
    assert visitor.post("/kegiatan/acara/simpan", {"token": token[1]}).status_code == 404, "the file was forgotten"


def test_somebody_elses_is_not_there(visit: Any) -> None:
    admin = visit("admin")
    admin.post("/kegiatan/acara/baru", EVENT | {"regency": "Kota Palembang", "participants": ""})
    found = address(admin, "acara")
    assert visit("dinas").get(found).status_code == 404
    assert visit("dinas").post(found, EVENT).status_code == 404
    assert admin.get("/kegiatan/pesta").status_code == 404
    assert admin.get("/kegiatan/acara/99999999999999999999").status_code == 404
