"""The first half of an import: a file becomes the records it says, one per business, and the rows it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from marshmallow import Schema

from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError
from matchmaker.schemas.plain import load
from matchmaker.services import buyers, needs, outcomes, umkm
from matchmaker.services.import_groups import Group, collect
from matchmaker.services.import_results import ImportResult, place_of
from matchmaker.services.import_stream import Stream
from matchmaker.spreadsheets.layouts import NOTHING_TOLD, Told
from matchmaker.spreadsheets.reading import jsonl_fills, read_file
from matchmaker.spreadsheets.records import Kind, SourceRow

Groups = list[Group] | Stream
SCHEMAS: dict[Kind, Schema] = {
    "umkm": umkm.SCHEMA,
    "buyers": buyers.SCHEMA,
    "needs": needs.SCHEMA,
    "outcomes": outcomes.SCHEMA,
}


def read(
    actor: Actor,
    kind: Kind,
    path: Path,
    defaults: Mapping[str, str],
    told: Told = NOTHING_TOLD,
    *,
    verdicts: bool = False,
) -> tuple[ImportResult, Groups]:
    """Read a file into the records it says, one per business; ``verdicts`` asks for the fate of each row.

    What was refused on the way is in the result when all records were taken: lines of JSON are read only then.

    Raises
    ------
    UnusableFileError
        The file cannot be read at all.
    ForbiddenError
        The actor may not import.
    """
    if actor.role not in ("admin", "dinas") or not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record=path.name)
    fills = jsonl_fills(path, kind, defaults)
    if fills is not None:
        result = ImportResult(kind, verdicts=[] if verdicts else None)
        return result, Stream(path, kind, fills, result, lambda rows, told: group(kind, distinct(rows, told), told))
    reading = read_file(path, kind, defaults, told)
    result = ImportResult(kind, read=len(reading.rows), sheet=reading.sheet, header_row=reading.header_row,
                          columns=reading.columns, unknown_columns=reading.unknown_columns,
                          warnings=list(reading.warnings), layout=reading.layout, choices=reading.choices,
                          sheets=reading.sheets, notes=len(reading.warnings),
                          verdicts=[] if verdicts else None)  # fmt: skip
    return result, group(kind, distinct(reading.rows, result), result)


def clean_records(kind: Kind, path: Path) -> list[Mapping[str, Any]]:
    """The records of a file as they would be imported, nothing written; refused rows are left out."""
    clean: list[Mapping[str, Any]] = []
    for row in read_file(path, kind, {}).rows:
        if not row.errors:
            try:
                clean.append(load(SCHEMAS[kind], row.record, strict=False)[0])
            except InvalidRecordError:
                continue
    return clean


def distinct(rows: Iterable[SourceRow], result: ImportResult) -> Iterator[SourceRow]:
    """Rows that are not an earlier accepted row again; refused rows are counted and left out."""
    seen: set[bytes] = set()
    for row in rows:
        if row.errors:
            result.reject(row.errors)
        elif row.digest in seen:
            result.double(row)
        else:
            before = result.rejected
            yield row
            # Whoever takes the row may refuse it; a second such row is refused again, not a duplicate.
            if result.rejected == before:
                seen.add(row.digest)
                result.warnings.extend(row.warnings)


def group(kind: Kind, rows: Iterable[SourceRow], result: ImportResult) -> list[Group]:
    """Read each row by the schema, and put the rows of one business together."""

    def clean_of(row: SourceRow) -> dict[str, Any]:
        clean, warnings = load(SCHEMAS[kind], row.record, strict=False)
        result.warnings.extend(place_of(row, problem) for problem in warnings)
        return clean

    def refuse(row: SourceRow, error: InvalidRecordError) -> None:
        result.reject([place_of(row, problem) for problem in error.problems])

    grouping = collect(kind, rows, clean_of, refuse)
    result.warnings.extend(grouping.warnings)
    return grouping.groups()
