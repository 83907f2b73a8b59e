"""Possible doubles side by side: one business or two, asked once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import session
from api.pages.shell import pages
from matchmaker.errors import InvalidRecordError, Problem
from matchmaker.services import duplicates, umkm
from matchmaker.texts import text

PER_PAGE = 20


@pages.get("/ganda", endpoint="duplicates")
def duplicate_list() -> ResponseReturnValue:
    """Open questions, the likeliest first."""
    who = actor()
    number = max(request.args.get("halaman", 1, type=int), 1)
    found, total = duplicates.page(session(), who, limit=PER_PAGE, after=(number - 1) * PER_PAGE)
    items = []
    for review in found:
        old, new = duplicates.pair(session(), review)
        items.append({"id": review.id, "similarity": review.similarity, "old": umkm.record(old, who),
                      "new": umkm.record(new, who)})  # fmt: skip
    return render_template("duplicates.html", items=items, total=total, number=number, last=-(-total // PER_PAGE))


@pages.post("/ganda/<int:review_id>")
def decide_duplicate(review_id: int) -> ResponseReturnValue:
    """Keep the answer; the same business becomes one record."""
    answer = request.form.get("jawaban")
    if answer not in (duplicates.SAME, duplicates.DIFFERENT):
        # The answer holds for ever, so nothing may stand for one.
        raise InvalidRecordError([Problem("jawaban", answer, "required")])
    same = answer == duplicates.SAME
    kept = duplicates.decide(session(), actor(), duplicates.get(session(), review_id), same=same)
    flash(text("page.duplicate.merged" if same else "page.duplicate.kept_apart", request_locale(), name=kept.name))
    return redirect(url_for("pages.duplicates"))
