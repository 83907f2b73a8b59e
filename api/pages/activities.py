"""Events and programmes: what the office held, entered one by one or read from a list."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api.auth import actor
from api.errors import request_locale
from api.extensions import parts, session
from api.pages.forms import Form, cleared, read, shown
from api.pages.shell import pages, region_name
from matchmaker.domain.access import permits
from matchmaker.domain.activities import EVENT_KINDS, PROGRAMME_KINDS
from matchmaker.domain.certificates import TYPES
from matchmaker.errors import ForbiddenError, InvalidRecordError, NotFoundError, UnusableFileError
from matchmaker.schemas.activities import EventSchema, ProgrammeSchema
from matchmaker.schemas.fields import Text
from matchmaker.services import activities, activity_imports, uploads
from matchmaker.services.activities import Kind
from matchmaker.services.import_results import problem_record
from matchmaker.texts import error_text, text

PER_PAGE = 50
SHOWN_PROBLEMS = 50
MAX_KEYS = 20_000  # characters of a list of participants
NAMES: dict[str, Kind] = {"acara": "events", "program": "programmes"}
# What the form does not show must not be taken away by it.
LISTS = ("external_id", "province", "umkm_external_ids", "buyer_external_ids")


class EventForm(EventSchema):
    """An event as it is typed in; participants by their keys."""

    participants = Text(length=MAX_KEYS, lines=True)


class ProgrammeForm(ProgrammeSchema):
    """A programme as it is typed in; participants by their keys."""

    participants = Text(length=MAX_KEYS, lines=True)


FORMS = {
    "events": EventForm(exclude=(*LISTS, "district", "zone", "stalls")),
    "programmes": ProgrammeForm(exclude=(*LISTS, "topics", "slots_total", "slots")),
}
KINDS = {"events": ("event_kind", EVENT_KINDS), "programmes": ("programme_kind", PROGRAMME_KINDS)}


@pages.get("/kegiatan/<name>")
def activity_list(name: str) -> ResponseReturnValue:
    """Events or programmes of the region, the latest first."""
    return _list(name)


@pages.post("/kegiatan/<name>/berkas")
def read_activities(name: str) -> ResponseReturnValue:
    """Say what a list would do, row by row; nothing of it is kept yet."""
    kind, given = _kind(name), request.files.get("berkas")
    if given is None or not given.filename:
        return _list(name, problem=text("page.activity.no_file", request_locale()))
    instance, who = parts().settings.instance, actor()
    token = uploads.keep(instance, who, given.filename, given.stream)
    path = uploads.find(instance, who, token)
    try:
        result = activity_imports.preview(session(), who, kind, path)
    except UnusableFileError as error:
        uploads.forget(instance, who, token)
        return _list(name, problem=error_text(error, request_locale()))
    return render_template(
        "activity_preview.html", name=name, kind=kind, token=token, file=path.name, shown=SHOWN_PROBLEMS,
        result=result.as_dict(request_locale()), verdicts=result.verdicts,
    )  # fmt: skip


@pages.post("/kegiatan/<name>/simpan")
def save_activities(name: str) -> ResponseReturnValue:
    """Keep what was looked at; it stands in the history and can be taken back."""
    kind, who, token = _kind(name), actor(), request.form.get("token", "")
    path = uploads.find(parts().settings.instance, who, token)
    try:
        result = activity_imports.run(session(), who, kind, path)
    except UnusableFileError as error:
        return _list(name, problem=error_text(error, request_locale()))
    uploads.forget(parts().settings.instance, who, token)
    return _list(name, result=result.as_dict(request_locale()), problems=result.errors[:SHOWN_PROBLEMS])


@pages.get("/kegiatan/<name>/baru")
def new_activity(name: str) -> ResponseReturnValue:
    """The empty form, in the office's own region."""
    return _form(_kind(name), name, Form(values={"regency": region_name(actor().region) or ""}))


@pages.post("/kegiatan/<name>/baru")
def create_activity(name: str) -> ResponseReturnValue:
    """Keep a new one."""
    return _keep(_kind(name), name, None)


@pages.get("/kegiatan/<name>/<int:activity_id>")
def activity_item(name: str, activity_id: int) -> ResponseReturnValue:
    """One of them, to look at and to change."""
    kind = _kind(name)
    found = activities.get(session(), actor(), kind, activity_id)
    return _form(kind, name, Form(values=shown(FORMS[kind], activities.record(kind, found), request_locale())), found)


@pages.post("/kegiatan/<name>/<int:activity_id>")
def change_activity(name: str, activity_id: int) -> ResponseReturnValue:
    """Change it; what was left empty is unknown again, participants are only ever added."""
    kind = _kind(name)
    return _keep(kind, name, activities.get(session(), actor(), kind, activity_id))


def _keep(kind: Kind, name: str, found: Any) -> ResponseReturnValue:
    form = read(FORMS[kind], request.form, request_locale())
    if form.good:
        try:
            source = found.source if found is not None else "default"
            activities.upsert(session(), actor(), kind, _record(kind, form, found), source=source, strict=True)
        except InvalidRecordError as error:
            form.refuse(error, request_locale())
            if "umkm_external_ids" in form.errors:
                form.errors["participants"] = form.errors.pop("umkm_external_ids")
        else:
            flash(text("page.activity.saved", request_locale()))
            return redirect(url_for("pages.activity_list", name=name))
    return _form(kind, name, form, found)


def _record(kind: Kind, form: Form, found: Any) -> dict[str, Any]:
    """The record that a form says; of one that is there everything shown and left empty is unknown again."""
    clean = dict(form.clean)
    keys = re.split(r"[,;\s]+", clean.pop("participants", None) or "")
    if found is not None:
        clean = cleared(FORMS[kind], clean) | {"external_id": found.external_id}
        del clean["participants"]
        if clean["regency"] != found.regency:
            # The province and the district of the old place are not those of the new one.
            clean |= {"province": None} | ({"district": None} if kind == "events" else {})
    return clean | {"umkm_external_ids": [key for key in keys if key]}


def _kind(name: str) -> Kind:
    if name not in NAMES:
        raise NotFoundError("report_not_found", id=name)
    if not permits(actor(), "activity.read"):
        raise ForbiddenError("forbidden", action="activity.read", record=name)
    return NAMES[name]


def _list(
    name: str, *, problem: str | None = None, result: dict[str, Any] | None = None, problems: Any = ()
) -> ResponseReturnValue:
    kind = _kind(name)
    after = request.args.get("sesudah", "0")
    start = int(after) if after.isascii() and after.isdigit() and len(after) <= 9 else 0
    found, total = activities.page(session(), actor(), kind, after=start, limit=PER_PAGE)
    page = render_template(
        "activities.html",
        name=name,
        kind=kind,
        items=found,
        total=total,
        more=start + PER_PAGE if start + PER_PAGE < total else None,
        problem=problem,
        result=result,
        problems=[problem_record(one, request_locale()) for one in problems],
    )
    return page, 422 if problem else 200


def _form(kind: Kind, name: str, form: Form, found: Any = None) -> ResponseReturnValue:
    prefix, kinds = KINDS[kind]
    page = render_template(
        "activity_form.html",
        name=name,
        kind=kind,
        form=form,
        found=found,
        prefix=prefix,
        kinds=kinds,
        certificates=TYPES,
        people=sorted({one.umkm.name for one in found.participants if one.umkm is not None}) if found else [],
    )
    return page, 200 if form.good else 422
