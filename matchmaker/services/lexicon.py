"""Look after the trade lexicon: what is wrong with it, and how much of real texts it understands."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

from matchmaker.errors import UnusableFileError
from matchmaker.matching.lexicon import DATA_DIR, CoverageReport, Finding, check, coverage

TEXT_COLUMNS = ("kegiatan", "deskripsi", "description", "nama_paket", "name", "nama", "title", "text", "teks")


def findings() -> list[Finding]:
    """Cycles, orphans, doubles, forms claimed twice, unknown ids."""
    return check(DATA_DIR)


def covered(path: Path, column: str | None = None, most_common: int = 50) -> CoverageReport:
    """Coverage of the texts of a file: one per line, or a column of a CSV (also gzipped).

    Raises
    ------
    UnusableFileError
        The file is missing, or has no such column.
    """
    texts = [text for text in _texts(path, column) if text.strip()]
    return coverage(texts, most_common=most_common)


def _texts(path: Path, column: str | None) -> list[str]:
    if not path.is_file():
        raise UnusableFileError("file_missing", file=str(path))
    raw = path.read_bytes()
    content = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig", "replace")
    if ".csv" not in path.suffixes:
        return content.splitlines()
    rows = csv.DictReader(io.StringIO(content))
    names = [column] if column else [*TEXT_COLUMNS]
    chosen = next((name for name in names if name in (rows.fieldnames or [])), None)
    if chosen is None:
        raise UnusableFileError("no_text_column", file=path.name, columns=list(rows.fieldnames or []))
    return [row[chosen] or "" for row in rows]
