"""Lists of events and programmes: JSON lines, workbooks and text files with one heading row.

These lists are short and an office makes them itself, so headings are matched by name; what is not known is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets import delimited, jsonl, workbooks
from matchmaker.spreadsheets.amounts import CellError, read_amount
from matchmaker.spreadsheets.grids import BadCell, Cell, Grid, GridRow, is_blank, text_of
from matchmaker.spreadsheets.reading import is_jsonl
from matchmaker.spreadsheets.records import CellProblem, FileReading, SourceRow
from matchmaker.spreadsheets.times import read_day

HEADING_ROWS = 20  # rows from the top among which the heading is looked for
LEAST_COLUMNS = 2  # known headings that make a row the heading
_HEAD = 512  # bytes by which a file's kind is told
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# Headings besides the names of the fields, in lower case, letters and digits only.
HEADINGS = {
    "kode": "external_id", "nama": "name", "namaacara": "name", "namakegiatan": "name", "namaprogram": "name",
    "acara": "name", "kegiatan": "name", "program": "name", "jenis": "kind", "jenisacara": "kind",
    "jenisprogram": "kind", "jeniskegiatan": "kind", "mulai": "starts_on", "tanggal": "starts_on",
    "tanggalmulai": "starts_on", "tglmulai": "starts_on", "selesai": "ends_on", "tanggalselesai": "ends_on",
    "tglselesai": "ends_on", "tempat": "venue", "lokasi": "venue", "provinsi": "province", "kabupaten": "regency",
    "kabkota": "regency", "kabupatenkota": "regency", "kecamatan": "district", "zona": "zone", "undangan": "invited",
    "diundang": "invited", "pengunjung": "visitors", "hadir": "visitors", "jumlahpengunjung": "visitors",
    "omzet": "turnover_idr", "omset": "turnover_idr", "omzetrp": "turnover_idr", "nilaitransaksi": "turnover_idr",
    "totalomzet": "turnover_idr", "keterangan": "description", "penyelenggara": "organiser", "kuota": "quota",
    "jumlahpeserta": "quota", "sertifikat": "certificates", "topik": "topics", "materi": "topics",
    "peserta": "umkm_external_ids", "kodepeserta": "umkm_external_ids", "umkmpeserta": "umkm_external_ids",
    "pembeli": "buyer_external_ids", "jumlahrak": "slots_total", "rak": "slots", "lapak": "stalls",
}  # fmt: skip
_DAYS = frozenset({"starts_on", "ends_on"})
_NUMBERS = frozenset({"invited", "visitors", "quota", "slots_total"})
_NONE = frozenset({"tidak ada", "-", "nihil"})
_NESTED = frozenset({"stalls", "slots"})


def read(path: Path, fields: frozenset[str]) -> FileReading:
    """Read a list of events or programmes; ``fields`` are the names its records know.

    Raises
    ------
    UnusableFileError
        The file is missing, damaged, of another kind, or no row of it is a heading.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UnusableFileError("file_missing", file=str(path)) from error
    if is_jsonl(path, head):
        return FileReading([_json_row(number, line) for number, line in jsonl.lines(path)])

    def score(grid: Grid) -> int:
        return max((len(_targets(row, fields)) for row in grid.rows[:HEADING_ROWS]), default=0)

    if head.startswith(_WORKBOOKS):
        grids = workbooks.read(path)
    else:
        grids = [delimited.read(path.read_bytes(), path.name, score)]
    best = max(grids, key=score, default=None)
    if best is None or score(best) < LEAST_COLUMNS:
        raise UnusableFileError("no_heading" if any(grid.rows for grid in grids) else "empty_file", file=path.name)
    return _table(best, fields)


def _json_row(number: int, line: bytes) -> SourceRow:
    record, code = jsonl.parse(line)
    if code is not None:
        shown = line[: jsonl.SHOWN_BYTES].decode("utf8", "replace")
        return SourceRow(number, {}, line, errors=[CellProblem(number, None, shown, code)])
    return SourceRow(number, record, orjson.dumps(record, option=orjson.OPT_SORT_KEYS))


def _plain(cell: Cell) -> str:
    return re.sub(r"[^a-z0-9_]", "", text_of(cell).lower())


def _targets(row: GridRow, fields: frozenset[str]) -> dict[int, str]:
    """Which column fills which field; of two for the same the first counts."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row.cells):
        plain = _plain(cell)
        field = plain if plain in fields else HEADINGS.get(plain.replace("_", ""))
        if field in fields and field not in found.values():
            found[place] = str(field)
    return found


def _table(grid: Grid, fields: frozenset[str]) -> FileReading:
    head = max(grid.rows[:HEADING_ROWS], key=lambda row: len(_targets(row, fields)))
    targets = _targets(head, fields)
    named = {place: text_of(head.at(place)) for place in range(len(head.cells)) if not is_blank(head.at(place))}
    rows = [
        _row(row, targets, named, grid.name)
        for row in grid.rows[grid.rows.index(head) + 1 :]
        if any(not is_blank(row.at(place)) for place in targets)
    ]
    unknown = [heading for place, heading in named.items() if place not in targets]
    columns = {named[place]: field for place, field in targets.items()}
    return FileReading(rows, grid.name, head.number, columns, unknown)


def _row(row: GridRow, targets: dict[int, str], named: dict[int, str], sheet: str | None) -> SourceRow:
    record: dict[str, Any] = {}
    errors = []
    for place, field in targets.items():
        cell = row.at(place)
        if is_blank(cell):
            continue
        try:
            record[field] = _value(field, cell)
        except CellError as error:
            errors.append(CellProblem(row.number, named[place], text_of(cell), error.code, sheet=sheet))
    content = tuple(text_of(row.at(place)) for place in targets)
    columns = {field: named[place] for place, field in targets.items()}
    return SourceRow(row.number, record, content, sheet, errors, columns=columns)


def _value(field: str, cell: Cell) -> Any:
    if isinstance(cell, BadCell):
        raise CellError(cell.code)
    reader = _READERS.get(field, text_of)
    value = reader(cell)
    return value.isoformat() if isinstance(value, date) else value


def _number(cell: Cell, *, money: bool) -> int | None:
    amount = read_amount(cell, money=money)
    if amount is None:
        return None
    if amount.value != int(amount.value):
        raise CellError("not_a_whole_number")
    return int(amount.value)


def _nested(cell: Cell) -> Any:
    try:
        return orjson.loads(text_of(cell))
    except orjson.JSONDecodeError:
        raise CellError("not_json") from None


def _parts(cell: Cell) -> list[str]:
    said = text_of(cell)
    if said.lower() in _NONE:
        return []
    if said.startswith("["):
        return [str(one) for one in _nested(cell)]
    return [part.strip() for part in re.split(r"[,;|\n]", said) if part.strip()]


def _readers() -> Iterator[tuple[str, Callable[[Cell], Any]]]:
    for field in _DAYS:
        yield field, read_day
    for field in _NUMBERS:
        yield field, lambda cell: _number(cell, money=False)
    yield "turnover_idr", lambda cell: _number(cell, money=True)
    for field in _NESTED:
        yield field, _nested
    for field in ("umkm_external_ids", "buyer_external_ids", "certificates", "topics"):
        yield field, _parts


_READERS: dict[str, Callable[[Cell], Any]] = dict(_readers())
