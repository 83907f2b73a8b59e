"""Write plain tables as an XLSX workbook: text stays text, whatever it begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

TITLE_LENGTH = 31  # characters of a sheet's name that Excel takes
WIDEST = 60  # characters; longer texts are wrapped
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# Characters that XML 1.0 cannot hold, and so no workbook.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines above the table, the column heads, the rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    above: Sequence[str] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook of some sheets."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_name(sheet.title, names))
        for place, width in enumerate(_widths(sheet), start=1):
            page.column_dimensions[get_column_letter(place)].width = width
        page.freeze_panes = f"A{len(sheet.above) + 2}"
        for line in sheet.above:
            page.append([_cell(page, line)])
        page.append([_cell(page, head, bold=True) for head in sheet.columns])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _name(title: str, taken: set[str]) -> str:
    bare = _FORBIDDEN.sub(" ", title)[:TITLE_LENGTH].strip("' ") or "Sheet"
    name, number = bare, 2
    while name.lower() in taken:
        name = f"{bare[: TITLE_LENGTH - 3]} {number}"
        number += 1
    taken.add(name.lower())
    return name


def _widths(sheet: Sheet) -> list[int]:
    lengths = [[len(str(value)) for value in column] for column in zip(sheet.columns, *sheet.rows, strict=True)]
    return [min(WIDEST, max(column) + 2) for column in lengths]


def _cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell; a text that looks like a formula ("=...", "+62...") stays a text."""
    if value is None:
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(page, value=value)
    cell = WriteOnlyCell(page, value=None)
    cell.value = _UNWRITABLE.sub("�", value)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=len(value) > WIDEST, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
