"""A report on paper (PDF), and one of its tables as a picture (PNG): the figures of the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from matchmaker import clock
from matchmaker.documents import typesetting
from matchmaker.errors import NotFoundError
from matchmaker.services.reports import charts
from matchmaker.services.reports.figures import Report, as_dict
from matchmaker.services.reports.wording import cell_written, place_of, written
from matchmaker.texts import DEFAULT_LOCALE, text, write

PRINTED_ROWS = 1_000  # of a listing, some forty pages; the workbook has them all
# Parts of the paper's width: the names of figures are sentences, their numbers up to a billion rupiah.
FIGURE_WIDTHS = (36, 18, 13, 17, 18)
_SHORT, _LONGEST = 18, 34  # characters of a cell that stays on one line, and from which a column grows no wider


def pdf(report: Report, locale: str = DEFAULT_LOCALE, office: str = "") -> bytes:
    """The report as an A4 document of the office."""
    return paper(as_dict(report, locale), locale, office)


def paper(shown: dict[str, Any], locale: str, office: str = "", *, issue: str | None = None) -> bytes:
    """A report as `as_dict` gives it, as an A4 document; ``issue`` says which issue it is."""
    facts = frame(shown, locale, office, issue)
    facts["tables"] = [_table(table, locale) for table in shown["tables"]]
    facts["listings"] = [listed(listing, locale) for listing in shown["listings"]]
    return typesetting.pdf("report", facts)


def picture(report: Report, table_name: str, locale: str = DEFAULT_LOCALE, office: str = "") -> bytes:
    """One table of the report with its chart as a PNG.

    Raises
    ------
    NotFoundError
        The report has no such table.
    """
    shown = as_dict(report, locale)
    found = [table for table in shown["tables"] if table["name"] == table_name]
    if not found:
        raise NotFoundError("report_not_found", id=f"{report.name}/{table_name}")
    facts = frame(shown, locale, office)
    facts["tables"] = [_table(table, locale) for table in found]
    return typesetting.png("picture", facts)


def frame(shown: dict[str, Any], locale: str, office: str, issue: str | None = None) -> dict[str, Any]:
    """What stands around the tables: who, what, where, of which day, printed when."""
    where = place_of(shown, locale)
    as_of = date.fromisoformat(shown["as_of"])
    day = write("day", as_of, locale)
    about = [
        [text("page.report.of_region", locale), where],
        [text("page.report.as_of", locale), day],
        [text("page.report.printed", locale), write("day", clock.today(), locale)],
    ]
    foot = (office, shown["title"], where, f"{text('page.report.as_of', locale)} {day}", issue)
    return {
        "locale": locale,
        "office": office or text("page.name", locale),
        "title": f"{text('page.report.title', locale)}: {shown['title']}",
        "about": [*about, *([[text("page.issue.issue", locale), issue]] if issue else [])],
        "lead": text("page.report.lead", locale, day=as_of),
        "foot": " · ".join(part for part in foot if part),
        "words": {
            "nothing": text("page.report.nothing", locale),
            "formula": text("page.report.formula", locale),
            "page": text("page.report.page", locale, number="{number}", last="{last}"),
        },
    }


def _table(table: dict[str, Any], locale: str) -> dict[str, Any]:
    rows = []
    for figure in table["figures"]:
        numbers = written(figure, locale)
        rows.append([figure["label"], *(numbers[head["part"]] for head in table["heads"])])
    own = [figure for figure in table["figures"] if figure["formula"] != table["formula"]]
    notes = [] if table["reproducible"] else [text("page.report.not_dated", locale)]
    return {
        "title": table["title"],
        "chart": charts.for_paper(table, locale),
        "columns": [table["figure_head"], *(head["text"] for head in table["heads"])],
        "rows": rows,
        "widths": FIGURE_WIDTHS,
        "aligned": ["left", *("right" for _ in table["heads"])],
        "formula": table["formula"],
        "own": [{"label": one["label"], "formula": one["formula"]} for one in own],
        "notes": [*notes, *([table["note"]] if table["note"] else [])],
    }


def listed(listing: dict[str, Any], locale: str, most: int = PRINTED_ROWS) -> dict[str, Any]:
    """A listing as `as_dict` gives it, for the template: at most so many rows, and how many more there are."""
    rows = [[cell_written(cell, locale) for cell in row] for row in listing["rows"][:most]]
    left_out = len(listing["rows"]) - len(rows)
    return {
        "title": listing["title"],
        "columns": listing["columns"],
        "rows": rows,
        "widths": _widths(listing["columns"], rows),
        "aligned": ["left" for _ in listing["columns"]],
        "more": text("page.report.more_rows", locale, count=left_out) if left_out else None,
    }


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns of short cells are as wide as these (0); the others share what is left by what stands in them."""
    longest = [max(len(cell) for cell in column) for column in zip(columns, *rows, strict=True)]
    return [0 if length <= _SHORT else min(_LONGEST, length) for length in longest]
