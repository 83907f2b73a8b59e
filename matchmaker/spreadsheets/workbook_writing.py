"""Write workbooks: our own form of one sheet per kind of record, and plain lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from matchmaker.spreadsheets.cells_out import workbook_cell
from matchmaker.spreadsheets.official import MAIN, PRODUCT_KEY, SHEETS, UMKM_KEY, product_names

Record = Mapping[str, Any]
# Numbers that are names: a spreadsheet that takes them for numbers loses zeros and digits.
TEXT_FIELDS = frozenset(
    {"external_id", "nik", "nib", "phone", "gtin", "number", "umkm_external_id", "buyer_external_id",
     "need_external_id", PRODUCT_KEY}
)  # fmt: skip
HEADING = Font(bold=True)
HEADING_FILL = PatternFill("solid", fgColor="DDE7EE")
WIDE = {"name": 34, "description": 60, "title": 34, "address": 40, "reasons": 60, "missing": 60, "Kesalahan": 60}
WIDTH = 18
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(slots=True)
class Sheet:
    """One sheet being written: its name, its headings, and its rows in their order."""

    name: str
    headings: Sequence[str]
    rows: list[list[Any]]


def write_workbook(path: Path, kind: str, records: Iterable[Record]) -> int:
    """Write records of a kind; returns how many.

    Raises
    ------
    UnusableFileError
        A value is longer than a cell holds.
    """
    if kind in ("umkm", "buyers"):
        sheets, count = (_umkm if kind == "umkm" else _buyers)(records)
    else:
        sheets, count = _flat(kind, records)
    save(path, sheets)
    return count


def save(path: Path, sheets: Iterable[Sheet], styles: Mapping[str, PatternFill] | None = None) -> None:
    """Write sheets to a file. ``styles`` colours the cells of columns by their heading."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(sheet.name)
        written.freeze_panes = "A2"
        for place, heading in enumerate(sheet.headings, start=1):
            written.column_dimensions[get_column_letter(place)].width = WIDE.get(heading, WIDTH)
        written.append([_heading(written, heading) for heading in sheet.headings])
        for row in sheet.rows:
            written.append(_cells(written, sheet.headings, row, styles or {}))
    book.save(path)


def _heading(sheet: Any, heading: str) -> Any:
    cell = text_cell(sheet, heading)
    cell.font, cell.fill, cell.alignment = HEADING, HEADING_FILL, Alignment(wrap_text=True, vertical="top")
    return cell


def _cells(sheet: Any, headings: Sequence[str], row: Sequence[Any], styles: Mapping[str, PatternFill]) -> Iterator[Any]:
    for place, value in enumerate(row):
        heading = headings[place] if place < len(headings) else ""
        if isinstance(value, str):
            value = text_cell(sheet, value, as_text=heading in TEXT_FIELDS)
            if heading in styles and value.value:
                value.fill = styles[heading]
        yield value


def text_cell(sheet: Any, text: str, *, as_text: bool = False) -> Any:
    """A cell of text, whatever the text begins with; ``as_text`` keeps it one when somebody edits it."""
    # "_x0041_" would be read as a letter of that number; the underscore itself can be written so.
    cell = WriteOnlyCell(sheet, _ESCAPED.sub("_x005F_", text))
    cell.data_type = "s"
    if as_text:
        cell.number_format = "@"
    return cell


def _row(sheet: str, record: Record) -> list[Any]:
    return [workbook_cell(name, record.get(name), record) for name in SHEETS[sheet]]


def _umkm(records: Iterable[Record]) -> tuple[list[Sheet], int]:
    umkm, products, certificates = (Sheet(name, SHEETS[name], []) for name in ("umkm", *MAIN["umkm"]))
    for record in records:
        umkm.rows.append(_row("umkm", _without_rows(record)))
        key = record.get("external_id")
        certificates.rows.extend(_certificates(key, None, record))
        goods = record.get("products") or []
        for product in goods:
            products.rows.append(_row("products", {**_without_rows(product), UMKM_KEY: key}))
            certificates.rows.extend(_certificates(key, _named(product, goods), product))
    return [umkm, products, certificates], len(umkm.rows)


def _without_rows(record: Record) -> dict[str, Any]:
    """A record whose certificates stand on their own sheet; only that there are none is said here."""
    return {**record, "certificates": [] if record.get("certificates") == [] else None}


def _certificates(key: Any, product: str | None, record: Record) -> Iterator[list[Any]]:
    for certificate in record.get("certificates") or []:
        yield _row("certificates", {**certificate, UMKM_KEY: key, PRODUCT_KEY: product})


def _named(product: Record, products: Sequence[Record]) -> str:
    """How the sheet of certificates names a product: by its key, else by its name, with the unit where need be."""
    if product.get("external_id"):
        return str(product["external_id"])
    plain, full = product_names(product)
    twins = sum(1 for other in products if plain in (other.get("external_id"), *product_names(other)))
    return plain if twins == 1 else full


def _buyers(records: Iterable[Record]) -> tuple[list[Sheet], int]:
    buyers, needs = (Sheet(name, SHEETS[name], []) for name in ("buyers", "needs"))
    for record in records:
        buyers.rows.append(_row("buyers", record))
        for need in record.get("needs") or []:
            needs.rows.append(_row("needs", {**need, "buyer_external_id": record.get("external_id")}))
    return [buyers, needs], len(buyers.rows)


def _flat(kind: str, records: Iterable[Record]) -> tuple[list[Sheet], int]:
    rows: list[list[Any]] = []
    headings: Sequence[str] = SHEETS.get(kind, ())
    for record in records:
        headings = headings or tuple(record)
        rows.append([workbook_cell(name, record.get(name), record) for name in headings])
    return [Sheet(kind, headings, rows)], len(rows)
