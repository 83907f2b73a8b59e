"""A report as a workbook: the figures of all its tables on one sheet, each listing on one of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from matchmaker.services.reports.figures import Report, as_dict
from matchmaker.services.reports.wording import place_of
from matchmaker.texts import DEFAULT_LOCALE, text

_FIGURE_COLUMNS = (
    "table",
    "figure",
    "numerator",
    "denominator",
    "unknown",
    "value",
    "as_of",
    "formula",
    "reproducible",
    "note",
)


def xlsx(report: Report, locale: str = DEFAULT_LOCALE) -> bytes:
    """The workbook of a report: the same figures as the page and the API."""
    return book(as_dict(report, locale), locale)


def book(shown: dict[str, Any], locale: str) -> bytes:
    """The workbook of a report as `as_dict` gives it."""
    from matchmaker.spreadsheets.sheets import Sheet, workbook  # 10 MB, loaded by who needs it

    head = f"{text('page.report.title', locale)}: {shown['title']} · {place_of(shown, locale)} · {shown['as_of']}"
    columns = [_head(shown, name, locale) for name in _FIGURE_COLUMNS]
    rows = [_row(table, figure, locale) for table in shown["tables"] for figure in table["figures"]]
    lead = text("page.report.lead", locale, day=date.fromisoformat(shown["as_of"]))
    sheets = [Sheet(shown["title"], columns, rows, (head, lead))]
    sheets += [Sheet(one["title"], one["columns"], one["rows"]) for one in shown["listings"]]
    return workbook(sheets)


def _head(shown: dict[str, Any], name: str, locale: str) -> str:
    """The heading of a column: that of the tables where they all call it the same."""
    own = {head["text"] for table in shown["tables"] for head in table["heads"] if head["part"] == name}
    return own.pop() if len(own) == 1 else text(f"page.report.{name}", locale)


def _row(table: dict[str, Any], figure: dict[str, Any], locale: str) -> list[Any]:
    return [
        table["title"],
        figure["label"],
        figure["numerator"],
        figure["denominator"],
        figure["unknown"],
        figure["value"],
        figure["as_of"],
        figure["formula"],
        text("word.yes" if table["reproducible"] else "word.no", locale),
        table["note"],
    ]
