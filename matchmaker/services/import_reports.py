"""The uploaded file with its errors beside each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from matchmaker.services.imports import ImportResult, problem_record
from matchmaker.spreadsheets.grids import Grid, GridRow
from matchmaker.spreadsheets.reading import is_jsonl, read_grids
from matchmaker.spreadsheets.records import CellProblem
from matchmaker.texts import DEFAULT_LOCALE

HEAD = 512  # bytes by which a file of JSON lines is told
HEADINGS = {
    "id": ("lembar", "baris", "kolom", "nilai", "pesan", "jenis"),
    "en": ("sheet", "row", "column", "value", "message", "kind"),
}
KINDS = {"id": ("kesalahan", "peringatan"), "en": ("error", "warning")}


def write_report(file: Path, result: ImportResult, path: Path, locale: str = DEFAULT_LOCALE) -> None:
    """Write the imported file to ``path`` (XLSX) with the columns "Kesalahan" and "Peringatan", rows at their numbers.

    Raises
    ------
    UnusableFileError
        The file can no longer be read.
    """
    from matchmaker.spreadsheets.marked import write_marked  # 10 MB, loaded by who needs it

    errors, warnings = _by_row(result.errors, locale), _by_row(result.warnings, locale)
    sheets = []
    for grid in _grids(file, result):
        rows = {number for name, number in (*errors, *warnings) if name == grid.name}
        if rows or grid.name == result.sheet:
            marks = {n: ("; ".join(errors[grid.name, n]), "; ".join(warnings[grid.name, n])) for n in rows}
            # JSON lines have no heading, so their messages have no title.
            sheets.append((grid, result.header_row or 0, marks))
    write_marked(path, sheets, list(_summary(result, locale)))


def _by_row(problems: Iterable[CellProblem], locale: str) -> defaultdict[tuple[str | None, int], list[str]]:
    messages: defaultdict[tuple[str | None, int], list[str]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None:
            written = problem_record(problem, locale)
            place = f"{written['column']}: " if written["column"] else ""
            messages[problem.sheet, problem.row].append(f"{place}{written['message']}")
    return messages


def _grids(file: Path, result: ImportResult) -> list[Grid]:
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    if not is_jsonl(file, head):
        return read_grids(file, result.kind)
    lines = file.read_bytes().decode("utf8", "replace").split("\n")
    return [Grid([GridRow(number, [line]) for number, line in enumerate(lines, start=1) if line.strip()])]


def _summary(result: ImportResult, locale: str) -> Iterable[list[Any]]:
    yield list(HEADINGS[locale])
    for kind, problems in zip(KINDS[locale], (result.errors, result.warnings), strict=True):
        for problem in problems:
            written = problem_record(problem, locale)
            value = written["value"]
            yield [written["sheet"], written["row"], written["column"], value, written["message"], kind]
