"""JSON Lines: one record per line, read strictly and written as it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets.records import CellProblem, FileReading, SourceRow

MAX_LINE_BYTES = 4 * 1024 * 1024  # one business with five hundred products stays far below


def read(path: Path, defaults: Mapping[str, str]) -> FileReading:
    """Read a JSONL file; ``defaults`` fill fields that a line lacks.

    Raises
    ------
    UnusableFileError
        No line at all is JSON: the file is of another kind.
    """
    rows = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                rows.append(_row(number, line.strip(), defaults))
    if rows and all(any(e.code == "not_json" for e in row.errors) for row in rows):
        raise UnusableFileError("not_jsonl", file=path.name)
    return FileReading(rows)


def _row(number: int, line: bytes, defaults: Mapping[str, str]) -> SourceRow:
    try:
        record: Any = orjson.loads(line) if len(line) <= MAX_LINE_BYTES else None
    except (orjson.JSONDecodeError, RecursionError):
        record = None
        code = "not_json"
    else:
        code = "too_long" if len(line) > MAX_LINE_BYTES else "not_an_object"
    if not isinstance(record, dict):
        shown = line[:80].decode("utf8", "replace")
        return SourceRow(number, {}, line, errors=[CellProblem(number, None, shown, code)])
    content = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    return SourceRow(number, {**defaults, **record}, content)


def write(path: Path, records: Iterable[Mapping[str, Any]]) -> int:
    """Write records, one per line; returns how many."""
    count = 0
    with path.open("wb") as file:
        for record in records:
            file.write(orjson.dumps(record) + b"\n")
            count += 1
    return count
