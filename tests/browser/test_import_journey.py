"""An office's list from upload to undo, as its keeper would do it: look, say a column, mend, save, look again, undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

expect: Any = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect
Begin = Callable[..., Any]
HEADINGS = ("No", "Kode UMKM", "Nama Usaha", "Pemilik", "Kecamatan", "Saluran Kabar", "Produk", "Harga", "No PIRT")
ROWS = (
    (1, "LBK-901", "Emping Nani Contoh", "Nani Contoh", "Cibadak", "0812-0000-1111", "Emping melinjo", "25rb", "Ada"),
    (2, "LBK-902", "Gula Aren Pak Jaro Rekaan", "Jaro Rekaan", "Sobang", "0812-0000-2222", "Gula aren", "banyak", "-"),
    (3, "LBK-903", "Tenun Umpama", "Umpama", "Leuwidamar", "-", "Selendang", "Rp 350.000", None),
    (3, "LBK-903", "Tenun Umpama", "Umpama", "Leuwidamar", "-", "Selendang", "Rp 350.000", None),
)  # fmt: skip


def office_list(path: Path, rows: tuple[tuple[Any, ...], ...]) -> Path:
    """A workbook as an office keeps it: titles above, a total and a signature below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data 2026"
    for row in (("DATA UMKM BINAAN",), ("KABUPATEN LEBAK",), (), HEADINGS, *rows):
        sheet.append(row)
    for row in ((None, "JUMLAH", len(rows)), (), (None,) * 6 + ("Rangkasbitung, 5 Januari 2026",)):
        sheet.append(row)
    book.save(path)
    return path


def upload(page: Any, file: Path) -> None:
    page.get_by_role("link", name="Impor", exact=True).click()
    page.get_by_label("Berkas", exact=True).set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_list_from_upload_to_undo(walk: Begin, width: int, tmp_path: Path) -> None:
    way = walk("daftar", width)
    page = way.page
    way.sign_in("dinas-lebak")
    page.get_by_role("link", name="Impor", exact=True).click()
    way.look("pilih")
    upload(page, office_list(tmp_path / "Data UMKM Lebak.xlsx", ROWS))

    # What would happen, row by row.
    expect(page.get_by_role("heading", level=1)).to_have_text("Ini yang akan terjadi")
    expect(page.get_by_text("Belum ada yang disimpan")).to_be_visible()
    expect(page.get_by_text("banyak", exact=True)).to_be_visible()
    expect(page.get_by_text("tidak dikenal dan tidak dibaca: Saluran Kabar")).to_be_visible()
    way.look("periksa")

    # The column nobody knew is said once.
    page.get_by_text("Lihat dan ubah arti kolom").click()
    page.get_by_label("Saluran Kabar").select_option("phone")
    way.look("arti-kolom")
    page.get_by_role("button", name="Pakai pilihan ini").click()
    expect(page.get_by_text("Kolom dibaca seperti yang dipastikan oleh dinas-lebak")).to_be_visible()

    # The errors go home, are mended in the file, and come back.
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Unduh berkas dengan kolom Kesalahan").click()
    marked = tmp_path / "kesalahan.xlsx"
    downloading.value.save_as(marked)
    book = load_workbook(marked)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[4]]
    assert "banyak" in sheet.cell(6, headings.index("Kesalahan") + 1).value
    sheet.cell(6, headings.index("Harga") + 1).value = "18.000"
    book.save(marked)
    upload(page, marked)
    expect(page.get_by_text("Baru: 3")).to_be_visible()
    expect(page.get_by_text("Kolom dibaca seperti yang dipastikan")).to_be_visible()
    page.get_by_text("Baru: 3").click()
    way.look("diperbaiki")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sudah disimpan")
    way.look("tersimpan")

    # Next month's list: what changes is shown before and after.
    later = ((*ROWS[0][:2], "Emping Bu Nani", *ROWS[0][3:7], "27.500", "2063602019999-29"),)
    upload(page, office_list(tmp_path / "Data UMKM Lebak Februari.xlsx", later))
    expect(page.get_by_text("Diperbarui: 1")).to_be_visible()
    expect(page.get_by_text("Rp 27.500")).to_be_visible()
    way.look("sebelum-sesudah")
    page.get_by_role("button", name="Simpan", exact=True).click()

    # And taken back whole.
    page.get_by_role("link", name="Lihat di riwayat, atau batalkan").click()
    expect(page.get_by_text(re.compile("Sidik berkas"))).to_be_visible()
    way.look("riwayat-satu")
    page.get_by_role("button", name="Batalkan impor").click()
    expect(page.get_by_text("0 data dihapus, 1 data dikembalikan.")).to_be_visible()
    page.get_by_role("link", name="Riwayat impor").click()
    page.get_by_role("link", name="kesalahan.xlsx").click()
    page.get_by_role("button", name="Batalkan impor").click()
    expect(page.get_by_text("3 data dihapus, 0 data dikembalikan.")).to_be_visible()
    way.look("dibatalkan")


def test_a_heading_is_pointed_at(walk: Begin, tmp_path: Path) -> None:
    """On the phone's narrow screen, where the table is wider than the page."""
    way = walk("judul", 360)
    page = way.page
    file = tmp_path / "daftar.csv"
    file.write_text("Rekap bulan ini;;;\nSebutan;Tuan;Daerah;Barang\nEmping Contoh;Contoh;Kab. Lebak;Emping melinjo\n")
    way.sign_in("dinas-lebak")
    upload(page, file)
    expect(page.get_by_role("heading", level=1)).to_have_text("Di baris mana judul kolomnya?")
    way.look("tunjuk")
    page.get_by_role("link", name="Pakai baris 2").click()
    expect(page.get_by_text("judul kolom di baris 2")).to_be_visible()
    page.get_by_text("Lihat dan ubah arti kolom").click()
    for heading, field in (("Sebutan", "name"), ("Tuan", "owner_name"), ("Daerah", "regency")):
        page.get_by_label(heading).select_option(field)
    page.get_by_label("Barang").select_option("products.name")
    page.get_by_role("button", name="Pakai pilihan ini").click()
    expect(page.get_by_text("Baru: 1")).to_be_visible()
    way.look("terbaca")
