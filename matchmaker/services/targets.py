"""Targets of a year: set by an office for its own region, kept with who set them when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.access import Target as Reach
from matchmaker.domain.indicators import BY_CODE, FIRST_YEAR, LAST_YEAR
from matchmaker.domain.money import MAX_IDR
from matchmaker.errors import ForbiddenError, InvalidRecordError, Problem
from matchmaker.models import Target


def in_force(session: Session, region: str | None, year: int, until: datetime | None = None) -> dict[str, Target]:
    """The targets of a region for a year by indicator, as they stood at a moment; those taken back are left out.

    A region's own targets only: those of its province are not its own.
    """
    own = Target.region.is_(None) if region is None else Target.region == region
    query = select(Target).where(Target.year == year, own).order_by(Target.id)
    if until is not None:
        query = query.where(Target.created_at < until)
    latest = {one.indicator: one for one in session.scalars(query)}
    return {code: one for code, one in latest.items() if one.value is not None}


def put(
    session: Session,
    actor: Actor,
    year: int,
    region: str | None,
    values: Mapping[str, float | None],
    notes: Mapping[str, str | None] | None = None,
) -> int:
    """Set targets of a year; None takes one back. Only what differs is written; returns how many were.

    Raises
    ------
    ForbiddenError
        The region is not the actor's own.
    InvalidRecordError
        There is no such indicator or year, or a target is negative or larger than any figure.
    """
    _require(actor, region)
    _check(year, values)
    there = in_force(session, region, year)
    written = 0
    for code, value in values.items():
        note = (notes or {}).get(code)
        now = there.get(code)
        if (now.value if now else None) == value and (now.note if now else None) == note:
            continue
        session.add(Target(year=year, indicator=code, region=region, value=value, note=note, actor=actor.name))
        written += 1
    session.flush()
    return written


def _require(actor: Actor, region: str | None) -> None:
    reach = None
    if region is not None:
        reach = Reach(regency_code=region if "." in region else None, province_code=region[:2])
    own = actor.region is None or (region is not None and permits(actor, "target.write", reach))
    if not permits(actor, "target.write") or not own:
        raise ForbiddenError("forbidden", action="target.write", record=region or "")


def _check(year: int, values: Mapping[str, float | None]) -> None:
    problems = []
    if not FIRST_YEAR <= year <= LAST_YEAR:
        problems.append(Problem("year", year, "year_out_of_reach"))
    for code, value in values.items():
        if code not in BY_CODE:
            problems.append(Problem("indicator", code, "unknown_word"))
        elif value is not None and not (math.isfinite(value) and 0 <= value <= MAX_IDR):
            problems.append(Problem(code, value, "negative" if value < 0 else "too_large"))
    if problems:
        raise InvalidRecordError(problems)
