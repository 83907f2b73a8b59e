"""Write an agreement draft as a Word file: A4, marked as a draft on every page, blanks in yellow."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from matchmaker.documents.agreements import Block, Draft, Span

TYPEFACE = "Times New Roman"  # what offices write letters in, and every Word has
_DOTS = "…" * 12
_SIGNATURE_DOTS = "…" * 16  # as wide as half a page can hold on one line
_SMALL = 8  # points; the mark stands on one line
_TABLE_SIZE = 10  # points
# Shares of the width that a table's columns take, by their number.
_WIDTHS = {2: (0.3, 0.7), 5: (0.19, 0.18, 0.23, 0.22, 0.18)}
_RED = RGBColor(0xB0, 0x1E, 0x12)
# Characters that XML 1.0 cannot hold, and so no document.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CENTRED = {"title": 14, "subtitle": 12, "centred": 11, "article": 11}  # points


def docx(draft: Draft) -> bytes:
    """The file of a draft."""
    document = Document()
    _page(document, draft)
    number = 0
    for block in draft.blocks:
        number = number + 1 if block.kind in ("item", "numbered") else 0
        _add(document, block, number)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any, draft: Draft) -> None:
    """A4 with margins for a binder, the mark above and the page number below on every page."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3.0), Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = TYPEFACE, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TYPEFACE)
    style.paragraph_format.space_after = Pt(6)
    document.core_properties.title = draft.title
    document.core_properties.author = "Temu Mitra"
    document.core_properties.language = "id"
    document.core_properties.comments = ""
    above = section.header.paragraphs[0]
    above.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = above.add_run(draft.mark)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(_SMALL), _RED
    below = section.footer.paragraphs[0]
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in re.split(r"(\{page\}|\{pages\})", draft.page):
        if part in ("{page}", "{pages}"):
            _counter(below, "PAGE" if part == "{page}" else "NUMPAGES")
        elif part:
            below.add_run(part).font.size = Pt(9)


def _counter(paragraph: Any, name: str) -> None:
    """A number that Word keeps by itself; each part is a run of its own, so that the number has the text's size."""
    for kind in ("begin", "instruction", "separate", "result", "end"):
        run = paragraph.add_run("1" if kind == "result" else "")
        run.font.size = Pt(9)
        if kind == "instruction":
            mark = OxmlElement("w:instrText")
            mark.text = name
            run._r.append(mark)
        elif kind != "result":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _add(document: Any, block: Block, number: int) -> None:
    if block.kind == "table":
        _table(document, block)
    elif block.kind == "signatures":
        _signatures(document, block)
    elif block.kind == "new_page":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        _paragraph(document, block, number)


def _paragraph(document: Any, block: Block, number: int) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    if block.kind in ("item", "numbered"):
        shape.left_indent, shape.first_line_indent = Cm(0.9), Cm(-0.7)
        paragraph.add_run(
            f"{number}.\t"
        )  # the hanging indent is the tab's stop, so further lines stand below the first
    elif block.kind in _CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # A long blank does not break: stretched to both margins it would tear the words before it apart.
    if block.kind == "paragraph" and not any(span.blank for span in block.spans):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if block.kind == "article":
        shape.space_before, shape.keep_with_next = Pt(10), True
    _write(paragraph, block.spans, bold=block.kind in ("title", "article", "heading"), size=_CENTRED.get(block.kind))


def _write(paragraph: Any, spans: tuple[Span, ...], *, bold: bool = False, size: int | None = None) -> None:
    for span in spans:
        run = paragraph.add_run(_UNWRITABLE.sub("�", f"[{_DOTS} {span.text}]" if span.blank else span.text))
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        if span.blank or span.flagged:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _table(document: Any, block: Block) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]))
    table.style, table.autofit = "Table Grid", False
    room = _room(document)
    # Word takes the widths of cells, others those of columns.
    for column, share in zip(table.columns, _WIDTHS[len(table.columns)], strict=True):
        column.width = Emu(round(room * share))
    for place, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, span, share in zip(cells, row, _WIDTHS[len(row)], strict=True):
            cell.width = Emu(round(room * share))
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            _write(cell.paragraphs[0], (span,), bold=place == 0, size=_TABLE_SIZE)
    if block.rows:
        head = table.rows[0]._tr.get_or_add_trPr()
        again = OxmlElement("w:tblHeader")
        again.set(qn("w:val"), "true")
        head.append(again)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _room(document: Any) -> int:
    """The width between the margins (EMU)."""
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _signatures(document: Any, block: Block) -> None:
    """Side by side, with room for a stamp; the whole row stays on one page."""
    table = document.add_table(rows=1, cols=len(block.spans))
    for cell, span in zip(table.rows[0].cells, block.spans, strict=True):
        first = cell.paragraphs[0]
        first.paragraph_format.space_before = Pt(18)
        for text in (span.text, "", "", "", f"({_SIGNATURE_DOTS})"):
            paragraph = first if text == span.text else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(text).bold = text == span.text
