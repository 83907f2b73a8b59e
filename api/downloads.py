"""Files to keep: a report, a draft, a form."""

from __future__ import annotations

from flask import Response

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": DOCX,
    "jsonl": "application/x-ndjson",
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


def download(content: bytes, name: str) -> Response:
    """A file for the reader's own disk; its kind is told by the ending of its name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, content_type=MEDIA_TYPES[name.rpartition(".")[2]])
