"""Partnerships of a region: how far they came, what was signed, what was really bought, who bought again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from matchmaker.clock import day_of
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.domain.pipeline import STAGES, SUCCESS
from matchmaker.models import Need, Order, Outcome, Partnership, PartnershipEvent, Umkm
from matchmaker.services.partnerships import within_reach
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.scope import Scope, month_ends

MONTHS = 12


@dataclass(slots=True)
class Course:
    """One partnership as it stood at the end of the day; ``values`` are those of its orders, null where unknown."""

    umkm_id: int
    buyer_id: int
    pattern: str | None
    stage: str = ""
    agreed: bool = False
    agreed_on: date | None = None
    signed_idr: int | None = None
    values: list[int | None] = field(default_factory=list)

    @property
    def realised_idr(self) -> int:
        """What was bought, as far as its value is known."""
        return sum(value or 0 for value in self.values)


def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
    """All tables of the report."""
    found = courses(scope)
    return [
        _by_stage(found),
        _by_pattern(found),
        _value(found),
        _realisation(found),
        _this_year(scope, found),
        _by_month(scope),
        _history(scope),
    ], []


def courses(scope: Scope) -> list[Course]:
    """Partnerships with one side in the region, as their events and orders tell up to the day."""
    query = select(Partnership.id, Partnership.umkm_id, Need.buyer_id, Partnership.pattern)
    query = query.join(Partnership.umkm).join(Partnership.need).join(Need.buyer)
    rows = scope.session.execute(within_reach(query, scope.broker))
    found = {row[0]: Course(row[1], row[2], row[3]) for row in rows}
    _walk(scope, found)
    for partnership_id, value in scope.session.execute(
        select(Order.partnership_id, Order.value_idr).where(
            Order.ordered_on <= scope.as_of, Order.created_at < scope.until
        )
    ):
        if partnership_id in found:
            found[partnership_id].values.append(value)
    return [course for course in found.values() if course.stage]


def _walk(scope: Scope, found: dict[int, Course]) -> None:
    """The last event up to the day tells the stage; one without any did not exist yet."""
    events = scope.session.execute(
        select(
            PartnershipEvent.partnership_id, PartnershipEvent.to_stage, PartnershipEvent.value_idr, PartnershipEvent.at
        )
        .where(PartnershipEvent.at < scope.until)
        .order_by(PartnershipEvent.id)
    )
    for partnership_id, stage, value, at in events:
        course = found.get(partnership_id)
        if course is not None:
            course.stage = stage
            course.agreed = course.agreed or stage in SUCCESS
            course.agreed_on = course.agreed_on or (day_of(at) if stage in SUCCESS else None)
            course.signed_idr = value if stage == "agreed" else course.signed_idr


def _by_stage(found: list[Course]) -> Table:
    counts = Counter(course.stage for course in found)
    figures = [Figure(stage, f"stage.{stage}", counts[stage], len(found)) for stage in STAGES]
    return Table("partnerships_by_stage", figures)


def _by_pattern(found: list[Course]) -> Table:
    counts = Counter(course.pattern for course in found)
    known = len(found) - counts[None]
    figures = [Figure(name, f"pattern.{name}", counts[name], known, counts[None]) for name in PATTERNS]
    return Table("partnerships_by_pattern", figures, dated=False)


def _value(found: list[Course]) -> Table:
    agreed = [course for course in found if course.agreed]
    signed = [course.signed_idr for course in agreed if course.signed_idr is not None]
    values = [value for course in agreed for value in course.values]
    known = [value for value in values if value is not None]
    compared = [course for course in agreed if course.signed_idr]
    figures = [
        Figure("signed", "report.label.signed", sum(signed), len(signed), len(agreed) - len(signed), "idr"),
        Figure("realised", "report.label.realised", sum(known), len(known), len(values) - len(known), "idr"),
        Figure(
            "realised_share",
            "report.label.realised_share",
            sum(course.realised_idr for course in compared),
            sum(course.signed_idr or 0 for course in compared),
            len(agreed) - len(compared),
        ),
    ]
    return Table("partnerships_value", figures, chart=None)


def _realisation(found: list[Course]) -> Table:
    """A signature is not a purchase: of the agreements, those that bought, and of these, those that bought again."""
    agreed = [course for course in found if course.agreed]
    bought = [course for course in agreed if course.values]
    again = [course for course in bought if len(course.values) > 1]
    figures = [
        Figure("agreed", "report.label.agreed", len(agreed), len(found)),
        Figure("bought", "report.label.bought", len(bought), len(agreed)),
        Figure("bought_again", "report.label.bought_again", len(again), len(bought)),
    ]
    return Table("partnerships_realisation", figures)


def _this_year(scope: Scope, found: list[Course]) -> Table:
    """Agreements first reached in the year of the day, and what was signed with them."""
    agreed = [course for course in found if course.agreed]
    new = [course for course in agreed if course.agreed_on is not None and course.agreed_on.year == scope.as_of.year]
    signed = [course.signed_idr for course in new if course.signed_idr is not None]
    figures = [
        Figure("agreed", "report.label.agreed_this_year", len(new), len(agreed)),
        Figure("signed", "report.label.signed", sum(signed), len(signed), len(new) - len(signed), "idr"),
    ]
    return Table("agreements_this_year", figures, chart=None)


def _by_month(scope: Scope) -> Table:
    """Value of orders month by month; the last month reaches up to the day."""
    query = select(Order.ordered_on, Order.value_idr).join(Partnership, Partnership.id == Order.partnership_id)
    query = query.join(Partnership.umkm).join(Partnership.need).join(Need.buyer)
    query = query.where(Order.ordered_on <= scope.as_of, Order.created_at < scope.until)
    by_month: dict[tuple[int, int], list[int | None]] = {}
    for day, value in scope.session.execute(within_reach(query, scope.broker)):
        by_month.setdefault((day.year, day.month), []).append(value)
    figures = [_month(day, by_month.get((day.year, day.month), [])) for day in month_ends(scope.as_of, MONTHS - 1)]
    return Table("orders_by_month", figures, chart="line")


def _month(day: date, values: Iterable[int | None]) -> Figure:
    values = list(values)
    known = [value for value in values if value is not None]
    code = f"{day:%Y-%m}"
    return Figure(code, code, sum(known), len(known), len(values) - len(known), "idr")


def _history(scope: Scope) -> Table:
    """Imported outcomes: what became of pairings before this register was kept, by the month they are dated."""
    query = (
        select(Outcome.stage, func.count(), func.sum(Outcome.value_idr), func.count(Outcome.value_idr))
        .join(Umkm, Umkm.id == Outcome.umkm_id)
        .where(scope.umkm, Outcome.created_at < scope.until, _dated(scope))
        .group_by(Outcome.stage)
    )
    rows: list[Any] = list(scope.session.execute(query))
    found = {row[0]: row[1] for row in rows}
    total = sum(found.values())
    undated = scope.session.scalar(
        select(func.count(Outcome.id))
        .join(Umkm, Umkm.id == Outcome.umkm_id)
        .where(scope.umkm, Outcome.created_at < scope.until, Outcome.month.is_(None))
    )
    figures = [Figure(stage, f"stage.{stage}", found.get(stage, 0), total, undated or 0) for stage in STAGES]
    reached = [row for row in rows if row[0] in SUCCESS]
    known, valued = sum(int(row[2] or 0) for row in reached), sum(row[3] for row in reached)
    without = sum(row[1] for row in reached) - valued
    figures.append(Figure("value", "report.label.history_value", known, valued, without, "idr"))
    return Table("partnerships_history", figures, dated=False)


def _dated(scope: Scope) -> Any:
    return Outcome.month <= scope.as_of
