"""Read any file of records: JSONL, CSV and its kin, workbooks. What a file is its content tells, not its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matchmaker.errors import UnusableFileError
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.needs import NeedSchema
from matchmaker.schemas.outcomes import OutcomeSchema
from matchmaker.schemas.products import ProductSchema
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.spreadsheets import delimited, jsonl, official, workbooks
from matchmaker.spreadsheets.grids import Grid, shorten, text_of, without_report
from matchmaker.spreadsheets.layouts import NOTHING_TOLD, Told, choices, key_of_table, told_tables
from matchmaker.spreadsheets.records import FileReading, Kind
from matchmaker.spreadsheets.rows import TableReader
from matchmaker.spreadsheets.tables import Table, find_tables, header_score

JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
MAX_FILE_BYTES = 200 * 1024 * 1024  # a list of a million businesses as CSV
TOP, TOP_CELLS = 15, 12  # rows and cells of a sheet that are shown where its heading was not found
HEAD = 512  # bytes by which a file's kind is told
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# First bytes of what is no list at all, whatever its name says; the second kind are letters that a text may begin with.
_FOREIGN = (b"%PDF-", b"{\\rtf", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06")
_FOREIGN_BINARY = (b"MZ", b"BM", b"GIF8", b"Rar!")
_SCHEMAS = {"umkm": UmkmSchema, "buyers": BuyerSchema, "needs": NeedSchema, "outcomes": OutcomeSchema}


def read_file(path: Path, kind: Kind, defaults: Mapping[str, str], told: Told = NOTHING_TOLD) -> FileReading:
    """Read a file of records of one kind; ``defaults`` fill fields for rows that lack them.

    ``told`` is what people said of headings and columns; without it they are found and understood here.

    Raises
    ------
    UnusableFileError
        The file is missing, of another kind, damaged, too large, or has no heading that can be understood; or a
        default names no field.
    """
    head = _head(path)
    fills = _fields(kind, defaults)
    if is_jsonl(path, head):
        return jsonl.read(path, kind, fills)
    grids = read_grids(path, kind, head)
    if (reading := official.joined(grids, kind, fills)) is not None:
        return reading
    tables = told_tables(grids, kind, told) or find_tables(grids, kind, fills)
    if not tables:
        raise UnusableFileError("no_heading" if any(grid.rows for grid in grids) else "empty_file", file=path.name)
    reading = _together(tables, kind, fills)
    reading.sheets = [grid.name for grid in grids if grid.name is not None]
    return reading


def first_rows(path: Path, kind: Kind) -> list[tuple[str | None, list[tuple[int, list[str]]]]]:
    """The top of each sheet, for a person to say where the heading stands: rows with their numbers.

    Raises
    ------
    UnusableFileError
        See `read_file`.
    """
    return [
        (
            grid.name,
            [(row.number, [shorten(text_of(cell)) for cell in row.cells[:TOP_CELLS]]) for row in grid.rows[:TOP]],
        )
        for grid in read_grids(path, kind)
        if grid.rows
    ]


def jsonl_fills(path: Path, kind: Kind, defaults: Mapping[str, str]) -> dict[str, str] | None:
    """What fills the fields of a file of JSON lines, which is read line by line; None for any other file.

    Raises
    ------
    UnusableFileError
        See `read_file`.
    """
    return _fields(kind, defaults) if is_jsonl(path, _head(path)) else None


def read_grids(path: Path, kind: Kind, head: bytes | None = None) -> list[Grid]:
    """The sheets of a file that is no JSONL, as they stand.

    Raises
    ------
    UnusableFileError
        See `read_file`.
    """
    head = _head(path) if head is None else head
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnusableFileError("file_too_large", file=path.name, megabytes=MAX_FILE_BYTES // 2**20)
    if head.startswith(_FOREIGN) or (head.startswith(_FOREIGN_BINARY) and b"\0" in head):
        raise UnusableFileError("not_a_list", file=path.name)
    bare = head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if head.startswith(_WORKBOOKS) or bare.startswith(b"<"):
        return list(map(without_report, workbooks.read(path)))
    if not bare:
        raise UnusableFileError("empty_file", file=path.name)
    return [without_report(delimited.read(path.read_bytes(), path.name, lambda grid: header_score(grid, kind)))]


def is_jsonl(path: Path, head: bytes) -> bool:
    """Whether a file is JSON: by its name, or because it begins like a record or a list of records.

    Raises
    ------
    UnusableFileError
        It is one JSON list: nothing tells which of its records a message would speak of.
    """
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    named = path.suffix.lower() in JSONL_SUFFIXES
    if bare.startswith((b"[{", b"[\n", b"[\r", b"[ ", b"[]")) or (named and bare.startswith(b"[")):
        raise UnusableFileError("json_list", file=path.name)
    if named:
        return True
    return bare.startswith((b'{"', b"{ ", b"{\n", b"{\r", b"{}"))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except IsADirectoryError as error:
        raise UnusableFileError("unknown_file_kind", file=path.name) from error
    except OSError as error:
        raise UnusableFileError("file_missing", file=str(path)) from error


def _fields(kind: Kind, defaults: Mapping[str, str]) -> dict[str, str]:
    """The fields that defaults name; of an UMKM also those of its products."""
    own = set(_SCHEMAS[kind]().fields)
    products = set(ProductSchema().fields) if kind == "umkm" else set()
    found: dict[str, str] = {}
    for name, value in defaults.items():
        bare = name.removeprefix("products.") if kind == "umkm" else name
        if name in own:
            found[name] = value
        elif bare in products:
            found[f"products.{bare}"] = value
        else:
            raise UnusableFileError("unknown_set_field", name=name, known=sorted(own))
    return found


def _together(tables: list[Table], kind: Kind, defaults: Mapping[str, str]) -> FileReading:
    first = tables[0]
    layout, understood = key_of_table(first, kind), choices(first)
    readers = [TableReader(table, kind, defaults) for table in tables]
    rows = [row for reader in readers for row in reader.rows()]
    # What was left out is known only after the rows were gone through.
    warnings = [problem for reader in readers for problem in reader.file_problems()]
    unknown = dict.fromkeys(column.heading for reader in readers for column in reader.unknown_columns())
    unknown.update(dict.fromkeys(str(p.column) for p in warnings if p.code == "column_untitled"))
    columns = {column.heading: column.target for column in first.columns if column.target not in (None, "homeless")}
    return FileReading(
        rows, first.grid.name, first.header_rows[0], columns, list(unknown), warnings,
        layout=layout, choices=understood,
    )  # fmt: skip
