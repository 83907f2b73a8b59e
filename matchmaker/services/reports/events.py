"""Events of a region in a year: how many, how many people came, what was sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from matchmaker.domain.activities import EVENT_KINDS, SELLING_KINDS
from matchmaker.models import Event, EventParticipant, EventStall, Umkm
from matchmaker.services.regions import within
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.scope import Scope, place

Rows = Sequence[Row[*tuple[Any, ...]]]  # of events, or of stalls


def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
    """All tables of the report, and the events by name."""
    found = held(scope)
    selling = [one for one in found if one.kind in SELLING_KINDS]
    stalls = _stalls(scope, [one.id for one in found])
    return [
        _held(found),
        _turnover(selling, stalls),
        _people(found),
        _umkm(scope, selling),
        _by_event(selling),
    ], [_named(found), _sold(stalls)]


def held(scope: Scope) -> Rows:
    """Events of the region on record by the day that began in its year, up to the day."""
    query = select(
        Event.id, Event.external_id, Event.name, Event.kind, Event.starts_on, Event.ends_on, Event.regency,
        Event.regency_code, Event.invited, Event.visitors, Event.turnover_idr,
    ).where(
        within(Event, scope.region),
        Event.created_at < scope.until,
        Event.starts_on >= date(scope.as_of.year, 1, 1),
        Event.starts_on <= scope.as_of,
    )  # fmt: skip
    return scope.session.execute(query.order_by(Event.starts_on, Event.id)).all()


def turnover(found: Rows) -> tuple[int, int, int]:
    """Sum of the turnover of events at which goods are sold, how many have one, how many have none."""
    known = [one.turnover_idr for one in found if one.kind in SELLING_KINDS and one.turnover_idr is not None]
    selling = sum(one.kind in SELLING_KINDS for one in found)
    return sum(known), len(known), selling - len(known)


def _held(found: Rows) -> Table:
    counts = Counter(one.kind for one in found)
    figures = [Figure(kind, f"event_kind.{kind}", counts[kind], len(found)) for kind in EVENT_KINDS if counts[kind]]
    return Table("events_held", figures, dated=False)


def _turnover(selling: Rows, stalls: Rows) -> Table:
    told = [one.turnover_idr for one in stalls if one.turnover_idr is not None]
    figures = [
        Figure("events", "report.label.turnover_events", *turnover(selling), "idr"),
        Figure("stalls", "report.label.turnover_stalls", sum(told), len(told), len(stalls) - len(told), "idr"),
    ]
    return Table("events_turnover", figures, chart=None, dated=False)


def _people(found: Rows) -> Table:
    figures = []
    for code in ("invited", "visitors"):
        known = [number for one in found if (number := getattr(one, code)) is not None]
        figures.append(Figure(code, f"report.label.{code}", sum(known), len(known), len(found) - len(known), "count"))
    return Table("events_visitors", figures, chart=None, dated=False)


def _umkm(scope: Scope, selling: Rows) -> Table:
    """UMKM of the region at events where goods are sold, each once: by the list of participants or by a stall."""
    ids = [one.id for one in selling]
    pairs: set[tuple[int, int]] = set()
    for table in (EventParticipant, EventStall):
        query = select(table.event_id, Umkm.id).join(Umkm, Umkm.id == table.umkm_id)
        query = query.where(table.event_id.in_(ids), table.recorded_at < scope.until, within(Umkm, scope.region))
        pairs.update((row[0], row[1]) for row in scope.session.execute(query))
    told = {event_id for event_id, _ in pairs}
    number = len({umkm_id for _, umkm_id in pairs})
    figures = [Figure("selling", "report.label.umkm_at_events", number, len(told), len(ids) - len(told), "count")]
    return Table("events_umkm", figures, chart=None, dated=False)


def _by_event(selling: Rows) -> Table:
    """Each event with what was sold at it, the most first; those of unknown turnover stand in the list of events."""
    known = [one for one in selling if one.turnover_idr is not None]
    ordered = sorted(known, key=lambda one: (-one.turnover_idr, one.starts_on, one.id))
    figures = [Figure(one.external_id, one.name, one.turnover_idr, 1, kind="idr") for one in ordered]
    return Table("turnover_by_event", figures, dated=False)


def _stalls(scope: Scope, events: list[int]) -> Rows:
    query = (
        select(EventStall.umkm_id, Umkm.external_id, Umkm.name, Event.name.label("event"), EventStall.day,
               EventStall.turnover_idr)
        .join(Event, Event.id == EventStall.event_id)
        .join(Umkm, Umkm.id == EventStall.umkm_id)
        .where(EventStall.event_id.in_(events), EventStall.recorded_at < scope.until)
        .order_by(EventStall.day, EventStall.id)
    )  # fmt: skip
    return scope.session.execute(query).all()


def _named(found: Rows) -> Listing:
    columns = ("report.column.key", "report.column.activity", "report.column.kind", "report.column.starts_on",
               "page.field.regency", "report.column.visitors", "report.column.turnover")  # fmt: skip
    rows: list[tuple[Any, ...]] = [
        (one.external_id, one.name, ((f"event_kind.{one.kind}", {}),), one.starts_on,
         place(one.regency_code, one.regency), one.visitors, one.turnover_idr)
        for one in found
    ]  # fmt: skip
    return Listing("events_list", columns, rows, [("event", one.id) for one in found])


def _sold(stalls: Rows) -> Listing:
    columns = ("report.column.key", "page.field.umkm", "report.column.activity", "report.column.day",
               "report.column.turnover")  # fmt: skip
    rows: list[tuple[Any, ...]] = [(one.external_id, one.name, one.event, one.day, one.turnover_idr) for one in stalls]
    return Listing("stalls_list", columns, rows, [("umkm", one.umkm_id) for one in stalls])
