"""Habits of offices that once led to a wrong value: each list here says what must be read, and what must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matchmaker.services.import_reports import write_report
from matchmaker.services.import_results import ImportResult
from matchmaker.spreadsheets.amounts import CellError, read_amount
from matchmaker.spreadsheets.heading_words import tokens
from matchmaker.spreadsheets.headings import read_heading, vocabulary
from matchmaker.spreadsheets.reading import read_file
from matchmaker.spreadsheets.records import FileReading
from matchmaker.spreadsheets.times import read_duration

from .files import xlsx


def workbook(folder: Path, rows: list[list[Any]], merges: tuple[str, ...] = ()) -> FileReading:
    path = folder / "list.xlsx"
    path.write_bytes(xlsx(rows, merges=merges))
    return read_file(path, "umkm", {})


def one(folder: Path, headings: list[str], cells: list[Any]) -> dict[str, Any]:
    """The record of a list of one business."""
    read = workbook(folder, [["Nama Usaha", *headings], ["Dapur Contoh", *cells]])
    assert [problem.code for row in read.rows for problem in row.errors] == []
    return read.rows[0].record


def left_out(read: FileReading) -> list[int | None]:
    return [problem.row for problem in read.warnings if problem.code == "row_not_data"]


def test_two_columns_to_tick(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama Usaha", "Skala Usaha", None, None, "PIRT", None, "Halal", None],
        [None, None, "Mikro", "Kecil", "Menengah", "Ada", "Tidak", "Ada", "Tidak"],
        [1, "Mina Contoh", "√", None, None, "v", None, None, "v"],
        [2, "Lele Rekaan", None, "√", None, None, "v", None, "v"],
        [3, "Pupuk Umpama", "√", "√", None, None, None, None, None],
    ]
    read = workbook(tmp_path, rows, ("A1:A2", "B1:B2", "C1:E1", "F1:G1", "H1:I1"))
    first, second, third = [row.record for row in read.rows]
    assert first["scale"] == "micro"
    assert first["certificates"] == [{"type": "PIRT"}]
    assert second["scale"] == "small"
    assert second["certificates"] == []
    assert "scale" not in third
    assert "certificates" not in third
    assert [problem.code for problem in read.rows[2].warnings] == ["several_ticked"]


def test_of_sales_by_year_the_latest_count(tmp_path: Path) -> None:
    rows = [["Nama Usaha", "Pemilik", "Omzet 2022", "Omzet 2024", "Omzet 2023"],
            ["Mina Contoh", "Contoh", 100, 300, 200]]  # fmt: skip
    read = workbook(tmp_path, rows)
    assert read.rows[0].record["annual_sales_idr"] == 300
    taken = [(p.column, p.params["other"]) for p in read.warnings if p.code == "column_taken"]
    assert taken == [("Omzet 2022", "Omzet 2024"), ("Omzet 2023", "Omzet 2024")]


def test_the_unit_of_a_heading_is_converted(tmp_path: Path) -> None:
    record = one(tmp_path, ["Produk", "Kap. (ton/th)", "Harga/kg"], ["Garam", 24, 2_500])
    assert record["products"] == [{"name": "Garam", "unit": "kg", "price_idr": 2_500, "capacity_per_month": 2_000}]


def test_a_count_of_units_is_no_other_unit(tmp_path: Path) -> None:
    record = one(tmp_path, ["Produk", "Kapasitas per bulan (unit)", "Satuan"], ["Keripik", 30, "bungkus"])
    assert record["products"] == [{"name": "Keripik", "unit": "bungkus", "capacity_per_month": 30}]


def test_a_period_in_a_column_of_its_own(tmp_path: Path) -> None:
    headings = ["Produk", "Kapasitas Produksi", "Satuan", "Periode"]
    record = one(tmp_path, headings, ["Payung", 1_200, "buah", "per tahun"])
    assert record["products"] == [{"name": "Payung", "unit": "buah", "capacity_per_month": 100}]


def test_totals_titles_and_signatures_are_no_data(tmp_path: Path) -> None:
    rows = [
        ["DATA UMKM KECAMATAN NGLIPAR KABUPATEN GUNUNGKIDUL"],
        ["No", "Nama Usaha", "Pemilik", "Produk", "L", "P"],
        ["A", "KALURAHAN KATONGAN"],
        [1, "Mete Contoh", "Contoh", "Mete", 1, 2],
        [2, "Tempe Rekaan", "Rekaan", "Tempe", 0, 3],
        [None, "Jumlah Katongan", None, None, 1, 5],
        ["TOTAL", None, None, "2 produk", 1, 5],
        [],
        [None, None, None, "Wonosari, 5 Januari 2026"],
        [None, None, None, "Kepala Dinas"],
        ["Drs. Umpama Fiktif, M.Si"],
        ["NIP 19700101 199003 1 001"],
    ]
    read = workbook(tmp_path, rows)
    assert [row.row for row in read.rows] == [4, 5]
    assert left_out(read) == [3, 6, 7, 9, 10, 11, 12]
    assert {(row.record["district"], row.record["village"]) for row in read.rows} == {("Nglipar", "KATONGAN")}
    assert [row.record["products"] for row in read.rows] == [[{"name": "Mete"}], [{"name": "Tempe"}]]


def test_a_total_whose_figure_stands_below_the_names(tmp_path: Path) -> None:
    rows = [["Kode", "Nama Usaha", "Pemilik"], ["A", "Mete Contoh", "Contoh"], ["B", "Tempe Contoh", "Contoh"],
            ["JUMLAH", 2, None]]  # fmt: skip
    assert left_out(workbook(tmp_path, rows)) == [4]


def test_a_business_called_total_stays_a_business(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama Usaha", "Pemilik", "Omzet per Tahun"],
        [1, "Total Jaya", None, 5],
        [2, "Jumlah Berkah", "A", 5],
    ]
    assert [row.record["name"] for row in workbook(tmp_path, rows).rows] == ["Total Jaya", "Jumlah Berkah"]


def test_numbers_that_excel_rounded_are_named_and_left_out(tmp_path: Path) -> None:
    read = workbook(tmp_path, [["Nama Usaha", "HP", "NIB"], ["Dapur Contoh", 81_200_000_000.0, 9.999e12]])
    row = read.rows[0]
    assert "phone" not in row.record
    assert "nib" not in row.record
    assert [(p.column, p.code) for p in row.warnings] == [("HP", "scientific"), ("NIB", "scientific")]


def test_what_a_permit_cell_says_besides_its_number(tmp_path: Path) -> None:
    headings = ["PIRT", "Halal", "BPOM", "Merek"]
    record = one(tmp_path, headings, ["tidak perlu", "Sudah, ID34110000012345678", "dlm proses", "Proses pendaftaran"])
    assert record["certificates"] == [{"type": "HALAL", "number": "ID34110000012345678"}]
    assert "products" not in record


def test_a_permit_under_way_in_a_list_of_permits(tmp_path: Path) -> None:
    assert one(tmp_path, ["Legalitas"], ["PIRT (proses), NIB"])["certificates"] == ["NIB"]


def test_a_plain_status_counts_where_it_says_whether_the_business_runs(tmp_path: Path) -> None:
    rows = [["Nama Usaha", "Alamat", "Status"], ["A Contoh", "x", "Aktif"], ["B Contoh", "y", "Tidak aktif"]]
    assert [row.record["active"] for row in workbook(tmp_path, rows).rows] == [True, False]
    rows = [["Nama Usaha", "Alamat", "Status"], ["A Contoh", "x", "Milik sendiri"], ["B Contoh", "y", "Sewa"]]
    read = workbook(tmp_path, rows)
    assert all("active" not in row.record for row in read.rows)
    assert "column_without_home" in {problem.code for problem in read.warnings}


def test_several_goods_in_one_cell_stay_told_apart(tmp_path: Path) -> None:
    assert one(tmp_path, ["Produk"], ["Roti tawar\nRoti manis"])["products"] == [{"name": "Roti tawar, Roti manis"}]


def test_what_is_made_names_the_product(tmp_path: Path) -> None:
    record = one(tmp_path, ["Jenis Industri", "Komoditi"], ["Bahan bangunan", "Genteng"])
    assert record["products"] == [{"name": "Genteng"}]
    assert record["description"] == "Bahan bangunan"


@pytest.mark.parametrize(
    ("text", "factor", "value"),
    [("1,5 M", 1_000_000, 1_500_000_000), ("Rp 120.000.000", 1_000_000, 120_000_000), ("80,5", 1_000_000, 80_500_000),
     ("250 jt", 1_000, 250_000_000), ("7.500", 1_000, 7_500_000)],
)  # fmt: skip
def test_an_amount_that_says_its_size_is_not_multiplied_again(text: str, factor: int, value: int) -> None:
    amount = read_amount(text, money=True, factor=factor)
    assert amount is not None
    assert amount.value == value


@pytest.mark.parametrize("cell", ["120.000.000", 120_000_000])
def test_rupiah_below_a_heading_of_millions_are_refused(cell: str | int) -> None:
    with pytest.raises(CellError) as refusal:
        read_amount(cell, money=True, factor=1_000_000)
    assert refusal.value.code == "too_large_for_heading"


@pytest.mark.parametrize(("text", "days"), [("3x24 jam", 3), ("2 x 24 jam", 2), ("1x12 jam", 1)])
def test_days_told_in_hours(text: str, days: int) -> None:
    amount = read_duration(text)
    assert amount is not None
    assert amount.value == days


@pytest.mark.parametrize(
    ("heading", "target"),
    [("1. Nama Usaha *", "name"), ("(12) Jumlah Tenaga Kerja L", "workers_male"), ("3) NIK", "nik"),
     ("Halal No.", "permit.HALAL"), ("PIRT Exp", "until.PIRT"), ("nm usaha", "name"), ("almt", "address"),
     ("kpsts/bln", "products.capacity_per_month"), ("hrg", "products.price_idr"), ("sertf halal", "permit.HALAL"),
     ("Berapa harga jualnya? (Rp)", "products.price_idr"),
     ("Berapa lama daya tahan produk?", "products.shelf_life_days"),
     ("Apakah sudah punya NIB?", "nib"), ("Omzet Tahun 2023", "annual_sales_idr"), ("No. Tlp", "phone")],
)  # fmt: skip
def test_headings_in_other_words(heading: str, target: str) -> None:
    assert read_heading(0, "", heading, vocabulary("umkm")).options[0][1] == target


def test_words_that_shorten_nothing_known_stay_unknown() -> None:
    assert read_heading(0, "", "xqz wrtl", vocabulary("umkm")).options == []
    assert tokens("xqz wrtl") == ["xqz", "wrtl"]


def test_sales_of_a_day_say_nothing_of_a_year(tmp_path: Path) -> None:
    read = workbook(tmp_path, [["Nama Usaha", "Omzet per Hari", "Alamat"], ["Soto Contoh", "500.000", "Jl. A"]])
    assert "annual_sales_idr" not in read.rows[0].record
    assert [(p.column, p.code) for p in read.rows[0].warnings] == [("Omzet per Hari", "per_day")]
    assert one(tmp_path, ["Omzet per Minggu"], ["1 jt"])["annual_sales_idr"] == 52_000_000


def test_a_permit_named_twice_is_one(tmp_path: Path) -> None:
    record = one(tmp_path, ["Sertifikat", "No PIRT"], ["NIB & PIRT", "P-IRT No. 209 3372 01 9999-29"])
    assert record["certificates"] == ["NIB", {"type": "PIRT", "number": "209337201999929"}]


def test_a_row_that_says_how_to_fill_in_is_no_data(tmp_path: Path) -> None:
    rows = [["nama_usaha*", "pemilik", "harga"], ["(teks)", "(teks)", "(angka)"], ["Roti Contoh", "Contoh", "12.000"]]
    read = workbook(tmp_path, rows)
    assert [row.row for row in read.rows] == [3]
    assert left_out(read) == [2]


@pytest.mark.parametrize(
    ("said", "phone"),
    [("WA 081200005252 (Bu Rekaan)", "081200005252"), ("081200005252", "081200005252"), ("IG @contoh", "IG @contoh")],
)
def test_a_telephone_number_among_words(tmp_path: Path, said: str, phone: str) -> None:
    # What holds no number is handed on as it is, for the schema to name.
    assert one(tmp_path, ["Kontak"], [said])["phone"] == phone


def test_the_regency_of_a_title_with_a_colon(tmp_path: Path) -> None:
    rows = [["Kota: Surakarta"], ["Kecamatan: Jebres"], ["No", "Nama Usaha", "Alamat"], [1, "Soto Contoh", "Jl. A"]]
    record = workbook(tmp_path, rows).rows[0].record
    assert (record["regency"], record["district"]) == ("Kota Surakarta", "Jebres")


def test_a_list_that_went_home_with_its_errors_is_the_same_list(tmp_path: Path) -> None:
    rows = [["DATA UMKM"], ["No", "Nama Usaha", "Pemilik", "Harga"], [1, "Mete Contoh", "Contoh", "banyak"],
            [2, "Tempe Contoh", "Contoh", 5_000], [None, "JUMLAH", 2, None],
            [None, "Wonosari, 5 Januari 2026"]]  # fmt: skip
    before = workbook(tmp_path, rows)
    result = ImportResult("umkm", sheet=before.sheet, header_row=before.header_row)
    result.errors = [problem for row in before.rows for problem in row.errors]
    result.warnings = before.warnings
    path = tmp_path / "home.xlsx"
    write_report(tmp_path / "list.xlsx", result, path)
    after = read_file(path, "umkm", {})
    assert (after.layout, after.columns) == (before.layout, before.columns)
    assert [(row.row, row.content) for row in after.rows] == [(row.row, row.content) for row in before.rows]
    assert left_out(after) == left_out(before) == [5, 6]


def test_a_unit_below_a_heading_belongs_to_it(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama Usaha", "Omset (Rp)", None, "Produksi", None, "Harga Jual", "Produk"],
        [None, None, "Per Hari", "Per Bulan", "Volume/Bulan", "Satuan", "(Rp)", None],
        [1, "Kripik Contoh", "100.000", "3.000.000", "200", "kg", "30.000", "Kripik"],
        ["(..........)", None, None, None, None, None, None, "( Fiktif Andaian )"],
    ]
    read = workbook(tmp_path, rows, ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "H1:H2"))
    assert [row.row for row in read.rows] == [3]
    record = read.rows[0].record
    assert record["annual_sales_idr"] == 36_000_000
    assert record["products"] == [{"name": "Kripik", "unit": "kg", "price_idr": 30_000, "capacity_per_month": 200}]


def test_the_last_day_in_a_list_of_one_permit(tmp_path: Path) -> None:
    headings = ["Nama IRTP", "Nama Produk Pangan", "No. SPP-IRT", "Masa Berlaku s/d"]
    rows = [headings, ["IRT Contoh", "Kerupuk", "2063325019999-29", "2-5-2029"], ["IRT B", "Abon", "Ada", "lima tahun"]]
    read = workbook(tmp_path, rows)
    pirt = {"type": "PIRT", "number": "206332501999929", "valid_until": "2029-05-02"}
    assert read.rows[0].record["certificates"] == [pirt]
    assert read.rows[1].record["certificates"] == [{"type": "PIRT"}]
    assert [p.code for p in read.rows[1].warnings] == ["not_a_date"]
    several = workbook(tmp_path, [["Nama Usaha", "PIRT", "Halal", "Masa Berlaku"], ["A", "Ada", "Ada", "2-5-2029"]])
    assert several.rows[0].record["certificates"] == [{"type": "PIRT"}, {"type": "HALAL"}]


def test_a_product_below_a_business_in_a_merged_kecamatan(tmp_path: Path) -> None:
    rows = [["Kecamatan", "Nama Usaha", "Pemilik", "Produk", "Harga"], ["Baki", "Tauto Contoh", "Contoh", "Tauto", 1],
            [None, None, None, "Megono", None], ["Grogol", "Batik Contoh", "Contoh", "Kain", 2]]  # fmt: skip
    read = workbook(tmp_path, rows, ("A2:A3",))
    assert [(row.record["name"], row.record["products"][0]["name"]) for row in read.rows] == [
        ("Tauto Contoh", "Tauto"), ("Tauto Contoh", "Megono"), ("Batik Contoh", "Kain"),
    ]  # fmt: skip


def test_a_plain_name_beside_the_businesss_is_the_owner_s(tmp_path: Path) -> None:
    rows = [["No", "Nama", "Nama Usaha", "Produk"], [1, "Ani Contoh", "Roti Ani", "Roti"]]
    assert workbook(tmp_path, rows).rows[0].record["owner_name"] == "Ani Contoh"


def test_boxes_of_twelve_are_boxes(tmp_path: Path) -> None:
    record = one(tmp_path, ["Produk", "Satuan", "Harga"], ["Madu", "box isi 12", "@ Rp60.000,-/box"])
    assert record["products"] == [{"name": "Madu", "unit": "box isi 12", "price_idr": 60_000}]
