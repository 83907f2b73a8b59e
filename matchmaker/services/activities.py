"""Events and programmes: take them in, hand them out. What a record names is added; nothing is taken away."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matchmaker.domain.access import Actor, Target, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError, NotFoundError, Problem
from matchmaker.models import Buyer, Event, EventParticipant, EventStall, Programme, ProgrammeParticipant, Umkm
from matchmaker.schemas.activities import EventSchema, ProgrammeSchema
from matchmaker.services.identity import Upsert, anywhere, assign, find, identify
from matchmaker.services.regions import PLACE_FIELDS, moved, place, within

Kind = Literal["events", "programmes"]
Activity = Event | Programme
KINDS: tuple[Kind, ...] = ("events", "programmes")
TABLES: dict[Kind, type[Event] | type[Programme]] = {"events": Event, "programmes": Programme}
SCHEMAS = {"events": EventSchema(), "programmes": ProgrammeSchema()}
LISTS = ("umkm_external_ids", "buyer_external_ids", "stalls", "slots")
WITH_PARTS: dict[Kind, tuple[Any, ...]] = {
    "events": (
        selectinload(Event.participants).joinedload(EventParticipant.umkm),
        selectinload(Event.participants).joinedload(EventParticipant.buyer),
        selectinload(Event.stalls).joinedload(EventStall.umkm),
    ),
    "programmes": (
        selectinload(Programme.participants).joinedload(ProgrammeParticipant.umkm),
        selectinload(Programme.participants).joinedload(ProgrammeParticipant.buyer),
    ),
}


def upsert(
    session: Session,
    actor: Actor,
    kind: Kind,
    clean: dict[str, Any],
    *,
    source: str = "default",
    strict: bool = False,
) -> Upsert:
    """Write one event or programme, or bring the one there up to date; who took part is only ever added to.

    Raises
    ------
    InvalidRecordError
        It names an UMKM or a buyer that does not exist, ends before it begins, or, in the strict reading, lies in a
        region that does not exist.
    ForbiddenError
        It lies outside the actor's region.
    """
    external_id, digest, own = identify(source, clean)
    there = cast("Activity | None", find(session, TABLES[kind], source, external_id))
    if there is not None:
        if own and there.fingerprint == digest:
            return Upsert("unchanged", there)
        _require(actor, there.regency_code, there.province_code, external_id)
    found = there or _new(kind, source=source, external_id=external_id, fingerprint=digest, own_id=own)
    if strict:
        # Said before anything is touched, and before the question whose region it is.
        place(SimpleNamespace(**{name: clean.get(name) for name in PLACE_FIELDS}), clean, strict=True)
    _require(actor, *moved(found, clean), external_id)
    _check_days(found, clean)
    parties = _parties(session, source, clean)
    changed = assign(found, _values(clean))
    warnings = place(found, clean, strict=False)
    session.add(found)
    changed |= _join(found, clean, parties)
    if there is None:
        return Upsert("created", found, tuple(warnings))
    found.version += changed
    return Upsert("updated" if changed else "unchanged", found, tuple(warnings))


def _new(kind: Kind, **identity: Any) -> Activity:
    made = TABLES[kind](**identity, version=1)
    if isinstance(made, Programme):
        made.certificates, made.topics = [], []
    return made


def _values(clean: dict[str, Any]) -> dict[str, Any]:
    """What is written straight onto the record; a list of words is never null."""
    values = {name: value for name, value in clean.items() if name not in (*LISTS, "external_id")}
    return values | {name: values[name] or [] for name in ("certificates", "topics") if name in values}


def _check_days(found: Activity, clean: dict[str, Any]) -> None:
    """Half of the two days may have been on record before: together they still have to be in order."""
    starts, ends = clean.get("starts_on", found.starts_on), clean.get("ends_on", found.ends_on)
    if ends is not None and ends < starts:
        raise InvalidRecordError([Problem("ends_on", ends.isoformat(), "dates_out_of_order")])


def _require(actor: Actor, regency: str | None, province: str | None, key: str) -> None:
    """Whoever answers for one region only may not write what lies nowhere."""
    if not permits(actor, "activity.write", Target(regency_code=regency, province_code=province)):
        raise ForbiddenError("forbidden", action="activity.write", record=key)


def _parties(session: Session, source: str, clean: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Our ids of everybody a record names, by field and key."""
    wanted = [("umkm", key) for key in clean.get("umkm_external_ids") or []]
    wanted += [("umkm", one["umkm_external_id"]) for name in ("stalls", "slots") for one in clean.get(name) or []]
    wanted += [("buyer", key) for key in clean.get("buyer_external_ids") or []]
    found: dict[tuple[str, str], int] = {}
    problems = []
    for who, key in dict.fromkeys(wanted):
        table: type[Umkm] | type[Buyer] = Umkm if who == "umkm" else Buyer
        record = find(session, table, source, key) or anywhere(session, table, key)
        if record is None:
            problems.append(Problem(f"{who}_external_ids", key, f"unknown_{who}"))
        else:
            found[who, key] = record.id
    if problems:
        raise InvalidRecordError(problems)
    return found


