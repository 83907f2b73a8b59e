"""What the columns of a list mean, said once by an office and remembered for its next list of the same layout."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import redirect, request
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.imports import allowed, kind_of, look_url, looked_at, show
from api.pages.shell import pages
from matchmaker.errors import InvalidRecordError, Problem
from matchmaker.services import import_layouts, uploads
from matchmaker.spreadsheets.records import ColumnChoice
from matchmaker.texts import problem_text

MOST_COLUMNS = 1_024  # what a sheet is read of
LONGEST_HEADING = 300  # characters
_PLACE = re.compile(r"^kolom-(\d{1,4})$")
_KEY = re.compile(r"^[0-9a-f]{64}$")


@pages.post("/impor/periksa/<token>/kolom")
def confirm_columns(token: str) -> ResponseReturnValue:
    """Remember what was chosen for each column, and look at the file again."""
    allowed()
    path = uploads.find(parts().settings.instance, actor(), token)
    columns = _chosen()
    try:
        import_layouts.remember(session(), actor(), kind_of(), _layout(), columns, {}, path.name)
    except InvalidRecordError as error:
        session().rollback()
        _, result = looked_at(token)
        result.choices = [_as_chosen(one, columns) for one in result.choices]
        said = [problem_text(one, request_locale()) for one in error.problems]
        return show(result, path, token, "; ".join(dict.fromkeys(said)))
    return redirect(look_url(token), code=303)


@pages.post("/impor/periksa/<token>/kolom/lupa")
def forget_columns(token: str) -> ResponseReturnValue:
    """Understand lists of this layout by their headings alone again."""
    allowed()
    import_layouts.forget(session(), actor(), kind_of(), _layout())
    return redirect(look_url(token, lembar=None, baris=None), code=303)


def _layout() -> str:
    key = request.form.get("susunan", "")
    if not _KEY.match(key):
        raise InvalidRecordError([Problem("susunan", key[:80], "required")])
    return key


def _chosen() -> list[ColumnChoice]:
    """The columns of the form: place, heading, field."""
    places = sorted(int(found[1]) for name in request.form if (found := _PLACE.match(name)))
    return [
        ColumnChoice(
            place, request.form.get(f"judul-{place}", "")[:LONGEST_HEADING], request.form[f"kolom-{place}"], []
        )
        for place in places[:MOST_COLUMNS]
    ]


def _as_chosen(one: ColumnChoice, chosen: list[ColumnChoice]) -> ColumnChoice:
    target = next((other.target for other in chosen if other.index == one.index), one.target)
    return replace(one, target=target)
