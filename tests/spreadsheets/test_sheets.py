"""Plain tables as a workbook: nothing in them is ever run as a formula or bent into a number."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from matchmaker.spreadsheets.sheets import Sheet, workbook

HOSTILE = ['=HYPERLINK("http://x.invalid")', "+628120000", "-1+1", "@SUM(A1)", "0812", "3602" * 4, "\t=1"]


@pytest.mark.parametrize("value", [*HOSTILE, "a\x00b\x0b", "\ud800"])
def test_text_stays_text(value: str) -> None:
    book = load_workbook(io.BytesIO(workbook([Sheet("a", ["x"], [[value]])])))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s"
    if value in HOSTILE:
        assert cell.value == value


def test_numbers_stay_numbers_and_names_of_sheets_fit() -> None:
    long = "Kebutuhan tanpa pemasok: [semua] / sebagian"
    book = load_workbook(
        io.BytesIO(workbook([Sheet(long, ["x", "y"], [[1, 0.5], [None, 2]], ["a"]), Sheet(long, [], [])]))
    )
    first = book.worksheets[0]
    assert [cell.value for cell in first[3]] == [1, 0.5]
    assert [cell.value for cell in first[4]] == [None, 2]
    assert len(set(book.sheetnames)) == 2
    assert all(len(name) <= 31 for name in book.sheetnames)
