"""The official forms for offices that keep no list yet: headings as people write them, one product per row.

The example rows are recognised when the form comes back and are never imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from matchmaker.spreadsheets.records import Kind
from matchmaker.spreadsheets.workbook_writing import HEADING, HEADING_FILL, text_cell

EXAMPLE_FONT = Font(italic=True, color="808080")
REQUIRED_FILL = PatternFill("solid", fgColor="F6D6AD")
WIDTH = 22
ROWS_AS_TEXT = 500  # rows below the heading whose NIK, NIB and telephones stay texts while people type


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a form: its heading, the field it fills, what to write (Indonesian, English), an example."""

    heading: str
    target: str
    id: str
    en: str
    example: Any
    required: bool = False
    as_text: bool = False


FORMS: dict[Kind, tuple[Field, ...]] = {
    "umkm": (
        Field("Kode UMKM", "external_id", "kode tetap dari dinas; baris dengan kode sama adalah satu usaha",
              "the office's own lasting key; rows with one key are one business", "UMKM-001", as_text=True),
        Field("Nama Usaha", "name", "nama usaha", "name of the business", "Contoh: Keripik Bu Ani (hapus baris ini)",
              required=True),
        Field("Nama Pemilik", "owner_name", "nama pemilik", "name of the owner", "Ani Contoh"),
        Field("NIB", "nib", "13 angka, ditulis sebagai teks", "13 digits, written as text",
              "9999000000001", as_text=True),
        Field("No HP/WA", "phone", "nomor yang bisa dihubungi", "a number that answers",
              "0812-0000-0000", as_text=True),
        Field("Email", "email", "alamat surel", "e-mail address", "ani@contoh.invalid"),
        Field("Alamat", "address", "jalan, RT/RW", "street", "Jl. Melati No. 1 RT 01 RW 02"),
        Field("Desa/Kelurahan", "village", "nama desa atau kelurahan", "village", "Sukamaju"),
        Field("Kecamatan", "district", "nama kecamatan", "district", "Rangkasbitung"),
        Field("Kabupaten/Kota", "regency", "nama lengkap: Kabupaten ... atau Kota ...",
              "in full: Kabupaten or Kota ...",
              "Kabupaten Lebak"),
        Field("Provinsi", "province", "nama provinsi", "province", "Banten"),
        Field("Latitude", "lat", "derajat desimal, misalnya -6,3571", "decimal degrees", -6.3571),
        Field("Longitude", "lon", "derajat desimal, misalnya 106,2494", "decimal degrees", 106.2494),
        Field("Skala Usaha", "scale", "mikro, kecil, atau menengah", "mikro, kecil or menengah", "mikro"),
        Field("Modal Usaha (Rp)", "capital_idr", "modal tanpa tanah dan bangunan",
              "capital without land and buildings",
              15_000_000),
        Field("Omzet per Tahun (Rp)", "annual_sales_idr", "hasil penjualan setahun", "sales of a year", 90_000_000),
        Field("Tenaga Kerja Laki-laki", "workers_male", "jumlah orang", "people", 1),
        Field("Tenaga Kerja Perempuan", "workers_female", "jumlah orang", "people", 3),
        Field("Tahun Berdiri", "founded_year", "empat angka", "four digits", 2015),
        Field("Status Aktif", "active", "Ya atau Tidak", "Ya (yes) or Tidak (no)", "Ya"),
        Field("Nama Produk", "products.name", "satu produk per baris", "one product per row", "Keripik pisang"),
        Field("Deskripsi Produk", "products.description", "bahan, rasa, kemasan", "material, taste, packing",
              "Rasa asin, kemasan plastik 250 gr"),
        Field("Kategori", "line",
              "makanan, minuman, kerajinan, fashion, pertanian, perkebunan, perikanan, logam, dekorasi, "
              "perawatan tubuh, jasa, atau perdagangan", "one of the categories named in Indonesian", "makanan"),
        Field("Satuan", "products.unit", "satuan jual: bungkus, kg, pcs", "unit of sale", "bungkus"),
        Field("Harga (Rp)", "products.price_idr", "harga per satuan", "price per unit", 15_000),
        Field("Kapasitas per Bulan", "products.capacity_per_month", "dalam satuan jual", "in units of sale", 400),
        Field("Minimal Order", "products.moq", "dalam satuan jual", "in units of sale", 20),
        Field("Lead Time (hari)", "products.lead_time_days", "hari sejak dipesan", "days from the order", 3),
        Field("Masa Simpan (hari)", "products.shelf_life_days", "hari pada suhu ruang",
              "days at room temperature", 90),
        Field("No PIRT", "permit.PIRT", "nomor, atau Tidak ada", "the number, or Tidak ada (none)",
              "Tidak ada", as_text=True),
        Field("No BPOM MD", "permit.BPOM_MD", "nomor, atau Tidak ada", "the number, or Tidak ada",
              "Tidak ada", as_text=True),
        Field("No Sertifikat Halal", "permit.HALAL", "nomor, atau Tidak ada", "the number, or Tidak ada", "Tidak ada",
              as_text=True),
        Field("Masa Berlaku Halal", "until.HALAL", "hari-bulan-tahun; kosong bila selamanya",
              "day-month-year; blank if for ever",
              None),
        Field("No Sertifikat Merek", "permit.HKI", "nomor, atau Tidak ada", "the number, or Tidak ada",
              "Tidak ada", as_text=True),
        Field("Tempo Pembayaran (hari)", "max_payment_days", "berapa hari sanggup menunggu uangnya",
              "how many days it can wait for its money", 14),
    ),
    "buyers": (
        Field("Kode Pembeli", "external_id", "kode tetap", "a lasting key", "H-001", as_text=True),
        Field("Nama Pembeli", "name", "nama hotel, restoran, toko", "name", "Contoh: Hotel Melati (hapus baris ini)",
              required=True),
        Field("Jenis Pembeli", "type",
              "hotel, restoran, kafe, bioskop, ritel, toko oleh-oleh, katering, rumah sakit, bandara, "
              "kantor, atau lainnya", "one of the kinds named in Indonesian", "hotel", required=True),
        Field("Asosiasi", "association", "misalnya PHRI Banten", "for instance PHRI Banten", "PHRI Banten"),
        Field("Grup", "chain", "jaringan atau manajemen", "chain or management", None),
        Field("Kecamatan", "district", "nama kecamatan", "district", "Anyar"),
        Field("Kabupaten/Kota", "regency", "nama lengkap", "in full", "Kabupaten Serang"),
        Field("Provinsi", "province", "nama provinsi", "province", "Banten"),
        Field("Latitude", "lat", "derajat desimal", "decimal degrees", None),
        Field("Longitude", "lon", "derajat desimal", "decimal degrees", None),
        Field("Deskripsi", "description", "kelas, jumlah kamar, kebiasaan membeli", "class, rooms, habits",
              "Bintang 3, 80 kamar"),
        Field("No HP/WA", "phone", "bagian pembelian", "purchasing", None, as_text=True),
        Field("Email", "email", "alamat surel", "e-mail address", None),
    ),
    "needs": (
        Field("Kode Kebutuhan", "external_id", "kode tetap", "a lasting key", "K-001", as_text=True),
        Field("Kode Pembeli", "buyer_external_id", "kode yang sama seperti di daftar pembeli",
              "the key in the list of buyers",
              "H-001", required=True, as_text=True),
        Field("Kebutuhan", "title", "barang atau jasa yang dicari", "what is asked for",
              "Contoh: keripik untuk minibar",
              required=True),
        Field("Spesifikasi", "description", "ukuran, rasa, kemasan, kegunaan", "size, taste, packing, use",
              "Kemasan 40-60 gr"),
        Field("Kategori", "category", "seperti di daftar UMKM", "as in the list of UMKM", "makanan"),
        Field("Sertifikat Wajib", "required_certificates", "misalnya PIRT, HALAL", "for instance PIRT, HALAL",
              "PIRT, HALAL"),
        Field("Sertifikat Diutamakan", "preferred_certificates", "seperti di atas", "as above", None),
        Field("Volume per Bulan", "volume_per_month", "jumlah dalam satuan", "in units", 300),
        Field("Satuan", "unit", "bungkus, kg, pcs", "unit", "bungkus"),
        Field("Harga Maksimal (Rp)", "max_price_idr", "per satuan", "per unit", 9_000),
        Field("Radius (km)", "radius_km", "jarak paling jauh", "farthest distance", None),
        Field("Lead Time Maksimal (hari)", "max_lead_time_days", "hari sejak dipesan", "days from the order", 7),
        Field("Masa Simpan Minimal (hari)", "min_shelf_life_days", "hari", "days", 60),
        Field("Tempo Pembayaran (hari)", "payment_days", "hari sejak diterima", "days from receipt", 14),
        Field("Sistem Pembelian", "trade_terms", "beli putus, konsinyasi, atau keduanya",
              "outright, consignment or either",
              "beli putus"),
        Field("Rutin", "recurring", "Ya atau Tidak", "Ya (yes) or Tidak (no)", "Ya"),
        Field("Tanggal Mulai", "open_from", "hari-bulan-tahun", "day-month-year", None),
        Field("Batas Waktu", "open_until", "hari-bulan-tahun", "day-month-year", None),
    ),
    "outcomes": (
        Field("Kode UMKM", "umkm_external_id", "kode di daftar UMKM", "the key in the list of UMKM",
              "Contoh: UMKM-001", required=True, as_text=True),
        Field("Kode Kebutuhan", "need_external_id", "kode kebutuhan, atau isi pembeli dan produk",
              "the key of the need, or fill buyer and product", "K-001", as_text=True),
        Field("Kode Pembeli", "buyer_external_id", "kode pembeli", "the key of the buyer", None, as_text=True),
        Field("Produk", "product", "nama produk", "name of the product", None),
        Field("Bulan", "month", "bulan dan tahun, misalnya 03/2025", "month and year", "03/2025", as_text=True),
        Field("Tahap", "stage",
              "diusulkan, dihubungi, contoh, negosiasi, sepakat, berjalan, selesai, ditolak, ditarik, "
              "kedaluwarsa", "a stage in Indonesian", "sepakat", required=True),
        Field("Alasan", "reason", "alasan bila tidak jadi", "why it came to nothing", None),
        Field("Nilai (Rp)", "value_idr", "nilai transaksi", "value of the deal", 2_700_000),
    ),
}  # fmt: skip


