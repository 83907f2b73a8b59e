"""Lists in other shapes than the five at hand: where the table stands, which rows are data, what the cells say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from matchmaker.spreadsheets.reading import read_file
from matchmaker.spreadsheets.records import FileReading, Kind
from matchmaker.spreadsheets.template import FORMS, write_template

from .files import ods, saved, xls, xlsx


def reading(folder: Path, name: str, content: bytes, kind: Kind = "umkm", **fills: str) -> FileReading:
    path = folder / name
    path.write_bytes(content)
    return read_file(path, kind, fills)


def lines(*texts: str, encoding: str = "utf8") -> bytes:
    return "\n".join(texts).encode(encoding)


def codes(read: FileReading) -> set[str]:
    return {problem.code for problem in read.warnings} - {"column_without_home"}


def records(read: FileReading) -> list[dict[str, Any]]:
    assert [problem for row in read.rows for problem in row.errors] == []
    return [row.record for row in read.rows]


def office_form() -> bytes:
    """A heading of two rows under titles, column numbers, kecamatan between the rows, totals, remarks, a signature."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "Petunjuk"
    book.active.append(["Isi nama usaha dengan benar"])
    sheet = book.create_sheet("DATA")
    blanks: list[Any] = [None] * 9
    for row in (
        ["DAFTAR UMKM BINAAN"],
        ["DINAS KOPERASI KABUPATEN PURWAKARTA"],
        [],
        ["No", "Nama Usaha", "Pemilik", None, "Alamat", None, "Tenaga Kerja", None, "Perizinan", None, "Produk", None],
        [None, None, "Nama", "NIK", "Jalan", "Desa/Kel.", "L", "P", "P-IRT", "Halal", "Jenis", "Harga (Rp)"],
        list(range(1, 13)),
        ["KECAMATAN WANAYASA"],
        [
            1,
            "Simping Enah",
            "Enah Contoh",
            None,
            "Jl. Raya 1",
            "Wanayasa",
            1,
            2,
            "-",
            "Ada",
            "Simping kencur",
            "12.500",
        ],
        [
            2,
            "Peuyeum Sari",
            "Dudung Contoh",
            None,
            "Jl. Raya 2",
            "Sukadami",
            "-",
            None,
            None,
            None,
            "Peuyeum",
            "15rb/kg",
        ],
        [],
        ["", "JUMLAH", "", "", "", "", 1, 2],
        ["KECAMATAN BOJONG"],
        [3, "Bambu Jaya", "Asep Contoh", None, "Kp. Cibingbin", "Bojong", 3, 0, None, None, "Anyaman", "Rp 45.000,-"],
        [],
        ["Keterangan: data per 31 Desember 2024"],
        [*blanks, "Purwakarta, 2 Januari 2025"],
        [*blanks, "Kepala Dinas"],
        [*blanks, "NIP. 197001012000031001"],
    ):
        sheet.append(row)
    for merge in ("A1:L1", "A2:L2", "C4:D4", "E4:F4", "G4:H4", "I4:J4", "K4:L4", "A4:A5", "B4:B5"):
        sheet.merge_cells(merge)
    sheet.column_dimensions["D"].hidden = True
    return saved(book)


def test_an_office_form(tmp_path: Path) -> None:
    read = reading(tmp_path, "form.xlsx", office_form())
    assert (read.sheet, read.header_row, [row.row for row in read.rows]) == ("DATA", 4, [8, 9, 13])
    first, second, third = records(read)
    assert first["workers_female"] == 2
    assert first["certificates"] == [{"type": "HALAL"}]
    assert first["products"] == [{"name": "Simping kencur", "price_idr": 12_500}]
    assert "workers_male" not in second
    assert second["products"] == [{"name": "Peuyeum", "price_idr": 15_000, "unit": "kg"}]
    assert third["workers_female"] == 0
    assert [row["district"] for row in (first, second, third)] == ["WANAYASA", "WANAYASA", "BOJONG"]
    assert {row["regency"] for row in (first, second, third)} == {"Kabupaten Purwakarta"}
    assert codes(read) == {"regency_from_title", "row_not_data"}
    left_out = [problem.row for problem in read.warnings if problem.code == "row_not_data"]
    assert left_out == [6, 7, 11, 12, 15, 16, 17, 18]


