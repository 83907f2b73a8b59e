"""What bad input gets: a named reason, for the file or for the row, and never a crash or an invented value.

Each case is a line of the table printed at the end: what comes in, what is expected, what was observed.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from marshmallow import Schema
from openpyxl import Workbook

from matchmaker.errors import InvalidRecordError, UnusableFileError
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.needs import NeedSchema
from matchmaker.schemas.outcomes import OutcomeSchema
from matchmaker.schemas.reading import load
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.spreadsheets.reading import read_file
from matchmaker.spreadsheets.records import Kind
from matchmaker.texts import has

from .files import MAIN, ods, ole, raw_xlsx, saved, xls, xlsx

SCHEMAS: dict[str, Schema] = {
    "umkm": UmkmSchema(), "buyers": BuyerSchema(), "needs": NeedSchema(), "outcomes": OutcomeSchema(),
}  # fmt: skip
OBSERVED: list[tuple[str, str, str]] = []
Content = bytes | Callable[[], bytes]


def csv(*lines: str, encoding: str = "utf8") -> bytes:
    return "\n".join(lines).encode(encoding)


def umkm(heading: str, value: str) -> bytes:
    """A list of one business with one more column."""
    return csv(f"Nama Usaha;Alamat;{heading}", f"Toko A;Jl. Melati 1;{value}")


def product(heading: str, value: str) -> bytes:
    return csv(f"Nama Usaha;Nama Produk;{heading}", f"Toko A;Keripik;{value}")


def need(heading: str, value: str) -> bytes:
    return csv(f"Kode Pembeli;Kebutuhan;{heading}", f"H1;keripik;{value}")


def point(lat: str, lon: str) -> bytes:
    return csv("Nama Usaha;Latitude;Longitude", f"Toko A;{lat};{lon}")


def one_json(text: str) -> bytes:
    return f'{{"name": "Toko A", {text}}}\n'.encode()


def far_corner() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "Nama Usaha"
    book.active["XFD1048576"] = "x"
    return saved(book)


def bomb() -> Iterator[bytes]:
    yield f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>'.encode()
    for _ in range(700):
        yield bytes(2**20)


def long_cell() -> Iterator[bytes]:
    yield f'<?xml version="1.0"?><worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'.encode()
    yield b"Nama Usaha</t></is></c></row>"
    yield b'<row r="2"><c r="A2" t="inlineStr"><is><t>'
    for _ in range(60):
        yield b"a" * 2**20
    yield b"</t></is></c></row></sheetData></worksheet>"


def entities() -> bytes:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{nested}]><worksheet {MAIN}><sheetData><row r="1">'
    return raw_xlsx([f'{text}<c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'.encode()])


def error_cell(value: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nama Usaha", "Alamat", "Omzet per Tahun"])
    sheet.append(["Toko A", "Jl. Melati 1", value])
    return saved(book)


REFUSED: list[tuple[str, str, Content, str]] = [
    ("a file that is not there", "none.csv", b"", "file_missing"),
    ("an empty file", "x.csv", b"", "empty_file"),
    ("blanks only", "x.csv", b" \r\n\t\n ", "empty_file"),
    ("an empty workbook", "x.xlsx", lambda: xlsx([]), "empty_file"),
    ("figures without a heading", "x.csv", csv("1;2;3", "4;5;6"), "no_heading"),
    ("prose", "x.csv", csv("Kepada Yth. Bapak Kepala Dinas,", "bersama ini kami kirimkan data."), "no_heading"),
    ("a workbook with a summary only", "x.xlsx", lambda: xlsx([["Kecamatan", "Jumlah"], ["Baki", 4]]), "no_heading"),
    ("a list of needs read as UMKM", "x.csv", csv("Kode Pembeli;Kebutuhan;Volume", "H1;keripik;3"), "no_heading"),
    ("random bytes", "x.csv", bytes(range(256)) * 40, "not_text"),
    ("a program named .xlsx", "x.xlsx", b"MZ\x90\x00\x03" + bytes(200), "not_a_list"),
    ("a program named .csv", "x.csv", b"\x7fELF\x02\x01\x01" + bytes(200), "not_a_list"),
    ("a PDF named .xls", "x.xls", b"%PDF-1.7\n1 0 obj", "not_a_list"),
    ("a picture named .csv", "x.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_list"),
    ("a gzip file named .csv", "x.csv", lambda: gzip.compress(b"Nama Usaha"), "not_a_list"),
    ("an empty zip", "x.xlsx", b"PK\x05\x06" + bytes(18), "not_a_list"),
    ("a zip of something else", "x.xlsx", lambda: _zip({"foto.jpg": "x"}), "not_a_workbook"),
    (
        "a Word document named .xlsx",
        "x.xlsx",
        lambda: _zip({"[Content_Types].xml": "", "word/document.xml": "<w/>"}),
        "not_a_workbook",
    ),
    ("a workbook cut off", "x.xlsx", lambda: xlsx([["Nama Usaha"], ["A"]])[:900], "damaged_workbook"),
    ("a workbook with broken sheets", "x.xlsx", lambda: raw_xlsx([b"<worksheet><sheetData><row"]), "damaged_workbook"),
    ("an .xls cut off", "x.xls", lambda: xls([["Nama Usaha"], ["A"]])[:700], "damaged_workbook"),
    ("a workbook with a password", "x.xlsx", lambda: ole({"EncryptedPackage": b"x" * 5000}), "password_protected"),
    ("a zip with a password", "x.xlsx", lambda: _locked(xlsx([["Nama Usaha"], ["A"]])), "password_protected"),
    ("a zip bomb", "x.xlsx", lambda: raw_xlsx(bomb()), "unfolds_too_large"),
    ("A1 and XFD1048576", "x.xlsx", far_corner, "unfolds_too_large"),
    ("an entity bomb", "x.xlsx", entities, "damaged_workbook|empty_file|no_heading"),
    ("HTML without a table", "x.xls", b"<html><body>Maaf, sesi habis</body></html>", "empty_file"),
    ("XML of another kind", "x.xls", b"<?xml version='1.0'?><rss><item>x</item></rss>", "empty_file"),
    ("a JSON list", "x.json", b'[{"name": "A"}]', "json_list"),
    ("a JSON list over lines", "x.jsonl", b'[\n{"name": "A"},\n{"name": "B"}\n]', "json_list"),
    ("a JSON list named .csv", "x.csv", b'[{"name": "A"}]', "json_list"),
    ("a JSONL file of no JSON", "x.jsonl", b"Nama;Alamat\nA;B\n", "not_jsonl"),
    ("100,000 nested brackets", "x.jsonl", b'{"a":' + b"[" * 100_000, "not_jsonl"),
]

ROWS: list[tuple[str, Kind, str, Content, str]] = [
    ("a line that is a list", "umkm", "x.jsonl", b'{"name": "A"}\n[1]\n', "2 refused: not_an_object"),
    (
        "a line of 5 MB",
        "umkm",
        "x.jsonl",
        b'{"name": "A"}\n{"name": "' + b"a" * 5_000_000 + b'"}\n',
        "2 refused: too_long",
    ),
    ("a name that is a number", "umkm", "x.jsonl", b'{"name": 5}\n', "1 refused: not_text"),
    ("NaN in JSON", "umkm", "x.jsonl", b'{"name": "A"}\n' + one_json('"lat": NaN'), "2 refused: not_json"),
    ("half a surrogate in JSON", "umkm", "x.jsonl", b'{"name": "A"}\n{"name": "\\ud800"}', "2 refused: not_json"),
    ("NUL in a name", "umkm", "x.jsonl", b'{"name": "A\\u0000B"}', "1 refused: control_character"),
    (
        "a price of 10^30",
        "umkm",
        "x.jsonl",
        one_json('"products": [{"name": "x", "price_idr": 1e30}]'),
        "1 refused: too_large",
    ),
    (
        "an integer of 5,000 digits",
        "umkm",
        "x.jsonl",
        b'{"name": "A"}\n' + one_json(f'"capital_idr": {"9" * 5000}'),
        "2 refused: not_json",
    ),
    (
        "a negative price",
        "umkm",
        "x.jsonl",
        one_json('"products": [{"name": "x", "price_idr": -1}]'),
        "1 refused: negative",
    ),
    ("true as a number", "umkm", "x.jsonl", one_json('"workers_male": true'), "1 refused: not_a_number"),
    ("a flag of 1", "umkm", "x.jsonl", one_json('"active": 1'), "1 refused: not_a_flag"),
    ("a heading and nothing below", "umkm", "x.csv", csv("Nama Usaha;Alamat"), "no rows"),
    ("NUL in a cell", "umkm", "x.csv", umkm("Email", "a\0b@c.invalid"), "2 refused: control_character"),
    ("no name", "umkm", "x.csv", csv("Nama Usaha;Alamat", ";Jl. Melati 1"), "2 refused: required"),
    ("a name of blanks", "umkm", "x.csv", csv("Nama Usaha;Alamat", "   ;Jl. Melati 1"), "2 refused: required"),
    (
        "a name of 400 letters",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Alamat", f"{'a' * 400};Jl. Melati 1"),
        "2 refused: too_long",
    ),
    (
        "a cell of 60 MB",
        "umkm",
        "x.csv",
        lambda: csv("Nama Usaha;Alamat", f"{'a' * 60_000_000};Jl. 1"),
        "2 refused: too_long",
    ),
    ("a workbook's cell of 60 MB", "umkm", "x.xlsx", lambda: raw_xlsx(long_cell()), "2 refused: too_long"),
    (
        "a field too many",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Alamat;No HP", "A;Jl. 1;081200000001", "B;Jl. 2; RT 1;081200000002"),
        "3 refused: extra_fields",
    ),
    (
        "an unclosed quote",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Alamat;No HP", '"Uye;Jl. 1;081200000001', "B;Jl. 2;081200000002"),
        "all kept",
    ),
    (
        "a line that ends early",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Alamat;No HP", "A;Jl. 1;081200000001", "B"),
        "all kept",
    ),
    ("an amount in words", "umkm", "x.csv", umkm("Omzet per Tahun", "lima juta"), "2 refused: not_a_number"),
    ("a question mark", "umkm", "x.csv", umkm("Modal Usaha", "?"), "2 refused: not_a_number"),
    ("a range of amounts", "umkm", "x.csv", umkm("Omzet per Tahun", "10-15 jt"), "2 kept: range_left_out"),
    ("a range that runs backwards", "umkm", "x.csv", umkm("Omzet per Tahun", "15-10 jt"), "2 refused: a_range"),
    ("NaN in a column of numbers", "umkm", "x.csv", umkm("Modal Usaha", "NaN"), "2 refused: not_a_number"),
    ("10^30", "umkm", "x.csv", umkm("Modal Usaha", "1" + "0" * 30), "2 refused: too_large"),
    ("5,000 digits", "umkm", "x.csv", umkm("Modal Usaha", "9" * 5000), "2 refused: too_large"),
    ("1E+12", "umkm", "x.csv", umkm("Modal Usaha", "1,5E+12"), "2 refused: scientific"),
    ("a negative amount", "umkm", "x.csv", umkm("Modal Usaha", "-500.000"), "2 refused: negative"),
    ("#N/A among numbers", "umkm", "x.csv", umkm("Modal Usaha", "#N/A"), "2 refused: error_value"),
    ("#N/A among texts", "umkm", "x.csv", umkm("Desa", "#N/A"), "2 kept: error_value"),
    ("an error cell of a workbook", "umkm", "x.xlsx", lambda: error_cell("#N/A"), "2 refused: error_value"),
    (
        "a formula never calculated",
        "umkm",
        "x.xlsx",
        lambda: error_cell("=SUM(A1:A9)"),
        "2 refused: formula_not_calculated",
    ),
    (
        "a date among numbers",
        "umkm",
        "x.xlsx",
        lambda: xlsx([["Nama Usaha", "Alamat", "Modal Usaha"], ["A", "Jl. 1", date(2020, 1, 2)]]),
        "2 refused: not_a_number",
    ),
    ("two numbers in one cell", "umkm", "x.csv", umkm("Tenaga Kerja Laki-laki", "L=2 P=1"), "2 refused: not_a_number"),
    ("half a worker", "umkm", "x.csv", umkm("Tenaga Kerja Laki-laki", "2,5"), "2 refused: not_a_whole_number"),
    ("a year of two digits", "umkm", "x.csv", umkm("Tahun Berdiri", "15"), "2 kept: not_a_year"),
    ("a year in words", "umkm", "x.csv", umkm("Tahun Berdiri", "sudah lama"), "2 refused: not_a_number"),
    (
        "money as a quantity",
        "umkm",
        "x.csv",
        product("Kapasitas per Bulan", "Rp 1.500.000"),
        "2 refused: money_not_quantity",
    ),
    (
        "a quantity in words",
        "umkm",
        "x.csv",
        product("Kapasitas per Bulan", "sesuai pesanan"),
        "2 refused: not_a_number",
    ),
    ("1,500 pieces", "umkm", "x.csv", product("Kapasitas per Bulan", "1,500"), "2 refused: ambiguous_number"),
    ("so many a day", "umkm", "x.csv", product("Kapasitas per Bulan", "20/hari"), "2 kept: per_day"),
    ("a duration in words", "umkm", "x.csv", product("Masa Simpan", "lama"), "2 refused: not_a_duration"),
    ("a range of durations", "umkm", "x.csv", product("Lead Time", "1-2 minggu"), "2 kept: range_upper"),
    ("a price of 0", "umkm", "x.csv", product("Harga", "0"), "2 kept: price_zero"),
    (
        "a product without a name",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Nama Produk;Harga", "A;;5000"),
        "2 refused: required",
    ),
    (
        "a bar code with a wrong check digit",
        "umkm",
        "x.csv",
        product("Barcode", "8991234567890"),
        "2 kept: gtin_check_digit",
    ),
    (
        "an unknown category",
        "umkm",
        "x.jsonl",
        one_json('"products": [{"name": "x", "category": "angkasa"}]'),
        "1 kept: unknown_category",
    ),
    ("an unknown scale", "umkm", "x.csv", umkm("Skala Usaha", "raksasa"), "2 kept: unknown_scale"),
    ("a NIB rounded by Excel", "umkm", "x.csv", umkm("NIB", "9,1E+12"), "2 kept: scientific"),
    ("a letter's number as NIB", "umkm", "x.csv", umkm("NIB", "503/12/IUMK/2018"), "2 kept: invalid_nib"),
    ("a NIK of 15 digits", "umkm", "x.csv", umkm("NIK", "331101010101000"), "2 kept: invalid_nik"),
    (
        "a NIK typed as a number",
        "umkm",
        "x.xlsx",
        lambda: xlsx([["Nama Usaha", "Alamat", "NIK"], ["A", "Jl. 1", 3311010101010000]]),
        "2 kept: scientific",
    ),
    ("words for a telephone", "umkm", "x.csv", umkm("No HP", "titip tetangga"), "2 kept: invalid_phone"),
    ("an e-mail without @", "umkm", "x.csv", umkm("Email", "toko.contoh.invalid"), "2 kept: invalid_email"),
    ("a letter's number as PIRT", "umkm", "x.csv", umkm("No PIRT", "503/12/IUMK/2018"), "2 kept: permit_not_valid"),
    ("a NIB as PIRT", "umkm", "x.csv", umkm("No PIRT", "9999000000001"), "2 kept: permit_holds_nib"),
    ("a person as PIRT", "umkm", "x.csv", umkm("No PIRT", "Ani Contoh"), "2 kept: permit_not_valid"),
    ("a PIRT a digit short", "umkm", "x.csv", umkm("No PIRT", "20633110190012"), "2 kept: number_length"),
    (
        "the 31st of February",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Halal;Masa Berlaku Halal", "A;Ada;31-02-2027"),
        "2 refused: no_such_date",
    ),
    (
        "month before day",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Halal;Masa Berlaku Halal", "A;Ada;05/17/2029"),
        "2 refused: no_such_date",
    ),
    (
        "a date in words",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Halal;Masa Berlaku Halal", "A;Ada;tahun depan"),
        "2 refused: not_a_date",
    ),
    (
        "a validity without its permit",
        "umkm",
        "x.csv",
        csv("Nama Usaha;Halal;Masa Berlaku Halal", "A;-;17-08-2029"),
        "2 kept: until_without_permit",
    ),
    (
        "neither active nor closed",
        "umkm",
        "x.csv",
        umkm("Status Aktif", "belum diketahui pasti"),
        "2 kept: neither_yes_nor_no",
    ),
    ("0, 0", "umkm", "x.csv", point("0", "0"), "2 refused: outside_indonesia"),
    ("Tokyo", "umkm", "x.csv", point("35.68", "139.69"), "2 refused: outside_indonesia"),
    ("exchanged coordinates", "umkm", "x.csv", point("110.82", "-7.57"), "2 refused: coordinates_exchanged"),
    (
        "a lost point and no region",
        "umkm",
        "x.csv",
        point("-75790454", "110.8418014"),
        "2 refused: coordinates_lost_point",
    ),
    ("a lost point of a longitude", "umkm", "x.csv", point("2.6615756", "989437771"), "2 kept: coordinates_repaired"),
    ("words for coordinates", "umkm", "x.csv", point("depan pasar", "110.8"), "2 refused: not_a_number"),
    ("half a coordinate", "umkm", "x.csv", point("-7.57", ""), "2 kept: coordinates_incomplete"),
    ("a link to a map", "umkm", "x.csv", umkm("Koordinat", "https://maps.invalid/abc"), "2 kept: link_without_point"),
    (
        "an unknown kind of buyer",
        "buyers",
        "x.csv",
        csv("Nama Pembeli;Jenis Pembeli", "A;pabrik roket"),
        "2 refused: unknown_buyer_type",
    ),
    ("a buyer of no kind", "buyers", "x.csv", csv("Nama Pembeli;Kecamatan", "A;Baki"), "2 refused: required"),
    ("a need without a title", "needs", "x.csv", csv("Kode Pembeli;Kebutuhan;Satuan", "H1;;kg"), "2 refused: required"),
    ("a need of nobody", "needs", "x.csv", csv("Kode Pembeli;Kebutuhan;Satuan", ";keripik;kg"), "2 refused: required"),
    ("a volume of 0", "needs", "x.csv", need("Volume per Bulan", "0"), "2 refused: zero"),
    ("a radius beyond the country", "needs", "x.csv", need("Radius (km)", "20.000"), "2 refused: too_large"),
    ("terms nobody knows", "needs", "x.csv", need("Sistem Pembelian", "barter"), "2 refused: unknown_word"),
    (
        "a need that closes before it opens",
        "needs",
        "x.csv",
        csv("Kode Pembeli;Kebutuhan;Mulai;Sampai", "H1;x;2-1-2026;1-1-2026"),
        "2 refused: closes_before_it_opens",
    ),
    (
        "a stage nobody knows",
        "outcomes",
        "x.csv",
        csv("Kode UMKM;Kode Kebutuhan;Tahap", "U1;K1;terbang"),
        "2 refused: unknown_stage",
    ),
    (
        "month 13",
        "outcomes",
        "x.csv",
        csv("Kode UMKM;Kode Kebutuhan;Tahap;Bulan", "U1;K1;sepakat;13/2025"),
        "2 refused: not_a_month",
    ),
    (
        "an outcome with nobody",
        "outcomes",
        "x.csv",
        csv("Kode UMKM;Tahap;Bulan", "U1;sepakat;03/2025"),
        "2 refused: need_or_buyer_required",
    ),
    (
        "a list that is no JSON",
        "umkm",
        "x.csv",
        csv("external_id,name,products", 'U1,Toko A,"keripik, abon"'),
        "2 refused: not_json_list",
    ),
    (
        "a product of nobody",
        "umkm",
        "x.xlsx",
        lambda: xlsx(
            [["external_id", "name"], ["U1", "A"]],
            [["umkm_external_id", "name"], ["U9", "abon"]],
            names=("umkm", "products"),
        ),
        "2 refused: unknown_umkm",
    ),
    (
        "an .ods with a range",
        "umkm",
        "x.ods",
        lambda: ods([["Nama Usaha", "Alamat", "Modal Usaha"], ["A", "Jl. 1", "1-2 jt"]]),
        "2 kept: range_left_out",
    ),
    (
        "an .xls with words",
        "umkm",
        "x.xls",
        lambda: xls([["Nama Usaha", "Alamat", "Modal Usaha"], ["A", "Jl. 1", "banyak"]]),
        "2 refused: not_a_number",
    ),
    (
        "an HTML table with words",
        "umkm",
        "x.xls",
        b"<table><tr><th>Nama Usaha<th>Alamat<th>Modal Usaha<tr><td>A<td>Jl. 1<td>banyak</table>",
        "2 refused: not_a_number",
    ),
]


def _zip(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return content.getvalue()


def _locked(content: bytes) -> bytes:
    """The same zip with the flag of encryption set on every part."""
    locked = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = content.find(mark, at + 1)
    return bytes(locked)


def _write(folder: Path, name: str, content: Content) -> Path:
    path = folder / name
    if name != "none.csv":
        path.write_bytes(content() if callable(content) else content)
    return path


def observe(path: Path, kind: Kind) -> list[str]:
    """What became of each row: refused or kept with a doubt, and why."""
    reading = read_file(path, kind, {})
    found = []
    for row in reading.rows:
        codes = [problem.code for problem in row.errors]
        doubts = [problem.code for problem in row.warnings]
        if not codes:
            try:
                doubts += [p.code for p in load(SCHEMAS[kind], row.record, strict=False)[1]]
            except InvalidRecordError as error:
                codes = [problem.code for problem in error.problems]
        found += [f"{row.row} refused: {code}" for code in codes] or [f"{row.row} kept: {code}" for code in doubts]
    for line in found:
        assert has(f"problem.{line.split(': ')[1]}"), f"no sentence for {line}"
    return found if reading.rows else ["no rows"]


@pytest.mark.parametrize(("what", "name", "content", "expected"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_file_nobody_can_use_is_refused(
    tmp_path: Path, what: str, name: str, content: Content, expected: str
) -> None:
    path = _write(tmp_path, name, content)
    with pytest.raises(UnusableFileError) as refusal:
        read_file(path, "umkm", {})
    OBSERVED.append((what, f"refused: {expected}", f"refused: {refusal.value.code}"))
    assert refusal.value.code in expected.split("|")
    assert has(f"error.{refusal.value.code}")


@pytest.mark.parametrize(("what", "kind", "name", "content", "expected"), ROWS, ids=[case[0] for case in ROWS])
def test_a_bad_row_gets_its_reason(
    tmp_path: Path, what: str, kind: Kind, name: str, content: Content, expected: str
) -> None:
    observed = observe(_write(tmp_path, name, content), kind)
    OBSERVED.append((what, expected, "; ".join(dict.fromkeys(observed)) or "all kept"))
    assert expected in observed or (expected == "all kept" and observed == [])


def test_a_default_that_names_no_field_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "x.csv", csv("Nama Usaha", "A"))
    with pytest.raises(UnusableFileError) as refusal:
        read_file(path, "umkm", {"warna": "biru"})
    OBSERVED.append(("--set of no field", "refused: unknown_set_field", f"refused: {refusal.value.code}"))
    assert refusal.value.code == "unknown_set_field"


def test_the_table_of_bad_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed last, so that whoever runs the tests sees what bad input gets."""
    assert len(REFUSED) + len(ROWS) >= 60
    if not OBSERVED:
        pytest.skip("run together with the cases above")
    width = max(len(what) for what, _, _ in OBSERVED)
    with capsys.disabled():
        print(f"\n\n{'bad input':{width}}  {'expected':38}  observed")
        for what, expected, observed in OBSERVED:
            print(f"{what:{width}}  {expected:38}  {observed}")
