"""Our own workbook form: one sheet per kind of record, joined by the keys of the records above.

``umkm`` with ``products`` and ``certificates``, ``buyers`` with ``needs``. A line of a lower sheet that cannot be read
refuses its business with the place of the line; one that belongs to no business is refused by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.spreadsheets.drafts import Draft
from matchmaker.spreadsheets.grids import Grid, text_of
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.records import CellProblem, FileReading, Kind, SourceRow
from matchmaker.spreadsheets.rows import TableReader, fill
from matchmaker.spreadsheets.tables import Table

UMKM_KEY, BUYER_KEY, PRODUCT_KEY = "umkm_external_id", "buyer_external_id", "product"
# Field names of the sheets, in the order they are written; keys first. The schemas are tested to name the same.
SHEETS: dict[str, tuple[str, ...]] = {
    "umkm": (
        "external_id", "name", "owner_name", "nik", "nib", "phone", "email", "address", "province", "regency",
        "district",
        "village", "lat", "lon", "scale", "capital_idr", "annual_sales_idr", "workers_male", "workers_female",
        "founded_year", "active", "description", "max_payment_days", "certificates", "clusters", "marketplace_urls",
    ),
    "products": (
        UMKM_KEY, "external_id", "name", "description", "category", "unit", "price_idr", "capacity_per_month", "moq",
        "lead_time_days", "shelf_life_days", "gtin", "certificates", "export_countries", "trade_terms",
    ),
    "certificates": (UMKM_KEY, PRODUCT_KEY, "type", "number", "valid_until", "status"),
    "buyers": (
        "external_id", "name", "type", "association", "chain", "province", "regency", "district", "lat", "lon",
        "description", "phone", "email",
    ),
    "needs": (
        BUYER_KEY, "external_id", "title", "description", "category", "required_certificates", "preferred_certificates",
        "volume_per_month", "unit", "max_price_idr", "radius_km", "max_lead_time_days", "min_shelf_life_days",
        "payment_days", "trade_terms", "recurring", "open_from", "open_until",
    ),
    "outcomes": (
        "external_id", "umkm_external_id", "need_external_id", "buyer_external_id", "product", "month", "stage",
        "reason", "value_idr",
    ),
}  # fmt: skip
MAIN: dict[Kind, tuple[str, ...]] = {"umkm": ("products", "certificates"), "buyers": ("needs",)}


@dataclass(slots=True)
class Line:
    """One line of a lower sheet: its row and the fields it says."""

    row: int
    sheet: str
    key: str
    source: SourceRow


def joined(grids: list[Grid], kind: Kind, defaults: Mapping[str, str]) -> FileReading | None:
    """Read a workbook in our own form; None where the file is not in it."""
    if kind not in MAIN:
        return None
    by_name = {(grid.name or "").strip().lower(): grid for grid in grids}
    table = _table(by_name.get(kind), kind)
    below = [name for name in MAIN[kind] if name in by_name]
    if table is None or not below:
        return None
    reader = TableReader(table, kind, {})
    rows = list(reader.rows())
    problems = reader.file_problems()
    for name in below:
        lower = _table(by_name[name], name)
        if lower is None:
            problems.append(CellProblem(None, None, name, "sheet_not_read", sheet=name))
            continue
        rows.extend(_attach(rows, _lines(lower, name), name))
    for row in rows:
        if not row.errors:
            fill(row.record, kind, defaults)
    headings = {column.heading: column.target for column in table.columns if column.target}
    return FileReading(rows, table.grid.name, table.header_rows[0], headings, _unknown(reader), problems)


def _unknown(reader: TableReader) -> list[str]:
    return [column.heading for column in reader.unknown_columns()]


def _table(grid: Grid | None, name: str) -> Table | None:
    """A sheet as a table of exactly our field names, or None where its first row says otherwise."""
    if grid is None or not grid.rows:
        return None
    head = grid.rows[0]
    columns = [
        Column(index, heading, _target(name, heading))
        for index, cell in enumerate(head.cells)
        if (heading := text_of(cell))
    ]
    keys = {"external_id"} if name in MAIN else {UMKM_KEY} if name != "needs" else {BUYER_KEY}
    if not keys <= {column.heading for column in columns}:
        return None
    return Table(grid, (head.number, head.number), columns, grid.rows[1:], [], float(len(columns)), own_form=True)


def _target(name: str, heading: str) -> str | None:
    if heading not in SHEETS[name]:
        return None
    # Figures and lists of products are read by the columns' usual readers, which know them under their full name.
    figures = name == "products" and heading not in (UMKM_KEY, "external_id", "name", "description", "category", "unit")
    return f"products.{heading}" if figures else heading


class _LowerReader(TableReader):
    """Reads lines of a lower sheet: no business is put together from them."""

    def _finish(self, draft: Draft, further: Mapping[int, Draft]) -> None:
        draft.record.update(draft.product)


def _lines(table: Table, name: str) -> list[Line]:
    kind: Kind = "needs" if name == "needs" else "umkm"
    reader = _LowerReader(table, kind, {})
    key = BUYER_KEY if name == "needs" else UMKM_KEY
    return [Line(row.row, name, str(row.record.pop(key, "") or ""), row) for row in reader.rows()]


def _attach(rows: list[SourceRow], lines: list[Line], name: str) -> list[SourceRow]:
    """Put lines into the records they belong to; returns those that belong to none, refused."""
    owners = {str(row.record.get("external_id")): row for row in rows if row.record.get("external_id")}
    orphans = []
    for line in lines:
        owner = owners.get(line.key)
        if owner is None:
            key, code = (BUYER_KEY, "unknown_buyer") if name == "needs" else (UMKM_KEY, "unknown_umkm")
            problem = CellProblem(line.row, key, line.key, code, sheet=line.sheet)
            orphans.append(SourceRow(line.row, {}, ("orphan", name, line.row), line.sheet, [problem]))
            continue
        owner.errors.extend(line.source.errors)
        owner.warnings.extend(line.source.warnings)
        owner.content = (owner.content, line.source.content)
        if name == "certificates":
            _certify(owner, line)
        else:
            parts = owner.record.setdefault(name, [])
            owner.places[f"{name}.{len(parts)}"] = (line.sheet, line.row)
            parts.append(line.source.record)
    return orphans


def _certify(owner: SourceRow, line: Line) -> None:
    """Put a certificate to the business, or to the product it names by key or by name."""
    wanted = line.source.record.pop(PRODUCT_KEY, None)
    holder: dict[str, Any] | None = owner.record
    if wanted:
        products = owner.record.get("products") or []
        holder = next((product for product in products if product.get("external_id") == wanted), None) or next(
            (product for product in products if wanted in product_names(product)), None
        )
    if holder is None:
        owner.errors.append(CellProblem(line.row, PRODUCT_KEY, wanted, "unknown_product", sheet=line.sheet))
        return
    listed = holder.setdefault("certificates", [])
    listed.append(line.source.record)


def product_names(product: Mapping[str, Any]) -> tuple[str, ...]:
    """How a certificate may name a product without a key: by its name, or by name and unit."""
    return str(product.get("name")), f"{product.get('name')} ({product.get('unit') or ''})"