def test_answers_of_a_form_on_the_net(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "form.csv",
        lines(
            "Timestamp,Nama Lengkap Pelaku Usaha,Nama Usaha / Brand,Nomor WhatsApp yang aktif,"
            "Apakah sudah memiliki NIB?,Jika sudah tuliskan nomor NIB,Apakah produk Anda sudah bersertifikat halal?,"
            "Produk apa yang Anda jual?,Omzet rata-rata per bulan",
            "2025/01/03,Siti Contoh,Dapur Siti,81200001234,Sudah,9999000000012,Belum,Kerupuk ikan,5 juta",
        ),
    )
    record = records(read)[0]
    assert record["name"] == "Dapur Siti"
    assert record["owner_name"] == "Siti Contoh"
    assert record["phone"] == "81200001234"
    assert record["nib"] == "9999000000012"
    assert record["annual_sales_idr"] == 60_000_000
    assert record["products"] == [{"name": "Kerupuk ikan"}]
    assert codes(read) == {"column_sales_month"}


def test_a_list_without_names_of_businesses_goes_by_the_owners(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "list.csv",
        lines(
            "NO;NAMA LENGKAP;NIK;ALAMAT;DESA;BIDANG USAHA", "1;Ani Contoh;3602010101010000;Kp. Sawah;Cimarga;Gula aren"
        ),
    )
    assert records(read)[0]["name"] == "Ani Contoh"
    assert "name_from_owner" in codes(read)


