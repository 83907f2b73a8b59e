"""Write records to JSONL, CSV or XLSX, the kind told by the file's ending.

CSV is UTF-8 without a byte order mark, separated by commas: what scripts expect. Offices take XLSX, where NIK, NIB and
telephones are cells of text and a text that begins with "=" is a text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets import jsonl
from matchmaker.spreadsheets.cells_out import csv_cell
from matchmaker.spreadsheets.official import SHEETS

Record = Mapping[str, Any]
# Fields of a CSV line by kind; nested lists come last, as JSON.
CSV_FIELDS: dict[str, tuple[str, ...]] = {
    "umkm": (*SHEETS["umkm"], "products"),
    "buyers": (*SHEETS["buyers"], "needs"),
    "needs": ("external_id", "buyer_external_id", *SHEETS["needs"][2:]),
    "outcomes": SHEETS["outcomes"],
}  # fmt: skip


def write_file(path: Path, kind: str, records: Iterable[Record]) -> int:
    """Write records; returns how many.

    Raises
    ------
    UnusableFileError
        The ending names no format we write, or a cell of a workbook cannot hold a value.
    """
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return jsonl.write(path, records)
    if suffix == ".csv":
        return _write_csv(path, kind, records)
    if suffix == ".xlsx":
        from matchmaker.spreadsheets.workbook_writing import write_workbook  # 10 MB, loaded by who needs it

        return write_workbook(path, kind, records)
    raise UnusableFileError("unknown_file_kind", file=path.name)


def _write_csv(path: Path, kind: str, records: Iterable[Record]) -> int:
    fields, remaining = _fields(kind, iter(records))
    count = 0
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(fields)
        for record in remaining:
            writer.writerow([csv_cell(name, record.get(name)) for name in fields])
            count += 1
    return count


def _fields(kind: str, records: Iterator[Record]) -> tuple[tuple[str, ...], Iterator[Record]]:
    """The fields of a kind; of one that only goes out, those of its first record."""
    if kind in CSV_FIELDS:
        return CSV_FIELDS[kind], records
    first = next(records, None)
    return (tuple(first), chain([first], records)) if first is not None else ((), records)
