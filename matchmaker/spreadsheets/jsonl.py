"""JSON Lines: one record per line, read strictly and written as it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import orjson

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets.records import CellProblem, FileReading, Kind, SourceRow
from matchmaker.spreadsheets.rows import fill

MAX_LINE_BYTES = 4 * 1024 * 1024  # one business with five hundred products stays far below
SHOWN_BYTES = 80
NO_JSON = ("not_json", "too_long")  # a file of such lines alone is of another kind
_MARK = b"\xef\xbb\xbf"


def read(path: Path, kind: Kind, defaults: Mapping[str, str]) -> FileReading:
    """Read a JSONL file; ``defaults`` fill fields that a line lacks.

    Raises
    ------
    UnusableFileError
        No line at all is JSON: the file is of another kind.
    """
    rows = [row(number, line, kind, defaults) for number, line in lines(path)]
    if rows and all(any(e.code in NO_JSON for e in one.errors) for one in rows):
        raise UnusableFileError("not_jsonl", file=path.name)
    return FileReading(rows)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines of a file that are not blank; of one that is too long only the beginning is held."""
    with path.open("rb") as file:
        yield from _numbered(file)


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_MARK)
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            rest = file.readline(MAX_LINE_BYTES)
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(MAX_LINE_BYTES)
        if line.strip():
            yield number, line.strip()


def parse(line: bytes) -> tuple[dict[str, Any], str | None]:
    """The record of a line, or the code of what is wrong with it."""
    if len(line) >= MAX_LINE_BYTES:
        return {}, "too_long"
    try:
        record = orjson.loads(line)
    except (orjson.JSONDecodeError, RecursionError):
        return {}, "not_json"
    return (record, None) if isinstance(record, dict) else ({}, "not_an_object")


def row(number: int, line: bytes, kind: Kind, defaults: Mapping[str, str]) -> SourceRow:
    """One line as a row of data."""
    record, code = parse(line)
    if code is not None:
        shown = line[:SHOWN_BYTES].decode("utf8", "replace")
        return SourceRow(number, {}, line, errors=[CellProblem(number, None, shown, code)])
    content = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    fill(record, kind, defaults)
    return SourceRow(number, record, content)


def write(path: Path, records: Iterable[Mapping[str, Any]]) -> int:
    """Write records, one per line; returns how many."""
    count = 0
    with path.open("wb") as file:
        for record in records:
            file.write(orjson.dumps(record) + b"\n")
            count += 1
    return count
