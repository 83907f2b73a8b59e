"""Headings: the spellings of many offices, what stands in parentheses, and what is not known."""

from __future__ import annotations

import pytest

from matchmaker.spreadsheets.heading_words import tokens
from matchmaker.spreadsheets.headings import assign, read_heading, vocabulary
from matchmaker.spreadsheets.records import KINDS, Kind
from matchmaker.spreadsheets.rows import READERS

REAL = {
    "No": "running",
    "No.": "running",
    "Nama UKM": "name",
    "Nama Usaha": "name",
    "Nama Perusahaan": "name",
    "nama_perusahaan": "name",
    "Merk": "name",
    "Nama Pemilik": "owner_name",
    "NIK": "nik",
    "No. KTP": "nik",
    "Jenis Produksi": "line",
    "Bidang Usaha": "line",
    "KBLI": "line",
    "Kec/Kecamatan": "district",
    "Kec.": "district",
    "Desa/Kelurahan": "village",
    "Kab/Kota": "regency",
    "Kabupaten / Kota": "regency",
    "No HP/WA": "phone",
    "No. Telp": "phone",
    "no_hp": "phone",
    "Nomor HP / WhatsApp yang aktif": "phone",
    "Jangkauan Pemasaran": "homeless",
    "No Siup": "homeless",
    "No NIB": "nib",
    "Nomor Induk Berusaha (NIB)": "nib",
    "nomor_izin": "nib",
    "No Sertifikasi Halal": "permit.HALAL",
    "Sertifikat Halal (Ada/Tidak)": "permit.HALAL",
    "Apakah sudah memiliki PIRT?": "permit.PIRT",
    "No PIRT": "permit.PIRT",
    "P-IRT": "permit.PIRT",
    "NO BPOM": "permit.BPOM_MD",
    "No Sertifikasi Merek": "permit.HKI",
    "Masa Berlaku Halal": "until.HALAL",
    "Omzet/bln": "sales_month",
    "Omset (Rp/bulan)": "sales_month",
    "Omzet per Tahun": "annual_sales_idr",
    "Jumlah Pemodalan": "capital_idr",
    "nilai_investasi": "capital_idr",
    "tenaga_kerja_pria": "workers_male",
    "Tenaga Kerja (L)": "workers_male",
    "TK P": "workers_female",
    "Jumlah Tenaga Kerja": "homeless",
    "Tahun Berdiri": "founded_year",
    "Tahun Binaan": "homeless",
    "Skala Usaha": "scale",
    "status_aktif": "active",
    "Nama Produk": "products.name",
    "Satuan": "products.unit",
    "Harga (Rp)": "products.price_idr",
    "HARGA SATUAN (Rp.000)": "products.price_idr",
    "Kapasitas Bulan": "products.capacity_per_month",
    "Kapasitas Produksi/Bulan": "products.capacity_per_month",
    "Kapasitas (kg/bulan)": "products.capacity_per_month",
    "Kapasitas Tahun": "capacity_year",
    "Min. Order": "products.moq",
    "Lead Time": "products.lead_time_days",
    "Masa Simpan (bulan)": "products.shelf_life_days",
    "Latitude": "lat",
    "Longitude": "lon",
    "Titik Koordinat": "point",
    "linkig": "marketplace_urls",
    "rangeHarga": "homeless",
    "Alamat Lengkap Usaha": "address",
    "Alamat Pemilik": "homeless",
    "Kode UMKM": "external_id",
}

TEXTS = """
external_id name owner_name email address village district regency province scale association chain title unit
buyer_external_id umkm_external_id need_external_id product stage reason trade_terms category description nik
products.name products.external_id products.description products.brand
"""


def first_target(heading: str, kind: Kind = "umkm", upper: str = "") -> str | None:
    column = read_heading(0, upper, heading, vocabulary(kind), typos=True)
    return column.options[0][1] if column.options else None


@pytest.mark.parametrize(("heading", "target"), REAL.items())
def test_real_headings(heading: str, target: str) -> None:
    assert first_target(heading) == target


def test_at_least_250_spellings_of_a_list_of_businesses() -> None:
    assert len(vocabulary("umkm").options) >= 250
    assert all(len(vocabulary(kind).options) > 100 for kind in KINDS)


@pytest.mark.parametrize(
    ("upper", "lower", "target"),
    [
        ("Tenaga Kerja", "L", "workers_male"),
        ("Jumlah Tenaga Kerja", "Perempuan", "workers_female"),
        ("Alamat", "Desa", "village"),
        ("Pemilik", "Nama", "owner_name"),
        ("Usaha", "Alamat", "address"),
        ("Perizinan", "NIB", "nib"),
        ("PIRT", "Masa Berlaku", "until.PIRT"),
        ("Kapasitas Produksi", "Per Bulan", "products.capacity_per_month"),
    ],
)
def test_headings_over_two_rows(upper: str, lower: str, target: str) -> None:
    assert first_target(lower, upper=upper) == target


def test_what_the_parentheses_say_of_the_numbers() -> None:
    known = vocabulary("umkm")
    assert read_heading(0, "", "Omzet per Tahun (juta)", known).factor == 1_000_000
    assert read_heading(0, "", "Nilai Investasi (Rp.000)", known).factor == 1_000
    assert read_heading(0, "", "Kapasitas (kg/bulan)", known).unit == "kg"
    assert read_heading(0, "", "Masa Simpan (bulan)", known).time_unit == "bulan"


def test_one_wrong_letter_is_forgiven_and_said() -> None:
    column = read_heading(0, "", "Kecmatan", vocabulary("umkm"), typos=True)
    assert (column.options[0][1], column.corrected) == ("district", "kecamatan")
    assert read_heading(0, "", "Kecmatan", vocabulary("umkm")).options == []


def test_what_is_not_known_gets_the_nearest_spelling_suggested() -> None:
    known = vocabulary("umkm")
    assert read_heading(0, "", "Kapasitas Produksian", known, typos=True).options == []
    assert known.suggestion(tokens("Kapasitas Produksian")) is not None
    assert known.suggestion(tokens("Zodiak")) is None


def test_the_surest_heading_takes_the_field() -> None:
    known = vocabulary("umkm")
    columns = [read_heading(place, "", text, known) for place, text in enumerate(["Nama", "Nama Usaha", "Nama Produk"])]
    assign(columns)
    assert [column.target for column in columns][1:] == ["name", "products.name"]
    assert columns[0].target not in ("name", "products.name")


@pytest.mark.parametrize("kind", KINDS)
def test_every_target_of_the_file_is_read_somewhere(kind: Kind) -> None:
    texts = set(TEXTS.split())
    for options in vocabulary(kind).options.values():
        for _, target in options:
            known = target in READERS or target in texts or target in ("running", "homeless")
            assert known or target.startswith(("permit.", "until.")), target
