"""Find the table in a file: the sheet, the row or rows of headings, what each column is.

Offices put titles above, a summary on the first sheet, headings over two rows, a row of column numbers below them.
What was chosen is said in the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matchmaker.domain.categories import canonical_buyer_type
from matchmaker.spreadsheets.counted import assign_counted
from matchmaker.spreadsheets.grids import Cell, Grid, GridRow, is_blank, text_of
from matchmaker.spreadsheets.heading_words import key_of, tokens
from matchmaker.spreadsheets.headings import (
    DAY_UNITS,
    FACTORS,
    GOODS_UNITS,
    Column,
    Vocabulary,
    assign,
    read_heading,
    vocabulary,
)
from matchmaker.spreadsheets.records import CellProblem, Kind

HEADER_DEPTH = 60  # rows with content among which the heading is looked for
HEADER_ROWS = 3  # a heading has at most so many rows
MAX_HEADING_LENGTH = 200
REQUIRED: dict[Kind, str] = {"umkm": "name", "buyers": "name", "needs": "title", "outcomes": "umkm_external_id"}
HOMELESS_WEIGHT = 0.25  # a known heading without a home is still a heading
# Sheets of the same shape that repeat the data rather than continue it.
_OLD_SHEET = re.compile(
    r"\b(?:lama|old|backup|arsip|archive|copy|salinan|contoh|template|rekap|recap|sampah|draft|tmp|\d{4})\b", re.I
)
_MEASURE_WORDS = GOODS_UNITS | frozenset(FACTORS) | frozenset(DAY_UNITS) | {"orang", "org", "rp", "kali", "meter", "km"}
_PERSON_OR_PRODUCT = "nama"


@dataclass(slots=True)
class Table:
    """A table found in a grid: its heading, its columns, and the rows below."""

    grid: Grid
    header_rows: tuple[int, int]
    columns: list[Column]
    body: list[GridRow]
    above: list[GridRow]
    score: float
    own_form: bool = False
    problems: list[CellProblem] = field(default_factory=list)

    def of(self, target: str) -> Column | None:
        """The column that was taken for a field; of several products, for that of the first."""
        return next((column for column in self.columns if column.target == target and column.item == 1), None)

    def has(self, *prefixes: str) -> bool:
        """Whether any column was taken for a field that begins so."""
        return any(column.target is not None and column.target.startswith(prefixes) for column in self.columns)

    @property
    def official(self) -> bool:
        """Whether it is our own form: exactly the field names, with the records' keys. Texts are taken as they are."""
        headings = [column.heading for column in self.columns]
        named = "external_id" in headings and all(re.fullmatch(r"[a-z_]+", heading) for heading in headings)
        return self.own_form or named


def find_table(grid: Grid, kind: Kind, given: Iterable[str] = (), *, typos: bool = False) -> Table | None:
    """The best table of a grid that has what a record needs; ``given`` are fields filled from outside."""
    known = vocabulary(kind)
    needed = {REQUIRED[kind]} - set(given)
    best: Table | None = None
    top = grid.rows[:HEADER_DEPTH]
    for place in range(len(top)):
        for depth in range(1, HEADER_ROWS + 1):
            if depth > 1 and not (place + depth <= len(top) and _continues(grid, top[place : place + depth])):
                break
            table = table_at(grid, kind, known, place, depth, typos)
            enough = table.score >= 2 or len(grid.rows[place].cells) == 1
            if enough and (needed <= _targets(table)) and (best is None or _better(table, best)):
                best = table
    return best


def _better(table: Table, best: Table) -> bool:
    """Whether more is understood; of a heading with and without its second row, where more columns are."""
    if table.score != best.score or table.header_rows[0] != best.header_rows[0]:
        return table.score > best.score
    return sum(map(_understood, table.columns)) > sum(map(_understood, best.columns))


def _understood(column: Column) -> bool:
    return column.target is not None


