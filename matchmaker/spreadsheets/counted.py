"""Columns that count products in one row: "Produk 1", "Harga 1", "Produk 2", "Harga 2".

The columns of one number are a product of their own, as long as one of them names it. "Harga 2" alone says nothing of
which product it prices, and stays a column that another one took the place of.
"""

from __future__ import annotations

from matchmaker.spreadsheets.headings import FIRST_YEAR, Column, assign, read_heading, vocabulary

NAME = "products.name"
# What a product takes besides its own fields; these are brought to a month.
_MEASURES = frozenset({"capacity", "capacity_year", "capacity_week", "capacity_period"})


def number_of(column: Column) -> int:
    """The number by which a heading counts products; 1 where it counts none."""
    return FIRST_YEAR - column.year if 0 < column.year < FIRST_YEAR else 1


def number_in(heading: str) -> int:
    """The number by which a heading counts products, from its text alone."""
    return number_of(read_heading(0, "", heading, vocabulary("umkm")))


def is_of_product(target: str | None) -> bool:
    """Whether a field is one of a product."""
    return target is not None and (target.startswith("products.") or target in _MEASURES)


def assign_counted(columns: list[Column]) -> None:
    """Give all columns of a list of businesses their fields, those of a second and further product apart."""
    further = _further(columns)
    assign([column for column in columns if column.index not in further])
    for number in sorted(set(further.values())):
        group = [column for column in columns if further.get(column.index) == number]
        for column in group:
            column.item, column.options = number, _of_product(column)
        assign(group)


def _further(columns: list[Column]) -> dict[int, int]:
    """The number of each column of a second or further product, by the column's place."""
    by_number: dict[int, list[Column]] = {}
    for column in columns:
        if _of_product(column):
            by_number.setdefault(number_of(column), []).append(column)
    first = by_number.pop(1, [])
    return {
        column.index: number
        for number, group in by_number.items()
        if _names_one(first) and _names_one(group)
        for column in group
    }


def _names_one(columns: list[Column]) -> bool:
    return any(target == NAME for column in columns for _, target in column.options)


def _of_product(column: Column) -> list[tuple[int, str]]:
    """What a heading may mean of a product."""
    return [(rank, target) for rank, target in column.options if is_of_product(target)]
