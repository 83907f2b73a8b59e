"""The process that opens a workbook, apart from ours: a hostile file may exhaust it, and nothing else.

Run as ``python -m matchmaker.spreadsheets.workbook_child FILE``. Prints one JSON object, either ``{"error": code}`` or
``{"sheets": [{"name", "visible", "hidden", "merges", "rows": [[number, [cell, ...]], ...]}]}``. Cells are JSON values,
or ``{"d": date}``, ``{"t": moment}``, ``{"b": [text, code]}`` for what cannot be read.
"""

from __future__ import annotations

import html
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

MEMORY_LIMIT = 600 * 1024 * 1024  # bytes of address space
CPU_LIMIT = 60  # seconds
MAX_INSIDE = 600 * 1024 * 1024  # bytes a packed workbook may unfold to
MAX_COLUMNS = 1_024
MAX_TEXT = 32_767  # characters: what a spreadsheet's cell can hold; longer ones were made by no spreadsheet
SHOWN = 80
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</(?:\w+:)?v>")
Marks = dict[tuple[int, int], list[str]]


class UnreadableError(Exception):
    """The workbook cannot be opened; the argument is an error code."""


def limit_resources() -> None:
    """Bound memory and time of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's timeout still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path) -> list[dict[str, Any]]:
    """All sheets of a workbook.

    Raises
    ------
    UnreadableError
        With the code of what is wrong.
    """
    with path.open("rb") as file:
        head = file.read(4_096)
    if head.startswith((_ZIP, _OLE)):
        return _workbook(path, head)
    from matchmaker.spreadsheets import html_tables

    text = html_tables.decode(path.read_bytes())
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4_096]:
        return html_tables.read_xml_spreadsheet(text)
    return html_tables.read_html(text)


def _workbook(path: Path, head: bytes) -> list[dict[str, Any]]:
    import python_calamine

    marks: dict[str, tuple[set[int], Marks]] = {}
    if head.startswith(_ZIP):
        _refuse_bombs(path)
        marks = dict(_marks(path))
    elif _ENCRYPTED in path.read_bytes():
        raise UnreadableError("password_protected")
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return [_sheet(book, data, *marks.get(data.name, (set(), {}))) for data in book.sheets_metadata
                    if data.typ == python_calamine.SheetTypeEnum.WorkSheet]  # fmt: skip
    except python_calamine.PasswordError as error:
        raise UnreadableError("password_protected") from error
    except python_calamine.CalamineError as error:
        raise UnreadableError("damaged_workbook") from error


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(item.file_size for item in packed.infolist()) > MAX_INSIDE:
                raise UnreadableError("unfolds_too_large")
            if any(item.flag_bits & 1 for item in packed.infolist()):
                raise UnreadableError("password_protected")
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError("damaged_workbook") from error
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} and "[Content_Types].xml" not in names:
        raise UnreadableError("not_a_workbook")
    if names & {"word/document.xml", "ppt/presentation.xml"}:
        raise UnreadableError("not_a_workbook")


def _marks(path: Path) -> Iterator[tuple[str, tuple[set[int], Marks]]]:
    """Hidden columns and unreadable cells per sheet of an .xlsx; the reader itself shows both as nothing."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
                return
            targets = {
                a.get("Id", ""): a.get("Target", "")
                for a in map(_attributes, _RELATION.findall(packed.read("xl/_rels/workbook.xml.rels")))
            }
            for sheet in map(_attributes, _SHEET.findall(packed.read("xl/workbook.xml"))):
                target = targets.get(sheet.get("r:id", ""), "").lstrip("/")
                part = target if target.startswith("xl/") else f"xl/{target}"
                if part in names:
                    yield sheet.get("name", ""), _sheet_marks(packed, part)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise UnreadableError("damaged_workbook") from error


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode("utf8", "replace"): html.unescape((double or single).decode("utf8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(tag)
    }


def _sheet_marks(packed: zipfile.ZipFile, part: str) -> tuple[set[int], Marks]:
    hidden: set[int] = set()
    bad: Marks = {}
    rest, head = b"", True
    with packed.open(part) as stream:
        while chunk := stream.read(1 << 20):
            *rows, rest = (rest + chunk).split(b"</row>")
            if len(rest) > 1 << 26:
                raise UnreadableError("unfolds_too_large")
            if head and rows:
                hidden, head = _hidden(rows[0]), False
            for row in rows:
                if b't="e"' in row or _FORMULA.search(row):
                    bad |= _bad_cells(row)
    return hidden, bad


def _hidden(head: bytes) -> set[int]:
    columns: set[int] = set()
    for column in map(_attributes, _COLUMN.findall(head)):
        if column.get("hidden") in ("1", "true"):
            first, last = int(column.get("min", "1")), int(column.get("max", "1"))
            columns |= set(range(first - 1, min(last, MAX_COLUMNS)))
    return columns


def _bad_cells(row: bytes) -> Marks:
    """Cells that hold an error, or a formula whose result was never calculated."""
    bad: Marks = {}
    for tag, content in _CELL.findall(row):
        given = _attributes(tag)
        value = _VALUE.search(content)
        place = _place(given.get("r", ""))
        if place is None:
            continue
        if given.get("t") == "e":
            bad[place] = [value[1].decode("utf8", "replace") if value else "#?", "error_value"]
        elif value is None and given.get("t") != "str" and _FORMULA.search(content):
            formula = html.unescape(re.sub(rb"<[^>]*>", b"", content).decode("utf8", "replace"))
            bad[place] = [f"={formula}"[:SHOWN], "formula_not_calculated"]
    return bad


def _place(reference: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def _sheet(book: Any, data: Any, hidden: set[int], bad: Marks) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(data.name)
    if sheet.start is None:
        rows: dict[int, list[Any]] = {}
    else:
        first, offset = sheet.start[0] + 1, [None] * min(sheet.start[1], MAX_COLUMNS)
        taken = ((number, row) for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first))
        rows = {number: cells for number, row in taken if (cells := _cells(offset, row))}
    for (number, column), mark in bad.items():
        cells = rows.setdefault(number, [])
        if column < MAX_COLUMNS:
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = {"b": mark}
    merges = [[a + 1, b, c + 1, d] for (a, b), (c, d) in sheet.merged_cell_ranges or []]
    return {
        "name": data.name,
        "visible": str(data.visible).endswith("Visible") and not str(data.visible).endswith("VeryHidden"),
        "hidden": sorted(hidden),
        "merges": merges,
        "rows": sorted(rows.items()),
    }


def _cells(offset: list[None], row: list[Any]) -> list[Any]:
    cells = [*offset, *map(_cell, row[:MAX_COLUMNS])]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            return {"b": [value[:SHOWN] + "…", "too_long"]}
        return value if value else None
    if isinstance(value, bool | int | float) or value is None:
        return (
            value if value == value and value not in (float("inf"), float("-inf")) else {"b": [str(value), "bad_cell"]}
        )
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return {"d": value.date().isoformat()} if midnight else {"t": value.isoformat(timespec="seconds")}
    return {"d": value.isoformat()} if isinstance(value, date) else str(value)


def main(arguments: list[str]) -> int:
    """Read the file named and print what is in it."""
    limit_resources()
    import orjson

    try:
        answer: dict[str, Any] = {"sheets": read(Path(arguments[0]))}
    except UnreadableError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "unfolds_too_large"}
    except (OSError, ValueError, RecursionError):
        answer = {"error": "damaged_workbook"}
    sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
