"""What reading a file yields: one `SourceRow` per data row, with the record it says and what was wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["umkm", "buyers", "needs", "outcomes"]
KINDS: tuple[Kind, ...] = ("umkm", "buyers", "needs", "outcomes")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that could not be read, or was read with a doubt; ``column`` is the heading as in the file."""

    row: int | None
    column: str | None
    value: Any
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(slots=True)
class SourceRow:
    """One data row. ``record`` holds the fields of CONTRACT 3 that the row says; with ``errors`` it is refused.

    ``row`` is the number the spreadsheet shows (CSV: record number with the header as 1; JSONL: line number).
    ``columns`` gives the heading a field came from. ``content`` is what two rows share that are the same row
    twice: every cell but running numbers. ``places`` says where nested parts of the record stand that came from
    other sheets: ``{"products.3": ("products", 17)}``.
    """

    row: int
    record: dict[str, Any]
    content: Any
    sheet: str | None = None
    errors: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the content."""
        content = self.content if isinstance(self.content, bytes) else repr(self.content).encode("utf8", "replace")
        return hashlib.sha256(content).digest()


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column as it was understood: where it stands, its heading, what it fills, and the first of its cells.

    ``item`` is the number of the product it speaks of, where a row names several.
    """

    index: int
    heading: str
    target: str | None
    samples: list[str]
    confirmed: bool = False
    item: int = 1


@dataclass(slots=True)
class FileReading:
    """A file that was read: its data rows in order, and what was chosen on the way.

    ``columns`` maps each heading that was understood to the field it fills; ``unknown_columns`` are headings whose
    content the registry does not take. ``warnings`` concern the file as a whole (a column left out, a sheet not
    read, a sum converted), so that nothing is left out silently. ``layout`` is the key of the first table's heading,
    ``choices`` are its columns and ``sheets`` the names of all sheets, for a person to look over; a form of ours has
    none of them.
    """

    rows: list[SourceRow]
    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)
    layout: str | None = None
    choices: list[ColumnChoice] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
