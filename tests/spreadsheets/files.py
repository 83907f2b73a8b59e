"""Small files for tests: workbooks of every kind, built by hand where a library would refuse to be so rude."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOOK = (
    f'<?xml version="1.0"?><workbook {MAIN} '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), merges: Iterable[str] = ()) -> bytes:
    """A workbook of these sheets; ``merges`` ("A1:C1") apply to the last one."""
    book = Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(names[place] if place < len(names) else f"Sheet{place + 1}")
        for row in rows:
            sheet.append(list(row))
        if place == len(sheets) - 1:
            for merge in merges:
                sheet.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def raw_xlsx(sheet: Iterable[bytes], extra: dict[str, str] | None = None) -> bytes:
    """A workbook whose one sheet is exactly these bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", CONTENT_TYPES)
        packed.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
        packed.writestr("xl/workbook.xml", BOOK)
        packed.writestr(
            "xl/_rels/workbook.xml.rels", RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        for name, text in (extra or {}).items():
            packed.writestr(name, text)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for chunk in sheet:
                part.write(chunk)
    return content.getvalue()


def sheet_xml(rows: Sequence[Sequence[str]]) -> bytes:
    """A worksheet of texts kept within its cells."""
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>'.encode()


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, int | float):
        kind, shown = f'office:value-type="float" office:value="{cell}"', str(cell)
    else:
        kind, shown = 'office:value-type="string"', escape(str(cell or ""))
    return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"


def ods(rows: Sequence[Sequence[Any]], name: str = "Data") -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    body = "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return packed.getvalue()


def xls(rows: Sequence[Sequence[Any]], name: str = "Data") -> bytes:
    """A workbook of Excel 97 (BIFF8 within an OLE file), with texts and numbers only."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str) and cell))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                sheet += _record(0x00FD, struct.pack("<HHHI", number, column, 0, texts.index(cell)))
            elif isinstance(cell, int | float):
                sheet += _record(0x0203, struct.pack("<HHHd", number, column, 0, float(cell)))
    sheet += _record(0x000A, b"")
    strings = struct.pack("<II", len(texts), len(texts))
    for text in texts:
        strings += struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
    title = name.encode("utf-16-le")

    def book(offset: int) -> bytes:
        bound = struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + title
        return (
            _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
            + _record(0x0085, bound)
            + _record(0x00FC, strings)
            + _record(0x000A, b"")
        )

    return ole({"Workbook": book(len(book(0))) + sheet})


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file of these streams, each padded to the size from which streams stand in whole sectors."""
    size, end, free, special = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    chains: list[tuple[str, int, bytes]] = []
    sectors: list[bytes] = []
    table: list[int] = []
    for name, content in streams.items():
        padded = content.ljust(max(4096, -(-len(content) // size) * size), b"\0")
        first = len(sectors)
        count = len(padded) // size
        sectors += [padded[i * size : (i + 1) * size] for i in range(count)]
        table += [first + i + 1 for i in range(count - 1)] + [end]
        chains.append((name, first, padded))
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    entries += [_entry(name, 2, first, len(padded)) for name, first, padded in chains]
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = len(sectors)
    folder = b"".join(entries)
    sectors += [folder[i : i + size] for i in range(0, len(folder), size)]
    table += [directory + i + 1 for i in range(len(folder) // size - 1)] + [end]
    allocation = len(sectors)
    needed = -(-(len(table) + 1) // 128)
    while -(-(len(table) + needed) // 128) > needed:
        needed += 1
    table += [special] * needed
    table += [free] * (needed * 128 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors += [packed[i * size : (i + 1) * size] for i in range(needed)]
    places = [allocation + i for i in range(needed)] + [free] * (109 - needed)
    header = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, needed, directory, 0, 4096, end, 0, end, 0)
    return header + struct.pack("<109I", *places) + b"".join(sectors)


def _entry(name: str, kind: int, first: int, length: int, child: int = 0xFFFFFFFF) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    return (
        title.ljust(64, b"\0")
        + struct.pack("<HBB", len(title), kind, 1)
        + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<IQ", first, length)
    )
