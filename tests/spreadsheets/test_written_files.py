"""Files that go out: numbers that are names stay texts, nothing runs as a formula, errors stand beside their rows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.errors import UnusableFileError
from matchmaker.services import import_preview, imports
from matchmaker.services.import_reports import write_report
from matchmaker.services.imports import ImportResult
from matchmaker.spreadsheets.cells_out import disarm, number_text, rearm
from matchmaker.spreadsheets.records import Kind
from matchmaker.spreadsheets.writing import write_file

from .files import xlsx

RECORD: dict[str, Any] = {
    "external_id": "007",
    "name": '=HYPERLINK("http://x.invalid")',
    "nik": "3602010101010000",
    "nib": "9999000000001",
    "phone": "+6281200000001",
    "address": "@SUM(A1)",
    "capacity": None,
    "lat": -6.3571,
    "certificates": [{"type": "PIRT", "number": "206360201000129", "valid_until": "2029-08-17", "status": "declared"}],
    "products": [{"name": "+rasa", "gtin": "0000012345670", "price_idr": 2**60, "capacity_per_month": 1.125}],
    "clusters": ["sentra a", "sentra b"],
}


def test_a_workbook_keeps_texts_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_file(path, "umkm", [RECORD]) == 1
    book = load_workbook(path)
    assert book.sheetnames == ["umkm", "products", "certificates"]
    for sheet in book.worksheets:
        headings = [str(cell.value) for cell in sheet[1]]
        for heading, cell in zip(headings, sheet[2], strict=True):
            assert cell.data_type != "f", heading
            if heading in ("external_id", "nik", "nib", "phone", "gtin", "number", "umkm_external_id") and cell.value:
                assert (cell.data_type, cell.number_format) == ("s", "@"), heading
    umkm = dict(zip([cell.value for cell in book["umkm"][1]], [cell.value for cell in book["umkm"][2]], strict=True))
    assert umkm["name"] == RECORD["name"]
    assert umkm["lat"] == -6.3571
    assert umkm["clusters"] == "sentra a; sentra b"
    products = dict(zip([c.value for c in book["products"][1]], [c.value for c in book["products"][2]], strict=True))
    assert products["price_idr"] == str(2**60)  # a spreadsheet's number could not hold it


def test_a_text_file_has_no_mark_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_file(path, "umkm", [RECORD])
    assert path.read_bytes().startswith(b"external_id,")
    with path.open(encoding="utf8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["name"] == f"'{RECORD['name']}"
    assert row["address"] == "'@SUM(A1)"
    assert row["phone"] == "+6281200000001"
    assert row["products"].startswith('[{"name":"+rasa"')


@pytest.mark.parametrize("text", ["=1", "+1+1", "-x", "@a", "\tx", "'=1", "''=1", "'a", "'", "a", "-5", "+62 812"])
def test_disarming_can_be_undone(text: str) -> None:
    assert rearm(disarm(text)) == text


@pytest.mark.parametrize(
    ("number", "text"), [(1.125, "1.1250"), (12.5, "12.5"), (1e-7, "0.0000001"), (1_500, "1500"), (0.125, "0.125")]
)
def test_numbers_that_could_be_misread_are_not_written(number: float, text: str) -> None:
    assert number_text(number) == text


def test_what_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    record = {"external_id": "U1", "name": "A", "marketplace_urls": ["https://x.invalid/" + "a" * 1_900] * 20}
    with pytest.raises(UnusableFileError) as refusal:
        write_file(tmp_path / "out.xlsx", "umkm", [record])
    assert refusal.value.code == "too_long_for_a_cell"
    with pytest.raises(UnusableFileError):
        write_file(tmp_path / "out.docx", "umkm", [record])


def run(database: Database, path: Path, kind: Kind = "umkm") -> ImportResult:
    with database.write_session() as session:
        result = imports.run(session, SYSTEM, kind, path)
        session.commit()
    return result


def column(path: Path, heading: str, header: int = 1) -> dict[int, Any]:
    sheet = load_workbook(path).worksheets[0]
    place = next(cell.column for cell in sheet[header] if cell.value == heading)
    return {row: sheet.cell(row, place).value for row in range(header + 1, sheet.max_row + 1)}


def test_the_file_comes_back_with_its_errors_to_be_mended(sqlite_database: Database, tmp_path: Path) -> None:
    rows = [
        ["DAFTAR UMKM"],
        ["No", "Nama Usaha", "Alamat", "NIB", "Omzet per Tahun"],
        [1, "A", "Jl. 1", "503/1", "10 jt"],
        [2, "B", "Jl. 2", None, "banyak"],
        [],
        [3, "C", "Jl. 3", None, "=1+1 jt"],
    ]
    path, report = tmp_path / "list.xlsx", tmp_path / "report.xlsx"
    path.write_bytes(xlsx(rows))
    with sqlite_database.write_session() as session:
        result = import_preview.run(session, SYSTEM, "umkm", path)
    write_report(path, result, report)
    errors, warnings = column(report, "Kesalahan", 2), column(report, "Peringatan", 2)
    assert errors[3] is None
    assert errors[4] == 'Omzet per Tahun: "banyak" bukan angka'
    assert "belum dihitung" in str(errors[6])
    assert "NIB" in str(warnings[3])
    # Sent back as it is, the report says the same again; mended, it goes in.
    assert (run(sqlite_database, report).created, run(sqlite_database, report).rejected) == (1, 2)
    book = load_workbook(report)
    book.worksheets[0]["E4"], book.worksheets[0]["E6"] = "12 jt", 12_000_000
    book.save(report)
    mended = run(sqlite_database, report)
    assert (mended.created, mended.unchanged, mended.rejected) == (2, 1, 0)


def test_a_shifted_row_stays_refused_until_it_is_mended(sqlite_database: Database, tmp_path: Path) -> None:
    path, report = tmp_path / "list.csv", tmp_path / "report.xlsx"
    path.write_text("Nama Usaha;Alamat;Telp;Desa\nA;Jl. 1;0812;X\nB;Jl. 2; RT 1;0813;\n")
    result = run(sqlite_database, path)
    assert [problem.code for problem in result.errors] == ["extra_fields"]
    write_report(path, result, report)
    again = run(sqlite_database, report)
    assert (again.created, again.unchanged) == (0, 1)
    assert [problem.code for problem in again.errors] == ["extra_fields"]


def test_json_lines_come_back_too(sqlite_database: Database, tmp_path: Path) -> None:
    path, report = tmp_path / "list.jsonl", tmp_path / "report.xlsx"
    path.write_text('{"name": "A"}\n{"name": 5}\n')
    write_report(path, run(sqlite_database, path), report, "en")
    sheet = load_workbook(report).worksheets[0]
    assert sheet["A1"].value == '{"name": "A"}'
    assert sheet["B2"].value == 'name: must be text, not "5"'
