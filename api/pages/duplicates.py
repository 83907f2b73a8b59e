"""Possible doubles side by side: one business or two, asked once; and what was merged, to be parted again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.shell import pages
from matchmaker.errors import InvalidRecordError, Problem
from matchmaker.services import buyers, duplicates, partings, umkm
from matchmaker.texts import text

PER_PAGE = 20
RECORDS: dict[str, Any] = {"umkm": umkm.record, "buyers": buyers.record}


@pages.get("/ganda", endpoint="duplicates")
def duplicate_list() -> ResponseReturnValue:
    """Open questions, the likeliest first; the merges made last below them."""
    who, kind = actor(), _kind()
    number = max(request.args.get("halaman", 1, type=int), 1)
    found, total = duplicates.page(session(), who, limit=PER_PAGE, after=(number - 1) * PER_PAGE, kind=kind)
    items = []
    for review in found:
        old, new = duplicates.pair(session(), review)
        items.append({"id": review.id, "similarity": review.similarity, "old": RECORDS[kind](old, who),
                      "new": RECORDS[kind](new, who)})  # fmt: skip
    counts = {one: duplicates.page(session(), who, limit=1, kind=one)[1] for one in RECORDS}
    merges = [
        {"id": merge.id, "name": kept.name, "other": merge.gone["name"], "by": merge.merged_by, "at": merge.merged_at}
        for merge, kept in partings.page(session(), who, kind)
    ]
    return render_template(
        "duplicates.html", items=items, total=total, number=number, last=-(-total // PER_PAGE), kind=kind,
        counts=counts, merges=merges,
    )  # fmt: skip


@pages.post("/ganda/<int:review_id>")
def decide_duplicate(review_id: int) -> ResponseReturnValue:
    """Keep the answer; the same business becomes one record."""
    answer = request.form.get("jawaban")
    if answer not in (duplicates.SAME, duplicates.DIFFERENT):
        # The answer holds for ever, so nothing may stand for one.
        raise InvalidRecordError([Problem("jawaban", answer, "required")])
    same = answer == duplicates.SAME
    review = duplicates.get(session(), review_id)
    kind = review.kind
    kept = duplicates.decide(session(), actor(), review, same=same)
    flash(text("page.duplicate.merged" if same else "page.duplicate.kept_apart", request_locale(), name=kept.name))
    return redirect(url_for("pages.duplicates", jenis=kind))


@pages.post("/ganda/gabungan/<int:merge_id>/pisahkan")
def undo_merge(merge_id: int) -> ResponseReturnValue:
    """Part two records again; the question is open as before."""
    old, back = partings.undo(session(), actor(), merge_id)
    flash(text("page.duplicate.parted", request_locale(), name=old.name, other=back.name))
    return redirect(url_for("pages.duplicates", jenis=_kind()))


def _kind() -> str:
    kind = request.values.get("jenis", "umkm")
    return kind if kind in RECORDS else "umkm"
