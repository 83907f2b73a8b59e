"""Permits and certificates: who holds what, how that grew, what runs out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, union

from matchmaker.clock import end_of
from matchmaker.domain.certificates import TYPES
from matchmaker.models import Certificate, Umkm
from matchmaker.services.certificates import asked, held_on
from matchmaker.services.regions import within
from matchmaker.services.reports import umkm
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.holdings import holders
from matchmaker.services.reports.scope import Scope, a_year_before, month_ends, place

SOON_DAYS = 90  # renewal of SPP-IRT asks to be begun months ahead; three months still leave time for the others
MONTHS = 12


def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
    """All tables of the report, and who has to renew."""
    total = umkm.count(scope)
    before, months = a_year_before(scope.as_of), month_ends(scope.as_of, MONTHS)
    held = holders(scope, [scope.as_of, before, *months])
    return [
        _held(scope, total, held[scope.as_of]),
        _growth(scope, held[scope.as_of], held[before]),
        _by_month(scope, {day: held[day] for day in months}),
        _expiring(scope),
    ], [_to_renew(scope)]


def headline(scope: Scope) -> list[Table]:
    """The table of holders alone, as the whole report has it."""
    held = holders(scope, [scope.as_of])[scope.as_of]
    return [_held(scope, umkm.count(scope), held)]


def _holdings(scope: Scope, day: date) -> Select[Any]:
    """Each UMKM of the region with each type it held on a day, once; an NIB of the business counts as one."""
    there = and_(within(Umkm, scope.region), Umkm.created_at < end_of(day))
    recorded = or_(Certificate.recorded_at.is_(None), Certificate.recorded_at < end_of(day))
    listed = (
        select(Umkm.id.label("umkm_id"), Certificate.type.label("type"))
        .join(Certificate, Certificate.umkm_id == Umkm.id)
        .where(there, held_on(day), recorded)
    )
    numbered = select(Umkm.id, literal("NIB")).where(there, Umkm.nib.is_not(None))
    both = union(listed, numbered).subquery()
    return select(both.c.umkm_id, both.c.type)


def _held(scope: Scope, total: int, held: dict[str, int]) -> Table:
    """Unknown are UMKM that nobody asked and that hold none that we know of."""
    found = _holdings(scope, scope.as_of).subquery()
    unasked = select(Umkm.id).where(scope.umkm, ~asked())
    silent = scope.session.scalar(select(func.count()).select_from(unasked.subquery())) or 0
    query = select(found.c.type, func.count()).where(found.c.umkm_id.in_(unasked)).group_by(found.c.type)
    known: dict[str, int] = dict(scope.session.execute(query).all())
    figures = [
        Figure(name, f"certificate.{name}", held.get(name, 0), total, silent - known.get(name, 0)) for name in TYPES
    ]
    return Table("certificates_held", figures, dated=False)


def _growth(scope: Scope, held: dict[str, int], before: dict[str, int]) -> Table:
    """More or fewer holders than a year before; unknown are certificates recorded before moments were kept."""
    rows = scope.session.execute(
        select(Certificate.type, func.count(func.distinct(Umkm.id)))
        .join(Umkm, Umkm.id == Certificate.umkm_id)
        .where(scope.umkm, held_on(scope.as_of), Certificate.recorded_at.is_(None))
        .group_by(Certificate.type)
    )
    undated: dict[str, int] = dict(rows.all())
    figures = [
        Figure(
            name,
            f"certificate.{name}",
            held.get(name, 0) - before.get(name, 0),
            before.get(name, 0),
            undated.get(name, 0),
        )
        for name in TYPES
    ]
    return Table("certificates_growth", figures, dated=False)


def _by_month(scope: Scope, held: dict[date, dict[str, int]]) -> Table:
    """How many certificates were held at the end of each month, against the UMKM on record then."""
    figures = []
    for day, of_day in held.items():
        there = Scope(scope.session, scope.region, day)
        number = sum(of_day.values())
        figures.append(Figure(day.isoformat(), day.isoformat(), number, umkm.count(there), kind="count"))
    return Table("certificates_by_month", figures, chart="line", dated=False)


def _expiring(scope: Scope) -> Table:
    soon = Certificate.valid_until <= scope.as_of + timedelta(days=SOON_DAYS)
    rows = scope.session.execute(
        select(
            Certificate.type,
            func.count(Certificate.id),
            func.count(Certificate.id).filter(soon),
            func.count(Certificate.id).filter(Certificate.valid_until.is_(None)),
        )
        .join(Umkm, Umkm.id == Certificate.umkm_id)
        .where(scope.umkm, held_on(scope.as_of), _recorded(scope))
        .group_by(Certificate.type)
    )
    found = {row[0]: row[1:] for row in rows}
    figures = []
    for name in TYPES:
        total, running_out, open_ended = found.get(name, (0, 0, 0))
        figures.append(Figure(name, f"certificate.{name}", running_out, total, open_ended))
    return Table("certificates_expiring", figures, dated=False)


def _recorded(scope: Scope) -> Any:
    return or_(Certificate.recorded_at.is_(None), Certificate.recorded_at < scope.until)


def _to_renew(scope: Scope) -> Listing:
    """By day of expiry, the most urgent first."""
    rows = scope.session.execute(
        select(
            Umkm.id,
            Umkm.external_id,
            Umkm.name,
            Umkm.regency,
            Umkm.regency_code,
            Certificate.type,
            Certificate.valid_until,
        )
        .join(Certificate, Certificate.umkm_id == Umkm.id)
        .where(
            scope.umkm,
            held_on(scope.as_of),
            _recorded(scope),
            Certificate.valid_until <= scope.as_of + timedelta(days=SOON_DAYS),
        )
        .order_by(Certificate.valid_until, Umkm.id)
    ).all()
    columns = ("report.column.key", "page.field.umkm", "page.field.regency", "report.column.certificate",
               "page.field.valid_until")  # fmt: skip
    shown: list[tuple[Any, ...]] = [
        (r.external_id, r.name, place(r.regency_code, r.regency), ((f"certificate.{r.type}", {}),), r.valid_until)
        for r in rows
    ]
    return Listing("certificates_to_renew", columns, shown, [("umkm", r.id) for r in rows])