def header_score(grid: Grid, kind: Kind) -> float:
    """How much of the best heading in a sample is understood; the judge of separators."""
    known = vocabulary(kind)
    return max(
        (table_at(grid, kind, known, place, 1, False).score for place in range(min(20, len(grid.rows)))), default=0
    )


def find_tables(grids: list[Grid], kind: Kind, given: Mapping[str, str] | Iterable[str] = ()) -> list[Table]:
    """The tables to read: the best one, and further sheets of the very same shape (one per kecamatan, say).

    Sheets that look like data and are left out are named in the first table's problems.
    """
    found: list[tuple[Grid, Table]] = []
    for typos in (False, True):
        found = [(grid, table) for grid in grids if (table := find_table(grid, kind, given, typos=typos)) is not None]
        if found:
            break
    if not found and kind == "umkm":
        found = [(grid, table) for grid in grids if (table := _by_owner(grid)) is not None]
    if not found:
        return []
    found.sort(key=lambda pair: _preference(pair[0], pair[1], kind), reverse=True)
    first = found[0][1]
    tables = [first]
    for grid, table in found[1:]:
        if _same_shape(first, table) and grid.visible and not _OLD_SHEET.search(grid.name or "") and table.body:
            tables.append(table)
        elif table.body and table.score >= first.score / 2:
            first.problems.append(CellProblem(None, None, grid.name, "sheet_not_read", sheet=grid.name))
    order = [id(grid) for grid in grids]
    return [first, *sorted(tables[1:], key=lambda table: order.index(id(table.grid)))]


def _preference(grid: Grid, table: Table, kind: Kind) -> tuple[bool, bool, bool, float, int, int]:
    name = (grid.name or "").strip().lower()
    year = max(map(int, re.findall(r"\b(?:19|20)\d{2}\b", name)), default=0)
    usable = grid.visible and bool(table.body)
    return (name == kind, usable, not _OLD_SHEET.search(name), table.score, year, len(table.body))


def _same_shape(one: Table, other: Table) -> bool:
    def shape(table: Table) -> list[tuple[str, str | None]]:
        return [(key_of(tokens(column.heading)), column.target) for column in table.columns]

    return len(one.columns) >= 3 and shape(one) == shape(other)


def _by_owner(grid: Grid) -> Table | None:
    """A list of businesses without a column for their name: they go by their owner's."""
    table = find_table(grid, "umkm", ("name",))
    owner = table.of("owner_name") if table else None
    if table is None or owner is None or table.score < 3:
        return None
    owner.target = "name"
    table.problems.append(CellProblem(table.header_rows[0], owner.heading, None, "name_from_owner", sheet=grid.name))
    return table


def _targets(table: Table) -> set[str]:
    return {column.target for column in table.columns if column.target}


def table_at(grid: Grid, kind: Kind, known: Vocabulary, place: int, depth: int, typos: bool) -> Table:
    """The table whose heading begins with the row at a place of a grid and is so many rows deep."""
    rows = grid.rows[place : place + depth]
    columns = [
        read_heading(index, upper, lower, known, typos=typos)
        for index, upper, lower in _headings(grid, rows)
        if len(upper) + len(lower) <= MAX_HEADING_LENGTH
    ]
    for column in columns:
        column.hidden = column.index in grid.hidden_columns
        if kind == "buyers" and not column.options and _names_a_buyer(column.heading):
            column.options = [(50, "name")]
    if kind == "umkm":
        assign_counted(columns)
    else:
        assign(columns)
    _settle_plain_name(columns, kind)
    first, last = rows[0].number, rows[-1].number
    return Table(grid, (first, last), columns, grid.rows[place + depth :], grid.rows[:place], _score(columns))


def _score(columns: list[Column]) -> float:
    fields = {column.target for column in columns if column.target and column.target not in ("homeless", "running")}
    others = sum(1 for column in columns if column.target in ("homeless", "running"))
    return len(fields) + HOMELESS_WEIGHT * others


