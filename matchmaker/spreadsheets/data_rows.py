"""Which rows below a heading are data: not blank ones, column numbers, repeated headings, totals, footnotes, examples.

Cells merged over several rows, and rows that leave every column of the business blank because it stands above, are
filled down, so that each row says all it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from matchmaker.spreadsheets.grids import Cell, GridRow, is_blank, shorten, text_of
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.words import plain

WIDE = 4  # filled cells from which a row with one or two is a remark rather than a record
LONG_REMARK = 60  # characters of a lone cell that is no name
_NUMBERING = re.compile(r"^\(?\s*\d{1,3}\s*[).]?(?:\s*=.*)?$")
_TOTAL = re.compile(
    r"^(?:sub ?-?|grand ?)?(?:jumlah|total|jml|rata ?-?rata|average)\b(?:\s+(?:total|seluruh\w*|keseluruhan|"
    r"semua|akhir|data|umkm|ukm|ikm|usaha|unit|pelaku|dan|per))*"
    r"(?:\s+(?:kecamatan|kec\.?|desa|kelurahan|kabupaten|kab\.?|kota)(?:\s+[a-z]+){0,3})?\s*[:=]?\s*[\d.,]*$"
)
_REMARK = re.compile(
    r"^(?:keterangan|ket|catatan|sumber|source|note|nb|ctt|mengetahui|menyetujui|kepala\s+(?:dinas|bidang|seksi|desa|bagian)|plt|nip|ttd|an\.|a\.n|"
    r"dicetak|dibuat|tanggal cetak|update|diperbarui|lurah|camat|bupati|wali ?kota|petugas|demikian)\b|^\*|^\(?\*\)?"
)
# "Jumlah Kasihan": the total of what stands above, whose place is anybody's guess.
_TOTAL_OF = re.compile(r"^(?:sub ?-?|grand ?)?(?:jumlah|total|jml)(?:\s+[a-z.']+){1,4}\s*[:=]?\s*[\d.,]*$")
_COUNT = re.compile(r"^[\d.,rp ]+$|^[\d.,]+ [a-z]+$")
_HINT = re.compile(
    r"^\(.*\)$|^(?:teks|angka|tanggal|pilih(?:an)?|wajib(?: di ?isi)?|opsional|isi|varchar|int|text|number)$"
)
_SIGNED = re.compile(r"^[a-z .]{3,40},\s*(?:\d{1,2}|\.{2,}|…+)?\s*[a-z]*\s*20\d\d\s*$")
_PLACE = re.compile(
    r"^(?P<kind>kecamatan|kec\.?|desa|kelurahan|kalurahan|kel\.?|kabupaten|kab\.?|kota|provinsi|distrik|kapanewon|"
    r"kemantren|nagari|gampong|kampung|pekon)\s*[:.]?\s+"
    r"(?P<name>[\w' .()-]{2,60})$"
)
_PLACE_TARGETS = {
    "kec": "district", "dis": "district", "des": "village", "kel": "village", "kab": "regency", "kot": "regency",
    "pro": "province", "kap": "district", "kem": "district", "kal": "village", "nag": "village", "gam": "village",
    "kam": "village", "pek": "village",
}  # fmt: skip
_SECTION = re.compile(r"^(?:[A-Z]|[IVX]{1,5}|\d{1,2})[.)]\s+[A-Z]")
NUMBERED_SHARE = 0.8  # of the records: then a lone name without a number is a title between the rows
OF_THE_BUSINESS = frozenset(
    {"name", "external_id", "owner_name", "nik", "nib", "phone", "email", "address", "village", "district", "regency",
     "province"}
)  # fmt: skip
EXAMPLE_MARKS = frozenset({"contoh", "cth", "misal", "misalnya", "contoh pengisian", "contoh isian", "example"})
EXAMPLE = re.compile(
    r"^\(?\s*contoh(?:\s+(?:pengisian|isian|isi|data|usaha))?\s*[):\-–]|\(contoh\b|\bcontoh,? (?:hapus|jangan)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class DataRow:
    """One row of data as it will be read: cells filled down, and the places that headings between the rows named.

    ``continued`` tells that the business stands on a row above; ``original`` are the cells as they stand in the file.
    """

    number: int
    cells: list[Cell]
    original: list[Cell]
    places: dict[str, str] = field(default_factory=dict)
    continued: bool = False

    def at(self, column: int) -> Cell:
        """The cell in a column; beyond the end a row is blank."""
        return self.cells[column] if column < len(self.cells) else None


def _beginning(row: GridRow) -> str:
    """What a row begins with, for messages."""
    return shorten(" | ".join(text_of(cell) for cell in row.cells if not is_blank(cell)))


class RowSorter:
    """Tells the rows of one table apart. ``others`` are the rows left out, with what they begin with."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._running = {column.index for column in table.columns if column.target == "running"}
        name = table.of("name") or table.of("title") or table.of("umkm_external_id")
        self._name = name.index if name else -1
        self._headings = {column.index: plain(column.heading) for column in table.columns}
        counts = [self._filled(row) for row in table.body if not is_blank(row.at(self._name))]
        self._typical = median(counts) if counts else 0
        self._business = self._business_columns()
        full = [row for row in table.body if self._filled(row) > self._typical / 2]
        numbered = sum(self._number(row) for row in full)
        self._all_numbered = numbered > 2 and numbered >= NUMBERED_SHARE * len(full)
        self.examples: list[int] = []
        self.others: list[tuple[int, str]] = []

    def rows(self) -> Iterator[DataRow]:
        """The data rows in order."""
        if self.table.official:
            for row in self.table.body:
                if self._filled(row):
                    yield DataRow(row.number, row.cells, row.cells)
            return
        merged = self._merged()
        places: dict[str, str] = {}
        above: DataRow | None = None
        for position, row in enumerate(self.table.body):
            full = row
            if merged:
                cells = [merged.get((row.number, index), cell) for index, cell in enumerate(row.cells)]
                full = GridRow(row.number, cells)
            filled = self._filled(full)
            if self._is_plainly_data(full, filled, position):
                above = DataRow(full.number, full.cells, row.cells, dict(places))
                yield above
            elif (place := self._place(full)) is not None:
                places[place[0]] = place[1]
                self.others.append((row.number, _beginning(full)))
            elif not self._is_other(full, filled, position, row):
                above = self._continued(full, row, above, places)
                yield above

    def _continued(self, row: GridRow, original: GridRow, above: DataRow | None, places: dict[str, str]) -> DataRow:
        lone = (
            above is not None
            and bool(self._business)
            and is_blank(row.at(self._name))
            and all(is_blank(original.at(index)) for index in self._business)
            and not any(re.search(r"[^\d. ]", text_of(row.at(index))) for index in self._running)
        )
        if not lone or above is None:
            return DataRow(row.number, row.cells, original.cells, dict(places))
        width = max(len(row.cells), *(index + 1 for index in self._business))
        cells = [above.at(index) if index in self._business else row.at(index) for index in range(width)]
        return DataRow(row.number, cells, original.cells, dict(places), continued=True)

    def _speaks_of_products_only(self, row: GridRow) -> bool:
        """Whether all that is filled belongs to a product: the row goes on with the business above."""
        column = self.table.of("products.name")
        said = [index for index in range(len(row.cells)) if not is_blank(row.at(index)) and index not in self._running]
        goods = {c.index for c in self.table.columns if c.target and c.target.startswith("products.")}
        return column is not None and column.index in said and set(said) <= goods

    def _business_columns(self) -> set[int]:
        """The columns of the business in a list of products: only there may rows leave them all blank."""
        if self.table.of("products.name") is None:
            return set()
        return {
            column.index for column in self.table.columns
            if column.target in OF_THE_BUSINESS
        }  # fmt: skip

    def _merged(self) -> dict[tuple[int, int], Cell]:
        """Values of cells merged downwards, for the rows below the first."""
        merged: dict[tuple[int, int], Cell] = {}
        down = [
            merge for merge in self.table.grid.merges if merge[2] > merge[0] and merge[0] > self.table.header_rows[1]
        ]
        if not down:
            return merged
        by_number = {row.number: row for row in self.table.body}
        for first, left, last, _ in down:
            top = by_number.get(first)
            if top is None or is_blank(top.at(left)):
                continue
            for number in range(first + 1, last + 1):
                below = by_number.get(number)
                if below is not None and is_blank(below.at(left)):
                    below.cells.extend([None] * (left + 1 - len(below.cells)))
                    merged[number, left] = top.at(left)
        return merged

    def _filled(self, row: GridRow) -> int:
        return sum(1 for index, cell in enumerate(row.cells) if index not in self._running and not is_blank(cell))

    def _place(self, row: GridRow) -> tuple[str, str] | None:
        """The place that a lone cell between the rows names: "KECAMATAN BAKI" speaks for the rows below it."""
        texts = [cell for cell in row.cells if not is_blank(cell)]
        most = 2 if self._typical >= WIDE else 1
        if len(texts) > most or self._typical < 2 or not isinstance(texts[-1] if texts else None, str):
            return None
        if len(texts) == 2 and not re.fullmatch(r"[\divxabc]{1,5}[.)]?", plain(texts[0])):
            return None
        match = _PLACE.match(plain(texts[-1]))
        if match is None:
            return None
        kind = match["kind"][:3]
        name = text_of(texts[-1]) if kind in ("kab", "kot") else " ".join(text_of(texts[-1]).split()[1:]).lstrip(": ")
        return _PLACE_TARGETS[kind], name

    def _is_plainly_data(self, row: GridRow, filled: int, position: int) -> bool:
        """Whether a row can be nothing but data: most are, and need not be asked for anything else."""
        name = text_of(row.at(self._name))
        if position <= 1 or filled <= 2 or not name or self._is_example(row):
            return False
        word = plain(name)
        if _TOTAL.match(word) or _TOTAL_OF.match(word) or _SIGNED.match(word):
            return False
        return word != self._headings.get(self._name) and not _NUMBERING.match(word)

    def _is_other(self, row: GridRow, filled: int, position: int, original: GridRow) -> bool:
        if filled == 0 and not any(re.search("[A-Za-z]", text_of(row.at(index))) for index in self._running):
            return True
        if (
            self._is_numbering(row, position)
            or self._is_hint(row, position)
            or self._is_heading(row)
            or self._is_total(row)
            or self._is_remark(row, filled, original)
        ):
            self.others.append((row.number, _beginning(row)))
            return True
        if self._is_example(row):
            self.examples.append(row.number)
            return True
        return False

    def _is_example(self, row: GridRow) -> bool:
        """A row that shows how to fill in the form: its name says so, or its number or first cell does."""
        if EXAMPLE.search(text_of(row.at(self._name))):
            return True
        first = next((cell for cell in row.cells if not is_blank(cell)), None)
        return isinstance(first, str) and plain(first).strip(" :.()") in EXAMPLE_MARKS

    def _is_numbering(self, row: GridRow, position: int) -> bool:
        """The row of column numbers that forms carry below the heading, and below it again on each page."""
        texts = [plain(cell) for cell in row.cells if not is_blank(cell)]
        if len(texts) < 3 or not all(_NUMBERING.match(text) for text in texts):
            return False
        numbers = [int(digits) for text in texts if (digits := re.sub(r"\D", "", text.split("=")[0]))]
        steps = sum(1 for one, other in pairwise(numbers) if other == one + 1)
        # Further down, below a heading that is repeated, a gap would make it a record of small numbers.
        return not numbers or steps >= (0.7 if position <= 1 else 1.0) * (len(numbers) - 1)

    def _is_hint(self, row: GridRow, position: int) -> bool:
        """The row below a heading that says how to fill in each column: "(teks)", "(angka)", "(wajib diisi)"."""
        texts = [plain(cell) for cell in row.cells if not is_blank(cell)]
        return position <= 1 and len(texts) > 1 and all(_HINT.match(text) for text in texts)

    def _is_heading(self, row: GridRow) -> bool:
        """The heading repeated at the top of a new page."""
        said = [(index, plain(cell)) for index, cell in enumerate(row.cells) if not is_blank(cell)]
        same = sum(1 for index, text in said if self._headings.get(index) == text)
        return len(said) >= 2 and same >= 0.7 * len(said)

    def _is_total(self, row: GridRow) -> bool:
        texts = [plain(cell) for cell in row.cells if isinstance(cell, str) and re.search("[A-Za-z]", cell)]
        totals = (_TOTAL,) if self._number(row) else (_TOTAL, _TOTAL_OF)
        labels = [text for text in texts if any(total.match(text) for total in totals)]
        if len(labels) != 1 or not all(text in labels or _COUNT.match(text) for text in texts):
            return False
        name = text_of(row.at(self._name))
        nameless = not re.search(r"[^\d.,\s]", name)  # blank, or a figure that stands below the names
        return nameless or (plain(name) in labels and self._typical > 1)

    def _is_remark(self, row: GridRow, filled: int, original: GridRow) -> bool:
        """A footnote, a signature, a title between the rows: one or two cells where a record fills many."""
        running = " ".join(plain(row.at(index)) for index in self._running).strip()
        numbered = self._number(row)
        texts = [
            text_of(cell) for index, cell in enumerate(row.cells) if index not in self._running and not is_blank(cell)
        ]
        first = plain(texts[0]) if texts else running
        if numbered or filled > 2:
            return False
        if filled <= 1 and (_REMARK.match(running or first) or _SIGNED.match(running or first)):
            return True
        if filled == 0:
            return True  # a title or a signature that stands in the column of the numbers
        if self._typical < WIDE or self._speaks_of_products_only(original):
            return False
        if is_blank(row.at(self._name)):
            return True
        lone = len(texts[0]) > LONG_REMARK or bool(running) or self._all_numbered or _SECTION.match(texts[0])
        return filled == 1 and bool(lone)

    def _number(self, row: GridRow) -> bool:
        """Whether a row carries its number."""
        said = " ".join(plain(row.at(index)) for index in self._running).strip()
        return bool(re.fullmatch(r"[\d.() ]*\d[\d.() ]*", said))
