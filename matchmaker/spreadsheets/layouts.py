"""What a person said of a table: where its heading stands and what its columns are; kept for files of the same layout.

A layout is known by its heading alone, so that next month's list of the same office is read in the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from matchmaker.spreadsheets.counted import is_of_product, number_in, number_of
from matchmaker.spreadsheets.grids import Grid, GridRow, is_blank, shorten, text_of
from matchmaker.spreadsheets.heading_words import key_of, tokens
from matchmaker.spreadsheets.headings import Column, is_many, vocabulary
from matchmaker.spreadsheets.records import CellProblem, ColumnChoice, Kind
from matchmaker.spreadsheets.tables import HEADER_DEPTH, HEADER_ROWS, Table, find_table, table_at

SAMPLES = 3  # cells of a column that are shown when its meaning is asked
NO_FIELD = frozenset({"running", "homeless"})
Targets = Mapping[str, str]  # place of a column, counted from 0, to the field it fills; "" leaves it out


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of layouts before a file is opened.

    ``known`` are the layouts of an office by their key. ``sheet`` and ``header_row`` choose the heading of this file,
    where a person did.
    """

    known: Mapping[str, Targets] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None


NOTHING_TOLD = Told()


def layout_key(kind: Kind, rows: list[GridRow]) -> str:
    """SHA-256 of a heading: the words of its cells and where they stand, blind to case, points and short forms."""
    said = [
        f"{depth}.{index}={key_of(tokens(text_of(cell))) or text_of(cell).casefold()}"
        for depth, row in enumerate(rows)
        for index, cell in enumerate(row.cells)
        if not is_blank(cell)
    ]
    return hashlib.sha256("\x1f".join([kind, *said]).encode("utf8", "replace")).hexdigest()


def key_of_table(table: Table, kind: Kind) -> str:
    """The key of the layout that a table has."""
    first, last = table.header_rows
    return layout_key(kind, [row for row in table.grid.rows if first <= row.number <= last])


def fields_of(kind: Kind) -> list[str]:
    """The fields that a column of a list may be taken for, in the order of the register of headings."""
    return [target for target in vocabulary(kind).targets if target not in NO_FIELD]


def told_tables(grids: list[Grid], kind: Kind, told: Told) -> list[Table]:
    """The tables whose heading a person chose or confirmed before, sheets of the same layout together; else none."""
    if told.header_row is not None:
        found = [table for grid in grids if (table := _chosen(grid, kind, told)) is not None][:1]
    else:
        chosen = [grid for grid in grids if told.sheet is None or grid.name == told.sheet]
        found = [table for grid in chosen if (table := _remembered(grid, kind, told)) is not None]
        if told.sheet is not None:
            found = found or [table for grid in chosen if (table := find_table(grid, kind)) is not None]
    if not found:
        return []
    key = key_of_table(found[0], kind)
    same = [table for table in found if key_of_table(table, kind) == key and (table is found[0] or table.grid.visible)]
    for grid in grids:
        other = None if any(table.grid is grid for table in same) else find_table(grid, kind)
        if other is not None and other.body:
            same[0].problems.append(CellProblem(None, None, grid.name, "sheet_not_read", sheet=grid.name))
    return same


def _chosen(grid: Grid, kind: Kind, told: Told) -> Table | None:
    if told.sheet is not None and grid.name != told.sheet:
        return None
    place = next((n for n, row in enumerate(grid.rows) if row.number == told.header_row), None)
    if place is None:
        return None
    # A heading of one row, unless it was confirmed as one of several.
    for depth in range(HEADER_ROWS, 0, -1):
        table = _confirmed(grid, kind, told, place, depth)
        if table is not None:
            return table
    return table_at(grid, kind, vocabulary(kind), place, 1, False)


def _remembered(grid: Grid, kind: Kind, told: Told) -> Table | None:
    if not told.known:
        return None
    for place in range(min(HEADER_DEPTH, len(grid.rows))):
        for depth in range(HEADER_ROWS, 0, -1):
            table = _confirmed(grid, kind, told, place, depth)
            if table is not None:
                return table
    return None


def _confirmed(grid: Grid, kind: Kind, told: Told, place: int, depth: int) -> Table | None:
    rows = grid.rows[place : place + depth]
    targets = told.known.get(layout_key(kind, rows)) if len(rows) == depth else None
    if targets is None:
        return None
    table = table_at(grid, kind, vocabulary(kind), place, depth, False)
    for column in table.columns:
        if str(column.index) in targets:
            column.target, column.corrected = targets[str(column.index)] or None, None
            column.confirmed = True
            column.item = number_of(column) if kind == "umkm" and is_of_product(column.target) else 1
    return table


def choices(table: Table) -> list[ColumnChoice]:
    """The columns of a table as they were understood, each with a few of its cells."""
    return [
        ColumnChoice(
            column.index, column.heading, column.target, list(_samples(table, column)), column.confirmed, column.item
        )
        for column in table.columns
    ]


def _samples(table: Table, column: Column) -> Iterator[str]:
    given = 0
    for row in table.body:
        if given < SAMPLES and not is_blank(row.at(column.index)):
            given += 1
            yield shorten(" ".join(text_of(row.at(column.index)).split()))


def taken_twice(kind: Kind, columns: Iterable[tuple[str, str]]) -> list[str]:
    """Fields that two columns claim although they hold one value; columns are told by their heading and field."""
    said = [
        (target, number_in(heading) if kind == "umkm" and is_of_product(target) else 1)
        for heading, target in columns
        if target and not is_many(target)
    ]
    return sorted({one[0] for one in said if said.count(one) > 1})
