"""How the cells of each kind of column become fields of a record."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import orjson

from matchmaker.spreadsheets.amounts import Amount, CellError
from matchmaker.spreadsheets.drafts import (
    Draft,
    amount_of,
    day_of,
    duration_of,
    is_bad,
    month_of,
    year_of,
)
from matchmaker.spreadsheets.grids import Cell, is_blank, text_of
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.permits import read_any
from matchmaker.spreadsheets.ranges import LEFT_OUT, Read, sure_end
from matchmaker.spreadsheets.words import flag, says_nothing

Reader = Callable[[Draft, Column, Cell], None]
_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?[eE]\+?\d+$")
MAX_EXACT_FLOAT = 1e15  # spreadsheets keep fifteen digits; the sixteenth of a NIK typed as a number is lost
MAX_LITERAL = 20_000  # characters of a list written as program text


def text(draft: Draft, column: Column, cell: Cell) -> None:
    """A text; what stands for nothing is nothing."""
    if is_bad(draft, column, cell):
        return
    said = text_of(cell)
    if said and not says_nothing(said):
        draft.put(column.target or "", said)


def verbatim(draft: Draft, column: Column, cell: Cell) -> None:
    """A text of our own form, where a dash is a dash."""
    if not is_bad(draft, column, cell) and not is_blank(cell):
        draft.put(column.target or "", cell if isinstance(cell, str) else text_of(cell))


def digits(draft: Draft, column: Column, cell: Cell) -> None:
    """A number that is a name: NIK, NIB, bar code. Rounded by a spreadsheet it is flagged and never guessed."""
    if is_bad(draft, column, cell):
        return
    said = text_of(cell).lstrip("'`").strip()
    if not said or says_nothing(said):
        return
    if _SCIENTIFIC.match(said) or (isinstance(cell, float) and abs(cell) >= MAX_EXACT_FLOAT):
        draft.warn(column, cell, "scientific")
    else:
        draft.put(column.target or "", said)


def money(draft: Draft, column: Column, cell: Cell) -> None:
    """Whole rupiah."""
    amount = take(draft, column, cell, lambda said: amount_of(said, True, column.factor))
    if amount is not None:
        draft.amounts[column.target or ""] = (column, amount)
        draft.put(column.target or "", rupiah(draft, column, cell, amount.value))


def rupiah(draft: Draft, column: Column, cell: Cell, value: int | float) -> int:
    """Bring an amount to whole rupiah, saying so."""
    if isinstance(value, int):
        return value
    whole = int(Decimal(str(value)).to_integral_value(ROUND_HALF_UP))
    draft.warn(column, cell, "rounded", read=whole)
    return whole


def quantity(draft: Draft, column: Column, cell: Cell) -> None:
    """A number of things."""
    amount = take(draft, column, cell, lambda said: amount_of(said, False, column.factor))
    if amount is not None:
        draft.amounts[column.target or ""] = (column, amount)
        draft.put(column.target or "", amount.value)


def duration(draft: Draft, column: Column, cell: Cell) -> None:
    """A length of time in whole days; how long goods keep is rounded down, how long one waits up."""
    up = "shelf_life" not in (column.target or "")
    amount = take(draft, column, cell, lambda said: duration_of(said, column.time_unit or "hari", up))
    if amount is not None:
        draft.put(column.target or "", amount.value)


def year(draft: Draft, column: Column, cell: Cell) -> None:
    """A year; one of two digits may be an age as well, so it stays unknown."""
    amount = take(draft, column, cell, year_of)
    if amount is not None and amount.doubt != "not_a_year":
        draft.put(column.target or "", amount.value)


def take(draft: Draft, column: Column, cell: Cell, read_cell: Read) -> Amount | None:
    """The amount a cell says, its doubt noted; None where it is blank, left out or refuses the row."""
    read = read_cell(cell)
    if isinstance(read, CellError):
        read = sure_end(cell, column.target or "", read_cell) or read
    if isinstance(read, CellError):
        draft.error(column, cell, read.code)
        return None
    if read is not None and read.doubt:
        # A year is no figure: it is written without a point between its digits.
        draft.warn(column, cell, read.doubt, read=str(read.value) if read_cell is year_of else read.value)
    return None if read is not None and read.doubt == LEFT_OUT else read


def day(draft: Draft, column: Column, cell: Cell) -> None:
    """A calendar day."""
    read = day_of(cell)
    if isinstance(read, CellError):
        draft.error(column, cell, read.code)
    elif read is not None:
        draft.put(column.target or "", read.isoformat())


def month(draft: Draft, column: Column, cell: Cell) -> None:
    """A month as YYYY-MM."""
    read = month_of(cell)
    if isinstance(read, CellError):
        draft.error(column, cell, read.code)
    elif read is not None:
        draft.put(column.target or "", read)


def yes_or_no(draft: Draft, column: Column, cell: Cell) -> None:
    """A flag; a word that is neither leaves it unknown, with a warning."""
    if is_bad(draft, column, cell) or is_blank(cell):
        return
    read = flag(cell)
    if read is not None:
        draft.put(column.target or "", read)
    elif not says_nothing(text_of(cell)):
        draft.warn(column, cell, "neither_yes_nor_no")


def aside(draft: Draft, column: Column, cell: Cell) -> None:
    """A cell that can only be read together with others of its row."""
    if not is_blank(cell):
        draft.keep(column, cell)


def listed(draft: Draft, column: Column, cell: Cell) -> None:
    """A list of texts: JSON, or parts between semicolons and line ends."""
    if is_bad(draft, column, cell) or is_blank(cell):
        return
    parts = json_list(draft, column, cell)
    if parts is None:
        parts = [part.strip() for part in re.split(r"[;\n]", text_of(cell))]
        parts = [part for part in parts if part and not says_nothing(part)]
        if not parts:
            return
    there = (draft.product if (column.target or "").startswith("products.") else draft.record).get(
        (column.target or "").removeprefix("products."), []
    )
    draft.put(column.target or "", [*there, *parts])


def json_only(draft: Draft, column: Column, cell: Cell) -> None:
    """A nested list in one cell; anything but JSON refuses the row."""
    if is_bad(draft, column, cell) or is_blank(cell):
        return
    parts = json_list(draft, column, cell)
    if parts is None:
        draft.error(column, cell, "not_json_list")
    else:
        draft.put(column.target or "", parts)


def json_list(draft: Draft, column: Column, cell: Cell) -> list[Any] | None:
    """The list a cell holds as JSON or as a program wrote it (``['a', 'b']``), or None where it holds none."""
    said = text_of(cell)
    if not said.startswith("["):
        return None
    try:
        read = orjson.loads(said)
    except (orjson.JSONDecodeError, RecursionError):
        read = _literal(said)
    return read if isinstance(read, list) else None


def _literal(said: str) -> Any:
    if len(said) > MAX_LITERAL:
        return None
    try:
        read = ast.literal_eval(said)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return read if isinstance(read, list) and all(isinstance(part, str) for part in read) else None


def certificates(draft: Draft, column: Column, cell: Cell) -> None:
    """Types of certificates in one cell ("PIRT, Halal"), or their records as JSON."""
    if is_bad(draft, column, cell) or is_blank(cell):
        return
    records = json_list(draft, column, cell)
    if records is not None:
        draft.put(column.target or "", records)
        return
    permits = read_any(cell)
    if permits is None:
        return
    for permit in permits:
        if permit.doubt:
            draft.warn(column, permit.kind, permit.doubt)
    kinds = [permit.kind for permit in permits if permit.held]
    if kinds or not permits:
        draft.put(column.target or "", kinds)
