"""A row while it is being read: the record so far, what is wrong with it, and the cells that belong together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from matchmaker.spreadsheets.amounts import Amount, CellError, read_amount
from matchmaker.spreadsheets.data_rows import DataRow
from matchmaker.spreadsheets.grids import BadCell, Cell, shorten, text_of
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.permits import Permit, read_permit
from matchmaker.spreadsheets.records import CellProblem, SourceRow
from matchmaker.spreadsheets.times import read_day, read_duration, read_month, read_year

CACHE = 50_000  # distinct cells remembered; the same few hundred prices and permits fill most lists
PRODUCT = "products."
Read = TypeVar("Read")


@lru_cache(CACHE, typed=True)
def amount_of(cell: Cell, money: bool, factor: int) -> Amount | CellError | None:
    """`read_amount`, remembered."""
    return _caught(lambda: read_amount(cell, money=money, factor=factor))


@lru_cache(CACHE, typed=True)
def duration_of(cell: Cell, unit: str, up: bool) -> Amount | CellError | None:
    """`read_duration`, remembered."""
    return _caught(lambda: read_duration(cell, unit=unit, up=up))


@lru_cache(CACHE, typed=True)
def day_of(cell: Cell) -> date | CellError | None:
    """`read_day`, remembered."""
    return _caught(lambda: read_day(cell))


@lru_cache(CACHE, typed=True)
def month_of(cell: Cell) -> str | CellError | None:
    """`read_month`, remembered."""
    return _caught(lambda: read_month(cell))


@lru_cache(CACHE, typed=True)
def year_of(cell: Cell) -> Amount | CellError | None:
    """`read_year`, remembered."""
    return _caught(lambda: read_year(cell))


@lru_cache(CACHE, typed=True)
def permit_of(kind: str, cell: Cell) -> Permit:
    """`read_permit`, remembered."""
    return read_permit(kind, cell)


def _caught(read: Callable[[], Read]) -> Read | CellError:
    try:
        return read()
    except CellError as error:
        return error


@dataclass(slots=True)
class Draft:
    """One data row on its way to a `SourceRow`. ``product`` holds the fields of the product the row names.

    ``own_form`` tells a file of ours, where a text that looks like a formula's error is a text. ``items`` are the
    numbers of the products in the record, in their order.
    """

    row: DataRow
    sheet: str | None
    own_form: bool = False
    items: list[int] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict)
    product: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, list[tuple[Column, Cell]]] = field(default_factory=dict)
    amounts: dict[str, tuple[Column, Amount]] = field(default_factory=dict)
    errors: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)

    def put(self, target: str, value: Any) -> None:
        """Set a field of the record, or of its product."""
        if target.startswith(PRODUCT):
            self.product[target[len(PRODUCT) :]] = value
        else:
            self.record[target] = value

    def keep(self, column: Column, cell: Cell) -> None:
        """Lay a cell aside that can only be read together with others."""
        self.parts.setdefault(column.target or "", []).append((column, cell))

    def kept(self, target: str) -> list[tuple[Column, Cell]]:
        """What was laid aside for a field."""
        return self.parts.get(target, [])

    def error(self, column: Column | None, cell: Any, code: str, **params: Any) -> None:
        """Refuse the row because of a cell."""
        self.errors.append(self._problem(column, cell, code, params))

    def warn(self, column: Column | None, cell: Any, code: str, **params: Any) -> None:
        """Note a doubt that refuses nothing."""
        self.warnings.append(self._problem(column, cell, code, params))

    def _problem(self, column: Column | None, cell: Any, code: str, params: dict[str, Any]) -> CellProblem:
        shown = cell if isinstance(cell, int | float | bool) else text_of(cell) if cell is not None else None
        if isinstance(shown, str):
            shown = shorten(shown)
        return CellProblem(self.row.number, column.heading if column else None, shown, code, params, self.sheet)

    def source_row(self, content: Any, columns: dict[str, str]) -> SourceRow:
        """The finished row."""
        return SourceRow(
            self.row.number, self.record, content, self.sheet, self.errors, self.warnings, columns
        )  # fmt: skip


def is_bad(draft: Draft, column: Column, cell: Cell) -> bool:
    """Whether a cell of text cannot be read; a formula's error there is left out with a warning."""
    if isinstance(cell, BadCell):
        if cell.code == "too_long":
            draft.error(column, cell, cell.code)
        else:
            draft.warn(column, cell, cell.code)
        return True
    if not draft.own_form and isinstance(cell, str) and cell.startswith("#") and cell.strip() in ERROR_VALUES:
        draft.warn(column, cell, "error_value")
        return True
    return False


ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#N/A!", "#SPILL!"})