def test_products_below_a_merged_business(tmp_path: Path) -> None:
    rows = [
        ["No", "Nama UMKM", "Pemilik", "Alamat", "Produk", "Varian", "Netto (gr)", "Harga"],
        [1, "A Jaya", "Ani", "Jl. 1", "Keripik", "Balado", 100, 5_000],
        [None, None, None, None, "Keripik", "Manis", 250, 12_000],
        [2, "B Maju", "Budi", "Jl. 2", "Kopi", None, None, "30.000"],
        [None, None, None, None, "Teh", None, None, "12rb"],
    ]
    read = reading(tmp_path, "list.xlsx", xlsx(rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:D3"]))
    assert [(row["name"], row["products"][0]["name"]) for row in records(read)] == [
        ("A Jaya", "Keripik Balado 100 gr"),
        ("A Jaya", "Keripik Manis 250 gr"),
        ("B Maju", "Kopi"),
        ("B Maju", "Teh"),
    ]
    # Merged cells are certain; a blank beside nothing is read as going on, and said.
    assert [len(row.warnings) for row in read.rows] == [0, 0, 0, 1]


def test_titles_totals_and_remarks_in_a_text_file(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "list.csv",
        lines(
            "sep=;",
            "DATA UMKM KOTA PALANGKA RAYA;;;;",
            ";;;;",
            "No;Nama Usaha;Alamat;Jenis Usaha;Omset/Thn",
            "1.;Total Laundry;Jl. Yos Sudarso;Jasa;Rp. 36.000.000,00",
            "2.;Amplang Mama;Jl. Katamso;Kuliner;24 juta",
            "JUMLAH;;;;60.000.000",
            ";TOTAL;;;60.000.000",
            "",
            "Sumber : Dinas Koperasi dan UKM, 2024;;;;",
            encoding="cp1252",
        ),
    )
    assert read.header_row == 3
    assert [(row.row, row.record["name"]) for row in read.rows] == [(4, "Total Laundry"), (5, "Amplang Mama")]
    assert records(read)[0]["annual_sales_idr"] == 36_000_000


@pytest.mark.parametrize(
    "content",
    [
        lines("Nama Usaha\tAlamat\tTelp", "Kafé\tJl. 1\t081200000001", encoding="utf-16"),
        lines("Nama Usaha\tAlamat\tTelp", "Kafé\tJl. 1\t081200000001", encoding="utf-16-le"),
        lines("Nama Usaha;Alamat;Telp", "Kafé;Jl. 1;081200000001", encoding="cp1252"),
        lines("Nama Usaha|Alamat|Telp", "Kafé|Jl. 1|081200000001", encoding="utf-8-sig"),
        lines("Nama Usaha,Alamat,Telp", '"Kafé","Jl. 1","081200000001"'),
        xls([["Nama Usaha", "Alamat", "Telp"], ["Kafé", "Jl. 1", 81_200_000_001]]),
        ods([["Nama Usaha", "Alamat", "Telp"], ["Kafé", "Jl. 1", "081200000001"]]),
        xlsx([["Nama Usaha", "Alamat", "Telp"], ["Kafé", "Jl. 1", 81_200_000_001]]),
        b"<table><tr><th>Nama Usaha<th>Alamat<th>Telp<tr><td>Kaf&eacute;<td>Jl. 1<td>081200000001</table>",
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Data"><Table>'
            "<Row>"
            + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in ("Nama Usaha", "Alamat", "Telp"))
            + '</Row><Row><Cell><Data ss:Type="String">Kafé</Data></Cell>'
            '<Cell><Data ss:Type="String">Jl. 1</Data></Cell>'
            '<Cell><Data ss:Type="Number">81200000001</Data></Cell></Row></Table></Worksheet></Workbook>'
        ).encode(),
    ],
    ids=[
        "UTF-16",
        "UTF-16 without a mark",
        "Windows-1252",
        "pipes",
        "quoted",
        "xls",
        "ods",
        "xlsx",
        "HTML",
        "XML 2003",
    ],
)
def test_every_kind_of_file_says_the_same(tmp_path: Path, content: bytes) -> None:
    record = records(reading(tmp_path, "list.dat", content))[0]
    assert (record["name"], record["address"]) == ("Kafé", "Jl. 1")
    assert record["phone"].lstrip("0") == "81200000001"


def test_a_sheet_for_each_kecamatan(tmp_path: Path) -> None:
    head = ["No", "Nama Usaha", "Pemilik", "Alamat", "Jenis Produk"]
    book = xlsx(
        [["REKAP"], ["Kecamatan", "Jumlah"], ["Manggar", 2]],
        [head, [1, "A", "Ani", "Jl. 1", "Abon"]],
        [head, [1, "B", "Budi", "Jl. 2", "Madu"]],
        [head, [1, "C", "Cici", "Jl. 3", "Getas"]],
        names=["Rekap", "Manggar", "Gantung", "Data lama 2019"],
    )
    read = reading(tmp_path, "list.xlsx", book, regency="Belitung Timur")
    assert [(row.sheet, row.record["name"], row.record["district"]) for row in read.rows] == [
        ("Manggar", "A", "Manggar"),
        ("Gantung", "B", "Gantung"),
    ]
    assert [p.value for p in read.warnings if p.code == "sheet_not_read"] == ["Data lama 2019"]