def write_template(path: Path | BinaryIO, kind: Kind) -> None:
    """Write the form of a kind: a sheet to fill in, with one example row, and a sheet that explains each column."""
    book = Workbook(write_only=True)
    fields = FORMS[kind]
    sheet = book.create_sheet(kind)
    sheet.freeze_panes = "B2"
    for place in range(1, len(fields) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.append([_heading(sheet, field) for field in fields])
    sheet.append([_example(sheet, field) for field in fields])
    for _ in range(ROWS_AS_TEXT):
        sheet.append([_blank(sheet) if field.as_text else None for field in fields])
    _explain(book.create_sheet("Petunjuk"), fields)
    book.save(path)


def _heading(sheet: Any, field: Field) -> Any:
    cell = text_cell(sheet, field.heading)
    cell.font, cell.fill = HEADING, REQUIRED_FILL if field.required else HEADING_FILL
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _example(sheet: Any, field: Field) -> Any:
    if field.example is None:
        return _blank(sheet) if field.as_text else None
    if not isinstance(field.example, str):
        return field.example
    cell = text_cell(sheet, field.example, as_text=field.as_text)
    cell.font = EXAMPLE_FONT
    return cell


def _blank(sheet: Any) -> Any:
    """An empty cell that takes what is typed as text: no lost zeros, no 9.1E+12."""
    cell = text_cell(sheet, "", as_text=True)
    cell.value = None
    return cell


def _explain(sheet: Any, fields: tuple[Field, ...]) -> None:
    for column, width in (("A", 28), ("B", 60), ("C", 60), ("D", 10)):
        sheet.column_dimensions[column].width = width
    sheet.append([text_cell(sheet, title) for title in ("Kolom", "Cara mengisi", "How to fill it in", "Wajib")])
    for field in fields:
        words = (field.heading, field.id, field.en, "ya" if field.required else "")
        sheet.append([text_cell(sheet, word) for word in words])
