"""From the office's screen to paper: every report as PDF, XLSX and picture with one click each, drafts, targets."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from matchmaker.documents.typesetting import PICTURE_WIDTH
from matchmaker.services import reports
from tests.browser.conftest import ARTEFACTS, Walk

DINAS = "dinas-lebak"
Begin = Callable[..., Walk]


def downloaded(walk: Walk, click: Callable[[], Any], keep: str | None = None) -> bytes:
    """What the browser saved; ``keep`` names a copy for a person to look at."""
    with walk.page.expect_download() as waiting:
        click()
    content = Path(waiting.value.path()).read_bytes()
    if keep:
        (ARTEFACTS / keep).write_bytes(content)
    return content


@pytest.mark.parametrize("name", reports.NAMES)
def test_every_report_opens_and_goes_to_paper(walk: Begin, name: str) -> None:
    office = walk("laporan", 1280)
    office.sign_in(DINAS)
    office.open(f"/laporan/{name}")
    page = office.page
    office.look(name)
    title = page.get_by_role("heading", level=1).inner_text()
    pdf = downloaded(office, page.get_by_role("link", name="Unduh PDF").click, f"laporan-{name}.pdf")
    printed = " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages).split())
    assert title in printed
    book = load_workbook(io.BytesIO(downloaded(office, page.get_by_role("link", name="Unduh XLSX").click)))
    rows = [row for row in book.worksheets[0].values if isinstance(row[1], str)][1:]
    assert rows
    picture = downloaded(office, page.get_by_role("link", name="Unduh gambar PNG").first.click, f"laporan-{name}.png")
    assert Image.open(io.BytesIO(picture)).width == PICTURE_WIDTH
    # What the screen shows in its tables stands on paper, row by row.
    bare = "".join(printed.split())
    shown = page.locator("table.figures tbody tr")
    assert shown.count() == len(rows)
    for text in shown.all_inner_texts():
        assert "".join(text.split()) in bare, text


def test_on_a_phone_the_report_is_readable(walk: Begin) -> None:
    phone = walk("laporan-hp", 360)
    phone.sign_in(DINAS)
    phone.open("/laporan/lkjip")
    phone.look("lkjip")
    assert phone.page.locator("table.figures tbody tr").count() > 0
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_targets_are_set_and_the_accountability_report_follows(walk: Begin) -> None:
    office = walk("target", 1280)
    office.sign_in(DINAS)
    office.open("/laporan/lkjip")
    office.page.get_by_role("link", name="Isi target").click()
    office.page.get_by_label("UMKM ber-NIB (usaha)").fill("80")
    office.look("isi")
    office.page.get_by_role("button", name="Simpan").click()
    assert "1 target disimpan" in office.page.content()
    office.page.get_by_role("link", name="Lihat LKjIP").click()
    row = office.page.locator("table.figures tr", has_text="UMKM ber-NIB").inner_text()
    assert row.split()[3] == "80"
    office.look("lkjip")


def test_a_draft_agreement_from_the_partnership(walk: Begin) -> None:
    office = walk("draf", 1280)
    office.sign_in(DINAS)
    office.page.get_by_role("button", name="Usulkan").first.click()
    office.page.get_by_role("link", name="Diusulkan").first.click()
    office.page.get_by_label("Jenis draf").select_option(label="Perjanjian kerja sama")
    office.page.get_by_label("Pola kemitraan").select_option(label="Rantai pasok")
    office.look("kemitraan")
    press = office.page.get_by_role("button", name="Unduh draf").click
    said = Document(io.BytesIO(downloaded(office, press, "draf-perjanjian.docx")))
    text = "\n".join(one.text for one in said.paragraphs)
    assert "PERJANJIAN KERJA SAMA KEMITRAAN" in text
    assert "pola rantai pasok" in text
    heading = office.page.get_by_role("heading", level=1).inner_text()
    assert heading.split(" untuk ")[0].strip() in text


def test_an_event_is_entered_and_a_list_of_them_read(walk: Begin, tmp_path: Path) -> None:
    office = walk("kegiatan", 1280)
    office.sign_in(DINAS)
    office.open("/laporan/events")
    page = office.page
    page.get_by_role("link", name="Catat acara").click()
    office.look("daftar")
    page.get_by_role("link", name="Catat acara").click()
    page.get_by_label("Nama").fill("Pasar rakyat Warunggunung")
    page.get_by_label("Jenis").select_option(label="Bazar")
    page.get_by_label("Mulai").fill("2026-05-04")
    page.get_by_label("Omzet (Rp)").fill("75.000.000")
    page.get_by_label("Tambah peserta").fill("LBK-U001, LBK-U002")
    office.look("isi")
    page.get_by_role("button", name="Simpan").click()
    assert "Pasar rakyat Warunggunung" in page.content()
    file = tmp_path / "acara.csv"
    file.write_text("nama;jenis;tanggal mulai;omzet\nEkspo;Pameran;2-6-2026;Rp 9 juta\nRapat;entah;1-1-2026;\n", "utf8")
    page.get_by_label("Berkas").set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()
    office.look("diperiksa")
    page.get_by_role("button", name="Simpan").click()
    assert "2 baris dibaca: 1 baru" in page.content()
    office.look("dibaca")
    office.open("/laporan/events")
    shown = page.locator("table.figures tr", has_text="Omzet acara").first.inner_text()
    assert "268.000.000" in shown, "184 of the demo region, 75 typed in, 9 read"


def test_a_report_is_issued_and_the_data_taken_home(walk: Begin) -> None:
    office = walk("terbitan", 1280)
    office.sign_in(DINAS)
    page = office.page
    office.open("/laporan/certificates")
    page.get_by_role("button", name="Terbitkan").click()
    assert "Terbitan nomor 1 disimpan" in page.content()
    office.look("daftar")
    pdf = downloaded(office, page.get_by_role("link", name="PDF").first.click)
    assert "Nomor 1, " in " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    office.open("/umkm")
    page.get_by_role("link", name="Unduh data").click()
    office.look("unduh")
    listed = downloaded(office, page.get_by_role("link", name="Daftar UMKM, PDF").click, "daftar-umkm.pdf")
    assert "LBK-U001" in PdfReader(io.BytesIO(listed)).pages[0].extract_text()
    book = load_workbook(io.BytesIO(downloaded(office, page.get_by_role("link", name="Daftar UMKM, XLSX").click)))
    assert book["umkm"].max_row == 78 + 1, "the demo region has 78 businesses"
