"""The records of the region as files to keep and lists to print."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import render_template
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.downloads import download
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.shell import pages
from matchmaker.clock import today
from matchmaker.domain.access import permits
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.services import exports, lists

KINDS = ("umkm", "buyers", "needs", "outcomes", "partnerships", "events", "programmes")
FILES = ("xlsx", "csv", "jsonl")


@pages.get("/unduh", endpoint="downloads")
def download_list() -> ResponseReturnValue:
    """What there is to download."""
    if not permits(actor(), "records.export"):
        raise ForbiddenError("forbidden", action="records.export", record="")
    return render_template("downloads.html", kinds=KINDS, files=FILES, printed=lists.LISTS)


@pages.get("/unduh/<kind>.<ending>")
def download_file(kind: str, ending: str) -> ResponseReturnValue:
    """All records of one kind in the region: a file that comes in again as the same records, or a list to print."""
    if kind not in KINDS or ending not in (*FILES, "pdf"):
        raise NotFoundError("list_not_found", id=f"{kind}.{ending}")
    name = f"{kind}-{actor().region or 'semua'}-{today().isoformat()}.{ending}"
    if ending == "pdf":
        office = parts().settings.office_name
        return download(lists.pdf(session(), actor(), kind, request_locale(), office), name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"data.{ending}"
        exports.run(session(), actor(), kind, path)
        return download(path.read_bytes(), name)
