"""A list goes in by the pages: a look at each row and change, columns said once, errors taken home."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]
LIST = (
    "No;Nama Usaha;Pemilik;Kab/Kota;Saluran Kabar;Produk;Harga\n"
    "1;Emping Contoh;Contoh;Kab. Lebak;0812-0000-1111;Emping;15.000\n"
    "2;Gula Rekaan;Rekaan;Kab. Lebak;0812-0000-2222;Gula aren;banyak\n"
    "1;Emping Contoh;Contoh;Kab. Lebak;0812-0000-1111;Emping;15.000\n"
)
KEYED = "Kode UMKM;Nama Usaha;Kab/Kota;Produk;Harga;Halal\nE1;{name};Kab. Lebak;Emping;{price};{halal}\n"


def upload(visitor: Visitor, content: str, name: str = "daftar.csv", **form: str) -> Any:
    data = {"jenis": "umkm", "berkas": (io.BytesIO(content.encode()), name), **form}
    return visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True)


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.get_data(as_text=True))
    assert found is not None
    return found[1]


def columns_of(page: Any, **chosen: str) -> dict[str, str]:
    """The form of columns as it stands, some of them chosen anew by their heading."""
    text = page.get_data(as_text=True)
    form = {"token": hidden(page, "token"), "jenis": "umkm", "susunan": hidden(page, "susunan")}
    for place, heading in re.findall(r'name="judul-(\d+)" value="([^"]*)"', text):
        select = text.split(f'name="kolom-{place}"')[1].split("</select>")[0]
        selected = re.search(r'value="([^"]*)" selected', select)
        form[f"judul-{place}"] = heading
        form[f"kolom-{place}"] = chosen.get(heading.replace(" ", "_"), selected[1] if selected else "")
    return form


def test_the_upload_is_put_away_and_looked_at_without_the_writer(visit: Visit) -> None:
    visitor = visit("dinas")
    data = {"jenis": "umkm", "berkas": (io.BytesIO(LIST.encode()), "daftar.csv")}
    answer = visitor.post("/impor", data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/impor/periksa/")
    assert visit("admin").get(answer.headers["Location"]).status_code == 404, "somebody else's file"


def test_every_row_has_its_verdict(visit: Visit) -> None:
    page = words(upload(visit("dinas"), LIST))
    assert "Baris terbaca 3 Baru 1 Diperbarui 0 Tidak berubah 0 Baris kembar 1 Ditolak 1" in page
    assert "Baru: 1 Baris Nama Baris 2 Emping Contoh" in page
    assert "Baris kembar: 1 Baris Nama Baris 4 Emping Contoh" in page
    assert "banyak" in page


def test_what_changes_is_shown_before_and_after(visit: Visit) -> None:
    visitor = visit("dinas")
    first = upload(visitor, KEYED.format(name="Emping Contoh", price="15.000", halal=""))
    visitor.post("/impor/simpan", {"token": hidden(first, "token"), "jenis": "umkm"})
    again = words(upload(visitor, KEYED.format(name="Emping Contoh", price="15.000", halal="")))
    assert "Tidak berubah: 1" in again
    changed = upload(visitor, KEYED.format(name="Emping <b>Baru</b>", price="18.000", halal="Ada"))
    assert "Emping &lt;b&gt;Baru&lt;/b&gt;" in changed.get_data(as_text=True)
    page = words(changed)
    assert "Nama Emping Contoh Emping <b>Baru</b>" in page
    assert "Harga (Rp) (Emping) Rp 15.000 Rp 18.000" in page
    assert "halal tidak tercatat menurut UMKM" in page


def test_a_column_is_said_once_and_remembered_for_the_office(visit: Visit) -> None:
    visitor = visit("dinas")
    first = upload(visitor, LIST)
    assert "Kolom ini tidak dikenal dan tidak dibaca: Saluran Kabar" in words(first)
    token = hidden(first, "token")
    answer = visitor.post(
        f"/impor/periksa/{token}/kolom", columns_of(first, Saluran_Kabar="phone"), follow_redirects=True
    )
    assert "Kolom dibaca seperti yang dipastikan oleh dinas pada" in words(answer)
    assert "tidak dikenal dan tidak dibaca" not in words(answer)
    saved = visitor.post("/impor/simpan", {"token": token, "jenis": "umkm"})
    assert "Baru 1" in words(saved)
    shown = re.search(r'href="(/umkm/\d+)"[^>]*>Emping Contoh', visitor.get("/umkm?name=emping").get_data(as_text=True))
    assert shown is not None
    assert "81200001111" in re.sub(r"\D", "", words(visitor.get(shown[1])))
    # Next month's list of the same layout.
    later = upload(visitor, LIST.replace("Emping Contoh", "Emping Umpama"), "bulan-depan.csv")
    assert "Kolom dibaca seperti yang dipastikan oleh dinas pada" in words(later)
    # Another office has said nothing.
    assert "tidak dikenal dan tidak dibaca: Saluran Kabar" in words(upload(visit("admin"), LIST))
    form = columns_of(later)
    forgotten = visitor.post(f"/impor/periksa/{hidden(later, 'token')}/kolom/lupa", form, follow_redirects=True)
    assert "tidak dikenal dan tidak dibaca: Saluran Kabar" in words(forgotten)


def test_a_field_of_one_value_is_not_given_to_two_columns(visit: Visit) -> None:
    visitor = visit("dinas")
    first = upload(visitor, LIST)
    form = columns_of(first, Saluran_Kabar="name")
    answer = visitor.post(f"/impor/periksa/{hidden(first, 'token')}/kolom", form)
    assert answer.status_code == 422
    assert "isian ini dipilih untuk dua kolom" in words(answer)
    assert "dipastikan oleh" not in words(visitor.get(f"/impor/periksa/{hidden(first, 'token')}?jenis=umkm"))


@pytest.mark.parametrize("form", [{"susunan": "x"}, {"susunan": "0" * 64, "kolom-0": "tidak_ada"}])
def test_columns_of_no_form_of_ours_are_refused(form: dict[str, str], visit: Visit) -> None:
    visitor = visit("dinas")
    token = hidden(upload(visitor, LIST), "token")
    assert visitor.post(f"/impor/periksa/{token}/kolom", {"jenis": "umkm", **form}).status_code == 422


def test_errors_come_home_beside_their_rows_and_the_mended_file_goes_in(visit: Visit) -> None:
    visitor = visit("dinas")
    look = upload(visitor, LIST)
    token = hidden(look, "token")
    answer = visitor.get(f"/impor/periksa/{token}/kesalahan.xlsx?jenis=umkm")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert "banyak" in sheet.cell(3, headings.index("Kesalahan") + 1).value
    done = visitor.post("/impor/simpan", {"token": token, "jenis": "umkm"})
    link = re.search(r'href="(/impor/laporan/[^"]+)"', done.get_data(as_text=True))
    assert link is not None
    book = load_workbook(io.BytesIO(visitor.get(link[1]).data))
    book.worksheets[0].cell(3, 7).value = "20.000"
    mended = io.BytesIO()
    book.save(mended)
    data = {"jenis": "umkm", "berkas": (io.BytesIO(mended.getvalue()), "kesalahan.xlsx")}
    page = words(visitor.post("/impor", data, content_type="multipart/form-data", follow_redirects=True))
    assert "Baris terbaca 3 Baru 1 Diperbarui 0 Tidak berubah 1 Baris kembar 1 Ditolak 0" in page


def test_a_heading_nobody_finds_can_be_pointed_at(visit: Visit) -> None:
    visitor = visit("dinas")
    content = "Rekap;;;\nSebutan;Tuan;Daerah;Barang\nEmping Contoh;Contoh;Kab. Lebak;Emping\n"
    answer = upload(visitor, content)
    assert answer.status_code == 422
    assert "Di baris mana judul kolomnya?" in words(answer)
    link = re.search(r'href="([^"]+baris=2[^"]*)"', answer.get_data(as_text=True))
    assert link is not None
    look = visitor.get(link[1].replace("&amp;", "&"))
    assert "judul kolom di baris 2" in words(look)
    form = columns_of(look, Sebutan="name", Tuan="owner_name", Daerah="regency", Barang="products.name")
    form["baris"] = "2"
    said = visitor.post(f"/impor/periksa/{hidden(look, 'token')}/kolom", form, follow_redirects=True)
    assert "Baris terbaca 1 Baru 1" in words(said)
    # The next list of this layout needs no pointing.
    assert "Baru 1" in words(upload(visitor, content.replace("Emping Contoh", "Emping Rekaan"), "lagi.csv"))


def test_the_official_form_is_there_to_download(visit: Visit) -> None:
    answer = visit("dinas").get("/impor/formulir/umkm.xlsx")
    headings = [cell.value for cell in load_workbook(io.BytesIO(answer.data)).worksheets[0][1]]
    assert "Nama Usaha" in headings
    data = {"jenis": "umkm", "berkas": (io.BytesIO(answer.data), "formulir.xlsx")}
    page = words(visit("dinas").post("/impor", data, content_type="multipart/form-data", follow_redirects=True))
    assert "Baris terbaca 0" in page
