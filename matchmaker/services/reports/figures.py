"""What a report is made of: figures that say how they were reckoned, in tables of one formula each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from babel.dates import format_date

from matchmaker.texts import DEFAULT_LOCALE, has, text, write

# How the value follows: a share or ratio is numerator over denominator, the others are the numerator itself.
Kind = Literal["share", "ratio", "count", "idr"]
Chart = Literal["bar", "line"]
Part = Literal["numerator", "denominator", "unknown", "value"]
PARTS: tuple[Part, ...] = ("numerator", "denominator", "unknown", "value")
_MONTH = re.compile(r"^\d{4}-\d{2}(-\d{2})?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``label`` is the key of a text, or a name as it stands; ``unknown`` counts what nobody knows.

    The denominator is what the figure is seen against (formula of its table says what); of a sum it is the
    number of records summed. Either is None where nobody knows it: a target that was never set, for instance.
    """

    code: str
    label: str
    numerator: float | None
    denominator: float | None
    unknown: int = 0
    kind: Kind = "share"
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> float | None:
        """The figure itself; None for a share of nothing, and for a sum of which nothing is known."""
        if self.kind in ("idr", "count") and not self.denominator and self.unknown:
            return None
        if self.kind not in ("share", "ratio"):
            return self.numerator
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one formula. ``dated`` says that an earlier day gives what a report of that day gave.

    Its title, formula and note are the texts ``report.table.NAME``, ``report.formula.NAME``, ``report.note.NAME``;
    a figure of its own formula has ``report.formula.NAME.CODE``. ``parts`` is the order in which numbers are shown;
    a head of its own has ``report.head.NAME.PART``.
    """

    name: str
    figures: list[Figure]
    chart: Chart | None = "bar"
    dated: bool = True
    parts: tuple[Part, ...] = PARTS


@dataclass(frozen=True, slots=True)
class Listing:
    """The records behind a figure, by name: columns are text keys, a cell of a business carries its id."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    ids: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one region as of a day."""

    name: str
    as_of: date
    region: str | None
    region_name: str | None
    tables: list[Table]
    listings: list[Listing] = field(default_factory=list)


def as_dict(report: Report, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
    """The report as programs get it: every figure carries everything needed to check it."""
    return {
        "name": report.name,
        "title": text(f"report.{report.name}", locale),
        "as_of": report.as_of.isoformat(),
        "region": {"code": report.region, "name": report.region_name} if report.region else None,
        "tables": [_table(table, report.as_of, locale) for table in report.tables],
        "listings": [_listing(listing, locale) for listing in report.listings],
    }


def _table(table: Table, as_of: date, locale: str) -> dict[str, Any]:
    note = f"report.note.{table.name}"
    return {
        "name": table.name,
        "title": text(f"report.table.{table.name}", locale),
        "formula": text(f"report.formula.{table.name}", locale),
        "note": text(note, locale) if has(note) else None,
        "chart": table.chart,
        "reproducible": table.dated,
        "figure_head": _head(table, "figure", locale),
        "heads": [{"part": part, "text": _head(table, part, locale)} for part in table.parts],
        "figures": [_figure(table, figure, as_of, locale) for figure in table.figures],
    }


def _head(table: Table, part: str, locale: str) -> str:
    own = f"report.head.{table.name}.{part}"
    return text(own if has(own) else f"page.report.{part}", locale)


def _figure(table: Table, figure: Figure, as_of: date, locale: str) -> dict[str, Any]:
    own = f"report.formula.{table.name}.{figure.code}"
    return {
        "name": f"{table.name}:{figure.code}",
        "label": _label(figure, locale),
        "formula": text(own if has(own) else f"report.formula.{table.name}", locale),
        "numerator": _plain(figure.numerator),
        "denominator": _plain(figure.denominator),
        "unknown": figure.unknown,
        "value": figure.value,
        "kind": figure.kind,
        "as_of": as_of.isoformat(),
    }


def _label(figure: Figure, locale: str) -> str:
    if has(figure.label):
        return first_up(text(figure.label, locale, **figure.facts))
    if _MONTH.match(figure.label):
        month = date(int(figure.label[:4]), int(figure.label[5:7]), 1)
        return str(format_date(month, "MMM yyyy", locale=locale))
    return figure.label


def _plain(amount: float | None) -> float | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else amount


def first_up(words: str) -> str:
    """A label begins with a capital, whatever the text it comes from is used for elsewhere."""
    return words[:1].upper() + words[1:]


def _listing(listing: Listing, locale: str) -> dict[str, Any]:
    return {
        "name": listing.name,
        "title": text(f"report.table.{listing.name}", locale),
        "columns": [text(column, locale) for column in listing.columns],
        "rows": [[_cell(cell, locale) for cell in row] for row in listing.rows],
        "ids": [{"kind": kind, "id": record_id} for kind, record_id in listing.ids],
    }


def _cell(cell: Any, locale: str) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, tuple):
        return ", ".join(first_up(text(key, locale, **facts)) for key, facts in cell)
    return write("", None, locale) if cell is None else cell
