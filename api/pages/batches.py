"""The history of imports: who read which file, what came of it, and taking one back."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.shell import pages
from matchmaker.services import batches, import_notes

PER_PAGE = 40
SHOWN_KEPT = 200  # records named on the page; the count says how many there are


@pages.get("/impor/riwayat", endpoint="batches")
def batch_list() -> ResponseReturnValue:
    """Files that were read, newest first."""
    after = request.args.get("sesudah", 0, type=int)
    found = batches.page(session(), actor(), after=max(after, 0), limit=PER_PAGE + 1)
    return render_template(
        "batches.html",
        items=[batches.record(one) for one in found[:PER_PAGE]],
        more=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
    )


@pages.get("/impor/riwayat/<int:batch_id>")
def batch_item(batch_id: int) -> ResponseReturnValue:
    """One file, and what taking it back would do."""
    return _page(batches.record(batches.get(session(), actor(), batch_id)))


@pages.post("/impor/riwayat/<int:batch_id>/batalkan")
def undo_batch(batch_id: int) -> ResponseReturnValue:
    """Take a whole batch back."""
    found = batches.get(session(), actor(), batch_id)
    result = batches.undo(session(), actor(), found).as_dict()
    return _page(batches.record(found), result)


def _page(item: dict[str, Any], result: dict[str, Any] | None = None) -> str:
    notes = import_notes.shown(item["notes"], request_locale()) if item["notes"] else []
    return render_template("batch.html", item=item, notes=notes, result=result, shown=SHOWN_KEPT)
