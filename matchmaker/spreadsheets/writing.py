"""Write records to JSONL, CSV or XLSX, the kind told by the file's ending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets import jsonl


def write_file(path: Path, kind: str, records: Iterable[Mapping[str, Any]]) -> int:
    """Write records; returns how many.

    Raises
    ------
    UnusableFileError
        The ending names no format we write.
    """
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return jsonl.write(path, records)
    raise UnusableFileError("unknown_file_kind", file=path.name)
