"""One journey per role, as the person would walk it, on a cheap phone and on an office screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS

expect: Any = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect
expect.set_options(timeout=20_000)  # milliseconds: the first ranking of a region on a busy machine
Begin = Callable[..., Any]
both_screens = pytest.mark.parametrize("width", [360, 1280])


@both_screens
def test_a_hotel_association_finds_a_supplier_and_posts_a_need(walk: Begin, width: int) -> None:
    """Landing page -> search by everyday words -> narrow -> supplier -> need with a slip -> suggestions -> propose."""
    way = walk("asosiasi", width)
    page = way.page
    way.open("/")
    way.look("depan")
    page.get_by_role("link", name="Masuk").first.click()
    way.look("masuk")
    page.get_by_role("button", name="phri-banten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cari pemasok")
    way.look("cari-kosong")
    page.get_by_label("Apa yang Anda perlukan?").fill("camilan untuk coffee break")
    page.get_by_label("Untuk siapa").select_option(index=1)
    page.get_by_role("button", name="Cari").click()
    expect(page.locator("article").first).to_contain_text("peluang sepakat")
    way.look("hasil")
    page.get_by_role("link", name=re.compile("^Kabupaten Lebak")).click()
    expect(page.locator("article .meta").first).to_contain_text("Kabupaten Lebak")
    way.look("hasil-disaring")
    page.locator("article h3 a").first.click()
    expect(page.get_by_text("Kontak dilindungi")).to_be_visible()
    way.look("pemasok")

    page.get_by_role("link", name="Kebutuhan", exact=True).click()
    way.look("kebutuhan")
    page.get_by_role("link", name="Tulis kebutuhan").click()
    page.get_by_label("Pembeli").select_option(index=1)
    page.get_by_label("Apa yang dicari").fill("gula semut sachet untuk meja kopi")
    page.get_by_label("Kebutuhan per bulan").fill("0")
    page.get_by_label("Harga tertinggi").fill("murah")
    page.get_by_role("button", name="Simpan dan lihat pemasok").click()
    expect(page.get_by_role("alert")).to_contain_text("Periksa 2 isian")
    expect(page.locator("#max_price_idr-salah")).to_contain_text("bukan angka")
    way.look("kebutuhan-salah")
    page.get_by_label("Kebutuhan per bulan").fill("120")
    page.get_by_label("Satuan", exact=True).fill("kg")
    page.get_by_label("Harga tertinggi").fill("75.000")
    page.get_by_label("halal").first.check()
    page.get_by_role("button", name="Simpan dan lihat pemasok").click()
    expect(page.get_by_role("status")).to_contain_text("Kebutuhan tersimpan")
    first = page.locator("article").first
    expect(first).to_contain_text(re.compile("gula", re.IGNORECASE))
    way.look("saran")
    first.get_by_role("link", name="Mengapa?").click()
    expect(first.get_by_role("rowheader", name="Pasangan sembarang")).to_be_visible()
    way.look("mengapa")
    first.get_by_role("button", name="Usulkan").click()
    expect(first.get_by_role("link", name="Diusulkan")).to_be_visible()
    assert "/kebutuhan/" in page.url, "the button turned into the stage, the page stayed"
    first.get_by_role("link", name="Diusulkan").click()
    way.look("kemitraan")


@both_screens
def test_a_dinas_brokers_until_something_is_bought(walk: Begin, width: int) -> None:
    """Pairings -> filter -> why -> propose -> every stage -> order -> the region's figures -> the counter-question."""
    way = walk("dinas", width)
    page = way.page
    way.sign_in("dinas-lebak")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pasangan UMKM dan pembeli")
    way.look("pasangan")
    page.get_by_label("Jenis pembeli").select_option("cinema")
    page.get_by_role("button", name="Saring").click()
    row = page.locator("article").first
    expect(row).to_contain_text("Bioskop")
    page.get_by_text("Arti tanda dan angka").click()
    way.look("pasangan-bioskop")
    row.get_by_role("link", name="Mengapa?").click()
    expect(row.get_by_text("Hitungan peluang")).to_be_visible()
    way.look("mengapa")
    row.get_by_role("button", name="Usulkan").click()
    row.get_by_role("link", name="Diusulkan").click()
    way.look("kemitraan-baru")
    for step in ("Sudah dihubungi", "Contoh produk dikirim", "Mulai negosiasi", "Sepakat"):
        page.get_by_role("button", name=step).click()
    expect(page.get_by_role("status")).to_contain_text("Sepakat")
    page.get_by_text("Catat pesanan").click()
    page.get_by_label("Jumlah").fill("1.500")
    page.get_by_label("Nilai (Rp)").fill("12.750.000")
    page.get_by_role("button", name="Simpan pesanan").click()
    expect(page.get_by_text("Rp 12.750.000")).to_be_visible()
    way.look("kemitraan-berjalan")
    page.get_by_role("link", name="Kemitraan", exact=True).click()
    expect(page.locator("article").first).to_contain_text("1 pesanan")
    way.look("kemitraan-daftar")
    page.get_by_role("link", name="Data daerah").click()
    expect(page.get_by_text("Rp 12.750.000")).to_be_visible()
    way.look("data")
    page.locator("main section ul a").first.click()
    expect(page.get_by_text("Mengapa UMKM lain tidak ada di sini?")).to_be_visible()
    page.get_by_label("Ketik nama UMKM").press_sequentially("keripik", delay=20)
    page.locator("#pilihan a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mengapa pasangan ini?")
    way.look("mengapa-bukan")
    page.get_by_role("link", name="UMKM", exact=True).click()
    way.look("umkm")
    page.locator("table a").first.click()
    expect(page.get_by_text("Kebutuhan yang paling cocok")).to_be_visible()
    way.look("umkm-satu")