def _join(found: Activity, clean: dict[str, Any], parties: dict[tuple[str, str], int]) -> bool:
    """Add who is not there yet; with stalls and slots, what is said of each."""
    changed = False
    have = {(one.umkm_id, one.buyer_id) for one in found.participants}
    if isinstance(found, Programme):
        for slot in clean.get("slots") or []:
            umkm_id = parties["umkm", slot["umkm_external_id"]]
            changed |= _set_slot(found, umkm_id, slot)
            have.add((umkm_id, None))
    for who in ("umkm", "buyer"):
        for key in clean.get(f"{who}_external_ids") or []:
            one = parties[who, key]
            pair = (one, None) if who == "umkm" else (None, one)
            if pair not in have:
                have.add(pair)
                _add_participant(found, *pair)
                changed = True
    if isinstance(found, Event):
        for stall in clean.get("stalls") or []:
            changed |= _set_stall(found, parties["umkm", stall["umkm_external_id"]], stall)
    return changed


def _add_participant(found: Activity, umkm_id: int | None, buyer_id: int | None) -> None:
    if isinstance(found, Event):
        found.participants.append(EventParticipant(umkm_id=umkm_id, buyer_id=buyer_id))
    else:
        found.participants.append(ProgrammeParticipant(umkm_id=umkm_id, buyer_id=buyer_id))


def _set_slot(found: Programme, umkm_id: int, said: dict[str, Any]) -> bool:
    for one in found.participants:
        if (one.umkm_id, one.slot) == (umkm_id, said["slot"]):
            return assign(one, {"product": said.get("product") or one.product})
    found.participants.append(ProgrammeParticipant(umkm_id=umkm_id, slot=said["slot"], product=said.get("product")))
    return True


def _set_stall(found: Event, umkm_id: int, said: dict[str, Any]) -> bool:
    for one in found.stalls:
        if (one.umkm_id, one.day) == (umkm_id, said.get("day")):
            return (
                assign(one, {"turnover_idr": said["turnover_idr"]}) if said.get("turnover_idr") is not None else False
            )
    found.stalls.append(EventStall(umkm_id=umkm_id, day=said.get("day"), turnover_idr=said.get("turnover_idr")))
    return True


def page(
    session: Session, actor: Actor, kind: Kind, *, after: int = 0, limit: int = 50, until: date | None = None
) -> tuple[list[Any], int]:
    """Events or programmes of the actor's region, the latest first, and how many there are.

    Raises
    ------
    ForbiddenError
        The actor's role keeps no such list.
    """
    if not permits(actor, "activity.read"):
        raise ForbiddenError("forbidden", action="activity.read", record=kind)
    table = TABLES[kind]
    query = select(table).where(in_region(kind, actor.region))
    if until is not None:
        query = query.where(table.starts_on <= until)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.order_by(table.starts_on.desc(), table.id.desc()).offset(after).limit(limit).options(*WITH_PARTS[kind])
    )
    return list(rows.unique()), total


def get(session: Session, actor: Actor, kind: Kind, activity_id: int) -> Any:
    """One event or programme of the actor's region.

    Raises
    ------
    NotFoundError
        There is none, or none in the actor's region.
    ForbiddenError
        The actor's role keeps no such list.
    """
    if not permits(actor, "activity.read"):
        raise ForbiddenError("forbidden", action="activity.read", record=kind)
    table = TABLES[kind]
    query = select(table).where(table.id == activity_id, in_region(kind, actor.region)).options(*WITH_PARTS[kind])
    found = session.scalars(query).unique().first() if activity_id < 2**63 else None
    if found is None:
        raise NotFoundError("activity_not_found", id=activity_id)
    return found


def in_region(kind: Kind, region: str | None) -> Any:
    """What belongs to a region, as a condition of SQL: by its place; a programme without one by its participants."""
    if kind == "events" or region is None:
        return within(TABLES[kind], region)
    theirs = (
        select(ProgrammeParticipant.id)
        .join(Umkm, Umkm.id == ProgrammeParticipant.umkm_id)
        .where(ProgrammeParticipant.programme_id == Programme.id, within(Umkm, region))
    )
    return within(Programme, region) | (Programme.province_code.is_(None) & theirs.exists())


def record(kind: Kind, found: Activity) -> dict[str, Any]:
    """The record as it goes out, and comes in again."""
    dumped: dict[str, Any] = SCHEMAS[kind].dump(found)
    return dumped


def everything(session: Session, kind: Kind, region: str | None, source: str | None) -> Any:
    """All of a kind, for export."""
    table = TABLES[kind]
    query = select(table).where(in_region(kind, region)).order_by(table.id).options(*WITH_PARTS[kind])
    if source is not None:
        query = query.where(table.source == source)
    return session.scalars(query).unique()
