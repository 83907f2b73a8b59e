"""What the cells below a heading tell of it: a column of keys that only counts, a status that is no yes or no."""

from __future__ import annotations

from itertools import pairwise

from matchmaker.domain.categories import canonical_category
from matchmaker.spreadsheets.grids import is_blank, text_of
from matchmaker.spreadsheets.heading_words import key_of, tokens
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.permits import ANY
from matchmaker.spreadsheets.records import CellProblem, Kind
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.words import flag

# Of a product, but saying too little to make one.
WEAK = (
    "products.unit",
    "products.size",
    "products.export_countries",
    "products.trade_terms",
    "products.external_id",
    "products.brand",
)
STRONG = (
    "products.name", "products.price_idr", "products.capacity_per_month", "products.moq", "products.lead_time_days",
    "products.shelf_life_days", "products.gtin", "products.description", "capacity", "line",
)  # fmt: skip


def settle(table: Table, kind: Kind) -> list[CellProblem]:
    """Correct what headings alone promised, by the cells below them; what a person confirmed stays."""
    table.columns.extend(_untitled_numbers(table))
    problems: list[CellProblem] = []
    if not table.official:
        problems.extend(_drop_running_keys(table))
        if kind == "umkm" and not table.has(*STRONG):
            _drop_weak_columns(table)
    _settle_last_day(table)
    for column in table.columns:
        column.names_categories = column.target == "line" and _names_categories(table, column)
        if _is_other_status(table, column):
            column.target = "homeless"
    return problems


def _settle_last_day(table: Table) -> None:
    """A plain "Masa berlaku" belongs to the only permit of a list; among several it is anybody's."""
    kinds = {str(c.target).removeprefix("permit.") for c in table.columns if (c.target or "").startswith("permit.")}
    for column in table.columns:
        if column.target == "until.ANY":
            only = next(iter(kinds)) if len(kinds) == 1 else ANY
            column.target = f"until.{only}" if only != ANY else "homeless"
            column.inferred = True


def _drop_running_keys(table: Table) -> list[CellProblem]:
    """A column "id" that merely counts the rows is no key: another file's would count the same."""
    column = table.of("external_id")
    if column is None or column.confirmed or key_of(tokens(column.heading)) not in ("id", "index", "iddata"):
        return []
    said = [text_of(row.at(column.index)) for row in table.body]
    numbers = [int(text) for text in said if text.isdigit() and len(text) < 10]
    steps = sum(1 for one, other in pairwise(numbers) if other - one == 1)
    filled = sum(1 for text in said if text)
    if not numbers or len(numbers) < 0.9 * filled or steps < 0.95 * (len(numbers) - 1):
        return []
    column.target = "running"
    return [CellProblem(table.header_rows[1], column.heading, None, "id_counts_rows", sheet=table.grid.name)]


def _names_categories(table: Table, column: Column) -> bool:
    """Whether most cells of a line of business are categories, so that a near miss is one too."""
    said = [text_of(row.at(column.index)) for row in table.body]
    filled = [text for text in said if text]
    return sum(canonical_category(text) is not None for text in filled) > len(filled) / 2


def _is_other_status(table: Table, column: Column) -> bool:
    """Whether a plain "Status" is that of the building, say: most of its cells say neither yes nor no."""
    if column.target != "active" or column.confirmed or key_of(tokens(column.heading)) != "status":
        return False
    said = [row.at(column.index) for row in table.body if not is_blank(row.at(column.index))]
    return sum(flag(cell) is not None for cell in said) <= len(said) / 2


def _drop_weak_columns(table: Table) -> None:
    """Where nothing else speaks of a product, its unit or brand does not make one."""
    for column in table.columns:
        if column.target in WEAK and not column.confirmed:
            column.target = "homeless"


def _untitled_numbers(table: Table) -> list[Column]:
    """Columns without a heading that merely number the rows."""
    titled = {column.index for column in table.columns}
    found = []
    for index in range(min(titled, default=0)):
        said = [text_of(row.at(index)) for row in table.body]
        numbers = [int(text) for text in said if text.isdigit() and len(text) < 10]
        steps = sum(1 for one, other in pairwise(numbers) if other - one in (0, 1))
        if len(numbers) > 0.5 * len(said) and steps >= 0.9 * (len(numbers) - 1):
            found.append(Column(index, "", "running"))
    return found
