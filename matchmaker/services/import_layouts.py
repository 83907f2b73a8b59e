"""Columns as an office confirmed them: kept per office and layout, used at its next list with the same heading.

An office is its region: everyone of one dinas sees and uses the same confirmations, administrators without a region
keep their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError, NotFoundError, Problem, UnusableFileError
from matchmaker.models import ImportLayout
from matchmaker.models.base import utcnow
from matchmaker.spreadsheets.layouts import Targets, Told, fields_of, taken_twice
from matchmaker.spreadsheets.reading import read_file
from matchmaker.spreadsheets.records import ColumnChoice, Kind


def told(
    session: Session, actor: Actor, kind: Kind, *, sheet: str | None = None, header_row: int | None = None
) -> Told:
    """What is known of layouts before a file of this office is opened."""
    rows = session.scalars(select(ImportLayout).where(ImportLayout.office == _office(actor), ImportLayout.kind == kind))
    return Told({row.layout: targets_of(row) for row in rows}, sheet, header_row)


def targets_of(layout: ImportLayout) -> Targets:
    """The fields of a layout by the place of their column."""
    return {str(column["index"]): column["target"] for column in layout.columns}


def find(session: Session, actor: Actor, kind: Kind, key: str | None) -> ImportLayout | None:
    """What this office said of a layout, if it did."""
    query = select(ImportLayout).where(
        ImportLayout.office == _office(actor), ImportLayout.kind == kind, ImportLayout.layout == key
    )
    return session.scalars(query).first() if key else None


def confirmation(session: Session, actor: Actor, kind: Kind, key: str | None) -> dict[str, str] | None:
    """Who confirmed the columns of a layout for this office, and when; None where nobody did."""
    found = find(session, actor, kind, key)
    return {"by": found.confirmed_by, "at": found.confirmed_at.isoformat()} if found is not None else None


def remember(
    session: Session,
    actor: Actor,
    kind: Kind,
    key: str,
    columns: list[ColumnChoice],
    chosen: Mapping[int, str],
    file_name: str,
) -> ImportLayout:
    """Keep what a person said of the columns of a layout; what was kept before is replaced.

    Raises
    ------
    ForbiddenError
        The actor does not import.
    InvalidRecordError
        A field that there is not, or one that two columns claim although it holds one value.
    """
    if not permits(actor, "records.import"):
        raise ForbiddenError("forbidden", action="records.import", record=file_name)
    said = described(kind, columns, chosen)
    found = find(session, actor, kind, key)
    if found is None:
        found = ImportLayout(office=_office(actor), kind=kind, layout=key)
        session.add(found)
    found.columns, found.file_name = said, file_name
    found.confirmed_by, found.confirmed_at = actor.name, utcnow()
    session.flush()
    return found


def described(kind: Kind, columns: list[ColumnChoice], chosen: Mapping[int, str]) -> list[dict[str, Any]]:
    """The columns as they are kept: what was chosen, else what was understood.

    Raises
    ------
    InvalidRecordError
        See `remember`.
    """
    said = [
        {"index": one.index, "heading": one.heading, "target": chosen.get(one.index, one.target or "")}
        for one in columns
    ]
    _check(kind, said)
    return said


def forget(session: Session, actor: Actor, kind: Kind, key: str) -> None:
    """Drop what was said of a layout: its next list is understood by its headings alone.

    Raises
    ------
    NotFoundError
        Nothing was said.
    """
    found = find(session, actor, kind, key) if permits(actor, "records.import") else None
    if found is None:
        raise NotFoundError("layout_not_found", id=key[:8])
    session.delete(found)
    session.flush()


def mapped(
    session: Session,
    actor: Actor,
    kind: Kind,
    path: Path,
    defaults: Mapping[str, str],
    before: Told,
    said: Mapping[str, str],
    *,
    keep: bool,
) -> Told:
    """What is known of layouts with some columns of a file given fields by their headings; ``keep`` remembers it.

    Raises
    ------
    UnusableFileError
        The file cannot be read, or has no columns that could be given fields.
    InvalidRecordError
        No column is headed so, or the field does not fit.
    """
    reading = read_file(path, kind, defaults, before)
    if reading.layout is None:
        raise UnusableFileError("no_columns", file=path.name)
    chosen = chosen_by_heading(reading.choices, said)
    columns = described(kind, reading.choices, chosen)
    if keep:
        remember(session, actor, kind, reading.layout, reading.choices, chosen, path.name)
    targets = {str(column["index"]): str(column["target"]) for column in columns}
    return replace(before, known={**before.known, reading.layout: targets})


def chosen_by_heading(columns: list[ColumnChoice], said: Mapping[str, str]) -> dict[int, str]:
    """The fields of columns that are named by their headings, blind to case and blanks.

    Raises
    ------
    InvalidRecordError
        No column is headed so.
    """
    places = {_squeezed(one.heading): one.index for one in columns}
    missing = [heading for heading in said if _squeezed(heading) not in places]
    if missing:
        raise InvalidRecordError([Problem("mapping", heading, "no_such_heading") for heading in missing])
    return {places[_squeezed(heading)]: target for heading, target in said.items()}


def _squeezed(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _check(kind: Kind, said: list[dict[str, Any]]) -> None:
    known = {*fields_of(kind), "", "running", "homeless"}
    problems = [
        Problem(column["heading"], column["target"], "unknown_field")
        for column in said
        if column["target"] not in known
    ]
    twice = taken_twice(kind, [(column["heading"], column["target"]) for column in said if column["target"] in known])
    problems += [
        Problem(column["heading"], column["target"], "field_taken_twice")
        for column in said
        if column["target"] in twice
    ]
    if problems:
        raise InvalidRecordError(problems)


def _office(actor: Actor) -> str:
    return actor.region or ""
