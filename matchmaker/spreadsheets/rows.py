"""From the rows of a table to records: every row is read, refused with its reason, or named as no data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from matchmaker import clock
from matchmaker.spreadsheets import cell_readers as read
from matchmaker.spreadsheets import columns_by_content
from matchmaker.spreadsheets.cell_readers import Reader
from matchmaker.spreadsheets.cells_out import rearm
from matchmaker.spreadsheets.data_rows import DataRow, RowSorter
from matchmaker.spreadsheets.drafts import Draft
from matchmaker.spreadsheets.grids import Cell, is_blank, shorten, text_of
from matchmaker.spreadsheets.heading_words import tokens
from matchmaker.spreadsheets.headings import Column, vocabulary
from matchmaker.spreadsheets.other_rows import finish_buyer, finish_need, finish_outcome, implied_type
from matchmaker.spreadsheets.places import Places
from matchmaker.spreadsheets.records import CellProblem, Kind, SourceRow
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.umkm_rows import finish as finish_umkm
from matchmaker.spreadsheets.words import DITTO, DITTO_STARTS, plain

SHAPES: dict[str, tuple[Reader, str]] = {
    "digits": (read.digits, "nik products.gtin"),
    "money": (
        read.money,
        "capital_idr annual_sales_idr sales_month sales_week sales_day sales products.price_idr max_price_idr "
        "value_idr",
    ),
    "quantity": (
        read.quantity,
        "workers_male workers_female products.capacity_per_month capacity_year capacity_week capacity products.moq "
        "volume_per_month volume_year volume_week volume radius_km",
    ),
    "duration": (
        read.duration,
        "max_payment_days products.lead_time_days products.shelf_life_days max_lead_time_days min_shelf_life_days "
        "payment_days",
    ),
    "year": (read.year, "founded_year"),
    "day": (read.day, "open_from open_until"),
    "month": (read.month, "month"),
    "flag": (read.yes_or_no, "active recurring"),
    "aside": (
        read.aside,
        "phone nib scale.tick capacity_period lat lon point line description details marketplace_urls type nib "
        "products.variant products.size products.unit",
    ),
    "list": (read.listed, "clusters products.export_countries products.trade_terms"),
    "certificates": (
        read.certificates,
        "certificates products.certificates required_certificates preferred_certificates",
    ),
    "json": (read.json_only, "products needs"),
}
READERS: dict[str, Reader] = {target: reader for reader, targets in SHAPES.values() for target in targets.split()}
# Of needs and outcomes these are plain texts; of buyers an address only tells the regency.
OVERRIDES: dict[Kind, dict[str, Reader]] = {
    "umkm": {},
    "buyers": {"address": read.aside},
    "needs": {"description": read.text, "category": read.aside, "products.certificates": read.certificates},
    "outcomes": {},
}
# In our own form texts are taken as they stand: what goes out comes in again.
VERBATIM = frozenset({"phone", "nib", "nik", "description", "type", "category", "products.gtin"})
MAX_CONTENT = 200  # characters of a shifted row that its error shows


class TableReader:
    """Reads the rows of one table of one kind of record."""

    def __init__(self, table: Table, kind: Kind, defaults: Mapping[str, str]) -> None:
        self.table, self.kind, self.defaults = table, kind, defaults
        self.today = clock.today()
        self.problems: list[CellProblem] = list(table.problems)
        self._official = table.official
        self.problems.extend(columns_by_content.settle(table, kind))
        self._readers = [(column, self._reader(column)) for column in table.columns if self._is_read(column)]
        self.columns = self._headings()
        self._ignored = {column.index for column in table.columns if column.target == "running"}
        self._width = self._usual_width()
        self._above: dict[int, Cell] = {}
        self._titled = max((column.index + 1 for column in table.columns), default=0)
        self.places = Places(table, defaults)
        self._implied = (defaults.get("type") or implied_type(table)) if kind == "buyers" else None
        self.sorter = RowSorter(table)

    def rows(self) -> Iterator[SourceRow]:
        """The data rows as records."""
        for row in self.sorter.rows():
            yield self._row(row)

    def unknown_columns(self) -> list[Column]:
        """Columns whose content the registry does not take."""
        return [column for column in self.table.columns if column.target in (None, "homeless")]

    def file_problems(self) -> list[CellProblem]:
        """What was chosen and left out, for the file as a whole."""
        row, sheet = self.table.header_rows[1], self.table.grid.name
        found = [*self.problems, *self.places.problems()]
        known = vocabulary(self.kind)
        for column in self.table.columns:
            if column.corrected:
                found.append(CellProblem(row, column.heading, column.corrected, "heading_corrected", sheet=sheet))
            if column.confirmed and column.target is None:
                continue  # left out on purpose
            if column.target == "homeless":
                found.append(CellProblem(row, column.heading, None, "column_without_home", sheet=sheet))
            elif column.target is None and (other := self._taken_by(column)):
                found.append(CellProblem(row, column.heading, None, "column_taken", {"other": other}, sheet))
            elif column.target is None:
                near = known.suggestion(tokens(column.heading))
                code = "column_unknown_like" if near else "column_unknown"
                found.append(CellProblem(row, column.heading, None, code, {"suggestion": near or ""}, sheet))
            elif column.target in ("sales", "sales_month"):
                found.append(CellProblem(row, column.heading, None, f"column_{column.target}", sheet=sheet))
        found.extend(self._untitled())
        found.extend(CellProblem(n, None, None, "example_left_out", sheet=sheet) for n in self.sorter.examples)
        found.extend(CellProblem(n, None, said, "row_not_data", sheet=sheet) for n, said in self.sorter.others)
        return found

    def _taken_by(self, column: Column) -> str | None:
        """The heading of the column that took the field which this one could fill as well."""
        meant = [target for _, target in column.options]
        return next((other.heading for other in self.table.columns if other.target in meant), None)

    def _untitled(self) -> Iterator[CellProblem]:
        titled = {column.index for column in self.table.columns}
        seen: set[int] = set()
        for row in self.table.body:
            for index in range(len(row.cells)):
                if index not in titled and index not in seen and not is_blank(row.cells[index]):
                    seen.add(index)
                    if not self.table.grid.ragged or index < self._width:
                        yield CellProblem(row.number, letters(index), text_of(row.cells[index])[:80], "column_untitled",
                                          sheet=self.table.grid.name)  # fmt: skip

    def _is_read(self, column: Column) -> bool:
        return column.target not in (None, "homeless", "running")

    def _reader(self, column: Column) -> Reader:
        target = column.target or ""
        if self._official and target == "marketplace_urls":
            return read.listed
        if self._official and (target in VERBATIM or target not in READERS):
            return read.verbatim if not target.startswith(("permit.", "until.")) else read.aside
        if target.startswith(("permit.", "until.")):
            return read.aside
        return OVERRIDES[self.kind].get(target) or READERS.get(target, read.text)

    def _headings(self) -> dict[str, str]:
        """Headings by the path of the field they fill, as the schema names it in a problem."""
        found: dict[str, str] = {}
        for column, _ in self._readers:
            if column.item > 1:
                continue
            target = column.target or ""
            path = target.replace("products.", "products.0.") if target.startswith("products.") else target
            found.setdefault(path, column.heading)
            if target.startswith("permit."):
                found.setdefault(f"certificates.{target[7:]}.number", column.heading)
            if target == "line":
                found.setdefault("products.0.category", column.heading)
        for path, source in (("annual_sales_idr", "sales_month"), ("annual_sales_idr", "sales"), ("lat", "point"),
                             ("lon", "point"), ("description", "details"), ("volume_per_month", "volume")):  # fmt: skip
            if source in found:
                found.setdefault(path, found[source])
        return found

    def _usual_width(self) -> int:
        """Cells in a row: as many as headings, or as most rows have where the heading is too short."""
        titled = max((column.index + 1 for column in self.table.columns), default=0)
        lengths = [len(row.cells) for row in self.table.body]
        usual = max(set(lengths), key=lengths.count) if lengths else titled
        return max(titled, usual)

    def _row(self, row: DataRow) -> SourceRow:
        draft = Draft(row, self.table.grid.name, self._official)
        content = self._content(row)
        if self._is_shifted(row):
            # Every value after the slip stands in the wrong column: nothing of the row can be trusted.
            shown = shorten(" | ".join(text_of(cell) for cell in row.original if not is_blank(cell))[:MAX_CONTENT])
            draft.error(None, shown, "extra_fields", count=len(row.original), expected=self._width)
            return draft.source_row(content, self.columns)
        if row.continued:
            draft.warn(self.table.of("name"), self.table_name(row), "continued_row")
        further: dict[int, Draft] = {}
        for column, reader in self._readers:
            cell = row.at(column.index)
            if cell is not None:
                one = draft if column.item == 1 else further.setdefault(column.item, self._beside(draft))
                reader(one, column, self._as_written(cell) if self._official else self._ditto(row, column, cell))
        self._finish(draft, further)
        self._fill(draft)
        return draft.source_row(content, self._columns_of(draft) if further else self.columns)

    def _beside(self, draft: Draft) -> Draft:
        """Where a further product of a row is read."""
        return Draft(draft.row, draft.sheet, draft.own_form)

    def _columns_of(self, draft: Draft) -> dict[str, str]:
        """The headings by their paths, of a row whose products come from counted columns."""
        columns = {path: heading for path, heading in self.columns.items() if not path.startswith("products.0.")}
        if "products.0.name" in self.columns:
            columns["products.0.name"] = self.columns["products.0.name"]  # it tells a list of products
        places = {number: place for place, number in enumerate(draft.items)}
        for column, _ in self._readers:
            target = column.target or ""
            if column.item in places and target.startswith("products."):
                columns[target.replace("products.", f"products.{places[column.item]}.")] = column.heading
        return columns

    def _is_shifted(self, row: DataRow) -> bool:
        """Whether a row has more cells than the heading; in a workbook only where the list was a text file before."""
        if self.table.grid.ragged and not self.table.grid.reported:
            return len(row.original) > self._width
        return self.table.grid.reported and any(not is_blank(cell) for cell in row.original[self._titled :])

    def table_name(self, row: DataRow) -> str:
        """The name that stands in a row."""
        column = self.table.of("name")
        return text_of(row.at(column.index)) if column else ""

    def _content(self, row: DataRow) -> tuple[str, ...]:
        cells = [text_of(cell) for index, cell in enumerate(row.original) if index not in self._ignored]
        while cells and not cells[-1]:
            cells.pop()
        return tuple(cells)

    def _as_written(self, cell: Cell) -> Cell:
        """A cell of our own form; in a text file without the apostrophe that keeps a formula from running."""
        return rearm(cell) if self.table.grid.ragged and isinstance(cell, str) else cell

    def _ditto(self, row: DataRow, column: Column, cell: Cell) -> Cell:
        """ "sda" repeats the address to its left, or what stands above."""
        if not isinstance(cell, str) or cell.strip()[:1] not in DITTO_STARTS or plain(cell) not in DITTO:
            self._above[column.index] = cell
            return cell
        if column.target == "address":
            for other in self.table.columns:
                beside = row.at(other.index)
                if other.index < column.index and "alamat" in tokens(other.heading) and not is_blank(beside):
                    return beside
        return self._above.get(column.index)

    def _finish(self, draft: Draft, further: Mapping[int, Draft]) -> None:
        if self.kind in ("umkm", "buyers"):
            self.places.finish(draft)
        if self.kind == "umkm":
            finish_umkm(draft, self.table, self.today, further)
        elif self.kind == "buyers":
            finish_buyer(draft, self.table, self._implied)
        elif self.kind == "needs":
            finish_need(draft)
        else:
            finish_outcome(draft)

    def _fill(self, draft: Draft) -> None:
        fill(draft.record, self.kind, self.defaults)


def fill(record: dict[str, Any], kind: Kind, defaults: Mapping[str, str]) -> None:
    """Fill fields that a record lacks with what was given for the whole file; of a product, in each product."""
    for name, value in defaults.items():
        if kind == "umkm" and name.startswith("products."):
            for product in record.get("products") or []:
                if isinstance(product, dict) and _lacks(product, name.removeprefix("products.")):
                    product[name.removeprefix("products.")] = value
        elif _lacks(record, name):
            record[name] = value


def _lacks(record: dict[str, Any], name: str) -> bool:
    value = record.get(name)
    return name not in record or (isinstance(value, str) and not value.strip())


def letters(index: int) -> str:
    """The name a spreadsheet gives to a column: 0 is A, 27 is AB."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
