"""Ranges and fractions in columns of numbers: read where one figure is sure, left out with a note where none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from matchmaker.spreadsheets.amounts import Amount, CellError
from matchmaker.spreadsheets.drafts import amount_of, duration_of
from matchmaker.spreadsheets.ranges import LEFT_OUT, LOWER, UPPER, sure_end
from matchmaker.spreadsheets.rows import SHAPES
from tests.spreadsheets.test_office_dirt import workbook

CAPACITY, PRICE, LEAD_TIME = "products.capacity_per_month", "products.price_idr", "products.lead_time_days"


def end_of(cell: str, target: str, *, money: bool = False) -> Amount | None:
    """The sure end of a range of amounts."""
    return sure_end(cell, target, lambda one: amount_of(one, money, 1))


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("10-20 kg", Amount(10, "kg", None, "range_lower")),
        ("10 kg – 20 kg", Amount(10, "kg", None, "range_lower")),
        ("100 pcs/bln - 150 pcs/bln", Amount(100, "pcs", "month", "range_lower")),
        ("1.000-1.500", Amount(1_000, None, None, "range_lower")),
        ("± 50 s/d 60 kg per bulan", Amount(50, "kg", "month", "range_lower")),
    ],
)
def test_of_a_capacity_the_lower_end_is_sure(cell: str, read: Amount) -> None:
    assert end_of(cell, CAPACITY) == read


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("Rp 10.000 - 15.000", 15_000, None),
        ("Rp. 10.000,- s/d Rp. 15.000,-", 15_000, None),
        ("10-15 jt", 15_000_000, None),
        ("900 rb - 1 jt", 1_000_000, None),
        ("25-50rb/pcs", 50_000, "pcs"),
        ("Rp 5.000 sampai dengan Rp 7.500 per bungkus", 7_500, "bungkus"),
    ],
)
def test_of_a_price_the_upper_end_is_sure(cell: str, value: int, unit: str | None) -> None:
    assert end_of(cell, PRICE, money=True) == Amount(value, unit, None, "range_upper")


def test_prices_more_than_twice_apart_are_of_several_goods() -> None:
    read = end_of("Rp 4.000 – Rp 60.000", PRICE, money=True)
    assert read is not None
    assert read.doubt == LEFT_OUT


@pytest.mark.parametrize(
    ("cell", "days"), [("1-2 minggu", 14), ("1 sampai 2 minggu", 14), ("3-4 hari kerja", 4), ("7-14", 14)]
)
def test_a_partner_waits_for_the_longer_time(cell: str, days: int) -> None:
    read = sure_end(cell, LEAD_TIME, lambda one: duration_of(one, "hari", True))
    assert read == Amount(days, None, None, "range_upper")


def test_goods_keep_for_the_shorter_time() -> None:
    read = sure_end("3-6 bulan", "products.shelf_life_days", lambda one: duration_of(one, "hari", False))
    assert read == Amount(90, None, None, "range_lower")


@pytest.mark.parametrize(
    "cell",
    [
        "20-10",
        "900-1jt",
        "10kg-15pcs",
        "2024-2025-1",
        "0812-1111",
        "1-2026",
        "12-01-2026",
        "10-20-30",
        "kg 5-",
        "-",
        "",
    ],
)
def test_what_is_no_plain_range_stays_refused(cell: str) -> None:
    assert end_of(cell, CAPACITY) is None
    assert end_of(cell, PRICE, money=True) is None


def test_each_field_of_promises_has_one_sure_end() -> None:
    fields = {name for shape in ("money", "quantity", "duration") for name in SHAPES[shape][1].split()}
    assert not LOWER & UPPER
    assert fields >= LOWER | UPPER
    no_promise = {"capital_idr", "annual_sales_idr", "sales_month", "sales_week", "sales_day", "sales", "value_idr",
                  "workers_male", "workers_female"}  # fmt: skip
    assert fields - LOWER - UPPER == no_promise


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("1/2 kg", 0.5, "kg"),
        ("½ kg", 0.5, "kg"),
        ("2½ kg", 2.5, "kg"),
        ("1 1/2 ton", 1.5, "ton"),
        ("setengah kg", 0.5, "kg"),
        ("1 setengah kuintal", 1.5, "kuintal"),
        ("1/3", 0.3333, None),
    ],
)
def test_a_fraction_has_its_value(cell: str, value: float, unit: str | None) -> None:
    assert amount_of(cell, False, 1) == Amount(value, unit, None, "fraction")


@pytest.mark.parametrize("cell", ["10/20", "4/3", "12/25", "1/2/2026", "1/7"])
def test_other_strokes_are_no_fractions(cell: str) -> None:
    assert isinstance(amount_of(cell, False, 1), CellError)


def test_half_a_month_and_half_a_million() -> None:
    assert duration_of("1/2 bulan", "hari", True) == Amount(15, None, None, "fraction")
    assert amount_of("1/2 juta", True, 1) == Amount(500_000, None, None, "fraction")


@pytest.mark.parametrize("cell", ["maks. 100", "min 100", "paling banyak 100", "lebih dari 100", "s/d 100", "± 100"])
def test_about_so_many_is_read_with_a_note(cell: str) -> None:
    assert amount_of(cell, False, 1) == Amount(100, None, None, "approximate")


def test_a_row_with_ranges_is_kept_and_each_is_named(tmp_path: Path) -> None:
    rows = [
        ["Nama Usaha", "Produk", "Harga (Rp)", "Kapasitas per Bulan", "Satuan", "Omzet per Tahun", "Tahun Berdiri"],
        ["A Contoh", "Nastar", "10.000 - 15.000", "100-150", "toples", "10-15 jt", "2010-2012"],
    ]
    read = workbook(tmp_path, rows)
    record = read.rows[0].record
    assert record["products"] == [{"name": "Nastar", "unit": "toples", "price_idr": 15_000, "capacity_per_month": 100}]
    assert "annual_sales_idr" not in record
    assert "founded_year" not in record
    assert read.rows[0].errors == []
    assert [(one.column, one.code, one.params["read"]) for one in read.rows[0].warnings] == [
        ("Harga (Rp)", "range_upper", 15000),
        ("Kapasitas per Bulan", "range_lower", 100),
        ("Omzet per Tahun", "range_left_out", 15_000_000),
        ("Tahun Berdiri", "range_left_out", "2012"),
    ]
