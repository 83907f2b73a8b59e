"""Tables in HTML and in "XML Spreadsheet 2003": many web applications hand these out under the name .xls.

Both are read with the lenient parser of the standard library, which knows no entities of a document's own, so that
nested definitions cannot blow up. Runs inside the limited child process (`matchmaker.spreadsheets.workbook_child`).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

MAX_SPAN = 1_000  # rows or columns that one cell may cover
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
Sheet = dict[str, Any]


def decode(content: bytes) -> str:
    """Decode a page by its byte order mark or declaration, else as UTF-8, else as Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    declared = _CHARSET.search(content[:2_048])
    for encoding in (declared[1].decode() if declared else "utf-8-sig", "utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("cp1252", "replace")


def read_html(text: str) -> list[Sheet]:
    """Every table of a page as a sheet, in the order in which they begin."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return [table.sheet() for table in parser.tables if table.rows]


def read_xml_spreadsheet(text: str) -> list[Sheet]:
    """Every worksheet of an XML Spreadsheet 2003."""
    parser = _Worksheets()
    parser.feed(text)
    parser.close()
    return [table.sheet() for table in parser.tables if table.rows]


class _Table:
    """Cells placed one after another, where cells that span rows and columns push the others aside."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.rows: dict[int, dict[int, Any]] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden: list[int] = []
        self.row, self.column = 0, -1
        self._taken: set[tuple[int, int]] = set()

    def next_row(self, index: int | None = None) -> None:
        self.row, self.column = index or self.row + 1, -1

    def next_cell(self, rows: int, columns: int, index: int | None = None) -> None:
        self.column = index - 1 if index else self.column + 1
        while (self.row, self.column) in self._taken:
            self.column += 1
        if rows > 1 or columns > 1:
            self._taken |= {(self.row + r, self.column + c) for r in range(rows) for c in range(columns)}
            self.merges.append((self.row, self.column, self.row + rows - 1, self.column + columns - 1))

    def put(self, value: Any) -> None:
        if value not in ("", None):
            self.rows.setdefault(self.row, {})[self.column] = value

    def sheet(self) -> Sheet:
        rows = []
        for number in sorted(self.rows):
            cells = self.rows[number]
            rows.append([number, [cells.get(column) for column in range(max(cells) + 1)]])
        return {"name": self.name, "rows": rows, "merges": self.merges, "hidden": self.hidden, "visible": True}


def _span(attributes: dict[str, str | None], name: str) -> int:
    digits = (attributes.get(name) or "").strip()
    return min(int(digits), MAX_SPAN) if digits.isdigit() and len(digits) < 6 and int(digits) > 0 else 1


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._text: list[str] | None = None
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._skipped += 1
        elif tag == "table":
            table = _Table(None)
            self.tables.append(table)
            self._open.append(table)
            self._text = None
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].next_row()
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if self._open[-1].row == 0:
                self._open[-1].next_row()
            given = dict(attrs)
            self._open[-1].next_cell(_span(given, "rowspan"), _span(given, "colspan"))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._skipped:
            self._text.append(re.sub(r"\s+", " ", data))

    def _end_cell(self) -> None:
        if self._text is not None and self._open:
            lines = "".join(self._text).replace("\xa0", " ").split("\n")
            self._open[-1].put("\n".join(line.strip() for line in lines).strip())
        self._text = None


class _Worksheets(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._columns = 0
        self._type: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        index = _span(given, "ss:index") if "ss:index" in given else None
        if tag == "worksheet":
            self.tables.append(_Table(given.get("ss:name")))
            self._columns = 0
        elif not self.tables:
            return
        elif tag == "column":
            self._columns = index or self._columns + 1
            if given.get("ss:hidden") == "1":
                self.tables[-1].hidden.append(self._columns - 1)
        elif tag == "row":
            self.tables[-1].next_row(index)
        elif tag == "cell":
            across = _span({"n": str(int(given.get("ss:mergeacross") or 0) + 1)}, "n")
            down = _span({"n": str(int(given.get("ss:mergedown") or 0) + 1)}, "n")
            self.tables[-1].next_cell(down, across, index)
        elif tag in ("data", "ss:data"):
            self._type, self._text = given.get("ss:type") or "String", []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("data", "ss:data") and self._type and self.tables:
            self.tables[-1].put(_typed("".join(self._text), self._type))
            self._type = None

    def handle_data(self, data: str) -> None:
        if self._type:
            self._text.append(data)


def _typed(text: str, kind: str) -> Any:
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "DateTime":
        return {"t": text[:19]} if text[11:19] not in ("", "00:00:00") else {"d": text[:10]}
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "Error":
        return {"b": [text, "error_value"]}
    return text
