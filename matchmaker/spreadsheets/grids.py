"""A sheet as rows of cells, whatever kind of file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

MAX_CELL_LENGTH = 4 * 1024 * 1024  # characters; a JSON list of five hundred products stays far below
SHOWN_LENGTH = 80
REPORT_HEADINGS = ("Kesalahan", "Peringatan")  # the columns that `matchmaker.spreadsheets.marked` adds, the last ones


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that holds no value one could read: a formula's error, a formula never calculated, a text without end."""

    shown: str
    code: str

    def __str__(self) -> str:
        return self.shown


Cell = str | int | float | bool | date | datetime | BadCell | None


@dataclass(slots=True)
class GridRow:
    """One row: its number as the spreadsheet shows it (CSV: the record's number), and its cells from column A on."""

    number: int
    cells: list[Cell]

    def at(self, column: int) -> Cell:
        """The cell in a column counted from 0; beyond the end a row is blank."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(slots=True)
class Grid:
    """One sheet. Rows that are blank throughout are left out; their numbers are missing in the sequence.

    ``merges`` are (first row, first column, last row, last column), rows as numbered, columns from 0.
    ``ragged`` tells that a row with more cells than the header was cut wrongly (text files), not that somebody wrote
    a remark beside the table (workbooks). ``reported`` tells a file that went home with our errors beside its rows.
    """

    rows: list[GridRow]
    name: str | None = None
    visible: bool = True
    hidden_columns: frozenset[int] = frozenset()
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    ragged: bool = False
    reported: bool = False


def without_report(grid: Grid) -> Grid:
    """A sheet without the two columns of a report of ours: what stands there is not the office's own."""
    for row in grid.rows:
        said = [text_of(cell) for cell in row.cells[-2:]]
        if tuple(said) == REPORT_HEADINGS:
            width = len(row.cells) - 2
            kept = [GridRow(one.number, one.cells[:width]) for one in grid.rows]
            grid.rows = [one for one in kept if not all(map(is_blank, one.cells))]
            grid.reported = True
            return grid
    return grid


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """A cell as a person sees it: 3.0 is "3", a date is 2029-08-17, blank is "" and outer blanks go."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def shorten(text: str) -> str:
    """The beginning of a text, for messages."""
    return text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "…"