def _names_a_buyer(heading: str) -> bool:
    words = tokens(heading)
    return words[:1] == ["nama"] and canonical_buyer_type(" ".join(words[1:])) is not None


def _settle_plain_name(columns: list[Column], kind: Kind) -> None:
    """A plain "Nama" beside "Nama Usaha" is the owner, unless the other columns speak of products."""
    if kind != "umkm":
        return
    targets = {column.target for column in columns}
    for column in columns:
        unused = column.target is None and "products.name" in [target for _, target in column.options]
        if unused and key_of(tokens(column.heading)) == _PERSON_OR_PRODUCT and "owner_name" not in targets:
            column.target = "owner_name"
        if column.target == "products.name" and key_of(tokens(column.heading)) == _PERSON_OR_PRODUCT:
            goods = any(t and t.startswith("products.") and t != "products.name" for t in targets)
            if not goods and "owner_name" not in targets:
                column.target = "owner_name"
    if "products.name" in targets:
        for column in columns:
            plain = key_of(tokens(column.heading)) in ("deskripsi", "description")
            if plain and column.target == "description" and "products.description" not in targets:
                column.target = "products.description"


def _headings(grid: Grid, rows: list[GridRow]) -> list[tuple[int, str, str]]:
    """Per column its heading: what the rows above say in common, and its own."""
    width = max(len(row.cells) for row in rows)
    found = []
    for index in range(width):
        texts: list[str] = []
        for depth, row in enumerate(rows):
            text = _heading_text(row.at(index))
            if not text and depth < len(rows) - 1:
                text = _shared(grid, rows, depth, index)
            if text and text not in texts:
                texts.append(text)
        if texts:
            found.append((index, " ".join(texts[:-1]), texts[-1]))
    return found


def _heading_text(cell: Cell) -> str:
    return " ".join(text_of(cell).split())


def _shared(grid: Grid, rows: list[GridRow], depth: int, index: int) -> str:
    """The heading to the left that also covers this column: by a merged cell, else because own words stand below."""
    row = rows[depth]
    for first, left, last, right in grid.merges:
        if first <= row.number <= last and left <= index <= right:
            return _heading_text(row.at(left))
    if is_blank(rows[depth + 1].at(index)):
        return ""
    for column in range(index - 1, -1, -1):
        if not is_blank(row.at(column)):
            return _heading_text(row.at(column)) if not is_blank(rows[depth + 1].at(column)) else ""
    return ""


def _continues(grid: Grid, rows: list[GridRow]) -> bool:
    """Whether the last of these rows goes on with the heading of the ones above, rather than being data."""
    upper, lower = rows[-2], rows[-1]
    if len({text_of(cell) for cell in upper.cells if not is_blank(cell)}) < 2:
        return False  # a title over the whole table
    own = [index for index in range(len(lower.cells)) if not is_blank(lower.at(index))]
    if not own or any(not isinstance(lower.at(index), str) for index in own):
        return False
    texts = [text_of(lower.at(index)) for index in own]
    if any(len(text) > MAX_HEADING_LENGTH for text in texts) or not any(re.search("[A-Za-z]", text) for text in texts):
        return False
    if all(map(_is_measure, texts)):
        return True
    return len(own) >= 2 and all(
        _below_group(grid, upper, lower, index) or _is_measure(text_of(lower.at(index))) for index in own
    )


def _is_measure(text: str) -> bool:
    """Whether a text only says what the heading above it is counted in: "(Rp)", "(kg)"."""
    return set(tokens(text)) <= _MEASURE_WORDS


def _below_group(grid: Grid, upper: GridRow, lower: GridRow, index: int) -> bool:
    if is_blank(upper.at(index)) or text_of(upper.at(index)) == text_of(lower.at(index)):
        return True
    for first, left, last, right in grid.merges:
        if first <= upper.number <= last and left <= index <= right:
            return right > left and last < lower.number
    return is_blank(upper.at(index + 1)) and not is_blank(lower.at(index + 1))
