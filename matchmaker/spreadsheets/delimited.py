"""Text with separators (CSV and its kin): decode it, find the separator, cut it into records.

Offices save lists as UTF-8 with or without a byte order mark, UTF-16 ("Unicode text") or Windows-1252, cut by
semicolons, commas or tabs. Quotes are often wrong: a lone one must not swallow the records that follow.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets.grids import MAX_CELL_LENGTH, BadCell, Grid, GridRow, shorten

SEPARATORS = (";", ",", "\t", "|", "^", "~")
SAMPLE_LINES = 60
SAMPLE_BYTES = 4_096
MAX_CONTROL_SHARE = 0.02  # of characters; above it the file is no text
MAX_QUOTED_LINES = 200  # a quoted cell over more lines than this is an unclosed quote
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_DECLARED = re.compile(r'^"?sep=(.)"?\s*\n', re.IGNORECASE)

Judge = Callable[[Grid], float]


def decode(content: bytes, name: str) -> str:
    """Decode a text file, line ends brought to a single newline.

    Raises
    ------
    UnusableFileError
        It is no text in any encoding offices use.
    """
    text = _decoded(content)
    if len(_CONTROL.findall(text[:100_000])) > MAX_CONTROL_SHARE * min(len(text), 100_000):
        raise UnusableFileError("not_text", file=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    sample = content[:SAMPLE_BYTES]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 2 and sample[offset::2].count(0) > 0.4 * (len(sample) // 2) > sample[1 - offset :: 2].count(0):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_line, content.splitlines(keepends=True)))


def _line(line: bytes) -> str:
    # Lists that were glued together hold lines in either encoding.
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def read(content: bytes, name: str, judge: Judge) -> Grid:
    """Read a text file into a grid; ``judge`` scores how much of a sample's heading is understood.

    Raises
    ------
    UnusableFileError
        It is no text.
    """
    text = decode(content, name)
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    text = _unwrapped(text)
    separator = declared[1] if declared else find_separator(text, judge)
    return _grid(records(text, separator))


def _unwrapped(text: str) -> str:
    """The records of a file whose every line was quoted as a whole, as saving a list twice does."""
    lines = [line for line in text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES] if line.strip()]
    if not lines or not all(len(line) > 1 and line[0] == line[-1] == '"' for line in lines):
        return text
    alone = list(loose_records(text, "\0"))
    cut = any(separator in record[0] for record in alone[:1] for separator in SEPARATORS)
    whole = all(len(record) == 1 for record in alone) and not any(
        line[1:-1].replace('""', "").count('"') for line in lines
    )
    return "\n".join(record[0] for record in alone) + "\n" if cut and whole else text


def find_separator(text: str, judge: Judge) -> str:
    """The separator under which most of the heading is understood, else the one that cuts most evenly."""
    sample = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    scored = []
    for separator in SEPARATORS:
        cut = list(loose_records(sample, separator))
        widths = [len(record) for record in cut if record != [""]]
        if max(widths, default=1) < 2:
            continue
        common = max(set(widths), key=widths.count)
        evenness = widths.count(common) / len(widths) if common > 1 else 0.0
        scored.append((judge(_grid(cut)), evenness, common, separator))
    return max(scored)[-1] if scored else ","


def records(text: str, separator: str) -> Iterator[list[str]]:
    """Cut a text into records: by the rules of RFC 4180 where it keeps them throughout, else record by record."""
    try:
        strict = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return loose_records(text, separator)
    widths = {len(record) for record in strict if record}
    return iter(strict) if len(widths) < 2 else loose_records(text, separator)


def loose_records(text: str, separator: str) -> Iterator[list[str]]:
    """Cut a text whose quotes cannot be trusted; a quote that is never closed is a character like any other."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    position, width = 0, 0
    while position < len(lines):
        if '"' in lines[position]:
            record, after = _quoted_record(lines, position, separator)
            if after > position + 1 and len(record) != width:
                # Two lone quotes in different records look like one cell between them; the width tells.
                alone, _ = _quoted_record(lines[position : position + 1], 0, separator)
                if len(alone) == width:
                    record, after = alone, position + 1
            position = after
        else:
            record = lines[position].split(separator)
            position += 1
        width = width or (len(record) if len(record) > 1 else 0)
        yield record


def _quoted_record(lines: list[str], position: int, separator: str) -> tuple[list[str], int]:
    line, start = lines[position], 0
    cells: list[str] = []
    while True:
        closed = _closed(lines, position, start, separator) if line.startswith('"', start) else None
        if closed is not None:
            cell, position, start = closed
            line = lines[position]
            cells.append(cell)
            if start >= len(line):
                return cells, position + 1
            start += len(separator)
        else:
            end = line.find(separator, start)
            if end < 0:
                cells.append(line[start:])
                return cells, position + 1
            cells.append(line[start:end])
            start = end + len(separator)


def _closed(lines: list[str], position: int, start: int, separator: str) -> tuple[str, int, int] | None:
    """The cell whose quote opens here, with where it ends; None where the quote is never properly closed."""
    parts: list[str] = []
    at, first = start + 1, position
    while True:
        line = lines[position]
        end = line.find('"', at)
        if end < 0:
            parts.append(line[at:] + "\n")
            position += 1
            if position >= len(lines) or position - first > MAX_QUOTED_LINES:
                return None
            at = 0
        elif line.startswith('"', end + 1):
            parts.append(line[at : end + 1])
            at = end + 2
        elif end + 1 == len(line) or line.startswith(separator, end + 1):
            parts.append(line[at:end])
            return "".join(parts), position, end + 1
        else:
            return None


def _grid(cut: Iterator[list[str]] | list[list[str]]) -> Grid:
    rows = []
    for number, cells in enumerate(cut, start=1):
        if any(cell and not cell.isspace() for cell in cells):
            kept = [c if len(c) <= MAX_CELL_LENGTH else BadCell(shorten(c), "too_long") for c in cells]
            rows.append(GridRow(number, kept))  # type: ignore[arg-type]
    return Grid(rows, ragged=True)
