"""Who gets the business: how much the five largest hold, how evenly it is spread, who is never suggested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from matchmaker.domain.concentration import gini, top_share
from matchmaker.models import Exposure, Umkm
from matchmaker.services.regions import within
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.partnerships import courses
from matchmaker.services.reports.scope import Scope, place

SHOWN_NEVER = 500  # businesses named in the listing; the figure counts all


def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
    """All tables of the report, and the UMKM nobody was shown."""
    active = set(scope.session.scalars(select(Umkm.id).where(scope.umkm, Umkm.active.is_not(False))))
    ours = set(scope.session.scalars(select(Umkm.id).where(within(Umkm, scope.region))))
    found = [course for course in courses(scope) if course.agreed]
    here = [course for course in found if course.umkm_id in ours]
    agreements = Counter(course.umkm_id for course in here)
    bought: Counter[int] = Counter()
    sold_by: Counter[int] = Counter()
    for course in here:
        bought[course.umkm_id] += course.realised_idr
    for course in found:
        sold_by[course.buyer_id] += course.realised_idr
    unvalued = sum(value is None for course in here for value in course.values)
    shown = _shown(scope, ours)
    never = active - set(shown)
    return [
        _top(agreements, bought, sold_by, shown, unvalued),
        _spread(active, agreements, bought, shown, unvalued),
        _never(active, never, agreements),
    ], [_never_named(scope, never)]


def _shown(scope: Scope, ours: set[int]) -> Counter[int]:
    """How often each UMKM of the region stood in a list that somebody was shown, up to the day."""
    query = select(Exposure.umkm_id, func.count()).where(Exposure.shown_at < scope.until)
    rows = scope.session.execute(query.group_by(Exposure.umkm_id))
    return Counter({umkm_id: number for umkm_id, number in rows if umkm_id in ours})


def _top(
    agreements: Counter[int], bought: Counter[int], buyers: Counter[int], shown: Counter[int], unvalued: int
) -> Table:
    figures = []
    for code, amounts, unknown in (
        ("agreements", agreements, 0),
        ("orders", bought, unvalued),
        ("buyers", buyers, unvalued),
        ("suggestions", shown, 0),
    ):
        largest, total = top_share(amounts.values())
        figures.append(Figure(code, f"report.label.top.{code}", largest, total, unknown))
    return Table("top_five", figures, chart=None)


def _spread(
    active: set[int], agreements: Counter[int], bought: Counter[int], shown: Counter[int], unvalued: int
) -> Table:
    """Over all active UMKM, those with nothing included: leaving them out would hide what is asked."""
    figures = []
    for code, amounts, unknown in (("agreements", agreements, 0), ("orders", bought, unvalued),
                                   ("suggestions", shown, 0)):  # fmt: skip
        differences, twice = gini(_over(active, amounts))
        figures.append(Figure(code, f"report.label.gini.{code}", differences, twice, unknown, "ratio"))
    return Table("gini", figures, chart=None, dated=False)


def _over(active: set[int], amounts: Counter[int]) -> Iterable[float]:
    return [amounts.get(umkm_id, 0) for umkm_id in active]


def _never(active: set[int], never: set[int], agreements: Counter[int]) -> Table:
    without = len(active - set(agreements))
    figures = [
        Figure("never_suggested", "report.label.never_suggested", len(never), len(active)),
        Figure("no_partner", "report.label.no_partner", without, len(active)),
    ]
    return Table("left_out", figures, dated=False)


def _never_named(scope: Scope, never: set[int]) -> Listing:
    rows = scope.session.execute(
        select(Umkm.id, Umkm.external_id, Umkm.name, Umkm.regency, Umkm.regency_code)
        .where(scope.umkm, Umkm.active.is_not(False))
        .order_by(Umkm.id)
    )
    named = [row for row in rows if row.id in never][:SHOWN_NEVER]
    columns = ("report.column.key", "page.field.umkm", "page.field.regency")
    return Listing(
        "never_suggested",
        columns,
        [(row.external_id, row.name, place(row.regency_code, row.regency)) for row in named],
        [("umkm", row.id) for row in named],
    )
