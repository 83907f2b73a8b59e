"""Single cells: numbers, durations, days, permits and coordinates as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.spreadsheets.amounts import Amount, CellError, read_amount
from matchmaker.spreadsheets.coordinates import Area, Point, read_pair, read_point
from matchmaker.spreadsheets.grids import BadCell, Cell
from matchmaker.spreadsheets.permits import Permit, read_any, read_permit
from matchmaker.spreadsheets.quantities import ratio
from matchmaker.spreadsheets.times import read_day, read_duration, read_month, read_year
from matchmaker.spreadsheets.words import flag

SURAKARTA = Area(-7.56, 110.83, 60)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Rp 1.500.000", 1_500_000),
        ("Rp. 350.000,-", 350_000),
        ("Rp6.000.000,00", 6_000_000),
        ("1,5 jt", 1_500_000),
        ("1.5 jt", 1_500_000),
        ("12.5 juta", 12_500_000),
        ("25rb", 25_000),
        ("Rp12.000", 12_000),
        ("1,2 M", 1_200_000_000),
        ("2 milyar", 2_000_000_000),
        ("15,000", 15_000),
        ("1,500,000", 1_500_000),
        ("350 000", 350_000),
        ("45.000/toples", 45_000),
        ("Rp 15.000 per kg", 15_000),
        ("500.000 rupiah", 500_000),
        ("Rp 5.000 (eceran)", 5_000),
        ("mulai 5.000", 5_000),
        ("± 500.000", 500_000),
        ("-500.000", -500_000),
        (1_500_000.0, 1_500_000),
        (12_500.5, 12_500.5),
        ("0", 0),
        ("'25.000", 25_000),
    ],
)
def test_money(cell: Cell, value: float) -> None:
    amount = read_amount(cell, money=True)
    assert amount is not None
    assert amount.value == value


@pytest.mark.parametrize("cell", ["", "-", "–", "Rp -", "Tidak ada", "n/a", None, "nihil"])
def test_no_amount_is_unknown_and_never_0(cell: Cell) -> None:
    assert read_amount(cell, money=True) is None


@pytest.mark.parametrize(
    ("cell", "money", "code"),
    [
        ("10-15 jt", True, "a_range"),
        ("Rp 4.000 – Rp 60.000", True, "a_range"),
        ("5.000 s/d 10.000", True, "a_range"),
        ("belum dihitung", True, "not_a_number"),
        ("?", True, "not_a_number"),
        ("±", True, "not_a_number"),
        ("hubungi kami", True, "not_a_number"),
        ("1.5E+06", True, "scientific"),
        ("#N/A", True, "error_value"),
        (BadCell("#REF!", "error_value"), True, "error_value"),
        ("NaN", True, "not_a_number"),
        ("1" + "0" * 30, True, "too_large"),
        ("9" * 5_000, True, "too_large"),
        ("1.234.56", True, "not_a_number"),
        (True, True, "not_a_number"),
        (date(2020, 1, 2), True, "not_a_number"),
        ("Rp 1.500.000", False, "money_not_quantity"),
        ("sesuai pesanan", False, "not_a_number"),
        ("satu dus", False, "not_a_number"),
        ("1,500", False, "ambiguous_number"),
        ("L=2 P=1", False, "not_a_number"),
        ("> 5", False, "not_a_number"),
    ],
)
def test_what_is_no_number_says_why(cell: Cell, money: bool, code: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_amount(cell, money=money)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("500 pcs/bln", Amount(500, "pcs", "month")),
        ("1.500 porsi", Amount(1_500, "porsi")),
        ("120 kg/minggu", Amount(120, "kg", "week")),
        ("1.000 pcs perbulan", Amount(1_000, "pcs", "month")),
        ("200 kg sebulan", Amount(200, "kg", "month")),
        ("20/hari", Amount(20, None, "day")),
        ("5 orang", Amount(5, "orang")),
        ("500 m", Amount(500, "m")),
        ("2,5 ton", Amount(2.5, "ton")),
        ("0.125", Amount(0.125)),
        ("12.000", Amount(12_000)),
        ("1.1250", Amount(1.125)),
        ("500an", Amount(500, doubt="approximate")),
    ],
)
def test_quantities_keep_unit_and_period(cell: str, amount: Amount) -> None:
    assert read_amount(cell, money=False) == amount


@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_as_indonesians_write_it(number: int) -> None:
    for written in (
        f"{number:,}".replace(",", "."),
        f"Rp {number:,},-".replace(",", ".").replace(".-", ",-"),
        str(number),
    ):
        amount = read_amount(written, money=True)
        assert amount is not None
        assert amount.value == number


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_fall_over(text: str) -> None:
    for read in (
        lambda: read_amount(text, money=True),
        lambda: read_duration(text),
        lambda: read_day(text),
        lambda: read_month(text),
        lambda: read_year(text),
        lambda: read_pair(text),
    ):
        with suppress(CellError):
            read()
    assert read_permit("PIRT", text).kind == "PIRT"
    read_any(text)
    read_point(text, text, lambda: None)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("3 bln", 90),
        ("1 tahun", 365),
        ("1 th", 365),
        ("7 hari", 7),
        ("2 minggu", 14),
        ("2 mgg", 14),
        ("5 hr", 5),
        ("12 Bln", 360),
        (14.0, 14),
        ("14", 14),
        ("1 tahun 6 bulan", 545),
        ("sebulan", 30),
        ("24 jam", 1),
        ("3 hari kerja", 3),
        ("3 bulan (suhu ruang)", 90),
        ("6 bulan setelah dibuka", 180),
        ("", None),
        ("-", None),
    ],
)
def test_durations(cell: Cell, days: int | None) -> None:
    amount = read_duration(cell)
    assert (amount.value if amount else None) == days


def test_parts_of_a_day_go_up_for_waiting_and_down_for_keeping() -> None:
    assert read_duration("36 jam", up=True) == Amount(2)
    assert read_duration("36 jam", up=False) == Amount(1)
    assert read_duration("6", unit="bulan") == Amount(180)


@pytest.mark.parametrize(
    ("cell", "code"), [("lama", "not_a_duration"), ("1-2 minggu", "a_range"), ("3 kali", "not_a_duration")]
)
def test_no_duration(cell: str, code: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_duration(cell)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "cell",
    [
        "17-08-2029",
        "17/8/2029",
        "17.8.29",
        "17 Agustus 2029",
        "Jumat, 17 Agt 2029",
        "17-Agu-29",
        "2029-08-17",
        "2029/8/17",
        "2029-08-17 00:00:00",
        "s/d 17-08-2029",
        "berlaku sampai dengan 17 Agustus 2029",
        date(2029, 8, 17),
        datetime(2029, 8, 17, 10),  # noqa: DTZ001 - spreadsheets know no time zones
        47_347.0,
        "47347",
    ],
)
def test_days(cell: Cell) -> None:
    assert read_day(cell) == date(2029, 8, 17)


@pytest.mark.parametrize("cell", ["", "-", "selamanya", "Seumur hidup", "Tidak ada"])
def test_no_day(cell: Cell) -> None:
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31-02-2027", "no_such_date"),
        ("45-10-2028", "no_such_date"),
        ("05/17/2029", "no_such_date"),
        ("besok", "not_a_date"),
        ("Agustus 2029", "day_missing"),
        ("2029", "day_missing"),
        ("#VALUE!", "error_value"),
    ],
)
def test_impossible_days(cell: str, code: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_day(cell)
    assert refusal.value.code == code


@pytest.mark.parametrize("cell", ["2025-03", "Maret 2025", "03/2025", "Mar-2025", date(2025, 3, 9), "9-3-2025"])
def test_months(cell: Cell) -> None:
    assert read_month(cell) == "2025-03"


@pytest.mark.parametrize(
    ("cell", "value", "doubt"),
    [("2014", 2014, None), (2014.0, 2014, None), ("Th. 2012", 2012, "year_in_text"), ("15", 0, "not_a_year")],
)
def test_years(cell: Cell, value: int, doubt: str | None) -> None:
    assert read_year(cell) == Amount(value, doubt=doubt)


NUMBER = "206331101900129"


@pytest.mark.parametrize(
    ("kind", "cell", "permit"),
    [
        ("PIRT", "P-IRT 2063311019001-29", Permit("PIRT", True, NUMBER)),
        ("PIRT", "PIRT No. 2063311 01 9001 - 29", Permit("PIRT", True, NUMBER)),
        ("PIRT", "SPP-IRT No. 2063311019001-29", Permit("PIRT", True, NUMBER)),
        ("PIRT", "Ada", Permit("PIRT", True)),
        ("PIRT", "✓", Permit("PIRT", True)),
        ("PIRT", True, Permit("PIRT", True)),
        ("PIRT", "", Permit("PIRT", None)),
        ("PIRT", "tidak ada ", Permit("PIRT", False)),
        ("PIRT", "-", Permit("PIRT", False)),
        ("PIRT", "Belum", Permit("PIRT", False)),
        ("HALAL", "dalam proses", Permit("HALAL", False)),
        ("PIRT", "503/120/IUMK/2019", Permit("PIRT", None, doubt="permit_not_valid")),
        ("PIRT", "9999001100011", Permit("PIRT", None, doubt="permit_holds_nib")),
        ("PIRT", "Ani Contoh", Permit("PIRT", None, doubt="permit_not_valid")),
        ("BPOM_MD", "BPOM RI MD 200011000002", Permit("BPOM_MD", True, "200011000002")),
        ("BPOM_MD", "NA18200100123", Permit("BPOM_MD", None, doubt="permit_not_valid")),
        ("HALAL", "ID3311000001100030099", Permit("HALAL", True, "ID3311000001100030099")),
        ("HKI", "IDM999900000", Permit("HKI", True, "IDM999900000")),
        ("HKI", "GADING", Permit("HKI", None, doubt="permit_not_valid")),
    ],
)
def test_permits(kind: str, cell: Cell, permit: Permit) -> None:
    assert read_permit(kind, cell) == permit


def test_several_permits_in_one_cell() -> None:
    permit = read_permit("PIRT", "2063311019001-29, 2063311019002-29")
    assert (permit.number, permit.others) == (NUMBER, ("206331101900229",))
    found = read_any("NIB, PIRT dan Halal MUI") or []
    assert [one.kind for one in found] == ["NIB", "PIRT", "HALAL"]
    assert read_any("tidak ada") == []
    assert read_any("") is None


@pytest.mark.parametrize(
    ("lat", "lon", "area", "point"),
    [
        ("-7,5790508", "110,8418047", None, Point(-7.5790508, 110.8418047)),
        ("'-7.5853608", "110.8", None, Point(-7.5853608, 110.8)),
        ("7°34'12\" LS", "110°49'30\" BT", None, Point(-7.57, 110.825)),
        ("7.55 S", "110.8 E", None, Point(-7.55, 110.8)),
        ("-75790454", "110.8418014", SURAKARTA, Point(-7.5790454, 110.8418014, {"lat": -7.5790454})),
        ("2.6615756", "989437771", None, Point(2.6615756, 98.9437771, {"lon": 98.9437771})),
        (
            "-7.579.0508",
            "110.841.8047",
            SURAKARTA,
            Point(-7.5790508, 110.8418047, {"lat": -7.5790508, "lon": 110.8418047}),
        ),
        ("", "", None, Point()),
        ("-", "tidak ada", None, Point()),
    ],
)
def test_points(lat: Cell, lon: Cell, area: Area | None, point: Point) -> None:
    assert read_point(lat, lon, lambda: area) == point


@pytest.mark.parametrize(
    ("lat", "lon", "area", "code"),
    [
        ("110.81", "-7.58", SURAKARTA, "coordinates_exchanged"),
        ("-75790454", "110.8418014", None, "coordinates_lost_point"),
        ("-75790454", "110.8418014", Area(-0.95, 131.3, 60), "coordinates_lost_point"),
        ("131.308", "", SURAKARTA, "outside_indonesia"),
        ("depan pasar", "110.8", SURAKARTA, "not_a_number"),
        ("-75", "110.8", SURAKARTA, None),
    ],
)
def test_points_that_cannot_be_made_certain(lat: str, lon: str, area: Area | None, code: str | None) -> None:
    point = read_point(lat, lon, lambda: area)
    if code is None:
        assert point.lat == -75  # within the globe: the schema says that it lies outside the country
    else:
        assert (point.lat, point.lon) == (None, None)
        assert code in point.errors.values()


def test_pairs() -> None:
    assert read_pair("-7.57, 110.82") == (-7.57, 110.82)
    assert read_pair("-7,571 ; 110,821") == (-7.571, 110.821)
    assert read_pair("https://maps.invalid/place/@-7.57,110.82,17z") == (-7.57, 110.82)
    assert read_pair("7°34'12\"S 110°49'30\"E") == (-7.57, 110.825)
    for text, code in (("https://maps.invalid/abc", "link_without_point"), ("depan pasar", "not_a_point")):
        with pytest.raises(CellError) as refusal:
            read_pair(text)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Ya", True), (1.0, True), ("Aktif", True), ("tutup", False), ("0", False), ("entah", None), (False, False)],
)
def test_flags(cell: Cell, value: bool | None) -> None:
    assert flag(cell) is value


def test_units() -> None:
    rates: list[tuple[str, str, Any]] = [
        ("lusin", "pcs", 12),
        ("pcs", "kodi", 1 / 20),
        ("Bks", "bungkus", 1),
        ("kg", "pcs", None),
    ]
    for one, other, rate in rates:
        assert ratio(one, other) == rate
