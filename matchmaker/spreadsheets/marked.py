"""The file somebody uploaded, back with what was wrong written beside each row: to mend it and upload it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from matchmaker.spreadsheets.grids import REPORT_HEADINGS, Cell, Grid, is_blank, text_of
from matchmaker.spreadsheets.workbook_writing import WIDTH, text_cell

ERRORS, WARNINGS = REPORT_HEADINGS
BLANK = "(kosong)"
ERROR_FILL = PatternFill("solid", fgColor="F8D7DA")
WARNING_FILL = PatternFill("solid", fgColor="FFF3CD")
MESSAGE_WIDTH = 60
MAX_SHEET_NAME = 31  # characters
MAX_TEXT = 32_767
Marks = Mapping[int, tuple[str, str]]


def write_marked(path: Path, sheets: Iterable[tuple[Grid, int, Marks]], summary: Sequence[Sequence[Any]]) -> None:
    """Write sheets as they stand, each row at its number, with two columns more; then a sheet of all problems.

    Parameters
    ----------
    sheets
        The grid, the row of its heading, and by row number what refused it and what was noted.
    summary
        Rows of the last sheet, its heading first.
    """
    book = Workbook(write_only=True)
    for place, (grid, header, marks) in enumerate(sheets, start=1):
        _sheet(book.create_sheet(_sheet_name(grid.name, place)), grid, header, marks)
    last = book.create_sheet("Ringkasan")
    for row in summary:
        last.append([text_cell(last, value) if isinstance(value, str) else value for value in row])
    book.save(path)


def _sheet_name(name: str | None, place: int) -> str:
    bare = "".join(letter for letter in name or f"Data{place}" if letter not in "[]:*?/\\'")[:MAX_SHEET_NAME]
    return bare if bare and bare != "Ringkasan" else f"Data{place}"


def _sheet(sheet: Any, grid: Grid, header: int, marks: Marks) -> None:
    width = max((len(row.cells) for row in grid.rows), default=0)
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    for column in (width + 1, width + 2):
        sheet.column_dimensions[get_column_letter(column)].width = MESSAGE_WIDTH
    if header:
        sheet.freeze_panes = f"A{header + 1}"
    down = _filled_down(grid, header)
    titled = next((len(row.cells) for row in grid.rows if row.number == header), width)
    number = 0
    for row in grid.rows:
        while number < row.number - 1:
            sheet.append([])
            number += 1
        cells = [_cell(sheet, down.get((row.number, column), row.at(column))) for column in range(width)]
        if grid.ragged and titled < len(row.cells):
            # More cells than headings: the row is shifted, which has to show even where the last cell is blank.
            for column in range(titled, len(row.cells)):
                cells[column] = text_cell(sheet, BLANK) if is_blank(row.at(column)) else cells[column]
        sheet.append([*cells, *_marks(sheet, row.number, header, marks)])
        number = row.number


def _filled_down(grid: Grid, header: int) -> dict[tuple[int, int], Cell]:
    """Cells merged downwards, repeated in each row: the copy has no merged cells."""
    top = {row.number: row for row in grid.rows}
    return {
        (number, left): top[first].at(left)
        for first, left, last, _ in grid.merges
        if first > header and first in top
        for number in range(first + 1, last + 1)
    }


def _cell(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, str):
        return text_cell(sheet, cell[:MAX_TEXT])
    if cell is None or isinstance(cell, int | float | date):
        return cell
    return text_cell(sheet, text_of(cell))


def _marks(sheet: Any, number: int, header: int, marks: Marks) -> list[Any]:
    if number == header:
        titles = [text_cell(sheet, ERRORS), text_cell(sheet, WARNINGS)]
        for title in titles:
            title.font = Font(bold=True)
        return titles
    written: list[Any] = []
    for message, fill in zip(marks.get(number, ("", "")), (ERROR_FILL, WARNING_FILL), strict=True):
        if message:
            cell = text_cell(sheet, message[:MAX_TEXT])
            cell.fill = fill
            written.append(cell)
        else:
            written.append(None)
    return written
