"""Several products in one row: "Produk 1", "Harga 1", "Produk 2", "Harga 2"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matchmaker.db import Database
from matchmaker.domain.access import Actor
from matchmaker.errors import InvalidRecordError
from matchmaker.services.import_layouts import described
from matchmaker.services.imports import run
from matchmaker.spreadsheets.records import ColumnChoice
from tests.spreadsheets.test_office_dirt import workbook

HEADINGS = ["Nama Usaha", "Alamat", "Produk 1", "Harga 1", "Produk 2", "Harga 2", "Produk 3", "Harga 3"]


def products(tmp_path: Path, rows: list[list[Any]], merges: tuple[str, ...] = ()) -> Any:
    """What the first row of a list says of its products."""
    return workbook(tmp_path, rows, merges).rows[0].record.get("products")


def test_all_products_of_a_row_are_products_of_one_business(tmp_path: Path) -> None:
    rows = [HEADINGS, ["A Contoh", "Jl. 1", "Nastar", 9_000, "Kue Satu", "8 rb", "Kembang Goyang", "10-12 rb"]]
    read = workbook(tmp_path, rows)
    assert read.rows[0].record["products"] == [
        {"name": "Nastar", "price_idr": 9_000},
        {"name": "Kue Satu", "price_idr": 8_000},
        {"name": "Kembang Goyang", "price_idr": 12_000},
    ]
    assert [one.code for one in read.warnings] == []
    assert [(one.column, one.code) for one in read.rows[0].warnings] == [("Harga 3", "range_upper")]
    assert [one.item for one in read.choices] == [1, 1, 1, 1, 2, 2, 3, 3]


def test_a_heading_over_two_rows_counts_too(tmp_path: Path) -> None:
    rows = [
        ["Nama Usaha", "Alamat", "Produk 1", None, None, "Produk 2", None, None],
        [None, None, "Nama", "Harga", "Kapasitas/bulan", "Nama", "Harga", "Kapasitas/bulan"],
        ["A Contoh", "Jl. 1", "Nastar", 9_000, "100 toples", "Kue Satu", 8_000, "50 toples"],
    ]
    assert products(tmp_path, rows, ("C1:E1", "F1:H1", "A1:A2", "B1:B2")) == [
        {"name": "Nastar", "unit": "toples", "price_idr": 9_000, "capacity_per_month": 100},
        {"name": "Kue Satu", "unit": "toples", "price_idr": 8_000, "capacity_per_month": 50},
    ]


def test_a_period_before_the_number_counts(tmp_path: Path) -> None:
    rows = [["Nama Usaha", "Produk 1", "Kapasitas/bulan 1", "Produk 2", "Kapasitas / Bulan 2"],
            ["A Contoh", "Nastar", "100 toples", "Kue Satu", "1/2 kg"]]  # fmt: skip
    assert products(tmp_path, rows) == [
        {"name": "Nastar", "unit": "toples", "capacity_per_month": 100},
        {"name": "Kue Satu", "unit": "kg", "capacity_per_month": 0.5},
    ]


def test_the_first_may_be_blank_and_the_plain_heading_is_the_first(tmp_path: Path) -> None:
    rows = [["Nama Usaha", "Alamat", "Produk", "Produk 2"], ["A Contoh", "Jl. 1", None, "Kue Satu"]]
    assert products(tmp_path, rows) == [{"name": "Kue Satu"}]


def test_figures_without_a_name_belong_to_nobody_and_are_named(tmp_path: Path) -> None:
    rows = [
        HEADINGS[:6],
        ["A Contoh", "Jl. 1", "Nastar", 9_000, None, 8_000],
        ["B Contoh", "Jl. 2", "Dodol", 1, "-", 0],
    ]
    read = workbook(tmp_path, rows)
    assert read.rows[0].record["products"] == [{"name": "Nastar", "price_idr": 9_000}]
    assert [(one.code, one.value) for one in read.rows[0].warnings] == [("product_without_name", 2)]
    assert read.rows[1].warnings == [], "a 0 beside no name says nothing"


def test_a_price_that_cannot_be_read_refuses_the_row_by_its_own_heading(tmp_path: Path) -> None:
    rows = [HEADINGS[:6], ["A Contoh", "Jl. 1", "Nastar", 9_000, "Kue Satu", "mahal"]]
    errors = workbook(tmp_path, rows).rows[0].errors
    assert [(one.column, one.code) for one in errors] == [("Harga 2", "not_a_number")]


def test_a_second_price_without_a_second_product_stays_left_out(tmp_path: Path) -> None:
    rows = [["Nama Usaha", "Alamat", "Produk", "Harga 1", "Harga 2"], ["A Contoh", "Jl. 1", "Nastar", 9_000, 8_000]]
    read = workbook(tmp_path, rows)
    assert read.rows[0].record["products"] == [{"name": "Nastar", "price_idr": 9_000}]
    assert [one.column for one in read.warnings if one.code == "column_taken"] == ["Harga 2"]


def test_a_wrong_figure_is_named_by_its_heading_whatever_product_came_first(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Nama Usaha;Alamat;Produk 1;MOQ 1;Produk 2;MOQ 2\nA Contoh;Jl. 1;;;Kue Satu;-5\n")
    with sqlite_database.write() as session:
        result = run(session, Actor("admin", "kantor"), "umkm", path)
    assert [(one.row, one.column, one.code) for one in result.errors] == [(2, "MOQ 2", "negative")]


def test_the_same_list_again_changes_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Nama Usaha;Alamat;Produk 1;Harga 1;Produk 2;Harga 2\nA Contoh;Jl. 1;Nastar;9000;Kue Satu;8000\n"
        "B Contoh;Jl. 2;Dodol;7000;;\n"
    )
    with sqlite_database.write() as session:
        first = run(session, Actor("admin", "kantor"), "umkm", path)
        again = run(session, Actor("admin", "kantor"), "umkm", path)
    assert (first.created, first.parts, first.rejected) == (2, 3, 0)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_an_office_may_confirm_columns_of_several_products() -> None:
    columns = [
        ColumnChoice(place, heading, target, [])
        for place, (heading, target) in enumerate(
            [("Nama Usaha", "name"), ("Produk 1", "products.name"), ("Produk 2", "products.name")]
        )
    ]
    assert [one["target"] for one in described("umkm", columns, {})] == ["name", "products.name", "products.name"]
    with pytest.raises(InvalidRecordError) as refusal:
        described("umkm", [*columns, ColumnChoice(3, "Barang", "products.name", [])], {})
    assert {problem.code for problem in refusal.value.problems} == {"field_taken_twice"}
