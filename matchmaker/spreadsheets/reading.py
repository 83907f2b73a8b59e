"""Read any file of records: JSONL, CSV, XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets import jsonl
from matchmaker.spreadsheets.records import FileReading, Kind

JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})


def read_file(path: Path, kind: Kind, defaults: Mapping[str, str]) -> FileReading:
    """Read a file of records of one kind; ``defaults`` fill fields for rows that lack them.

    Raises
    ------
    UnusableFileError
        The file is missing, of another kind, damaged, or has no header that can be understood.
    """
    if not path.is_file():
        raise UnusableFileError("file_missing", file=str(path))
    if path.suffix.lower() in JSONL_SUFFIXES:
        return jsonl.read(path, defaults)
    raise UnusableFileError("unknown_file_kind", file=path.name)