@both_screens
def test_a_dinas_reads_a_file_in(walk: Begin, width: int, tmp_path: Any) -> None:
    """Upload -> preview with its problems -> save."""
    way = walk("impor", width)
    page = way.page
    file = tmp_path / "umkm-kecamatan.jsonl"
    file.write_text(
        '{"external_id": "A1", "name": "Emping Bu Nani", "regency": "Kab. Lebak", "phone": "12"}\n'
        '{"external_id": "A2", "name": "Anyaman Pak Jaro", "regency": "Kab. Lebak", "annual_sales_idr": -5}\n'
    )
    way.sign_in("dinas-lebak")
    page.get_by_role("link", name="Impor").click()
    way.look("pilih")
    page.get_by_label("Berkas", exact=True).set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()
    expect(page.get_by_text("Belum ada yang disimpan")).to_be_visible()
    expect(page.get_by_text("1 kesalahan")).to_be_visible()
    way.look("periksa")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sudah disimpan")
    way.look("tersimpan")


@both_screens
def test_an_owner_sees_buyers_and_completes_what_is_missing(walk: Begin, width: int) -> None:
    """Cards -> propose -> mend a product -> declare a certificate -> own partnership."""
    way = walk("pemilik", width)
    page = way.page
    way.sign_in("pemilik")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pembeli untuk usaha saya")
    cards = page.locator("article[data-need]")
    assert 3 <= cards.count() <= 10
    way.look("pembeli")
    cards.first.get_by_role("button", name="Saya berminat, usulkan").click()
    expect(cards.first.get_by_role("link", name="Diusulkan")).to_be_visible()
    way.look("diusulkan")
    page.get_by_role("link", name="Produk saya").click()
    way.look("produk")
    page.get_by_role("link", name="Ubah harga dan kapasitas").first.click()
    page.get_by_label("Harga per").fill("tiga puluh ribu")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("bukan angka")
    way.look("produk-salah")
    page.get_by_label("Harga per").fill("30.500")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Rp 30.500")).to_be_visible()
    page.get_by_role("link", name="Data usaha").click()
    page.get_by_text("Tambah sertifikat atau izin").click()
    way.look("data-usaha")
    page.get_by_label("Jenis").select_option("SNI")
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.get_by_text("menurut UMKM").first).to_be_visible()
    page.get_by_role("link", name="Kemitraan", exact=True).click()
    page.get_by_role("link", name="Buka").first.click()
    way.look("kemitraan")


@both_screens
def test_an_admin_lets_somebody_in(walk: Begin, width: int) -> None:
    """New account -> link -> the person enters by it and sets a password -> English."""
    way = walk("admin", width)
    page = way.page
    way.sign_in("admin")
    page.get_by_role("link", name="Akun", exact=True).click()
    way.look("akun")
    page.get_by_label("Nama", exact=False).first.fill("bu-rina")
    page.get_by_label("Peran").select_option("dinas")
    page.get_by_label("Wilayah kerja").fill("Kabupaten Purwakarta")
    page.get_by_role("button", name="Buat akun dan tautan masuk").click()
    link = page.locator("code").inner_text()
    way.look("tautan")
    page.get_by_role("link", name="Kunci API").click()
    way.look("kunci")

    guest = walk("tautan", width)
    guest.page.goto(link)
    guest.look("tautan-masuk")
    guest.page.get_by_role("button", name="Masuk ke Temu Mitra").click()
    guest.look("kata-sandi")
    guest.page.get_by_label("Kata sandi baru").fill("purwakarta istimewa")
    guest.page.get_by_role("button", name="Simpan").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Pasangan UMKM dan pembeli")
    guest.page.get_by_role("link", name="English").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Pairings of UMKM and buyers")
    guest.look("english")


def test_the_main_path_works_without_javascript(walk: Begin) -> None:
    """Search, why and propose by links and forms alone."""
    way = walk("tanpa-js", 360, javascript=False)
    page = way.page
    way.sign_in("phri-banten")
    page.get_by_label("Apa yang Anda perlukan?").fill("sandal hotel")
    page.get_by_role("button", name="Cari").click()
    expect(page.locator("article").first).to_contain_text("peluang sepakat")
    page.get_by_role("link", name="Kebutuhan", exact=True).click()
    page.locator("article h2 a").first.click()
    page.get_by_role("link", name="Mengapa?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mengapa pasangan ini?")
    page.get_by_role("button", name="Usulkan").click()
    expect(page.get_by_text("Langkah berikutnya")).to_be_visible()


def test_a_keyboard_is_enough(walk: Begin) -> None:
    """The first tab stop skips to the content; the door opens with Enter; focus can be seen."""
    way = walk("papan-ketik", 1280)
    page = way.page
    way.open("/masuk")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Nama akun")).to_be_focused()
    page.keyboard.type("dinas-lebak")
    page.keyboard.press("Tab")
    page.keyboard.type("demo-temu-mitra")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pasangan UMKM dan pembeli")
    page.get_by_label("Jenis pembeli").focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
    assert outline != "0px" or shadow != "none"


def test_the_api_can_be_tried_in_the_browser(walk: Begin) -> None:
    """/docs draws itself under the strict policy from files of ours."""
    way = walk("docs", 1280)
    way.open("/docs")
    expect(way.page.get_by_text("/api/v1/search/suppliers").first).to_be_visible()
    ARTEFACTS.mkdir(exist_ok=True)
    way.page.screenshot(path=ARTEFACTS / "docs-01-api-1280.png")