def test_a_hidden_column_gives_way(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nama Usaha", "Nama Usaha", "Alamat"])
    sheet.append(["Nama Lama", "Nama Baru", "Jl. 1"])
    sheet.column_dimensions["A"].hidden = True
    assert records(reading(tmp_path, "list.xlsx", saved(book)))[0]["name"] == "Nama Baru"


def test_quantities_of_other_periods_and_units(tmp_path: Path) -> None:
    head = "Nama Usaha;Nama Produk;Kapasitas Produksi;Satuan;Min. Order"
    read = reading(
        tmp_path,
        "list.csv",
        lines(
            head,
            "A;Parang;1.200;Buah/Thn;1 lusin",
            "A;Tikar;300;Lbr/Bln;5",
            "A;Topi;300;pcs;2 dus",
            "A;Tas;40/minggu;pcs;",
        ),
    )
    products = [row["products"][0] for row in records(read)]
    assert [product.get("capacity_per_month") for product in products] == [100, 300, None, 173.33]
    assert [product.get("moq") for product in products] == [12, 5, None, None]
    assert [product["unit"] for product in products] == ["Buah", "Lbr", "pcs", "pcs"]
    assert {problem.code for row in read.rows for problem in row.warnings} == {
        "brought_to_month", "unit_converted", "no_period", "unit_differs",
    }  # fmt: skip


def test_sda_repeats_what_it_points_at(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "list.csv",
        lines("Nama Usaha;Alamat Pemilik;Alamat Usaha;Kecamatan", "A;Jl. 1;sda;Baki", "B;Jl. 2;Jl. 3;sda"),
    )
    assert [(row["address"], row["district"]) for row in records(read)] == [("Jl. 1", "Baki"), ("Jl. 3", "Baki")]


def test_a_kind_of_buyer_in_the_heading(tmp_path: Path) -> None:
    read = reading(tmp_path, "list.csv", lines("No;Nama Hotel;Bintang;Kab/Kota", "1;Hotel A;3;Serang"), "buyers")
    assert records(read)[0] == {"name": "Hotel A", "regency": "Serang", "type": "hotel", "description": "Bintang 3"}
    read = reading(tmp_path, "list.csv", lines("No;Nama Rumah Makan;Alamat", "1;RM A;Jl. 1, Kota Serang"), "buyers")
    assert records(read)[0] == {"name": "RM A", "regency": "Kota Serang", "type": "restaurant"}


def test_needs_of_an_association(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "needs.csv",
        lines(
            "Nama Hotel;Kebutuhan;Jumlah per Bulan;Harga Maks;Syarat Izin;Tempo;Rutin",
            "Hotel A;Keripik;500 bks;Rp 7.500/bks;PIRT, Halal;30 hari;Ya",
        ),
        "needs",
    )
    assert records(read)[0] == {
        "buyer_external_id": "Hotel A", "title": "Keripik", "volume_per_month": 500, "unit": "bks",
        "max_price_idr": 7_500, "required_certificates": ["PIRT", "HALAL"], "payment_days": 30, "recurring": True,
    }  # fmt: skip


def test_past_outcomes_in_indonesian(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "outcomes.csv",
        lines(
            "Kode UMKM;Kode Kebutuhan;Bulan;Tahap;Nilai (Rp)", "U1;K1;Maret 2025;Sepakat;2,7 jt", "U2;K1;04/2025;gagal;"
        ),
        "outcomes",
    )
    assert [(row["month"], row["stage"]) for row in records(read)] == [("2025-03", "agreed"), ("2025-04", "rejected")]


def test_rows_equal_but_for_their_number_are_doubles(tmp_path: Path) -> None:
    head = ["", "Nama Usaha", "Alamat", "Telp"]
    book = xlsx([head, [1, "A", "Jl. 1", "0812"], [2, "B", "Jl. 2", "0813"], [3, "A", "Jl. 1", "0812"]])
    rows = reading(tmp_path, "list.xlsx", book).rows
    assert rows[0].digest == rows[2].digest != rows[1].digest


@pytest.mark.parametrize("kind", FORMS)
def test_the_official_form_comes_back(tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / "form.xlsx"
    write_template(path, kind)
    empty = read_file(path, kind, {})
    assert (empty.rows, empty.unknown_columns, empty.sheet) == ([], [], kind)
    assert [problem.code for problem in empty.warnings] == ["example_left_out"]
    assert {form.target for form in FORMS[kind]} <= set(empty.columns.values())
